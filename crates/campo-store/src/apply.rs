//! Applying what the server sends: one page, one transaction.

use std::collections::{BTreeMap, BTreeSet};

use campo_document::fields::text_of;
use campo_document::{Body, Edit, Part};
use campo_model::id::{ActorId, DeviceTag, RecordId, TypeKey};
use campo_wire::sync::{Item, Position, PullReply, PullRequest, Snapshot, Tombstone};
use rusqlite::params;

use crate::edits::EditStatus;
use crate::error::StoreError;
use crate::store::Tx;
use crate::write::Stamp;

/// What a page changed, for whoever shows it.
pub type Touched = BTreeMap<TypeKey, BTreeSet<RecordId>>;

/// The record an item is about.
struct Reached {
    n: i64,
    /// Whether its row in lists says something else now.
    stale: bool,
    id: RecordId,
    record_type: TypeKey,
}

impl Tx<'_> {
    /// Applies a page and moves the position; says which records changed.
    pub fn apply_page(
        &self,
        page: &PullReply,
        actor: ActorId,
        now_ms: i64,
    ) -> Result<Touched, StoreError> {
        let mut touched = Touched::new();
        let mut stale = BTreeSet::new();
        self.begin_walk(page)?;
        for item in &page.items {
            let reached = match item {
                Item::Module(manifest) => self.put_module(manifest).map(|()| None),
                Item::Me(identity) => self.put_identity(identity).map(|()| None),
                Item::Person { user, name, roles } => self
                    .put_person(&user.to_string(), name, roles)
                    .map(|()| None),
                Item::Device { tag, user, name } => self
                    .put_device(*tag, &user.to_string(), name)
                    .map(|()| None),
                Item::Enter(snapshot) => self.enter(snapshot, actor).map(Some),
                Item::Edit {
                    seq,
                    conflict,
                    edit,
                } => self.take_edit(*seq, *conflict, edit).map(Some),
                Item::Leave(record) => self.leave(*record).map(|()| None),
                Item::Decided {
                    device,
                    number,
                    verdict,
                } => self
                    .take_decision((*device, *number), verdict, actor)
                    .map(|()| None),
                Item::Epoch { shared, account } => {
                    self.begin_epoch(*shared, account).map(|()| None)
                }
                Item::Erased { record, fields } => {
                    if let Some(record_type) = self.erase(*record, fields, actor)? {
                        touched.entry(record_type).or_default().insert(*record);
                    }
                    Ok(None)
                }
            }?;
            if let Some(reached) = reached {
                stale.extend(reached.stale.then_some(reached.n));
                touched
                    .entry(reached.record_type)
                    .or_default()
                    .insert(reached.id);
            }
        }
        stale.into_iter().try_for_each(|n| self.project(n))?;
        let stamp = Stamp {
            actor,
            now_ms,
            offset_ms: None,
        };
        self.end_walk(page, stamp)?;
        let caught_up = page.position.sweep.is_none() && page.position.cursor.seq >= page.head;
        self.set_position(&page.position)?;
        if caught_up {
            self.set_last_sync(now_ms)?;
        }
        Ok(touched)
    }

    /// Forgets how far this device is: the next pull walks every record again and replaces what it had confirmed.
    ///
    /// For a log entry that does not fit the documents here, whatever damaged them. Edits of this device stay.
    pub fn start_over(&self) -> Result<PullRequest, StoreError> {
        let position = self.start_of_log()?;
        self.set_position(&position)?;
        Ok(PullRequest {
            device: self.membership()?.device,
            position,
        })
    }

    /// The beginning of the log this device knows.
    pub(crate) fn start_of_log(&self) -> Result<Position, StoreError> {
        let mut position = Position::default();
        position.cursor.epoch = self.position()?.cursor.epoch;
        Ok(position)
    }

    fn put_module(&self, manifest: &str) -> Result<(), StoreError> {
        let damaged = |source| StoreError::Damaged {
            what: "a module from the server",
            source: Some(Box::new(source)),
        };
        let module: campo_model::manifest::Module =
            serde_json::from_str(manifest).map_err(|e| damaged(Box::new(e)))?;
        let mut write = self.sql.prepare_cached(
            "INSERT INTO module (key, manifest) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET manifest = excluded.manifest WHERE manifest <> excluded.manifest",
        )?;
        write.execute(params![module.module, manifest])?;
        Ok(())
    }

    fn put_identity(&self, identity: &campo_wire::sync::Identity) -> Result<(), StoreError> {
        let mut membership = self.membership()?;
        membership.identity = identity.clone();
        self.set_membership(&membership)
    }

    fn put_person(&self, user: &str, name: &str, roles: &[String]) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT OR REPLACE INTO person (id, name, roles) VALUES (?1, ?2, ?3)",
        )?;
        write.execute(params![
            user,
            name,
            serde_json::Value::from(roles).to_string()
        ])?;
        Ok(())
    }

    fn put_device(&self, tag: DeviceTag, user: &str, name: &str) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT OR REPLACE INTO device (tag, user, name) VALUES (?1, ?2, ?3)",
        )?;
        write.execute(params![tag.0, user, name])?;
        Ok(())
    }

    /// Takes a record's confirmed state as the server has it, and puts what is still ours on top.
    fn enter(&self, snapshot: &Snapshot, actor: ActorId) -> Result<Reached, StoreError> {
        let known = self.handle(snapshot.record)?;
        let n = match known {
            Some(n) => n,
            None => {
                self.insert_record(snapshot.record, &snapshot.record_type, snapshot.created_ms)?
            }
        };
        self.sql
            .prepare_cached(
                "UPDATE record SET confirmed = 1, unseen = 0, created_ms = ?2, updated_ms = ?3 WHERE n = ?1",
            )?
            .execute(params![n, snapshot.created_ms, snapshot.updated_ms])?;
        self.set_tombstone(n, snapshot.tombstone.as_ref())?;
        self.sql
            .prepare_cached("UPDATE document SET confirmed = NULL WHERE n = ?1")?
            .execute([n])?;
        for (name, bytes) in &snapshot.facets {
            // The fields of a record that is new here are read once, when its row is made.
            let part = match text_of(name).is_some() || known.is_some() {
                true => Some(Part::from_bytes(name, bytes).map_err(StoreError::unreadable)?),
                false => None,
            };
            let text = part.as_ref().and_then(Part::text);
            self.set_confirmed(n, name, bytes, text.as_deref())?;
            if let Some(part) = part.filter(|_| known.is_some()) {
                self.mark_contained(n, name, &part)?;
            }
        }
        if known.is_some() {
            self.mark_judged(n, snapshot)?;
            self.put_ours_on_top(n, actor)?;
        }
        Ok(Reached {
            n,
            stale: true,
            id: snapshot.record,
            record_type: snapshot.record_type.clone(),
        })
    }

    /// Puts what is still ours on top of a confirmed state that came whole. A record that is new here has nothing of ours.
    fn put_ours_on_top(&self, n: i64, actor: ActorId) -> Result<(), StoreError> {
        self.stored_parts(n)?
            .iter()
            .try_for_each(|name| self.rebuild(n, name, actor))
    }

    /// Edits of ours that a snapshot holds are in the log.
    fn mark_contained(&self, n: i64, name: &str, part: &Part) -> Result<(), StoreError> {
        for row in self.overlay(n, name)? {
            if part.contains(&row.edit.body) {
                self.settle(row.local, accepted(row.status), true)?;
            }
        }
        Ok(())
    }

    /// What of ours was accepted before is in the log that a snapshot was made of: deletions, and work in documents that
    /// it does not have, since their person may not read them any more.
    fn mark_judged(&self, n: i64, snapshot: &Snapshot) -> Result<(), StoreError> {
        let is_there = |name: &str| snapshot.facets.iter().any(|(facet, _)| facet == name);
        for row in self.overlay_of_record(n)? {
            let is_judged = !matches!(row.status, EditStatus::Local | EditStatus::Sent);
            if is_judged && !row.edit.body.document().is_some_and(is_there) {
                self.settle(row.local, row.status, true)?;
            }
        }
        Ok(())
    }

    /// Takes one entry of the log.
    fn take_edit(&self, seq: u64, conflict: bool, edit: &Edit) -> Result<Reached, StoreError> {
        let n = match self.handle(edit.record)? {
            Some(n) => n,
            None => self.insert_record(edit.record, &edit.record_type, edit.at.device_ms)?,
        };
        let ours = self.edit_by_number(edit.id.device, edit.id.seq)?;
        if let Some((local, status)) = ours {
            self.settle(local, accepted(status), true)?;
            self.set_seq(local, seq)?;
        }
        self.sql
            .prepare_cached("UPDATE record SET confirmed = 1, unseen = 0 WHERE n = ?1")?
            .execute([n])?;
        self.touch_record(n, edit.at.device_ms)?;
        let on_deleted = self.confirm(n, conflict, edit)?;
        let payload = postcard::to_stdvec(edit).map_err(StoreError::damaged("an edit"))?;
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO entry (seq, n, payload) VALUES (?1, ?2, ?3)")?
            .execute(params![seq as i64, n, payload])?;
        // A change of ours that was accepted is in the row since it was made.
        let is_shown = ours.is_some_and(|(_, status)| status == accepted(status)) && !on_deleted;
        Ok(Reached {
            n,
            stale: !is_shown,
            id: edit.record,
            record_type: edit.record_type.clone(),
        })
    }

    /// Brings an entry into the confirmed state; whether it is about a deleted record, or about deletion.
    fn confirm(&self, n: i64, conflict: bool, edit: &Edit) -> Result<bool, StoreError> {
        match &edit.body {
            body if body.is_given_up() => Ok(true),
            body @ (Body::Change { facet, .. } | Body::Text { facet, .. }) => {
                let mut confirmed = self.confirmed_part(n, facet)?;
                confirmed.apply(body).map_err(StoreError::apply)?;
                self.set_confirmed(n, facet, &confirmed.to_bytes(), confirmed.text().as_deref())?;
                self.carry_over(n, facet, body)?;
                self.conflict_with_tombstone(n)
            }
            Body::Delete { .. } if self.is_tombstoned(n)? => Ok(true),
            Body::Delete { .. } => {
                let tombstone = Tombstone {
                    device: edit.id.device,
                    at_ms: edit.at.device_ms,
                    conflict,
                };
                self.set_tombstone(n, Some(&tombstone)).map(|()| true)
            }
            Body::Restore => self.set_tombstone(n, None).map(|()| true),
        }
    }

    /// Merges a confirmed change into the current document, if there is one apart from it.
    fn carry_over(&self, n: i64, name: &str, body: &Body) -> Result<(), StoreError> {
        if self.overlay(n, name)?.is_empty() {
            return self.drop_current(n, name);
        }
        let mut current = self.current_part(n, name)?;
        current.apply(body).map_err(StoreError::apply)?;
        self.set_current(n, name, &current)
    }

    /// Whether the log has the record deleted already: the first deletion stays the one that counts.
    fn is_tombstoned(&self, n: i64) -> Result<bool, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT tomb_device IS NOT NULL FROM record WHERE n = ?1")?;
        Ok(read.query_row([n], |row| row.get(0))?)
    }

    /// A change that meets a tombstone was made by somebody who did not know of the deletion. Whether it does.
    fn conflict_with_tombstone(&self, n: i64) -> Result<bool, StoreError> {
        let mut write = self.sql.prepare_cached(
            "UPDATE record SET tomb_conflict = 1 WHERE n = ?1 AND tomb_device IS NOT NULL",
        )?;
        Ok(write.execute([n])? > 0)
    }

    /// Forgets a record that left the person's scope. Edits of ours stay and go to the server, which decides on them.
    pub(crate) fn leave(&self, record: RecordId) -> Result<(), StoreError> {
        let Some(n) = self.handle(record)? else {
            return Ok(());
        };
        self.unproject(n)?;
        self.forget_documents(n)?;
        self.sql
            .prepare_cached("DELETE FROM entry WHERE n = ?1")?
            .execute([n])?;
        self.sql
            .prepare_cached(
                "UPDATE edit SET in_log = 1, payload = x'' WHERE n = ?1 AND state IN (2, 3)",
            )?
            .execute([n])?;
        let sql = if self.has_open_edits(n)? {
            "UPDATE record SET confirmed = 0, unseen = 0, tomb_device = NULL WHERE n = ?1"
        } else {
            "DELETE FROM record WHERE n = ?1"
        };
        self.sql.prepare_cached(sql)?.execute([n])?;
        Ok(())
    }
}

/// The state of an edit that is known to be in the log.
fn accepted(status: EditStatus) -> EditStatus {
    match status {
        EditStatus::AcceptedWithConflict => EditStatus::AcceptedWithConflict,
        _ => EditStatus::Accepted,
    }
}
