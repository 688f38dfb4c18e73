/* Writes down, in order, what a program does to the files below one folder: for LD_PRELOAD.
 *
 * CAMPO_TRACE_FOLDER is the folder, CAMPO_TRACE_LOG the file to add to; several programs may share it. One record per
 * call that succeeded: operation, inode, offset, length of the path, length of the data (all little-endian), then both.
 * Call and record are one step for the threads of a program, so that a sync covers what was written before it in the
 * log, and nothing else. Calls that copy inside the kernel are refused: programs then read and write.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static int record_to = -1;

__attribute__((constructor)) static void start(void) {
    const char *log = getenv("CAMPO_TRACE_LOG");
    folder = getenv("CAMPO_TRACE_FOLDER");
    if (folder && log)
        record_to = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
    return record_to >= 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static void record(char operation, uint64_t inode, int64_t offset, const char *path, const void *data, uint32_t length) {
    struct __attribute__((packed)) {
        char operation;
        uint64_t inode;
        int64_t offset;
        uint32_t path, data;
    } head = {operation, inode, offset, strlen(path), length};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)data, length}};
    ssize_t size = sizeof head + head.path + length;
    if (REAL(writev)(record_to, parts, 3) != size) {
        fputs("the trace cannot be written\n", stderr);
        abort();
    }
}

/* What a descriptor is open on, when it is below the folder. */
static int path_of(int file, char path[PATH_MAX], struct stat *status) {
    char link[64];
    if (record_to < 0)
        return 0;
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    int found = length > 0 && fstat(file, status) == 0;
    if (found) {
        path[length] = 0;
        found = is_ours(path);
    }
    errno = saved;
    return found;
}

/* The whole of a path that may be relative to an open folder. */
static int whole_path(int at, const char *path, char whole[PATH_MAX]) {
    struct stat status;
    char base[PATH_MAX];
    if (path[0] == '/') {
        snprintf(whole, PATH_MAX, "%s", path);
        return is_ours(whole);
    }
    if (at == AT_FDCWD || !path_of(at, base, &status))
        return 0;
    snprintf(whole, PATH_MAX, "%.2000s/%.2000s", base, path);
    return is_ours(whole);
}

static void opened(int file, int flags) {
    char path[PATH_MAX];
    struct stat status;
    if (file < 0 || !(flags & (O_CREAT | O_TRUNC)) || !path_of(file, path, &status))
        return;
    if (flags & O_CREAT)
        record('C', status.st_ino, 0, path, NULL, 0);
    if (flags & O_TRUNC)
        record('T', status.st_ino, 0, "", NULL, 0);
}

#define OPEN(name, first, ...)                                                                                        \
    int name(first const char *path, int flags, ...) {                                                               \
        va_list more;                                                                                                 \
        va_start(more, flags);                                                                                        \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                                       \
        va_end(more);                                                                                                 \
        pthread_mutex_lock(&turn);                                                                                    \
        int file = REAL(name)(__VA_ARGS__ path, flags, mode);                                                         \
        opened(file, flags);                                                                                          \
        pthread_mutex_unlock(&turn);                                                                                  \
        return file;                                                                                                  \
    }
#define NOTHING
#define COMMA ,
OPEN(open, NOTHING)
OPEN(open64, NOTHING)
OPEN(openat, int at COMMA, at COMMA)
OPEN(openat64, int at COMMA, at COMMA)

static void written(int file, const void *data, ssize_t length, int64_t offset) {
    char path[PATH_MAX];
    struct stat status;
    if (length > 0 && path_of(file, path, &status) && S_ISREG(status.st_mode))
        record('W', status.st_ino, offset, "", data, length);
}

#define PWRITE(name, type)                                                                                            \
    ssize_t name(int file, const void *data, size_t length, type offset) {                                            \
        pthread_mutex_lock(&turn);                                                                                    \
        ssize_t done = REAL(name)(file, data, length, offset);                                                        \
        written(file, data, done, offset);                                                                            \
        pthread_mutex_unlock(&turn);                                                                                  \
        return done;                                                                                                  \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* Not for sockets: those may block, and a thread that waits must not stop the others. */
static int is_file(int file) {
    struct stat status;
    return record_to >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

ssize_t write(int file, const void *data, size_t length) {
    if (!is_file(file))
        return REAL(write)(file, data, length);
    pthread_mutex_lock(&turn);
    ssize_t done = REAL(write)(file, data, length);
    /* Where it ended is right for files opened to append, too. */
    written(file, data, done, lseek(file, 0, SEEK_CUR) - done);
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    return is_file(file) && count > 0 ? write(file, parts[0].iov_base, parts[0].iov_len)
                                      : REAL(writev)(file, parts, count);
}

#define SYNC(name)                                                                                                    \
    int name(int file) {                                                                                              \
        char path[PATH_MAX];                                                                                          \
        struct stat status;                                                                                           \
        pthread_mutex_lock(&turn);                                                                                    \
        int done = REAL(name)(file);                                                                                  \
        if (done == 0 && path_of(file, path, &status))                                                                \
            record(S_ISDIR(status.st_mode) ? 'D' : 'S', status.st_ino, 0, path, NULL, 0);                             \
        pthread_mutex_unlock(&turn);                                                                                  \
        return done;                                                                                                  \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, type)                                                                                          \
    int name(int file, type length) {                                                                                 \
        char path[PATH_MAX];                                                                                          \
        struct stat status;                                                                                           \
        pthread_mutex_lock(&turn);                                                                                    \
        int done = REAL(name)(file, length);                                                                          \
        if (done == 0 && path_of(file, path, &status))                                                                \
            record('T', status.st_ino, length, "", NULL, 0);                                                          \
        pthread_mutex_unlock(&turn);                                                                                  \
        return done;                                                                                                  \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

static int named(char operation, int done, int at, const char *path, const char *other) {
    char whole[PATH_MAX];
    if (done == 0 && whole_path(at, path, whole))
        record(operation, 0, 0, whole, other, other ? strlen(other) : 0);
    pthread_mutex_unlock(&turn);
    return done;
}

#define NAMING(call) (pthread_mutex_lock(&turn), call)

int unlink(const char *path) {
    return named('U', NAMING(REAL(unlink)(path)), AT_FDCWD, path, NULL);
}

int rmdir(const char *path) {
    return named('U', NAMING(REAL(rmdir)(path)), AT_FDCWD, path, NULL);
}

int unlinkat(int at, const char *path, int flags) {
    return named('U', NAMING(REAL(unlinkat)(at, path, flags)), at, path, NULL);
}

int mkdir(const char *path, mode_t mode) {
    return named('M', NAMING(REAL(mkdir)(path, mode)), AT_FDCWD, path, NULL);
}

int rename(const char *from, const char *to) {
    return named('R', NAMING(REAL(rename)(from, to)), AT_FDCWD, from, to);
}

static ssize_t refuse(void) {
    errno = ENOSYS;
    return -1;
}

ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *at, size_t length, unsigned flags) {
    (void)from, (void)start, (void)to, (void)at, (void)length, (void)flags;
    return refuse();
}

ssize_t sendfile64(int to, int from, off64_t *start, size_t length) {
    (void)to, (void)from, (void)start, (void)length;
    return refuse();
}
