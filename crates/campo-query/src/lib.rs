//! Filters, sorts and lists from manifests, as SQL.
