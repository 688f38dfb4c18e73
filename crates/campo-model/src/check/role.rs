//! Roles: known types and fields, no circles, and nothing hidden that must replicate.

use std::collections::BTreeSet;

use super::expression::{Terms, Use};
use super::{Check, unknown};
use crate::manifest::{FieldRight, Grant, Permission, RecordType, Role, TypeRef};

impl<'a> Check<'a> {
    pub(super) fn roles(&mut self) {
        self.keys(
            "roles",
            self.module.roles.iter().map(|role| role.key.as_str()),
        );
        for role in &self.module.roles {
            let path = format!("roles/{}", role.key);
            self.roles_named(&format!("{path}/includes"), &role.includes);
            if self.includes_itself(role) {
                self.error(
                    format!("{path}/includes"),
                    format!(
                        "the role `{}` includes itself through others; break the circle",
                        role.key
                    ),
                );
            }
            for (name, grant) in &role.grants {
                let path = format!("{path}/grants/{name}");
                if let Some(record_type) = self.type_named(&path, &TypeRef::from(name.as_str())) {
                    self.grant(&path, record_type, grant);
                }
            }
        }
    }

    /// Reports roles no module declares.
    pub(super) fn roles_named(&mut self, path: &str, roles: &[String]) {
        let known: BTreeSet<&str> = self
            .registry
            .roles()
            .map(|role| role.key.as_str())
            .collect();
        self.known(path, roles, &known, "role");
    }

    fn includes_itself(&self, role: &Role) -> bool {
        let all = || {
            self.registry
                .modules()
                .iter()
                .flat_map(|module| &module.roles)
        };
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = role.includes.iter().map(String::as_str).collect();
        while let Some(name) = waiting.pop() {
            if name == role.key {
                return true;
            }
            if seen.insert(name) {
                waiting.extend(
                    all()
                        .filter(|other| other.key == name)
                        .flat_map(|other| &other.includes)
                        .map(String::as_str),
                );
            }
        }
        false
    }

    fn grant(&mut self, path: &str, record_type: &RecordType, grant: &Grant) {
        let actions = [
            ("read", &grant.read),
            ("create", &grant.create),
            ("update", &grant.update),
            ("delete", &grant.delete),
            ("export", &grant.export),
        ];
        for (action, permission) in actions {
            if let Permission::When(expression) = permission {
                self.expression(
                    &format!("{path}/{action}"),
                    expression,
                    Use::Filter,
                    &Terms::of(record_type),
                );
            }
        }
        for field in grant.fields.keys() {
            if let Err(error) = self.registry.path(record_type, &[field.as_str()]) {
                self.error(format!("{path}/fields/{field}"), error.0);
            }
        }
        let facets: BTreeSet<&str> = record_type.facet_keys().collect();
        for (facet, right) in &grant.facets {
            let path = format!("{path}/facets/{facet}");
            if !facets.contains(facet.as_str()) {
                self.error(path, unknown("facet", facet, &facets));
            } else if facet == RecordType::BASE && *right == FieldRight::Hidden {
                self.error(
                    path,
                    "`base` cannot be hidden; refuse `read` of the type instead",
                );
            }
        }
        self.hidden(path, record_type, grant);
    }

    /// A facet is what replicates, so a field is hidden with its whole facet or not at all.
    fn hidden(&mut self, path: &str, record_type: &RecordType, grant: &Grant) {
        let hidden = |key: &str| grant.fields.get(key) == Some(&FieldRight::Hidden);
        for field in record_type.fields.iter().filter(|field| hidden(&field.key)) {
            let facet = field.facet();
            let whole = grant.facets.get(facet) == Some(&FieldRight::Hidden)
                || record_type.fields_of(facet).all(|other| hidden(&other.key));
            if facet == RecordType::BASE || !whole {
                let message = format!(
                    "`{}` cannot be hidden alone: its facet `{facet}` also holds fields this role sees; put it in a facet of its own",
                    field.key
                );
                self.error(format!("{path}/fields/{}", field.key), message);
            }
        }
    }
}
