//! Reading the projections: lists, search, titles.

use campo_model::expr::{Expression, Fields};
use campo_model::id::{RecordId, TypeKey};
use campo_model::manifest::FieldKind;
use campo_model::registry::{Registry, Rule};
use campo_model::value::Value;
use campo_query::list::{AggregateQuery, Cluster, ClusterQuery, Group, ListQuery};
use campo_query::predicate::Bindings;
use campo_sqlite::projection::{Hit, Listing};
use rusqlite::OptionalExtension;

use crate::error::StoreError;
use crate::records::RecordState;
use crate::store::Tx;

/// Rows read at a time when all are wanted.
const CHUNK: u32 = 5000;

impl<'a> Tx<'a> {
    /// The installed modules.
    pub fn registry(&self) -> &'a Registry {
        self.registry
    }

    /// One page of a list.
    pub fn list(
        &self,
        query: &ListQuery,
        user: &Fields,
        now_ms: i64,
    ) -> Result<Listing, StoreError> {
        Ok(self.projections().list(query, bindings(user, now_ms))?)
    }

    /// Whether a living record of a type refers to `target` by this field.
    pub fn is_referred_to(
        &self,
        record_type: &TypeKey,
        field: &str,
        target: RecordId,
    ) -> Result<bool, StoreError> {
        Ok(self
            .projections()
            .is_referred_to(record_type, field, &target.to_string())?)
    }

    /// Numbers over the records of a list, in groups.
    pub fn aggregate(
        &self,
        query: &AggregateQuery,
        user: &Fields,
        now_ms: i64,
    ) -> Result<Vec<Group>, StoreError> {
        Ok(self
            .projections()
            .aggregate(query, bindings(user, now_ms))?)
    }

    /// The records of a list by where they are, those close together as one.
    pub fn clusters(
        &self,
        query: &ClusterQuery,
        user: &Fields,
        now_ms: i64,
    ) -> Result<Vec<Cluster>, StoreError> {
        Ok(self.projections().clusters(query, bindings(user, now_ms))?)
    }

    /// Records of these types that hold the words of `typed`, the best first.
    pub fn search(
        &self,
        typed: &str,
        types: &[(TypeKey, Vec<Rule>)],
        limit: u32,
        user: &Fields,
        now_ms: i64,
    ) -> Result<Vec<Hit>, StoreError> {
        Ok(self
            .projections()
            .search(typed, types, limit, bindings(user, now_ms))?)
    }

    /// Every living record of a type with some of its fields.
    pub fn all_rows(
        &self,
        key: &TypeKey,
        columns: &[String],
    ) -> Result<Vec<(RecordId, Vec<Value>)>, StoreError> {
        let mut query = ListQuery {
            columns: columns.to_vec(),
            ..ListQuery::new(key.clone(), CHUNK)
        };
        let nobody = Fields::new();
        let mut all = Vec::new();
        loop {
            let listing = self.list(&query, &nobody, 0)?;
            let rows = listing.rows.len();
            all.extend(
                listing
                    .rows
                    .into_iter()
                    .filter_map(|row| Some((row.id.parse().ok()?, row.values))),
            );
            if rows < CHUNK as usize {
                return Ok(all);
            }
            query.offset += CHUNK;
        }
    }

    /// The title of a record, if this device has it.
    pub fn title_of(&self, id: &str) -> Result<Option<String>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT type FROM record WHERE id = ?1")?;
        let found: Option<String> = read.query_row([id], |row| row.get(0)).optional()?;
        let Some(key) = found
            .and_then(|key| key.parse::<TypeKey>().ok())
            .filter(|key| self.registry.record_type(key).is_some())
        else {
            return Ok(None);
        };
        Ok(self.projections().title(&key, id)?)
    }

    /// The records in conflict.
    pub fn conflicting_records(&self) -> Result<Vec<RecordId>, StoreError> {
        let mut found = Vec::new();
        for (key, _) in self.registry.types() {
            let ids = self.projections().conflicting(key)?;
            found.extend(ids.iter().filter_map(|id| id.parse::<RecordId>().ok()));
        }
        Ok(found)
    }

    /// The values of a record's rollup fields.
    pub fn rollups(
        &self,
        record: &RecordState,
        user: &Fields,
        now_ms: i64,
    ) -> Result<Fields, StoreError> {
        let declared = self.registry.record_type(&record.record_type);
        let rollups = declared
            .iter()
            .flat_map(|declared| &declared.fields)
            .filter(|field| field.kind == FieldKind::Rollup);
        let columns: Vec<String> = rollups.map(|field| field.key.clone()).collect();
        if columns.is_empty() {
            return Ok(Fields::new());
        }
        let this = Expression::compile(&format!("self.id == '{}'", record.id)).ok();
        let base = ListQuery::new(record.record_type.clone(), 1);
        let query = ListQuery {
            columns,
            filter: this,
            deleted: record.deleted,
            ..base
        };
        let listing = self.list(&query, user, now_ms)?;
        let values = listing
            .rows
            .into_iter()
            .next()
            .map(|row| row.values)
            .unwrap_or_default();
        Ok(listing.columns.into_iter().zip(values).collect())
    }
}

/// What conditions see beside the record; a device has no settings of the tenant yet.
fn bindings(user: &Fields, now_ms: i64) -> Bindings<'_> {
    static SETTINGS: Fields = Fields::new();
    Bindings {
        user,
        settings: &SETTINGS,
        now_ms,
    }
}
