//! Rollups: numbers over the records that refer to one, worked out when read.

use campo_model::manifest::{Field, FieldKind, RollupOp, ScalarKind};

use super::{Builder, ListError, ROW};
use crate::predicate::condition;
use crate::shape::Shape;
use crate::sql::quote;
use crate::table::table_name;

/// The alias of the referring records.
const REFERRING: &str = "k";

impl Builder<'_> {
    /// The sub-select of a rollup and the shape of what it gives.
    pub(super) fn rollup(&mut self, field: &Field) -> Result<(String, Shape), ListError> {
        let refuse = || ListError::Rollup(field.key.clone());
        let (key, reference) = field.rollup_source().ok_or_else(refuse)?;
        let referring = self.registry.record_type(&key).ok_or_else(refuse)?;
        let reference = referring
            .field(reference)
            .filter(|field| field.kind == FieldKind::Ref)
            .ok_or_else(refuse)?;
        let (aggregate, shape) = aggregate(field, referring).ok_or_else(refuse)?;
        let mut sql = format!(
            "(SELECT {aggregate} FROM {} AS {REFERRING} WHERE {REFERRING}.{} = {ROW}.\"_id\" AND {REFERRING}.\"_deleted\" = 0",
            quote(&table_name(key.as_str())),
            quote(&reference.key)
        );
        if let Some(filter) = &field.filter {
            let filter = condition(
                filter,
                referring,
                REFERRING,
                self.registry,
                self.bindings,
                &mut self.params,
            )?;
            sql = format!("{sql} AND {filter}");
        }
        Ok((format!("{sql})"), shape))
    }
}

/// The aggregate of a rollup. Sums are made of fractions, because SQLite's whole sums fail when they are too large.
fn aggregate(
    field: &Field,
    referring: &campo_model::manifest::RecordType,
) -> Option<(String, Shape)> {
    let shape = match field.op? {
        RollupOp::Count => return Some(("count(*)".to_owned(), Shape::Scalar(ScalarKind::Int))),
        _ => Shape::of_kind(field.shown_kind()),
    };
    let over = referring.field(field.field.as_deref()?)?;
    let column = match Shape::of(over)? {
        Shape::Scalar(_) => format!("{REFERRING}.{}", quote(&over.key)),
        _ => return None,
    };
    let number = match shape {
        Shape::Scalar(ScalarKind::Int) => "INTEGER",
        _ => "REAL",
    };
    let sql = match field.op? {
        RollupOp::Min => format!("min({column})"),
        RollupOp::Max => format!("max({column})"),
        RollupOp::Avg => format!("CAST(round(avg({column}), 6) AS {number})"),
        RollupOp::Sum | RollupOp::Count => {
            format!("CASE WHEN count({column}) > 0 THEN CAST(total({column}) AS {number}) END")
        }
    };
    Some((sql, shape))
}
