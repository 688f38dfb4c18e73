//! The documents of a record: confirmed, and current with the pending edits on top.

use campo_document::{ApplyError, Body, Document};
use campo_model::id::ActorId;
use rusqlite::{OptionalExtension, params};

use crate::edits::{EditRow, EditStatus};
use crate::error::StoreError;
use crate::store::Tx;

impl Tx<'_> {
    /// Every facet of a record with pending edits included.
    pub(crate) fn current_documents(&self, n: i64) -> Result<Vec<(String, Document)>, StoreError> {
        let mut read = self.sql.prepare_cached(
            "SELECT facet, coalesce(current, confirmed) FROM document WHERE n = ?1 ORDER BY facet",
        )?;
        let rows = read.query_map([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut documents = Vec::new();
        for row in rows {
            let (facet, bytes): (String, Option<Vec<u8>>) = row?;
            let document = bytes.map_or(Ok(Document::default()), |bytes| {
                Document::from_bytes(&bytes)
            })?;
            documents.push((facet, document));
        }
        Ok(documents)
    }

    /// One facet with pending edits included; empty when the record does not have it yet.
    pub(crate) fn current_document(&self, n: i64, facet: &str) -> Result<Document, StoreError> {
        self.document(
            n,
            facet,
            "SELECT coalesce(current, confirmed) FROM document WHERE n = ?1 AND facet = ?2",
        )
    }

    /// One facet as the server's log says.
    pub(crate) fn confirmed_document(&self, n: i64, facet: &str) -> Result<Document, StoreError> {
        self.document(
            n,
            facet,
            "SELECT confirmed FROM document WHERE n = ?1 AND facet = ?2",
        )
    }

    fn document(&self, n: i64, facet: &str, sql: &str) -> Result<Document, StoreError> {
        let mut read = self.sql.prepare_cached(sql)?;
        let bytes: Option<Option<Vec<u8>>> = read
            .query_row(params![n, facet], |row| row.get(0))
            .optional()?;
        Ok(bytes.flatten().map_or(Ok(Document::default()), |bytes| {
            Document::from_bytes(&bytes)
        })?)
    }

    pub(crate) fn set_current(
        &self,
        n: i64,
        facet: &str,
        document: &Document,
    ) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO document (n, facet, current) VALUES (?1, ?2, ?3)
             ON CONFLICT (n, facet) DO UPDATE SET current = excluded.current",
        )?;
        write.execute(params![n, facet, document.to_bytes()])?;
        Ok(())
    }

    pub(crate) fn set_confirmed(
        &self,
        n: i64,
        facet: &str,
        document: &[u8],
    ) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO document (n, facet, confirmed) VALUES (?1, ?2, ?3)
             ON CONFLICT (n, facet) DO UPDATE SET confirmed = excluded.confirmed",
        )?;
        write.execute(params![n, facet, document])?;
        Ok(())
    }

    pub(crate) fn forget_documents(&self, n: i64) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("DELETE FROM document WHERE n = ?1")?
            .execute([n])?;
        Ok(())
    }

    /// Makes the current document of a facet anew: the confirmed one, then every edit that is not in the log.
    ///
    /// Edits the server may already know keep their bytes; the others are authored again by `actor`. An edit that
    /// says nothing new on its new base is settled as accepted; one that cannot be made there is kept as refused, so
    /// that it never stops the others.
    pub(crate) fn rebuild(&self, n: i64, facet: &str, actor: ActorId) -> Result<(), StoreError> {
        let overlay = self.overlay(n, facet)?;
        if overlay.is_empty() {
            return self.drop_current(n, facet);
        }
        let mut document = self.confirmed_document(n, facet)?;
        let mut open = false;
        for row in overlay {
            open |= match row.status {
                EditStatus::Local => self.reauthor(row, &mut document, actor)?,
                // One that does not fit is shown again by its verdict, or by the log.
                _ => replay(&row.edit.body, &mut document).is_ok(),
            };
        }
        if open {
            return self.set_current(n, facet, &document);
        }
        self.drop_current(n, facet)
    }

    /// Authors an edit again on a new base; whether it still says something.
    fn reauthor(
        &self,
        mut row: EditRow,
        document: &mut Document,
        actor: ActorId,
    ) -> Result<bool, StoreError> {
        let time = row.edit.at.device_ms.div_euclid(1000);
        let (new_change, new_hash) = match row.edit.body.reauthor(document, actor, time) {
            Ok(Some(authored)) => authored,
            Ok(None) => {
                self.settle(row.local, EditStatus::Accepted, true)?;
                return Ok(false);
            }
            Err(error) => {
                self.close(row.local, EditStatus::Refused, &error.to_string())?;
                return Ok(false);
            }
        };
        if let Body::Change { change, hash, .. } = &mut row.edit.body {
            (*change, *hash) = (new_change, new_hash);
        }
        row.edit.id.device = actor.device();
        self.replace_payload(row.local, &row.edit)?;
        Ok(true)
    }

    /// Goes back to the confirmed document; a facet the server does not have disappears.
    pub(crate) fn drop_current(&self, n: i64, facet: &str) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE document SET current = NULL WHERE n = ?1 AND facet = ?2")?
            .execute(params![n, facet])?;
        self.sql
            .prepare_cached(
                "DELETE FROM document WHERE n = ?1 AND facet = ?2 AND confirmed IS NULL",
            )?
            .execute(params![n, facet])?;
        Ok(())
    }

    /// The facets of a record that this device stores.
    pub(crate) fn stored_facets(&self, n: i64) -> Result<Vec<String>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT facet FROM document WHERE n = ?1")?;
        let facets = read.query_map([n], |row| row.get(0))?;
        Ok(facets.collect::<Result<_, _>>()?)
    }
}

fn replay(body: &Body, document: &mut Document) -> Result<(), ApplyError> {
    if let Body::Change { change, hash, .. } = body {
        document.apply(change, *hash)?;
    }
    Ok(())
}
