//! Numbers over the records that a list would show: how many, and sums, averages and limits of a column, in groups.

pub use campo_model::manifest::Every;
use campo_model::manifest::{RollupOp, ScalarKind};
use campo_model::registry::Registry;
use campo_model::value::Value;

use super::output::Output;
use super::{Builder, ListError, ListQuery};
use crate::predicate::Bindings;
use crate::shape::Shape;
use crate::sql::{SqlValue, Statement};

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateQuery {
    /// The records: all that the list has. Its order, columns and page do not count.
    pub of: ListQuery,
    /// The columns whose values make the groups; one group with everything when empty.
    pub group_by: Vec<GroupBy>,
    /// The numbers wanted of each group.
    pub measures: Vec<Measure>,
    /// How many groups to give at most.
    pub limit: u32,
}

/// A column that makes groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupBy {
    /// A field or a part.
    pub column: String,
    /// For a day or a moment: the span of time a group covers.
    pub every: Option<Every>,
    /// How far local time is ahead of UTC: moments are grouped by local days.
    pub offset_minutes: i32,
}

/// One number of each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// How the values combine.
    pub op: RollupOp,
    /// The column they are of; not needed to count.
    pub column: Option<String>,
}

/// The statement, and how to read its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Gives a row per group, for [`Aggregate::group`].
    pub groups: Statement,
    keys: Vec<Shape>,
    values: Vec<Shape>,
}

/// The numbers of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What its records share, in the order of the query's columns; a span of time by its first day.
    pub keys: Vec<Value>,
    /// The numbers, in the order of the measures; null over nothing.
    pub values: Vec<Value>,
}

impl Aggregate {
    /// A group as the statement gave it.
    pub fn group(&self, columns: &[SqlValue]) -> Group {
        let (keys, values) = columns
            .split_at_checked(self.keys.len())
            .unwrap_or((columns, &[]));
        let read = |shapes: &[Shape], columns: &[SqlValue]| {
            let pairs = shapes.iter().zip(columns);
            pairs
                .map(|(shape, column)| shape.decode(std::slice::from_ref(column)))
                .collect()
        };
        Group {
            keys: read(&self.keys, keys),
            values: read(&self.values, values),
        }
    }
}

/// The statement for some numbers. Spans of time come in their order, other groups with the greatest first number first.
pub fn aggregate(
    query: &AggregateQuery,
    registry: &Registry,
    bindings: Bindings<'_>,
) -> Result<Aggregate, ListError> {
    let mut builder = Builder::new(&query.of.record_type, registry, bindings)?;
    builder.select(&query.of)?;
    let mut columns = Vec::new();
    let (mut keys, mut values) = (Vec::new(), Vec::new());
    for group in &query.group_by {
        let (sql, shape) = builder.group_key(group)?;
        columns.push(sql);
        keys.push(shape);
    }
    for measure in &query.measures {
        let (sql, shape) = builder.measure(measure)?;
        columns.push(sql);
        values.push(shape);
    }
    let by: Vec<String> = (1..=keys.len()).map(|n| n.to_string()).collect();
    let timed = query.group_by.iter().any(|group| group.every.is_some());
    let group = match (keys.len(), values.is_empty() || timed) {
        (0, _) => String::new(),
        (_, true) => format!(" GROUP BY {0} ORDER BY {0}", by.join(", ")),
        (groups, false) => {
            let list = by.join(", ");
            format!(" GROUP BY {list} ORDER BY {} DESC, {list}", groups + 1)
        }
    };
    let limit = builder.params.bind(i64::from(query.limit));
    let sql = format!(
        "SELECT {} {}{group} LIMIT {limit}",
        columns.join(", "),
        builder.from()
    );
    Ok(Aggregate {
        groups: Statement::new(sql, builder.params.into_values()),
        keys,
        values,
    })
}

impl Builder<'_> {
    fn group_key(&mut self, group: &GroupBy) -> Result<(String, Shape), ListError> {
        let refuse = || ListError::Ungroupable(group.column.clone());
        let output = self.output(&group.column)?;
        let (column, kind) = scalar_column(&output).ok_or_else(refuse)?;
        let Some(every) = group.every else {
            return Ok((column.to_owned(), Shape::Scalar(kind)));
        };
        let day = match kind {
            ScalarKind::Time => {
                let offset = self.params.bind(i64::from(group.offset_minutes) * 60);
                format!("date({column} / 1000 + {offset}, 'unixepoch'")
            }
            ScalarKind::Text => format!("date({column}"),
            _ => return Err(refuse()),
        };
        let first = match every {
            Every::Day => format!("{day})"),
            Every::Week => format!("{day}, 'weekday 0', '-6 days')"),
            Every::Month => format!("{day}, 'start of month')"),
            Every::Quarter => {
                let month = format!("strftime('%m', {day}))");
                format!("{day}, 'start of month', -(({month} - 1) % 3) || ' months')")
            }
            Every::Year => format!("{day}, 'start of year')"),
        };
        Ok((first, Shape::Scalar(ScalarKind::Text)))
    }

    fn measure(&mut self, measure: &Measure) -> Result<(String, Shape), ListError> {
        let Some(name) = &measure.column else {
            return match measure.op {
                RollupOp::Count => Ok(("count(*)".to_owned(), Shape::Scalar(ScalarKind::Int))),
                _ => Err(ListError::Unmeasurable(String::new())),
            };
        };
        let refuse = || ListError::Unmeasurable(name.clone());
        let output = self.output(name)?;
        let (column, kind) = scalar_column(&output).ok_or_else(refuse)?;
        let number = match kind {
            ScalarKind::Int => Some("INTEGER"),
            ScalarKind::Float => Some("REAL"),
            _ => None,
        };
        Ok(match measure.op {
            RollupOp::Count => (format!("count({column})"), Shape::Scalar(ScalarKind::Int)),
            RollupOp::Min => (format!("min({column})"), Shape::Scalar(kind)),
            RollupOp::Max => (format!("max({column})"), Shape::Scalar(kind)),
            RollupOp::Avg => {
                number.ok_or_else(refuse)?;
                (
                    format!("round(avg({column}), 6)"),
                    Shape::Scalar(ScalarKind::Float),
                )
            }
            // Made of fractions, because SQLite's whole sums fail when they are too large.
            RollupOp::Sum => {
                let number = number.ok_or_else(refuse)?;
                let sum = format!(
                    "CASE WHEN count({column}) > 0 THEN CAST(total({column}) AS {number}) END"
                );
                (sum, Shape::Scalar(kind))
            }
        })
    }
}

fn scalar_column(output: &Output) -> Option<(&str, ScalarKind)> {
    match (&output.shape, output.columns.as_slice()) {
        (Shape::Scalar(kind), [column]) => Some((column, *kind)),
        _ => None,
    }
}
