//! The one command list of the UI and the messages between device and server.
//!
//! A command is declared once, in [`command`]; the Tauri shell, the loopback HTTP host and the
//! TypeScript bindings are all made from that list, so a command without a handler does not compile
//! and a removed command breaks the UI's type check.

pub mod account;
pub mod administration;
pub mod aggregate;
pub mod blob;
pub mod bulk;
pub mod capture;
pub mod command;
pub mod contact;
pub mod draft;
pub mod enrollment;
pub mod error;
pub mod event;
pub mod frame;
pub mod import;
pub mod lock;
pub mod notice;
pub mod record;
pub mod renewal;
pub mod schema;
pub mod session;
pub mod sync;
pub mod sync_status;
pub mod track;
pub mod typescript;
