//! The tests a module carries, run before it is installed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::type_ref::TypeRef;

/// One promise of a module: given a record and a person, what happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestCase {
    /// The permanent key; it reads as the promise.
    pub key: String,
    /// The role of the person.
    #[serde(rename = "as")]
    pub role: String,
    /// The person's attributes (`id`, `territory`), read as `user.*`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub user: BTreeMap<String, serde_json::Value>,
    /// The type of the record.
    pub of: TypeRef,
    /// The record's fields as machine JSON.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, serde_json::Value>,
    /// What the person does.
    pub when: TestAction,
    /// The transition, when that is what they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<String>,
    /// What must come of it.
    pub then: Expectation,
}

/// What the person of a test does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TestAction {
    /// See the record.
    Read,
    /// Make it.
    Create,
    /// Edit it.
    Update,
    /// Delete it.
    Delete,
    /// Take it out as a file.
    Export,
    /// Receive it on their device.
    Sync,
    /// Take the transition named by `transition`.
    Transition,
    /// Nothing: only validate it and work out its values.
    Validate,
}

/// What must come of a test; what is not named is not looked at.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expectation {
    /// Whether the person may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<bool>,
    /// The problems of the record: the code by field; an empty map means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problems: Option<BTreeMap<String, String>>,
    /// The record's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Computed values, as machine JSON.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, serde_json::Value>,
}
