//! The PIN of a home.

use std::path::Path;
use std::process::ExitCode;

use campo_wire::command::Empty;
use campo_wire::lock::{Gate, LockState, RemovePin, SetPin, Unlock};

use crate::args::PinCommand;
use crate::output::{Output, refused};
use crate::session::{open, open_closed, read_password};

/// Shows, sets, changes or takes away the PIN.
pub async fn run(home: &Path, command: PinCommand, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let state = match command {
        PinCommand::Show => app.lock_state(Empty {}),
        PinCommand::Set(_) => {
            let pin = read_password()?;
            app.set_pin(SetPin { pin, old: None }).await
        }
        PinCommand::Change(_) => {
            let (old, pin) = (Some(read_password()?), read_password()?);
            app.set_pin(SetPin { pin, old }).await
        }
        PinCommand::Remove(_) => {
            let pin = read_password()?;
            app.remove_pin(RemovePin { pin }).await
        }
    };
    output.answer(&state.map_err(refused)?, describe)
}

/// Tries what opens the home; a wrong PIN counts.
pub async fn unlock(home: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let app = open_closed(home)?;
    let secret = read_password()?;
    let session = app.unlock(Unlock { secret }).await.map_err(refused)?;
    output.answer(&session, |_| "it opens this home".to_owned())
}

fn describe(state: &LockState) -> String {
    let text = match state.gate {
        Some(Gate::Pin) => "a PIN opens this home",
        Some(Gate::Passphrase) => {
            "a passphrase opens this home: there is no keyring here to keep the other half of a PIN in"
        }
        None if state.may_set_pin => "there is no PIN",
        None => "there is no PIN, and none can be set before this device has met its server",
    };
    text.to_owned()
}
