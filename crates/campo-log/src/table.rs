//! The tables of a tenant, one module per table family: plain functions over a connection, no rules.

pub(crate) mod archive;
pub(crate) mod blob;
pub(crate) mod consequence;
pub(crate) mod device;
pub(crate) mod document;
pub(crate) mod enrollment;
pub(crate) mod entry;
pub(crate) mod epoch;
pub(crate) mod erasure;
pub(crate) mod factor;
pub(crate) mod held;
pub(crate) mod meta;
pub(crate) mod module;
pub(crate) mod quarantine;
pub(crate) mod record;
pub(crate) mod sequence;
pub(crate) mod session;
pub(crate) mod user;
pub(crate) mod verdict;

use campo_model::id::{DeviceTag, RecordId, UserId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, Value, ValueRef};
use rusqlite::{Row, RowIndex};
use uuid::Uuid;

/// An id as SQLite stores it: its bytes.
pub(crate) struct Sql<T>(pub(crate) T);

macro_rules! stored_id {
    ($name:ident, $bytes:literal, $to:expr, $from:expr) => {
        impl rusqlite::ToSql for Sql<$name> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let bytes: fn(&$name) -> [u8; $bytes] = $to;
                Ok(ToSqlOutput::Owned(Value::Blob(bytes(&self.0).to_vec())))
            }
        }

        impl FromSql for Sql<$name> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let bytes: [u8; $bytes] = value
                    .as_blob()?
                    .try_into()
                    .map_err(|_| FromSqlError::InvalidType)?;
                let id: fn([u8; $bytes]) -> $name = $from;
                Ok(Self(id(bytes)))
            }
        }
    };
}

stored_id!(RecordId, 16, |id| id.0.into_bytes(), |bytes| RecordId(
    Uuid::from_bytes(bytes)
));
stored_id!(UserId, 16, |id| id.0.into_bytes(), |bytes| UserId(
    Uuid::from_bytes(bytes)
));
stored_id!(DeviceTag, 8, |tag| tag.0, DeviceTag);

/// A log or edit number: SQLite's integers have a sign, ours do not.
impl rusqlite::ToSql for Sql<u64> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let number = i64::try_from(self.0)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok(ToSqlOutput::Owned(Value::Integer(number)))
    }
}

impl FromSql for Sql<u64> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        u64::try_from(number)
            .map(Self)
            .map_err(|_| FromSqlError::OutOfRange(number))
    }
}

/// Reads an id or a number from a column.
pub(crate) fn id<T>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<T>
where
    Sql<T>: FromSql,
{
    Ok(row.get::<_, Sql<T>>(column)?.0)
}

/// A failure to understand a stored text.
pub(crate) fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}
