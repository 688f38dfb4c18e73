//! Imports, given records and tests.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, unknown};
use crate::manifest::{Import, RecordType, Rows, TestAction, TestCase};
use crate::registry::Target;
use crate::validate;

impl Check<'_> {
    pub(super) fn rows(&mut self) {
        let module = self.module;
        self.keys(
            "imports",
            module.imports.iter().map(|import| import.key.as_str()),
        );
        for import in &module.imports {
            self.import(&format!("imports/{}", import.key), import);
        }
        for (list, given) in [("seed", &module.seed), ("demo", &module.demo)] {
            given
                .iter()
                .enumerate()
                .for_each(|(index, rows)| self.given(&format!("{list}/#{index}"), rows));
        }
        self.unique("tests", module.tests.iter().map(|test| test.key.as_str()));
        for test in &module.tests {
            self.test(&format!("tests/{}", test.key), test);
        }
    }

    fn import(&mut self, path: &str, import: &Import) {
        let Some(record_type) = self.type_named(&format!("{path}/of"), &import.of) else {
            return;
        };
        for (header, field) in &import.columns {
            self.filled(&format!("{path}/columns/{header}"), record_type, field);
        }
        for field in import.values.keys() {
            self.filled(&format!("{path}/values/{field}"), record_type, field);
        }
        for field in import.set.keys() {
            self.filled(&format!("{path}/set/{field}"), record_type, field);
        }
        if import.matching.is_empty() {
            self.error(format!("{path}/match"), "name the fields that find the record a row updates, or [$row] when rows have no key");
        }
        let matched = import.matching.iter().filter(|field| *field != Import::ROW);
        for (index, field) in matched.enumerate() {
            if !import.columns.values().any(|column| column == field) {
                self.error(
                    format!("{path}/match/#{index}"),
                    format!("`{field}` is not among the columns, so no row could match by it"),
                );
            }
        }
    }

    /// Reports a column that leads to no field of the record itself.
    fn filled(&mut self, path: &str, record_type: &RecordType, field: &str) {
        let parts: Vec<&str> = field.split('.').collect();
        match self.registry.path(record_type, &parts) {
            Err(error) => self.error(path, error.0),
            Ok(found) if found.through.is_some() || found.target == Target::Id => {
                self.error(
                    path,
                    format!("`{field}` cannot be filled here; name a field of the record itself"),
                );
            }
            Ok(_) => {}
        }
    }

    fn given(&mut self, path: &str, rows: &Rows) {
        let Some(record_type) = self.type_named(&format!("{path}/into"), &rows.into) else {
            return;
        };
        for (index, row) in rows.rows.iter().enumerate() {
            self.row(&format!("{path}/rows/#{index}"), record_type, row);
        }
        for (index, field) in rows.matching.iter().enumerate() {
            if rows.rows.iter().any(|row| !row.contains_key(field)) {
                self.error(
                    format!("{path}/match/#{index}"),
                    format!("not every row has `{field}`, so it cannot find them again"),
                );
            }
        }
    }

    fn row(
        &mut self,
        path: &str,
        record_type: &RecordType,
        row: &BTreeMap<String, serde_json::Value>,
    ) {
        for (key, json) in row {
            let path = format!("{path}/{key}");
            match self.registry.path(record_type, &[key.as_str()]) {
                Err(error) => self.error(path, error.0),
                Ok(found) => {
                    if let Target::Field(field) = found.target
                        && let Err(problem) = validate::from_json(field, json)
                    {
                        self.error(
                            path,
                            problem
                                .message
                                .get("en", "the value does not fit the field")
                                .to_owned(),
                        );
                    } else if !json
                        .as_str()
                        .is_none_or(|text| found.target.has_option(text))
                    {
                        self.error(path, format!("{json} is not a state"));
                    }
                }
            }
        }
    }

    fn test(&mut self, path: &str, test: &TestCase) {
        let roles: BTreeSet<&str> = self
            .registry
            .roles()
            .map(|role| role.key.as_str())
            .collect();
        if !roles.contains(test.role.as_str()) {
            self.error(format!("{path}/as"), unknown("role", &test.role, &roles));
        }
        let Some(record_type) = self.type_named(&format!("{path}/of"), &test.of) else {
            return;
        };
        let transitions = record_type
            .states
            .iter()
            .flat_map(|states| &states.transitions);
        let named = test.transition.as_deref();
        let known = transitions
            .map(|transition| transition.key.as_str())
            .any(|key| Some(key) == named);
        if (test.when == TestAction::Transition || named.is_some()) && !known {
            self.error(
                format!("{path}/transition"),
                format!(
                    "`{}` is not a transition of `{}`",
                    named.unwrap_or(""),
                    test.of.as_str()
                ),
            );
        }
        for key in test.given.keys().chain(test.then.fields.keys()) {
            if let Err(error) = self.registry.path(record_type, &[key.as_str()]) {
                self.error(format!("{path}/given/{key}"), error.0);
            }
        }
    }
}
