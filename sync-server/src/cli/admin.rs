//! What an administrator may type after `campo-server admin`.

use std::path::PathBuf;

use campo_log::SessionId;
use clap::{Args, Subcommand};

use super::{Data, Output};

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
    /// Sessions: who is signed in where.
    #[command(subcommand)]
    Session(SessionCommand),
    /// Modules.
    #[command(subcommand)]
    Module(ModuleCommand),
    /// What a person's devices hold.
    #[command(subcommand)]
    Scope(ScopeCommand),
    /// Work that was set aside: of revoked devices, and of people who lost a right.
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
    /// Erase values for good, with everything they ever were: on the server now, on devices at their next contact.
    Erase(Erase),
    /// What was erased, and which devices have carried it out.
    #[command(subcommand)]
    Erasure(ErasureCommand),
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
    /// Make the log smaller: edits older than so many days are compressed, and devices that were away for longer start
    /// from records as they are. History stays.
    Compact {
        /// Its key.
        tenant: String,
        /// How long edits stay as they are.
        #[arg(long, value_name = "DAYS", default_value_t = campo_log::DEFAULT_KEEP_DAYS)]
        keep: u32,
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

/// What to erase.
#[derive(Debug, Args)]
pub struct Erase {
    /// The tenant's key.
    pub tenant: String,
    /// The records.
    #[arg(required = true)]
    pub records: Vec<String>,
    /// Only this field of them; may be repeated. Absent erases all of them.
    #[arg(long = "field")]
    pub fields: Vec<String>,
    /// Why: for the audit log and the receipt.
    #[arg(long)]
    pub reason: String,
}

/// About erasures.
#[derive(Debug, Subcommand)]
pub enum ErasureCommand {
    /// List the erasures with their receipts.
    List {
        /// The tenant's key.
        tenant: String,
    },
    /// Show the receipt of one.
    Show {
        /// The tenant's key.
        tenant: String,
        /// Its number in `erasure list`.
        erasure: i64,
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
    /// Make a code that signs a person in on one device, within ten minutes: `campo enroll LINK`, or scanned.
    Enroll {
        /// The tenant's key.
        tenant: String,
        /// The person's name at sign-in.
        user: String,
        /// Where devices reach this server, e.g. `https://campo.example.org`.
        #[arg(long)]
        server: String,
    },
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
    /// Set somebody's password; all their devices must sign in anew.
    Password {
        /// The tenant's key.
        tenant: String,
        /// The name at sign-in.
        user: String,
        /// Read the password as one line from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Take away the second factor of somebody who lost it; the password alone signs in then.
    ResetFactor {
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

/// About sessions.
#[derive(Debug, Subcommand)]
pub enum SessionCommand {
    /// List the sessions, the last used first.
    List {
        /// The tenant's key.
        tenant: String,
        /// Only those of this person.
        #[arg(long)]
        user: Option<String>,
    },
    /// End a session: its device keeps what it holds, and its person must sign in anew.
    Revoke {
        /// The tenant's key.
        tenant: String,
        /// The session's id.
        session: SessionId,
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
