//! Backups and checks of the databases.

use std::path::Path;

use anyhow::bail;
use campo_log::{Tenants, upkeep};
use serde_json::json;

use crate::clock::now_ms;
use crate::report::Report;

/// Copies every database under `data` into `to`, each as of one moment, while the server runs.
pub fn backup(data: &Path, to: &Path) -> anyhow::Result<Report> {
    let files = upkeep::backup(&Tenants::open(data)?, to)?;
    let text = format!("{} files copied to {}", files.len(), to.display());
    Ok(Report::new(json!({ "to": to, "files": files }), text))
}

/// Brings a backup into use as the data directory `data`.
pub fn restore(from: &Path, data: &Path) -> anyhow::Result<Report> {
    let restored = upkeep::restore(from, data, now_ms())?;
    let keys: Vec<_> = restored.iter().map(|(key, _)| key).collect();
    let text = format!(
        "{} tenants restored; devices bring back what came after the backup, see `admin gaps`; people, rights, modules and revocations since then must be repeated",
        keys.len()
    );
    Ok(Report::new(json!({ "data": data, "tenants": keys }), text))
}

/// Checks every database, after making the lists anew when `repair`; an error when one is not sound.
pub fn doctor(data: &Path, repair: bool) -> anyhow::Result<Report> {
    let tenants = Tenants::open_existing(data)?;
    if repair {
        upkeep::repair(&tenants)?;
    }
    let health = upkeep::doctor(&tenants)?;
    let sick: Vec<_> = health
        .iter()
        .filter(|file| !file.problems.is_empty())
        .collect();
    if !sick.is_empty() {
        let describe = |file: &&upkeep::Health| {
            format!("{}: {}", file.file.display(), file.problems.join("; "))
        };
        bail!(
            "something is wrong:\n{}",
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
