//! The limit: SQL written by hand on the same encrypted SQLite, with the same table, indexes, search and durability,
//! and nothing else: no documents, no history, no outbox.

use std::path::{Path, PathBuf};

use anyhow::Result;
use campo_model::value::Value;
use campo_query::search::search_text;
use campo_sqlite::projection::Projections;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, Transaction, TransactionBehavior, params};
use tempfile::TempDir;

use crate::workload::{Fields, NOW_MS, Record, Workload};

/// The key of every database of the benches.
pub const KEY: [u8; 32] = [9; 32];

/// The rows of a page of a list, and the most hits of a search.
pub const PAGE_ROWS: usize = 50;

const INSERT: &str = r#"INSERT INTO "p_bench.order"
    (_n, _id, _title, _deleted, _pending, _conflict, _created, _updated, code, customer, city, phone, status, priority,
     amount, quantity, weight, urgent, due, opened, note, tags, rating, visits)
    VALUES (?1, ?2, ?3, 0, 0, 0, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)"#;
const COLUMNS: [&str; 16] = [
    "code", "customer", "city", "phone", "status", "priority", "amount", "quantity", "weight",
    "urgent", "due", "opened", "note", "tags", "rating", "visits",
];
// Without RETURNING: it would open a savepoint, at which FTS5 writes out all it holds, for each row.
const UPDATE: &str = r#"UPDATE "p_bench.order" SET status = ?2, amount = ?3, city = ?4, _updated = ?5 WHERE _id = ?1"#;
const TEXT: &str = r#"SELECT _n, concat_ws(char(10), _title, code, customer, city, phone, note, tags)
    FROM "p_bench.order" WHERE _id = ?1"#;
const REFRESH: &str =
    "INSERT OR REPLACE INTO search (rowid, type, text) VALUES (?1, 'bench.order', ?2)";
const LIST: &str = r#"SELECT * FROM "p_bench.order" WHERE _deleted = 0 AND status = 'running'
    ORDER BY amount DESC, _n DESC LIMIT ?1"#;
const COUNT: &str =
    r#"SELECT count(*) FROM "p_bench.order" WHERE _deleted = 0 AND status = 'running'"#;
const SEARCH: &str = r#"SELECT t._id, t._title FROM search JOIN "p_bench.order" AS t ON t._n = search.rowid
    WHERE search MATCH ?1 AND t._deleted = 0 ORDER BY rank LIMIT ?2"#;

/// A database of plain tables in a folder of its own.
pub struct Plain {
    folder: TempDir,
    connection: Connection,
}

impl Plain {
    /// The same tables as a device has for the records' type, empty.
    pub fn new(workload: &Workload) -> Result<Self> {
        let folder = TempDir::new()?;
        let connection = campo_sqlite::open(&folder.path().join("plain.db"), Some(&KEY))?;
        Projections::prepare(&connection, &workload.registry)?;
        Ok(Self { folder, connection })
    }

    /// The database file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("plain.db")
    }

    /// Inserts records in one transaction; the first gets the handle `from`.
    pub fn insert(&mut self, workload: &Workload, records: &[Record], from: usize) -> Result<()> {
        let declared = workload.declared()?;
        let sql = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut insert = sql.prepare_cached(INSERT)?;
        let mut refresh = sql.prepare_cached(REFRESH)?;
        for (offset, record) in records.iter().enumerate() {
            let n = i64::try_from(from + offset)?;
            let title = title(&record.fields);
            insert.raw_bind_parameter(1, n)?;
            insert.raw_bind_parameter(2, record.id.to_string())?;
            insert.raw_bind_parameter(3, &title)?;
            insert.raw_bind_parameter(4, NOW_MS)?;
            for (place, column) in (5..).zip(COLUMNS) {
                insert.raw_bind_parameter(place, Column(record.fields.get(column)))?;
            }
            insert.raw_execute()?;
            refresh.execute(params![n, search_text(declared, &title, &record.fields)])?;
        }
        drop((insert, refresh));
        Ok(sql.commit()?)
    }

    /// Makes edits in one transaction.
    pub fn update<'a>(
        &mut self,
        edits: impl Iterator<Item = (&'a Record, &'a Fields)>,
    ) -> Result<()> {
        let sql = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        edits
            .into_iter()
            .try_for_each(|(record, patch)| update(&sql, record, patch))?;
        Ok(sql.commit()?)
    }

    /// Makes edits, in transactions of so many.
    pub fn update_pages(&mut self, edits: &[(&Record, &Fields)], page: usize) -> Result<()> {
        edits
            .chunks(page)
            .try_for_each(|page| self.update(page.iter().copied()))
    }

    /// The first page of running orders, greatest amount first; the number of rows.
    pub fn list(&self) -> Result<usize> {
        list(&self.connection)
    }

    /// A search; `expression` is in the language of FTS5.
    pub fn search(&self, expression: &str) -> Result<usize> {
        let mut read = self.connection.prepare_cached(SEARCH)?;
        let hits = read.query_map(params![expression, PAGE_ROWS as i64], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        Ok(hits.collect::<Result<Vec<_>, _>>()?.len())
    }

    /// Opens the file anew and lists the first page.
    pub fn open_and_list(path: &Path) -> Result<usize> {
        list(&campo_sqlite::open(path, Some(&KEY))?)
    }

    /// Closes the database, its log written back, and gives the folder that holds it.
    pub fn close(self) -> TempDir {
        self.folder
    }
}

fn update(sql: &Transaction<'_>, record: &Record, patch: &Fields) -> Result<()> {
    let id = record.id.to_string();
    let column = |key| Column(patch.get(key));
    let values = params![
        id,
        column("status"),
        column("amount"),
        column("city"),
        NOW_MS
    ];
    sql.prepare_cached(UPDATE)?.execute(values)?;
    let mut read = sql.prepare_cached(TEXT)?;
    let (n, text): (i64, String) = read.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    sql.prepare_cached(REFRESH)?.execute(params![n, text])?;
    Ok(())
}

/// Reads every column of a page, and counts all pages, as a list on the screen needs.
fn list(connection: &Connection) -> Result<usize> {
    let _total: i64 = connection
        .prepare_cached(COUNT)?
        .query_row([], |row| row.get(0))?;
    let mut read = connection.prepare_cached(LIST)?;
    let width = read.column_count();
    let rows = read.query_map([PAGE_ROWS as i64], |row| {
        (0..width)
            .map(|column| row.get::<_, rusqlite::types::Value>(column))
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
}

fn title(fields: &Fields) -> String {
    let part = |key| fields.get(key).and_then(Value::as_text).unwrap_or_default();
    format!("{} - {}", part("code"), part("customer"))
}

/// A field's value in its column.
struct Column<'a>(Option<&'a Value>);

impl ToSql for Column<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Some(Value::Text(text)) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Some(Value::Int(number) | Value::Time(number)) => (*number).into(),
            Some(Value::Float(number)) => (*number).into(),
            Some(Value::Bool(truth)) => (*truth).into(),
            Some(list) => list.to_json().to_string().into(),
            None => rusqlite::types::Null.into(),
        })
    }
}
