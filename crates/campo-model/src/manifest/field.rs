//! A field of a record type or of a line.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::kind::FieldKind;
use super::label::Label;
use super::type_ref::TypeRef;
use crate::expr::Expression;
use crate::id::TypeKey;
use crate::value::Value;

/// A declared field: its permanent key, its kind, and what the kind needs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The permanent key, unique within its type or lines.
    pub key: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// A hint shown under the field.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub help: Label,
    /// The facet it belongs to; absent means `base`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facet: Option<String>,

    /// Whether a record without it is incomplete.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// When it is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_if: Option<Expression>,
    /// When it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Expression>,
    /// The value of a new record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// What must hold of the record when the field has a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Expression>,
    /// What is said when the constraint fails.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub message: Label,
    /// Whether a failed constraint refuses the edit or only warns.
    #[serde(default, skip_serializing_if = "Severity::is_error")]
    pub severity: Severity,
    /// A named check of the text: `cpf`, `cnpj` or `cpf_cnpj`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<TextCheck>,

    /// The index the projection keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexKind>,
    /// Whether full-text search finds the record by it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub search: bool,
    /// Whether two records of the tenant may not have the same value; a clash becomes a task, never a lost edit.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// How concurrent edits merge, when not as the kind does by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<MergePolicy>,
    /// The category of personal data it holds, as `user.name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pii: Option<String>,

    /// The options of a `select` or `multiselect`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SelectOption>,
    /// Whether a `multiselect` takes any text as a member.
    #[serde(default, skip_serializing_if = "is_false")]
    pub free: bool,
    /// The type a `ref` or `refs` refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<TypeRef>,
    /// The name of the reference seen from the other side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inverse: Option<String>,
    /// What deleting the record referred to does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<OnDelete>,
    /// The fields of a `lines`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Whether a file field holds several files; a `signature` holds one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub many: bool,
    /// Where a device takes the value from: `gps`, `camera`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<String>,
    /// The barcode a `code` expects: `qr`, `ean13`, `any`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbology: Option<String>,
    /// The unit shown after a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The digits after the decimal point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u8>,
    /// The ISO 4217 currency of a `money`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The shape of a `sequence`: `IM-{YYYY}-{#####}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The most stars of a `rating` (5 when absent), or the most characters of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,

    /// The expression of a `computed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Expression>,
    /// The kind a `computed` or `rollup` gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<FieldKind>,
    /// The reference a `rollup` follows backwards: `visit.property` or `imoveis.visit.property`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// How a `rollup` combines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<RollupOp>,
    /// The field of the referring record a `rollup` combines; not needed to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Which referring records a `rollup` counts.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<Expression>,
}

impl Field {
    /// A field with nothing but its key and kind.
    pub fn new(key: &str, kind: FieldKind) -> Self {
        Self {
            key: key.to_owned(),
            kind,
            ..Self::default()
        }
    }

    /// The facet it belongs to: its own, or `base`.
    pub fn facet(&self) -> &str {
        self.facet.as_deref().unwrap_or(super::RecordType::BASE)
    }

    /// The option with this key, retired ones too.
    pub fn option(&self, key: &str) -> Option<&SelectOption> {
        self.options.iter().find(|option| option.key == key)
    }

    /// The field of a `lines` with this key.
    pub fn line_field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The type a `ref` or `refs` refers to.
    pub fn target(&self) -> Option<TypeKey> {
        self.to.as_ref()?.as_str().parse().ok()
    }

    /// The referring type and its field that a `rollup` follows backwards, from `module.type.field`.
    pub fn rollup_source(&self) -> Option<(TypeKey, &str)> {
        let (record_type, field) = self.from.as_deref()?.rsplit_once('.')?;
        Some((record_type.parse().ok()?, field))
    }

    /// Rewrites its references to types to their full form.
    pub(super) fn qualify(&mut self, module: &str) {
        if let Some(to) = &mut self.to {
            to.qualify(module);
        }
        if let Some(from) = &mut self.from
            && from.matches('.').count() == 1
        {
            *from = format!("{module}.{from}");
        }
        self.fields
            .iter_mut()
            .for_each(|field| field.qualify(module));
    }

    /// The kind of the value it shows: what a computed or rollup gives, else its own.
    pub fn shown_kind(&self) -> FieldKind {
        match self.kind {
            FieldKind::Computed | FieldKind::Rollup => self.of.unwrap_or(FieldKind::Decimal),
            kind => kind,
        }
    }
}

/// What a new record starts with: a literal, or an expression over `user`, `settings` and the clock.
///
/// A text that begins with `user.`, `settings.`, `now(` or `today(` is an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum DefaultValue {
    /// This value, as machine JSON.
    Literal(serde_json::Value),
    /// What the expression gives when the record is made.
    Expression(Expression),
}

impl DefaultValue {
    const MARKS: [&'static str; 4] = ["user.", "settings.", "now(", "today("];

    /// The literal as a value, when it is one.
    pub fn literal(&self) -> Option<Value> {
        match self {
            Self::Literal(json) => Some(Value::from(json)),
            Self::Expression(_) => None,
        }
    }
}

impl Serialize for DefaultValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(json) => json.serialize(serializer),
            Self::Expression(expression) => expression.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for DefaultValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let json = serde_json::Value::deserialize(deserializer)?;
        match json.as_str() {
            Some(text) if Self::MARKS.iter().any(|mark| text.starts_with(mark)) => {
                Expression::compile(text)
                    .map(Self::Expression)
                    .map_err(D::Error::custom)
            }
            _ => Ok(Self::Literal(json)),
        }
    }
}

impl JsonSchema for DefaultValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DefaultValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A value, or an expression beginning with user., settings., now( or today(." })
    }
}

/// An option of a select. Options retire; they never vanish, because records keep their keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectOption {
    /// The permanent key records hold.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// A color name of the design system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The module version from which it can no longer be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<String>,
}

/// A facet: a part of a record that is shared and hidden as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// The permanent key; `base` always exists and is not declared.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
}

/// Whether a failed constraint refuses the edit or only warns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The edit is refused.
    #[default]
    Error,
    /// The edit is kept and the person warned.
    Warn,
}

impl Severity {
    /// Whether the edit is refused.
    pub fn is_error(&self) -> bool {
        matches!(self, Self::Error)
    }
}

/// A named check of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextCheck {
    /// A Brazilian person's tax number.
    Cpf,
    /// A Brazilian company's tax number, with letters since 2026.
    Cnpj,
    /// Either of the two.
    CpfCnpj,
}

/// The index a projection keeps for a field. `index: true` means ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// For equality, ranges and sorting.
    Ordinary,
    /// For `near` and boxes on the map; only for `geo`.
    Spatial,
}

impl Serialize for IndexKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Ordinary => serializer.serialize_bool(true),
            Self::Spatial => serializer.serialize_str("spatial"),
        }
    }
}

impl<'de> Deserialize<'de> for IndexKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = IndexKind;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`true` or `spatial` (leave `index` out for none)")
            }

            fn visit_bool<E: serde::de::Error>(self, on: bool) -> Result<IndexKind, E> {
                match on {
                    true => Ok(IndexKind::Ordinary),
                    false => Err(E::invalid_value(serde::de::Unexpected::Bool(on), &self)),
                }
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<IndexKind, E> {
                match text {
                    "spatial" => Ok(IndexKind::Spatial),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for IndexKind {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "IndexKind".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "enum": [true, "spatial"] })
    }
}

/// How concurrent edits of a field merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MergePolicy {
    /// The last writer's value is shown, the others are listed as a conflict.
    Lww,
    /// Members added on either side stay.
    Set,
    /// Words typed on both sides stay.
    Text,
    /// Additions on both sides all count.
    Counter,
    /// Lines added on both sides stay.
    List,
    /// Only the server writes it.
    Server,
}

/// What deleting a record does to the records that refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnDelete {
    /// The deletion is refused while a reference exists.
    Restrict,
    /// The referring records are deleted too.
    Cascade,
    /// The reference is cleared.
    Clear,
}

/// How a rollup combines what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RollupOp {
    /// How many.
    Count,
    /// The sum of `field`.
    Sum,
    /// The average of `field`.
    Avg,
    /// The least `field`.
    Min,
    /// The greatest `field`.
    Max,
}

pub(super) fn is_false(on: &bool) -> bool {
    !on
}
