//! Opening a database file: its key, its durability, its limits, our functions.
//!
//! Invariant: what a committed transaction wrote survives a power cut, on every connection opened here.

use std::ffi::c_int;
use std::path::Path;
use std::time::Duration;

use campo_query::SqlValue;
use campo_query::function::{COLLATION, FUNCTIONS, collate};
use rusqlite::config::DbConfig;
use rusqlite::ffi::{SQLITE_CORRUPT, SQLITE_READONLY};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, MAIN_DB, ToSql};

use crate::error::SqliteError;

/// The oldest SQLite without the write-ahead log fault mended in 3.51.3.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a connection waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the write-ahead log may grow to before it is moved into the file, and is cut back to after, in bytes.
const LOG_LIMIT: i64 = 16 * 1024 * 1024;

/// How large the pages of the write-ahead log are, as SQLite makes them.
const PAGE: i64 = 4096;

/// How much of the file a connection keeps at hand, in KiB. What a page of synchronization writes must fit: a page of
/// the file that is pushed out is encrypted, written and read again each time it is touched.
const CACHE: i64 = 16 * 1024;

/// How many compiled statements a connection keeps.
const STATEMENTS: usize = 200;

/// Opens or makes the database file at `path`; with a key it is encrypted (SQLCipher, raw 256-bit key).
pub fn open(path: &Path, key: Option<&[u8; 32]>) -> Result<Connection, SqliteError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(SqliteError::OldSqlite {
            found: rusqlite::version(),
        });
    }
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    if let Some(key) = key {
        unlock(&connection, key)?;
    }
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    make_durable(&connection)?;
    ensure_writable(&connection)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    restrict(&connection)?;
    register(&connection)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<(), SqliteError> {
    // A wrong key is an error here, not a line on the terminal.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.pragma_update(None, "key", format!("x'{hex}'"))?;
    Ok(())
}

/// A file that cannot be written is refused here, so that a connection that cannot write later is one that met damage.
fn ensure_writable(connection: &Connection) -> Result<(), SqliteError> {
    match connection.is_readonly(MAIN_DB)? {
        true => Err(failure(SQLITE_READONLY)),
        false => Ok(()),
    }
}

/// Fails when a page that was read did not open under the key.
///
/// SQLCipher reads such a page as zeros, and from then on lets the connection neither read nor write. What was read
/// before that shows may hold the zeros: nothing that was read is to be believed before this was asked.
pub fn ensure_sound(connection: &Connection) -> Result<(), SqliteError> {
    match connection.is_readonly(MAIN_DB)? {
        true => Err(failure(SQLITE_CORRUPT)),
        false => Ok(()),
    }
}

fn failure(code: c_int) -> SqliteError {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
}

fn make_durable(connection: &Connection) -> Result<(), SqliteError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "journal_size_limit", LOG_LIMIT)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_LIMIT / PAGE)?;
    Ok(())
}

fn restrict(connection: &Connection) -> Result<(), SqliteError> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(())
}

fn register(connection: &Connection) -> Result<(), SqliteError> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    for function in FUNCTIONS {
        let arity = i32::try_from(function.arity).unwrap_or(-1);
        connection.create_scalar_function(function.name, arity, flags, move |context| {
            Ok(Bound((function.call)(&arguments(context))))
        })?;
    }
    connection.create_collation(COLLATION, collate)?;
    Ok(())
}

fn arguments(context: &Context<'_>) -> Vec<SqlValue> {
    (0..context.len())
        .map(|index| read_value(context.get_raw(index)))
        .collect()
}

/// A value read from SQLite; bytes are no value of ours and read as NULL.
pub(crate) fn read_value(value: ValueRef<'_>) -> SqlValue {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => SqlValue::Null,
        ValueRef::Integer(number) => SqlValue::Int(number),
        ValueRef::Real(number) => SqlValue::Real(number),
        ValueRef::Text(text) => SqlValue::Text(String::from_utf8_lossy(text).into_owned()),
    }
}

/// A value of ours given to SQLite.
pub(crate) struct Bound(pub(crate) SqlValue);

impl ToSql for Bound {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match &self.0 {
            SqlValue::Null => ToSqlOutput::Owned(Value::Null),
            SqlValue::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            SqlValue::Real(number) => ToSqlOutput::Owned(Value::Real(*number)),
            SqlValue::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::migrate;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_file_opens_only_with_its_key() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("db");
        let script = "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('secret words');";
        migrate(&mut open(&path, Some(&KEY)).unwrap(), &[script]).unwrap();
        for key in [None, Some(&[8; 32])] {
            assert!(
                matches!(open(&path, key), Err(SqliteError::WrongKey { .. })),
                "{key:?}"
            );
        }
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"secret"));
        let text: String = open(&path, Some(&KEY))
            .unwrap()
            .query_row("SELECT text FROM note", [], |row| row.get(0))
            .unwrap();
        assert_eq!(text, "secret words");
    }

    #[test]
    fn what_was_read_from_a_damaged_page_is_not_believed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("db");
        let script = "CREATE TABLE note (text TEXT);";
        let mut connection = open(&path, Some(&KEY)).unwrap();
        migrate(&mut connection, &[script]).unwrap();
        let long = "x".repeat(20_000);
        let add = "INSERT INTO note VALUES (?1)";
        connection.execute(add, [&long]).unwrap();
        drop(connection);
        let sound = std::fs::read(&path).unwrap();
        let mut noticed = 0;
        for page in 2..sound.len() / 4096 {
            let mut damaged = sound.clone();
            damaged[page * 4096 + 100] ^= 1;
            std::fs::write(&path, damaged).unwrap();
            let connection = open(&path, Some(&KEY)).unwrap();
            let text =
                connection.query_row("SELECT text FROM note", [], |row| row.get::<_, String>(0));
            let sound = ensure_sound(&connection);
            assert!(sound.is_err() || text.is_ok_and(|text| text == long));
            noticed += u32::from(sound.is_err_and(|error| error.is_damage()));
        }
        assert!(noticed >= 4, "{noticed} damaged pages noticed");
    }

    #[test]
    fn a_connection_is_durable_and_distrusts_its_file() {
        let folder = TempDir::new().unwrap();
        let connection = open(&folder.path().join("db"), Some(&KEY)).unwrap();
        let pragma = |name: &str| {
            connection
                .query_row(&format!("PRAGMA {name}"), [], |row| {
                    row.get::<_, rusqlite::types::Value>(0)
                })
                .unwrap()
        };
        for (name, expected) in [
            ("synchronous", 2),
            ("fullfsync", 1),
            ("checkpoint_fullfsync", 1),
            ("foreign_keys", 1),
            ("cell_size_check", 1),
            ("trusted_schema", 0),
            ("busy_timeout", 10_000),
        ] {
            assert_eq!(
                pragma(name),
                rusqlite::types::Value::Integer(expected),
                "{name}"
            );
        }
        assert_eq!(
            pragma("journal_mode"),
            rusqlite::types::Value::Text("wal".to_owned())
        );
    }
}
