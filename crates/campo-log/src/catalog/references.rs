//! The references that say what becomes of a record when the one it refers to is deleted.

use std::collections::BTreeMap;

use campo_model::id::TypeKey;
use campo_model::manifest::{FieldKind, OnDelete};
use campo_model::registry::Registry;

/// A reference field with `on_delete`.
pub(crate) struct Reference {
    pub(crate) record_type: TypeKey,
    pub(crate) field: String,
    pub(crate) on_delete: OnDelete,
}

/// Such references by the type they lead to.
#[derive(Default)]
pub(crate) struct References(BTreeMap<TypeKey, Vec<Reference>>);

impl References {
    /// Collects the references of all modules.
    pub(crate) fn of(registry: &Registry) -> Self {
        let mut references = Self::default();
        for (key, declared) in registry.types() {
            let fields = declared.fields.iter();
            for field in fields.filter(|field| field.kind == FieldKind::Ref) {
                let (Some(target), Some(on_delete)) = (field.target(), field.on_delete) else {
                    continue;
                };
                references.0.entry(target).or_default().push(Reference {
                    record_type: key.clone(),
                    field: field.key.clone(),
                    on_delete,
                });
            }
        }
        references
    }

    /// The references to records of a type.
    pub(crate) fn onto(&self, key: &TypeKey) -> impl Iterator<Item = &Reference> {
        self.0.get(key).into_iter().flatten()
    }
}
