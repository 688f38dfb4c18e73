//! Whether work that is refused today was allowed when it was made: then it is set aside, not refused.
//!
//! Rights change while people work without a connection: a role is taken away, a record moves out of a territory. An
//! edit is set aside when its author, as they are or ever were, might have made it on the record as it is or as they
//! saw it. What nobody ever allowed is refused.

use campo_document::{Body, Edit};
use campo_model::expr::Fields;

use super::denial::Denial;
use super::draft::Draft;
use super::unit::Admission;
use crate::catalog::Person;
use crate::table::{document, entry, quarantine};
use crate::values;

/// How many earlier versions of a person's rights are looked at.
const PAST_RIGHTS: usize = 50;

impl Admission<'_> {
    /// The same denial, or that the unit is set aside.
    pub(super) fn or_set_aside(&self, denial: Denial, unit: &[Edit]) -> Result<Denial, Denial> {
        let reason = match &denial {
            Denial::Refused(refusal)
                if refusal.code == "forbidden" && self.was_allowed(unit)? =>
            {
                "your rights changed before this reached the server: the office decides"
            }
            Denial::Rebase if self.builds_on_waiting(unit)? => {
                "it builds on work that waits for the office"
            }
            _ => return Ok(denial),
        };
        Ok(Denial::SetAside(reason.to_owned()))
    }

    fn builds_on_waiting(&self, unit: &[Edit]) -> Result<bool, Denial> {
        for edit in unit {
            if quarantine::waits(self.connection, self.device, edit.record)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn was_allowed(&self, unit: &[Edit]) -> Result<bool, Denial> {
        let Ok((drafts, _)) = self.drafts(unit) else {
            return Ok(false);
        };
        let user = &self.person.user;
        let mut people = vec![Person::new(self.catalog.registry(), user.clone())];
        let past = entry::past_rights(self.connection, user.id, PAST_RIGHTS)?;
        people.extend(past.into_iter().map(|entry::Rights { roles, attributes }| {
            let user = crate::table::user::User {
                roles,
                attributes,
                ..user.clone()
            };
            Person::new(self.catalog.registry(), user)
        }));
        for draft in &drafts {
            let saw = self.as_author_saw(draft, unit)?;
            let mut allowed = false;
            for person in &people {
                let then = Admission { person, ..*self };
                allowed |= then.allows(draft, &draft.before)? || then.allows(draft, &saw)?;
            }
            if !allowed {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The fields of a draft's record as the author of the unit saw them.
    fn as_author_saw(&self, draft: &Draft<'_>, unit: &[Edit]) -> Result<Fields, Denial> {
        let Some(row) = &draft.row else {
            return Ok(draft.before.clone());
        };
        let mut documents = document::of_record(self.connection, row.n)?;
        let mut saw = Vec::new();
        for edit in unit.iter().filter(|edit| edit.record == draft.id) {
            match &edit.body {
                Body::Change { facet, change, .. } => saw.push((facet, &change.deps)),
                Body::Delete { seen } => {
                    saw.extend(seen.iter().map(|(facet, heads)| (facet, heads)))
                }
                Body::Restore | Body::Text { .. } => {}
            }
        }
        // Of several edits of one facet the first one says what its author saw.
        for (facet, heads) in saw.into_iter().rev() {
            if let Some(current) = documents.facets.get(facet).cloned()
                && let Ok(then) = self.state_at(draft, facet, &current, heads)
            {
                documents.facets.insert(facet.clone(), then);
            }
        }
        Ok(values::fields(draft.declared, &documents))
    }
}
