//! What a tenant's managers handle: people, devices, work that was set aside, the audit log, and who may do what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::account::DeviceAccess;
use crate::schema::Label;

/// Attributes of a person that rules read, as `territory`.
pub type Attributes = serde_json::Map<String, serde_json::Value>;

/// A person of the tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(rename = "TenantPerson")]
pub struct TenantPerson {
    /// The person's id.
    pub id: String,
    /// The name at sign-in, which is also the one shown.
    pub name: String,
    /// The roles held.
    pub roles: Vec<String>,
    /// What else rules read of them.
    #[ts(type = "Record<string, unknown>")]
    pub attributes: Attributes,
    /// Whether they may not sign in.
    pub disabled: bool,
    /// Whether they sign in with a second factor.
    pub factor: bool,
    /// How many devices they have that were not revoked.
    pub devices: u64,
    /// When one of them was last heard of, RFC 3339.
    #[ts(optional)]
    pub last_seen: Option<String>,
}

/// Makes a person.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The name at sign-in.
    pub name: String,
    /// The first password.
    pub password: String,
    /// The roles held.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What else rules read of them.
    #[serde(default)]
    #[ts(type = "Record<string, unknown>")]
    pub attributes: Attributes,
}

/// Changes a person; what is absent stays.
#[derive(Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonChange {
    /// The roles from now on.
    #[ts(optional)]
    pub roles: Option<Vec<String>>,
    /// Attributes to set; null takes one away.
    #[ts(type = "Record<string, unknown>")]
    pub attributes: Attributes,
    /// Whether they may not sign in from now on.
    #[ts(optional)]
    pub disabled: Option<bool>,
    /// Another password; their devices must sign in anew.
    #[ts(optional)]
    pub password: Option<String>,
    /// Whether their second factor is taken away.
    pub reset_factor: bool,
}

/// Changes the person with this name.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ChangePerson {
    /// The person's name.
    pub name: String,
    /// What changes.
    pub change: PersonChange,
}

/// A device of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct TenantDevice {
    /// Its tag, 16 hexadecimal digits.
    pub device: String,
    /// The name of its person.
    pub person: String,
    /// What it is called.
    pub name: String,
    /// When it was last heard of, RFC 3339, to about a minute.
    pub last_seen: String,
    /// The version of its program, empty when it never said.
    pub version: String,
    /// How many of its edits had no verdict when it last reported.
    pub pending: u64,
    /// What it may do.
    pub access: DeviceAccess,
}

/// What is to become of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceOrder {
    /// It hands in what it has not sent, and nothing else.
    Revoke,
    /// It has its access again.
    Reinstate,
    /// It hands that in and destroys what it holds.
    Wipe,
}

/// Says what is to become of a device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderDevice {
    /// Its tag.
    pub device: String,
    /// What is to become of it.
    pub order: DeviceOrder,
}

/// An edit that waits for somebody to decide on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct SetAsideEdit {
    /// Its number.
    pub n: i64,
    /// Who made it.
    pub person: String,
    /// On which device.
    pub device: String,
    /// The record.
    pub record: String,
    /// Its type.
    pub record_type: String,
    /// `change`, `text`, `delete` or `restore`.
    pub kind: String,
    /// The fields it writes, as they are stored.
    pub fields: Vec<String>,
    /// Why it was set aside.
    pub reason: String,
    /// When it was made, RFC 3339, by the device's clock.
    pub made: String,
    /// When it came, RFC 3339.
    pub received: String,
}

/// Decides on edits that were set aside.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideSetAside {
    /// Their numbers.
    pub edits: Vec<i64>,
    /// Whether they become part of the records.
    pub accept: bool,
    /// Why not, for their author; needed to reject.
    #[serde(default)]
    pub reason: String,
}

/// What became of one edit that was decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct DecidedEdit {
    /// Its number.
    pub n: i64,
    /// Whether it is settled; one that cannot be accepted as things are goes on waiting.
    pub settled: bool,
    /// Why it goes on waiting.
    pub reason: String,
}

/// The tenant: what it has, and what it may have. `None` is as much as there is room for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct TenantState {
    /// Its key at sign-in.
    pub key: String,
    /// Its name.
    pub name: String,
    /// People who may sign in.
    pub people: Usage,
    /// Devices that were not revoked.
    pub devices: Usage,
    /// Records, deleted ones too.
    pub records: Usage,
    /// Bytes of attached files.
    pub storage: Usage,
    /// How long devices may go on without the server, in seconds.
    pub lease_seconds: i64,
    /// The installed modules, `key version`.
    pub modules: Vec<String>,
}

/// How much there is of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Usage {
    /// How much there is.
    pub used: u64,
    /// How much there may be.
    #[ts(optional)]
    pub limit: Option<u64>,
}

/// Changes the tenant's settings; what is absent stays.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TenantChange {
    /// How long devices may go on without the server, in seconds.
    #[ts(optional)]
    pub lease_seconds: Option<i64>,
}

/// Looks into the audit log; what is absent does not matter.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct AuditSearch {
    /// Done by the person with this id.
    #[ts(optional)]
    pub user_id: Option<String>,
    /// This was done, as `user.create`.
    #[ts(optional)]
    pub action: Option<String>,
    /// To this kind of thing.
    #[ts(optional)]
    pub resource_type: Option<String>,
    /// From this day or moment on.
    #[ts(optional)]
    pub start_date: Option<String>,
    /// Before this day or moment.
    #[ts(optional)]
    pub end_date: Option<String>,
    /// Older than the row with this number.
    #[ts(optional)]
    pub before: Option<u64>,
    /// How many at most; 1,000 is the most.
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// What was found in the audit log, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
pub struct AuditPage {
    /// The rows.
    pub events: Vec<AuditEvent>,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
pub struct AuditEvent {
    /// Its number, counted from 1 without gaps.
    pub seq: u64,
    /// When, RFC 3339.
    pub time: String,
    /// The id of who did it; none for whoever runs the server.
    #[ts(optional)]
    pub user_id: Option<String>,
    /// The name of who did it, where they still are.
    #[ts(optional)]
    pub user: Option<String>,
    /// What was done.
    pub action: String,
    /// The kind of thing it was done to.
    pub resource_type: String,
    /// Which one.
    pub resource: String,
    /// More of it.
    #[ts(type = "unknown")]
    pub detail: serde_json::Value,
}

/// What one person may do with one record, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct PersonRights {
    /// The person's name.
    pub person: String,
    /// The roles held.
    pub roles: Vec<String>,
    /// Whether their devices hold the record.
    pub on_devices: bool,
    /// What a record of this type must meet to be on their devices.
    #[ts(optional)]
    pub scope: Option<Condition>,
    /// Each right.
    pub rights: Vec<ExplainedRight>,
    /// The facets hidden from them.
    pub hidden: Vec<String>,
}

/// One right on one record, and what gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct ExplainedRight {
    /// `read`, `update`, `delete` or `export`.
    pub right: String,
    /// Whether the person has it.
    pub allowed: bool,
    /// What the roles say; a role that never gives it is not named.
    pub because: Vec<RoleReason>,
}

/// What a role says about a right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct RoleReason {
    /// The role.
    pub role: String,
    /// The conditions of which one must hold; none means always.
    pub conditions: Vec<Condition>,
}

/// A condition of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(rename = "RuleCondition")]
pub struct Condition {
    /// As the module writes it.
    pub expression: String,
    /// Whether it holds for the record and the person.
    pub holds: bool,
}

/// A role, and what its holders may do with each type, as the modules declare it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Role {
    /// Its key.
    pub key: String,
    /// What it is called, by language.
    pub label: Label,
    /// The other roles folded in.
    pub includes: Vec<String>,
    /// Whether its devices keep all it may read.
    pub everything: bool,
    /// Its rights, by type.
    pub types: Vec<TypeRights>,
}

/// What a role may do with the records of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TypeRights {
    /// The type.
    pub record_type: String,
    /// Which records are seen.
    pub read: Right,
    /// Which may be made.
    pub create: Right,
    /// Which may be edited.
    pub update: Right,
    /// Which may be deleted.
    pub delete: Right,
    /// Which may be taken out as a file.
    pub export: Right,
    /// Fields and facets that are hidden.
    pub hidden: Vec<String>,
    /// Fields and facets that are shown but not edited.
    pub read_only: Vec<String>,
}

/// For which records something is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "for", content = "conditions")]
pub enum Right {
    /// For none.
    None,
    /// For all.
    All,
    /// For those of which one of the conditions holds.
    Some(Vec<String>),
}
