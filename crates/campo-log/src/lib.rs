//! The server's storage: one ordered log per tenant, and all that is decided by it.
//!
//! A tenant is one SQLite file, encrypted with a key of its own. Whatever happens to its data, rights and modules is an *entry* of one log, numbered
//! without gaps in the transaction that does it; documents, projections and verdicts are written in the same one.
//!
//! The layers: `table` (rows, no rules), [`Tenant`] (one file, transactions), and on top what the routes and the
//! administrator call: signing in, [`Tenant::push`] (what becomes of a device's edits), [`Tenant::pull`] (what a
//! person's device may know), people, modules, scopes, upkeep. Nothing here knows HTTP, and time is given by the caller.

mod administrator;
mod admit;
mod audit;
mod blobs;
mod catalog;
mod compaction;
mod database;
mod devices;
mod doctor;
mod enrollment;
mod entropy;
mod epochs;
mod erasure;
mod error;
mod explain;
mod factor;
mod history;
mod keys;
mod limits;
mod modules;
mod password;
mod people;
mod place;
mod projection;
mod pull;
mod quarantine;
mod renewal;
mod report;
mod rules;
mod scope;
mod secret;
mod sessions;
mod signin;
mod table;
mod tenant;
mod tenants;
#[cfg(test)]
mod testing;
pub mod upkeep;
mod values;

pub use administrator::By;
pub use audit::{AuditEvent, AuditHealth, AuditQuery};
pub use blobs::{BlobContent, BlobLimits, BlobUsage};
pub use compaction::{Compaction, DEFAULT_KEEP_DAYS};
pub use devices::DEFAULT_LEASE_MS;
pub use enrollment::{EnrollmentRefusal, Offer};
pub use entropy::Entropy;
pub use epochs::Gap;
pub use erasure::Receipt;
pub use error::{LogError, Result};
pub use explain::{Condition, ExplainedRight, PersonRights, RoleReason};
pub use history::Past;
pub use keys::Keys;
pub use limits::Limits;
pub use people::{NewUser, UserChange};
pub use place::Place;
pub use quarantine::Decision;
pub use report::{DeviceReport, HeldRecord};
pub use scope::ScopeSize;
pub use secret::token_tenant;
pub use signin::Caller;
pub use table::device::Device;
pub use table::erasure::Erasure;
pub use table::module::Installed;
pub use table::quarantine::{Cause, SetAside};
pub use table::session::{Session, SessionId};
pub use table::user::User;
pub use tenant::{Tenant, TenantSize};
pub use tenants::{TenantEntry, Tenants};
