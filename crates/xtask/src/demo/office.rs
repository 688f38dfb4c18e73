//! The demo's people, their devices and what is on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::ProgressBar;

use super::server::{Server, create_tenant, create_user, run_with_password};
use super::settings::Settings;
use super::{TENANT, data, program_command};
use crate::step::{heading, run};

/// A person of the demo.
pub struct User {
    /// The name at sign-in.
    pub name: &'static str,
    /// The role, and what rules see.
    given: &'static [&'static str],
}

/// The office sees everything, the agent the properties of one territory.
pub const USERS: &[User] = &[
    User {
        name: "office",
        given: &["--role", "manager"],
    },
    User {
        name: "agente",
        given: &["--role", "agent", "--territory", "INLAND"],
    },
];

/// A device: a folder with an encrypted database.
pub struct Home {
    /// The folder.
    pub folder: PathBuf,
    /// What opens the database.
    pub passphrase: String,
}

impl Home {
    /// A program on this device.
    pub fn start(&self, program: &str) -> Command {
        let mut command = program_command(program);
        command
            .arg("--home")
            .arg(&self.folder)
            .env("CAMPO_PASSPHRASE", &self.passphrase);
        command
    }

    fn log_in(&self, settings: &Settings, user: &str) -> Result<()> {
        let mut login = self.start("campo");
        login.args([
            "login",
            "--server",
            &settings.url(),
            "--tenant",
            TENANT,
            "--user",
            user,
            "--password-stdin",
        ]);
        run_with_password(login.stdout(Stdio::null()), settings.password(user))
    }

    fn import(&self, record_type: &str, file: &Path) -> Result<()> {
        heading(&format!("importing {} into {record_type}", file.display()));
        run(self.start("campo").args(["import", record_type]).arg(file))
    }

    fn sync(&self, what: &'static str) -> Result<()> {
        heading(what);
        let progress = ProgressBar::new_spinner().with_message(what);
        progress.enable_steady_tick(Duration::from_millis(100));
        let done = run(self.start("campo").arg("sync").stdout(Stdio::null()));
        progress.finish_and_clear();
        done
    }
}

/// Makes the tenant, its people and their devices, with properties and municipalities on them.
pub fn furnish(folder: &Path, settings: &Settings) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    create_tenant(folder)?;
    for user in USERS {
        create_user(folder, user.name, settings.password(user.name), user.given)?;
    }
    let _server = Server::start(folder, settings.port)?;
    let office = settings.home(folder, "office");
    office.log_in(settings, "office")?;
    office.sync("fetching the modules")?;
    office.import("core.municipality", &data::municipalities(folder)?)?;
    office.import("imoveis.property", &data::properties(folder)?)?;
    office.sync("sending everything to the server")?;
    let agent = settings.home(folder, "agente");
    agent.log_in(settings, "agente")?;
    agent.sync("fetching what the agent may see")
}
