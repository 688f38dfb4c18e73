//! Paths: fields of the record and of what it refers to, attributes of the person, settings, variables of a walk.

use campo_model::manifest::{Field, ScalarKind};
use campo_model::registry::{FieldPath, Target};
use campo_model::value::Value;
use cel::common::ast::{Expr, IdedExpr};

use super::compare::equality;
use super::term::{Absent, Term, Ty};
use super::{Translator, Unsupported};
use crate::column::column_of;
use crate::shape::{Shape, part_column, shape_of};

/// A path and whether it stands in `has()`.
struct Chain<'a> {
    root: &'a str,
    path: Vec<&'a str>,
    tested: bool,
}

impl Chain<'_> {
    fn text(&self) -> String {
        format!("{}.{}", self.root, self.path.join("."))
    }
}

fn chain(expr: &IdedExpr) -> Option<Chain<'_>> {
    let tested = matches!(&expr.expr, Expr::Select(select) if select.test);
    let (mut path, mut expr) = (Vec::new(), &expr.expr);
    loop {
        match expr {
            Expr::Ident(root) => {
                path.reverse();
                return Some(Chain { root, path, tested });
            }
            Expr::Select(select) => {
                path.push(select.field.as_str());
                expr = &select.operand.expr;
            }
            _ => return None,
        }
    }
}

impl Translator<'_> {
    pub(super) fn path(&mut self, expr: &IdedExpr) -> Result<Term, Unsupported> {
        let Some(chain) = chain(expr) else {
            return self.part_of_result(expr);
        };
        let term = match chain.root {
            "self" => self.own(&chain.path),
            "user" | "settings" => {
                let value = self.bound_value(&chain).cloned().unwrap_or_default();
                self.constant(&value)
            }
            _ => self.variable(&chain),
        }?;
        if chain.tested {
            equality(true, &term, &Term::null())
        } else {
            Ok(term)
        }
    }

    /// A part of what is no path: refused, by the name of what is wrong inside where there is something.
    fn part_of_result(&mut self, expr: &IdedExpr) -> Result<Term, Unsupported> {
        if let Expr::Select(select) = &expr.expr {
            self.expr(&select.operand)?;
        }
        Err(Unsupported::construct("a part of the result of a function"))
    }

    fn bound_value(&self, chain: &Chain<'_>) -> Option<&Value> {
        let fields = if chain.root == "user" {
            self.bindings.user
        } else {
            self.bindings.settings
        };
        let (first, rest) = chain.path.split_first()?;
        rest.iter()
            .try_fold(fields.get(*first)?, |value, part| value.part(part))
    }

    /// A field of the record, or of a record it refers to.
    fn own(&mut self, path: &[&str]) -> Result<Term, Unsupported> {
        let registry = self.registry;
        let found = registry.path(self.record_type, path)?;
        let (column, shape) = match found.target {
            Target::Id => ("_id".to_owned(), Shape::Scalar(ScalarKind::Text)),
            Target::State(states) => (states.field.clone(), Shape::Scalar(ScalarKind::Text)),
            Target::Field(field) => (
                field.key.clone(),
                Shape::of(field).ok_or_else(|| Unsupported::Shape(path.join(".")))?,
            ),
            Target::Part(field, part) => return self.part(&found, field, part, path),
        };
        let sql = match &shape {
            // An address has no column of its own.
            Shape::Address => {
                let parts: Vec<String> = shape
                    .columns(&column)
                    .iter()
                    .map(|(part, _)| self.column(&found, part))
                    .collect();
                format!("coalesce({})", parts.join(", "))
            }
            _ => self.column(&found, &column),
        };
        let ty = match shape {
            Shape::Scalar(kind) => scalar_type(kind),
            Shape::Set => Ty::Set,
            Shape::Rows(fields) => Ty::Rows(fields),
            Shape::Address | Shape::Geo => Ty::Map,
            Shape::Json => return Err(Unsupported::Shape(path.join("."))),
        };
        Ok(self.absent_as_read(Term::new(sql, ty, Absent::Null), path))
    }

    fn part(
        &mut self,
        found: &FieldPath<'_>,
        field: &Field,
        part: &str,
        path: &[&str],
    ) -> Result<Term, Unsupported> {
        let (sql, ty) = match (Shape::of(field), part) {
            (Some(Shape::Geo), "lat" | "lon") => (
                self.column(found, &part_column(&field.key, part)),
                Ty::Float,
            ),
            (Some(Shape::Address), _) => {
                (self.column(found, &part_column(&field.key, part)), Ty::Text)
            }
            _ => return Err(Unsupported::Shape(path.join("."))),
        };
        Ok(self.absent_as_read(Term::new(sql, ty, Absent::Null), path))
    }

    /// An absent field that is walked, counted or searched anywhere in the expression reads as an empty list.
    fn absent_as_read(&self, term: Term, path: &[&str]) -> Term {
        let as_list = self
            .expression
            .reads()
            .lists
            .iter()
            .any(|list| list.iter().eq(path.iter()));
        Term {
            null: if as_list { Absent::Empty } else { Absent::Null },
            ..term
        }
    }

    fn column(&self, found: &FieldPath<'_>, column: &str) -> String {
        column_of(self.alias, found, column)
    }

    /// The variable of a walk, or a field of the line it stands for.
    fn variable(&mut self, chain: &Chain<'_>) -> Result<Term, Unsupported> {
        let Some((_, item)) = self.loops.iter().rev().find(|(name, _)| name == chain.root) else {
            return Err(Unsupported::construct(format!("`{}`", chain.root)));
        };
        match (&item.ty, chain.path.as_slice()) {
            (Ty::Rows(_), []) => Ok(Term::new(item.sql.clone(), Ty::Map, Absent::Never)),
            (_, []) => Ok(item.clone()),
            (Ty::Rows(fields), [field]) => match shape_of(fields, field) {
                Some(Shape::Scalar(kind)) => Ok(Term::new(
                    format!("json_extract({}, '$.{field}')", item.sql),
                    scalar_type(*kind),
                    Absent::Null,
                )),
                _ => Err(Unsupported::Shape(chain.text())),
            },
            _ => Err(Unsupported::Shape(chain.text())),
        }
    }

    /// The latitude and longitude of a place, as SQL; `None` when it is none.
    pub(super) fn coordinates(
        &mut self,
        expr: &IdedExpr,
    ) -> Result<Option<(String, String)>, Unsupported> {
        let Some(chain) = chain(expr).filter(|chain| !chain.tested) else {
            return Err(Unsupported::construct(
                "distance() of anything but two places",
            ));
        };
        if chain.root != "self" {
            let place = self.bound_value(&chain);
            let coordinate = |part| {
                place
                    .and_then(|place| place.part(part))
                    .and_then(Value::as_float)
            };
            let (lat, lon) = (coordinate("lat"), coordinate("lon"));
            return Ok(lat
                .zip(lon)
                .map(|(lat, lon)| (self.params.bind(lat), self.params.bind(lon))));
        }
        let registry = self.registry;
        let found = registry.path(self.record_type, &chain.path)?;
        match found.target {
            Target::Field(field) if Shape::of(field) == Some(Shape::Geo) => {
                let [lat, lon] =
                    ["lat", "lon"].map(|part| self.column(&found, &part_column(&field.key, part)));
                Ok(Some((lat, lon)))
            }
            _ => Ok(None),
        }
    }
}

fn scalar_type(kind: ScalarKind) -> Ty {
    match kind {
        ScalarKind::Text => Ty::Text,
        ScalarKind::Int | ScalarKind::Time => Ty::Int,
        ScalarKind::Float => Ty::Float,
        ScalarKind::Bool => Ty::Bool,
    }
}
