//! Record types: keys, facets, indexes, scope, privacy and title.

use std::collections::BTreeSet;

use super::expression::{Terms, Use};
use super::{Check, a, unknown};
use crate::id::TypeKey;
use crate::manifest::{FieldKind, RecordType, TypeRef};
use crate::validate::title_paths;

impl<'a> Check<'a> {
    pub(super) fn types(&mut self) {
        self.keys("types", self.module.types.iter().map(RecordType::name));
        for record_type in &self.module.types {
            let path = format!("types/{}", record_type.name());
            self.record_type(&path, record_type);
        }
    }

    fn record_type(&mut self, path: &str, record_type: &RecordType) {
        if record_type
            .type_key()
            .is_ok_and(|key| key.module() != self.module.module)
        {
            self.error(
                format!("{path}/key"),
                format!(
                    "`{}` is a type of another module; a module declares only its own",
                    record_type.key.as_str()
                ),
            );
        }
        if record_type.fields.is_empty() {
            self.error(
                format!("{path}/fields"),
                "the type has no fields; declare at least one",
            );
        }
        self.facets(path, record_type);
        self.fields(path, record_type);
        self.states(path, record_type);
        self.indexes(path, record_type);
        self.sync(path, record_type);
        self.privacy(path, record_type);
        self.title(path, record_type);
    }

    fn facets(&mut self, path: &str, record_type: &RecordType) {
        self.keys(
            &format!("{path}/facets"),
            record_type.facets.iter().map(|facet| facet.key.as_str()),
        );
        for (index, facet) in record_type.facets.iter().enumerate() {
            if facet.key == RecordType::BASE {
                self.error(
                    format!("{path}/facets/#{index}/key"),
                    "`base` is there by itself; leave it out",
                );
            }
            if record_type.fields_of(&facet.key).next().is_none() {
                self.warn(
                    format!("{path}/facets/#{index}/key"),
                    format!("no field is in the facet `{}`", facet.key),
                );
            }
        }
    }

    fn indexes(&mut self, path: &str, record_type: &RecordType) {
        for (index, fields) in record_type.indexes.iter().enumerate() {
            let path = format!("{path}/indexes/#{index}/fields");
            if fields.fields.is_empty() {
                self.error(&path, "an index needs at least one field");
            }
            for (position, name) in fields.fields.iter().enumerate() {
                match self.registry.path(record_type, &[name.as_str()]) {
                    Err(error) => self.error(format!("{path}/#{position}"), error.0),
                    Ok(found) if !super::field::is_indexable(found.target.kind()) => {
                        self.error(
                            format!("{path}/#{position}"),
                            format!("{} cannot be in an index", a(found.target.kind())),
                        );
                    }
                    Ok(_) => {}
                }
            }
        }
    }

    fn sync(&mut self, path: &str, record_type: &RecordType) {
        let terms = Terms::of(record_type);
        if let Some(scope) = &record_type.sync.scope {
            self.expression(&format!("{path}/sync/scope"), scope, Use::Filter, &terms);
        }
        if let Some(window) = &record_type.sync.window {
            let path = format!("{path}/sync/window/field");
            self.field_of_kind(
                &path,
                record_type,
                &window.field,
                &[FieldKind::Date, FieldKind::DateTime],
            );
        }
    }

    fn privacy(&mut self, path: &str, record_type: &RecordType) {
        let Some(privacy) = &record_type.privacy else {
            return;
        };
        if privacy.subject != "self" {
            self.field_of_kind(
                &format!("{path}/privacy/subject"),
                record_type,
                &privacy.subject,
                &[FieldKind::Ref, FieldKind::User],
            );
        }
        if let Some(after) = privacy
            .retain
            .as_ref()
            .and_then(|retain| retain.after.as_ref())
        {
            self.expression(
                &format!("{path}/privacy/retain/after"),
                after,
                Use::Filter,
                &Terms::of(record_type),
            );
        }
    }

    fn title(&mut self, path: &str, record_type: &RecordType) {
        let Some(title) = &record_type.title else {
            return;
        };
        match title_paths(title) {
            None => self.error(
                format!("{path}/title"),
                "a `{{` in the title is not closed; write it as `{{ code }}`",
            ),
            Some(paths) => {
                for shown in paths {
                    let parts: Vec<&str> = shown.split('.').collect();
                    match self.registry.path(record_type, &parts) {
                        Err(error) => self.error(format!("{path}/title"), error.0),
                        Ok(found) if found.through.is_some() => {
                            self.error(
                                format!("{path}/title"),
                                format!(
                                    "a title shows the record's own fields; `{shown}` is of another"
                                ),
                            );
                        }
                        Ok(_) => {}
                    }
                }
            }
        }
    }

    /// Reports a field that is not there or not of one of the kinds.
    pub(super) fn field_of_kind(
        &mut self,
        path: &str,
        record_type: &RecordType,
        field: &str,
        kinds: &[FieldKind],
    ) {
        match self.registry.path(record_type, &[field]) {
            Err(error) => self.error(path, error.0),
            Ok(found) if !kinds.contains(&found.target.kind()) => {
                let wanted: Vec<String> = kinds.iter().map(|kind| a(*kind)).collect();
                self.error(
                    path,
                    format!(
                        "`{field}` is {}; here {} is needed",
                        a(found.target.kind()),
                        wanted.join(" or ")
                    ),
                );
            }
            Ok(_) => {}
        }
    }

    /// Resolves a reference to a type, or reports that it is unknown or of a module that is not needed.
    pub(super) fn type_named(&mut self, path: &str, reference: &TypeRef) -> Option<&'a RecordType> {
        let registry = self.registry;
        let key = reference.resolve(&self.module.module).ok();
        let found = key.as_ref().and_then(|key| registry.record_type(key));
        match (&key, found) {
            (Some(key), Some(_)) if !self.may_use(key.module()) => {
                let module = key.module();
                self.error(
                    path,
                    format!("`{key}` is of the module `{module}`; add `{module}` to `depends`"),
                );
            }
            (_, None) => {
                let known: BTreeSet<&str> = self
                    .registry
                    .types()
                    .map(|(key, _)| TypeKey::as_str(key))
                    .collect();
                self.error(path, unknown("record type", reference.as_str(), &known));
            }
            _ => {}
        }
        found
    }
}
