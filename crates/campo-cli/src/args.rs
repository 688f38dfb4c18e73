//! The command line's grammar.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Campo: records that work without a connection.
#[derive(Debug, Parser)]
#[command(name = "campo", version, arg_required_else_help = true)]
pub struct Args {
    /// The folder that keeps this device's data.
    #[arg(long, global = true, env = "CAMPO_HOME", default_value = "campo-home")]
    pub home: PathBuf,
    /// Print one JSON document.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign in, and make this home's encrypted database the first time.
    Login(Login),
    /// End the session; the data stays, encrypted.
    Logout,
    /// Show what is on the server and what waits.
    Status,
    /// Exchange with the server now.
    Sync {
        /// Keep exchanging until interrupted.
        #[arg(long)]
        watch: bool,
    },
    /// Create, change, show, list and delete records.
    #[command(subcommand)]
    Record(RecordCommand),
    /// Read records from a CSV file.
    Import(Import),
    /// Write all records of a type.
    Export(Export),
    /// The edits that are not plainly on the server.
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Fields that two people set differently without seeing each other.
    #[command(subcommand)]
    Conflicts(ConflictsCommand),
    /// Attach a file to a record (not in this version).
    #[command(hide = true)]
    Attach(Rest),
    /// Get an attached file (not in this version).
    #[command(hide = true)]
    Blob(Rest),
    /// Serve the app in a browser on this machine.
    Serve {
        /// The loopback address to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
        /// The folder of the built UI.
        #[arg(long, env = "CAMPO_UI")]
        ui: Option<PathBuf>,
    },
    /// Make, check and test modules.
    #[command(subcommand)]
    Module(ModuleCommand),
}

/// Words that are not looked at.
#[derive(Debug, clap::Args)]
pub struct Rest {
    /// The words.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<String>,
}

/// How to sign in.
#[derive(Debug, clap::Args)]
pub struct Login {
    /// The server's address.
    #[arg(long)]
    pub server: String,
    /// The tenant's key.
    #[arg(long)]
    pub tenant: String,
    /// The name at sign-in.
    #[arg(long)]
    pub user: String,
    /// Read the password as one line from the standard input.
    #[arg(long)]
    pub password_stdin: bool,
}

/// What to do with records.
#[derive(Debug, Subcommand)]
pub enum RecordCommand {
    /// Make a record.
    Create {
        /// The type, as `crm.lead`.
        record_type: String,
        /// `field=value`, as a person writes the value.
        fields: Vec<String>,
    },
    /// Change fields; `field=` empties, `field+=x` and `field-=x` add to and take from counters and sets.
    Set {
        /// The record.
        id: String,
        /// `field=value`.
        fields: Vec<String>,
    },
    /// Show a record.
    Get {
        /// The record.
        id: String,
        /// Show who changed what, when.
        #[arg(long, conflicts_with = "conflicts")]
        history: bool,
        /// Show its conflicts only.
        #[arg(long)]
        conflicts: bool,
    },
    /// List records of a type.
    List(List),
    /// Delete a record; it can be restored.
    Delete {
        /// The record.
        id: String,
    },
    /// Bring a deleted record back.
    Restore {
        /// The record.
        id: String,
    },
}

/// Which records to list.
#[derive(Debug, clap::Args)]
pub struct List {
    /// The type, as `crm.lead`.
    pub record_type: String,
    /// A condition in CEL, as `self.budget > 1000`.
    #[arg(long = "where", value_name = "CEL")]
    pub filter: Option<String>,
    /// The field to order by; `-field` for descending. May be given several times.
    #[arg(long, allow_hyphen_values = true)]
    pub sort: Vec<String>,
    /// How many records; all when absent.
    #[arg(long)]
    pub limit: Option<u32>,
    /// How many to skip.
    #[arg(long, default_value_t = 0)]
    pub offset: u32,
    /// Words to find; accents and case do not matter.
    #[arg(long)]
    pub search: Option<String>,
    /// Only near a point.
    #[arg(long, value_name = "LAT,LON,METERS", allow_hyphen_values = true)]
    pub near: Option<String>,
    /// Deleted records instead of living ones.
    #[arg(long)]
    pub deleted: bool,
}

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The type, as `imoveis.property`.
    pub record_type: String,
    /// The CSV file.
    pub file: PathBuf,
    /// `column=field`; other columns are matched by the module's import profile and by name.
    #[arg(long)]
    pub map: Vec<String>,
    /// Check every row and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// What to export.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The type, as `crm.lead`.
    pub record_type: String,
    /// `csv` or `jsonl`.
    #[arg(long, default_value = "csv")]
    pub format: String,
}

/// What to do with the outbox.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// Show the edits with their state and reason.
    List,
    /// Send refused edits again, on top of what the records are now.
    Retry {
        /// One edit; all refused ones when absent.
        edit: Option<String>,
    },
    /// Write the edits as JSON lines.
    Export,
}

/// What to do with conflicts.
#[derive(Debug, Subcommand)]
pub enum ConflictsCommand {
    /// Show every conflict.
    List,
    /// Settle one.
    Resolve {
        /// The record.
        id: String,
        /// The field, as the list names it.
        field: String,
        /// `mine`, `theirs` or a value.
        #[arg(long)]
        take: String,
    },
}

/// What to do with modules.
#[derive(Debug, Subcommand)]
pub enum ModuleCommand {
    /// Make a module to start from.
    New {
        /// Its key, also the folder's name.
        key: String,
    },
    /// Check a module and say what is wrong, with file and line.
    Check {
        /// The module's folder; the current one when absent.
        dir: Option<PathBuf>,
    },
    /// Run the module's own tests.
    Test {
        /// The module's folder; the current one when absent.
        dir: Option<PathBuf>,
    },
    /// Install a module in the signed-in home's tenant; takes the right to manage modules.
    Install {
        /// The module's folder.
        dir: PathBuf,
    },
}
