//! Backups and checks of the databases.

use std::path::Path;

use anyhow::bail;
use campo_log::{Place, Tenants, upkeep};
use serde_json::json;

use crate::clock::now_ms;
use crate::report::Report;

/// Copies every database into `to`, each as of one moment, while the server runs.
pub fn backup(place: &Place, to: &Path) -> anyhow::Result<Report> {
    let files = upkeep::backup(&Tenants::open(place.clone())?, to)?;
    let key = match files.contains(&Place::from(to).master_key()) {
        true => "the master key is among them: keep this copy as safe as the data".to_owned(),
        false => format!(
            "the master key stays in {}: keep a copy of it elsewhere, nothing opens without it",
            place.master_key().display()
        ),
    };
    let text = format!("{} files copied to {}; {key}", files.len(), to.display());
    Ok(Report::new(json!({ "to": to, "files": files }), text))
}

/// Brings a backup into use at `place`.
pub fn restore(from: &Path, place: &Place) -> anyhow::Result<Report> {
    let restored = upkeep::restore(from, place.clone(), now_ms())?;
    let keys: Vec<_> = restored.iter().map(|(key, _)| key).collect();
    let text = format!(
        "{} tenants restored; devices bring back what came after the backup, see `admin gaps`; people, rights, modules and revocations since then must be repeated",
        keys.len()
    );
    Ok(Report::new(
        json!({ "data": place.directory(), "tenants": keys }),
        text,
    ))
}

/// Checks every database, after making the lists anew when `repair`; an error when one is not sound.
pub fn doctor(place: Place, repair: bool) -> anyhow::Result<Report> {
    let cut = match repair {
        true => upkeep::cut(&place, now_ms())?,
        false => Vec::new(),
    };
    let tenants = Tenants::open_existing(place)?;
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
    let mut text = format!("{} files are sound; SQLite {sqlite}", files.len());
    for copy in &cut {
        text = format!(
            "{text}; the log of {} was damaged: a new epoch began before the damage, see `admin gaps`",
            copy.display()
        );
    }
    let json = json!({ "version": env!("CARGO_PKG_VERSION"), "sqlite": sqlite, "files": files, "cut": cut });
    Ok(Report::new(json, text))
}

/// Opens every database, which brings it to this version's form.
pub fn migrate(place: Place) -> anyhow::Result<Report> {
    let tenants = Tenants::open(place)?;
    let list = tenants.list()?;
    list.iter()
        .try_for_each(|tenant| tenants.get(&tenant.key).map(drop))?;
    let keys: Vec<_> = list.into_iter().map(|tenant| tenant.key).collect();
    let text = format!("{} tenants are up to date", keys.len());
    Ok(Report::new(json!({ "tenants": keys }), text))
}
