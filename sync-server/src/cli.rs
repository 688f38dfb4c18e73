//! The command line: what may be typed.

pub mod admin;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use admin::Admin;

/// The Campo server.
#[derive(Debug, Parser)]
#[command(name = "campo-server", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve devices until told to stop.
    Serve {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
        /// The address to listen on; port 0 lets the system choose.
        #[arg(long)]
        listen: Option<String>,
    },
    /// Explain the settings.
    Config {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
        /// How to print.
        #[command(flatten)]
        output: Output,
        /// What to do.
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Search the audit logs, and check that nobody changed them.
    Audit {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
        /// How to print.
        #[command(flatten)]
        output: Output,
        /// What to do.
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Handle tenants, people, devices and modules; works beside a running server.
    Admin(Admin),
    /// Copy every database, soundly, while the server runs.
    Backup {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
        /// An empty or new directory for the copy.
        #[arg(long, visible_alias = "out")]
        to: PathBuf,
        /// How to print.
        #[command(flatten)]
        output: Output,
    },
    /// Bring a backup into use as a new data directory; devices bring back what came after it.
    Restore {
        /// Where the data is to be; nothing may be there yet.
        #[command(flatten)]
        data: Data,
        /// The directory that `backup` wrote.
        #[arg(long)]
        from: PathBuf,
        /// How to print.
        #[command(flatten)]
        output: Output,
    },
    /// Check every database: its pages, and that everything in it is what the log says.
    Doctor {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
        /// Make anew what can be made anew, the lists, and check then.
        #[arg(long)]
        repair: bool,
        /// How to print.
        #[command(flatten)]
        output: Output,
    },
    /// Bring every database to this version's form.
    Migrate {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
        /// How to print.
        #[command(flatten)]
        output: Output,
    },
}

impl Command {
    /// Where the data is, as far as the command line says.
    pub fn data(&self) -> &Data {
        match self {
            Self::Serve { data, .. }
            | Self::Config { data, .. }
            | Self::Audit { data, .. }
            | Self::Backup { data, .. }
            | Self::Restore { data, .. }
            | Self::Doctor { data, .. }
            | Self::Migrate { data, .. } => data,
            Self::Admin(admin) => &admin.data,
        }
    }

    /// What the command line says of the settings.
    pub fn given(&self) -> [(&'static str, Option<String>); 3] {
        let listen = match self {
            Self::Serve { listen, .. } => listen.clone(),
            _ => None,
        };
        let text = |path: &PathBuf| path.to_string_lossy().into_owned();
        let Data {
            directory,
            key_file,
            ..
        } = self.data();
        [
            ("data", directory.as_ref().map(text)),
            ("key-file", key_file.as_ref().map(text)),
            ("listen", listen),
        ]
    }
}

/// Where the data is.
#[derive(Debug, Args)]
pub struct Data {
    /// The directory with the databases.
    #[arg(long = "data", global = true)]
    pub directory: Option<PathBuf>,
    /// The file with the master key of the databases; `master.key` in the data directory when absent.
    #[arg(long, global = true)]
    pub key_file: Option<PathBuf>,
    /// A configuration file; see `config explain` for what it may say.
    #[arg(long, env = "CAMPO_CONFIG", global = true)]
    pub config: Option<PathBuf>,
}

/// About settings.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Tell what a setting is, and which layer says so.
    Explain {
        /// The setting; all when absent.
        key: Option<String>,
    },
}

/// About audit logs.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List what was done, the newest first.
    Search(AuditSearch),
    /// Follow the chain of hashes; a row that was changed or taken out is named.
    Verify {
        /// The tenant's key; every tenant when absent.
        tenant: Option<String>,
    },
}

/// What to look for.
#[derive(Debug, Args)]
pub struct AuditSearch {
    /// The tenant's key.
    pub tenant: String,
    /// Done by this person, by name or id.
    #[arg(long)]
    pub user: Option<String>,
    /// This was done, as `user.create`.
    #[arg(long)]
    pub action: Option<String>,
    /// To this kind of thing, as `user`.
    #[arg(long)]
    pub resource_type: Option<String>,
    /// Not before this moment, as 2026-11-23T00:00:00Z.
    #[arg(long)]
    pub from: Option<jiff::Timestamp>,
    /// Before this moment.
    #[arg(long)]
    pub to: Option<jiff::Timestamp>,
    /// How many at most; 1,000 is the most.
    #[arg(long, default_value_t = 100)]
    pub limit: u32,
}

/// How to print.
#[derive(Debug, Clone, Copy, Args)]
pub struct Output {
    /// Print one JSON document.
    #[arg(long, global = true)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_contract_of_the_command_line_is_understood() {
        let lines = [
            "serve --data d --listen 127.0.0.1:0",
            "admin --data d tenant create acme --name Acme",
            "admin --data d --json tenant list",
            "admin --data d user create acme ana --role agent --password-stdin --territory centro --attribute a=b",
            "admin --data d user set acme ana --role office --territory norte",
            "admin --data d user disable acme ana --json",
            "admin --data d user password acme ana --password-stdin",
            "admin --data d user reset-factor acme ana",
            "admin --data d device revoke acme 0102030405060708",
            "admin --data d session list acme --user ana",
            "admin --data d session revoke acme 00112233445566778899aabbccddeeff",
            "admin --data d module install acme ./m",
            "admin --data d scope preview acme --user ana",
            "admin --data d device wipe acme 0102030405060708",
            "admin --data d device report acme 0102030405060708 --at 2026-11-23T10:00:00Z",
            "admin --data d quarantine accept acme 1 2",
            "admin --data d quarantine reject acme --device 0102030405060708 --reason no",
            "admin --data d gaps acme",
            "admin --data d tenant lease acme --days 7",
            "backup --data d --to e",
            "serve --data d --listen 127.0.0.1:0 --config campo.toml",
            "config explain listen --config campo.toml",
            "admin --data d tenant limit acme --users 5 --records none --storage 1000",
            "admin --data d role grant acme ana office",
            "admin --data d device wipe acme 0102030405060708",
            "audit --data d verify",
            "audit --data d search acme --user ana --action user.create --from 2026-11-23T00:00:00Z --json",
            "backup --data d --out e",
            "restore --data d --from e",
            "restore --data d --key-file k --from e",
            "doctor --data d --repair",
        ];
        for line in lines {
            let words = std::iter::once("campo-server").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_ok(), "{line}");
        }
    }
}
