//! The sync server: HTTP routes over `campo-log`, live sockets, and the administrator's commands.
//!
//! Thin: it knows axum and the command line; what an edit may do and who sees what is decided in `campo-log`.

pub mod admin;
mod api;
pub mod cli;
mod clock;
mod compaction;
pub mod config;
mod exchange;
mod failure;
mod live;
pub mod rate;
mod report;
mod routes;
pub mod serve;
mod softlock;
pub mod upkeep;

pub use exchange::Shared;
pub use routes::router;
