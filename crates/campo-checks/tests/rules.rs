//! The repository's rules: each module is one rule, with its reason.

#[path = "rules/dependencies.rs"]
mod dependencies;
#[path = "rules/documents.rs"]
mod documents;
#[path = "rules/generated.rs"]
mod generated;
#[path = "rules/sources.rs"]
mod sources;
#[path = "rules/tree.rs"]
mod tree;
