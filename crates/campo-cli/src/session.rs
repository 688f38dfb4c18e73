//! Signing in and out, and where things stand.

use std::io::{self, BufRead};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use campo_app::{App, Round};
use campo_wire::command::Empty;
use campo_wire::enrollment::Enroll;
use campo_wire::session::{Session, SignIn};
use campo_wire::sync_status::{Damage, SyncStatus};

use crate::args::Login;
use crate::output::{Output, refused, warn};

/// Opens the home; the passphrase of a home without keyring comes from `CAMPO_PASSPHRASE`, the PIN of one that has one
/// from `CAMPO_PIN`.
pub fn open(home: &Path) -> anyhow::Result<Arc<App>> {
    let app = App::open(home, from_environment("CAMPO_PASSPHRASE")).map_err(refused)?;
    if let Some(pin) = from_environment("CAMPO_PIN")
        && app.is_locked()
    {
        app.unlock_with(&pin).map_err(refused)?;
    }
    if let Some(damage) = app.mended() {
        warn(&damage.message());
    }
    Ok(Arc::new(app))
}

/// Opens the home as far as it opens by itself.
pub fn open_closed(home: &Path) -> anyhow::Result<App> {
    App::open(home, None).map_err(refused)
}

fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

/// Signs in, and fetches what the person may see: without it there is nothing to work with.
pub async fn login(home: &Path, login: Login, output: Output) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        login.password_stdin,
        "give the password on the standard input, with --password-stdin"
    );
    let app = open(home)?;
    let Login {
        server,
        tenant,
        user,
        code,
        ..
    } = login;
    let session = app
        .sign_in(SignIn {
            server,
            tenant,
            user,
            password: read_password()?,
            code,
        })
        .await
        .map_err(refused)?;
    arrived(&app, &session, output).await
}

/// Signs in with a code of the office, and fetches what the person may see.
pub async fn enroll(home: &Path, link: String, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let session = app.enroll(Enroll { link }).await.map_err(refused)?;
    arrived(&app, &session, output).await
}

async fn arrived(app: &App, session: &Session, output: Output) -> anyhow::Result<ExitCode> {
    // Signed in either way: an exchange that is cut short goes on with the next.
    let first = app.sync_once().await;
    output.answer(session, |_| match first {
        Round::CaughtUp => "signed in; what you may see is on this device".to_owned(),
        Round::Elsewhere | Round::Stopped(_) => {
            "signed in; `campo sync` fetches the rest of what you may see".to_owned()
        }
    })
}

/// One line of the standard input, without its end.
pub fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .context("reading the password")?;
    let password = line.trim_end_matches(['\r', '\n']);
    anyhow::ensure!(!password.is_empty(), "the password is empty");
    Ok(password.to_owned())
}

/// Ends the session.
pub async fn logout(home: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let session = app.sign_out(Empty {}).await.map_err(refused)?;
    output.answer(&session, |_| {
        "signed out; your data stays here, encrypted".to_owned()
    })
}

/// Shows where things stand.
pub fn status(home: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let status = open(home)?.sync_status(Empty {}).map_err(refused)?;
    output.answer(&status, describe)
}

/// Examines the database; what was damaged is made anew. Or forgets what was set aside of it.
pub fn repair(home: &Path, forget: bool, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let damage = match forget {
        true => {
            app.forget_damage(Empty {}).map_err(refused)?;
            None
        }
        false => app.repair().map_err(refused)?,
    };
    output.answer(&damage, |damage| match damage {
        Some(damage) => damage.message(),
        None if forget => "nothing is set aside any more".to_owned(),
        None => "every page of the database is sound".to_owned(),
    })
}

/// The status in words.
pub fn describe(status: &SyncStatus) -> String {
    let SyncStatus {
        user,
        tenant,
        server,
        device,
        cursor,
        ..
    } = status;
    let mut lines = vec![
        format!("{user} of {tenant} at {server}, device {device}"),
        format!(
            "applied up to entry {} of epoch {}",
            cursor.seq, cursor.epoch
        ),
        format!(
            "{} waiting, {} sent without an answer, {} on the server",
            status.pending, status.sent, status.accepted
        ),
    ];
    if status.refused + status.quarantined > 0 {
        lines.push(format!(
            "{} refused and {} set aside: see `campo outbox list`",
            status.refused, status.quarantined
        ));
    }
    if status.conflicts > 0 {
        lines.push(format!(
            "{} conflicts: see `campo conflicts list`",
            status.conflicts
        ));
    }
    let files = &status.blobs;
    if files.pending_up + files.pending_down > 0 {
        lines.push(format!(
            "{} files to be sent, {} to be fetched",
            files.pending_up, files.pending_down
        ));
    }
    if files.refused > 0 {
        lines.push(format!(
            "{} files not taken by the server: see `campo blob list`",
            files.refused
        ));
    }
    lines.push(match &status.last_sync {
        Some(time) => format!("last in step with the server at {time}"),
        None => "never in step with the server yet: run `campo sync`".to_owned(),
    });
    lines.extend(status.damage.iter().map(Damage::message));
    lines.extend(
        status
            .trouble
            .iter()
            .map(|trouble| format!("trouble: {trouble}")),
    );
    lines.join("\n")
}
