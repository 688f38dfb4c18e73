//! Views and the menu.

use std::collections::BTreeSet;

use super::expression::{Terms, Use};
use super::{Check, unknown};
use crate::manifest::{FieldKind, RecordType, Section, View, ViewKind};

const CHOICES: [FieldKind; 1] = [FieldKind::Select];
pub(super) const DAYS: [FieldKind; 2] = [FieldKind::Date, FieldKind::DateTime];

impl<'a> Check<'a> {
    pub(super) fn views(&mut self) {
        let module = self.module;
        self.keys("views", module.views.iter().map(|view| view.key.as_str()));
        for view in &module.views {
            let path = format!("views/{}", view.key);
            if let Some(record_type) = self.type_named(&format!("{path}/of"), &view.of) {
                self.view(&path, record_type, view);
            }
        }
        self.menu();
    }

    fn view(&mut self, path: &str, record_type: &RecordType, view: &View) {
        self.needed(path, view);
        self.paths(&format!("{path}/columns"), record_type, &view.columns);
        self.paths(&format!("{path}/card"), record_type, &view.card);
        self.paths(
            &format!("{path}/sort"),
            record_type,
            view.sort.iter().map(|field| field.trim_start_matches('-')),
        );
        self.attributes(path, record_type, view);
        let terms = Terms::of(record_type);
        if let Some(filter) = &view.filter {
            self.expression(&format!("{path}/where"), filter, Use::Filter, &terms);
        }
        self.keys(
            &format!("{path}/filters"),
            view.filters.iter().map(|filter| filter.key.as_str()),
        );
        for filter in &view.filters {
            self.expression(
                &format!("{path}/filters/{}/where", filter.key),
                &filter.filter,
                Use::Filter,
                &terms,
            );
        }
        let transitions: BTreeSet<&str> = record_type
            .states
            .iter()
            .flat_map(|states| &states.transitions)
            .map(|transition| transition.key.as_str())
            .collect();
        self.known(
            &format!("{path}/bulk"),
            &view.bulk,
            &transitions,
            "transition",
        );
        self.sections(path, record_type, &view.sections);
    }

    fn needed(&mut self, path: &str, view: &View) {
        let missing = match view.kind {
            ViewKind::List if view.columns.is_empty() => "a list needs `columns`",
            ViewKind::Kanban if view.columns_by.is_none() => {
                "a kanban needs `columns_by`, the select whose options are the columns"
            }
            ViewKind::Map if view.point.is_none() => "a map needs `point`, a geo field",
            ViewKind::Calendar | ViewKind::Timeline if view.start.is_none() => {
                "this view needs `start`, a date or datetime field"
            }
            ViewKind::Gallery if view.image.is_none() => "a gallery needs `image`, an image field",
            ViewKind::Form if view.sections.is_empty() => "a form needs `sections`",
            _ => return,
        };
        self.error(path, missing);
    }

    fn attributes(&mut self, path: &str, record_type: &RecordType, view: &View) {
        let attributes: [(&str, &Option<String>, &[FieldKind]); 7] = [
            ("columns_by", &view.columns_by, &CHOICES),
            ("color_by", &view.color_by, &CHOICES),
            ("point", &view.point, &[FieldKind::Geo]),
            (
                "image",
                &view.image,
                &[FieldKind::Image, FieldKind::Scan, FieldKind::Signature],
            ),
            ("start", &view.start, &DAYS),
            ("end", &view.end, &DAYS),
            ("minutes", &view.minutes, &[FieldKind::Int]),
        ];
        for (name, field, kinds) in attributes {
            if let Some(field) = field {
                self.field_of_kind(&format!("{path}/{name}"), record_type, field, kinds);
            }
        }
        for (name, field) in [
            ("title", &view.title),
            ("subtitle", &view.subtitle),
            ("group_by", &view.group_by),
        ] {
            if let Some(field) = field {
                self.shown(&format!("{path}/{name}"), record_type, field);
            }
        }
        self.limits(path, record_type, view);
    }

    fn limits(&mut self, path: &str, record_type: &RecordType, view: &View) {
        let Some(Ok(found)) = view
            .columns_by
            .as_ref()
            .map(|field| self.registry.path(record_type, &[field.as_str()]))
        else {
            return;
        };
        for option in view
            .limit
            .keys()
            .filter(|option| !found.target.has_option(option))
        {
            self.error(
                format!("{path}/limit/{option}"),
                format!("`{option}` is not a column of this board"),
            );
        }
    }

    fn paths<'p>(
        &mut self,
        list: &str,
        record_type: &RecordType,
        paths: impl IntoIterator<Item = &'p (impl AsRef<str> + ?Sized + 'p)>,
    ) {
        for (index, shown) in paths.into_iter().enumerate() {
            self.shown(&format!("{list}/#{index}"), record_type, shown.as_ref());
        }
    }

    fn shown(&mut self, path: &str, record_type: &RecordType, shown: &str) {
        let parts: Vec<&str> = shown.split('.').collect();
        if let Err(error) = self.registry.path(record_type, &parts) {
            self.error(path, error.0);
        }
    }

    fn sections(&mut self, path: &str, record_type: &RecordType, sections: &[Section]) {
        self.keys(
            &format!("{path}/sections"),
            sections.iter().map(|section| section.key.as_str()),
        );
        for section in sections {
            let path = format!("{path}/sections/{}", section.key);
            self.paths(&format!("{path}/fields"), record_type, &section.fields);
            if let Some(visible_if) = &section.visible_if {
                self.expression(
                    &format!("{path}/visible_if"),
                    visible_if,
                    Use::Condition,
                    &Terms::of(record_type),
                );
            }
            if let Some(related) = &section.related {
                self.related(&format!("{path}/related"), record_type, related);
            }
            if let Some(view) = &section.view {
                self.view_named(&format!("{path}/view"), view);
            }
        }
    }

    fn related(&mut self, path: &str, record_type: &RecordType, related: &str) {
        let full = if related.matches('.').count() == 1 {
            format!("{}.{related}", self.module.module)
        } else {
            related.to_owned()
        };
        let key = record_type.type_key().ok();
        let refers = key.is_some_and(|key| {
            self.registry
                .referrers(&key)
                .any(|(from, field)| full == format!("{from}.{}", field.key))
        });
        if !refers {
            self.error(
                path,
                format!(
                    "`{related}` is not a reference to `{}`; write it as type.field",
                    record_type.key.as_str()
                ),
            );
        }
    }

    fn menu(&mut self) {
        for (index, group) in self.module.menu.iter().enumerate() {
            let path = format!("menu/#{index}");
            for (position, item) in group.items.iter().enumerate() {
                self.view_named(&format!("{path}/items/#{position}"), item);
            }
            self.roles_named(&format!("{path}/roles"), &group.roles);
        }
    }

    fn view_named(&mut self, path: &str, name: &str) {
        let known: BTreeSet<&str> = self
            .module
            .views
            .iter()
            .map(|view| view.key.as_str())
            .collect();
        if !known.contains(name) {
            self.error(path, unknown("view", name, &known));
        }
    }
}
