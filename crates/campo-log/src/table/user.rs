//! The people of a tenant.

use campo_model::id::UserId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use super::{Sql, id, unreadable};
use crate::error::Result;

/// A person, without the password.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The name at sign-in, which is also the name shown.
    pub name: String,
    /// Roles held.
    pub roles: Vec<String>,
    /// Attributes for rules, as `territory`.
    pub attributes: Map<String, Value>,
    /// Whether signing in is refused.
    pub disabled: bool,
    /// The log entry that last changed the person.
    pub seq: u64,
}

const COLUMNS: &str = "id, name, roles, attributes, disabled, seq";

fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: id(row, "id")?,
        name: row.get("name")?,
        roles: serde_json::from_str(&row.get::<_, String>("roles")?).map_err(unreadable)?,
        attributes: serde_json::from_str(&row.get::<_, String>("attributes")?)
            .map_err(unreadable)?,
        disabled: row.get("disabled")?,
        seq: id(row, "seq")?,
    })
}

pub(crate) fn by_id(connection: &Connection, user: UserId) -> Result<Option<User>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE id = ?1"))?;
    Ok(statement.query_row([Sql(user)], read).optional()?)
}

pub(crate) fn by_name(connection: &Connection, name: &str) -> Result<Option<User>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE name = ?1"))?;
    Ok(statement.query_row([name], read).optional()?)
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<User>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM user ORDER BY name"))?;
    let users = statement.query_map([], read)?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn password_hash(connection: &Connection, user: UserId) -> Result<String> {
    let mut statement =
        connection.prepare_cached("SELECT password_hash FROM user WHERE id = ?1")?;
    Ok(statement.query_row([Sql(user)], |row| row.get(0))?)
}

pub(crate) fn set_password_hash(connection: &Connection, user: UserId, hash: &str) -> Result<()> {
    connection
        .prepare_cached("UPDATE user SET password_hash = ?2 WHERE id = ?1")?
        .execute(params![Sql(user), hash])?;
    Ok(())
}

pub(crate) fn insert(connection: &Connection, user: &User, password_hash: &str) -> Result<()> {
    let sql = "INSERT INTO user (id, name, password_hash, roles, attributes, disabled, seq)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let roles = serde_json::to_string(&user.roles)?;
    let attributes = serde_json::to_string(&user.attributes)?;
    let row = params![
        Sql(user.id),
        user.name,
        password_hash,
        roles,
        attributes,
        user.disabled,
        Sql(user.seq)
    ];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// Writes all but the name and the password.
pub(crate) fn update(connection: &Connection, user: &User) -> Result<()> {
    let sql = "UPDATE user SET roles = ?2, attributes = ?3, disabled = ?4, seq = ?5 WHERE id = ?1";
    let roles = serde_json::to_string(&user.roles)?;
    let attributes = serde_json::to_string(&user.attributes)?;
    let row = params![
        Sql(user.id),
        roles,
        attributes,
        user.disabled,
        Sql(user.seq)
    ];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}
