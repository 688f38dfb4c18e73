//! The server over real sockets.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "http/admin.rs"]
mod admin;
#[path = "http/exchange.rs"]
mod exchange;
#[path = "http/hygiene.rs"]
mod hygiene;
#[path = "http/leaks.rs"]
mod leaks;
#[path = "http/made_roles.rs"]
mod made_roles;
#[path = "http/open_api.rs"]
mod open_api;
#[path = "http/rows.rs"]
mod rows;
#[path = "http/sessions.rs"]
mod sessions;
#[path = "http/world.rs"]
mod world;
