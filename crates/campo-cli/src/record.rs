//! Records and their conflicts, from the command line.

use std::path::Path;
use std::process::ExitCode;

use campo_app::App;
use campo_wire::command::{
    CreateRecord, Empty, RecordAt, RecordRef, ResolveConflict, UpdateRecord,
};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::record::{Conflict, HistoryEntry, ListRecords, Near, Record, Settlement};
use serde_json::{Value, json};

use crate::args::{ConflictsCommand, List, RecordCommand};
use crate::output::{Output, plain, refused};
use crate::session::open;

/// Does one of the record commands.
pub async fn run(home: &Path, command: RecordCommand, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let record = match command {
        RecordCommand::Create {
            record_type,
            fields,
        } => {
            let fields = app
                .fields_of_words(&record_type, None, &fields)
                .map_err(refused)?;
            app.create_record(CreateRecord {
                record_type,
                fields,
            })
        }
        RecordCommand::Set { id, fields } => {
            let record = app
                .get_record(RecordRef { id: id.clone() })
                .map_err(refused)?;
            let fields = app
                .fields_of_words(&record.record_type, Some(&record), &fields)
                .map_err(refused)?;
            app.update_record(UpdateRecord { id, fields })
        }
        RecordCommand::Get {
            id, history: true, ..
        } => {
            let history = app
                .record_history(RecordRef { id })
                .await
                .map_err(refused)?;
            return output.answer(&history, |history| {
                history.iter().map(step).collect::<Vec<_>>().join("\n")
            });
        }
        RecordCommand::Get {
            id,
            conflicts: true,
            ..
        } => {
            let record = app.get_record(RecordRef { id }).map_err(refused)?;
            return output.answer(&record.conflicts, |list| {
                list.iter()
                    .map(conflict_line)
                    .collect::<Vec<_>>()
                    .join("\n")
            });
        }
        RecordCommand::Get {
            id, at: Some(at), ..
        } => {
            let at = at.to_string();
            let past = RecordAt { id, at: at.clone() };
            let record = app.record_at(past).await.map_err(refused)?;
            let mut past = shape(&record);
            past["at"] = at.into();
            return output.answer(&past, |record| {
                serde_json::to_string_pretty(record).unwrap_or_default()
            });
        }
        RecordCommand::Get { id, .. } => app.get_record(RecordRef { id }),
        RecordCommand::List(list) => return self::list(&app, list, output),
        RecordCommand::Delete { id } => app.delete_record(RecordRef { id }),
        RecordCommand::Restore { id } => app.restore_record(RecordRef { id }),
    };
    output.answer(&shape(&record.map_err(refused)?), |record| {
        serde_json::to_string_pretty(record).unwrap_or_default()
    })
}

/// The record as the contract of the command line has it.
pub(crate) fn shape(record: &Record) -> Value {
    json!({
        "id": record.id,
        "type": record.record_type,
        "title": record.title,
        "fields": record.fields,
        "deleted": record.deleted,
        "pending": record.pending,
        "conflicts": record.conflicts,
    })
}

/// The largest page the app gives at once.
const PAGE: u32 = 500;

fn list(app: &App, list: List, output: Output) -> anyhow::Result<ExitCode> {
    let near = list.near.as_deref().map(parse_near).transpose()?;
    let wanted = list.limit.unwrap_or(u32::MAX);
    let mut request = ListRecords {
        record_type: list.record_type,
        filter: list.filter,
        search: list.search,
        sort: list.sort,
        near,
        deleted: list.deleted,
        offset: list.offset,
        ..ListRecords::default()
    };
    let mut records = Vec::new();
    let total = loop {
        let left = wanted.saturating_sub(u32::try_from(records.len())?);
        request.limit = Some(left.min(PAGE));
        let page = app.list_records(request.clone()).map_err(refused)?;
        let rows = page.rows.len();
        records.extend(page.rows.into_iter().map(|row| {
            let present = page
                .columns
                .iter()
                .cloned()
                .zip(row.values)
                .filter(|(_, value)| !value.is_null());
            json!({
                "id": row.id,
                "type": request.record_type,
                "title": row.title,
                "fields": Value::Object(present.collect()),
                "deleted": request.deleted,
                "pending": row.pending,
                "conflict": row.conflict,
            })
        }));
        request.offset += u32::try_from(rows)?;
        if rows < PAGE as usize || records.len() >= wanted as usize {
            break page.total;
        }
    };
    output.answer(&json!({ "records": records, "total": total }), list_text)
}

fn list_text(answer: &Value) -> String {
    let records = answer["records"].as_array().map_or(&[][..], Vec::as_slice);
    let line = |record: &Value| format!("{}  {}", plain(&record["id"]), plain(&record["title"]));
    let mut lines: Vec<String> = records.iter().map(line).collect();
    lines.push(format!("{} of {}", records.len(), answer["total"]));
    lines.join("\n")
}

fn parse_near(text: &str) -> anyhow::Result<Near> {
    let parts: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse())
        .collect::<Result<_, _>>()
        .unwrap_or_default();
    match parts[..] {
        [lat, lon, meters] => Ok(Near { lat, lon, meters }),
        _ => {
            let message = format!("`{text}` is not LAT,LON,METERS, as -23.55,-46.63,500");
            Err(WireError::new(ErrorCode::BadRequest, message).into())
        }
    }
}

fn step(entry: &HistoryEntry) -> String {
    let waiting = if entry.pending { " (waiting)" } else { "" };
    let mut lines = vec![format!(
        "{}  {} by {} on {}{waiting}",
        entry.time, entry.kind, entry.user, entry.device
    )];
    let change = |c: &campo_wire::record::FieldChange| {
        format!(
            "    {}: {} -> {}",
            c.field,
            plain(&c.before),
            plain(&c.after)
        )
    };
    lines.extend(entry.changes.iter().map(change));
    lines.join("\n")
}

fn conflict_line(conflict: &Conflict) -> String {
    let mut lines = vec![format!(
        "{}  {} ({})",
        conflict.record, conflict.field, conflict.title
    )];
    for value in &conflict.values {
        let mine = if value.mine { ", this device" } else { "" };
        lines.push(format!(
            "    {}  by {} at {}{mine}",
            plain(&value.value),
            value.user,
            value.time
        ));
    }
    lines.join("\n")
}

/// Shows or settles conflicts.
pub async fn conflicts(
    home: &Path,
    command: ConflictsCommand,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    match command {
        ConflictsCommand::List => {
            let conflicts = app.conflicts(Empty {}).map_err(refused)?;
            output.answer(&conflicts, |list| {
                list.iter()
                    .map(conflict_line)
                    .collect::<Vec<_>>()
                    .join("\n")
            })
        }
        ConflictsCommand::Resolve { id, field, take } => {
            let take = match take.as_str() {
                "mine" => Settlement::Mine,
                "theirs" => Settlement::Theirs,
                text => Settlement::Value(app.value_of_text(&id, &field, text).map_err(refused)?),
            };
            let record = app
                .resolve_conflict(ResolveConflict { id, field, take })
                .map_err(refused)?;
            output.answer(&shape(&record), |_| "settled".to_owned())
        }
    }
}
