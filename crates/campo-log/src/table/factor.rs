//! What proves a person besides their password.

use std::collections::BTreeSet;

use campo_model::id::UserId;
use rusqlite::{Connection, OptionalExtension, params};

use super::Sql;
use crate::error::Result;

pub(crate) struct Factor {
    pub(crate) secret: [u8; 20],
    pub(crate) in_force: bool,
    pub(crate) last_step: u64,
}

pub(crate) fn get(connection: &Connection, user: UserId) -> Result<Option<Factor>> {
    let sql = "SELECT secret, in_force, last_step FROM factor WHERE user = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Factor {
            secret: row.get("secret")?,
            in_force: row.get("in_force")?,
            last_step: super::id(row, "last_step")?,
        })
    };
    Ok(statement.query_row([Sql(user)], read).optional()?)
}

/// The people whose factor is in force.
pub(crate) fn people(connection: &Connection) -> Result<BTreeSet<UserId>> {
    let mut statement = connection.prepare_cached("SELECT user FROM factor WHERE in_force")?;
    let people = statement.query_map([], |row| super::id(row, "user"))?;
    Ok(people.collect::<rusqlite::Result<_>>()?)
}

/// Writes a person's factor in place of what was there.
pub(crate) fn put(connection: &Connection, user: UserId, factor: &Factor) -> Result<()> {
    let sql =
        "INSERT OR REPLACE INTO factor (user, secret, in_force, last_step) VALUES (?1, ?2, ?3, ?4)";
    let row = params![
        Sql(user),
        factor.secret,
        factor.in_force,
        Sql(factor.last_step)
    ];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// Takes a person's factor away, with its recovery codes; says whether there was one.
pub(crate) fn remove(connection: &Connection, user: UserId) -> Result<bool> {
    connection.execute("DELETE FROM recovery_code WHERE user = ?1", [Sql(user)])?;
    Ok(connection.execute("DELETE FROM factor WHERE user = ?1", [Sql(user)])? > 0)
}

pub(crate) fn add_recovery_code(
    connection: &Connection,
    user: UserId,
    hash: &[u8; 32],
) -> Result<()> {
    let sql = "INSERT INTO recovery_code (user, hash) VALUES (?1, ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(user), hash])?;
    Ok(())
}

/// Uses a recovery code up; says whether it was one.
pub(crate) fn take_recovery_code(
    connection: &Connection,
    user: UserId,
    hash: &[u8; 32],
) -> Result<bool> {
    let sql = "DELETE FROM recovery_code WHERE user = ?1 AND hash = ?2";
    Ok(connection.execute(sql, params![Sql(user), hash])? > 0)
}
