//! Fingers and faces: what the screen of a phone may ask for.
//!
//! The key goes from the phone's hardware to the engine and back; a page learns no more than whether the app is open.

#[cfg(target_os = "android")]
mod android;

use std::sync::Arc;

use campo_app::{App, BiometricError};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::session::Session;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};
use tauri_plugin_biometric::BiometricExt;

use crate::rpc::Engine;

#[cfg(target_os = "android")]
use android::Sensor;
#[cfg(target_os = "ios")]
use campo_app::Keychain as Sensor;

/// How this phone may be unlocked.
#[derive(Serialize)]
pub(crate) struct Biometry {
    /// It has a sensor, and somebody's finger or face.
    available: bool,
    /// This app may be opened so.
    on: bool,
}

/// What the phone shows while it asks, in the person's language.
#[derive(Deserialize)]
#[cfg_attr(
    target_os = "ios",
    expect(dead_code, reason = "the keychain words its prompt itself")
)]
pub(crate) struct Prompt {
    /// What is asked for, and why.
    title: String,
    /// The way to the PIN.
    cancel: String,
}

/// Tells how this phone may be unlocked.
#[tauri::command]
pub(crate) async fn biometry(
    shell: AppHandle,
    engine: State<'_, Engine>,
) -> Result<Biometry, WireError> {
    let on = engine.0.as_ref().is_ok_and(|app| app.has_biometric_copy());
    let status = off_the_screen(move || Ok(shell.biometric().status().ok())).await?;
    Ok(Biometry {
        available: status.is_some_and(|status| status.is_available),
        on,
    })
}

/// Lets the person's finger or face open the app from now on, or no more.
#[tauri::command]
pub(crate) async fn turn_biometry(
    shell: AppHandle,
    engine: State<'_, Engine>,
    on: bool,
    prompt: Prompt,
) -> Result<(), WireError> {
    ask(shell, engine, prompt, move |app, sensor| match on {
        true => app.keep_biometric_copy(sensor),
        false => app.drop_biometric_copy(sensor),
    })
    .await
}

/// Opens the locked app with the person's finger or face.
#[tauri::command]
pub(crate) async fn unlock_by_biometry(
    shell: AppHandle,
    engine: State<'_, Engine>,
    prompt: Prompt,
) -> Result<Session, WireError> {
    ask(shell, engine, prompt, |app, sensor| {
        app.unlock_by_biometrics(sensor)
    })
    .await
}

async fn ask<T: Send + 'static>(
    shell: AppHandle,
    engine: State<'_, Engine>,
    prompt: Prompt,
    act: impl FnOnce(&Arc<App>, &Sensor) -> Result<T, BiometricError> + Send + 'static,
) -> Result<T, WireError> {
    let app = engine.0.clone()?;
    off_the_screen(move || {
        let sensor = sensor(shell, prompt);
        act(&app, &sensor).map_err(BiometricError::into_wire)
    })
    .await
}

#[cfg(target_os = "android")]
fn sensor(shell: AppHandle, prompt: Prompt) -> Sensor {
    Sensor { shell, prompt }
}

/// The keychain words its prompt itself.
#[cfg(target_os = "ios")]
fn sensor(
    _: AppHandle,
    Prompt {
        title: _,
        cancel: _,
    }: Prompt,
) -> Sensor {
    Sensor
}

/// Does what waits for the person where nothing else waits for it.
async fn off_the_screen<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WireError> + Send + 'static,
) -> Result<T, WireError> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "asking for a finger or face failed: {error}");
        Err(WireError::new(
            ErrorCode::Internal,
            "the phone's sensor failed: use the PIN",
        ))
    })
}
