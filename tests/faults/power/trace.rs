//! What the traced programs did to their files, in order.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One call, as `tracer.c` wrote it down.
#[derive(Debug)]
pub struct Event {
    /// Where its record ends in the log.
    pub end: u64,
    /// What was done.
    pub call: Call,
}

/// What a program did.
#[derive(Debug)]
pub enum Call {
    /// Opened a file that was made unless it was there.
    Create { path: PathBuf, inode: u64 },
    /// Made a folder.
    MakeFolder { path: PathBuf },
    /// Wrote bytes.
    Write {
        inode: u64,
        offset: usize,
        bytes: Vec<u8>,
    },
    /// Set a file's length.
    Truncate { inode: u64, length: usize },
    /// Put a file's bytes on the disk for good.
    SyncFile { path: PathBuf, inode: u64 },
    /// Put a folder's names on the disk for good.
    SyncFolder { path: PathBuf },
    /// Removed a name.
    Remove { path: PathBuf },
    /// Gave a file another name.
    Rename { from: PathBuf, to: PathBuf },
}

/// Builds the tracer into `folder` and gives the environment under which programs are traced.
pub fn environment(folder: &Path, watched: &Path, log: &Path) -> Vec<(String, String)> {
    let library = folder.join("tracer.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("power/tracer.c");
    let built = Command::new("cc")
        .args(["-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "building the tracer needs `cc`"
    );
    let pair = |name: &str, path: &Path| (name.to_owned(), path.display().to_string());
    vec![
        pair("LD_PRELOAD", &library),
        pair("CAMPO_TRACE_FOLDER", watched),
        pair("CAMPO_TRACE_LOG", log),
    ]
}

/// Reads a log.
pub fn read(log: &Path) -> Vec<Event> {
    let bytes = std::fs::read(log).expect("the log");
    let mut rest = &bytes[..];
    let mut events = Vec::new();
    while !rest.is_empty() {
        let call = read_call(&mut rest);
        events.push(Event {
            end: (bytes.len() - rest.len()) as u64,
            call,
        });
    }
    events
}

fn read_call(rest: &mut &[u8]) -> Call {
    let operation = take(rest, 1)[0];
    let inode = u64::from_le_bytes(number(rest));
    let offset = usize::try_from(u64::from_le_bytes(number(rest))).expect("an offset");
    let [path, data] = [(); 2].map(|()| u32::from_le_bytes(number(rest)) as usize);
    let path = to_path(take(rest, path));
    let data = take(rest, data);
    match operation {
        b'C' => Call::Create { path, inode },
        b'M' => Call::MakeFolder { path },
        b'W' => Call::Write {
            inode,
            offset,
            bytes: data.to_owned(),
        },
        b'T' => Call::Truncate {
            inode,
            length: offset,
        },
        b'S' => Call::SyncFile { path, inode },
        b'D' => Call::SyncFolder { path },
        b'U' => Call::Remove { path },
        b'R' => Call::Rename {
            from: path,
            to: to_path(data),
        },
        other => panic!("the log has an unknown record {other}"),
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(length);
    *rest = left;
    taken
}

fn number<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    take(rest, N).try_into().expect("as many bytes as asked")
}

fn to_path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
