//! When the walk over all records begins from nothing, and when the server's log is another one.
//!
//! A device that starts over cannot know what the server forgot to tell it, so it marks every record it has confirmed;
//! what the walk does not meet is not in the scope any more and is forgotten. When the log itself is another one, the
//! server was restored from a backup and lost what came after it: what this device had got accepted since is offered
//! again, and a record that the server does not know at all is brought back from the copy here.

use campo_document::{Action, Body, Document, Edit, KeyOp, Part, Scalar};
use campo_model::id::{ActorId, RecordId};
use campo_model::manifest::{FieldKind, RecordType};
use campo_wire::sync::{Account, Item, PullReply};
use rusqlite::params;

use crate::edits::{EditKind, EditStatus};
use crate::error::StoreError;
use crate::records::RecordState;
use crate::store::Tx;
use crate::write::{Stamp, Target};

/// Forget what the walk does not meet.
const FORGET: i64 = 1;
/// Bring back what the walk does not meet.
const BRING_BACK: i64 = 2;

impl Tx<'_> {
    /// Marks what is confirmed here when the page begins a walk from nothing.
    pub(crate) fn begin_walk(&self, page: &PullReply) -> Result<(), StoreError> {
        let known = self.position()?;
        let from_nothing = known.cursor.seq == 0 && known.sweep.is_none();
        if !from_nothing && known.cursor.epoch == page.position.cursor.epoch {
            return Ok(());
        }
        let is_epoch = |item: &Item| matches!(item, Item::Epoch { .. });
        let fate = if page.items.iter().any(is_epoch) {
            BRING_BACK
        } else {
            FORGET
        };
        self.sql.execute(
            "UPDATE record SET unseen = max(unseen, ?1) WHERE confirmed = 1",
            [fate],
        )?;
        Ok(())
    }

    /// Decides on what the walk did not meet, once it is over.
    pub(crate) fn end_walk(&self, page: &PullReply, stamp: Stamp) -> Result<(), StoreError> {
        if page.position.sweep.is_some() {
            return Ok(());
        }
        self.end_rebuilding()?;
        for (n, record, fate) in self.unseen()? {
            self.sql
                .prepare_cached("UPDATE record SET unseen = 0 WHERE n = ?1")?
                .execute([n])?;
            if fate == BRING_BACK {
                self.bring_back(n, stamp)?;
            } else {
                self.leave(record)?;
            }
        }
        Ok(())
    }

    fn unseen(&self) -> Result<Vec<(i64, RecordId, i64)>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT n, id, unseen FROM record WHERE unseen > 0")?;
        let mut rows = read.query([])?;
        let mut unseen = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(1)?;
            let id = id.parse().map_err(|_| StoreError::Damaged {
                what: "a record row",
                source: None,
            })?;
            unseen.push((row.get(0)?, id, row.get(2)?));
        }
        Ok(unseen)
    }

    /// Goes on with a server that was restored: both logs have the entries up to `shared`, and of this device the
    /// server has what `account` says. Every edit beyond that waits again; refused ones stay refused.
    pub(crate) fn begin_epoch(&self, shared: u64, account: &Account) -> Result<(), StoreError> {
        let device = self.membership()?.device.0;
        let (local, shared) = (EditStatus::Local as i64, shared as i64);
        self.note_returned(shared)?;
        self.sql.execute(
            "UPDATE edit SET state = ?1, number = NULL, seq = NULL, in_log = 0, returned = 1
             WHERE state IN (2, 3) AND length(payload) > 0 AND coalesce(seq > ?2, 1)",
            params![local, shared],
        )?;
        self.sql.execute(
            "UPDATE edit SET state = ?1, number = NULL, reason = NULL
             WHERE state IN (1, 5) AND (device <> ?2 OR number > ?3)",
            params![local, device, account.received as i64],
        )?;
        // Their numbers are given again. Those of refused edits may be another copy's by now, which has this tag or one
        // that this device had before.
        self.sql.execute(
            "UPDATE edit SET number = NULL WHERE (device = ?1 AND number > ?2) OR state IN (4, 6)",
            params![device, account.received as i64],
        )?;
        self.sql
            .execute("DELETE FROM entry WHERE seq > ?1", [shared])?;
        self.set_account(account)?;
        self.set_last_number(account.received)?;
        self.forget_deliveries()
    }

    /// Remembers which entries are offered again, for the server's list of what is missing.
    fn note_returned(&self, shared: i64) -> Result<(), StoreError> {
        let mut read = self.sql.prepare_cached(
            "SELECT seq FROM edit WHERE state IN (2, 3) AND length(payload) > 0 AND seq > ?1 ORDER BY seq",
        )?;
        let lost = read.query_map([shared], |row| row.get::<_, i64>(0))?;
        let mut returned = self.returned()?;
        for seq in lost {
            returned.push(u64::try_from(seq?).unwrap_or_default());
        }
        self.set_returned(&returned)
    }

    /// Makes a record that the server lost anew: by the edits of this device when they begin with its creation, else
    /// as it is here.
    fn bring_back(&self, n: i64, stamp: Stamp) -> Result<(), StoreError> {
        let created_here = self
            .overlay_of_record(n)?
            .first()
            .is_some_and(|row| row.status == EditStatus::Local && self.is_creation(row.local));
        let record = self.record_by_handle(n)?;
        if record.tombstone.is_some() && !created_here {
            return self.leave(record.id);
        }
        self.sql
            .prepare_cached("UPDATE record SET confirmed = 0, tomb_device = NULL WHERE n = ?1")?
            .execute([n])?;
        if created_here {
            self.forget_confirmed_by_us(n)?;
            for name in self.stored_parts(n)? {
                if !self.overlay(n, &name)?.is_empty() {
                    self.rebuild(n, &name, stamp.actor)?;
                }
            }
        } else {
            for row in self.overlay_of_record(n)? {
                self.settle(row.local, EditStatus::Accepted, true)?;
            }
        }
        self.restate_record(&record, stamp)?;
        self.project(n)
    }

    /// Says what is still only confirmed of a record in edits of this device.
    fn restate_record(&self, record: &RecordState, stamp: Stamp) -> Result<(), StoreError> {
        let n = record.n;
        let stamp = self.own_moment(stamp)?;
        let target = Target::of(record, EditKind::Create);
        let declared = self.registry.record_type(&record.record_type);
        let mut made = Vec::new();
        for name in self.stored_parts(n)? {
            if self.is_unconfirmed(n, &name)? {
                continue;
            }
            let part = self.current_part(n, &name)?;
            let Some((body, restated)) = restate(&name, &part, declared, stamp)? else {
                continue;
            };
            self.forget_confirmed_part(n, &name)?;
            let edit = self.edit(&target, body, stamp);
            made.push(self.insert_edit(n, EditKind::Create, Some(&name), &edit)?);
            self.set_current(n, &name, &restated)?;
        }
        if let [first, _, ..] = made[..] {
            made.iter()
                .try_for_each(|local| self.set_group(*local, first))?;
        }
        Ok(())
    }

    /// Authors an edit that was accepted once beside what is there now, when that is not what its author saw: so that
    /// the later value is not replaced by the earlier one without anybody seeing it. `None` when it goes on top.
    pub(crate) fn author_beside(
        &self,
        local: i64,
        (edit, part): (&Edit, &mut Part),
        time: i64,
    ) -> Result<Option<Body>, StoreError> {
        let Body::Change { facet, seen, .. } = &edit.body else {
            return Ok(None);
        };
        let Part::Fields(document) = &*part else {
            return Ok(None);
        };
        let ops = edit.body.key_ops();
        let overtaken = |op: &KeyOp| match &op.action {
            Action::Put(value) => {
                let saw = seen.iter().find(|(key, _)| *key == op.key);
                let now = document.get(&op.key);
                now != Some(value) && now != saw.and_then(|(_, value)| value.as_ref())
            }
            Action::Delete | Action::Increment(_) => false,
        };
        let plain = ops.iter().all(|op| matches!(op.action, Action::Put(_)));
        if !plain || !ops.iter().any(overtaken) || !self.is_returned(local)? {
            return Ok(None);
        }
        // An author of its own: its first change depends on nothing.
        let digest = edit.digest();
        let mut random = [0; 8];
        random.copy_from_slice(&digest[..8]);
        let actor = ActorId::new(self.membership()?.device, random);
        let Some((body, _)) = restate_fields((facet, seen), &ops, actor, time)? else {
            return Ok(None);
        };
        part.apply(&body).map_err(StoreError::apply)?;
        Ok(Some(body))
    }

    fn is_returned(&self, local: i64) -> Result<bool, StoreError> {
        let sql = "SELECT returned = 1 FROM edit WHERE local = ?1";
        Ok(self.sql.query_row(sql, [local], |row| row.get(0))?)
    }

    fn is_unconfirmed(&self, n: i64, name: &str) -> Result<bool, StoreError> {
        let sql = "SELECT confirmed IS NULL FROM document WHERE n = ?1 AND facet = ?2";
        Ok(self
            .sql
            .query_row(sql, params![n, name], |row| row.get(0))?)
    }

    pub(crate) fn is_creation(&self, local: i64) -> bool {
        let sql = "SELECT kind = 'create' FROM edit WHERE local = ?1";
        let kind = self.sql.query_row(sql, [local], |row| row.get(0));
        kind.unwrap_or(false)
    }

    /// The documents with edits of this device on top are made of those alone.
    fn forget_confirmed_by_us(&self, n: i64) -> Result<(), StoreError> {
        for name in self.stored_parts(n)? {
            if !self.overlay(n, &name)?.is_empty() {
                self.forget_confirmed_part(n, &name)?;
            }
        }
        Ok(())
    }

    fn forget_confirmed_part(&self, n: i64, name: &str) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE document SET confirmed = NULL WHERE n = ?1 AND facet = ?2")?
            .execute(params![n, name])?;
        Ok(())
    }
}

/// What a document says as one edit on an empty one, and the document it makes.
///
/// Running numbers are the server's to give. Counters are left to those who counted: they offer their increments again,
/// and a total that holds them already would count them twice.
fn restate(
    name: &str,
    part: &Part,
    declared: Option<&RecordType>,
    stamp: Stamp,
) -> Result<Option<(Body, Part)>, StoreError> {
    let time = stamp.now_ms.div_euclid(1000);
    match part {
        Part::Fields(document) => {
            let given = |key: &str| {
                declared
                    .and_then(|declared| declared.field(campo_document::fields::field_of(key)))
                    .is_some_and(|field| field.kind == FieldKind::Sequence)
            };
            let ops: Vec<KeyOp> = document
                .entries()
                .filter(|(key, _)| !given(key))
                .filter_map(|(key, _)| Some((key, document.get(key)?)))
                .filter(|(_, value)| !matches!(value, Scalar::Counter(_)))
                .map(|(key, value)| KeyOp::put(key, value.clone()))
                .collect();
            restate_fields((name, &[]), &ops, stamp.actor, time)
        }
        Part::Text(text) => {
            let mut restated = Part::empty(name);
            let meant = Body::Text {
                facet: name.to_owned(),
                before: String::new(),
                after: text.text(),
                change: Vec::new(),
                hash: campo_document::ChangeHash([0; 32]),
            };
            let body = restated
                .reauthor(&meant, stamp.actor, time)
                .map_err(StoreError::author)?;
            Ok(body.map(|body| (body, restated)))
        }
    }
}

fn restate_fields(
    (facet, seen): (&str, &[(String, Option<Scalar>)]),
    ops: &[KeyOp],
    actor: ActorId,
    time: i64,
) -> Result<Option<(Body, Part)>, StoreError> {
    let mut document = Document::default();
    let authored = document
        .author(actor, time, ops)
        .map_err(StoreError::author)?;
    Ok(authored.map(|(change, hash)| {
        let body = Body::Change {
            facet: facet.to_owned(),
            seen: seen.to_vec(),
            change,
            hash,
        };
        (body, Part::Fields(document))
    }))
}
