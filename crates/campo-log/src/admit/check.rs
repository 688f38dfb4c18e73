//! Whether the person may do what a unit does to a record, and whether the record may be as the unit leaves it.

use std::collections::BTreeSet;

use campo_document::fields::field_of;
use campo_model::expr::Fields;
use campo_model::manifest::{FieldKind, FieldRight};
use campo_model::validate::{FieldProblem, check_locks, check_transition, validate_record};

use super::Vouched;
use super::denial::Denial;
use super::draft::Draft;
use super::unit::Admission;
use crate::error::Result as LogResult;
use crate::projection;
use crate::rules::Seen;

impl Admission<'_> {
    /// Checks a record that a unit changes.
    pub(super) fn check(&self, draft: &Draft<'_>) -> Result<(), Denial> {
        let fields = draft.after();
        let before = self.seen(draft, &draft.before)?;
        let after = self.seen(draft, &fields)?;
        if self.vouched == Vouched::No {
            self.check_allowed(draft, &before, &after)?;
        }
        if draft.touched.is_empty() {
            return Ok(());
        }
        refuse(
            "locked",
            "the record's state does not allow this change",
            check_locks(draft.declared, &draft.before, draft.touched_fields()),
        )?;
        self.check_state(draft, &after)?;
        let problems = new_problems(draft, &before, &after);
        refuse("invalid", "some values are not acceptable", problems)?;
        self.check_unique(draft, &fields)
    }

    /// Whether the person may do what a unit does to a record that was like this.
    pub(super) fn allows(&self, draft: &Draft<'_>, before: &Fields) -> LogResult<bool> {
        let (before, after) = (self.seen(draft, before)?, self.seen(draft, &draft.after())?);
        Ok(self.check_allowed(draft, &before, &after).is_ok())
    }

    fn check_allowed(
        &self,
        draft: &Draft<'_>,
        before: &Seen<'_>,
        after: &Seen<'_>,
    ) -> Result<(), Denial> {
        self.check_rights(draft, before, after)?;
        if draft.touched.is_empty() {
            return Ok(());
        }
        self.check_writable(draft)
    }

    fn seen(&self, draft: &Draft<'_>, fields: &Fields) -> LogResult<Seen<'_>> {
        let about = (&draft.record_type, draft.declared, draft.id);
        Seen::gather(
            self.connection,
            (self.catalog, self.person),
            about,
            fields,
            self.now_ms,
        )
    }

    /// Making is judged by the record as made, all else by the record as it was.
    fn check_rights(
        &self,
        draft: &Draft<'_>,
        before: &Seen<'_>,
        after: &Seen<'_>,
    ) -> Result<(), Denial> {
        let grant = &self.person.on(&draft.record_type).grant;
        let allowed = if draft.is_new() {
            grant.create.holds(&after.scope())
        } else {
            let updates = draft.touched.is_empty() || grant.update.holds(&before.scope());
            let deletes = !(draft.deletes || draft.restores) || grant.delete.holds(&before.scope());
            updates && deletes
        };
        if allowed {
            Ok(())
        } else {
            Err(Denial::refused(
                "forbidden",
                "you may not do this with this record: ask the office",
            ))
        }
    }

    fn check_writable(&self, draft: &Draft<'_>) -> Result<(), Denial> {
        let access = self.person.on(&draft.record_type);
        let closed_facet = draft
            .touched
            .keys()
            .find(|facet| access.facet(facet) != FieldRight::Edit);
        let facet_fields = draft
            .touched
            .iter()
            .filter(|(facet, _)| Some(*facet) == closed_facet);
        let mut closed = facet_fields
            .flat_map(|(_, keys)| keys)
            .map(|key| field_of(key));
        let field = closed.next().or_else(|| {
            draft
                .touched_fields()
                .into_iter()
                .find(|field| access.field(field) != FieldRight::Edit)
        });
        match field {
            Some(field) => Err(Denial::field(
                "forbidden",
                field,
                format!("you may not change `{field}`: ask the office"),
            )),
            None => Ok(()),
        }
    }

    fn check_state(&self, draft: &Draft<'_>, after: &Seen<'_>) -> Result<(), Denial> {
        let Some(transition) = &draft.transition else {
            return Ok(());
        };
        let Some(to) = &transition.to else {
            return Err(Denial::refused(
                "invalid",
                "a record's state cannot be emptied",
            ));
        };
        let roles = self.person.access.roles();
        let from = transition.from.as_deref();
        let checked = check_transition(
            draft.declared,
            from,
            to,
            roles,
            after.record(),
            &after.scope(),
        );
        checked.map(drop).map_err(|problem| {
            Denial::fields("invalid", "the record cannot go to this state", &[problem])
        })
    }

    fn check_unique(&self, draft: &Draft<'_>, fields: &Fields) -> Result<(), Denial> {
        let touched = draft.touched_fields();
        for field in draft
            .declared
            .fields
            .iter()
            .filter(|field| field.unique && touched.contains(field.key.as_str()))
        {
            let Some(value) = fields.get(&field.key) else {
                continue;
            };
            if projection::is_taken(
                self.connection,
                &draft.record_type,
                &field.key,
                value,
                draft.id,
            )? {
                let message = format!("another record has this value of `{}` already", field.key);
                return Err(Denial::field("not_unique", &field.key, message));
            }
        }
        Ok(())
    }
}

fn refuse(code: &str, message: &str, problems: Vec<FieldProblem>) -> Result<(), Denial> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Denial::fields(code, message, &problems))
    }
}

/// The errors that the unit brings: in fields it writes, or that were not there before.
///
/// What was wrong already does not stand in the way of an edit of something else.
fn new_problems(draft: &Draft<'_>, before: &Seen<'_>, after: &Seen<'_>) -> Vec<FieldProblem> {
    let known: BTreeSet<(String, &'static str)> = if draft.is_new() {
        BTreeSet::new()
    } else {
        let known = validate_record(draft.declared, before.record(), &before.scope());
        known
            .into_iter()
            .map(|problem| (problem.field, problem.code))
            .collect()
    };
    let touched = draft.touched_fields();
    let given = |field: &str| {
        draft
            .declared
            .field(field)
            .is_some_and(|field| field.kind == FieldKind::Sequence)
    };
    let mut problems = validate_record(draft.declared, after.record(), &after.scope());
    problems.retain(|problem| {
        let is_new = touched.contains(field_of(&problem.field))
            || !known.contains(&(problem.field.clone(), problem.code));
        problem.severity.is_error() && is_new && !given(&problem.field)
    });
    problems
}
