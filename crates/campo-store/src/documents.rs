//! The documents of a record: confirmed, and current with the pending edits on top.

use std::collections::BTreeMap;

use campo_document::fields::text_of;
use campo_document::{Document, Part};
use campo_model::id::ActorId;
use rusqlite::{OptionalExtension, params};

use crate::edits::{EditRow, EditStatus};
use crate::error::StoreError;
use crate::store::Tx;

/// What a record's documents say, pending edits included.
pub(crate) struct Contents {
    /// The documents of its facets.
    pub(crate) facets: Vec<(String, Document)>,
    /// What its texts say, by field.
    pub(crate) texts: BTreeMap<String, String>,
}

impl Tx<'_> {
    /// What a record's documents say now.
    pub(crate) fn contents(&self, n: i64) -> Result<Contents, StoreError> {
        let mut read = self.sql.prepare_cached(
            "SELECT facet, text, CASE WHEN text IS NULL THEN coalesce(current, confirmed) END
             FROM document WHERE n = ?1 ORDER BY facet",
        )?;
        let mut rows = read.query([n])?;
        let (mut facets, mut texts) = (Vec::new(), BTreeMap::new());
        while let Some(row) = rows.next()? {
            let (name, text): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            match (text_of(&name), text) {
                (Some(field), Some(text)) => drop(texts.insert(field.to_owned(), text)),
                _ => {
                    let state: Option<Vec<u8>> = row.get(2)?;
                    let document = state.map_or(Ok(Document::default()), |state| {
                        Document::from_bytes(&state)
                    });
                    facets.push((
                        name,
                        document.map_err(|e| StoreError::unreadable(e.into()))?,
                    ));
                }
            }
        }
        Ok(Contents { facets, texts })
    }

    /// One document with pending edits included; empty when the record does not have it yet.
    pub(crate) fn current_part(&self, n: i64, name: &str) -> Result<Part, StoreError> {
        self.part(
            n,
            name,
            "SELECT coalesce(current, confirmed) FROM document WHERE n = ?1 AND facet = ?2",
        )
    }

    /// One document as the server's log says.
    pub(crate) fn confirmed_part(&self, n: i64, name: &str) -> Result<Part, StoreError> {
        self.part(
            n,
            name,
            "SELECT confirmed FROM document WHERE n = ?1 AND facet = ?2",
        )
    }

    fn part(&self, n: i64, name: &str, sql: &str) -> Result<Part, StoreError> {
        let mut read = self.sql.prepare_cached(sql)?;
        let bytes: Option<Option<Vec<u8>>> = read
            .query_row(params![n, name], |row| row.get(0))
            .optional()?;
        bytes.flatten().map_or(Ok(Part::empty(name)), |bytes| {
            Part::from_bytes(name, &bytes).map_err(StoreError::unreadable)
        })
    }

    pub(crate) fn set_current(&self, n: i64, name: &str, part: &Part) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO document (n, facet, current, text) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (n, facet) DO UPDATE SET current = excluded.current, text = excluded.text",
        )?;
        write.execute(params![n, name, part.to_bytes(), part.text()])?;
        Ok(())
    }

    /// Writes a document as the log has it, with what it says when it is a text; without edits on top it is the
    /// current one too.
    pub(crate) fn set_confirmed(
        &self,
        n: i64,
        name: &str,
        state: &[u8],
        text: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO document (n, facet, confirmed, text) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (n, facet) DO UPDATE SET confirmed = excluded.confirmed,
               text = iif(current IS NULL, excluded.text, text)",
        )?;
        write.execute(params![n, name, state, text])?;
        Ok(())
    }

    pub(crate) fn forget_documents(&self, n: i64) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("DELETE FROM document WHERE n = ?1")?
            .execute([n])?;
        Ok(())
    }

    /// Makes a current document anew: the confirmed one, then every edit that is not in the log.
    ///
    /// Edits the server may already know keep their bytes; the others are authored again by `actor`. An edit that
    /// says nothing new on its new base is settled as accepted; one that cannot be made there is kept as refused, so
    /// that it never stops the others.
    pub(crate) fn rebuild(&self, n: i64, name: &str, actor: ActorId) -> Result<(), StoreError> {
        let overlay = self.overlay(n, name)?;
        if overlay.is_empty() {
            return self.drop_current(n, name);
        }
        let mut part = self.confirmed_part(n, name)?;
        let actor = self.author_beside_waiting(n, name, actor)?;
        let mut open = false;
        for row in overlay {
            open |= match row.status {
                EditStatus::Local => self.reauthor(row, &mut part, actor)?,
                // One that does not fit is shown again by its verdict, or by the log.
                _ => part.apply(&row.edit.body).is_ok(),
            };
        }
        if open {
            return self.set_current(n, name, &part);
        }
        self.drop_current(n, name)
    }

    /// Authors an edit again on a new base; whether it still says something.
    fn reauthor(
        &self,
        mut row: EditRow,
        part: &mut Part,
        actor: ActorId,
    ) -> Result<bool, StoreError> {
        let time = row.edit.at.device_ms.div_euclid(1000);
        if let Some(beside) = self.author_beside(row.local, (&row.edit, part), time)? {
            row.edit.body = beside;
            row.edit.id.device = actor.device();
            self.replace_payload(row.local, &row.edit)?;
            return Ok(true);
        }
        row.edit.body = match part.reauthor(&row.edit.body, actor, time) {
            Ok(Some(authored)) => authored,
            Ok(None) => {
                self.settle(row.local, EditStatus::Accepted, true)?;
                self.erase_if_out_of_scope(row.local)?;
                return Ok(false);
            }
            Err(error) => {
                self.close(row.local, EditStatus::Refused, &error.to_string())?;
                return Ok(false);
            }
        };
        row.edit.id.device = actor.device();
        self.replace_payload(row.local, &row.edit)?;
        Ok(true)
    }

    /// Goes back to the confirmed document; one the server does not have disappears.
    pub(crate) fn drop_current(&self, n: i64, name: &str) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "DELETE FROM document WHERE n = ?1 AND facet = ?2 AND confirmed IS NULL",
        )?;
        write.execute(params![n, name])?;
        let text = match text_of(name) {
            Some(_) => self.confirmed_part(n, name)?.text(),
            None => None,
        };
        let mut write = self.sql.prepare_cached(
            "UPDATE document SET current = NULL, text = ?3 WHERE n = ?1 AND facet = ?2 AND current IS NOT NULL",
        )?;
        write.execute(params![n, name, text])?;
        Ok(())
    }

    /// The names of a record's documents that this device stores.
    pub(crate) fn stored_parts(&self, n: i64) -> Result<Vec<String>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT facet FROM document WHERE n = ?1")?;
        let names = read.query_map([n], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }
}
