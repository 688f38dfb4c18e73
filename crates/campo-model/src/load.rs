//! Reads a module's files: `module.yaml`, and one folder per list (`types/*.yaml`, `views/*.yaml`, ...) and `i18n/<locale>.yaml`.
//!
//! A file in a folder is one element of that list, or several. Pure: the caller reads the directory and gives paths and texts.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::check::{self, Finding};
use crate::manifest::Module;
use crate::problem::{Problem, ProblemSeverity};
use crate::registry::Registry;

mod i18n;
mod tree;

use tree::{Node, Position};

/// The largest file of a module, in bytes.
pub const MAX_FILE: usize = 512 * 1024;

/// A module that was read, and what its author should know.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The module, when it may be installed.
    pub module: Option<Module>,
    /// Everything found, in the order of the files.
    pub problems: Vec<Problem>,
}

/// Reads a module's files into a module; references to other modules are checked by [`check_module`].
///
/// `files` are (path relative to the module's directory, text) pairs in any order.
pub fn parse_module(files: &[(&str, &str)]) -> Result<Module, Vec<Problem>> {
    Source::new(files).parse().map(|(module, ..)| module)
}

/// Reads a module's files and checks it together with the modules it would be installed beside.
pub fn check_module(files: &[(&str, &str)], installed: &[Module]) -> Checked {
    let source = Source::new(files);
    let (module, tree, mut findings) = match source.parse() {
        Ok(parsed) => parsed,
        Err(problems) => {
            return Checked {
                module: None,
                problems,
            };
        }
    };
    let others = installed
        .iter()
        .filter(|other| other.module != module.module)
        .cloned();
    let registry = Registry::join(others.chain([module.clone()]).collect());
    findings.extend(check::module(&registry, &module));
    let mut problems: Vec<Problem> = findings
        .into_iter()
        .map(|finding| source.problem(&tree, finding))
        .collect();
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    let sound = !problems.iter().any(Problem::is_error);
    Checked {
        module: sound.then_some(module),
        problems,
    }
}

struct Source<'a> {
    files: Vec<(&'a str, &'a str)>,
}

impl<'a> Source<'a> {
    fn new(files: &[(&'a str, &'a str)]) -> Self {
        let mut files = files.to_vec();
        files.sort_by_key(|(path, _)| (*path != "module.yaml", *path));
        Self { files }
    }

    fn parse(&self) -> Result<(Module, Node, Vec<Finding>), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut tree = Node::root();
        let mut module = None;
        let mut translations = BTreeMap::new();
        for (file, (path, text)) in self.files.iter().enumerate() {
            let read = match (path.split_once('/'), &mut module) {
                (None, None) if *path == "module.yaml" => self.read(file, text).map(|read| module = Some(read)),
                (Some(("i18n", name)), Some(_)) => self.read(file, text).map(|texts| {
                    translations.insert(name.trim_end_matches(".yaml").to_owned(), texts);
                }),
                (Some((folder, _)), Some(module)) => self.element(file, folder, text, module),
                (None, Some(_)) => Err(self.at(file, "this file has no place here; a module is module.yaml and folders such as types/".to_owned())),
                (_, None) => break,
            };
            match read {
                Ok(()) => merge(&mut tree, path, Node::parse(file, text)),
                Err(problem) => problems.push(problem),
            }
        }
        let Some(mut module) = module else {
            let missing = Problem::new(
                "module.yaml",
                "the module has no module.yaml; begin it with `campo: 1` and `module: <key>`"
                    .to_owned(),
            );
            return Err(if problems.is_empty() {
                vec![missing]
            } else {
                problems
            });
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        module.qualify();
        let findings = i18n::apply(&mut module, &translations);
        Ok((module, tree, findings))
    }

    fn element(
        &self,
        file: usize,
        folder: &str,
        text: &str,
        module: &mut Module,
    ) -> Result<(), Problem> {
        match folder {
            "types" => module.types.extend(self.one_or_more(file, text)?),
            "roles" => module.roles.extend(self.one_or_more(file, text)?),
            "views" => module.views.extend(self.one_or_more(file, text)?),
            "measures" => module.measures.extend(self.one_or_more(file, text)?),
            "dashboards" => module.dashboards.extend(self.one_or_more(file, text)?),
            "menu" => module.menu.extend(self.one_or_more(file, text)?),
            "imports" => module.imports.extend(self.one_or_more(file, text)?),
            "seed" => module.seed.extend(self.one_or_more(file, text)?),
            "demo" => module.demo.extend(self.one_or_more(file, text)?),
            "tests" => module.tests.extend(self.one_or_more(file, text)?),
            _ => {
                let known = "types, roles, views, measures, dashboards, menu, imports, seed, demo, tests and i18n";
                return Err(self.at(
                    file,
                    format!("a module has no folder `{folder}`; there are {known}"),
                ));
            }
        }
        Ok(())
    }

    fn one_or_more<T: DeserializeOwned>(&self, file: usize, text: &str) -> Result<Vec<T>, Problem> {
        match Node::parse(file, text).is_some_and(|node| node.is_list()) {
            true => self.read(file, text),
            false => self.read(file, text).map(|one| vec![one]),
        }
    }

    fn read<T: DeserializeOwned>(&self, file: usize, text: &str) -> Result<T, Problem> {
        if text.len() > MAX_FILE {
            return Err(self.at(
                file,
                format!(
                    "the file is {} KiB; split it, a file may have {} KiB",
                    text.len() / 1024,
                    MAX_FILE / 1024
                ),
            ));
        }
        let options = serde_saphyr::options! {
            budget: serde_saphyr::budget! { max_depth: 30, max_aliases: 200, max_nodes: 100_000, max_events: 300_000, },
        };
        serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| self.unreadable(file, text, &error))
    }

    fn unreadable(&self, file: usize, text: &str, error: &serde_saphyr::Error) -> Problem {
        let location = error.location();
        let number = |number: u64| usize::try_from(number).unwrap_or(0);
        let (line, column) = location.map_or((0, 0), |at| (number(at.line()), number(at.column())));
        Problem {
            line,
            column,
            snippet: snippet(text, line, column),
            ..self.at(file, in_words(error))
        }
    }

    fn at(&self, file: usize, message: String) -> Problem {
        Problem::new(
            self.files.get(file).map_or("module.yaml", |(path, _)| path),
            message,
        )
    }

    fn problem(&self, tree: &Node, finding: Finding) -> Problem {
        let Position { file, line, column } = tree.locate(&finding.path);
        let text = self.files.get(file).map_or("", |(_, text)| text);
        let severity = if finding.warning {
            ProblemSeverity::Warning
        } else {
            ProblemSeverity::Error
        };
        Problem {
            line,
            column,
            snippet: snippet(text, line, column),
            severity,
            ..self.at(file, finding.message)
        }
    }
}

fn merge(tree: &mut Node, path: &str, node: Option<Node>) {
    let Some(node) = node else {
        return;
    };
    match path.split_once('/') {
        None => tree.merge(None, node),
        Some(("i18n", name)) => tree.put(&format!("i18n:{}", name.trim_end_matches(".yaml")), node),
        Some((folder, _)) => tree.merge(Some(folder), node),
    }
}

/// What the YAML reader says, for an author who does not know Rust.
fn in_words(error: &serde_saphyr::Error) -> String {
    match error.without_snippet() {
        serde_saphyr::Error::DuplicateMappingKey { key, .. } => {
            format!(
                "the key `{}` is written twice here; keep one",
                key.as_deref().unwrap_or("")
            )
        }
        serde_saphyr::Error::NullIntoString { .. } => {
            "there is no value; write a text, or remove the key".to_owned()
        }
        serde_saphyr::Error::InvalidBooleanStrict { .. } => "write true or false".to_owned(),
        error => {
            let message = error.to_string();
            if message.starts_with("budget breached") {
                return "the file repeats or nests too much to be read; write it out plainly"
                    .to_owned();
            }
            let message = message.split(" at line ").next().unwrap_or(&message);
            message
                .replace("unknown variant", "unknown word")
                .replace("mapping start", "a map")
        }
    }
}

/// The line, cut to 160 characters around the column, and a caret under the column.
fn snippet(text: &str, line: usize, column: usize) -> String {
    let Some(shown) = line
        .checked_sub(1)
        .and_then(|index| text.lines().nth(index))
    else {
        return String::new();
    };
    let column = column.max(1);
    let start = column.saturating_sub(100);
    let shown: String = shown.chars().skip(start).take(160).collect();
    format!(
        "{line:>4} | {shown}\n     | {:>width$}",
        "^",
        width = column - start
    )
}
