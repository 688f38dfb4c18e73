//! Expressions against the use they are put to: which names exist there, and what SQL can say.

use super::Check;
use crate::expr::{Expression, Path};
use crate::manifest::{Field, FieldKind, RecordType, Storage};
use crate::registry::Target;

/// What an expression stands among.
pub(super) struct Terms<'a> {
    /// The type of `self`.
    pub record_type: &'a RecordType,
    /// The field whose lines are checked, when the expression is of a line's field.
    pub line: Option<&'a Field>,
}

impl<'a> Terms<'a> {
    pub(super) fn of(record_type: &'a RecordType) -> Self {
        Self {
            record_type,
            line: None,
        }
    }
}

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It chooses records, in memory and as SQL.
    Filter,
    /// It works out a value from the record alone.
    Computed,
    /// It decides about one record.
    Condition,
    /// It gives the value of a new record.
    Default,
}

/// The functions and forms a filter may use: each has an exact counterpart in SQL.
const IN_SQL: [&str; 9] = [
    "startsWith",
    "endsWith",
    "contains",
    "size",
    "exists",
    "now",
    "today",
    "duration",
    "timestamp",
];

impl Check<'_> {
    pub(super) fn expression(
        &mut self,
        path: &str,
        expression: &Expression,
        purpose: Use,
        terms: &Terms<'_>,
    ) {
        for read in &expression.reads().record {
            self.read(path, read, purpose, terms);
        }
        self.line_reads(path, expression, terms);
        self.item_reads(path, expression, terms);
        self.compared(path, expression, terms);
        self.outside(path, expression, purpose);
        if purpose == Use::Filter {
            let reads = expression.reads();
            for name in reads
                .functions
                .iter()
                .chain(&reads.forms)
                .filter(|name| !IN_SQL.contains(&name.as_str()))
            {
                self.error(path, format!("`{name}` cannot be part of a filter, which also runs as SQL; filters may use {}", IN_SQL.join(", ")));
            }
        }
    }

    fn read(&mut self, path: &str, read: &Path, purpose: Use, terms: &Terms<'_>) {
        if purpose == Use::Default {
            return self.error(path, "a default is worked out before the record exists; use user, settings, now() or today()");
        }
        let parts: Vec<&str> = read.iter().map(String::as_str).collect();
        match self.registry.path(terms.record_type, &parts) {
            Err(error) => self.error(path, error.0),
            Ok(found) if purpose == Use::Computed && found.through.is_some() => {
                self.error(path, format!("a computed field reads its own record only; `self.{}` is of another, use a rollup", parts.join(".")));
            }
            Ok(found)
                if purpose != Use::Condition
                    && found.target.kind().storage() == Storage::Derived =>
            {
                self.error(
                    path,
                    format!(
                        "`{}` is itself worked out; write what it stands for",
                        parts.join(".")
                    ),
                );
            }
            Ok(_) => {}
        }
    }

    fn line_reads(&mut self, path: &str, expression: &Expression, terms: &Terms<'_>) {
        for read in &expression.reads().line {
            match (terms.line, read.first()) {
                (None, _) => {
                    return self.error(
                        path,
                        "`line` is known only in the fields of lines; use `self`",
                    );
                }
                (Some(lines), Some(field)) if lines.line_field(field).is_none() => {
                    self.error(
                        path,
                        format!("the lines of `{}` have no field `{field}`", lines.key),
                    );
                }
                _ => {}
            }
        }
    }

    fn item_reads(&mut self, path: &str, expression: &Expression, terms: &Terms<'_>) {
        for (list, field) in &expression.reads().items {
            let parts: Vec<&str> = list.iter().map(String::as_str).collect();
            let Ok(found) = self.registry.path(terms.record_type, &parts) else {
                continue;
            };
            let known = match found.target {
                Target::Field(lines) if lines.kind == FieldKind::Lines => {
                    lines.line_field(field).is_some() || field == "id"
                }
                Target::Field(files) if files.kind.storage() == Storage::Files => {
                    ["hash", "name", "size", "mime"].contains(&field.as_str())
                }
                _ => false,
            };
            if !known {
                self.error(
                    path,
                    format!(
                        "what `self.{}` lists has no field `{field}`",
                        parts.join(".")
                    ),
                );
            }
        }
    }

    fn compared(&mut self, path: &str, expression: &Expression, terms: &Terms<'_>) {
        for (read, text) in &expression.reads().compared {
            let parts: Vec<&str> = read.iter().map(String::as_str).collect();
            if let Ok(found) = self.registry.path(terms.record_type, &parts)
                && !found.target.has_option(text)
            {
                self.error(
                    path,
                    format!(
                        "`{text}` is not an option of `{}`; the comparison would never hold",
                        parts.join(".")
                    ),
                );
            }
        }
    }

    /// Names from outside the record: the tenant's settings and the person.
    fn outside(&mut self, path: &str, expression: &Expression, purpose: Use) {
        let reads = expression.reads();
        for setting in reads.settings.iter().filter_map(|read| read.first()) {
            if !self
                .module
                .settings
                .iter()
                .any(|known| known.key == *setting)
            {
                self.error(
                    path,
                    format!("there is no setting `{setting}`; declare it in `settings`"),
                );
            }
        }
        if purpose == Use::Filter && !reads.settings.is_empty() {
            self.error(
                path,
                "a filter cannot read settings; it must mean the same on every device",
            );
        }
        let clock = ["now", "today"]
            .iter()
            .any(|name| reads.functions.contains(*name));
        if purpose == Use::Computed
            && (!reads.user.is_empty() || !reads.settings.is_empty() || clock)
        {
            self.error(path, "a computed field depends on the record alone; it cannot read user, settings or the clock");
        }
    }
}
