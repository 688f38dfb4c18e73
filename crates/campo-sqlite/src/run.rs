//! Running the statements of `campo-query`.

use campo_query::{SqlValue, Statement};
use rusqlite::{CachedStatement, Connection, Rows};

use crate::error::SqliteError;
use crate::open::{Bound, read_value};

/// Runs a statement that gives no rows.
pub(crate) fn execute(connection: &Connection, statement: Statement) -> Result<(), SqliteError> {
    prepare(connection, statement)?.raw_execute()?;
    Ok(())
}

/// Runs statements that give no rows.
pub(crate) fn execute_all(
    connection: &Connection,
    statements: Vec<Statement>,
) -> Result<(), SqliteError> {
    statements
        .into_iter()
        .try_for_each(|statement| execute(connection, statement))
}

/// Every row of a statement, read by `read` from its columns.
pub(crate) fn query<T>(
    connection: &Connection,
    statement: Statement,
    mut read: impl FnMut(&[SqlValue]) -> T,
) -> Result<Vec<T>, SqliteError> {
    let mut prepared = prepare(connection, statement)?;
    let width = prepared.column_count();
    let mut rows: Rows<'_> = prepared.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let columns: Vec<SqlValue> = (0..width)
            .map(|index| row.get_ref(index).map(read_value))
            .collect::<Result<_, _>>()?;
        found.push(read(&columns));
    }
    Ok(found)
}

/// Compiles and binds. A parameter that the statement's text does not use is left out.
fn prepare(
    connection: &Connection,
    statement: Statement,
) -> Result<CachedStatement<'_>, SqliteError> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let used = prepared.parameter_count();
    for (number, value) in (1..=used).zip(statement.params) {
        prepared.raw_bind_parameter(number, Bound(value))?;
    }
    Ok(prepared)
}
