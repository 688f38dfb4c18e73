//! What the app does, one function per command, and the background loop that keeps a device in step with the server.
//!
//! [`App`] is the same under the Tauri shell, the loopback HTTP host and the command line. A command reads and checks
//! inside the transaction that writes, so what was checked is what is changed.

mod access;
mod account;
mod administration;
mod aggregate;
mod app;
mod biometric;
mod blobs;
mod bulk;
mod capture;
mod checks;
mod conflicts;
mod contact;
mod damage;
mod declared;
mod drafts;
mod enrollment;
mod error;
mod export;
mod history;
mod home;
mod import;
mod json;
mod lists;
mod live;
mod lock;
mod measures;
mod modules;
mod notices;
mod outbox;
mod past;
mod pin;
mod records;
mod remote;
mod rpc;
mod session;
mod status;
mod sync_loop;
#[cfg(test)]
mod testing;
mod titles;
mod tracks;
mod vault;
mod words;
mod workspace;

pub use app::{App, now_ms, vault_key};
#[cfg(target_os = "ios")]
pub use biometric::Keychain;
pub use biometric::{BiometricError, Biometrics, Refusal};
pub use blobs::BlobContent;
pub use campo_sync::Activity;
pub use capture::{CaptureError, Recognizer};
pub use error::AppError;
pub use export::ExportFormat;
pub use import::{ImportReport, ImportRequest};
pub use sync_loop::Round;
pub use vault::DataKey;
