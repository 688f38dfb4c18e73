//! `admin module`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use campo_log::{Installed, Tenants};
use campo_model::load::{MAX_FILE, check_module};
use campo_model::manifest::Module;
use serde_json::{Value, json};

use super::{Report, open};
use crate::cli::admin::ModuleCommand;
use crate::clock::now_ms;

/// The most files a module has.
const MAX_FILES: usize = 2000;

pub(super) fn run(tenants: &Tenants, command: ModuleCommand) -> anyhow::Result<Report> {
    match command {
        ModuleCommand::Install { tenant, directory } => {
            let tenant = open(tenants, &tenant)?;
            let module = read(&directory, tenant.registry()?.modules())?;
            let installed = tenant.install(vec![module], now_ms())?;
            Ok(Report::list(installed.iter().map(describe).collect()))
        }
        ModuleCommand::List { tenant } => {
            let modules = open(tenants, &tenant)?.modules()?;
            Ok(Report::list(modules.iter().map(describe).collect()))
        }
    }
}

fn describe(module: &Installed) -> (Value, String) {
    let Installed {
        key, version, hash, ..
    } = module;
    (
        json!({ "module": key, "version": version, "hash": hash }),
        format!("{key}\t{version}\t{hash}"),
    )
}

/// The modules that every tenant starts with.
pub(super) fn standard() -> anyhow::Result<Vec<Module>> {
    let mut modules = Vec::new();
    for (name, files) in campo_modules::standard() {
        let module = check(name, &files, &modules)?;
        modules.push(module);
    }
    Ok(modules)
}

fn read(directory: &Path, installed: &[Module]) -> anyhow::Result<Module> {
    let mut files = Vec::new();
    collect(directory, directory, &mut files)?;
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    check(&directory.display().to_string(), &files, installed)
}

fn check(name: &str, files: &[(&str, &str)], installed: &[Module]) -> anyhow::Result<Module> {
    let checked = check_module(files, installed);
    let problems: Vec<_> = checked.problems.iter().map(ToString::to_string).collect();
    checked
        .module
        .with_context(|| format!("{name} is not installed:\n{}", problems.join("\n")))
}

/// The YAML files under a directory, by their paths in it.
fn collect(root: &Path, directory: &Path, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    let listing = std::fs::read_dir(directory)
        .with_context(|| format!("{} cannot be read", directory.display()))?;
    let mut paths = listing
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            ensure!(
                files.len() < MAX_FILES,
                "a module has at most {MAX_FILES} files"
            );
            files.push((relative(root, &path)?, text(&path)?));
        }
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> anyhow::Result<String> {
    let inside = path
        .strip_prefix(root)?
        .to_str()
        .context("a file's name is not UTF-8")?;
    Ok(inside.replace(std::path::MAIN_SEPARATOR, "/"))
}

fn text(path: &Path) -> anyhow::Result<String> {
    if std::fs::metadata(path)?.len() > MAX_FILE as u64 {
        bail!("{} is larger than {MAX_FILE} bytes", path.display());
    }
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
