//! The projection of one record type: a table with a row per record and a column per field.
//!
//! A projection is disposable: it is rebuilt from the documents when its [`Table::fingerprint`] changes.
//! Names: table `p_<module>.<type>`, place index `r_<module>.<type>.<field>`, columns `<field>` or `<field>.<part>`;
//! a key has no dot, so no two of them can be the same.

use campo_model::expr::Fields;
use campo_model::id::{InvalidId, is_key};
use campo_model::manifest::{Field, FieldKind, IndexKind, RecordType, ScalarKind};
use campo_model::value::Value;

use crate::function::COLLATION;
use crate::shape::Shape;
use crate::sql::{SqlValue, Statement, quote};

mod ddl;

pub use ddl::{drop_table, old_tables};

/// A record type that cannot be a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The type's key is not `module.type`.
    #[error(transparent)]
    Type(#[from] InvalidId),
    /// A field's key is not one a manifest may have.
    #[error(
        "`{field}` of `{record_type}` cannot be a column: a key is lower-case letters, digits and `_`"
    )]
    Field {
        /// The type.
        record_type: String,
        /// The field.
        field: String,
    },
}

/// The table of one record type.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    key: String,
    fields: Vec<Column>,
    indexes: Vec<Vec<Key>>,
    upsert: String,
}

/// A field that has columns.
#[derive(Debug, Clone, PartialEq)]
struct Column {
    field: String,
    shape: Shape,
    spatial: bool,
}

/// A column of an index.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    column: String,
    collated: bool,
}

/// What a row has besides the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct System<'a> {
    /// The record's integer handle, the same in every table of the database.
    pub n: i64,
    /// The record's id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Whether it is deleted.
    pub deleted: bool,
    /// Whether an edit of this device waits for the server.
    pub pending: bool,
    /// Whether it has a conflict.
    pub conflict: bool,
    /// When it was made, in ms since 1970.
    pub created_ms: i64,
    /// When it was last changed, in ms since 1970.
    pub updated_ms: i64,
}

/// A row ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    n: i64,
    values: Vec<SqlValue>,
    /// For each place index, where the record is.
    places: Vec<Option<(f64, f64)>>,
}

const SYSTEM: [(&str, &str); 8] = [
    ("_n", "INTEGER PRIMARY KEY"),
    ("_id", "TEXT UNIQUE NOT NULL"),
    ("_title", "TEXT"),
    ("_deleted", "INTEGER NOT NULL"),
    ("_pending", "INTEGER NOT NULL"),
    ("_conflict", "INTEGER NOT NULL"),
    ("_created", "INTEGER NOT NULL"),
    ("_updated", "INTEGER NOT NULL"),
];

impl Table {
    /// The table of a record type.
    pub fn of(record_type: &RecordType) -> Result<Self, TableError> {
        let key = record_type.type_key()?.to_string();
        let refuse = |field: &str| TableError::Field {
            record_type: key.clone(),
            field: field.to_owned(),
        };
        let mut fields = Vec::new();
        for field in &record_type.fields {
            if !is_key(&field.key) {
                return Err(refuse(&field.key));
            }
            if let Some(shape) = Shape::of(field) {
                fields.push(Column {
                    field: field.key.clone(),
                    shape,
                    spatial: field.index == Some(IndexKind::Spatial),
                });
            }
        }
        if let Some(states) = &record_type.states {
            if !is_key(&states.field) {
                return Err(refuse(&states.field));
            }
            fields.push(Column {
                field: states.field.clone(),
                shape: Shape::Scalar(ScalarKind::Text),
                spatial: false,
            });
        }
        let mut table = Self {
            key,
            fields,
            indexes: indexes(record_type),
            upsert: String::new(),
        };
        table.indexes.retain(|index| {
            index.iter().all(|key| {
                table
                    .fields
                    .iter()
                    .any(|field| has_column(field, &key.column))
            })
        });
        table.upsert = table.upsert_sql();
        Ok(table)
    }

    /// The row of a record; a field of another kind than declared is left empty.
    pub fn row(&self, fields: &Fields, system: &System<'_>) -> Row {
        let mut values = vec![
            system.n.into(),
            system.id.into(),
            system.title.into(),
            system.deleted.into(),
            system.pending.into(),
            system.conflict.into(),
            system.created_ms.into(),
            system.updated_ms.into(),
        ];
        let mut places = Vec::new();
        for column in &self.fields {
            let encoded = column
                .shape
                .encode(fields.get(&column.field).unwrap_or(&Value::Null));
            if column.spatial {
                places.push(place_of(&encoded));
            }
            values.extend(encoded);
        }
        Row {
            n: system.n,
            values,
            places,
        }
    }

    /// Writes a row, new or changed.
    pub fn upsert(&self, row: &Row) -> Vec<Statement> {
        let mut statements = vec![Statement::new(&self.upsert, row.values.clone())];
        for (index, place) in self.place_indexes().zip(&row.places) {
            let index = quote(&index);
            statements.push(match place {
                Some((lat, lon)) => Statement::new(
                    format!("INSERT OR REPLACE INTO {index} VALUES (?1, ?2, ?2, ?3, ?3)"),
                    vec![row.n.into(), (*lat).into(), (*lon).into()],
                ),
                None => Statement::new(
                    format!("DELETE FROM {index} WHERE id = ?1"),
                    vec![row.n.into()],
                ),
            });
        }
        statements
    }

    /// Writes only whether an edit of a record waits for the server.
    pub fn set_pending(&self, n: i64, pending: bool) -> Statement {
        let sql = format!(
            "UPDATE {} SET \"_pending\" = ?2 WHERE \"_n\" = ?1",
            quote(&self.name())
        );
        Statement::new(sql, vec![n.into(), pending.into()])
    }

    /// Removes the row of a record.
    pub fn delete(&self, n: i64) -> Vec<Statement> {
        let table = std::iter::once(format!(
            "DELETE FROM {} WHERE \"_n\" = ?1",
            quote(&self.name())
        ));
        let places = self
            .place_indexes()
            .map(|index| format!("DELETE FROM {} WHERE id = ?1", quote(&index)));
        table
            .chain(places)
            .map(|sql| Statement::new(sql, vec![n.into()]))
            .collect()
    }

    /// The table's name, unquoted.
    pub fn name(&self) -> String {
        table_name(&self.key)
    }

    fn place_indexes(&self) -> impl Iterator<Item = String> {
        self.fields
            .iter()
            .filter(|column| column.spatial)
            .map(|column| place_index(&self.key, &column.field))
    }
}

/// The name of the table of a type.
pub(crate) fn table_name(key: &str) -> String {
    format!("p_{key}")
}

/// The name of the place index of a field.
pub(crate) fn place_index(key: &str, field: &str) -> String {
    format!("r_{key}.{field}")
}

fn place_of(encoded: &[SqlValue]) -> Option<(f64, f64)> {
    match encoded {
        [_, SqlValue::Real(lat), SqlValue::Real(lon)] => Some((*lat, *lon)),
        _ => None,
    }
}

fn has_column(column: &Column, name: &str) -> bool {
    column
        .shape
        .columns(&column.field)
        .iter()
        .any(|(known, _)| known == name)
}

/// The indexes a manifest asks for; free text is also kept in the order people read it in.
fn indexes(record_type: &RecordType) -> Vec<Vec<Key>> {
    let mut indexes = Vec::new();
    for field in &record_type.fields {
        let wanted = field.index == Some(IndexKind::Ordinary)
            || matches!(field.kind, FieldKind::Ref | FieldKind::User);
        if wanted {
            indexes.push(vec![Key {
                column: field.key.clone(),
                collated: false,
            }]);
        }
        if wanted && field.shown_kind().is_text() {
            indexes.push(vec![key_of(record_type, &field.key)]);
        }
    }
    if let Some(states) = &record_type.states {
        indexes.push(vec![Key {
            column: states.field.clone(),
            collated: false,
        }]);
    }
    indexes.extend(record_type.indexes.iter().map(|index| {
        index
            .fields
            .iter()
            .map(|field| key_of(record_type, field))
            .collect()
    }));
    indexes
}

fn key_of(record_type: &RecordType, field: &str) -> Key {
    let kind = record_type.field(field).map(Field::shown_kind);
    Key {
        column: field.to_owned(),
        collated: kind.is_some_and(FieldKind::is_text),
    }
}

/// The collation a text column is sorted by.
pub(crate) fn collated(column: &str) -> String {
    format!("{column} COLLATE {COLLATION}")
}

#[cfg(test)]
mod tests;
