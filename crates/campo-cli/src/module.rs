//! Making, checking, testing and installing modules.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use campo_model::id::is_key;
use campo_model::load::check_module;
use campo_model::manifest::Module;
use campo_model::problem::Problem;
use campo_model::registry::Registry;
use campo_wire::error::{ErrorCode, WireError};
use serde_json::json;

use crate::args::ModuleCommand;
use crate::output::{Output, refused};
use crate::session::open;

/// The files of a new module; `{{key}}` stands for its key.
const TEMPLATE: [(&str, &str); 3] = [
    ("module.yaml", include_str!("../template/module.yaml")),
    (
        "types/item.yaml",
        include_str!("../template/types/item.yaml"),
    ),
    (
        "views/item.yaml",
        include_str!("../template/views/item.yaml"),
    ),
];

/// How many files a module's folder may have.
const MAX_FILES: usize = 1000;

/// Does one of the module commands.
pub async fn run(home: &Path, command: ModuleCommand, output: Output) -> anyhow::Result<ExitCode> {
    match command {
        ModuleCommand::New { key } => new(&key, output),
        ModuleCommand::Check { dir } => check(&dir.unwrap_or_else(|| PathBuf::from(".")), output),
        ModuleCommand::Test { dir } => test(&dir.unwrap_or_else(|| PathBuf::from(".")), output),
        ModuleCommand::Install { dir } => install(home, &dir, output).await,
    }
}

fn new(key: &str, output: Output) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        is_key(key),
        "`{key}` cannot be a module's key: small letters, digits and _, a letter first"
    );
    let dir = Path::new(key);
    anyhow::ensure!(!dir.exists(), "{key} exists already; nothing was changed");
    for (path, text) in TEMPLATE {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap_or(dir))?;
        fs::write(&path, text.replace("{{key}}", key))
            .with_context(|| format!("writing {}", path.display()))?;
    }
    output.answer(&json!({ "module": key, "dir": dir }), |_| {
        format!(
            "{key}/ made; edit it, then `campo module check {key}` and `campo module test {key}`"
        )
    })
}

fn check(dir: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let files = read(dir)?;
    let checked = check_module(&borrowed(&files), &standard()?);
    let sound = checked.module.is_some();
    output.answer(&checked.problems, |problems| {
        let mut lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
        lines.push(if sound {
            "the module is sound".to_owned()
        } else {
            "the module cannot be installed".to_owned()
        });
        lines.join("\n")
    })?;
    Ok(if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn test(dir: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let module = sound(dir)?;
    let others = standard()?
        .into_iter()
        .filter(|other| other.module != module.module);
    let registry = Registry::new(others.chain([module.clone()]).collect())
        .map_err(|problems| listed(&problems))?;
    let installed = registry.module(&module.module).unwrap_or(&module);
    let failures = campo_model::module_test::run(&registry, installed, campo_app::now_ms());
    let failed: Vec<String> = failures.iter().map(ToString::to_string).collect();
    let total = module.tests.len();
    output.answer(&json!({ "tests": total, "failures": failed }), |_| {
        let mut lines = failed.clone();
        lines.push(format!("{total} tests, {} failures", failed.len()));
        lines.join("\n")
    })?;
    Ok(if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Sends the module to the server, which checks it again; needs a signed-in home of somebody who may.
async fn install(home: &Path, dir: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let module = sound(dir)?;
    open(home)?.install_module(&module).await.map_err(refused)?;
    let answer = json!({ "module": module.module, "version": module.version.to_string() });
    output.answer(&answer, |_| {
        format!("{} {} is installed", module.module, module.version)
    })
}

fn sound(dir: &Path) -> anyhow::Result<Module> {
    let files = read(dir)?;
    let checked = check_module(&borrowed(&files), &standard()?);
    checked.module.ok_or_else(|| listed(&checked.problems))
}

fn listed(problems: &[Problem]) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    WireError::new(
        ErrorCode::Invalid,
        format!(
            "the module cannot be used; nothing was changed\n{}",
            lines.join("\n")
        ),
    )
    .into()
}

/// The modules every tenant has: what others may depend on.
fn standard() -> anyhow::Result<Vec<Module>> {
    let mut modules = Vec::new();
    for (name, files) in campo_modules::standard() {
        let checked = check_module(&files, &modules);
        modules.push(
            checked
                .module
                .with_context(|| format!("the standard module {name} is broken"))?,
        );
    }
    Ok(modules)
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect()
}

/// The YAML files of a module's folder with their paths in it.
fn read(dir: &Path) -> anyhow::Result<Vec<(String, String)>> {
    anyhow::ensure!(
        dir.join("module.yaml").exists(),
        "{} is not a module: it has no module.yaml",
        dir.display()
    );
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(dir.join(&folder))
            .with_context(|| format!("reading {}", dir.join(&folder).display()))?;
        for entry in entries {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| ending == "yaml" || ending == "yml")
            {
                anyhow::ensure!(
                    files.len() < MAX_FILES,
                    "{} has more than {MAX_FILES} files",
                    dir.display()
                );
                let text = fs::read_to_string(entry.path())
                    .with_context(|| format!("reading {}", entry.path().display()))?;
                files.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    files.sort();
    Ok(files)
}
