//! A record type named in a manifest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{InvalidId, TypeKey};

/// A reference to a record type: `person` within its own module, `crm.person` from anywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct TypeRef(String);

impl TypeRef {
    /// The type meant when the reference stands in `module`.
    pub fn resolve(&self, module: &str) -> Result<TypeKey, InvalidId> {
        match self.0.contains('.') {
            true => self.0.parse(),
            false => TypeKey::new(module, &self.0),
        }
    }

    /// The reference as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Rewrites the reference to its full form; one that cannot be a type stays, for the checks to report.
    pub(crate) fn qualify(&mut self, module: &str) {
        if let Ok(key) = self.resolve(module) {
            self.0 = key.into();
        }
    }
}

impl From<&TypeKey> for TypeRef {
    fn from(key: &TypeKey) -> Self {
        Self(key.to_string())
    }
}

impl From<&str> for TypeRef {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
