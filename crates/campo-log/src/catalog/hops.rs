//! The references that rules look through: `self.property.agent` looks through `property`.
//!
//! Forwards they say which other records a rule needs; backwards, whose visibility changes with a record.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::expr::Expression;
use campo_model::id::TypeKey;
use campo_model::manifest::RecordType;
use campo_model::registry::{Registry, Rule, TypeGrant};

/// The references that the expressions of all modules look through.
#[derive(Default)]
pub(crate) struct Hops {
    forwards: BTreeMap<TypeKey, BTreeSet<String>>,
    backwards: BTreeMap<TypeKey, BTreeSet<(TypeKey, String)>>,
}

impl Hops {
    /// Collects the hops of every expression.
    pub(crate) fn of(registry: &Registry) -> Self {
        let mut hops = Self::default();
        for (key, declared) in registry.types() {
            let grants: Vec<_> = registry
                .roles()
                .filter_map(|role| role.grants.get(key))
                .collect();
            let scopes = grants
                .iter()
                .flat_map(|grant| when(&grant.read))
                .chain(&declared.sync.scope);
            for field in scopes.flat_map(hopped) {
                if let Some(target) = declared.field(&field).and_then(|field| field.target()) {
                    hops.backwards
                        .entry(target)
                        .or_default()
                        .insert((key.clone(), field));
                }
            }
            let all = expressions(declared)
                .chain(grants.iter().flat_map(|grant| rules(grant)).flat_map(when));
            hops.forwards
                .insert(key.clone(), all.flat_map(hopped).collect());
        }
        hops
    }

    /// The references of a type that its rules look through.
    pub(crate) fn through(&self, key: &TypeKey) -> impl Iterator<Item = &str> {
        self.forwards
            .get(key)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The types and their references by which records of `key` decide who sees others.
    pub(crate) fn onto(&self, key: &TypeKey) -> impl Iterator<Item = &(TypeKey, String)> {
        self.backwards.get(key).into_iter().flatten()
    }
}

fn hopped(expression: &Expression) -> Vec<String> {
    expression.hops().into_keys().map(str::to_owned).collect()
}

fn when(rule: &Rule) -> &[Expression] {
    match rule {
        Rule::When(any) => any,
        Rule::Never | Rule::Always => &[],
    }
}

fn rules(grant: &TypeGrant) -> [&Rule; 5] {
    [
        &grant.read,
        &grant.create,
        &grant.update,
        &grant.delete,
        &grant.export,
    ]
}

/// The expressions of a type that are evaluated at the server.
fn expressions(declared: &RecordType) -> impl Iterator<Item = &Expression> {
    let lines = declared.fields.iter().flat_map(|field| &field.fields);
    let fields = declared.fields.iter().chain(lines);
    let of_fields =
        fields.flat_map(|field| [&field.required_if, &field.visible_if, &field.constraint]);
    let transitions = declared
        .states
        .iter()
        .flat_map(|states| &states.transitions)
        .map(|way| &way.condition);
    of_fields
        .chain(transitions)
        .chain([&declared.sync.scope])
        .flatten()
}
