//! A whole record against its type.

use super::{FieldProblem, validate_value};
use crate::expr::{Expression, Fields, Scope};
use crate::manifest::{DefaultValue, Field, FieldKind, RecordType};
use crate::value::Value;

/// Everything wrong with a record's fields; `scope` gives the person, the settings, the referenced records and the time.
///
/// Fields the type does not know are left alone: a newer version of the module may have written them.
pub fn validate_record(
    record_type: &RecordType,
    fields: &Fields,
    scope: &Scope<'_>,
) -> Vec<FieldProblem> {
    let scope = Scope {
        record: Some(fields),
        ..*scope
    };
    let mut problems = Vec::new();
    if let Some(problem) = state(record_type, fields) {
        problems.push(problem);
    }
    for field in record_type
        .fields
        .iter()
        .filter(|field| field.kind.storage() != crate::manifest::Storage::Derived)
    {
        let value = fields.get(&field.key).unwrap_or(&Value::Null);
        problems.extend(check(field, value, &scope));
        problems.extend(lines(field, value, &scope));
    }
    problems
}

fn state(record_type: &RecordType, fields: &Fields) -> Option<FieldProblem> {
    let states = record_type.states.as_ref()?;
    let state = fields.get(&states.field).filter(|value| !value.is_null())?;
    match state.as_text().and_then(|key| states.value(key)) {
        Some(_) => None,
        None => Some(FieldProblem::of(
            &states.field,
            "unknown_state",
            "this is not a state of the record",
            "este não é um estado do registro",
        )),
    }
}

fn check(field: &Field, value: &Value, scope: &Scope<'_>) -> Option<FieldProblem> {
    if let Err(problem) = validate_value(field, value) {
        return Some(problem);
    }
    let holds = |expression: &Expression| expression.holds(scope);
    if value.is_empty() {
        let shown = field.visible_if.as_ref().is_none_or(holds);
        let required = shown && (field.required || field.required_if.as_ref().is_some_and(holds));
        return required.then(|| {
            FieldProblem::new(
                field,
                "required",
                "fill in this field",
                "preencha este campo",
            )
        });
    }
    let constraint = field
        .constraint
        .as_ref()
        .filter(|constraint| !constraint.holds(scope))?;
    let mut problem = FieldProblem::new(
        field,
        "constraint",
        format!("this must hold: {constraint}"),
        format!("é preciso que: {constraint}"),
    );
    if !field.message.is_empty() {
        problem.message = field.message.clone();
    }
    problem.severity = field.severity;
    Some(problem)
}

fn lines(field: &Field, value: &Value, scope: &Scope<'_>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for (index, line) in value
        .as_list()
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_map)
        .enumerate()
        .filter(|_| field.kind == FieldKind::Lines)
    {
        let scope = Scope {
            line: Some(line),
            ..*scope
        };
        let id = line
            .get("id")
            .and_then(Value::as_text)
            .map_or_else(|| index.to_string(), str::to_owned);
        for line_field in &field.fields {
            let value = line.get(&line_field.key).unwrap_or(&Value::Null);
            let problem = check(line_field, value, &scope);
            problems.extend(problem.map(|problem| FieldProblem {
                field: format!("{}/{id}/{}", field.key, line_field.key),
                ..problem
            }));
        }
    }
    problems
}

/// The computed values of a record; one whose expression fails is left out.
pub fn compute(record_type: &RecordType, fields: &Fields) -> Fields {
    let scope = Scope {
        record: Some(fields),
        ..Scope::default()
    };
    let computed = record_type
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Computed);
    let value = |field: &Field| {
        let value = as_kind(field.shown_kind(), field.value.as_ref()?.eval(&scope).ok()?)?;
        Some((field.key.clone(), value))
    };
    computed.filter_map(value).collect()
}

/// The values a new record of the type starts with, the first state included.
pub fn defaults(record_type: &RecordType, scope: &Scope<'_>) -> Fields {
    let mut fields: Fields = record_type
        .fields
        .iter()
        .filter_map(|field| Some((field.key.clone(), default(field, scope)?)))
        .collect();
    if let Some(states) = &record_type.states {
        fields.insert(states.field.clone(), Value::from(states.initial.as_str()));
    }
    fields
}

fn default(field: &Field, scope: &Scope<'_>) -> Option<Value> {
    let value = match field.default.as_ref()? {
        DefaultValue::Literal(json) => super::from_json(field, json).ok()?,
        DefaultValue::Expression(expression) => as_kind(field.kind, expression.eval(scope).ok()?)?,
    };
    (!value.is_null() && validate_value(field, &value).is_ok()).then_some(value)
}

/// An expression's number or moment in the variant the kind holds.
fn as_kind(kind: FieldKind, value: Value) -> Option<Value> {
    use crate::manifest::{ScalarKind, Storage};
    match (kind.storage(), value) {
        (_, Value::Null) => None,
        (Storage::Scalar(ScalarKind::Int) | Storage::Counter, Value::Float(number)) => {
            (number.abs() < 9e15).then(|| Value::Int(number.round() as i64))
        }
        (Storage::Scalar(ScalarKind::Float), Value::Int(number)) => {
            Some(Value::Float(number as f64))
        }
        (Storage::Scalar(ScalarKind::Time), Value::Int(ms)) => Some(Value::Time(ms)),
        (_, value) => Some(value),
    }
}
