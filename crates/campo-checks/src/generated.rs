//! Generated files that no other crate's test looks after.

use crate::tree::root;

/// With `CAMPO_GEN` set (as `cargo xtask gen` does) writes the file instead of comparing it.
#[test]
fn the_schema_of_manifests_is_up_to_date() {
    let path = root().join("docs/module.schema.json");
    let schema =
        serde_json::to_string_pretty(&campo_model::manifest::json_schema()).unwrap() + "\n";
    if std::env::var_os("CAMPO_GEN").is_some() {
        std::fs::write(&path, &schema).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == schema,
        "docs/module.schema.json is out of date: run `cargo xtask gen`"
    );
}
