//! What an encrypted database says to whoever has its key.

use rusqlite::Connection;

/// The bytes of a copy in clear of every table.
pub fn plain_bytes(database: &Connection) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let plain = folder.path().join("plain.sqlite");
    let attach = format!("ATTACH DATABASE '{}' AS plain KEY ''", plain.display());
    let exported = database
        .execute_batch(&attach)
        .and_then(|()| database.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())))
        .and_then(|()| database.execute_batch("DETACH DATABASE plain"));
    exported.expect("the database is exported");
    std::fs::read(plain).expect("the copy")
}

/// Whether the database's file holds nothing but what its tables say: it has no free pages.
pub fn is_tidy(database: &Connection) -> bool {
    let free = "PRAGMA freelist_count";
    let free = database.query_row(free, [], |row| row.get::<_, i64>(0));
    free.expect("a count") == 0
}
