//! Fields as a person writes them on a command line: `name=Ana`, `address.city=Santos`, `quantity+=5`, `tags-=vip`.

use campo_model::manifest::{FieldKind, RecordType, Storage};
use campo_model::validate::{FieldProblem, parse_part, parse_text};
use campo_model::value::Value;
use campo_wire::error::ErrorCode;
use campo_wire::record::{Fields as JsonFields, Record};
use serde_json::{Value as Json, json};

use crate::app::App;
use crate::checks::to_wire;
use crate::declared::field_of;
use crate::error::AppError;
use crate::records;

impl App {
    /// Words as fields in machine JSON; `current` is what `+=` and `-=` start from.
    pub fn fields_of_words(
        &self,
        record_type: &str,
        current: Option<&Record>,
        words: &[String],
    ) -> Result<JsonFields, AppError> {
        let key = records::type_key(record_type)?;
        self.read(|context| {
            let declared = context.declared(&key)?;
            let mut fields = JsonFields::new();
            for word in words {
                let assignment = Assignment::parse(word)?;
                let start = fields
                    .get(assignment.field)
                    .or_else(|| current.and_then(|record| record.fields.get(assignment.field)));
                let value = assignment.value(declared, start)?;
                fields.insert(assignment.field.to_owned(), value);
            }
            Ok(fields)
        })
    }

    /// A text as the value of a record's field, in machine JSON.
    pub fn value_of_text(&self, id: &str, field: &str, text: &str) -> Result<Json, AppError> {
        self.read(|context| {
            let record = records::find(context, id)?;
            let declared = context.declared(&record.record_type)?;
            match field_of(declared, field) {
                Some(field) => Ok(parse_text(&field, text).map_err(invalid)?.to_json()),
                None => Ok(json!(text)),
            }
        })
    }
}

/// How a word changes its field.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Set,
    Add,
    Take,
}

struct Assignment<'a> {
    field: &'a str,
    part: Option<&'a str>,
    how: How,
    text: &'a str,
}

impl<'a> Assignment<'a> {
    fn parse(word: &'a str) -> Result<Self, AppError> {
        let Some((name, text)) = word.split_once('=') else {
            return Err(AppError::refused(
                ErrorCode::BadRequest,
                format!("`{word}` is not field=value"),
            ));
        };
        let (name, how) = match (name.strip_suffix('+'), name.strip_suffix('-')) {
            (Some(name), _) => (name, How::Add),
            (_, Some(name)) => (name, How::Take),
            _ => (name, How::Set),
        };
        let (field, part) = name
            .split_once('.')
            .map_or((name, None), |(field, part)| (field, Some(part)));
        Ok(Self {
            field,
            part,
            how,
            text,
        })
    }

    fn value(&self, declared: &RecordType, start: Option<&Json>) -> Result<Json, AppError> {
        let field = field_of(declared, self.field).ok_or_else(|| unknown(declared, self.field))?;
        if let Some(part) = self.part {
            let value = parse_part(&field, part, self.text).map_err(invalid)?;
            return Ok(with_part(start, part, &value));
        }
        let value = parse_text(&field, self.text).map_err(invalid)?;
        match (self.how, field.kind.storage()) {
            (How::Set, _) => Ok(value.to_json()),
            (_, Storage::Counter) => {
                let by = value.as_int().unwrap_or(0);
                Ok(
                    json!({ "increment": if self.how == How::Add { by } else { by.saturating_neg() } }),
                )
            }
            (_, Storage::Set) => Ok(with_members(start, &value, self.how)),
            _ => Err(AppError::refused(
                ErrorCode::BadRequest,
                format!("`{}` takes =, not += or -=", self.field),
            )),
        }
    }
}

fn unknown(declared: &RecordType, field: &str) -> AppError {
    let known = declared
        .fields
        .iter()
        .filter(|field| field.kind != FieldKind::Rollup)
        .map(|field| field.key.as_str());
    let known = known.collect::<Vec<_>>().join(", ");
    AppError::refused(
        ErrorCode::UnknownField,
        format!("{} has no field `{field}`; it has {known}", declared.name()),
    )
}

fn with_part(start: Option<&Json>, part: &str, value: &Value) -> Json {
    let mut whole = start.and_then(Json::as_object).cloned().unwrap_or_default();
    whole.insert(part.to_owned(), value.to_json());
    whole.retain(|_, part| !part.is_null());
    Json::Object(whole)
}

fn with_members(start: Option<&Json>, members: &Value, how: How) -> Json {
    let mut set: std::collections::BTreeSet<String> = start
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(|member| member.as_str().map(str::to_owned))
        .collect();
    for member in members
        .as_list()
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_text)
    {
        if how == How::Add {
            set.insert(member.to_owned());
        } else {
            set.remove(member);
        }
    }
    json!(set)
}

fn invalid(problem: FieldProblem) -> AppError {
    AppError::invalid(vec![to_wire(&problem)])
}
