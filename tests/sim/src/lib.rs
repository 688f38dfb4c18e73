//! The simulator: whole devices (the production store and replica on real SQLite files) and the server's logic (the
//! production log), in one process, with a simulated network, simulated clocks, faults, and one order of events that
//! follows from a seed. See `docs/reliability.md`.
//!
//! A run is people at work ([`workload`]) and things going wrong ([`nemesis`], [`hostile`]) between moments of quiet
//! at which everything heals and every promise is checked ([`check`]) against an oracle that reads the log alone.
//!
//! Invariant: a run depends on nothing but its seed; the same seed gives the same trace.

mod check;
mod drive;
mod erased;
mod hostile;
mod machine;
mod meeting;
mod nemesis;
mod network;
mod oracle;
mod run;
#[cfg(test)]
mod scenarios;
mod server;
mod template;
mod trace;
mod typing;
mod violation;
mod workload;
mod world;

pub use run::{Outcome, run};
pub use violation::Violation;
pub use world::Stats;
