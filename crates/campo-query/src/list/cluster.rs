//! Records on a map: those in one cell of a grid are one cluster.

use campo_model::registry::Registry;
use campo_model::value::Value;

use super::area::coordinates;
use super::{Builder, ListError, ListQuery, ROW};
use crate::predicate::Bindings;
use crate::shape::Shape;
use crate::sql::{SqlValue, Statement};

/// The most clusters of one answer: a screen does not hold more.
const MAX_CLUSTERS: i64 = 2000;

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterQuery {
    /// The records: all that the list has. Its order, columns and page do not count.
    pub of: ListQuery,
    /// The `geo` field; the type's first when absent.
    pub field: Option<String>,
    /// A column whose value is given for a record that stands alone.
    pub value: Option<String>,
    /// The height of a cell in degrees.
    pub cell_lat: f64,
    /// The width of a cell in degrees.
    pub cell_lon: f64,
}

/// The statement, and how to read its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// Gives a row per cluster, for [`Clusters::cluster`].
    pub clusters: Statement,
    value: Option<Shape>,
}

/// Records that are close together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// How many they are.
    pub count: u64,
    /// The mean of their latitudes.
    pub lat: f64,
    /// The mean of their longitudes.
    pub lon: f64,
    /// The edges of the box around them: south, north, west, east.
    pub edges: [f64; 4],
    /// One record's id; the record's own when it stands alone.
    pub id: String,
    /// One record's title; the record's own when it stands alone.
    pub title: String,
    /// The value asked for, of a record that stands alone.
    pub value: Value,
}

impl Clusters {
    /// A cluster as the statement gave it.
    pub fn cluster(&self, columns: &[SqlValue]) -> Cluster {
        let number = |index: usize| match columns.get(index) {
            Some(SqlValue::Real(number)) => *number,
            Some(SqlValue::Int(number)) => *number as f64,
            _ => 0.0,
        };
        let text = |index: usize| match columns.get(index) {
            Some(SqlValue::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let count = match columns.first() {
            Some(SqlValue::Int(count)) => u64::try_from(*count).unwrap_or(0),
            _ => 0,
        };
        let value = match (&self.value, columns.get(9)) {
            (Some(shape), Some(column)) if count == 1 => shape.decode(std::slice::from_ref(column)),
            _ => Value::Null,
        };
        Cluster {
            count,
            lat: number(1),
            lon: number(2),
            edges: [number(3), number(4), number(5), number(6)],
            id: text(7),
            title: text(8),
            value,
        }
    }
}

/// The statement for the clusters of the records of a list.
pub fn clusters(
    query: &ClusterQuery,
    registry: &Registry,
    bindings: Bindings<'_>,
) -> Result<Clusters, ListError> {
    let mut builder = Builder::new(&query.of.record_type, registry, bindings)?;
    builder.select(&query.of)?;
    let [lat, lon] = coordinates(builder.geo_field(query.field.as_deref())?);
    builder.require(format!("{lat} IS NOT NULL AND {lon} IS NOT NULL"));
    let output = query
        .value
        .as_deref()
        .map(|column| builder.output(column))
        .transpose()?;
    let column = match output.as_ref().map(|output| output.columns.as_slice()) {
        Some([column]) => format!(", min({column})"),
        _ => String::new(),
    };
    let [cell_lat, cell_lon] =
        [query.cell_lat, query.cell_lon].map(|size| builder.params.bind(size));
    let sql = format!(
        "SELECT count(*), avg({lat}), avg({lon}), min({lat}), max({lat}), min({lon}), max({lon}), \
         min({ROW}.\"_id\"), min({ROW}.\"_title\"){column} {} \
         GROUP BY CAST(({lat} + 90) / {cell_lat} AS INTEGER), CAST(({lon} + 180) / {cell_lon} AS INTEGER) \
         LIMIT {MAX_CLUSTERS}",
        builder.from()
    );
    Ok(Clusters {
        clusters: Statement::new(sql, builder.params.into_values()),
        value: output.map(|output| output.shape),
    })
}
