//! Translations kept apart from the manifest: `i18n/<locale>.yaml`, a flat map from what is labelled to its text.
//!
//! `property` labels a type, `property.kind` a field, `property.kind.house` an option, `property.status.draft` a state,
//! `view.property_list`, `measure.listed`, `dashboard.home`, `role.agent` and `setting.visit_minutes` the rest, and `title` the
//! module.

use std::collections::BTreeMap;

use crate::check::Finding;
use crate::manifest::{Field, Label, Module, RecordType};

/// Puts the texts on the labels they name; gives a finding for each that names nothing.
pub(super) fn apply(
    module: &mut Module,
    translations: &BTreeMap<String, BTreeMap<String, String>>,
) -> Vec<Finding> {
    if translations.is_empty() {
        return Vec::new();
    }
    let mut labels = labels(module);
    let mut findings = Vec::new();
    for (locale, texts) in translations {
        for (key, text) in texts {
            match labels.get_mut(key) {
                Some(label) => label.set(locale, text),
                None => findings.push(Finding::error(
                    format!("i18n:{locale}/{key}"),
                    format!("`{key}` labels nothing in this module; remove it or correct the key"),
                )),
            }
        }
    }
    findings
}

fn labels(module: &mut Module) -> BTreeMap<String, &mut Label> {
    let mut labels = BTreeMap::from([("title".to_owned(), &mut module.title)]);
    for record_type in &mut module.types {
        type_labels(record_type, &mut labels);
    }
    labels.extend(
        module
            .views
            .iter_mut()
            .map(|view| (format!("view.{}", view.key), &mut view.label)),
    );
    labels.extend(
        module
            .measures
            .iter_mut()
            .map(|measure| (format!("measure.{}", measure.key), &mut measure.label)),
    );
    labels.extend(
        module
            .dashboards
            .iter_mut()
            .map(|dashboard| (format!("dashboard.{}", dashboard.key), &mut dashboard.label)),
    );
    labels.extend(
        module
            .roles
            .iter_mut()
            .map(|role| (format!("role.{}", role.key), &mut role.label)),
    );
    labels.extend(
        module
            .settings
            .iter_mut()
            .map(|setting| (format!("setting.{}", setting.key), &mut setting.label)),
    );
    labels
}

fn type_labels<'a>(record_type: &'a mut RecordType, labels: &mut BTreeMap<String, &'a mut Label>) {
    let name = record_type.name().to_owned();
    labels.insert(name.clone(), &mut record_type.label);
    for field in &mut record_type.fields {
        field_labels(&name, field, labels);
    }
    if let Some(states) = &mut record_type.states {
        let path = format!("{name}.{}", states.field);
        labels.extend(
            states
                .values
                .iter_mut()
                .map(|state| (format!("{path}.{}", state.key), &mut state.label)),
        );
        labels.extend(
            states
                .transitions
                .iter_mut()
                .map(|transition| (format!("{path}:{}", transition.key), &mut transition.label)),
        );
        labels.insert(path, &mut states.label);
    }
}

fn field_labels<'a>(
    parent: &str,
    field: &'a mut Field,
    labels: &mut BTreeMap<String, &'a mut Label>,
) {
    let path = format!("{parent}.{}", field.key);
    labels.extend(
        field
            .options
            .iter_mut()
            .map(|option| (format!("{path}.{}", option.key), &mut option.label)),
    );
    for line_field in &mut field.fields {
        let line_path = format!("{path}.{}", line_field.key);
        labels.extend(
            line_field
                .options
                .iter_mut()
                .map(|option| (format!("{line_path}.{}", option.key), &mut option.label)),
        );
        labels.insert(line_path, &mut line_field.label);
    }
    labels.insert(path, &mut field.label);
}
