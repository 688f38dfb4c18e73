//! Whether an operation writes a declared field in the form that fields of its kind are stored in.
//!
//! A value in another form would read as absent on every replica: it is refused, not lost.

use campo_document::fields::{field_of, is_text_document};
use campo_document::{Action, Op, Scalar};
use campo_model::manifest::{Field, FieldKind, RecordType, ScalarKind, Storage};

use super::denial::Denial;

/// Checks an operation on a facet of the type.
pub(super) fn check(declared: &RecordType, facet: &str, op: &Op) -> Result<(), Denial> {
    let field = field_of(&op.key);
    if let Some(states) = &declared.states
        && states.field == field
        && facet == RecordType::BASE
    {
        let fits =
            op.key == field && matches!(op.action, Action::Put(Scalar::Str(_)) | Action::Delete);
        return if fits { Ok(()) } else { Err(misplaced(field)) };
    }
    let known = declared
        .field(field)
        .filter(|known| known.facet() == facet && !is_text_document(known));
    let known = known.ok_or_else(|| {
        Denial::field(
            "unknown_field",
            field,
            format!("the record has no field `{field}` here: update the app"),
        )
    })?;
    if known.kind == FieldKind::Sequence {
        return Err(Denial::field(
            "forbidden",
            field,
            format!("`{field}` is given by the server"),
        ));
    }
    let part = op.key.split_once('/').map(|(_, part)| part);
    if fits(known, part, &op.action) {
        Ok(())
    } else {
        Err(misplaced(field))
    }
}

fn misplaced(field: &str) -> Denial {
    Denial::field(
        "invalid",
        field,
        format!("the value of `{field}` is not of its kind: update the app"),
    )
}

/// Whether the field's values are stored under this part of its key, in this form.
fn fits(field: &Field, part: Option<&str>, action: &Action) -> bool {
    match (field.kind.storage(), part) {
        (Storage::Scalar(kind), None) => puts(action, |value| is_scalar(kind, value)),
        (Storage::Json, None) => puts(action, is_text),
        (Storage::Counter, None) => match action {
            Action::Increment(_) => true,
            other => puts(other, |value| matches!(value, Scalar::Counter(_))),
        },
        (Storage::Set, Some(member)) => {
            !member.is_empty() && puts(action, |value| *value == Scalar::Bool(true))
        }
        (Storage::Files | Storage::Address, Some(part)) => {
            !part.contains('/') && puts(action, is_text)
        }
        (Storage::Lines, Some(part)) => match part.split_once('/') {
            None => puts(action, |value| is_text(value) || *value == Scalar::Null),
            Some((_, key)) => in_line(field, key, action),
        },
        _ => false,
    }
}

fn in_line(lines: &Field, key: &str, action: &Action) -> bool {
    let (name, part) = key
        .split_once('/')
        .map_or((key, None), |(name, part)| (name, Some(part)));
    lines
        .line_field(name)
        .is_some_and(|field| fits(field, part, action))
}

fn puts(action: &Action, fits: impl Fn(&Scalar) -> bool) -> bool {
    match action {
        Action::Put(value) => fits(value),
        Action::Delete => true,
        Action::Increment(_) => false,
    }
}

fn is_scalar(kind: ScalarKind, value: &Scalar) -> bool {
    match kind {
        ScalarKind::Text => is_text(value),
        ScalarKind::Int => matches!(value, Scalar::Int(_)),
        ScalarKind::Float => matches!(value, Scalar::F64(_)),
        ScalarKind::Bool => matches!(value, Scalar::Bool(_)),
        ScalarKind::Time => matches!(value, Scalar::Timestamp(_)),
    }
}

fn is_text(value: &Scalar) -> bool {
    matches!(value, Scalar::Str(_))
}
