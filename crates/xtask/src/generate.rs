//! Makes the generated files: each has a test that compares it, and writes it when told to.

use anyhow::Result;

use crate::step::{command, timed};

/// Tells the tests that check generated files to write them.
const WRITE: &str = "CAMPO_GEN";

/// Makes the UI's TypeScript, the JSON Schema of manifests and the totals of the security ledgers.
pub fn run() -> Result<()> {
    for (what, arguments) in FILES {
        timed(what, || {
            crate::step::run(command("cargo", arguments).env(WRITE, "1"))
        })?;
    }
    Ok(())
}

const FILES: &[(&str, &[&str])] = &[
    (
        "ui/src/lib/wire/bindings.ts",
        &[
            "test",
            "--quiet",
            "--package",
            "campo-wire",
            "the_typescript_of_the_ui",
        ],
    ),
    (
        "docs/module.schema.json",
        &[
            "test",
            "--quiet",
            "--package",
            "campo-checks",
            "the_schema_of_manifests",
        ],
    ),
    (
        "docs/security/README.md",
        &[
            "test",
            "--quiet",
            "--package",
            "campo-checks",
            "the_totals_of_the_ledgers",
        ],
    ),
];
