//! `in` and `size()`.

use cel::common::ast::IdedExpr;

use super::compare::equal_core;
use super::term::{Absent, Term, Ty, guarded};
use super::{Translator, Unsupported};

impl Translator<'_> {
    pub(super) fn membership(
        &mut self,
        item: &IdedExpr,
        list: &IdedExpr,
    ) -> Result<Term, Unsupported> {
        let (item, list) = (self.expr(item)?, self.expr(list)?);
        let guards = [item.guard(), list.guard()];
        match &list.ty {
            Ty::Elements(elements) => {
                let cores: Vec<String> = elements
                    .iter()
                    .map(|element| equal_core(&item, element))
                    .collect::<Result<_, _>>()?;
                let core = if cores.is_empty() {
                    "0".to_owned()
                } else {
                    format!("({})", cores.join(" OR "))
                };
                let all = guards.into_iter().chain(elements.iter().map(Term::guard));
                Ok(Term::bool(guarded(all, &core)))
            }
            Ty::Set if item.ty == Ty::Text => {
                let core = format!(
                    "EXISTS (SELECT 1 FROM json_each({}) AS e WHERE e.value = {})",
                    rows_of(&list),
                    item.sql
                );
                Ok(Term::bool(guarded(guards, &core)))
            }
            Ty::Set | Ty::Rows(_) if item.ty.is_scalar() => Ok(Term::bool(guarded(guards, "0"))),
            ty if ty.is_scalar() => Ok(empty_or_error(&list, guards, "0")),
            _ => Err(Unsupported::construct("`in` with these kinds of value")),
        }
    }

    pub(super) fn size(&mut self, operand: &IdedExpr) -> Result<Term, Unsupported> {
        let operand = self.expr(operand)?;
        let number = |sql: String| Term::new(sql, Ty::Int, Absent::Error);
        match &operand.ty {
            Ty::Elements(elements) => {
                let guards = elements.iter().map(Term::guard);
                Ok(number(guarded(guards, &elements.len().to_string())))
            }
            Ty::Set | Ty::Rows(_) => {
                Ok(number(format!("json_array_length({})", rows_of(&operand))))
            }
            Ty::Text if operand.null == Absent::Empty => {
                Ok(number(format!("coalesce(campo_size({}), 0)", operand.sql)))
            }
            Ty::Text => Ok(number(format!("campo_size({})", operand.sql))),
            ty if ty.is_scalar() => Ok(Term {
                ty: Ty::Int,
                ..empty_or_error(&operand, [], "0")
            }),
            _ => Err(Unsupported::construct("size() of something with parts")),
        }
    }
}

/// What a scalar gives where a list is due: an absent one is an empty list, any other an error.
pub(super) fn empty_or_error(
    term: &Term,
    guards: impl IntoIterator<Item = Option<String>>,
    empty: &str,
) -> Term {
    if term.null != Absent::Empty {
        return Term::error();
    }
    let is_empty = Some(format!("({} IS NULL)", term.sql));
    Term::bool(guarded(guards.into_iter().chain([is_empty]), empty))
}

/// The JSON array of a list column.
pub(super) fn rows_of(list: &Term) -> String {
    format!("coalesce({}, '[]')", list.sql)
}
