//! The projections: the tables of the installed record types, and what is read from them.
//!
//! Invariant: the table `projection` holds the fingerprint of every projection table there is, so a table that no longer
//! fits its manifest is noticed and made anew. Everything here runs in the caller's transaction.

use std::collections::BTreeMap;

use campo_model::expr::Fields;
use campo_model::id::TypeKey;
use campo_model::manifest::RecordType;
use campo_model::registry::{Registry, Rule};
use campo_query::list::{
    AggregateQuery, Cluster, ClusterQuery, Group, ListQuery, ListRow, aggregate, clusters,
    conflicting, living, matching, page, referring, title,
};
use campo_query::predicate::Bindings;
use campo_query::search;
use campo_query::table::{System, Table, drop_table, old_tables};
use campo_query::{SqlValue, Statement};
use rusqlite::Connection;

use crate::error::SqliteError;
use crate::run::{execute, execute_all, query};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS projection (type TEXT PRIMARY KEY, fingerprint INTEGER NOT NULL) STRICT";

/// How many hits of a search are looked at for each that is wanted: some are deleted or not for this person.
const HITS_PER_WANTED: u32 = 5;

/// The tables of the types of a registry, worked out once for as long as the registry is in use.
#[derive(Debug, Default)]
pub struct Tables(BTreeMap<TypeKey, Table>);

/// The projections of the types of a registry, in the database of a connection.
#[derive(Clone, Copy)]
pub struct Projections<'a> {
    connection: &'a Connection,
    registry: &'a Registry,
    tables: &'a Tables,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The columns of the rows' values.
    pub columns: Vec<String>,
    /// The records.
    pub rows: Vec<ListRow>,
    /// How many records all pages have.
    pub total: u64,
}

/// A record found by a search over several types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The record's id.
    pub id: String,
    /// Its type.
    pub record_type: TypeKey,
    /// Its title.
    pub title: String,
}

impl Tables {
    /// The tables of every type.
    pub fn of(registry: &Registry) -> Result<Self, SqliteError> {
        let tables = registry
            .types()
            .map(|(key, declared)| Ok((key.clone(), Table::of(declared)?)));
        Ok(Self(tables.collect::<Result<_, SqliteError>>()?))
    }

    fn on(&self, key: &TypeKey) -> Result<&Table, SqliteError> {
        self.0
            .get(key)
            .ok_or_else(|| SqliteError::UnknownType(key.clone()))
    }
}

impl<'a> Projections<'a> {
    /// Makes the tables of new and changed types, and drops those of types that are gone.
    ///
    /// Gives the types whose tables are now empty: the caller puts every record of them again, in the same transaction.
    pub fn prepare(
        connection: &Connection,
        registry: &Registry,
    ) -> Result<Vec<TypeKey>, SqliteError> {
        execute_batch(connection, [CREATE.to_owned(), search::CREATE.to_owned()])?;
        let mut known = fingerprints(connection)?;
        let mut rebuilt = Vec::new();
        for (key, record_type) in registry.types() {
            let table = Table::of(record_type)?;
            if known.remove(key.as_str()) == Some(table.fingerprint()) {
                continue;
            }
            remove(connection, key.as_str())?;
            execute_batch(connection, table.create())?;
            let sql = "INSERT INTO projection (type, fingerprint) VALUES (?1, ?2)";
            execute(
                connection,
                Statement::new(sql, vec![key.as_str().into(), table.fingerprint().into()]),
            )?;
            rebuilt.push(key.clone());
        }
        known.keys().try_for_each(|gone| remove(connection, gone))?;
        Ok(rebuilt)
    }

    /// The projections as [`Projections::prepare`] left them; `tables` are those of `registry`.
    pub fn new(connection: &'a Connection, registry: &'a Registry, tables: &'a Tables) -> Self {
        Self {
            connection,
            registry,
            tables,
        }
    }

    /// Writes a record's row and makes it findable.
    pub fn put(
        &self,
        key: &TypeKey,
        fields: &Fields,
        system: &System<'_>,
    ) -> Result<(), SqliteError> {
        let record_type = self.record_type(key)?;
        let table = self.tables.on(key)?;
        execute_all(self.connection, table.upsert(&table.row(fields, system)))?;
        let text = search::search_text(record_type, system.title, fields);
        execute(
            self.connection,
            search::upsert(system.n, key.as_str(), &text),
        )
    }

    /// Writes only whether an edit of a record waits for the server; nothing happens when the record has no row.
    pub fn set_pending(&self, key: &TypeKey, n: i64, pending: bool) -> Result<(), SqliteError> {
        execute(
            self.connection,
            self.tables.on(key)?.set_pending(n, pending),
        )
    }

    /// Removes a record's row; nothing happens when there is none.
    pub fn remove(&self, key: &TypeKey, n: i64) -> Result<(), SqliteError> {
        execute_all(self.connection, self.tables.on(key)?.delete(n))?;
        execute(self.connection, search::delete(n))
    }

    /// One page of a list, and how many records all pages have.
    pub fn list(&self, wanted: &ListQuery, bindings: Bindings<'_>) -> Result<Listing, SqliteError> {
        let page = page(wanted, self.registry, bindings)?;
        let counts = query(
            self.connection,
            page.count.clone(),
            |columns| match columns {
                [SqlValue::Int(count)] => u64::try_from(*count).unwrap_or(0),
                _ => 0,
            },
        )?;
        let rows = query(self.connection, page.rows.clone(), |columns| {
            page.row(columns)
        })?;
        let columns = page.columns().map(str::to_owned).collect();
        Ok(Listing {
            columns,
            rows,
            total: counts.into_iter().sum(),
        })
    }

    /// Numbers over the records of a list, in groups.
    pub fn aggregate(
        &self,
        wanted: &AggregateQuery,
        bindings: Bindings<'_>,
    ) -> Result<Vec<Group>, SqliteError> {
        let asked = aggregate(wanted, self.registry, bindings)?;
        query(self.connection, asked.groups.clone(), |columns| {
            asked.group(columns)
        })
    }

    /// The records of a list by where they are, those close together as one.
    pub fn clusters(
        &self,
        wanted: &ClusterQuery,
        bindings: Bindings<'_>,
    ) -> Result<Vec<Cluster>, SqliteError> {
        let asked = clusters(wanted, self.registry, bindings)?;
        query(self.connection, asked.clusters.clone(), |columns| {
            asked.cluster(columns)
        })
    }

    /// Which of `ids` are records, deleted or not, that every rule allows; in no order.
    pub fn ids_where(
        &self,
        key: &TypeKey,
        ids: &[&str],
        rules: &[Rule],
        bindings: Bindings<'_>,
    ) -> Result<Vec<String>, SqliteError> {
        query(
            self.connection,
            matching(key, ids, rules, self.registry, bindings)?,
            |columns| text(columns.first()),
        )
    }

    /// The title of a record, deleted or not, when it has a row.
    pub fn title(&self, key: &TypeKey, id: &str) -> Result<Option<String>, SqliteError> {
        let titles = query(self.connection, title(key, id), |columns| {
            text(columns.first())
        })?;
        Ok(titles.into_iter().next())
    }

    /// Whether a living record of a type refers to `target` by this field.
    pub fn is_referred_to(
        &self,
        key: &TypeKey,
        field: &str,
        target: &str,
    ) -> Result<bool, SqliteError> {
        let found = query(self.connection, referring(key, field, target), |columns| {
            text(columns.first())
        })?;
        Ok(!found.is_empty())
    }

    /// The ids of a type's records in conflict.
    pub fn conflicting(&self, key: &TypeKey) -> Result<Vec<String>, SqliteError> {
        query(self.connection, conflicting(key), |columns| {
            text(columns.first())
        })
    }

    /// Records of several types that hold all words of `typed`, the best first; each type with the rules that must allow them.
    pub fn search(
        &self,
        typed: &str,
        types: &[(TypeKey, Vec<Rule>)],
        limit: u32,
        bindings: Bindings<'_>,
    ) -> Result<Vec<Hit>, SqliteError> {
        let Some(expression) = search::match_text(typed) else {
            return Ok(Vec::new());
        };
        let found = search::find(&expression, limit.saturating_mul(HITS_PER_WANTED));
        let order = query(self.connection, found, |columns| {
            (number(columns.first()), text(columns.get(1)))
        })?;
        let mut hits = BTreeMap::new();
        for (key, rules) in types {
            let handles: Vec<i64> = order
                .iter()
                .filter(|(_, of)| of == key.as_str())
                .map(|(n, _)| *n)
                .collect();
            if handles.is_empty() {
                continue;
            }
            let allowed = living(key, &handles, rules, self.registry, bindings)?;
            let read = |columns: &[SqlValue]| {
                let hit = Hit {
                    id: text(columns.get(1)),
                    record_type: key.clone(),
                    title: text(columns.get(2)),
                };
                (number(columns.first()), hit)
            };
            hits.extend(query(self.connection, allowed, read)?);
        }
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(order
            .into_iter()
            .filter_map(|(n, _)| hits.remove(&n))
            .take(wanted)
            .collect())
    }

    fn record_type(&self, key: &TypeKey) -> Result<&'a RecordType, SqliteError> {
        self.registry
            .record_type(key)
            .ok_or_else(|| SqliteError::UnknownType(key.clone()))
    }
}

/// Drops all that a type has, whatever its manifest was.
fn remove(connection: &Connection, key: &str) -> Result<(), SqliteError> {
    let tables = query(connection, old_tables(key), |columns| text(columns.first()))?;
    execute_batch(connection, tables.iter().map(|name| drop_table(name)))?;
    execute(connection, search::delete_type(key))?;
    execute(
        connection,
        Statement::new("DELETE FROM projection WHERE type = ?1", vec![key.into()]),
    )
}

fn fingerprints(connection: &Connection) -> Result<BTreeMap<String, i64>, SqliteError> {
    let all = Statement::new("SELECT type, fingerprint FROM projection", Vec::new());
    let pairs = query(connection, all, |columns| {
        (text(columns.first()), number(columns.get(1)))
    })?;
    Ok(pairs.into_iter().collect())
}

fn execute_batch(
    connection: &Connection,
    statements: impl IntoIterator<Item = String>,
) -> Result<(), SqliteError> {
    for sql in statements {
        connection.execute_batch(&sql)?;
    }
    Ok(())
}

fn text(column: Option<&SqlValue>) -> String {
    match column {
        Some(SqlValue::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn number(column: Option<&SqlValue>) -> i64 {
    match column {
        Some(SqlValue::Int(number)) => *number,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
