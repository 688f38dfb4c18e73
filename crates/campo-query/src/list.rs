//! One page of the records of a type: what a person asks for, as two statements, the rows and their number.

use campo_model::expr::Expression;
use campo_model::id::TypeKey;
use campo_model::manifest::RecordType;
use campo_model::registry::{PathError, Registry, Rule};
use campo_model::value::Value;

use crate::predicate::{Bindings, PredicateError, condition, rule_condition};
use crate::search::match_text;
use crate::sql::{Params, SqlValue, Statement, quote};
use crate::table::table_name;

mod aggregate;
mod area;
mod choice;
mod cluster;
mod output;
mod rollup;

pub use aggregate::{Aggregate, AggregateQuery, Every, Group, GroupBy, Measure, aggregate};
pub use choice::{Comparison, Condition};
pub use cluster::{Cluster, ClusterQuery, Clusters, clusters};
use output::Output;

/// The alias of the listed table.
const ROW: &str = "t";

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// The type of the records.
    pub record_type: TypeKey,
    /// What the person or view filters by.
    pub filter: Option<Expression>,
    /// What the person may see: every rule must allow a record.
    pub rules: Vec<Rule>,
    /// Simple conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// Words to find in what is searchable.
    pub search: Option<String>,
    /// The order; the newest first when empty. Absent values come last.
    pub sort: Vec<Sort>,
    /// Only records near a point, nearest first; overrides `sort`.
    pub near: Option<Near>,
    /// Only records in a box.
    pub within: Option<Within>,
    /// Deleted records instead of living ones.
    pub deleted: bool,
    /// The columns wanted, fields or parts; empty for every field that is no rollup.
    pub columns: Vec<String>,
    /// How many records to skip.
    pub offset: u32,
    /// How many records to give at most.
    pub limit: u32,
}

impl ListQuery {
    /// All living records of a type, newest first.
    pub fn new(record_type: TypeKey, limit: u32) -> Self {
        Self {
            record_type,
            filter: None,
            rules: Vec::new(),
            conditions: Vec::new(),
            search: None,
            sort: Vec::new(),
            near: None,
            within: None,
            deleted: false,
            columns: Vec::new(),
            offset: 0,
            limit,
        }
    }
}

/// A column to order by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// A field, a part (`address.city`), `_title`, `_created` or `_updated`.
    pub column: String,
    /// From the greatest down.
    pub descending: bool,
}

/// A point and how far around it to look.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The `geo` field; the type's first when absent.
    pub field: Option<String>,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius in meters.
    pub meters: f64,
}

/// A box in degrees; over the date line when `west` is greater than `east`.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// The `geo` field; the type's first when absent.
    pub field: Option<String>,
    /// The least latitude.
    pub south: f64,
    /// The greatest latitude.
    pub north: f64,
    /// The longitude of the left edge.
    pub west: f64,
    /// The longitude of the right edge.
    pub east: f64,
}

/// Why a list cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No installed module has the type.
    #[error("no installed module has the record type {0}")]
    UnknownType(TypeKey),
    /// A column is no field or part.
    #[error(transparent)]
    Path(#[from] PathError),
    /// An expression cannot be a filter.
    #[error(transparent)]
    Predicate(#[from] PredicateError),
    /// A column whose values have no order.
    #[error("records cannot be sorted by `{0}`; sort by one of its parts or by another field")]
    Unsortable(String),
    /// A condition that the field's kind does not take.
    #[error("`{field}` cannot be compared in this way with this value")]
    Condition {
        /// The field.
        field: String,
    },
    /// A column whose values cannot be put in groups.
    #[error(
        "records cannot be grouped by `{0}`; group by a select, a reference, a date, a text or a number"
    )]
    Ungroupable(String),
    /// A column that cannot be summed up in the way asked for.
    #[error("`{0}` cannot be summed up in this way; only numbers have a sum and an average")]
    Unmeasurable(String),
    /// The type has no place to be near to.
    #[error("{0} has no such place, so its records cannot be found by where they are")]
    NoPlace(TypeKey),
    /// A rollup that follows no reference of an installed type.
    #[error("the rollup `{0}` follows no reference of an installed type")]
    Rollup(String),
}

/// The statements of one page, and how to read its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Gives the rows, for [`Page::row`].
    pub rows: Statement,
    /// Gives one number: how many records all pages have.
    pub count: Statement,
    outputs: Vec<Output>,
}

/// One record of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// The record's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether an edit of this device waits for the server.
    pub pending: bool,
    /// Whether it has a conflict.
    pub conflict: bool,
    /// The values, in the order of [`Page::columns`].
    pub values: Vec<Value>,
}

impl Page {
    /// The columns of the values: those asked for, or all.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.outputs.iter().map(|output| output.name.as_str())
    }

    /// A row as the statement gave it, column by column.
    pub fn row(&self, columns: &[SqlValue]) -> ListRow {
        let text = |index| match columns.get(index) {
            Some(SqlValue::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let flag = |index| columns.get(index) == Some(&SqlValue::Int(1));
        let mut rest = columns.get(4..).unwrap_or_default();
        let mut values = Vec::with_capacity(self.outputs.len());
        for output in &self.outputs {
            let (own, others) = rest
                .split_at_checked(output.columns.len())
                .unwrap_or((rest, &[]));
            values.push(output.shape.decode(own));
            rest = others;
        }
        ListRow {
            id: text(0),
            title: text(1),
            pending: flag(2),
            conflict: flag(3),
            values,
        }
    }
}

/// The statements for one page.
pub fn page(
    query: &ListQuery,
    registry: &Registry,
    bindings: Bindings<'_>,
) -> Result<Page, ListError> {
    Builder::new(&query.record_type, registry, bindings)?.page(query)
}

/// Gives, in no order, which of `ids` are records, deleted or not, that every rule allows.
pub fn matching(
    key: &TypeKey,
    ids: &[&str],
    rules: &[Rule],
    registry: &Registry,
    bindings: Bindings<'_>,
) -> Result<Statement, ListError> {
    let mut builder = Builder::new(key, registry, bindings)?;
    let ids = builder
        .params
        .bind(serde_json::Value::from(ids).to_string());
    builder.require(format!(
        "{ROW}.\"_id\" IN (SELECT value FROM json_each({ids}))"
    ));
    builder.rules(rules)?;
    let sql = format!("SELECT {ROW}.\"_id\" {}", builder.from());
    Ok(Statement::new(sql, builder.params.into_values()))
}

/// Gives the handle, id and title of those of the living records `handles` that every rule allows.
pub fn living(
    key: &TypeKey,
    handles: &[i64],
    rules: &[Rule],
    registry: &Registry,
    bindings: Bindings<'_>,
) -> Result<Statement, ListError> {
    let mut builder = Builder::new(key, registry, bindings)?;
    let handles = builder
        .params
        .bind(serde_json::Value::from(handles).to_string());
    builder.require(format!(
        "{ROW}.\"_n\" IN (SELECT value FROM json_each({handles})) AND {ROW}.\"_deleted\" = 0"
    ));
    builder.rules(rules)?;
    let sql = format!(
        "SELECT {ROW}.\"_n\", {ROW}.\"_id\", {ROW}.\"_title\" {}",
        builder.from()
    );
    Ok(Statement::new(sql, builder.params.into_values()))
}

/// Gives the title of a record, deleted or not.
pub fn title(key: &TypeKey, id: &str) -> Statement {
    let table = quote(&table_name(key.as_str()));
    let sql = format!("SELECT \"_title\" FROM {table} WHERE \"_id\" = ?1");
    Statement::new(sql, vec![id.into()])
}

/// Gives the id of a living record of a type that refers to `target` by a field, if there is one.
pub fn referring(key: &TypeKey, field: &str, target: &str) -> Statement {
    let (table, field) = (quote(&table_name(key.as_str())), quote(field));
    let sql =
        format!("SELECT \"_id\" FROM {table} WHERE {field} = ?1 AND \"_deleted\" = 0 LIMIT 1");
    Statement::new(sql, vec![SqlValue::Text(target.to_owned())])
}

/// Gives the ids of the records in conflict.
pub fn conflicting(key: &TypeKey) -> Statement {
    let table = quote(&table_name(key.as_str()));
    let sql = format!("SELECT \"_id\" FROM {table} WHERE \"_conflict\" = 1");
    Statement::new(sql, Vec::new())
}

/// A statement in the making.
struct Builder<'a> {
    key: &'a TypeKey,
    record_type: &'a RecordType,
    registry: &'a Registry,
    bindings: Bindings<'a>,
    params: Params,
    conditions: Vec<String>,
}

impl<'a> Builder<'a> {
    fn new(
        key: &'a TypeKey,
        registry: &'a Registry,
        bindings: Bindings<'a>,
    ) -> Result<Self, ListError> {
        let record_type = registry
            .record_type(key)
            .ok_or_else(|| ListError::UnknownType(key.clone()))?;
        Ok(Self {
            key,
            record_type,
            registry,
            bindings,
            params: Params::default(),
            conditions: Vec::new(),
        })
    }

    fn page(mut self, query: &ListQuery) -> Result<Page, ListError> {
        let distance = self.select(query)?;
        let count = Statement::new(
            format!("SELECT count(*) {}", self.from()),
            self.params.clone().into_values(),
        );
        let outputs = self.outputs(&query.columns)?;
        let order = match distance {
            Some(distance) => format!("{distance}, {ROW}.\"_n\""),
            None => self.order(&query.sort)?,
        };
        let rows = self.rows(&outputs, &order, query);
        Ok(Page {
            rows: Statement::new(rows, self.params.into_values()),
            count,
            outputs,
        })
    }

    /// Requires what the query asks of its records; gives the SQL of their distance when they must be near a point.
    fn select(&mut self, query: &ListQuery) -> Result<Option<String>, ListError> {
        self.require(format!("{ROW}.\"_deleted\" = {}", i64::from(query.deleted)));
        self.rules(&query.rules)?;
        if let Some(filter) = &query.filter {
            let sql = condition(
                filter,
                self.record_type,
                ROW,
                self.registry,
                self.bindings,
                &mut self.params,
            )?;
            self.require(sql);
        }
        for one in &query.conditions {
            let sql = self.choice(one)?;
            self.require(sql);
        }
        if let Some(words) = query.search.as_deref().and_then(match_text) {
            let words = self.params.bind(words);
            self.require(format!(
                "{ROW}.\"_n\" IN (SELECT rowid FROM search WHERE search MATCH {words})"
            ));
        }
        if let Some(within) = &query.within {
            self.within(within)?;
        }
        query.near.as_ref().map(|near| self.near(near)).transpose()
    }

    fn rows(&mut self, outputs: &[Output], order: &str, query: &ListQuery) -> String {
        let system =
            ["_id", "_title", "_pending", "_conflict"].map(|name| format!("{ROW}.{}", quote(name)));
        let columns = outputs.iter().flat_map(|output| &output.columns);
        let columns: Vec<&str> = system.iter().chain(columns).map(String::as_str).collect();
        let (limit, offset) = (
            self.params.bind(i64::from(query.limit)),
            self.params.bind(i64::from(query.offset)),
        );
        format!(
            "SELECT {} {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
            columns.join(", "),
            self.from()
        )
    }

    fn require(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    fn rules(&mut self, rules: &[Rule]) -> Result<(), ListError> {
        for rule in rules {
            let sql = rule_condition(
                rule,
                self.record_type,
                ROW,
                self.registry,
                self.bindings,
                &mut self.params,
            )?;
            self.require(sql);
        }
        Ok(())
    }

    fn from(&self) -> String {
        format!(
            "FROM {} AS {ROW} WHERE {}",
            quote(&table_name(self.key.as_str())),
            self.conditions.join(" AND ")
        )
    }
}
