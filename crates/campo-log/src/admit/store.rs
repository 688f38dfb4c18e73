//! Writing what was accepted: log, documents, record row, projection, and whose visibility may have changed.

use campo_document::Edit;
use campo_model::manifest::Storage;
use campo_wire::sync::Verdict;

use super::denial::Denial;
use super::draft::Draft;
use super::unit::Admission;
use crate::blobs;
use crate::error::Result;
use crate::projection;
use crate::table::{document, entry, record};

impl Admission<'_> {
    /// Writes a unit; gives the verdicts.
    pub(super) fn store(
        &self,
        unit: &[Edit],
        drafts: &mut [Draft<'_>],
        conflicts: &[bool],
    ) -> std::result::Result<Vec<Verdict>, Denial> {
        let mut verdicts = Vec::new();
        for (edit, conflict) in unit.iter().zip(conflicts) {
            let seq = entry::append_edit(
                self.connection,
                edit,
                (self.person.user.id, *conflict),
                self.now_ms,
            )?;
            verdicts.push(Verdict::Accepted {
                seq,
                conflict: *conflict,
            });
        }
        for draft in drafts {
            if draft.is_new() {
                self.number(draft)?;
            }
            self.write(draft)?;
        }
        Ok(verdicts)
    }

    /// Writes the record of a draft as it is now.
    pub(super) fn write(&self, draft: &mut Draft<'_>) -> Result<()> {
        let n = match &draft.row {
            Some(row) => row.n,
            None => record::insert(self.connection, draft.id, &draft.record_type, draft.at_ms)?,
        };
        let created_ms = draft.row.as_ref().map_or(draft.at_ms, |row| row.created_ms);
        let updated_ms = draft
            .row
            .as_ref()
            .map_or(draft.at_ms, |row| row.updated_ms.max(draft.at_ms));
        let row = record::RecordRow {
            n,
            id: draft.id,
            record_type: draft.record_type.clone(),
            created_ms,
            updated_ms,
            tombstone: draft.tombstone.clone(),
            erased: false,
        };
        record::update(self.connection, &row)?;
        let facets = draft.documents.facets.iter();
        for (facet, state) in facets.filter(|(facet, _)| draft.touched.contains_key(*facet)) {
            document::put(self.connection, n, facet, &state.to_bytes(), None)?;
        }
        for (name, typed) in &draft.typed {
            let text = draft.documents.texts.get(name).map(String::as_str);
            document::put(self.connection, n, name, &typed.save(), text)?;
        }
        projection::put(self.connection, self.catalog, &row, &draft.documents)?;
        self.note_blobs(draft, n)?;
        self.note_dependents(draft)
    }

    /// Which attached files the record names now.
    fn note_blobs(&self, draft: &Draft<'_>, n: i64) -> Result<()> {
        let touched = draft.touched_fields();
        let names_files = draft.declared.fields.iter().any(|field| {
            field.kind.storage() == Storage::Files && touched.contains(field.key.as_str())
        });
        if names_files {
            let (fields, user) = (draft.after(), self.person.user.id);
            blobs::note(self.connection, n, draft.declared, &fields, user)?;
        }
        Ok(())
    }

    /// Records that look through a reference to this one may enter or leave scopes.
    fn note_dependents(&self, draft: &Draft<'_>) -> Result<()> {
        let seq = entry::head(self.connection)?;
        for (referrer, field) in self.catalog.hops().onto(&draft.record_type) {
            for dependent in projection::referrers(self.connection, referrer, field, draft.id)? {
                entry::add_dependent(self.connection, seq, dependent)?;
            }
        }
        Ok(())
    }
}
