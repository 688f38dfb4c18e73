//! The tree that is evaluated: the parsed one with its paths flattened and its constants folded.
//!
//! `self.address.city` becomes one look-up of `address.city`, so that an absent part reads as null; `has(x)` becomes
//! `x != null`; `now()` and `today()` become variables; `duration('1h')` becomes a number.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SelectExpr, operators};

use super::moment;
use super::reads::{ROOTS, chain, literal_text};

/// The variable that holds the milliseconds of `now()`.
pub(super) const NOW: &str = "@now";
/// The variable that holds the day of `today()`.
pub(super) const TODAY: &str = "@today";

pub(super) fn build(ast: &IdedExpr) -> IdedExpr {
    let mut program = ast.clone();
    rewrite(&mut program);
    program
}

fn rewrite(node: &mut IdedExpr) {
    if let Some(flat) = flattened(&node.expr) {
        node.expr = flat;
        return;
    }
    if let Some(constant) = folded(&node.expr) {
        node.expr = constant;
        return;
    }
    match &mut node.expr {
        Expr::Call(call) => {
            call.target.as_deref_mut().into_iter().for_each(rewrite);
            call.args.iter_mut().for_each(rewrite);
        }
        Expr::List(list) => list.elements.iter_mut().for_each(rewrite),
        Expr::Select(select) => rewrite(&mut select.operand),
        Expr::Comprehension(comprehension) => {
            let parts = &mut **comprehension;
            rewrite(&mut parts.iter_range);
            rewrite(&mut parts.loop_cond);
            rewrite(&mut parts.loop_step);
            rewrite(&mut parts.result);
        }
        _ => {}
    }
}

fn flattened(expr: &Expr) -> Option<Expr> {
    let Expr::Select(select) = expr else {
        return None;
    };
    let (root, path) = chain(expr)?;
    if !ROOTS.contains(&root) {
        return select.test.then(|| {
            not_null(Expr::Select(SelectExpr {
                test: false,
                ..select.clone()
            }))
        });
    }
    let operand = Box::new(IdedExpr {
        id: 0,
        expr: Expr::Ident(root.to_owned()),
    });
    let value = Expr::Select(SelectExpr {
        operand,
        field: path.join("."),
        test: false,
    });
    Some(if select.test { not_null(value) } else { value })
}

fn not_null(value: Expr) -> Expr {
    let args = [value, Expr::Literal(LiteralValue::Null)]
        .into_iter()
        .map(|expr| IdedExpr { id: 0, expr });
    Expr::Call(CallExpr {
        func_name: operators::NOT_EQUALS.to_owned(),
        target: None,
        args: args.collect(),
    })
}

fn folded(expr: &Expr) -> Option<Expr> {
    let Expr::Call(call) = expr else {
        return None;
    };
    let number = |ms: i64| Expr::Literal(LiteralValue::Int(ms.into()));
    match call.func_name.as_str() {
        "now" => Some(Expr::Ident(NOW.to_owned())),
        "today" => Some(Expr::Ident(TODAY.to_owned())),
        "duration" => call
            .args
            .first()
            .and_then(literal_text)
            .and_then(moment::duration)
            .map(number),
        "timestamp" => call
            .args
            .first()
            .and_then(literal_text)
            .and_then(moment::timestamp)
            .map(number),
        _ => None,
    }
}
