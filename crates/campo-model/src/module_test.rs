//! Runs the tests a module carries: what a role may do, what a record's problems, title and values are.

use std::collections::BTreeMap;

use crate::expr::{Fields, Scope};
use crate::id::UserId;
use crate::manifest::{Module, RecordType, TestAction, TestCase};
use crate::registry::{Registry, Target};
use crate::rights::{Access, Principal};
use crate::validate;
use crate::value::Value;

/// A promise that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{test}: {message}")]
pub struct Failure {
    /// The test's key.
    pub test: String,
    /// What came instead.
    pub message: String,
}

/// Runs every test of a module among those installed; `now_ms` is the moment the tests happen at.
pub fn run(registry: &Registry, module: &Module, now_ms: i64) -> Vec<Failure> {
    let failures = |test: &TestCase| {
        let messages = record_type(registry, module, test).map_or_else(
            || vec!["its record type is not installed".to_owned()],
            |found| judge(registry, found, test, now_ms),
        );
        let of = |message| Failure {
            test: test.key.clone(),
            message,
        };
        messages.into_iter().map(of).collect::<Vec<_>>()
    };
    module.tests.iter().flat_map(failures).collect()
}

fn record_type<'a>(
    registry: &'a Registry,
    module: &Module,
    test: &TestCase,
) -> Option<&'a RecordType> {
    registry.record_type(&test.of.resolve(&module.module).ok()?)
}

fn judge(
    registry: &Registry,
    record_type: &RecordType,
    test: &TestCase,
    now_ms: i64,
) -> Vec<String> {
    let person = person(test);
    let user = person.fields();
    let fields = match given(registry, record_type, &test.given) {
        Ok(fields) => fields,
        Err(message) => return vec![message],
    };
    let scope = Scope {
        record: Some(&fields),
        user: Some(&user),
        now_ms,
        ..Scope::default()
    };
    let mut messages = Vec::new();
    let mut expect = |what: &str, expected: String, found: String| {
        if expected != found {
            messages.push(format!("{what} should be {expected}, and is {found}"));
        }
    };
    if let Some(allowed) = test.then.allowed {
        let access = Access::of(registry, &person);
        expect(
            "allowed",
            allowed.to_string(),
            may(&access, record_type, test, &fields, &scope).to_string(),
        );
    }
    if let Some(problems) = &test.then.problems {
        let found = validate::validate_record(record_type, &fields, &scope);
        let found: BTreeMap<_, _> = found
            .into_iter()
            .map(|problem| (problem.field, problem.code.to_owned()))
            .collect();
        expect("problems", format!("{problems:?}"), format!("{found:?}"));
    }
    if let Some(title) = &test.then.title {
        expect(
            "title",
            title.clone(),
            validate::title(record_type, &fields),
        );
    }
    let computed = validate::compute(record_type, &fields);
    for (key, json) in &test.then.fields {
        let found = computed
            .get(key)
            .or_else(|| fields.get(key))
            .unwrap_or(&Value::Null);
        expect(key, json.to_string(), found.to_json().to_string());
    }
    messages
}

/// The person of a test; without an `id` among their attributes, the nil one.
fn person(test: &TestCase) -> Principal {
    let mut attributes: BTreeMap<String, Value> = test
        .user
        .iter()
        .map(|(key, json)| (key.clone(), Value::from(json)))
        .collect();
    let id = attributes
        .remove("id")
        .and_then(|id| id.as_text()?.parse().ok())
        .unwrap_or(UserId(uuid::Uuid::nil()));
    Principal {
        id,
        name: test.role.clone(),
        roles: vec![test.role.clone()],
        attributes,
    }
}

fn given(
    registry: &Registry,
    record_type: &RecordType,
    given: &BTreeMap<String, serde_json::Value>,
) -> Result<Fields, String> {
    let mut fields = Fields::new();
    for (key, json) in given {
        let value = match registry.path(record_type, &[key.as_str()]) {
            Ok(found) => match found.target {
                Target::Field(field) => {
                    validate::from_json(field, json).unwrap_or_else(|_| Value::from(json))
                }
                _ => Value::from(json),
            },
            Err(error) => return Err(error.to_string()),
        };
        fields.insert(key.clone(), value);
    }
    Ok(fields)
}

fn may(
    access: &Access,
    record_type: &RecordType,
    test: &TestCase,
    fields: &Fields,
    scope: &Scope<'_>,
) -> bool {
    let Ok(key) = record_type.type_key() else {
        return false;
    };
    let on = access.on(&key);
    match test.when {
        TestAction::Read => on.grant.read.holds(scope),
        TestAction::Create => on.grant.create.holds(scope),
        TestAction::Update => on.grant.update.holds(scope),
        TestAction::Delete => on.grant.delete.holds(scope),
        TestAction::Export => on.grant.export.holds(scope),
        TestAction::Sync => on.replicates(scope),
        TestAction::Transition => takes(access, record_type, test, fields, scope),
        TestAction::Validate => validate::validate_record(record_type, fields, scope)
            .iter()
            .all(|problem| !problem.severity.is_error()),
    }
}

fn takes(
    access: &Access,
    record_type: &RecordType,
    test: &TestCase,
    fields: &Fields,
    scope: &Scope<'_>,
) -> bool {
    let Some(states) = &record_type.states else {
        return false;
    };
    let way = states
        .transitions
        .iter()
        .find(|way| Some(&way.key) == test.transition.as_ref());
    let from = fields.get(&states.field).and_then(Value::as_text);
    way.is_some_and(|way| {
        validate::check_transition(record_type, from, &way.to, access.roles(), fields, scope)
            .is_ok_and(|taken| taken == Some(way))
    })
}
