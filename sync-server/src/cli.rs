//! The command line: what may be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
    pub fn given(&self) -> [(&'static str, Option<String>); 2] {
        let listen = match self {
            Self::Serve { listen, .. } => listen.clone(),
            _ => None,
        };
        let data = self.data().directory.as_ref();
        let data = data.map(|path| path.to_string_lossy().into_owned());
        [("data", data), ("listen", listen)]
    }
}

/// The administrator's commands.
#[derive(Debug, Args)]
pub struct Admin {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// How to print.
    #[command(flatten)]
    pub output: Output,
    /// What to handle.
    #[command(subcommand)]
    pub what: Subject,
}

/// Where the data is.
#[derive(Debug, Args)]
pub struct Data {
    /// The directory with the databases.
    #[arg(long = "data", global = true)]
    pub directory: Option<PathBuf>,
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

/// What an administrator handles.
#[derive(Debug, Subcommand)]
pub enum Subject {
    /// Tenants.
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// People.
    #[command(subcommand)]
    User(UserCommand),
    /// Roles, as the modules declare them.
    #[command(subcommand)]
    Role(RoleCommand),
    /// Devices.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Modules.
    #[command(subcommand)]
    Module(ModuleCommand),
    /// What a person's devices hold.
    #[command(subcommand)]
    Scope(ScopeCommand),
    /// Work that was set aside: of revoked devices, and of people who lost a right.
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
    /// What restores of backups lost and devices did not bring back yet.
    Gaps {
        /// The tenant's key.
        tenant: String,
    },
}

/// About tenants.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Make a tenant with the standard modules.
    Create {
        /// Its key: lower-case letters, digits and `-`.
        tenant: String,
        /// Its name; the key when absent.
        #[arg(long)]
        name: Option<String>,
    },
    /// List the tenants.
    List,
    /// Show one tenant.
    Show {
        /// Its key.
        tenant: String,
    },
    /// Show, or change, how much a tenant may have.
    Limit {
        /// Its key.
        tenant: String,
        /// What to change.
        #[command(flatten)]
        limits: TenantLimits,
    },
    /// Show, or change, how long devices may go on without the server.
    Lease {
        /// Its key.
        tenant: String,
        /// So many days from each contact on.
        #[arg(long, conflicts_with = "seconds")]
        days: Option<u32>,
        /// So many seconds.
        #[arg(long)]
        seconds: Option<u32>,
    },
}

/// How much a tenant may have.
#[derive(Debug, Args)]
pub struct TenantLimits {
    /// People who may sign in; `none` for no limit.
    #[arg(long, value_parser = limit)]
    pub users: Option<Limit>,
    /// Devices that were not revoked.
    #[arg(long, value_parser = limit)]
    pub devices: Option<Limit>,
    /// Records, deleted ones too.
    #[arg(long, value_parser = limit)]
    pub records: Option<Limit>,
    /// Bytes of all attached files.
    #[arg(long)]
    pub storage: Option<u64>,
    /// Bytes of one attached file.
    #[arg(long)]
    pub file: Option<u64>,
}

/// A limit as typed: a number, or none.
#[derive(Debug, Clone, Copy)]
pub struct Limit(pub Option<u64>);

fn limit(text: &str) -> Result<Limit, String> {
    match text {
        "none" => Ok(Limit(None)),
        number => number
            .parse()
            .map(|number| Limit(Some(number)))
            .map_err(|_| "write a number, or none".to_owned()),
    }
}

/// About people.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make a person.
    Create {
        /// The tenant's key.
        tenant: String,
        /// The name at sign-in.
        user: String,
        /// A role; may be repeated.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        /// Read the password as one line from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
        /// What rules see.
        #[command(flatten)]
        attributes: Attributes,
    },
    /// List the people.
    List {
        /// The tenant's key.
        tenant: String,
    },
    /// Change roles or attributes; devices learn of it at once.
    Set {
        /// The tenant's key.
        tenant: String,
        /// The name at sign-in.
        user: String,
        /// The roles held from now on; absent keeps them.
        #[arg(long = "role")]
        roles: Vec<String>,
        /// What rules see.
        #[command(flatten)]
        attributes: Attributes,
    },
    /// Take a person's access; work their devices have not sent can still be handed in and is set aside.
    Disable {
        /// The tenant's key.
        tenant: String,
        /// The name at sign-in.
        user: String,
    },
    /// Give a person's access back.
    Enable {
        /// The tenant's key.
        tenant: String,
        /// The name at sign-in.
        user: String,
    },
}

/// What rules see of a person.
#[derive(Debug, Args)]
pub struct Attributes {
    /// The attribute `territory`; empty takes it away.
    #[arg(long)]
    pub territory: Option<String>,
    /// Any attribute, as `key=value`; an empty value takes it away. May be repeated.
    #[arg(long = "attribute", value_name = "KEY=VALUE", value_parser = key_value)]
    pub attributes: Vec<(String, String)>,
}

/// About roles.
#[derive(Debug, Subcommand)]
pub enum RoleCommand {
    /// List the roles.
    List {
        /// The tenant's key.
        tenant: String,
    },
    /// Give a person a role; devices learn of it at once.
    Grant(RoleOf),
    /// Take a role from a person.
    Revoke(RoleOf),
    /// Show what a role may do.
    Show {
        /// The tenant's key.
        tenant: String,
        /// The role's key.
        role: String,
    },
}

/// Somebody and a role.
#[derive(Debug, Args)]
pub struct RoleOf {
    /// The tenant's key.
    pub tenant: String,
    /// The name at sign-in.
    pub user: String,
    /// The role's key.
    pub role: String,
}

/// About devices.
#[derive(Debug, Subcommand)]
pub enum DeviceCommand {
    /// List the devices.
    List {
        /// The tenant's key.
        tenant: String,
    },
    /// Show one device.
    Show {
        /// The tenant's key.
        tenant: String,
        /// The device's tag.
        device: String,
    },
    /// Take a device's access; work it has not sent can still be handed in and is set aside.
    Revoke {
        /// The tenant's key.
        tenant: String,
        /// The device's tag.
        device: String,
    },
    /// Give a device's access back.
    Reinstate {
        /// The tenant's key.
        tenant: String,
        /// The device's tag.
        device: String,
    },
    /// Revoke a device, and have it destroy what it holds at its next contact, after it handed in its work.
    Wipe {
        /// The tenant's key.
        tenant: String,
        /// The device's tag.
        device: String,
    },
    /// List what was on a device: for one that was lost.
    Report {
        /// The tenant's key.
        tenant: String,
        /// The device's tag.
        device: String,
        /// When, as 2026-11-23T10:00:00Z; now when absent.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        at: Option<i64>,
    },
}

/// About work that was set aside.
#[derive(Debug, Subcommand)]
pub enum QuarantineCommand {
    /// List the edits that wait for a decision.
    List {
        /// The tenant's key.
        tenant: String,
        /// Those that were decided on too.
        #[arg(long)]
        all: bool,
    },
    /// Put edits into the log, in the name of those who made them.
    Accept {
        /// The tenant's key.
        tenant: String,
        /// Which ones.
        #[command(flatten)]
        which: Which,
    },
    /// Refuse edits; who made them sees the reason.
    Reject {
        /// The tenant's key.
        tenant: String,
        /// Which ones.
        #[command(flatten)]
        which: Which,
        /// Why.
        #[arg(long, default_value = "the office did not accept this")]
        reason: String,
    },
}

/// Which edits are meant.
#[derive(Debug, Args)]
pub struct Which {
    /// Their numbers in `quarantine list`.
    pub numbers: Vec<i64>,
    /// All that wait of this device.
    #[arg(long, value_name = "TAG", conflicts_with = "numbers")]
    pub device: Option<String>,
}

/// About modules.
#[derive(Debug, Subcommand)]
pub enum ModuleCommand {
    /// Install or update a module from its directory.
    Install {
        /// The tenant's key.
        tenant: String,
        /// The module's directory.
        directory: PathBuf,
    },
    /// List the modules.
    List {
        /// The tenant's key.
        tenant: String,
    },
}

/// About scopes.
#[derive(Debug, Subcommand)]
pub enum ScopeCommand {
    /// Count what a person's device would hold.
    Preview {
        /// The tenant's key.
        tenant: String,
        /// The name at sign-in.
        #[arg(long)]
        user: String,
    },
}

fn moment(text: &str) -> Result<i64, String> {
    let moment = text.parse::<jiff::Timestamp>();
    moment
        .map(|moment| moment.as_millisecond())
        .map_err(|_| "write it as 2026-11-23T10:00:00Z".to_owned())
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if campo_model::id::is_key(key) => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("write it as key=value, the key in lower-case letters, digits and _".to_owned()),
    }
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
            "admin --data d device revoke acme 0102030405060708",
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
            "doctor --data d --repair",
        ];
        for line in lines {
            let words = std::iter::once("campo-server").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_ok(), "{line}");
        }
    }
}
