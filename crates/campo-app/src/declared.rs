//! The fields of a type, its state among them.

use std::borrow::Cow;

use campo_model::manifest::{Field, FieldKind, RecordType, SelectOption};

/// A field of a type by key; the state is a select of the states.
pub(crate) fn field_of<'a>(declared: &'a RecordType, key: &str) -> Option<Cow<'a, Field>> {
    let own = declared.field(key).map(Cow::Borrowed);
    own.or_else(|| {
        state_field(declared)
            .filter(|field| field.key == key)
            .map(Cow::Owned)
    })
}

/// The state of a type's records as a field.
pub(crate) fn state_field(declared: &RecordType) -> Option<Field> {
    let states = declared.states.as_ref()?;
    let options = states.values.iter().map(|state| SelectOption {
        key: state.key.clone(),
        label: state.label.clone(),
        color: state.color.clone(),
        retired: None,
    });
    Some(Field {
        key: states.field.clone(),
        kind: FieldKind::Select,
        label: states.label.clone(),
        options: options.collect(),
        ..Field::default()
    })
}
