//! Running numbers: what only the server can give, as an edit of its own right after the one that makes the record.

use campo_document::{Body, Edit, EditId, EditTime, KeyOp, Scalar};
use campo_model::id::UserId;
use campo_model::manifest::{Field, FieldKind};
use campo_wire::sync::Verdict;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::draft::Draft;
use super::unit::Admission;
use crate::error::{LogError, Result};
use crate::table::verdict::{self, Decided};
use crate::table::{entry, sequence};

/// Who the server's own edits are by.
pub(crate) const SERVER: UserId = UserId(Uuid::nil());

impl Admission<'_> {
    /// Gives a new record its running numbers.
    pub(super) fn number(&self, draft: &mut Draft<'_>) -> Result<()> {
        let declared = draft.declared;
        for field in declared
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Sequence)
        {
            if let Some(pattern) = &field.pattern {
                let name = format!("{}.{}", draft.record_type, field.key);
                let (prefix, digits) = fill_in(pattern, self.now_ms);
                let number = sequence::next(self.connection, &name, &prefix)?;
                let value = with_number(&prefix, digits, number);
                self.write_value(draft, field, value)?;
            }
        }
        Ok(())
    }

    fn write_value(&self, draft: &mut Draft<'_>, field: &Field, value: String) -> Result<()> {
        let document = draft.facets.entry(field.facet().to_owned()).or_default();
        let ops = [KeyOp::put(field.key.as_str(), Scalar::Str(value))];
        let authored = document.author(self.server, self.now_ms.div_euclid(1000), &ops);
        let Some((change, hash)) = authored.map_err(LogError::Number)? else {
            return Ok(());
        };
        draft
            .touched
            .entry(field.facet().to_owned())
            .or_default()
            .insert(field.key.clone());
        let (last, chain) = verdict::last(self.connection, self.server.device())?;
        let edit = Edit {
            id: EditId {
                device: self.server.device(),
                seq: last + 1,
            },
            group: None,
            record: draft.id,
            record_type: draft.record_type.clone(),
            schema: String::new(),
            at: EditTime {
                device_ms: self.now_ms,
                offset_ms: Some(0),
            },
            body: Body::Change {
                facet: field.facet().to_owned(),
                seen: Vec::new(),
                change,
                hash,
            },
        };
        let seq = entry::append_edit(self.connection, &edit, SERVER, self.now_ms)?;
        let decided = Decided {
            chain: edit.chain(chain),
            verdict: Verdict::Accepted {
                seq,
                conflict: false,
            },
        };
        verdict::insert(self.connection, edit.id.device, edit.id.seq, &decided)
    }
}

/// The pattern with the date filled in, and how many digits its number has.
fn fill_in(pattern: &str, now_ms: i64) -> (String, usize) {
    let now = jiff::Timestamp::from_millisecond(now_ms)
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC);
    let year = format!("{:04}", now.year());
    let dated = pattern
        .replace("{YYYY}", &year)
        .replace("{YY}", year.get(2..).unwrap_or_default())
        .replace("{MM}", &format!("{:02}", now.month()))
        .replace("{DD}", &format!("{:02}", now.day()));
    let digits = dated.split_once("{#").map_or(0, |(_, rest)| {
        1 + rest.chars().take_while(|c| *c == '#').count()
    });
    (dated, digits)
}

fn with_number(dated: &str, digits: usize, number: u64) -> String {
    let place = format!("{{{}}}", "#".repeat(digits));
    dated.replacen(&place, &format!("{number:0digits$}"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_becomes_a_number() {
        let now = 1_795_428_000_000;
        for (pattern, number, expected) in [
            ("IM-{YYYY}-{#####}", 7, "IM-2026-00007"),
            ("{YY}{MM}{DD}/{##}", 123, "261123/123"),
            ("{#}", 1, "1"),
            ("plain", 1, "plain"),
        ] {
            let (dated, digits) = fill_in(pattern, now);
            assert_eq!(with_number(&dated, digits, number), expected, "{pattern}");
        }
    }
}
