//! The machine form of a manifest: canonical JSON, its hash, and the JSON Schema of the files.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::module::Module;

/// The SHA-256 of a module's canonical JSON, in lower-case hexadecimal: the module's identity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(String);

impl ContentHash {
    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not the machine form of a module.
#[derive(Debug, thiserror::Error)]
#[error("this is not a module in canonical JSON; install it again from its files")]
pub struct ManifestError(#[from] serde_json::Error);

impl Module {
    /// The module as JSON with sorted keys and no spaces.
    pub fn canonical_json(&self) -> Result<String, ManifestError> {
        let mut json = serde_json::to_value(self)?;
        json.sort_all_objects();
        Ok(json.to_string())
    }

    /// The hash of [`Module::canonical_json`].
    pub fn content_hash(&self) -> Result<ContentHash, ManifestError> {
        let digest = Sha256::digest(self.canonical_json()?);
        Ok(ContentHash(
            digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        ))
    }

    /// Reads a module from JSON; its meaning is checked by [`crate::registry::Registry::new`].
    pub fn from_json(text: &str) -> Result<Self, ManifestError> {
        let mut module: Self = serde_json::from_str(text)?;
        module.qualify();
        Ok(module)
    }
}

/// The JSON Schema of a manifest, for editors.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Module).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"{"version":"1.0.0","module":"demo","campo":1,"types":[{"fields":[{"type":"int","key":"price"}],"key":"house"}]}"#;

    #[test]
    fn the_hash_does_not_depend_on_the_order_of_keys() {
        let module = Module::from_json(MODULE).unwrap();
        let canonical = module.canonical_json().unwrap();
        assert_eq!(
            canonical,
            r#"{"campo":1,"module":"demo","types":[{"fields":[{"key":"price","type":"int"}],"key":"demo.house"}],"version":"1.0.0"}"#
        );
        let again = Module::from_json(&canonical).unwrap();
        assert_eq!(
            again.content_hash().unwrap(),
            module.content_hash().unwrap()
        );
    }

    #[test]
    fn the_schema_names_what_a_manifest_may_have() {
        let schema = json_schema();
        let properties = schema
            .get("properties")
            .and_then(serde_json::Value::as_object)
            .unwrap();
        assert!(
            ["campo", "types", "roles", "views"]
                .iter()
                .all(|key| properties.contains_key(*key))
        );
        assert_eq!(
            schema.get("additionalProperties"),
            Some(&serde_json::Value::Bool(false))
        );
    }
}
