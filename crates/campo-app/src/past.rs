//! A record as it was.

use campo_model::manifest::FieldRight;
use campo_model::validate::{compute, title};
use campo_store::RecordState;
use campo_wire::command::RecordAt;
use campo_wire::error::ErrorCode;
use campo_wire::record::Record;

use crate::access::Context;
use crate::app::App;
use crate::error::AppError;
use crate::history::Known;
use crate::json::to_json;
use crate::{records, titles};

impl App {
    /// Shows a record as it was at a moment, as far as this person may read it now.
    ///
    /// What sums up other records is not shown: those are as they are now. Without its whole history the record is not
    /// shown at all, rather than wrongly.
    pub async fn record_at(&self, request: RecordAt) -> Result<Record, AppError> {
        let at = request.at.parse::<jiff::Timestamp>().map_err(|_| {
            let message = format!("`{}` is not a moment, as 2026-11-23T10:00:00Z", request.at);
            AppError::refused(ErrorCode::BadRequest, message)
        })?;
        let history = match self.history_of(&request.id).await? {
            Known::Whole(history) => history,
            Known::Part(_, error) => return Err(AppError::Remote(error)),
        };
        self.read(|context| {
            let record = records::find(context, &request.id)?;
            let past = context
                .tx
                .record_at(&record, &history, at.as_millisecond())?;
            let past = past.ok_or_else(|| {
                let message = format!("record {} was not there yet at {}", record.id, request.at);
                AppError::refused(ErrorCode::NotFound, message)
            })?;
            show(context, &past)
        })
    }
}

fn show(context: &Context<'_>, past: &RecordState) -> Result<Record, AppError> {
    let declared = context.declared(&past.record_type)?;
    let on = context.on(&past.record_type);
    let mut fields = context.tx.fields_of(past)?;
    fields.extend(compute(declared, &fields));
    fields.retain(|key, value| on.field(key) != FieldRight::Hidden && !value.is_null());
    Ok(Record {
        id: past.id.to_string(),
        record_type: past.record_type.to_string(),
        title: title(declared, &fields),
        deleted: past.deleted,
        pending: false,
        conflicts: Vec::new(),
        titles: titles::of_fields(context, declared, &fields)?,
        can_update: false,
        can_delete: false,
        read_only: fields.keys().cloned().collect(),
        fields: to_json(&fields),
    })
}
