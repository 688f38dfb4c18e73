//! What device and server share of SQLite: opening, durability, migrations, projections, lists.
//!
//! `campo-store` (the device) and `campo-log` (the server) stand on this; the SQL of record types comes from `campo-query`.

mod error;
mod migrate;
mod open;
pub mod projection;
mod run;
pub mod wal;

pub use error::SqliteError;
pub use migrate::migrate;
pub use open::{ensure_sound, open};
