//! The states of a type and the ways between them.

use std::collections::BTreeSet;

use super::Check;
use super::expression::{Terms, Use};
use crate::manifest::{Locks, RecordType, States, Transition};

impl Check<'_> {
    pub(super) fn states(&mut self, path: &str, record_type: &RecordType) {
        let Some(states) = &record_type.states else {
            return;
        };
        let path = format!("{path}/states");
        self.key(&format!("{path}/field"), &states.field);
        if record_type.field(&states.field).is_some() {
            self.error(
                format!("{path}/field"),
                format!(
                    "`{}` is also among the fields; the state field is declared here alone",
                    states.field
                ),
            );
        }
        let known: BTreeSet<&str> = states
            .values
            .iter()
            .map(|state| state.key.as_str())
            .collect();
        if states.value(&states.initial).is_none() {
            self.error(
                format!("{path}/initial"),
                super::unknown("state", &states.initial, &known),
            );
        }
        self.keys(
            &format!("{path}/values"),
            states.values.iter().map(|state| state.key.as_str()),
        );
        self.locks(&path, record_type, states);
        self.keys(
            &format!("{path}/transitions"),
            states
                .transitions
                .iter()
                .map(|transition| transition.key.as_str()),
        );
        for transition in &states.transitions {
            self.transition(
                &format!("{path}/transitions/{}", transition.key),
                record_type,
                transition,
                &known,
            );
        }
    }

    fn locks(&mut self, path: &str, record_type: &RecordType, states: &States) {
        let fields: BTreeSet<&str> = record_type
            .fields
            .iter()
            .map(|field| field.key.as_str())
            .collect();
        for state in &states.values {
            if let Some(Locks::Fields(locked)) = &state.locks {
                self.known(
                    &format!("{path}/values/{}/locks", state.key),
                    locked,
                    &fields,
                    "field",
                );
            }
        }
    }

    fn transition(
        &mut self,
        path: &str,
        record_type: &RecordType,
        transition: &Transition,
        states: &BTreeSet<&str>,
    ) {
        if transition.from.is_empty() {
            self.error(
                format!("{path}/from"),
                "a transition starts from at least one state",
            );
        }
        self.known(&format!("{path}/from"), &transition.from, states, "state");
        if !states.contains(transition.to.as_str()) {
            self.error(
                format!("{path}/to"),
                super::unknown("state", &transition.to, states),
            );
        }
        self.roles_named(&format!("{path}/roles"), &transition.roles);
        if let Some(condition) = &transition.condition {
            self.expression(
                &format!("{path}/if"),
                condition,
                Use::Condition,
                &Terms::of(record_type),
            );
        }
    }
}
