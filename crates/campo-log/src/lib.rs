//! The server's storage: one ordered log per tenant, documents, rights, projections.
