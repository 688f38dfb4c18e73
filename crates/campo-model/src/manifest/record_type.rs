//! A record type: its fields, facets, states, and how it replicates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::field::{Facet, Field, MergePolicy, is_false};
use super::label::Label;
use super::type_ref::TypeRef;
use crate::expr::Expression;
use crate::id::{InvalidId, TypeKey};

/// A kind of record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordType {
    /// The permanent key: the type's name within its module, and its full `module.type` once loaded.
    pub key: TypeRef,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// How one record is named: `{{ code }} - {{ address.street }}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The name of an icon of the design system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// What is kept beside the fields.
    #[serde(default, skip_serializing_if = "Track::is_default")]
    pub track: Track,
    /// The facets besides `base`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<Facet>,
    /// The fields, in the order a form shows them by itself.
    pub fields: Vec<Field>,
    /// The life of a record, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub states: Option<States>,
    /// Indexes over several fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// How fields merge that do not say so themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<MergeDefault>,
    /// Which records a device keeps.
    #[serde(default, skip_serializing_if = "SyncPolicy::is_default")]
    pub sync: SyncPolicy,
    /// Whose data it is and how long it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
}

impl RecordType {
    /// The facet every record has.
    pub const BASE: &'static str = "base";

    /// The full key; an error only for a type that was not loaded through the checks.
    pub fn type_key(&self) -> Result<TypeKey, InvalidId> {
        self.key.as_str().parse()
    }

    /// The type's name within its module.
    pub fn name(&self) -> &str {
        let key = self.key.as_str();
        key.split_once('.').map_or(key, |(_, name)| name)
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The keys of all facets, `base` first.
    pub fn facet_keys(&self) -> impl Iterator<Item = &str> {
        std::iter::once(Self::BASE).chain(self.facets.iter().map(|facet| facet.key.as_str()))
    }

    /// The facet a stored key belongs to: a field's own, `base` for the state field and for fields unknown to this version.
    pub fn facet_of(&self, field: &str) -> &str {
        self.field(field).map_or(Self::BASE, Field::facet)
    }

    /// The fields of one facet.
    pub fn fields_of<'a>(&'a self, facet: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields
            .iter()
            .filter(move |field| field.facet() == facet)
    }
}

/// What is kept beside the fields of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Track {
    /// The history is offered in the record's page.
    #[serde(skip_serializing_if = "is_false")]
    pub history: bool,
    /// People may comment.
    #[serde(skip_serializing_if = "is_false")]
    pub comments: bool,
    /// People may follow.
    #[serde(skip_serializing_if = "is_false")]
    pub followers: bool,
    /// Files may be attached.
    #[serde(skip_serializing_if = "is_false")]
    pub attachments: bool,
}

impl Track {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The states a record goes through. The state is a `select` field that only transitions change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct States {
    /// The key of the state field; it is not among `fields`.
    pub field: String,
    /// The name people see of the state field.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// The state of a new record.
    pub initial: String,
    /// The states.
    pub values: Vec<State>,
    /// The ways from state to state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<Transition>,
}

impl States {
    /// The state with this key.
    pub fn value(&self, key: &str) -> Option<&State> {
        self.values.iter().find(|state| state.key == key)
    }
}

/// A state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The permanent key.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// A color name of the design system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// What may not be edited in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locks: Option<Locks>,
}

/// The fields a state locks: `all`, or a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Locks {
    /// Every field.
    All(AllFields),
    /// These fields.
    Fields(Vec<String>),
}

/// The word `all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AllFields {
    /// Every field.
    All,
}

impl Locks {
    /// Whether a field is locked.
    pub fn locks(&self, field: &str) -> bool {
        match self {
            Self::All(_) => true,
            Self::Fields(fields) => fields.iter().any(|locked| locked == field),
        }
    }
}

/// A way from some states to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The permanent key.
    pub key: String,
    /// The words on the button.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// The states it starts from.
    pub from: Vec<String>,
    /// The state it leads to.
    pub to: String,
    /// The roles that may take it; empty means whoever may update the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// What must hold of the record.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
    /// Whether only the server may decide it, because it makes a promise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub online: bool,
}

/// An index over several fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The fields, most selective first.
    pub fields: Vec<String>,
}

/// How fields merge that do not say so themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeDefault {
    /// The policy.
    pub default: MergePolicy,
}

/// Which records of the type a device keeps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SyncPolicy {
    /// Which records replicate to a person; absent means all they may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Expression>,
    /// Which days around today replicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Which files replicate: `none`, `thumbs` or `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<FilePolicy>,
    /// How many days a record no longer in scope stays on the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
}

impl SyncPolicy {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A window of days around today over a date field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The `date` or `datetime` field.
    pub field: String,
    /// How many days back.
    pub past_days: u32,
    /// How many days ahead; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub future_days: Option<u32>,
}

/// Which files replicate to devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FilePolicy {
    /// None until asked for.
    None,
    /// Small pictures only.
    Thumbs,
    /// All.
    All,
}

/// Whose data a record is, why it is held and for how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// The reference to the person the data is about; `self` when the record is the person.
    pub subject: String,
    /// The legal basis.
    pub basis: String,
    /// How long it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain: Option<Retain>,
    /// What erasure does.
    pub erase: Erase,
}

/// How long a record is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retain {
    /// For how many days.
    pub days: u32,
    /// From when this holds; absent means from the last edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Expression>,
}

/// What erasing a person's data does to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Erase {
    /// The personal fields are blanked, the rest stays.
    Anonymize,
    /// The record goes.
    Delete,
}
