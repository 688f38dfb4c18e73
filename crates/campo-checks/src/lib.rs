//! The repository's rules, as tests: see `tests/rules.rs`.
