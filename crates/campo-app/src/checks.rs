//! Checks of an edit before it is made: rights, values, states. The server checks the same again, and decides.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::expr::Fields;
use campo_model::id::TypeKey;
use campo_model::manifest::{FieldRight, RecordType, Severity, Storage};
use campo_model::registry::Rule;
use campo_model::validate::{
    FieldProblem, check_locks, check_transition, from_json, validate_record, validate_value,
};
use campo_model::value::Value;
use campo_wire::error::{ErrorCode, Problem};
use campo_wire::record::Fields as JsonFields;
use campo_wire::schema::Label;

use crate::access::{Context, forbidden};
use crate::declared::field_of;
use crate::error::AppError;
use crate::vault;
use crate::workspace::label;

/// An edit about to be made.
pub(crate) struct Proposal<'a> {
    pub(crate) key: &'a TypeKey,
    pub(crate) declared: &'a RecordType,
    /// The fields before; `None` for a new record.
    pub(crate) before: Option<&'a Fields>,
    /// The fields after, computed ones left out.
    pub(crate) after: &'a Fields,
    /// The fields the edit names.
    pub(crate) changed: BTreeSet<&'a str>,
}

/// Machine JSON of some fields as values; everything wrong with it at once.
pub(crate) fn values_of(declared: &RecordType, json: &JsonFields) -> Result<Fields, AppError> {
    let mut fields = Fields::new();
    let mut problems = Vec::new();
    for (key, json) in json {
        let Some(field) =
            field_of(declared, key).filter(|field| field.kind.storage() != Storage::Derived)
        else {
            problems.push(unknown_field(declared, key));
            continue;
        };
        let increment = json
            .get("increment")
            .and_then(serde_json::Value::as_i64)
            .filter(|_| field.kind.storage() == Storage::Counter);
        let value = match increment {
            Some(by) => Ok(Value::Map(BTreeMap::from([(
                "increment".to_owned(),
                Value::Int(by),
            )]))),
            None => from_json(&field, json),
        };
        match value {
            Ok(value) => {
                fields.insert(key.clone(), with_line_ids(value, field.kind.storage())?);
            }
            Err(problem) => problems.push(to_wire(&problem)),
        }
    }
    if let Some(unknown) = problems
        .iter()
        .find(|problem| problem.code == "unknown_field")
    {
        return Err(AppError::refused(
            ErrorCode::UnknownField,
            unknown.text("en"),
        ));
    }
    if problems.is_empty() {
        Ok(fields)
    } else {
        Err(AppError::invalid(problems))
    }
}

fn unknown_field(declared: &RecordType, key: &str) -> Problem {
    let known: Vec<&str> = declared
        .fields
        .iter()
        .map(|field| field.key.as_str())
        .collect();
    let message = format!(
        "{} has no field `{key}` that can be set; it has {}",
        declared.name(),
        known.join(", ")
    );
    Problem {
        field: key.to_owned(),
        code: "unknown_field".to_owned(),
        message: in_english(message),
        warning: false,
    }
}

/// Lines that were just added get an id of their own.
fn with_line_ids(value: Value, storage: Storage) -> Result<Value, AppError> {
    let (Value::List(lines), Storage::Lines) = (&value, storage) else {
        return Ok(value);
    };
    let mut named = Vec::with_capacity(lines.len());
    for line in lines {
        let mut line = line.as_map().cloned().unwrap_or_default();
        if line.get("id").is_none_or(Value::is_empty) {
            let id = vault::random::<6>().map_err(vault::VaultError::Random)?;
            let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
            line.insert("id".to_owned(), Value::Text(id));
        }
        named.push(Value::Map(line));
    }
    Ok(Value::List(named))
}

/// Refuses an edit that this person may not make or that the type does not allow; gives the warnings.
pub(crate) fn check(
    context: &Context<'_>,
    proposal: &Proposal<'_>,
) -> Result<Vec<Problem>, AppError> {
    check_rights(context, proposal)?;
    let related = context.related(proposal.declared, proposal.after)?;
    let scope = context.scope(proposal.after, &related);
    let mut problems = validate_record(proposal.declared, proposal.after, &scope);
    if let Some(before) = proposal.before {
        // What was wrong before this edit, and is not about it, does not stop it.
        let same_before = validate_record(proposal.declared, before, &scope);
        problems.retain(|problem| {
            proposal.changed.contains(problem.field.as_str()) || !same_before.contains(problem)
        });
        problems.extend(check_locks(
            proposal.declared,
            before,
            proposal.changed.iter().copied(),
        ));
    }
    problems.extend(transition_problem(context, proposal, &scope));
    let (errors, warnings): (Vec<_>, Vec<_>) = problems
        .iter()
        .map(to_wire)
        .partition(|problem| !problem.warning);
    if errors.is_empty() {
        Ok(warnings)
    } else {
        Err(AppError::invalid(errors))
    }
}

fn check_rights(context: &Context<'_>, proposal: &Proposal<'_>) -> Result<(), AppError> {
    let on = context.on(proposal.key);
    let (rule, about, what) = match proposal.before {
        None => (&on.grant.create, proposal.after, "creating this record"),
        Some(before) => (&on.grant.update, before, "changing this record"),
    };
    if !allows(context, proposal.declared, rule, about)? {
        return Err(forbidden(what));
    }
    match proposal
        .changed
        .iter()
        .find(|key| on.field(key) != FieldRight::Edit)
    {
        Some(key) => Err(forbidden(&format!("changing the field `{key}`"))),
        None => Ok(()),
    }
}

/// Whether a rule allows something for a record with these fields.
pub(crate) fn allows(
    context: &Context<'_>,
    declared: &RecordType,
    rule: &Rule,
    fields: &Fields,
) -> Result<bool, AppError> {
    if let Rule::When(_) = rule {
        let related = context.related(declared, fields)?;
        return Ok(rule.holds(&context.scope(fields, &related)));
    }
    Ok(*rule == Rule::Always)
}

fn transition_problem(
    context: &Context<'_>,
    proposal: &Proposal<'_>,
    scope: &campo_model::expr::Scope<'_>,
) -> Option<FieldProblem> {
    let states = proposal.declared.states.as_ref()?;
    let to = proposal.after.get(&states.field)?.as_text()?;
    let from = proposal
        .before
        .and_then(|before| before.get(&states.field))
        .and_then(Value::as_text);
    check_transition(
        proposal.declared,
        from,
        to,
        context.access.roles(),
        proposal.after,
        scope,
    )
    .err()
}

/// A value for one field outside of a record, as a conflict's settlement.
pub(crate) fn check_value(declared: &RecordType, key: &str, value: &Value) -> Result<(), AppError> {
    let field = field_of(declared, key)
        .ok_or_else(|| AppError::invalid(vec![unknown_field(declared, key)]))?;
    validate_value(&field, value).map_err(|problem| AppError::invalid(vec![to_wire(&problem)]))
}

pub(crate) fn to_wire(problem: &FieldProblem) -> Problem {
    Problem {
        field: problem.field.clone(),
        code: problem.code.to_owned(),
        message: label(&problem.message),
        warning: problem.severity != Severity::Error,
    }
}

/// What only programs and their authors meet is said in English alone.
pub(crate) fn in_english(message: String) -> Label {
    Label::from([("en".to_owned(), message)])
}
