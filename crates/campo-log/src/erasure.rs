//! Erasing values for good, see `docs/decisions/0027-erasure.md`.
//!
//! In one transaction the values go out of the log (the archive included), the documents, the lists and what was set
//! aside; then the file is written anew, so that no free page has them. Each device that ever had the record is told
//! with its next page, and counts as done when it asks for what comes after it.

mod scrub;

use std::collections::BTreeSet;

use campo_document::{Action, Body, Scalar};
use campo_model::blob::BlobHash;
use campo_model::id::{DeviceTag, RecordId};
use campo_model::manifest::FieldKind;
use campo_wire::sync::{Item, Refusal, Verdict};
use rusqlite::Connection;
use serde_json::json;

use crate::administrator::By;
use crate::audit::{self, Act};
use crate::catalog::Catalog;
use crate::error::{LogError, Result};
use crate::table::erasure::{self, Erasure};
use crate::table::record::RecordRow;
use crate::table::{blob, document, entry, meta, quarantine, record};
use crate::tenant::Tenant;
use crate::{blobs, projection, quarantine as set_aside, values};

/// What a device or a push is told of something erased.
const MESSAGE: &str = "this was erased: it cannot be written any more";

/// An erasure, and the devices that have carried it out or have yet to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What was erased.
    pub erasure: Erasure,
    /// Each device that ever had the record, and when it was heard of after it had erased it.
    pub devices: Vec<(DeviceTag, Option<i64>)>,
}

impl Tenant {
    /// Erases records, or some fields of them: what they say now and what they ever said. All of it or nothing.
    ///
    /// Backups that were made before still have the values.
    pub fn erase(
        &self,
        wanted: &[RecordId],
        fields: &[String],
        reason: &str,
        by: impl Into<By>,
    ) -> Result<Vec<Receipt>> {
        let by = by.into();
        let (receipts, blobs) = self.write(|transaction| {
            let catalog = self.catalog(transaction)?;
            let (mut receipts, mut named) = (Vec::new(), BTreeSet::new());
            for id in wanted {
                let order = Order {
                    catalog: &catalog,
                    fields,
                    reason,
                    by,
                };
                receipts.push(order.carry_out(transaction, *id, &mut named)?);
            }
            meta::set(transaction, meta::TO_SCRUB, "1")?;
            Ok((receipts, forget_unnamed(transaction, named)?))
        })?;
        for hash in blobs {
            self.blobs().erase(hash)?;
        }
        self.scrub()?;
        Ok(receipts)
    }

    /// Every erasure, in order.
    pub fn erasures(&self) -> Result<Vec<Receipt>> {
        self.read(|connection| {
            let all = erasure::all(connection)?.into_iter();
            all.map(|erased| receipt(connection, erased)).collect()
        })
    }
}

fn receipt(connection: &Connection, erased: Erasure) -> Result<Receipt> {
    Ok(Receipt {
        devices: erasure::devices(connection, erased.n)?,
        erasure: erased,
    })
}

/// What is to be erased, of each of some records.
struct Order<'a> {
    catalog: &'a Catalog,
    fields: &'a [String],
    reason: &'a str,
    by: By,
}

impl Order<'_> {
    fn is_erased(&self, field: &str) -> bool {
        self.fields.is_empty() || self.fields.iter().any(|erased| erased == field)
    }

    fn carry_out(
        &self,
        connection: &Connection,
        id: RecordId,
        named: &mut BTreeSet<BlobHash>,
    ) -> Result<Receipt> {
        let row = record::get(connection, id)?.ok_or_else(|| LogError::missing("record", id))?;
        self.check_fields(&row)?;
        for mut entry in entry::of_record(connection, id)? {
            named.extend(named_by(&entry.edit.body, |field| self.is_erased(field)));
            if entry.edit.body.erase(|field| self.is_erased(field)) {
                entry::rewrite(connection, entry.seq, &entry.edit)?;
            }
        }
        self.erase_documents(connection, &row)?;
        let seq = entry::append_erasure(connection, id, self.by.now_ms)?;
        // Records that look through a reference to this one may leave scopes.
        for (referrer, field) in self.catalog.hops().onto(&row.record_type) {
            for dependent in projection::referrers(connection, referrer, field, id)? {
                entry::add_dependent(connection, seq, dependent)?;
            }
        }
        self.erase_set_aside(connection, id, seq, named)?;
        let erased = self.note(connection, id, seq)?;
        receipt(connection, erased)
    }

    fn check_fields(&self, row: &RecordRow) -> Result<()> {
        let declared = self.catalog.registry().record_type(&row.record_type);
        for field in self.fields {
            let found = declared.and_then(|declared| declared.field(field));
            match found.map(|found| found.kind) {
                None => return Err(LogError::missing("field", field)),
                // The server gives these, once; and what is computed is not stored.
                Some(FieldKind::Sequence) => {
                    return Err(LogError::Unfit {
                        what: "erased",
                        value: field.clone(),
                    });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn erase_documents(&self, connection: &Connection, row: &RecordRow) -> Result<()> {
        let mut documents = document::of_record(connection, row.n)?;
        let whole = self.fields.is_empty();
        let gone = |name: &str| {
            whole
                || campo_document::fields::text_of(name).is_some_and(|field| self.is_erased(field))
        };
        for (name, _) in document::stored(connection, row.n)? {
            if gone(&name) {
                document::remove(connection, row.n, &name)?;
                documents.texts.remove(&name);
            }
        }
        if whole {
            erasure::mark_whole(connection, row.id)?;
            projection::remove(connection, self.catalog, row)?;
            return blob::set_uses(connection, row.n, &BTreeSet::new(), crate::admit::SERVER);
        }
        for (name, document) in &mut documents.facets {
            if document.erase(|field| self.is_erased(field)) {
                document::put(connection, row.n, name, &document.to_bytes(), None)?;
            }
        }
        projection::put(connection, self.catalog, row, &documents)?;
        let Some(declared) = self.catalog.registry().record_type(&row.record_type) else {
            return Ok(());
        };
        let fields = values::fields(declared, &documents);
        blobs::note(connection, row.n, declared, &fields, crate::admit::SERVER)
    }

    /// Work that waits for a decision and writes what was erased is refused; of decided work the values go.
    fn erase_set_aside(
        &self,
        connection: &Connection,
        id: RecordId,
        seq: u64,
        named: &mut BTreeSet<BlobHash>,
    ) -> Result<()> {
        for mut aside in quarantine::of_record(connection, id)? {
            named.extend(named_by(&aside.edit.body, |field| self.is_erased(field)));
            let touched = aside.edit.body.erase(|field| self.is_erased(field));
            if aside.outcome.is_none() && (touched || self.fields.is_empty()) {
                set_aside::settle(connection, &aside, &Verdict::Refused(refusal()), seq)?;
            }
            if touched {
                quarantine::rewrite(connection, aside.n, &aside.edit)?;
            }
        }
        Ok(())
    }

    fn note(&self, connection: &Connection, id: RecordId, seq: u64) -> Result<Erasure> {
        let mut erased = Erasure {
            n: 0,
            seq,
            at_ms: self.by.now_ms,
            user: self.by.user,
            reason: self.reason.to_owned(),
            record: id,
            fields: self.fields.to_vec(),
        };
        erased.n = erasure::insert(connection, &erased)?;
        erasure::expect_of_holders(connection, erased.n, id)?;
        let act = Act {
            user: self.by.user,
            action: "record.erase",
            resource_type: "record",
            resource: id.to_string(),
            detail: json!({ "erasure": erased.n, "fields": self.fields, "reason": self.reason }),
        };
        audit::append(connection, &act, self.by.now_ms)?;
        Ok(erased)
    }
}

/// Why work is refused that writes what was erased.
pub(crate) fn refusal() -> Refusal {
    Refusal {
        code: "erased".to_owned(),
        message: MESSAGE.to_owned(),
        problems: Vec::new(),
    }
}

/// Whether an edit writes what was erased, and its author may not have known: its device has not carried it out yet.
pub(crate) fn forbids(
    connection: &Connection,
    device: DeviceTag,
    (id, body): (RecordId, &Body),
) -> Result<bool> {
    if record::get(connection, id)?.is_some_and(|row| row.erased) {
        return Ok(true);
    }
    let open = erasure::open(connection, device)?;
    let mut of_record = open.iter().filter(|erased| erased.record == id);
    Ok(of_record.any(|erased| body.touches(|field| erased.covers(field))))
}

/// What a device is told to erase by a page from `after` to `end`: again, when it was restored from an older copy.
pub(crate) fn orders(
    connection: &Connection,
    device: DeviceTag,
    (after, end): (u64, u64),
) -> Result<Vec<Item>> {
    Ok(items(erasure::of_device(connection, device, after, end)?))
}

/// All there ever was to erase: for a device of which it is not known what it holds.
pub(crate) fn all_orders(connection: &Connection) -> Result<Vec<Item>> {
    Ok(items(erasure::all(connection)?))
}

fn items(erasures: Vec<Erasure>) -> Vec<Item> {
    let order = |erased: Erasure| Item::Erased {
        record: erased.record,
        fields: erased.fields,
    };
    erasures.into_iter().map(order).collect()
}

/// The files that the erased part of an edit names.
fn named_by(body: &Body, is_erased: impl Fn(&str) -> bool) -> Vec<BlobHash> {
    let Body::Change { change, .. } = body else {
        return Vec::new();
    };
    let mut named = Vec::new();
    let erased = change
        .ops
        .iter()
        .filter(|op| is_erased(campo_document::fields::field_of(&op.key)));
    for op in erased {
        let hash: Option<BlobHash> = op
            .key
            .split_once('/')
            .and_then(|(_, hash)| hash.parse().ok());
        named.extend(hash);
        if hash.is_some()
            && let Action::Put(Scalar::Str(file)) = &op.action
            && let Ok(file) = serde_json::from_str::<serde_json::Value>(file)
        {
            let thumb: Option<BlobHash> = file["thumb"].as_str().and_then(|hash| hash.parse().ok());
            named.extend(thumb);
        }
    }
    named
}

/// Forgets the files that no record names any more; gives them.
fn forget_unnamed(connection: &Connection, named: BTreeSet<BlobHash>) -> Result<Vec<BlobHash>> {
    let mut unnamed = Vec::new();
    for hash in named {
        if blob::uses(connection, hash)?.is_empty() {
            blob::remove(connection, hash)?;
            unnamed.push(hash);
        }
    }
    Ok(unnamed)
}

#[cfg(test)]
mod tests;
