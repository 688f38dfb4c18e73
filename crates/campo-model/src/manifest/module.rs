//! The manifest of a module.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dashboard::{Dashboard, Measure};
use super::field::DefaultValue;
use super::kind::FieldKind;
use super::label::Label;
use super::record_type::RecordType;
use super::role::Role;
use super::test_case::TestCase;
use super::type_ref::TypeRef;
use super::view::View;

/// A module: record types, roles, views and menus under one permanent key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The manifest format; always 1.
    pub campo: u32,
    /// The permanent key.
    pub module: String,
    /// The module's own version (semver).
    pub version: String,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub title: Label,
    /// The name of an icon of the design system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The licence, as an SPDX expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// The modules it needs, with the versions that fit (`^1`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub depends: BTreeMap<String, String>,
    /// What a tenant may switch off.
    #[serde(default, skip_serializing_if = "Provides::is_empty")]
    pub provides: Provides,
    /// The tenant's settings of the module.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// The record types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<RecordType>,
    /// What each role may do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// The views.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// Numbers over records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// Pages of numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dashboards: Vec<Dashboard>,
    /// The menu.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub menu: Vec<MenuGroup>,
    /// Known shapes of files to import.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<Import>,
    /// Records every tenant starts with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seed: Vec<Rows>,
    /// Records of a demonstration tenant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demo: Vec<Rows>,
    /// What the module promises.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<TestCase>,
}

impl Module {
    /// Rewrites every reference to a type to its full `module.type` form.
    pub(crate) fn qualify(&mut self) {
        let module = self.module.clone();
        for record_type in &mut self.types {
            record_type.key.qualify(&module);
            record_type
                .fields
                .iter_mut()
                .for_each(|field| field.qualify(&module));
        }
        self.views
            .iter_mut()
            .for_each(|view| view.of.qualify(&module));
        self.measures
            .iter_mut()
            .for_each(|measure| measure.of.qualify(&module));
        self.imports
            .iter_mut()
            .for_each(|import| import.of.qualify(&module));
        self.seed
            .iter_mut()
            .chain(&mut self.demo)
            .for_each(|rows| rows.into.qualify(&module));
        self.tests
            .iter_mut()
            .for_each(|test| test.of.qualify(&module));
    }

    /// The type with this name.
    pub fn record_type(&self, name: &str) -> Option<&RecordType> {
        self.types
            .iter()
            .find(|record_type| record_type.name() == name)
    }
}

/// What a module offers that a tenant may switch off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Provides {
    /// The features' keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
}

impl Provides {
    fn is_empty(&self) -> bool {
        self.features.is_empty()
    }
}

/// A setting a tenant's administrator may change, read as `settings.<key>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The permanent key.
    pub key: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// The value until someone changes it.
    pub default: DefaultValue,
    /// The name people see.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub label: Label,
}

/// A group of views in the menu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuGroup {
    /// The name people see.
    pub label: Label,
    /// The name of an icon of the design system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The views, in order.
    pub items: Vec<String>,
    /// The roles that see it; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
}

/// A known shape of file to import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// The permanent key.
    pub key: String,
    /// The type of the records.
    pub of: TypeRef,
    /// The field, or part (`place.lat`), each header goes to; headers not named are left out.
    pub columns: BTreeMap<String, String>,
    /// The words of the file that mean another value, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Values every imported record gets, as human text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// The fields that find the record a row updates; [`Import::ROW`] means the file's name and line.
    #[serde(rename = "match")]
    pub matching: Vec<String>,
}

impl Import {
    /// The natural key of rows that have none: the file's name and the line in it.
    pub const ROW: &'static str = "$row";
}

/// Records given with a module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The type of the records.
    pub into: TypeRef,
    /// The fields that find a record already there; empty means always new.
    #[serde(default, rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub matching: Vec<String>,
    /// The records' fields as machine JSON.
    pub rows: Vec<BTreeMap<String, serde_json::Value>>,
}
