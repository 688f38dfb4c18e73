//! Whole-system stories, faults and benches.
