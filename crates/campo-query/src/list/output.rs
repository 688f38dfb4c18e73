//! The columns of a page and its order.

use campo_model::manifest::{FieldKind, ScalarKind};
use campo_model::registry::Target;

use super::{Builder, ListError, ROW, Sort};
use crate::column::column_of;
use crate::shape::{Shape, has_part, part_column};
use crate::sql::quote;
use crate::table::collated;

/// A value of a page: the columns it is read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Output {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    pub(super) shape: Shape,
    /// Whether it is text people read, ordered without case and accents.
    reading: bool,
}

impl Builder<'_> {
    /// The columns asked for, or every field that is no rollup.
    pub(super) fn outputs(&mut self, names: &[String]) -> Result<Vec<Output>, ListError> {
        if !names.is_empty() {
            return names.iter().map(|name| self.output(name)).collect();
        }
        let stored = self
            .record_type
            .fields
            .iter()
            .filter(|field| field.kind != FieldKind::Rollup)
            .map(|field| field.key.as_str());
        let state = self
            .record_type
            .states
            .as_ref()
            .map(|states| states.field.as_str());
        stored.chain(state).map(|name| self.output(name)).collect()
    }

    /// One column, by the path of a field or part.
    pub(super) fn output(&mut self, name: &str) -> Result<Output, ListError> {
        let (registry, record_type) = (self.registry, self.record_type);
        let found = registry.path(record_type, &name.split('.').collect::<Vec<_>>())?;
        let one = |column: &str, shape: Shape, reading| Output {
            name: name.to_owned(),
            columns: vec![column_of(ROW, &found, column)],
            shape,
            reading,
        };
        let text = Shape::Scalar(ScalarKind::Text);
        match found.target {
            Target::Id => Ok(one("_id", text, false)),
            Target::State(states) => Ok(one(&states.field, text, false)),
            Target::Part(field, part) if matches!(part, "lat" | "lon") => Ok(one(
                &part_column(&field.key, part),
                Shape::Scalar(ScalarKind::Float),
                false,
            )),
            Target::Part(field, part)
                if Shape::of(field)
                    .is_some_and(|shape| shape == Shape::Address && has_part(&shape, part)) =>
            {
                Ok(one(&part_column(&field.key, part), text, true))
            }
            Target::Part(field, part) => {
                let column = format!(
                    "json_extract({}, '$.{part}')",
                    column_of(ROW, &found, &field.key)
                );
                let kind = if part == "accuracy" {
                    ScalarKind::Float
                } else {
                    ScalarKind::Text
                };
                Ok(Output {
                    name: name.to_owned(),
                    columns: vec![column],
                    shape: Shape::Scalar(kind),
                    reading: false,
                })
            }
            Target::Field(field) => match Shape::of(field) {
                None if found.through.is_some() => Err(ListError::Rollup(name.to_owned())),
                None => {
                    let (column, shape) = self.rollup(field)?;
                    Ok(Output {
                        name: name.to_owned(),
                        columns: vec![column],
                        shape,
                        reading: false,
                    })
                }
                Some(Shape::Address) => {
                    let parts = Shape::Address.columns(&field.key);
                    let columns = parts
                        .iter()
                        .map(|(part, _)| column_of(ROW, &found, part))
                        .collect();
                    Ok(Output {
                        name: name.to_owned(),
                        columns,
                        shape: Shape::Address,
                        reading: false,
                    })
                }
                Some(shape) => Ok(one(&field.key, shape, field.shown_kind().is_text())),
            },
        }
    }

    pub(super) fn order(&mut self, sort: &[Sort]) -> Result<String, ListError> {
        let newest = [Sort {
            column: "_created".to_owned(),
            descending: true,
        }];
        let sort = if sort.is_empty() { &newest } else { sort };
        let mut order = Vec::with_capacity(sort.len() + 1);
        let mut direction = "ASC";
        for one in sort {
            direction = if one.descending { "DESC" } else { "ASC" };
            order.push(format!(
                "{} {direction} NULLS LAST",
                self.sortable(&one.column)?
            ));
        }
        order.push(format!("{ROW}.\"_n\" {direction}"));
        Ok(order.join(", "))
    }

    fn sortable(&mut self, column: &str) -> Result<String, ListError> {
        match column {
            "_title" => return Ok(collated(&format!("{ROW}.\"_title\""))),
            "_created" | "_updated" => return Ok(format!("{ROW}.{}", quote(column))),
            _ => {}
        }
        let output = self.output(column)?;
        match (output.shape, output.columns.as_slice()) {
            (Shape::Scalar(_), [sql]) if output.reading => Ok(collated(sql)),
            (Shape::Scalar(_) | Shape::Set, [sql]) => Ok(sql.clone()),
            _ => Err(ListError::Unsortable(column.to_owned())),
        }
    }
}
