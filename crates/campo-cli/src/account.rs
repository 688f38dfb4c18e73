//! The account of whoever is signed in: password, second factor, devices, sessions.

use std::path::Path;
use std::process::ExitCode;

use campo_wire::account::{
    ChangePassword, DeviceAccess, EndDevice, FactorCode, FactorState, MyDevice,
};
use campo_wire::command::Empty;
use campo_wire::renewal::{EndSession, MySession};

use crate::args::{DevicesCommand, FactorCommand, SessionsCommand};
use crate::output::{Output, refused};
use crate::session::{open, read_password};

/// Sets another password: the old one, then the new one, each as a line of the standard input.
pub async fn password(home: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let (old, new) = (read_password()?, read_password()?);
    let request = ChangePassword { old, new };
    let done = app.change_password(request).await.map_err(refused)?;
    output.answer(&done, |_| {
        "the password is changed; your other devices must sign in anew".to_owned()
    })
}

/// Lists the person's devices, or takes the access of one.
pub async fn devices(
    home: &Path,
    command: DevicesCommand,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let devices = match command {
        DevicesCommand::List => app.devices(Empty {}).await,
        DevicesCommand::End { device, wipe } => app.end_device(EndDevice { device, wipe }).await,
    };
    output.answer(&devices.map_err(refused)?, |devices| {
        let lines: Vec<_> = devices.iter().map(describe).collect();
        lines.join("\n")
    })
}

fn describe(device: &MyDevice) -> String {
    let state = match device.access {
        DeviceAccess::Full if device.this => "this device",
        DeviceAccess::Full => "",
        DeviceAccess::Revoked => "no access",
        DeviceAccess::WipeOrdered => "to be erased",
        DeviceAccess::Wiped => "erased",
    };
    let MyDevice {
        device,
        name,
        last_seen,
        ..
    } = device;
    format!("{device}\t{name}\t{last_seen}\t{state}")
}

/// Lists the person's sessions, or ends one.
pub async fn sessions(
    home: &Path,
    command: SessionsCommand,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let sessions = match command {
        SessionsCommand::List => app.sessions(Empty {}).await,
        SessionsCommand::End { session } => app.end_session(EndSession { session }).await,
    };
    output.answer(&sessions.map_err(refused)?, |sessions| {
        let lines: Vec<_> = sessions.iter().map(describe_session).collect();
        lines.join("\n")
    })
}

fn describe_session(own: &MySession) -> String {
    let MySession {
        session,
        device_name,
        created,
        last_seen,
        ..
    } = own;
    let this = if own.this { "this session" } else { "" };
    format!("{session}\t{device_name}\t{created}\t{last_seen}\t{this}")
}

/// Shows, begins, confirms or ends the second factor.
pub async fn factor(
    home: &Path,
    command: FactorCommand,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    match command {
        FactorCommand::Show => output.answer(&app.factor(Empty {}).await.map_err(refused)?, state),
        FactorCommand::Begin => {
            let offer = app.begin_factor(Empty {}).await.map_err(refused)?;
            output.answer(&offer, |offer| {
                format!(
                    "{}\nGive this to an authenticator app (or type {}), then: campo factor confirm CODE",
                    offer.address, offer.secret
                )
            })
        }
        FactorCommand::Confirm { code } => {
            let codes = app
                .confirm_factor(FactorCode { code })
                .await
                .map_err(refused)?;
            output.answer(&codes, |codes| {
                format!(
                    "signing in takes a code from now on; without the app, each of these is good once, and they are not shown again:\n{}",
                    codes.codes.join("\n")
                )
            })
        }
        FactorCommand::End { code } => {
            let ended = app.end_factor(FactorCode { code }).await.map_err(refused)?;
            output.answer(&ended, state)
        }
    }
}

fn state(state: &FactorState) -> String {
    let text = if state.in_force {
        "signing in takes the password and a code"
    } else {
        "signing in takes the password alone"
    };
    text.to_owned()
}
