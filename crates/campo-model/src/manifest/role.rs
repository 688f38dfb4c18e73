//! Roles: what a person may do with the records of each type.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::label::Label;
use crate::expr::Expression;

/// What a module gives the people of a role. Modules that name the same role add to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The permanent key, shared by all modules.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// The roles whose grants it also has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<String>,
    /// Which of the records it may read replicate to its devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<RoleScope>,
    /// What it may do, by type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub grants: BTreeMap<String, Grant>,
}

/// Which of the records a role may read replicate to its devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleScope {
    /// All it may read.
    All,
    /// Those in the type's `sync.scope`.
    Own,
}

/// What a role may do with the records of one type. What is not granted is refused.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Grant {
    /// Which records it sees.
    #[serde(skip_serializing_if = "Permission::is_never")]
    pub read: Permission,
    /// Which records it may make.
    #[serde(skip_serializing_if = "Permission::is_never")]
    pub create: Permission,
    /// Which records it may edit.
    #[serde(skip_serializing_if = "Permission::is_never")]
    pub update: Permission,
    /// Which records it may delete.
    #[serde(skip_serializing_if = "Permission::is_never")]
    pub delete: Permission,
    /// Which records it may take out as a file.
    #[serde(skip_serializing_if = "Permission::is_never")]
    pub export: Permission,
    /// Narrower rights on single fields. A hidden field must have its facet to itself or be hidden with all of it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldRight>,
    /// Narrower rights on whole facets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facets: BTreeMap<String, FieldRight>,
}

/// A right on a field or facet of records one may otherwise read or edit.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum FieldRight {
    /// Never replicated nor shown.
    Hidden,
    /// Shown, not edited.
    Read,
    /// Edited where the record may be.
    Edit,
}

/// A yes, a no, or a condition on the record.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Permission {
    /// Refused.
    #[default]
    Never,
    /// Allowed on every record.
    Always,
    /// Allowed on the records for which the expression holds.
    When(Expression),
}

impl Permission {
    /// Whether it is refused for every record.
    pub fn is_never(&self) -> bool {
        matches!(self, Self::Never)
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Never => serializer.serialize_bool(false),
            Self::Always => serializer.serialize_bool(true),
            Self::When(expression) => expression.serialize(serializer),
        }
    }
}

struct PermissionVisitor;

impl Visitor<'_> for PermissionVisitor {
    type Value = Permission;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false or an expression over `self` and `user`")
    }

    fn visit_bool<E: Error>(self, allowed: bool) -> Result<Permission, E> {
        Ok(if allowed {
            Permission::Always
        } else {
            Permission::Never
        })
    }

    fn visit_str<E: Error>(self, source: &str) -> Result<Permission, E> {
        Expression::compile(source)
            .map(Permission::When)
            .map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PermissionVisitor)
    }
}

impl JsonSchema for Permission {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Permission".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["boolean", "string"], "description": "true, false or a CEL expression." })
    }
}
