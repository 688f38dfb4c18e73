//! Who a module is and what it needs.

use std::collections::BTreeSet;

use semver::{Version, VersionReq};

use super::{Check, a};
use crate::id::is_key;
use crate::manifest::{DefaultValue, Field, FieldKind};

const RESERVED: [&str; 8] = [
    "self", "user", "line", "settings", "campo", "base", "system", "server",
];

impl Check<'_> {
    pub(super) fn identity(&mut self) {
        let module = self.module;
        if module.campo != 1 {
            self.error("campo", format!("this is a manifest of format {}, and format 1 is what can be read; write `campo: 1`", module.campo));
        }
        self.key("module", &module.module);
        if RESERVED.contains(&module.module.as_str()) {
            self.error(
                "module",
                format!(
                    "`{}` is a reserved word; give the module another key",
                    module.module
                ),
            );
        }
        if Version::parse(&module.version).is_err() {
            self.error(
                "version",
                format!("`{}` is not a version; write it as 1.0.0", module.version),
            );
        }
        self.keys(
            "provides/features",
            module.provides.features.iter().map(String::as_str),
        );
        self.dependencies();
        self.settings();
    }

    fn dependencies(&mut self) {
        for (name, wanted) in &self.module.depends {
            let path = format!("depends/{name}");
            let Ok(wanted) = VersionReq::parse(wanted) else {
                self.error(
                    path,
                    format!("`{wanted}` is not a version to need; write it as \"^1\""),
                );
                continue;
            };
            let Some(found) = self.registry.module(name) else {
                self.error(
                    path,
                    format!("the module `{name}` is needed and not installed; install it first"),
                );
                continue;
            };
            if !Version::parse(&found.version).is_ok_and(|version| wanted.matches(&version)) {
                self.error(
                    path,
                    format!(
                        "`{name}` is installed in version {}, and {wanted} is needed",
                        found.version
                    ),
                );
            }
        }
        if self.depends_on_itself() {
            self.error(
                "depends",
                format!(
                    "`{}` depends on itself through the modules it needs; break the circle",
                    self.module.module
                ),
            );
        }
    }

    fn depends_on_itself(&self) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = self.module.depends.keys().map(String::as_str).collect();
        while let Some(name) = waiting.pop() {
            if name == self.module.module {
                return true;
            }
            if let Some(module) = self.registry.module(name)
                && seen.insert(name)
            {
                waiting.extend(module.depends.keys().map(String::as_str));
            }
        }
        false
    }

    fn settings(&mut self) {
        self.keys(
            "settings",
            self.module
                .settings
                .iter()
                .map(|setting| setting.key.as_str()),
        );
        for setting in &self.module.settings {
            let path = format!("settings/{}", setting.key);
            if !setting.kind.is_number()
                && !matches!(
                    setting.kind,
                    FieldKind::Text | FieldKind::Bool | FieldKind::Date
                )
            {
                self.error(
                    format!("{path}/type"),
                    format!(
                        "a setting cannot be {}; use text, bool, date or a number",
                        a(setting.kind)
                    ),
                );
            }
            match &setting.default {
                DefaultValue::Expression(_) => self.error(
                    format!("{path}/default"),
                    "a setting starts with a value, not with an expression",
                ),
                DefaultValue::Literal(json) => {
                    let field = Field::new(&setting.key, setting.kind);
                    if let Err(problem) = crate::validate::from_json(&field, json) {
                        self.error(
                            format!("{path}/default"),
                            problem
                                .message
                                .get("en", "the default does not fit")
                                .to_owned(),
                        );
                    }
                }
            }
        }
    }

    /// Whether a reference to a type's module is declared.
    pub(super) fn may_use(&self, module: &str) -> bool {
        !is_key(module) || module == self.module.module || self.module.depends.contains_key(module)
    }
}
