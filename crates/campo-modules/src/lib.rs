//! The standard modules as YAML manifests.
