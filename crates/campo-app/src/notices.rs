//! What concerns the signed-in person, gathered from what is on the device; so it works without a connection.
//!
//! Nothing is kept of a notice but whether it was read. That stays on this device: a record of each thing read would be
//! an edit of everybody's log for every glance.

mod talk;

use std::collections::BTreeSet;

use campo_document::Document;
use campo_model::id::TypeKey;
use campo_model::manifest::{FieldKind, RecordType, Storage};
use campo_store::{EditStatus, RecordState};
use campo_wire::command::Empty;
use campo_wire::error::ErrorCode;
use campo_wire::notice::{InboxNotice, MarkNotices, NoticeKind, Notices};
use campo_wire::record::{Comparison, Condition, ListRecords, RecordPage};

use crate::access::Context;
use crate::app::App;
use crate::conflicts;
use crate::error::AppError;
use crate::json::rfc3339;
use crate::{lists, outbox, records};

/// How far back notices go, ms.
const SPAN_MS: i64 = 30 * 24 * 3_600_000;
/// How many records of a type are looked at.
const LOOKED_AT: u32 = 200;
/// How many notices there are at most.
const MOST: usize = 300;
/// How many notices are remembered as read.
const MOST_READ: usize = 2000;
/// How many are marked at once.
const MARKED_AT_ONCE: usize = 1000;

impl App {
    /// What happened lately that concerns this person.
    pub fn notices(&self, _: Empty) -> Result<Notices, AppError> {
        self.read(|context| {
            let mut notices = assigned(context)?;
            notices.extend(talk::comments(context)?);
            notices.extend(talk::messages(context)?);
            notices.extend(refused(context)?);
            notices.extend(conflicting(context)?);
            notices.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
            notices.truncate(MOST);
            let read = context.tx.read_notices()?;
            Ok(Notices { notices, read })
        })
    }

    /// Marks notices as read, or as not read.
    pub fn mark_notices(&self, request: MarkNotices) -> Result<Empty, AppError> {
        if request.ids.len() > MARKED_AT_ONCE {
            let message = format!("at most {MARKED_AT_ONCE} notices at once; nothing was changed");
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        }
        let ids: BTreeSet<&String> = request.ids.iter().collect();
        self.store(|store| {
            store.write(|tx| {
                let mut read = tx.read_notices()?;
                read.retain(|id| !ids.contains(id));
                if request.read {
                    read.extend(ids.into_iter().cloned());
                }
                let old = read.len().saturating_sub(MOST_READ);
                Ok::<_, AppError>(tx.set_read_notices(&read.split_off(old))?)
            })
        })?;
        Ok(Empty {})
    }
}

/// Records in which somebody else named this person, by the types that have a view of their own.
fn assigned(context: &Context<'_>) -> Result<Vec<InboxNotice>, AppError> {
    let mut notices = Vec::new();
    for key in context.access.readable_types() {
        let Some(declared) = context.registry().record_type(key) else {
            continue;
        };
        if context.registry().views(key).next().is_none() {
            continue;
        }
        for field in people_fields(declared) {
            let page = mine(context, key, field)?;
            for row in &page.rows {
                let record = records::find(context, &row.id)?;
                notices.extend(assignment(context, &record, field, &row.title)?);
            }
        }
    }
    Ok(notices)
}

/// The fields of a type that name a person.
fn people_fields(declared: &RecordType) -> impl Iterator<Item = &str> {
    let people = declared
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::User && field.kind.storage() != Storage::Derived);
    people.map(|field| field.key.as_str())
}

/// The newest records in which a field names this person.
fn mine(context: &Context<'_>, key: &TypeKey, field: &str) -> Result<RecordPage, AppError> {
    let me = Condition {
        field: field.to_owned(),
        is: Comparison::Equal,
        value: Some(context.principal.id.to_string().into()),
    };
    let request = ListRecords {
        record_type: key.to_string(),
        conditions: vec![me],
        columns: vec![field.to_owned()],
        limit: Some(LOOKED_AT),
        ..ListRecords::default()
    };
    lists::page(context, &request)
}

fn assignment(
    context: &Context<'_>,
    record: &RecordState,
    field: &str,
    title: &str,
) -> Result<Option<InboxNotice>, AppError> {
    let set = record
        .facets
        .iter()
        .find_map(|(_, document): &(_, Document)| document.visible(field).last());
    let Some(set) = set else {
        return Ok(None);
    };
    let at_ms = set.time.saturating_mul(1000);
    let device = set.id.actor.device();
    let by = context.tx.device_owner(device)?.map(|(user, ..)| user);
    let here = device == context.stamp.actor.device();
    let by_me = here || by.as_ref() == Some(&context.principal.id.to_string());
    if by_me || !is_recent(context, at_ms) {
        return Ok(None);
    }
    Ok(Some(InboxNotice {
        id: format!("assigned {} {field} {at_ms}", record.id),
        kind: NoticeKind::Assigned,
        record: record.id.to_string(),
        record_type: record.record_type.to_string(),
        title: title.to_owned(),
        field: field.to_owned(),
        by: by.unwrap_or_default(),
        text: String::new(),
        at: rfc3339(at_ms),
    }))
}

/// Edits of this device that the server did not take.
fn refused(context: &Context<'_>) -> Result<Vec<InboxNotice>, AppError> {
    let open = context.tx.open_edits()?;
    let bad = open
        .iter()
        .filter(|edit| matches!(edit.status, EditStatus::Refused | EditStatus::Quarantined));
    let notice = |stored| -> Result<InboxNotice, AppError> {
        let item = outbox::item(context, stored)?;
        Ok(InboxNotice {
            id: format!("refused {}", item.edit),
            kind: NoticeKind::Refused,
            record: item.record,
            record_type: item.record_type,
            title: item.title,
            field: String::new(),
            by: String::new(),
            text: item.reason.unwrap_or_default(),
            at: item.at,
        })
    };
    bad.map(notice).collect()
}

/// Fields that somebody else set differently from what was written on this device.
fn conflicting(context: &Context<'_>) -> Result<Vec<InboxNotice>, AppError> {
    let mut notices = Vec::new();
    for id in context.tx.conflicting_records()? {
        for conflict in conflicts::of_record(context, &context.tx.record(id)?)? {
            let latest = conflict.values.iter().map(|side| side.time.as_str()).max();
            let at = latest.unwrap_or_default().to_owned();
            let name = &context.principal.name;
            if !conflict
                .values
                .iter()
                .any(|side| side.mine || side.user == *name)
            {
                continue;
            }
            notices.push(InboxNotice {
                id: format!("conflict {} {} {at}", conflict.record, conflict.field),
                kind: NoticeKind::Conflict,
                record: conflict.record,
                record_type: conflict.record_type,
                title: conflict.title,
                field: conflict.field,
                by: String::new(),
                text: String::new(),
                at,
            });
        }
    }
    Ok(notices)
}

fn is_recent(context: &Context<'_>, at_ms: i64) -> bool {
    at_ms >= context.stamp.now_ms.saturating_sub(SPAN_MS)
}
