//! What the UI must know of the installed modules: menu, types, fields, views. Labels are by locale.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::aggregate::{Every, MeasureOp};

/// A text by locale (`pt-BR`, `en`).
pub type Label = BTreeMap<String, String>;

/// All that the signed-in person's modules, roles and rights show.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Workspace {
    /// Modules with something to show, in menu order.
    pub modules: Vec<ModuleInfo>,
    /// Record types this person may read.
    pub types: Vec<TypeInfo>,
    /// The people of the tenant, for user fields.
    pub people: Vec<crate::session::Person>,
}

/// A module in the menu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ModuleInfo {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: Label,
    /// Its icon's name.
    pub icon: String,
    /// The views the menu offers, by key.
    pub menu: Vec<MenuItem>,
    /// The dashboards it declares, those with something that this person may see.
    pub dashboards: Vec<DashboardInfo>,
}

/// A page of numbers that a module declares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DashboardInfo {
    /// Its key, unique in the module.
    pub key: String,
    /// Its name; empty when it has none of its own.
    pub label: Label,
    /// What it shows, in order.
    pub tiles: Vec<TileInfo>,
}

/// A part of a dashboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TileInfo {
    /// `stat`, `line`, `bar`, `donut`, `table` or `map`.
    pub kind: String,
    /// Its name; empty when it has none of its own.
    pub label: Label,
    /// The keys of its measures, all of one type.
    pub measures: Vec<String>,
    /// The field whose values make the groups, or the `geo` field of a map.
    pub by: Option<String>,
    /// The span of time of a group, when the field is a date or moment.
    pub every: Option<Every>,
}

/// A number over the records of a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MeasureInfo {
    /// `module.measure`.
    pub key: String,
    /// Its name.
    pub label: Label,
    /// How it combines.
    pub op: MeasureOp,
    /// The field it combines; none when it counts.
    pub field: Option<String>,
    /// Which records count, in CEL.
    pub filter: Option<String>,
    /// The date or moment that places a record in time.
    pub time: Option<String>,
}

/// One entry of a module's menu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MenuItem {
    /// The record type it lists.
    pub record_type: String,
    /// The view it opens.
    pub view: String,
    /// Its text.
    pub label: Label,
    /// Its icon's name.
    pub icon: String,
}

/// A record type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TypeInfo {
    /// `module.type`.
    pub key: String,
    /// Its name in the singular.
    pub label: Label,
    /// Its icon's name.
    pub icon: String,
    /// Its fields, in the manifest's order, those this person may read.
    pub fields: Vec<FieldInfo>,
    /// Its states, when it has them.
    pub states: Option<StatesInfo>,
    /// Its views.
    pub views: Vec<ViewInfo>,
    /// The numbers declared over its records, those this person may know.
    pub measures: Vec<MeasureInfo>,
    /// Whether this person may create records.
    pub can_create: bool,
    /// Whether this person may change some records.
    pub can_update: bool,
    /// Whether this person may delete some records.
    pub can_delete: bool,
    /// Whether this person may take some records out as a file.
    pub can_export: bool,
    /// Fields this person may not change.
    pub read_only: Vec<String>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FieldInfo {
    /// Its permanent key.
    pub key: String,
    /// Its kind, as in manifests: `text`, `money`, `lines` ...
    pub kind: String,
    /// The kind of what a computed field or a rollup shows; the field's own kind otherwise.
    pub shown: String,
    /// Its name.
    pub label: Label,
    /// A hint below the field.
    pub help: Option<Label>,
    /// Whether it must always be filled.
    pub required: bool,
    /// Whether nobody types it: computed, rollup, sequence.
    pub derived: bool,
    /// Whether lists can sort and filter by it quickly.
    pub indexed: bool,
    /// Whether search looks into it.
    pub searchable: bool,
    /// The choices of select and multiselect fields.
    pub options: Vec<OptionInfo>,
    /// Whether a multiselect takes other words than its options.
    pub free: bool,
    /// The record type a ref points to.
    pub to: Option<String>,
    /// The unit shown after the number.
    pub unit: Option<String>,
    /// ISO 4217 code of a money field.
    pub currency: Option<String>,
    /// Decimal places of decimal, money and percent fields.
    pub scale: Option<u8>,
    /// The highest value of a rating.
    pub max: Option<u32>,
    /// Whether several files are allowed.
    pub many: bool,
    /// The fields of one line, for `lines`.
    pub fields: Vec<FieldInfo>,
    /// How it is captured on the spot, as `gps`; absent where anything goes.
    pub capture: Option<String>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OptionInfo {
    /// Its permanent key.
    pub key: String,
    /// Its text.
    pub label: Label,
    /// Whether it is no longer offered (old records keep it).
    pub retired: bool,
    /// A color name: `neutral`, `info`, `ok`, `warn`, `danger` or `accent`.
    pub color: Option<String>,
}

/// The life cycle of a type's records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StatesInfo {
    /// The select field that holds the state.
    pub field: String,
    /// The steps allowed.
    pub transitions: Vec<TransitionInfo>,
}

/// A step from some states to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TransitionInfo {
    /// Its key.
    pub key: String,
    /// Its text.
    pub label: Label,
    /// The states it starts from.
    pub from: Vec<String>,
    /// The state it leads to.
    pub to: String,
    /// Whether this person's roles may take it.
    pub allowed: bool,
    /// Whether only the server decides it, because it makes a promise.
    pub online: bool,
}

/// A way to see the records of a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ViewInfo {
    /// Its key.
    pub key: String,
    /// `list`, `form`, `kanban`, `calendar`, `map`, `gallery` or `timeline`.
    pub kind: String,
    /// Its text.
    pub label: Label,
    /// The fields a list shows, in order; `address.city` names a part.
    pub columns: Vec<String>,
    /// The order a list starts with.
    pub sort: Vec<String>,
    /// Ready-made filters.
    pub filters: Vec<FilterInfo>,
    /// A form's sections.
    pub sections: Vec<SectionInfo>,
    /// Which records it shows, in CEL.
    pub filter: Option<String>,
    /// Keys of the transitions offered for several records at once.
    pub bulk: Vec<String>,
    /// What the other layouts are made of.
    pub layout: LayoutInfo,
}

/// What boards, calendars, maps, galleries and timelines are made of; each reads its own part.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct LayoutInfo {
    /// kanban: the select field whose options are the columns.
    pub columns_by: Option<String>,
    /// kanban: the fields on a card.
    pub card: Vec<String>,
    /// kanban: the most cards a column should hold, by option.
    pub limit: BTreeMap<String, u32>,
    /// map: the `geo` field.
    pub point: Option<String>,
    /// map, calendar: the select field that gives the color.
    pub color_by: Option<String>,
    /// gallery: the image field.
    pub image: Option<String>,
    /// gallery: the field of the first line under the picture.
    pub title: Option<String>,
    /// gallery: the field of the second line.
    pub subtitle: Option<String>,
    /// calendar, timeline: the date or moment a record starts.
    pub start: Option<String>,
    /// calendar: the date or moment it ends.
    pub end: Option<String>,
    /// calendar: the `int` field with the length in minutes.
    pub minutes: Option<String>,
    /// calendar: the field that makes a lane.
    pub group_by: Option<String>,
}

/// A ready-made filter of a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FilterInfo {
    /// Its key.
    pub key: String,
    /// Its text.
    pub label: Label,
    /// The CEL it stands for.
    pub filter: String,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SectionInfo {
    /// Its key.
    pub key: String,
    /// Its text.
    pub label: Label,
    /// The fields in it.
    pub fields: Vec<String>,
}
