//! What an expression reads: found by one walk over its syntax tree, which also refuses every unknown name.

use std::collections::BTreeSet;

use cel::common::ast::{ComprehensionExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};

use super::ExprError;

/// A dotted path read from a root, without the root: `["property", "agent"]` for `self.property.agent`.
pub type Path = Vec<String>;

/// What an expression reads, by root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reads {
    /// Paths read through `self`.
    pub record: BTreeSet<Path>,
    /// Attributes of the person read through `user`.
    pub user: BTreeSet<Path>,
    /// Settings read through `settings`.
    pub settings: BTreeSet<Path>,
    /// Fields of the line read through `line`.
    pub line: BTreeSet<Path>,
    /// Fields of the lines of a list that `exists`, `all`, `map` or `filter` walks: the list's path and the field.
    pub items: BTreeSet<(Path, String)>,
    /// Functions called, operators left out.
    pub functions: BTreeSet<String>,
    /// Forms used besides operators and functions: `exists`, `all`, `map` (and `filter`), `exists_one`, `?:`, `[]`.
    pub forms: BTreeSet<String>,
    /// Texts compared with a path by `==`, `!=` or `in`: where a wrong option key is found.
    pub compared: BTreeSet<(Path, String)>,
    /// Paths walked, counted or searched as a list: absent, they read as empty.
    pub lists: BTreeSet<Path>,
}

/// The functions an expression may call; comprehension macros and operators come besides.
pub(super) const FUNCTIONS: [&str; 15] = [
    "now",
    "today",
    "duration",
    "timestamp",
    "distance",
    "sum",
    "month",
    "size",
    "startsWith",
    "endsWith",
    "contains",
    "matches",
    "int",
    "double",
    "string",
];

const OPERATORS: [&str; 19] = [
    operators::CONDITIONAL,
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::SUBSTRACT,
    operators::ADD,
    operators::MULTIPLY,
    operators::DIVIDE,
    operators::MODULO,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::GREATER_EQUALS,
    operators::LESS_EQUALS,
    operators::GREATER,
    operators::LESS,
    operators::NEGATE,
    operators::INDEX,
    operators::NOT_STRICTLY_FALSE,
    operators::IN,
];

/// The root and path of a chain of selections on a name, as `("self", ["address", "city"])`.
pub(super) fn chain(expr: &Expr) -> Option<(&str, Path)> {
    let mut path = Path::new();
    let mut expr = expr;
    loop {
        match expr {
            Expr::Ident(root) => {
                path.reverse();
                return Some((root, path));
            }
            Expr::Select(select) => {
                path.push(select.field.clone());
                expr = &select.operand.expr;
            }
            _ => return None,
        }
    }
}

/// The names an expression starts from.
pub(super) const ROOTS: [&str; 4] = ["self", "user", "line", "settings"];

pub(super) fn collect(source: &str, ast: &IdedExpr, info: &SourceInfo) -> Result<Reads, ExprError> {
    let mut walk = Walk {
        source,
        info,
        reads: Reads::default(),
        bound: Vec::new(),
    };
    walk.expr(ast)?;
    Ok(walk.reads)
}

struct Walk<'a> {
    source: &'a str,
    info: &'a SourceInfo,
    reads: Reads,
    /// The variables of the comprehension around, with the list walked when it is one of the record's.
    bound: Vec<(String, Option<Path>)>,
}

impl Walk<'_> {
    fn refuse(&self, at: &IdedExpr, message: String) -> ExprError {
        let offset = self
            .info
            .offset_for(at.id)
            .map_or(0, |(start, _)| start as usize);
        ExprError::new(self.source, offset + 1, message)
    }

    fn all(&mut self, exprs: &[IdedExpr]) -> Result<(), ExprError> {
        exprs.iter().try_for_each(|expr| self.expr(expr))
    }

    fn expr(&mut self, expr: &IdedExpr) -> Result<(), ExprError> {
        match &expr.expr {
            Expr::Literal(_) => Ok(()),
            Expr::List(list) => self.all(&list.elements),
            Expr::Ident(_) => self.path(expr),
            Expr::Select(select) => match chain(&expr.expr) {
                Some(_) => self.path(expr),
                None => self.expr(&select.operand),
            },
            Expr::Call(_) => self.call(expr),
            Expr::Comprehension(comprehension) => self.comprehension(expr, comprehension),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err(self.refuse(
                expr,
                "a map or message cannot be written here; compare single values".to_owned(),
            )),
        }
    }

    fn path(&mut self, expr: &IdedExpr) -> Result<(), ExprError> {
        let Some((root, path)) = chain(&expr.expr) else {
            return Ok(());
        };
        if let Some((_, list)) = self.bound.iter().rev().find(|(name, _)| name == root) {
            if let (Some(list), Some(field)) = (list.clone(), path.first()) {
                self.reads.items.insert((list, field.clone()));
            }
            return Ok(());
        }
        if !ROOTS.contains(&root) {
            let message = format!(
                "`{root}` is not a name here; use self, user, line, settings or a variable of exists, all, map, filter"
            );
            return Err(self.refuse(expr, message));
        }
        if path.is_empty() {
            return Err(self.refuse(
                expr,
                format!("`{root}` must be followed by a field, as `{root}.name`"),
            ));
        }
        match root {
            "self" => self.reads.record.insert(path),
            "user" => self.reads.user.insert(path),
            "line" => self.reads.line.insert(path),
            _ => self.reads.settings.insert(path),
        };
        Ok(())
    }

    fn call(&mut self, expr: &IdedExpr) -> Result<(), ExprError> {
        let Expr::Call(call) = &expr.expr else {
            return Ok(());
        };
        let name = call.func_name.as_str();
        if !OPERATORS.contains(&name) {
            if !FUNCTIONS.contains(&name) {
                let message = format!(
                    "`{name}` is not a function; there are {}",
                    FUNCTIONS.join(", ")
                );
                return Err(self.refuse(expr, message));
            }
            self.literal_argument(expr, name, call.args.last())?;
            self.reads.functions.insert(name.to_owned());
        }
        self.note_operands(name, call.target.as_deref(), &call.args);
        if let Some(target) = &call.target {
            self.expr(target)?;
        }
        self.all(&call.args)
    }

    /// `duration`, `timestamp` and `matches` take their text from the manifest only: its cost is known at install.
    fn literal_argument(
        &self,
        call: &IdedExpr,
        name: &str,
        argument: Option<&IdedExpr>,
    ) -> Result<(), ExprError> {
        if !["duration", "timestamp", "matches"].contains(&name) {
            return Ok(());
        }
        match argument.and_then(literal_text) {
            Some(text) if name == "duration" && super::moment::duration(text).is_none() => {
                Err(self.refuse(
                    call,
                    format!("`{text}` is not a duration; write it as '24h', '90m' or '30s'"),
                ))
            }
            Some(text) if name == "timestamp" && super::moment::timestamp(text).is_none() => {
                Err(self.refuse(
                    call,
                    format!("`{text}` is not a moment; write it as '2026-11-23T10:00:00Z'"),
                ))
            }
            Some(_) => Ok(()),
            None => Err(self.refuse(
                call,
                format!("{name}() needs a text written out, as {name}('...')"),
            )),
        }
    }

    fn note_operands(&mut self, name: &str, target: Option<&IdedExpr>, args: &[IdedExpr]) {
        match name {
            operators::CONDITIONAL => self.reads.forms.insert("?:".to_owned()),
            operators::INDEX => self.reads.forms.insert("[]".to_owned()),
            _ => false,
        };
        match (name, target, args) {
            (operators::EQUALS | operators::NOT_EQUALS, _, [left, right]) => {
                self.note_compared(left, right);
                self.note_compared(right, left);
            }
            (operators::IN, _, [left, right]) => {
                self.note_compared(right, left);
                self.note_compared(left, right);
                self.note_list(right);
            }
            ("size" | "sum", Some(list), _) | ("size" | "sum", None, [list]) => {
                self.note_list(list)
            }
            (operators::INDEX, _, [list, _]) => self.note_list(list),
            _ => {}
        }
    }

    fn note_compared(&mut self, path: &IdedExpr, literal: &IdedExpr) {
        let Some(path) = own_path(path) else {
            return;
        };
        let texts: Vec<&str> = match &literal.expr {
            Expr::List(list) => list.elements.iter().filter_map(literal_text).collect(),
            _ => literal_text(literal).into_iter().collect(),
        };
        self.reads.compared.extend(
            texts
                .into_iter()
                .map(|text| (path.clone(), text.to_owned())),
        );
    }

    fn note_list(&mut self, list: &IdedExpr) {
        if let Some(path) = own_path(list) {
            self.reads.lists.insert(path);
        }
    }

    fn comprehension(
        &mut self,
        expr: &IdedExpr,
        comprehension: &ComprehensionExpr,
    ) -> Result<(), ExprError> {
        if ROOTS.contains(&comprehension.iter_var.as_str()) {
            return Err(self.refuse(
                expr,
                format!("a variable cannot be called `{}`", comprehension.iter_var),
            ));
        }
        if !self.bound.is_empty() {
            let message = "exists, all, map and filter cannot stand inside each other";
            return Err(self.refuse(expr, message.to_owned()));
        }
        self.reads.forms.insert(form(comprehension).to_owned());
        self.note_list(&comprehension.iter_range);
        self.expr(&comprehension.iter_range)?;
        self.expr(&comprehension.accu_init)?;
        let list = own_path(&comprehension.iter_range);
        self.bound.push((comprehension.accu_var.clone(), None));
        self.bound.push((comprehension.iter_var.clone(), list));
        self.expr(&comprehension.loop_cond)?;
        self.expr(&comprehension.loop_step)?;
        self.expr(&comprehension.result)?;
        self.bound.clear();
        Ok(())
    }
}

/// The macro a comprehension came from, told by what it starts with.
fn form(comprehension: &ComprehensionExpr) -> &'static str {
    match &comprehension.accu_init.expr {
        Expr::Literal(LiteralValue::Boolean(start)) if *start.inner() => "all",
        Expr::Literal(LiteralValue::Boolean(_)) => "exists",
        Expr::List(_) => "map",
        _ => "exists_one",
    }
}

fn own_path(expr: &IdedExpr) -> Option<Path> {
    match chain(&expr.expr) {
        Some(("self", path)) if !path.is_empty() => Some(path),
        _ => None,
    }
}

pub(super) fn literal_text(expr: &IdedExpr) -> Option<&str> {
    match &expr.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}
