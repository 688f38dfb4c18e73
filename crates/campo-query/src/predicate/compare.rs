//! `==`, `!=`, `<`, `<=`, `>`, `>=` and `? :`.

use cel::common::ast::{IdedExpr, operators};

use super::term::{Absent, Term, Ty, guarded};
use super::{Translator, Unsupported};

/// Whether the two are equal, given that neither is an error; never NULL.
pub(super) fn equal_core(left: &Term, right: &Term) -> Result<String, Unsupported> {
    let lists = left.may_be_list() && right.may_be_list();
    if lists || (left.ty == Ty::Map && right.ty == Ty::Map) {
        return Err(Unsupported::construct(
            "comparing lists, or things with parts,",
        ));
    }
    if !comparable(&left.ty, &right.ty) {
        return Ok(unlike(left, right));
    }
    let (a, b) = same_scale(left, right);
    let odd = |term: &Term| matches!(term.null, Absent::Empty | Absent::NaN);
    Ok(if odd(left) || odd(right) {
        format!("coalesce({a} = {b}, 0)")
    } else {
        format!("({a} IS {b})")
    })
}

/// Equality of types that have no value in common: true only when both are null.
fn unlike(left: &Term, right: &Term) -> String {
    if left.null == Absent::Null && right.null == Absent::Null {
        format!("({} IS NULL AND {} IS NULL)", left.sql, right.sql)
    } else {
        "0".to_owned()
    }
}

fn comparable(left: &Ty, right: &Ty) -> bool {
    match (left, right) {
        (left, right) if left.is_number() && right.is_number() => true,
        (Ty::Bool, Ty::Bool) | (Ty::Text, Ty::Text) => true,
        _ => false,
    }
}

/// Both operands; a whole number beside a fraction loses precision as it does in CEL.
fn same_scale(left: &Term, right: &Term) -> (String, String) {
    let real = |term: &Term| format!("CAST({} AS REAL)", term.sql);
    match (&left.ty, &right.ty) {
        (Ty::Int, Ty::Float) => (real(left), right.sql.clone()),
        (Ty::Float, Ty::Int) => (left.sql.clone(), real(right)),
        _ => (left.sql.clone(), right.sql.clone()),
    }
}

impl Translator<'_> {
    pub(super) fn equality(
        &mut self,
        operator: &str,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Result<Term, Unsupported> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        equality(operator == operators::NOT_EQUALS, &left, &right)
    }

    pub(super) fn order(
        &mut self,
        operator: &str,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Result<Term, Unsupported> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        if !comparable(&left.ty, &right.ty) {
            return Ok(Term::error());
        }
        let sign = operator.trim_matches('_');
        let (a, b) = same_scale(&left, &right);
        Ok(Term::bool(format!("({a} {sign} {b})")))
    }

    pub(super) fn conditional(
        &mut self,
        condition: &IdedExpr,
        then: &IdedExpr,
        other: &IdedExpr,
    ) -> Result<Term, Unsupported> {
        let condition = self.expr(condition)?.truth();
        let (then, other) = (self.expr(then)?, self.expr(other)?);
        let choose = |a: &str, b: &str| format!("CASE {condition} WHEN 1 THEN {a} WHEN 0 THEN {b}");
        let sql = format!("({} END)", choose(&then.sql, &other.sql));
        let ty = branch_type(&then, &other)?;
        let null = branch_null(then.null, other.null)?;
        if null == Absent::Error {
            return Ok(Term::new(sql, ty, null));
        }
        let sound = |term: &Term| term.guard().unwrap_or_else(|| "1".to_owned());
        let sound = format!("({} ELSE 0 END)", choose(&sound(&then), &sound(&other)));
        Ok(Term {
            sql,
            ty,
            null,
            sound: Some(sound),
        })
    }
}

/// `==`, or `!=` when `negated`.
pub(super) fn equality(negated: bool, left: &Term, right: &Term) -> Result<Term, Unsupported> {
    let core = equal_core(left, right)?;
    let core = if negated {
        format!("(NOT {core})")
    } else {
        core
    };
    Ok(Term::bool(guarded([left.guard(), right.guard()], &core)))
}

fn branch_type(then: &Term, other: &Term) -> Result<Ty, Unsupported> {
    match (&then.ty, &other.ty) {
        (Ty::Null, ty) | (ty, Ty::Null) if ty.is_scalar() => Ok(ty.clone()),
        (a, b) if a == b && a.is_scalar() => Ok(a.clone()),
        _ => Err(Unsupported::construct(
            "a choice (? :) between values of different kinds",
        )),
    }
}

fn branch_null(then: Absent, other: Absent) -> Result<Absent, Unsupported> {
    match (then, other) {
        (Absent::Never | Absent::Error, Absent::Never | Absent::Error) => Ok(Absent::Error),
        (null, Absent::Never | Absent::Error) | (Absent::Never | Absent::Error, null) => Ok(null),
        (a, b) if a == b => Ok(a),
        _ => Err(Unsupported::construct(
            "a choice (? :) between an absent value and an empty list",
        )),
    }
}
