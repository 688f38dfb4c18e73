//! Running numbers: what only the server can give, as an edit of its own right after the one that makes the record.

use campo_document::{KeyOp, Scalar};
use campo_model::manifest::{Field, FieldKind};
use jiff::tz::TimeZone;

use super::draft::Draft;
use super::unit::Admission;
use crate::error::Result;
use crate::table::sequence;

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
        let op = KeyOp::put(field.key.as_str(), Scalar::Str(value));
        self.write_as_server(draft, field, op).map(drop)
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
