//! The repository's rules, as tests: each module is one rule, with its reason.
#![cfg(test)]

mod dependencies;
mod documents;
mod generated;
mod ledger;
mod sources;
mod tree;
