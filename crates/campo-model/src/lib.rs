//! Ids, values, record types, module manifests, roles, scopes, expressions and validation.
//!
//! Everything a module declares is checked here once, at install, and used by every other crate.
//! Pure: no file, no clock, no random, no SQL.

pub mod blob;
mod check;
pub mod expr;
pub mod id;
pub mod load;
pub mod manifest;
pub mod module_test;
pub mod problem;
pub mod registry;
pub mod rights;
pub mod validate;
pub mod value;
