//! `+`, `-`, `*`, `/`, `%` and conversions: as CEL does them, only between numbers of one kind.

use cel::common::ast::{IdedExpr, operators};

use super::term::{Absent, Term, Ty};
use super::{Translator, Unsupported};

impl Translator<'_> {
    pub(super) fn arithmetic(
        &mut self,
        operator: &str,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Result<Term, Unsupported> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        let function = match operator {
            operators::ADD => "campo_add",
            operators::SUBSTRACT => "campo_sub",
            operators::MULTIPLY => "campo_mul",
            operators::DIVIDE => "campo_div",
            _ => "campo_rem",
        };
        let sql = format!("{function}({}, {})", left.sql, right.sql);
        match (&left.ty, &right.ty) {
            (Ty::Int, Ty::Int) => Ok(Term::new(sql, Ty::Int, Absent::Error)),
            (Ty::Float, Ty::Float) if operator != operators::MODULO => {
                let sound = format!("({} AND {})", left.is_operand(), right.is_operand());
                Ok(Term {
                    sql,
                    ty: Ty::Float,
                    null: Absent::NaN,
                    sound: Some(sound),
                })
            }
            (Ty::Text, Ty::Text) if operator == operators::ADD => Ok(Term::new(
                format!("({} || {})", left.sql, right.sql),
                Ty::Text,
                Absent::Error,
            )),
            (a, b) if a.is_scalar() && b.is_scalar() => Ok(Term::error()),
            _ => Err(Unsupported::construct(format!(
                "`{}` between lists",
                operator.trim_matches('_')
            ))),
        }
    }

    pub(super) fn negation(&mut self, operand: &IdedExpr) -> Result<Term, Unsupported> {
        let operand = self.expr(operand)?;
        Ok(match operand.ty {
            Ty::Int => Term::new(
                format!("campo_sub(0, {})", operand.sql),
                Ty::Int,
                Absent::Error,
            ),
            Ty::Float => Term {
                // SQLite's own sign would make 0.0 of -0.0.
                sql: format!("campo_mul({}, -1.0)", operand.sql),
                null: Absent::NaN,
                sound: Some(operand.is_operand()),
                ty: Ty::Float,
            },
            _ => Term::error(),
        })
    }

    /// `int()`, `double()` and `string()`, between numbers and on what is one already.
    pub(super) fn conversion(
        &mut self,
        name: &str,
        operand: &IdedExpr,
    ) -> Result<Term, Unsupported> {
        let operand = self.expr(operand)?;
        let sql = operand.sql.clone();
        match (name, &operand.ty) {
            (_, Ty::Null) => Ok(Term::error()),
            ("int", Ty::Int) => Ok(Term::new(sql, Ty::Int, Absent::Error)),
            ("string", Ty::Text) => Ok(Term::new(sql, Ty::Text, Absent::Error)),
            ("double", Ty::Float) => Ok(Term {
                sound: Some(operand.is_operand()),
                null: Absent::NaN,
                ..operand
            }),
            ("double", Ty::Int) => Ok(Term::new(
                format!("CAST({sql} AS REAL)"),
                Ty::Float,
                Absent::Error,
            )),
            ("string", Ty::Int) => Ok(Term::new(
                format!("CAST({sql} AS TEXT)"),
                Ty::Text,
                Absent::Error,
            )),
            _ => Err(Unsupported::construct(format!(
                "{name}() of this kind of value"
            ))),
        }
    }
}
