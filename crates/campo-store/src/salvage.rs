//! What can still be read of a damaged database: the work that exists nowhere else.
//!
//! Records come again from the server. What was typed here and not accepted there does not, nor do drafts, nor the rows
//! that say which file is which. They are read table by table, row by row, around the pages that cannot be read.
//!
//! Invariant: a row is taken only when every page it is on opened under the key. Nothing here writes or fails: what
//! cannot be read is counted.

use std::path::{Path, PathBuf};

use campo_document::Edit;
use rusqlite::types::Value;
use rusqlite::{Connection, ToSql};

/// The tables that are taken along row by row: name, columns, and what rows are found by.
pub(crate) const TABLES: [(&str, &str, &str); 8] = [
    ("meta", "key, value", "key"),
    ("module", "key, manifest", "key"),
    ("person", "id, name, roles", "id"),
    ("device", "tag, user, name", "tag"),
    ("draft", "key, content, at_ms", "key"),
    ("recording", "one, started_ms, paused, plan, totals", "one"),
    ("recorded", "n, segment, crossings", "n"),
    (
        "blob",
        "hash, size, file, complete, on_server, named, pinned, made_ms",
        "hash",
    ),
];

/// Edits that are not, or not plainly, at the server: local, sent, refused, set aside.
const OPEN: &str = "state IN (0, 1, 4, 5)";

/// What was read of a damaged database.
#[derive(Debug, Default)]
pub struct Salvage {
    /// Rows of [`TABLES`], in their order.
    pub(crate) rows: Vec<Vec<Vec<Value>>>,
    /// Edits the server has not accepted, oldest first.
    pub(crate) edits: Vec<SalvagedEdit>,
    /// How many such edits there are that cannot be read; `None` where not even that can be told.
    pub(crate) unreadable: Option<u64>,
}

/// An edit of the damaged database.
#[derive(Debug)]
pub(crate) struct SalvagedEdit {
    pub(crate) number: Option<i64>,
    pub(crate) kind: String,
    pub(crate) facet: Option<String>,
    pub(crate) state: i64,
    pub(crate) group: Option<i64>,
    pub(crate) reason: Option<String>,
    pub(crate) edit: Edit,
    pub(crate) payload: Vec<u8>,
}

impl Salvage {
    /// Reads what can be read of the database at `path` with its key. Reading leaves marks: give it a copy.
    pub fn read(path: &Path, key: &[u8; 32]) -> Self {
        let mut reader = Reader {
            path: path.to_owned(),
            key: *key,
            connection: None,
        };
        let rows = TABLES.iter().map(|(table, columns, key)| {
            let select = format!("SELECT {columns} FROM {table}");
            match reader.rows_of_both_ends(&select, key) {
                // Some modules without others do not fit together; the server sends all.
                (_, false) if *table == "module" => Vec::new(),
                (rows, _) => rows,
            }
        });
        let rows = rows.collect();
        let (edits, unreadable) = reader.edits();
        Self {
            rows,
            edits,
            unreadable,
        }
    }
}

/// A database that fails now and then.
struct Reader {
    path: PathBuf,
    key: [u8; 32],
    /// None after a failure: a connection that met a damaged page is of no more use.
    connection: Option<Connection>,
}

type Row = Vec<Value>;

impl Reader {
    /// The open edits in order, and how many of them cannot be read.
    fn edits(&mut self) -> (Vec<SalvagedEdit>, Option<u64>) {
        let select = "SELECT local, number, kind, facet, state, grp, reason, payload FROM edit";
        // The index is on pages of its own, and tells which edits there are.
        let index = format!("SELECT local FROM edit INDEXED BY edit_open WHERE {OPEN}");
        let (listed, all_listed) = self.rows(&format!("{index} ORDER BY state, local"), []);
        if !all_listed {
            let (rows, all) = self.rows_of_both_ends(&format!("{select} WHERE {OPEN}"), "local");
            let edits: Vec<_> = rows.into_iter().filter_map(read_edit).collect();
            return (edits, all.then_some(0));
        }
        let mut locals: Vec<i64> = listed
            .iter()
            .filter_map(|row| number(row.first()))
            .collect();
        locals.sort_unstable();
        let one = format!("{select} WHERE local = ?1");
        let mut edits = Vec::new();
        for local in &locals {
            let (rows, _) = self.rows(&one, [local]);
            edits.extend(rows.into_iter().filter_map(read_edit));
        }
        let unreadable = locals.len().saturating_sub(edits.len()) as u64;
        (edits, Some(unreadable))
    }

    /// The rows of a table before the first damaged page and behind the last one, and whether these are all.
    fn rows_of_both_ends(&mut self, select: &str, key: &str) -> (Vec<Row>, bool) {
        let (mut rows, all) = self.rows(&format!("{select} ORDER BY {key}"), []);
        if all {
            return (rows, true);
        }
        let (mut behind, _) = self.rows(&format!("{select} ORDER BY {key} DESC"), []);
        behind.reverse();
        behind.retain(|row| !rows.contains(row));
        rows.extend(behind);
        (rows, false)
    }

    /// The rows of a statement up to the first that cannot be read, and whether these are all.
    fn rows(&mut self, sql: &str, params: impl rusqlite::Params) -> (Vec<Row>, bool) {
        let mut rows = Vec::new();
        let Some(connection) = self.connected() else {
            return (rows, false);
        };
        let all = collect(connection, sql, params, &mut rows).is_some();
        if !all {
            self.connection = None;
        }
        (rows, all)
    }

    fn connected(&mut self) -> Option<&Connection> {
        if self.connection.is_none() {
            self.connection = campo_sqlite::open(&self.path, Some(&self.key)).ok();
        }
        self.connection.as_ref()
    }
}

/// Reads rows until one fails; `None` when one did.
fn collect(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    into: &mut Vec<Row>,
) -> Option<()> {
    let mut statement = connection.prepare(sql).ok()?;
    let width = statement.column_count();
    let mut rows = statement.query(params).ok()?;
    while let Some(row) = rows.next().ok()? {
        let values: Row = (0..width)
            .map(|at| row.get(at))
            .collect::<Result<_, _>>()
            .ok()?;
        campo_sqlite::ensure_sound(connection).ok()?;
        into.push(values);
    }
    Some(())
}

fn read_edit(row: Row) -> Option<SalvagedEdit> {
    let [_, given, kind, facet, state, group, reason, payload] =
        <[Value; 8]>::try_from(row).ok()?;
    let Value::Blob(payload) = payload else {
        return None;
    };
    Some(SalvagedEdit {
        number: number(Some(&given)),
        kind: text(kind)?,
        facet: text(facet),
        state: number(Some(&state))?,
        group: number(Some(&group)),
        reason: text(reason),
        edit: postcard::from_bytes(&payload).ok()?,
        payload,
    })
}

fn number(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The values of a row, to be written as they were read.
pub(crate) fn as_params(row: &[Value]) -> Vec<&dyn ToSql> {
    row.iter().map(|value| value as &dyn ToSql).collect()
}
