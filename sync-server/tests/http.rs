//! The server over real sockets.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "http/admin.rs"]
mod admin;
#[path = "http/exchange.rs"]
mod exchange;
#[path = "http/world.rs"]
mod world;
