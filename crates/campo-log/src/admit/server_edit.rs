//! Edits the server itself makes: entries of the log like any other, by a device of its own.

use campo_document::{Body, Edit, EditId, EditTime, KeyOp};
use campo_model::id::UserId;
use campo_model::manifest::Field;
use campo_wire::sync::Verdict;
use uuid::Uuid;

use super::draft::Draft;
use super::unit::Admission;
use crate::error::{LogError, Result};
use crate::table::entry;
use crate::table::verdict::{self, Decided};

/// Who the server's own edits are by.
pub(crate) const SERVER: UserId = UserId(Uuid::nil());

impl Admission<'_> {
    /// Writes one key of a field into a draft, in the server's name; gives the number in the log, or `None` when the
    /// record says so already.
    pub(super) fn write_as_server(
        &self,
        draft: &mut Draft<'_>,
        field: &Field,
        op: KeyOp,
    ) -> Result<Option<u64>> {
        let facet = field.facet().to_owned();
        let document = draft.documents.facets.entry(facet.clone()).or_default();
        let seen = vec![(op.key.clone(), document.get(&op.key).cloned())];
        let authored = document.author(self.server, self.now_ms.div_euclid(1000), &[op]);
        let Some((change, hash)) = authored.map_err(LogError::ServerEdit)? else {
            return Ok(None);
        };
        let touched = draft.touched.entry(facet.clone()).or_default();
        touched.insert(field.key.clone());
        let body = Body::Change {
            facet,
            seen,
            change,
            hash,
        };
        self.append_as_server(draft, body).map(Some)
    }

    /// Appends an edit of the server's about a draft's record; gives its number in the log.
    pub(super) fn append_as_server(&self, draft: &Draft<'_>, body: Body) -> Result<u64> {
        let (last, chain) = verdict::last(self.connection, self.server.device())?;
        let edit = Edit {
            id: EditId {
                device: self.server.device(),
                seq: last + 1,
            },
            group: None,
            record: draft.id,
            record_type: draft.record_type.clone(),
            schema: String::new(),
            at: EditTime {
                device_ms: self.now_ms,
                offset_ms: Some(0),
            },
            body,
        };
        let seq = entry::append_edit(self.connection, &edit, (SERVER, false), self.now_ms)?;
        let verdict = Verdict::Accepted {
            seq,
            conflict: false,
        };
        let decided = Decided::on(&edit, chain, verdict);
        verdict::insert(self.connection, edit.id.device, edit.id.seq, &decided)?;
        Ok(seq)
    }
}
