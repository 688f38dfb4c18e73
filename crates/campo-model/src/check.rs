//! The meaning of a manifest, checked: keys, references, options, expressions and rights.
//!
//! A finding names its place by a path through the manifest; `load` turns the path into file and line.

use std::collections::BTreeSet;

use crate::id::is_key;
use crate::manifest::{FieldKind, Module};
use crate::problem::{Problem, ProblemSeverity};
use crate::registry::Registry;

mod dashboard;
mod expression;
mod field;
mod module;
mod record_type;
mod role;
mod rows;
mod states;
mod view;

/// Something wrong, and the path of what it is wrong with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub path: String,
    pub message: String,
    pub warning: bool,
}

impl Finding {
    pub(crate) fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            warning: false,
        }
    }
}

/// Checks one module among those it is installed with.
pub(crate) fn module(registry: &Registry, module: &Module) -> Vec<Finding> {
    let mut check = Check {
        registry,
        module,
        findings: Vec::new(),
    };
    check.identity();
    check.types();
    check.roles();
    check.views();
    check.measures();
    check.dashboards();
    check.rows();
    check.findings
}

/// Checks all modules of a registry; problems name the module for the file.
pub(crate) fn registry(registry: &Registry) -> Vec<Problem> {
    let of_module = |one: &Module| {
        let key = one.module.clone();
        module(registry, one)
            .into_iter()
            .map(move |finding| (key.clone(), finding))
    };
    let problem = |(module, finding): (String, Finding)| Problem {
        severity: if finding.warning {
            ProblemSeverity::Warning
        } else {
            ProblemSeverity::Error
        },
        ..Problem::new(&module, format!("{}: {}", finding.path, finding.message))
    };
    registry
        .modules()
        .iter()
        .flat_map(of_module)
        .map(problem)
        .collect()
}

struct Check<'a> {
    registry: &'a Registry,
    module: &'a Module,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn error(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding::error(path, message));
    }

    fn warn(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding {
            warning: true,
            ..Finding::error(path, message)
        });
    }

    /// Reports keys of a list that are malformed or used twice.
    fn keys<'k>(&mut self, list: &str, keys: impl Iterator<Item = &'k str> + Clone) {
        for (index, key) in keys.clone().enumerate() {
            self.key(&format!("{list}/#{index}/key"), key);
        }
        self.unique(list, keys);
    }

    /// Reports keys of a list that are used twice.
    fn unique<'k>(&mut self, list: &str, keys: impl Iterator<Item = &'k str>) {
        let mut seen = BTreeSet::new();
        for (index, key) in keys.enumerate() {
            if !seen.insert(key) {
                self.error(format!("{list}/#{index}/key"), format!("the key `{key}` is used twice; keys are permanent names, give this one another"));
            }
        }
    }

    fn key(&mut self, path: &str, key: &str) {
        if !is_key(key) {
            let message = format!(
                "`{key}` cannot be a key; use a lower-case letter, then letters, digits and `_`, at most 40"
            );
            self.error(path, message);
        }
    }

    /// Reports every name of a list that is not among the known ones.
    fn known<'n>(
        &mut self,
        list: &str,
        names: impl IntoIterator<Item = &'n String>,
        known: &BTreeSet<&str>,
        what: &str,
    ) {
        for (index, name) in names.into_iter().enumerate() {
            if !known.contains(name.as_str()) {
                self.error(format!("{list}/#{index}"), unknown(what, name, known));
            }
        }
    }
}

/// A kind's name with its article, as `an int`.
fn a(kind: FieldKind) -> String {
    let name = kind.name();
    let article = if name.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

fn unknown(what: &str, name: &str, known: &BTreeSet<&str>) -> String {
    let listed: Vec<&str> = known.iter().copied().take(20).collect();
    match listed.is_empty() {
        true => format!("there is no {what} `{name}`, and none is declared"),
        false => format!(
            "there is no {what} `{name}`; there is {}",
            listed.join(", ")
        ),
    }
}
