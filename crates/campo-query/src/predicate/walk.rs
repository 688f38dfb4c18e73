//! `exists` and `all` over the members of a set, the lines or the files of a record.

use cel::common::ast::{ComprehensionExpr, Expr, operators};

use super::membership::{empty_or_error, rows_of};
use super::term::{Absent, Term, Ty};
use super::{Translator, Unsupported};

impl Translator<'_> {
    pub(super) fn walk(&mut self, walk: &ComprehensionExpr) -> Result<Term, Unsupported> {
        let (any, body) = match &walk.loop_step.expr {
            Expr::Call(step) => match (step.func_name.as_str(), step.args.as_slice()) {
                (operators::LOGICAL_OR, [_, body]) => (true, body),
                (operators::LOGICAL_AND, [_, body]) => (false, body),
                _ => return Err(Unsupported::construct("map, filter or exists_one")),
            },
            _ => return Err(Unsupported::construct("map, filter or exists_one")),
        };
        let list = self.expr(&walk.iter_range)?;
        let item = self.fresh_alias("e");
        let variable = match &list.ty {
            Ty::Set => Term::new(format!("{item}.value"), Ty::Text, Absent::Never),
            Ty::Rows(fields) => Term::new(
                format!("{item}.value"),
                Ty::Rows(fields.clone()),
                Absent::Never,
            ),
            ty if ty.is_scalar() => {
                return Ok(empty_or_error(&list, [], if any { "0" } else { "1" }));
            }
            _ => {
                return Err(Unsupported::construct(
                    "exists or all over anything but a field of the record",
                ));
            }
        };
        self.loops.push((walk.iter_var.clone(), variable));
        let body = self.expr(body);
        self.loops.pop();
        let body = body?.truth();
        Ok(Term::bool(folded(
            any,
            &body,
            &format!("json_each({}) AS {item}", rows_of(&list)),
        )))
    }
}

/// CEL's `||` or `&&` over all rows: one that decides absorbs every error, else an error is one of the whole.
fn folded(any: bool, body: &str, rows: &str) -> String {
    let (decisive, otherwise) = if any {
        ("max(b) = 1 THEN 1", "0")
    } else {
        ("min(b) = 0 THEN 0", "1")
    };
    format!(
        "(SELECT CASE WHEN {decisive} WHEN count(*) > count(b) THEN NULL ELSE {otherwise} END FROM (SELECT {body} AS b FROM {rows}))"
    )
}
