//! Views: how the records of a type are shown.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::field::is_false;
use super::label::Label;
use super::type_ref::TypeRef;
use crate::expr::Expression;

/// A way to show the records of a type. Which attributes count depends on its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// The permanent key, unique in the module.
    pub key: String,
    /// What it looks like.
    #[serde(rename = "type")]
    pub kind: ViewKind,
    /// The type of its records.
    pub of: TypeRef,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// Which records it shows.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<Expression>,
    /// The order: a field, with `-` before it from the greatest down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<String>,
    /// Filters a person may switch on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<ViewFilter>,
    /// Transitions offered for several records at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bulk: Vec<String>,
    /// list: the columns, as fields or parts (`address.city`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// kanban: the select or state field whose options are the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns_by: Option<String>,
    /// kanban: the fields on a card.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub card: Vec<String>,
    /// kanban: the most cards a column should hold, by option.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limit: BTreeMap<String, u32>,
    /// map: the `geo` field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// map, calendar: the select or state field that gives the color.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color_by: Option<String>,
    /// gallery: the image field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// gallery: the first line under the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// gallery: the second line under the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// calendar, timeline: the `date` or `datetime` a record starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// calendar: the `date` or `datetime` a record ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// calendar: the `int` field with the length in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<String>,
    /// calendar: the field that makes a lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// form: the sections, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// form: all sections on a page, or one after the other.
    #[serde(default, skip_serializing_if = "Layout::is_page")]
    pub layout: Layout,
    /// map: whether the map is kept for use without a network.
    #[serde(default, skip_serializing_if = "is_false")]
    pub offline_tiles: bool,
}

/// What a view looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ViewKind {
    /// Rows and columns.
    List,
    /// One record, to read and edit.
    Form,
    /// Cards in a column per option.
    Kanban,
    /// Days, weeks, months.
    Calendar,
    /// Points on a map.
    Map,
    /// Pictures.
    Gallery,
    /// Records along time.
    Timeline,
}

/// How a form is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// All sections on one page.
    #[default]
    Page,
    /// One section after the other.
    Wizard,
}

impl Layout {
    fn is_page(&self) -> bool {
        matches!(self, Self::Page)
    }
}

/// A filter a person may switch on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewFilter {
    /// The permanent key.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// Which records it keeps.
    #[serde(rename = "where")]
    pub filter: Expression,
}

/// A part of a form: fields of the record, or a list of records that refer to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The permanent key.
    pub key: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
    /// The fields, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The reference whose records are listed: `visit.property`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<String>,
    /// The view they are listed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// When the section is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Expression>,
}
