//! Who may see what of the demo module, written a second time and without the rule language.

use campo_document::{Body, Document, Edit, Scalar};
use campo_model::id::RecordId;
use campo_wire::sync::Snapshot;

use super::Oracle;
use crate::world::Person;

/// The facet agents may not see.
const HIDDEN: &str = "papers";

/// Whether the person holds a role that sees everything.
fn sees_all(person: &Person) -> bool {
    person
        .roles
        .iter()
        .any(|role| matches!(*role, "office" | "manager"))
}

/// Whether the person's devices hold the record.
pub(crate) fn holds(oracle: &Oracle, person: &Person, id: RecordId) -> bool {
    if sees_all(person) {
        return true;
    }
    if !person.roles.contains(&"agent") {
        return false;
    }
    let Some(truth) = oracle.truths.get(&id) else {
        return false;
    };
    let house = match truth.record_type.as_str() {
        "demo.visit" => oracle.text(id, "house").and_then(|text| text.parse().ok()),
        _ => Some(id),
    };
    let territory = house.and_then(|house| oracle.text(house, "territory"));
    territory == Some(person.territory.as_str())
}

/// Whether the person may read a facet of records their devices hold.
pub(crate) fn reads(person: &Person, facet: &str) -> bool {
    sees_all(person) || facet != HIDDEN
}

/// Whether a snapshot may be sent to the person, as far as it tells by itself.
pub(crate) fn may_enter(person: &Person, snapshot: &Snapshot) -> bool {
    if sees_all(person) {
        return true;
    }
    let hidden = snapshot.facets.iter().any(|(facet, _)| facet == HIDDEN);
    let elsewhere = snapshot.record_type.as_str() == "demo.house"
        && territory(snapshot).as_deref() != Some(&person.territory);
    !hidden && !elsewhere && person.roles.contains(&"agent")
}

fn territory(snapshot: &Snapshot) -> Option<String> {
    let (_, bytes) = snapshot.facets.iter().find(|(facet, _)| facet == "base")?;
    match Document::from_bytes(bytes).ok()?.get("territory")? {
        Scalar::Str(text) => Some(text.clone()),
        _ => None,
    }
}

/// Whether an edit of a record they hold may be sent to the person.
pub(crate) fn may_read_edit(person: &Person, edit: &Edit) -> bool {
    match &edit.body {
        Body::Change { facet, .. } | Body::Text { facet, .. } => reads(person, facet),
        Body::Delete { .. } | Body::Restore => true,
    }
}
