//! Dotted paths to what a record shows: `price`, `address.city`, `property.agent`.

use super::Registry;
use crate::manifest::{Field, FieldKind, RecordType, States};

/// The parts of an address.
pub const ADDRESS_PARTS: [&str; 8] = [
    "street",
    "number",
    "complement",
    "district",
    "city",
    "state",
    "postal_code",
    "country",
];
/// The parts of a place.
pub const GEO_PARTS: [&str; 5] = ["lat", "lon", "accuracy", "at", "source"];

/// What a path leads to, and the reference it goes through, if any.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldPath<'a> {
    /// The reference field of the record that is followed first.
    pub through: Option<&'a Field>,
    /// What is read there.
    pub target: Target<'a>,
}

/// The end of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target<'a> {
    /// The record's id.
    Id,
    /// The state field.
    State(&'a States),
    /// A field.
    Field(&'a Field),
    /// A part of an address or a place.
    Part(&'a Field, &'a str),
}

impl Target<'_> {
    /// The kind of value read.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Id => FieldKind::Text,
            Self::State(_) => FieldKind::Select,
            Self::Field(field) => field.kind,
            Self::Part(field, _) if field.kind == FieldKind::Geo => FieldKind::Decimal,
            Self::Part(..) => FieldKind::Text,
        }
    }

    /// Whether `key` may stand for a value here: a known option or state, or anything where there are none.
    pub fn has_option(&self, key: &str) -> bool {
        match self {
            Self::State(states) => states.value(key).is_some(),
            Self::Field(field) if field.options.is_empty() || field.free => true,
            Self::Field(field) => field.option(key).is_some(),
            _ => true,
        }
    }
}

/// A path that leads nowhere, in words for the module's author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PathError(pub String);

impl Registry {
    /// Follows a path from a record of the type: at most one reference, then at most one part.
    pub fn path<'a>(
        &'a self,
        record_type: &'a RecordType,
        path: &[&'a str],
    ) -> Result<FieldPath<'a>, PathError> {
        let Some((first, rest)) = path.split_first() else {
            return Err(PathError("the path is empty; name a field".to_owned()));
        };
        let start = own(record_type, first)?;
        match (start, rest) {
            (target, []) => Ok(FieldPath {
                through: None,
                target,
            }),
            (Target::Field(field), [part]) if has_parts(field.kind) => {
                part_of(field, part).map(|target| FieldPath {
                    through: None,
                    target,
                })
            }
            (Target::Field(field), [next, rest @ ..]) if field.kind == FieldKind::Ref => {
                self.hop(field, next, rest)
            }
            _ => Err(PathError(format!(
                "`{first}` of `{}` has no parts; leave out what follows it",
                record_type.key.as_str()
            ))),
        }
    }

    fn hop<'a>(
        &'a self,
        field: &'a Field,
        next: &'a str,
        rest: &[&'a str],
    ) -> Result<FieldPath<'a>, PathError> {
        let Some((_, target_type)) = self.target(field) else {
            return Err(PathError(format!(
                "`{}` refers to a type that is not installed",
                field.key
            )));
        };
        let through = Some(field);
        match (own(target_type, next)?, rest) {
            (target, []) => Ok(FieldPath { through, target }),
            (Target::Field(field), [part]) if has_parts(field.kind) => {
                part_of(field, part).map(|target| FieldPath { through, target })
            }
            (Target::Field(second), _) if second.kind == FieldKind::Ref => Err(PathError(format!(
                "`{}.{next}` goes over two references; only one may be followed, so keep a copy of the value or a rollup",
                field.key
            ))),
            _ => Err(PathError(format!(
                "`{}.{next}` has no parts; leave out what follows it",
                field.key
            ))),
        }
    }
}

fn has_parts(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Address | FieldKind::Geo)
}

fn own<'a>(record_type: &'a RecordType, key: &str) -> Result<Target<'a>, PathError> {
    let state = record_type
        .states
        .as_ref()
        .filter(|states| states.field == key)
        .map(Target::State);
    let found = state.or_else(|| record_type.field(key).map(Target::Field));
    match found {
        Some(target) => Ok(target),
        None if key == "id" => Ok(Target::Id),
        None => Err(PathError(unknown_field(record_type, key))),
    }
}

fn part_of<'a>(field: &'a Field, part: &'a str) -> Result<Target<'a>, PathError> {
    let parts: &[&str] = if field.kind == FieldKind::Geo {
        &GEO_PARTS
    } else {
        &ADDRESS_PARTS
    };
    if parts.contains(&part) {
        return Ok(Target::Part(field, part));
    }
    Err(PathError(format!(
        "`{}` has no part `{part}`; its parts are {}",
        field.key,
        parts.join(", ")
    )))
}

fn unknown_field(record_type: &RecordType, key: &str) -> String {
    let known: Vec<&str> = record_type
        .fields
        .iter()
        .map(|field| field.key.as_str())
        .collect();
    format!(
        "`{}` has no field `{key}`; its fields are {}",
        record_type.key.as_str(),
        known.join(", ")
    )
}
