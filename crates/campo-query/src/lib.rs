//! Filters, sorts and lists from manifests, as SQL.
//!
//! A record type becomes a SQLite table ([`table`]), a CEL expression a condition over it ([`predicate`]), and what a person
//! asks for a page of rows ([`list`]). Pure: this crate makes SQL text and values; `campo-sqlite` runs them.

pub mod function;
pub mod list;
pub mod predicate;
pub mod search;
pub mod sql;
pub mod table;

mod column;
mod place;
mod shape;

pub use sql::{SqlValue, Statement};
