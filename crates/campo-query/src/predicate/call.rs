//! Operators and functions, by name.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};

use super::term::{Absent, Term, Ty};
use super::{Translator, Unsupported};

impl Translator<'_> {
    pub(super) fn call(&mut self, call: &CallExpr) -> Result<Term, Unsupported> {
        let name = call.func_name.as_str();
        // A method's target is its first argument: `x.size()` is `size(x)`.
        let args: Vec<&IdedExpr> = call
            .target
            .as_deref()
            .into_iter()
            .chain(&call.args)
            .collect();
        match (name, args.as_slice()) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, _) => {
                self.logical(name, &call.args)
            }
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) => {
                self.equality(name, left, right)
            }
            (
                operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                [left, right],
            ) => self.order(name, left, right),
            (operators::CONDITIONAL, [condition, then, other]) => {
                self.conditional(condition, then, other)
            }
            (operators::IN, [item, list]) => self.membership(item, list),
            (operators::NEGATE, [operand]) => self.negation(operand),
            (
                operators::ADD
                | operators::SUBSTRACT
                | operators::MULTIPLY
                | operators::DIVIDE
                | operators::MODULO,
                [left, right],
            ) => self.arithmetic(name, left, right),
            ("now" | "today", []) => self.evaluated(&format!("{name}()")),
            ("duration" | "timestamp", [text]) => self.moment(name, text),
            ("size", [operand]) => self.size(operand),
            ("startsWith" | "endsWith" | "contains", [text, part]) => {
                self.text_test(name, text, part)
            }
            ("month", [operand]) => self.month(operand),
            ("distance", [from, to]) => self.distance(from, to),
            ("int" | "double" | "string", [operand]) => self.conversion(name, operand),
            (operators::INDEX, _) => {
                Err(Unsupported::construct("an element by its position ([ ])"))
            }
            _ => Err(Unsupported::construct(format!("{name}()"))),
        }
    }

    fn moment(&mut self, name: &str, text: &IdedExpr) -> Result<Term, Unsupported> {
        match &text.expr {
            Expr::Literal(LiteralValue::String(text)) => {
                let quoted = serde_json::Value::from(text.inner()).to_string();
                self.evaluated(&format!("{name}({quoted})"))
            }
            _ => Err(Unsupported::construct(format!(
                "{name}() of anything but a literal text"
            ))),
        }
    }

    fn text_test(
        &mut self,
        name: &str,
        text: &IdedExpr,
        part: &IdedExpr,
    ) -> Result<Term, Unsupported> {
        let (text, part) = (self.expr(text)?, self.expr(part)?);
        if text.ty != Ty::Text || part.ty != Ty::Text {
            return Ok(Term::error());
        }
        let (a, b) = (&text.sql, &part.sql);
        Ok(Term::bool(match name {
            "startsWith" => format!("(instr({a}, {b}) = 1)"),
            "endsWith" => format!("campo_ends({a}, {b})"),
            _ => format!("(instr({a}, {b}) > 0)"),
        }))
    }

    fn month(&mut self, operand: &IdedExpr) -> Result<Term, Unsupported> {
        let operand = self.expr(operand)?;
        Ok(match operand.ty {
            Ty::Text | Ty::Int => Term::new(
                format!("campo_month({})", operand.sql),
                Ty::Text,
                Absent::Error,
            ),
            _ => Term::error(),
        })
    }

    fn distance(&mut self, from: &IdedExpr, to: &IdedExpr) -> Result<Term, Unsupported> {
        match (self.coordinates(from)?, self.coordinates(to)?) {
            (Some((lat_a, lon_a)), Some((lat_b, lon_b))) => Ok(Term::new(
                format!("campo_distance({lat_a}, {lon_a}, {lat_b}, {lon_b})"),
                Ty::Float,
                Absent::Error,
            )),
            _ => Ok(Term::error()),
        }
    }
}
