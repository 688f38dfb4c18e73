//! The device's replica as a state machine: input in, effects out.
//!
//! [`Replica`] decides what happens next: load the outbox, push, store verdicts, pull, store a page, wait. It
//! has no socket, file, clock or random source of its own, so a simulator can drive thousands of them and
//! replay any run. Whoever drives it performs each [`Effect`] and feeds the outcome back as an [`Input`].
//!
//! Invariant: at most one effect that needs an answer is under way, and nothing is remembered here that is
//! not also in the store: a replica that is dropped at any moment and started again loses nothing.

mod backoff;
pub mod blobs;
mod replica;

pub use replica::{Activity, Effect, Failure, Input, Replica};
