//! What people wrote: comments about records, and messages.

use std::collections::{HashMap, HashSet};

use campo_model::id::TypeKey;
use campo_wire::notice::{InboxNotice, NoticeKind};
use campo_wire::record::{Comparison, Condition, ListRecords};
use serde_json::Value as Json;

use super::{SPAN_MS, people_fields};
use crate::access::Context;
use crate::error::AppError;
use crate::json::rfc3339;
use crate::lists;

/// The type that keeps comments.
const COMMENT: &str = "core.comment";
/// The type that keeps messages.
const MESSAGE: &str = "core.message";
/// How many of each are looked at.
const LOOKED_AT: u32 = 500;

/// Something a person wrote: the columns asked for, by name.
struct Written {
    id: String,
    values: HashMap<String, String>,
}

impl Written {
    fn get(&self, key: &str) -> String {
        self.values.get(key).cloned().unwrap_or_default()
    }
}

/// Comments that name this person, and those on records that are theirs or that they wrote about before.
pub(super) fn comments(context: &Context<'_>) -> Result<Vec<InboxNotice>, AppError> {
    let me = context.principal.id.to_string();
    let mention = format!("@{}", context.principal.name);
    let mut joined: HashSet<String> = HashSet::new();
    let mut notices = Vec::new();
    for comment in lately(context, COMMENT, &["record", "text", "author", "moment"])? {
        let about = comment.get("record");
        if comment.get("author") == me {
            joined.insert(about);
            continue;
        }
        let is_mention = comment.get("text").contains(&mention);
        if !is_mention && !joined.contains(&about) && !is_mine(context, &about)? {
            continue;
        }
        let kind = if is_mention {
            NoticeKind::Mention
        } else {
            NoticeKind::Comment
        };
        notices.extend(said(context, kind, &comment, &about)?);
    }
    Ok(notices)
}

/// Messages to this person.
pub(super) fn messages(context: &Context<'_>) -> Result<Vec<InboxNotice>, AppError> {
    let me = context.principal.id.to_string();
    let written = lately(context, MESSAGE, &["to", "text", "author", "moment"])?;
    let to_me = written.iter().filter(|message| message.get("to") == me);
    Ok(to_me
        .map(|message| InboxNotice {
            id: format!("message {}", message.id),
            kind: NoticeKind::Message,
            record: message.id.clone(),
            record_type: MESSAGE.to_owned(),
            title: String::new(),
            field: String::new(),
            by: message.get("author"),
            text: message.get("text"),
            at: message.get("moment"),
        })
        .collect())
}

fn said(
    context: &Context<'_>,
    kind: NoticeKind,
    comment: &Written,
    about: &str,
) -> Result<Option<InboxNotice>, AppError> {
    let Some(record) = about
        .parse()
        .ok()
        .map(|id| context.tx.find_record(id))
        .transpose()?
        .flatten()
    else {
        return Ok(None);
    };
    Ok(Some(InboxNotice {
        id: format!("comment {}", comment.id),
        kind,
        record: about.to_owned(),
        record_type: record.record_type.to_string(),
        title: context.tx.title_of(about)?.unwrap_or_default(),
        field: String::new(),
        by: comment.get("author"),
        text: comment.get("text"),
        at: comment.get("moment"),
    }))
}

/// What was written of a type in the last weeks, the oldest first.
fn lately(context: &Context<'_>, key: &str, columns: &[&str]) -> Result<Vec<Written>, AppError> {
    let readable = |wanted: &TypeKey| wanted.as_str() == key;
    if !context.access.readable_types().any(readable) {
        return Ok(Vec::new());
    }
    let since = context.stamp.now_ms.saturating_sub(SPAN_MS);
    let request = ListRecords {
        record_type: key.to_owned(),
        conditions: vec![Condition {
            field: "moment".to_owned(),
            is: Comparison::AtLeast,
            value: Some(rfc3339(since).into()),
        }],
        sort: vec!["-moment".to_owned()],
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        limit: Some(LOOKED_AT),
        ..ListRecords::default()
    };
    let page = lists::page(context, &request)?;
    let text = |value: Json| value.as_str().unwrap_or_default().to_owned();
    let written = page.rows.into_iter().map(|row| Written {
        id: row.id,
        values: page
            .columns
            .iter()
            .cloned()
            .zip(row.values.into_iter().map(text))
            .collect(),
    });
    let mut written: Vec<Written> = written.collect();
    written.reverse();
    Ok(written)
}

/// Whether a record names this person.
fn is_mine(context: &Context<'_>, id: &str) -> Result<bool, AppError> {
    let Ok(id) = id.parse() else {
        return Ok(false);
    };
    let Some(record) = context.tx.find_record(id)? else {
        return Ok(false);
    };
    let declared = context.declared(&record.record_type)?;
    let fields = context.stored_fields(&record)?;
    let me = context.principal.id.to_string();
    let names_me = |field| fields.get(field).and_then(|value| value.as_text()) == Some(&me);
    Ok(people_fields(declared).any(names_me))
}
