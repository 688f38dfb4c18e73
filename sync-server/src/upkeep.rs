//! Backups and checks of the databases.

use std::path::Path;

use anyhow::bail;
use campo_log::{Tenants, upkeep};
use serde_json::json;

use crate::report::Report;

/// Copies every database under `data` into `to`, each as of one moment, while the server runs.
pub fn backup(data: &Path, to: &Path) -> anyhow::Result<Report> {
    let files = upkeep::backup(&Tenants::open(data)?, to)?;
    let text = format!("{} files copied to {}", files.len(), to.display());
    Ok(Report::new(json!({ "to": to, "files": files }), text))
}

/// Checks every database; an error when one is not sound.
pub fn doctor(data: &Path) -> anyhow::Result<Report> {
    let health = upkeep::doctor(&Tenants::open(data)?)?;
    let sick: Vec<_> = health
        .iter()
        .filter(|file| !file.problems.is_empty())
        .collect();
    if !sick.is_empty() {
        let describe = |file: &&upkeep::Health| {
            format!("{}: {}", file.file.display(), file.problems.join("; "))
        };
        bail!(
            "restore these from a backup:\n{}",
            sick.iter().map(describe).collect::<Vec<_>>().join("\n")
        );
    }
    let files: Vec<_> = health
        .iter()
        .map(|file| json!({ "file": file.file, "sound": true }))
        .collect();
    let sqlite = upkeep::sqlite_version();
    let text = format!("{} files are sound; SQLite {sqlite}", files.len());
    let json = json!({ "version": env!("CARGO_PKG_VERSION"), "sqlite": sqlite, "files": files });
    Ok(Report::new(json, text))
}

/// Opens every database, which brings it to this version's form.
pub fn migrate(data: &Path) -> anyhow::Result<Report> {
    let tenants = Tenants::open(data)?;
    let list = tenants.list()?;
    list.iter()
        .try_for_each(|tenant| tenants.get(&tenant.key).map(drop))?;
    let keys: Vec<_> = list.into_iter().map(|tenant| tenant.key).collect();
    let text = format!("{} tenants are up to date", keys.len());
    Ok(Report::new(json!({ "tenants": keys }), text))
}
