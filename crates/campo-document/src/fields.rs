//! Between a record's fields and a document's keys.
//!
//! A scalar field is one key. A field with parts has a key for each part, `field/part`, so that edits of different
//! parts merge: a member of a set (`true`), a file (its description as JSON), a part of an address, a line's position
//! and values. A deleted line leaves its marker as null and its values where they are, so that nothing a colleague
//! typed into it meanwhile is lost. A value with inner structure that only makes sense whole (place, shape, JSON) is
//! one text of canonical JSON.

mod plan;
mod position;
mod read;
#[cfg(test)]
mod tests;

use campo_model::manifest::{Field, FieldKind, MergePolicy, RecordType};

pub use plan::{PlanError, plan};
pub use read::read_fields;

/// The field a document key belongs to: what stands before the first slash.
pub fn field_of(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

/// Whether a field is a document of its own, in which concurrent typing merges; see [`crate::text`].
pub fn is_text_document(field: &Field) -> bool {
    field.merge == Some(MergePolicy::Text)
}

/// The name of such a field's document: the facet that decides who may read it, and the field.
pub fn text_facet(field: &Field) -> String {
    format!("{}~{}", field.facet(), field.key)
}

/// The field whose text the document of this name is; `None` for a facet's own document.
pub fn text_of(name: &str) -> Option<&str> {
    name.split_once('~').map(|(_, field)| field)
}

/// The facet that decides who may read and write the document of this name.
pub fn facet_of(name: &str) -> &str {
    name.split('~').next().unwrap_or(name)
}

/// A field as the layout sees it; the state field of a type is one without being declared.
#[derive(Clone, Copy)]
struct Slot<'a> {
    name: &'a str,
    kind: FieldKind,
    line_fields: &'a [Field],
}

impl<'a> Slot<'a> {
    fn of(field: &'a Field) -> Self {
        Self {
            name: &field.key,
            kind: field.kind,
            line_fields: &field.fields,
        }
    }

    /// The fields that live in a facet's own document.
    fn all(record_type: &'a RecordType, facet: &str) -> Vec<Self> {
        let own = |field: &&Field| field.facet() == facet && !is_text_document(field);
        let fields = record_type.fields.iter().filter(own).map(Self::of);
        let state = record_type
            .states
            .iter()
            .filter(|_| facet == RecordType::BASE);
        let state = state.map(|states| Self {
            name: &states.field,
            kind: FieldKind::Select,
            line_fields: &[],
        });
        fields.chain(state).collect()
    }
}

/// The key of a part, also of a part of a part.
fn part_key(key: &str, part: &str) -> String {
    format!("{key}/{part}")
}
