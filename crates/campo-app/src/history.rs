//! What happened to a record, step by step.

use campo_document::fields::text_of;
use campo_document::{Action, Body, ERASED_KEY, Edit, Scalar};
use campo_store::HistoryItem;
use campo_sync::Failure;
use campo_wire::command::RecordRef;
use campo_wire::record::{FieldChange, HistoryEntry};

use crate::access::Context;
use crate::app::App;
use crate::error::AppError;
use crate::json::{rfc3339, value_of};
use crate::records;
use crate::remote::RemoteError;

impl App {
    /// The steps of a record, oldest first: from this device, and from the server what came before it held the record.
    pub async fn record_history(&self, request: RecordRef) -> Result<Vec<HistoryEntry>, AppError> {
        let items = match self.history_of(&request.id).await? {
            Known::Whole(items) | Known::Part(items, _) => items,
        };
        self.read(|context| items.iter().map(|item| step(context, item)).collect())
    }

    /// What is known of a record's history: all of it, if it is here or the server answers.
    pub(crate) async fn history_of(&self, id: &str) -> Result<Known, AppError> {
        let (id, items, whole) = self.read(|context| {
            let record = records::find(context, id)?;
            let items = context.tx.history(record.n)?;
            let whole = context.tx.is_whole(&record, &items)?;
            Ok((record.id, items, whole))
        })?;
        if whole {
            return Ok(Known::Whole(items));
        }
        let past = match self.remote() {
            Some(remote) => remote.history(id).await,
            None => Err(RemoteError::Exchange(Failure::SignedOut)),
        };
        Ok(match past {
            Ok(past) => {
                let waiting = items.into_iter().filter(|item| item.seq.is_none());
                let past = past.into_iter().map(|(seq, _, edit)| HistoryItem {
                    seq: Some(seq),
                    edit,
                });
                Known::Whole(past.chain(waiting).collect())
            }
            Err(error) => Known::Part(items, error),
        })
    }
}

/// A record's history.
pub(crate) enum Known {
    /// All of it.
    Whole(Vec<HistoryItem>),
    /// What this device was told, and why the server did not tell the rest.
    Part(Vec<HistoryItem>, RemoteError),
}

fn step(context: &Context<'_>, item: &HistoryItem) -> Result<HistoryEntry, AppError> {
    let edit = &item.edit;
    let (user, device) = context.author(edit.id.device)?;
    Ok(HistoryEntry {
        user,
        device,
        time: rfc3339(edit.at.device_ms),
        kind: kind(edit).to_owned(),
        pending: item.seq.is_none(),
        mine: edit.id.device == context.stamp.actor.device(),
        changes: changes(edit),
    })
}

/// What an edit does, in a word: the first change of a record depends on nothing.
pub(crate) fn kind(edit: &Edit) -> &'static str {
    match &edit.body {
        Body::Change { change, .. } if change.deps.is_empty() => "create",
        Body::Change { .. } | Body::Text { .. } => "update",
        Body::Delete { .. } => "delete",
        Body::Restore => "restore",
    }
}

/// What an edit changes, key by key.
pub(crate) fn changes(edit: &Edit) -> Vec<FieldChange> {
    let (seen, change) = match &edit.body {
        Body::Change { seen, change, .. } => (seen, change),
        Body::Text {
            facet,
            before,
            after,
            ..
        } => return vec![typing(facet, before, after)],
        Body::Delete { .. } | Body::Restore => return Vec::new(),
    };
    let before = |key: &str| {
        seen.iter()
            .find(|(seen_key, _)| seen_key == key)
            .and_then(|(_, value)| value.clone())
    };
    let of = |scalar: Option<Scalar>| {
        scalar.map_or(serde_json::Value::Null, |scalar| {
            value_of(&scalar).to_json()
        })
    };
    let told = change.ops.iter().filter(|op| op.key != ERASED_KEY);
    let ops = told.map(|op| {
        let before = before(&op.key);
        let after = after(before.as_ref(), &op.action);
        FieldChange {
            field: op.key.clone(),
            before: of(before),
            after: of(after),
        }
    });
    ops.collect()
}

fn typing(name: &str, before: &str, after: &str) -> FieldChange {
    let of = |text: &str| match text {
        "" => serde_json::Value::Null,
        text => text.into(),
    };
    FieldChange {
        field: text_of(name).unwrap_or(name).to_owned(),
        before: of(before),
        after: of(after),
    }
}

fn after(before: Option<&Scalar>, action: &Action) -> Option<Scalar> {
    match action {
        Action::Put(value) => Some(value.clone()),
        Action::Delete => None,
        Action::Increment(by) => match before {
            Some(Scalar::Counter(sum)) => Some(Scalar::Counter(sum.saturating_add(*by))),
            _ => Some(Scalar::Counter(*by)),
        },
    }
}
