//! Deleting tracks after the time that `privacy.retain` of their type says.

use campo_wire::command::RecordRef;
use campo_wire::record::{Comparison, Condition, ListRecords};

use super::allow::equals;
use super::core_type;
use super::finish::TRACK;
use crate::app::App;
use crate::error::AppError;
use crate::json::rfc3339;
use crate::lists;

const DAY_MS: i64 = 86_400_000;

/// How many are deleted at once; the rest the next time.
const AT_ONCE: u32 = 100;

impl App {
    /// Deletes this person's tracks that are kept long enough.
    pub(crate) fn delete_old_tracks(&self) {
        let deleted = self.old_tracks().and_then(|old| {
            old.into_iter()
                .try_for_each(|id| self.delete_record(RecordRef { id }).map(|_| ()))
        });
        if let Err(error) = deleted {
            // It is done again at the next start.
            tracing::debug!(code = ?error.into_wire().code, "old tracks were not deleted");
        }
    }

    fn old_tracks(&self) -> Result<Vec<String>, AppError> {
        self.read(|context| {
            let key = core_type(context, TRACK)?;
            let privacy = context.declared(&key)?.privacy.as_ref();
            let Some(retain) = privacy.and_then(|privacy| privacy.retain.as_ref()) else {
                return Ok(Vec::new());
            };
            let kept_ms = i64::from(retain.days).saturating_mul(DAY_MS);
            let before = rfc3339(context.stamp.now_ms.saturating_sub(kept_ms));
            let request = ListRecords {
                record_type: TRACK.to_owned(),
                conditions: vec![
                    equals("person", context.principal.id.to_string()),
                    Condition {
                        field: "ended".to_owned(),
                        is: Comparison::AtMost,
                        value: Some(before.into()),
                    },
                ],
                columns: vec!["ended".to_owned()],
                limit: Some(AT_ONCE),
                ..ListRecords::default()
            };
            let page = lists::page(context, &request)?;
            Ok(page.rows.into_iter().map(|row| row.id).collect())
        })
    }
}
