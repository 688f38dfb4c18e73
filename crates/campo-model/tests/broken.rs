//! Every kind of broken manifest is refused at its line, in words that say what to do.
//!
//! A case is a file `broken/<name>.yaml` whose first lines, after `#> `, are the problems expected, or a directory with
//! the module's files and the problems in `expected.txt`.

#![allow(
    clippy::unwrap_used,
    reason = "a case that cannot be read is a failed test"
)]

use std::fs;
use std::path::{Path, PathBuf};

use campo_model::load::{MAX_FILE, check_module, parse_module};
use campo_model::manifest::Module;
use campo_model::problem::Problem;

struct Case {
    name: String,
    files: Vec<(String, String)>,
    expected: Vec<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            if path.is_dir() {
                directory(path)
            } else {
                file(path)
            }
        })
        .collect()
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn file(path: &Path) -> Case {
    let text = fs::read_to_string(path).unwrap();
    let expected = text
        .lines()
        .map_while(|line| line.strip_prefix("#> "))
        .map(str::to_owned)
        .collect();
    Case {
        name: name_of(path),
        files: vec![("module.yaml".to_owned(), text)],
        expected,
    }
}

fn directory(path: &Path) -> Case {
    let mut files = Vec::new();
    gather(path, path, &mut files);
    let expected = files
        .iter()
        .position(|(name, _)| name == "expected.txt")
        .map(|at| files.swap_remove(at).1)
        .unwrap();
    Case {
        name: name_of(path),
        files,
        expected: expected.lines().map(str::to_owned).collect(),
    }
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            files.push((
                path.strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

/// What the cases are installed beside: a module to depend on, and one that needs the broken module.
fn installed() -> Vec<Module> {
    let core = "campo: 1\nmodule: core\nversion: 1.4.0\ntypes: [{ key: person, fields: [{ key: name, type: text }] }]\n";
    let circle = "campo: 1\nmodule: circle\nversion: 1.0.0\ndepends: { demo: \"^1\" }\n";
    [core, circle]
        .map(|text| parse_module(&[("module.yaml", text)]).unwrap())
        .to_vec()
}

fn first_line(problem: &Problem) -> String {
    problem
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn every_broken_manifest_is_refused_at_its_line() {
    let installed = installed();
    let cases = cases();
    assert!(cases.len() >= 45, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let files: Vec<(&str, &str)> = case
            .files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let checked = check_module(&files, &installed);
        let found: Vec<String> = checked.problems.iter().map(first_line).collect();
        if found.is_empty() || found != case.expected {
            wrong.push(format!(
                "{}\n  expected {:#?}\n  found    {found:#?}",
                case.name, case.expected
            ));
        }
        let refused = checked.problems.iter().any(Problem::is_error);
        assert_eq!(checked.module.is_none(), refused, "{}", case.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_located_problem_shows_its_line() {
    for case in cases() {
        let files: Vec<(&str, &str)> = case
            .files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        for problem in check_module(&files, &installed())
            .problems
            .iter()
            .filter(|problem| problem.line > 0)
        {
            assert!(problem.snippet.contains('^'), "{}: {problem}", case.name);
        }
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let text = format!("campo: 1\n# {}\n", "x".repeat(MAX_FILE));
    let problems = check_module(&[("module.yaml", &text)], &[]).problems;
    assert_eq!(
        first_line(&problems[0]),
        "module.yaml:0:0: error: the file is 512 KiB; split it, a file may have 512 KiB"
    );
}
