//! The statements that make a projection.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{SYSTEM, Table, collated, place_index, table_name};
use crate::shape::Shape;
use crate::sql::{Statement, quote};

impl Table {
    /// The statements that make the table and its indexes; those of [`old_tables`] must be dropped before.
    pub fn create(&self) -> Vec<String> {
        let table = quote(&self.name());
        let columns: Vec<String> = self
            .columns()
            .map(|(name, kind)| format!("{} {kind}", quote(&name)))
            .collect();
        let mut statements = vec![format!(
            "CREATE TABLE {table} ({}) STRICT",
            columns.join(", ")
        )];
        statements.push(self.index_sql(&[quote("_created")], 0));
        statements.push(self.conflict_index_sql());
        for (number, index) in self.indexes.iter().enumerate() {
            let columns: Vec<String> = index
                .iter()
                .map(|key| {
                    if key.collated {
                        collated(&quote(&key.column))
                    } else {
                        quote(&key.column)
                    }
                })
                .collect();
            statements.push(self.index_sql(&columns, number + 1));
        }
        for index in self.place_indexes() {
            statements.push(format!(
                "CREATE VIRTUAL TABLE {} USING rtree(id, min_lat, max_lat, min_lon, max_lon)",
                quote(&index)
            ));
        }
        statements
    }

    /// A number that changes when the table, or the meaning of what is in it, changes.
    pub fn fingerprint(&self) -> i64 {
        let mut hasher = DefaultHasher::new();
        self.create().hash(&mut hasher);
        self.fields
            .iter()
            .for_each(|column| format!("{:?}", column.shape).hash(&mut hasher));
        i64::from_ne_bytes(hasher.finish().to_ne_bytes())
    }

    /// An index over living records; deleted ones are rarely listed.
    fn index_sql(&self, columns: &[String], number: usize) -> String {
        let name = quote(&format!("{}.{number}", self.name()));
        format!(
            "CREATE INDEX {name} ON {} ({}, \"_n\") WHERE \"_deleted\" = 0",
            quote(&self.name()),
            columns.join(", ")
        )
    }

    /// An index over the few records in conflict: they are counted again and again.
    fn conflict_index_sql(&self) -> String {
        let name = quote(&format!("{}.conflict", self.name()));
        format!(
            "CREATE INDEX {name} ON {} (\"_id\") WHERE \"_conflict\" = 1",
            quote(&self.name())
        )
    }

    /// Every column with its SQL type.
    fn columns(&self) -> impl Iterator<Item = (String, &'static str)> {
        let system = SYSTEM
            .iter()
            .map(|(name, kind)| ((*name).to_owned(), *kind));
        system.chain(
            self.fields
                .iter()
                .flat_map(|column| Shape::columns(&column.shape, &column.field)),
        )
    }

    pub(super) fn upsert_sql(&self) -> String {
        let names: Vec<String> = self.columns().map(|(name, _)| quote(&name)).collect();
        let params: Vec<String> = (1..=names.len())
            .map(|number| format!("?{number}"))
            .collect();
        let updates: Vec<String> = names
            .iter()
            .skip(1)
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (\"_n\") DO UPDATE SET {}",
            quote(&self.name()),
            names.join(", "),
            params.join(", "),
            updates.join(", ")
        )
    }
}

/// The query for the names of the tables a type's projection has now, whatever its manifest was then.
pub fn old_tables(key: &str) -> Statement {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' \
        AND (name = ?1 OR (substr(name, 1, length(?2)) = ?2 AND sql LIKE 'CREATE VIRTUAL%'))";
    Statement::new(
        sql,
        vec![table_name(key).into(), place_index(key, "").into()],
    )
}

/// The statement that drops a table.
pub fn drop_table(name: &str) -> String {
    format!("DROP TABLE IF EXISTS {}", quote(name))
}
