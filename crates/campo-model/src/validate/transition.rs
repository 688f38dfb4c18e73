//! Changes of state, and what a state locks.

use std::collections::BTreeSet;

use super::FieldProblem;
use crate::expr::{Fields, Scope};
use crate::manifest::{RecordType, States, Transition};
use crate::value::Value;

/// The transition by which a record may go from a state to another, for a person of these roles (included ones too).
///
/// `from` is `None` for a new record: it starts in the initial state, or one allowed transition away. `Ok(None)` means
/// nothing changes. `fields` are the record's fields after the edit.
pub fn check_transition<'t>(
    record_type: &'t RecordType,
    from: Option<&str>,
    to: &str,
    roles: &BTreeSet<String>,
    fields: &Fields,
    scope: &Scope<'_>,
) -> Result<Option<&'t Transition>, FieldProblem> {
    let Some(states) = &record_type.states else {
        return Ok(None);
    };
    let origin = from.unwrap_or(&states.initial);
    if origin == to {
        return Ok(None);
    }
    if states.value(to).is_none() {
        return Err(refusal(
            states,
            "unknown_state",
            "this is not a state of the record",
            "este não é um estado do registro",
        ));
    }
    let ways: Vec<&Transition> = states
        .transitions
        .iter()
        .filter(|way| way.to == to && way.from.iter().any(|state| state == origin))
        .collect();
    if ways.is_empty() {
        let en = format!("a record does not go from `{origin}` to `{to}`");
        let pt = format!("um registro não passa de `{origin}` para `{to}`");
        return Err(refusal(states, "no_transition", &en, &pt));
    }
    let scope = Scope {
        record: Some(fields),
        ..*scope
    };
    choose(states, &ways, roles, &scope).map(Some)
}

/// The first of the ways that the roles allow and whose condition holds.
fn choose<'t>(
    states: &States,
    ways: &[&'t Transition],
    roles: &BTreeSet<String>,
    scope: &Scope<'_>,
) -> Result<&'t Transition, FieldProblem> {
    let allows = |way: &&&Transition| {
        way.roles.is_empty() || way.roles.iter().any(|role| roles.contains(role))
    };
    let mut allowed = ways.iter().filter(allows).peekable();
    if allowed.peek().is_none() {
        let en = "your role may not make this change; ask the office";
        let pt = "seu papel não permite esta mudança; peça ao escritório";
        return Err(refusal(states, "forbidden_transition", en, pt));
    }
    let ready = |way: &&&Transition| {
        way.condition
            .as_ref()
            .is_none_or(|condition| condition.holds(scope))
    };
    allowed.find(ready).copied().ok_or_else(|| {
        let en = "the record is not ready for this change; complete it first";
        let pt = "o registro ainda não está pronto para esta mudança; complete-o antes";
        refusal(states, "transition_condition", en, pt)
    })
}

fn refusal(states: &States, code: &'static str, en: &str, pt: &str) -> FieldProblem {
    FieldProblem::of(&states.field, code, en, pt)
}

/// The changed fields that the record's state before the edit locks. The state field itself is never locked.
pub fn check_locks<'k>(
    record_type: &RecordType,
    before: &Fields,
    changed: impl IntoIterator<Item = &'k str>,
) -> Vec<FieldProblem> {
    let Some(states) = &record_type.states else {
        return Vec::new();
    };
    let state = before
        .get(&states.field)
        .and_then(Value::as_text)
        .and_then(|key| states.value(key));
    let Some(locks) = state.and_then(|state| state.locks.as_ref()) else {
        return Vec::new();
    };
    let locked = changed
        .into_iter()
        .filter(|field| *field != states.field && locks.locks(field));
    let problem = |field| {
        FieldProblem::of(
            field,
            "locked",
            "the record's state locks this field",
            "o estado do registro bloqueia este campo",
        )
    };
    locked.map(problem).collect()
}
