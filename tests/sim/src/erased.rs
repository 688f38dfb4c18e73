//! What an erasure is to take away.

use std::collections::BTreeSet;

use campo_document::fields::{field_of, text_of};
use campo_document::{Action, Body, Scalar};
use campo_model::id::RecordId;
use rusqlite::Connection;

use crate::oracle;
use crate::violation::Result;

/// The shortest value that is looked for: shorter ones are parts of others.
const TELLING: usize = 4;

/// The texts that fields of a record say or ever said, by the log; of all fields when none are named.
pub(crate) fn values(
    log: &Connection,
    record: RecordId,
    fields: &[String],
) -> Result<BTreeSet<String>> {
    let is_erased = |field: &str| fields.is_empty() || fields.iter().any(|erased| erased == field);
    let mut values = BTreeSet::new();
    for (_, edit) in oracle::edits(log)? {
        if edit.record != record {
            continue;
        }
        match edit.body {
            Body::Change { change, .. } => {
                for op in change.ops {
                    if let (true, Action::Put(Scalar::Str(text))) =
                        (is_erased(field_of(&op.key)), op.action)
                    {
                        values.insert(text);
                    }
                }
            }
            Body::Text { facet, after, .. } if text_of(&facet).is_some_and(is_erased) => {
                values.insert(after);
            }
            _ => {}
        }
    }
    values.retain(|text| text.len() >= TELLING && is_of_one_record(text));
    Ok(values)
}

/// Marks are of one field of one record; territories, options and references are not.
fn is_of_one_record(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().skip(1).all(|c| c.is_ascii_digit())
}
