//! Measures and dashboards: numbers over records, and the pages that show them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::field::RollupOp;
use super::label::Label;
use super::type_ref::TypeRef;
use crate::expr::Expression;

/// A number over the records of a type, defined once for dashboards, reports and alerts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The permanent key.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// The type it is over.
    pub of: TypeRef,
    /// How it combines.
    pub op: RollupOp,
    /// The number field it combines; none to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Which records count.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<Expression>,
    /// The `date` or `datetime` that places a record in time; without it, all records count in every span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}

/// A page of a module's numbers over a span of time that the person chooses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dashboard {
    /// The permanent key, unique in the module.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// The roles that see it; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// What it shows, in order; single numbers come first.
    pub tiles: Vec<Tile>,
}

/// A part of a dashboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tile {
    /// What it looks like.
    #[serde(rename = "type")]
    pub kind: TileKind,
    /// The name people see; made of the names of its parts when there is none.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// The measures of this module it shows, by key: one, and up to four of one type in a table.
    pub measures: Vec<String>,
    /// bar, donut, table: the field whose values make the groups; map: the `geo` field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// bar, table: the span of time that a group covers, when `by` is a `date` or `datetime`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
}

/// What a tile looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TileKind {
    /// One number, and that of the span of time before.
    Stat,
    /// A number along time.
    Line,
    /// A bar per group, the greatest first.
    Bar,
    /// Shares of a whole.
    Donut,
    /// Rows and columns.
    Table,
    /// Where the records are.
    Map,
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// A day.
    Day,
    /// A week that begins on Monday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}
