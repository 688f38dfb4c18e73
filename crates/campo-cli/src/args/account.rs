//! The grammar of the account, its devices and sessions, and of the PIN.

use clap::{Args, Subcommand};

/// What to do with the PIN.
#[derive(Debug, Subcommand)]
pub enum PinCommand {
    /// Whether there is one, and whether one can be set.
    Show,
    /// Set a PIN where there is none.
    Set(PinInput),
    /// Set another one: the old and the new PIN, each as a line.
    Change(PinInput),
    /// Take the PIN away.
    Remove(PinInput),
}

/// Where the PIN comes from.
#[derive(Debug, Args)]
pub struct PinInput {
    /// Read it from the standard input.
    #[arg(long, required = true)]
    pub pin_stdin: bool,
}

/// What to do with the sessions.
#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// List them, the last used first.
    List,
    /// End one: its device must sign in anew, and keeps what it holds.
    End {
        /// Its id.
        session: String,
    },
}

/// What to do with one's devices.
#[derive(Debug, Subcommand)]
pub enum DevicesCommand {
    /// List them, the last seen first.
    List,
    /// Take the access of a device that was lost or is not used any more.
    End {
        /// Its tag.
        device: String,
        /// Have it destroy what it holds as well, once it has handed in its work.
        #[arg(long)]
        wipe: bool,
    },
}

/// What to do with the second factor.
#[derive(Debug, Subcommand)]
pub enum FactorCommand {
    /// Whether signing in takes a code.
    Show,
    /// Get a secret for an authenticator app.
    Begin,
    /// Put the secret in force, and get the recovery codes.
    Confirm {
        /// A code the app shows.
        code: String,
    },
    /// Sign in with the password alone again.
    End {
        /// A code the app shows, or a recovery code.
        code: String,
    },
}

/// How to sign in.
#[derive(Debug, Args)]
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
    /// A code of the authenticator app, or a recovery code.
    #[arg(long)]
    pub code: Option<String>,
}
