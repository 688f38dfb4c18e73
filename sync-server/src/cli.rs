//! The command line: what may be typed.

use std::net::SocketAddr;
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
        #[arg(long, env = "CAMPO_LISTEN", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
    },
    /// Handle tenants, people, devices and modules; works beside a running server.
    Admin(Admin),
    /// Copy every database, soundly, while the server runs.
    Backup {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
        /// An empty or new directory for the copy.
        #[arg(long)]
        to: PathBuf,
        /// How to print.
        #[command(flatten)]
        output: Output,
    },
    /// Check every database.
    Doctor {
        /// Where the data is.
        #[command(flatten)]
        data: Data,
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
    #[arg(
        long = "data",
        env = "CAMPO_DATA",
        global = true,
        default_value = "campo-data"
    )]
    pub directory: PathBuf,
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
    /// End a person's sessions and refuse new ones.
    Disable {
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
    /// Show what a role may do.
    Show {
        /// The tenant's key.
        tenant: String,
        /// The role's key.
        role: String,
    },
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
    /// End a device's session for good.
    Revoke {
        /// The tenant's key.
        tenant: String,
        /// The device's tag.
        device: String,
    },
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
            "backup --data d --to e",
        ];
        for line in lines {
            let words = std::iter::once("campo-server").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_ok(), "{line}");
        }
    }
}
