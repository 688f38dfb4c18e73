//! The stage for whole-system stories: a real server process and real homes, driven as a person or script would.
//!
//! The binaries are the ones beside the test's own (`cargo build --workspace` makes them; `cargo xtask test` does that
//! first). Everything happens in temporary folders and on loopback ports, so stories run side by side.

mod browser;
mod film;
mod home;
mod keyring;
mod plain;
mod port;
mod process;
mod server;

pub use browser::{Page, Screen};
pub use film::film;
pub use home::{Answer, Home};
pub use keyring::Keyring;
pub use plain::{is_tidy, plain_bytes};
pub use process::{bin, data_file};
pub use server::{Server, Tenant};
