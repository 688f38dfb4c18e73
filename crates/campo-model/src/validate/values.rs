//! One value against its field.

use jiff::civil::Date;

use super::json::wrong_type;
use super::{FieldProblem, tax_id};
use crate::blob::takes;
use crate::manifest::{Field, FieldKind, MergePolicy, ScalarKind, Storage, TextCheck};
use crate::registry::ADDRESS_PARTS;
use crate::value::Value;

const MAX_TEXT: usize = 10_000;
const MAX_LONG_TEXT: usize = 200_000;
/// A text that merges letter by letter is typed anew by one change, which takes 64 Ki characters erased and typed.
const MAX_MERGING_TEXT: usize = 32_000;
const MAX_PART: usize = 500;
const MAX_MEMBERS: usize = 1_000;
/// The most characters of the words on a scanned file's pages.
const MAX_WORDS: usize = 8 * 1024;
const MAX_MEMBER: usize = 200;
const MAX_LINES: usize = 2_000;
const MAX_JSON: usize = 1_000_000;

/// Checks that a value is of the field's kind and within its limits. Null fits every field; `required` is the record's matter.
pub fn validate_value(field: &Field, value: &Value) -> Result<(), FieldProblem> {
    if value.is_null() {
        return Ok(());
    }
    match field.shown_kind().storage() {
        Storage::Scalar(kind) => scalar(field, kind, value),
        Storage::Counter => scalar(field, ScalarKind::Int, value),
        Storage::Set => set(field, value),
        Storage::Files => files(field, value),
        Storage::Lines => lines(field, value),
        Storage::Address => address(field, value),
        Storage::Json if field.kind == FieldKind::Geo => geo(field, value),
        Storage::Json => json(field, value),
        Storage::Derived => Ok(()),
    }
}

fn scalar(field: &Field, kind: ScalarKind, value: &Value) -> Result<(), FieldProblem> {
    match (kind, value) {
        (ScalarKind::Text, Value::Text(content)) => text(field, content),
        (ScalarKind::Int, Value::Int(number)) => whole(field, *number),
        (ScalarKind::Float, Value::Float(number)) => fraction(field, *number),
        (ScalarKind::Float, Value::Int(number)) => fraction(field, *number as f64),
        (ScalarKind::Bool, Value::Bool(_)) => Ok(()),
        (ScalarKind::Time, Value::Time(ms)) if jiff::Timestamp::from_millisecond(*ms).is_ok() => {
            Ok(())
        }
        _ => Err(wrong_type(field, kind)),
    }
}

fn whole(field: &Field, number: i64) -> Result<(), FieldProblem> {
    let most = i64::from(field.max.unwrap_or(5));
    if field.kind == FieldKind::Rating && !(0..=most).contains(&number) {
        return Err(FieldProblem::new(
            field,
            "out_of_range",
            format!("give 0 to {most} stars"),
            format!("dê de 0 a {most} estrelas"),
        ));
    }
    Ok(())
}

fn fraction(field: &Field, number: f64) -> Result<(), FieldProblem> {
    if !number.is_finite() {
        return Err(FieldProblem::new(
            field,
            "out_of_range",
            "this is not a finite number",
            "este não é um número finito",
        ));
    }
    let Some(scale) = field.scale else {
        return Ok(());
    };
    let shifted = number * 10_f64.powi(i32::from(scale));
    if (shifted - shifted.round()).abs() > 1e-6 * shifted.abs().max(1.0) {
        let en = format!("write at most {scale} digits after the point");
        return Err(FieldProblem::new(
            field,
            "too_precise",
            en,
            format!("escreva no máximo {scale} casas decimais"),
        ));
    }
    Ok(())
}

fn text(field: &Field, content: &str) -> Result<(), FieldProblem> {
    let limit = match field.kind {
        _ if field.merge == Some(MergePolicy::Text) => MAX_MERGING_TEXT,
        FieldKind::LongText | FieldKind::RichText => MAX_LONG_TEXT,
        _ => MAX_TEXT,
    };
    length(
        field,
        content,
        field
            .max
            .filter(|_| field.kind.is_text())
            .map_or(limit, |max| (max as usize).min(limit)),
    )?;
    let refuse = |code, en: &str, pt: &str| Err(FieldProblem::new(field, code, en, pt));
    match field.kind {
        FieldKind::Date if content.len() != 10 || content.parse::<Date>().is_err() => refuse(
            "invalid_date",
            "write the day as 2026-11-23 or 23/11/2026",
            "escreva a data como 23/11/2026",
        ),
        FieldKind::Select => option(field, content),
        FieldKind::Ref | FieldKind::User if uuid::Uuid::try_parse(content).is_err() => refuse(
            "invalid_reference",
            "choose a record from the list",
            "escolha um registro da lista",
        ),
        FieldKind::Email if !is_email(content) => refuse(
            "invalid_email",
            "write the e-mail as name@example.com",
            "escreva o e-mail como nome@exemplo.com",
        ),
        FieldKind::Phone if !is_phone(content) => refuse(
            "invalid_phone",
            "write the number as +55 11 91234-5678",
            "escreva o telefone como +55 11 91234-5678",
        ),
        FieldKind::Url if !is_url(content) => refuse(
            "invalid_url",
            "write the address as https://example.com",
            "escreva o endereço como https://exemplo.com",
        ),
        FieldKind::Text => named_check(field, content),
        _ => Ok(()),
    }
}

fn length(field: &Field, content: &str, limit: usize) -> Result<(), FieldProblem> {
    let count = content.chars().count();
    if count <= limit {
        return Ok(());
    }
    let en = format!("the text has {count} characters; shorten it to {limit}");
    Err(FieldProblem::new(
        field,
        "too_long",
        en,
        format!("o texto tem {count} caracteres; reduza para {limit}"),
    ))
}

fn option(field: &Field, key: &str) -> Result<(), FieldProblem> {
    if field.free || field.option(key).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = field
        .options
        .iter()
        .map(|option| option.key.as_str())
        .collect();
    let known = known.join(", ");
    let shown: String = key.chars().take(80).collect();
    let en = format!("`{shown}` is not an option; choose one of {known}");
    Err(FieldProblem::new(
        field,
        "unknown_option",
        en,
        format!("`{shown}` não é uma opção; escolha entre {known}"),
    ))
}

fn named_check(field: &Field, content: &str) -> Result<(), FieldProblem> {
    let (fits, name) = match field.check {
        None => return Ok(()),
        Some(TextCheck::Cpf) => (tax_id::is_cpf(content), "CPF"),
        Some(TextCheck::Cnpj) => (tax_id::is_cnpj(content), "CNPJ"),
        Some(TextCheck::CpfCnpj) => (
            tax_id::is_cpf(content) || tax_id::is_cnpj(content),
            "CPF / CNPJ",
        ),
    };
    if fits {
        return Ok(());
    }
    let en = format!("this is not a valid {name}; check its digits");
    Err(FieldProblem::new(
        field,
        "invalid_tax_id",
        en,
        format!("este {name} não é válido; confira os dígitos"),
    ))
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let labels = || domain.split('.');
    text.len() <= 254
        && !name.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == ',' || c == ';')
        && !name.contains('@')
        && labels().count() >= 2
        && labels()
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (3..=15).contains(&digits)
        && text.len() <= 40
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+ ()-./x#*".contains(&b))
}

fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    text.len() <= 2_048
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && host.is_some_and(|host| !host.is_empty())
}

fn set(field: &Field, value: &Value) -> Result<(), FieldProblem> {
    let refuse = || {
        FieldProblem::new(
            field,
            "wrong_type",
            "give a list of texts",
            "informe uma lista de textos",
        )
    };
    let members = value.as_list().ok_or_else(refuse)?;
    count(field, members.len(), MAX_MEMBERS)?;
    for member in members {
        let member = member
            .as_text()
            .filter(|member| !member.trim().is_empty())
            .ok_or_else(refuse)?;
        length(field, member, MAX_MEMBER)?;
        if field.kind == FieldKind::MultiSelect {
            option(field, member)?;
        } else if uuid::Uuid::try_parse(member).is_err() {
            return Err(FieldProblem::new(
                field,
                "invalid_reference",
                "choose records from the list",
                "escolha registros da lista",
            ));
        }
    }
    Ok(())
}

fn count(field: &Field, items: usize, limit: usize) -> Result<(), FieldProblem> {
    if items <= limit {
        return Ok(());
    }
    let en = format!("there are {items}; at most {limit} fit");
    Err(FieldProblem::new(
        field,
        "too_many",
        en,
        format!("são {items}; cabem no máximo {limit}"),
    ))
}

fn files(field: &Field, value: &Value) -> Result<(), FieldProblem> {
    let refuse = || {
        FieldProblem::new(
            field,
            "wrong_type",
            "give a list of files, each with hash and name",
            "informe uma lista de arquivos, cada um com hash e nome",
        )
    };
    let files = value.as_list().ok_or_else(refuse)?;
    count(field, files.len(), if field.many { MAX_MEMBERS } else { 1 })?;
    for file in files {
        let hash = file
            .part("hash")
            .and_then(Value::as_text)
            .ok_or_else(refuse)?;
        let name = file
            .part("name")
            .and_then(Value::as_text)
            .ok_or_else(refuse)?;
        if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(refuse());
        }
        length(field, name, MAX_PART)?;
        let words = file.part("words").and_then(Value::as_text);
        length(field, words.unwrap_or_default(), MAX_WORDS)?;
        media_type(field, file)?;
    }
    Ok(())
}

/// A description without a media type says nothing wrong.
fn media_type(field: &Field, file: &Value) -> Result<(), FieldProblem> {
    match file.part("mime").and_then(Value::as_text) {
        Some(mime) if !takes(field.kind, mime) => Err(FieldProblem::new(
            field,
            "wrong_media",
            format!("{mime} does not fit here: give a picture"),
            format!("{mime} não cabe aqui: envie uma imagem"),
        )),
        _ => Ok(()),
    }
}

fn lines(field: &Field, value: &Value) -> Result<(), FieldProblem> {
    let refuse = || {
        FieldProblem::new(
            field,
            "wrong_type",
            "give a list of lines, each with its fields",
            "informe uma lista de linhas, cada uma com seus campos",
        )
    };
    let lines = value.as_list().ok_or_else(refuse)?;
    count(field, lines.len(), MAX_LINES)?;
    for line in lines {
        for (key, value) in line.as_map().ok_or_else(refuse)? {
            if let Some(line_field) = field.line_field(key) {
                validate_value(line_field, value).map_err(|problem| FieldProblem {
                    field: format!("{}/{key}", field.key),
                    ..problem
                })?;
            }
        }
    }
    Ok(())
}

fn address(field: &Field, value: &Value) -> Result<(), FieldProblem> {
    let known = ADDRESS_PARTS.join(", ");
    let refuse = || {
        FieldProblem::new(
            field,
            "wrong_type",
            format!("give the address in parts: {known}"),
            format!("informe o endereço em partes: {known}"),
        )
    };
    for (part, value) in value.as_map().ok_or_else(refuse)? {
        match value {
            Value::Null => {}
            Value::Text(content) if ADDRESS_PARTS.contains(&part.as_str()) => {
                length(field, content, MAX_PART)?
            }
            _ => return Err(refuse()),
        }
    }
    Ok(())
}

fn geo(field: &Field, value: &Value) -> Result<(), FieldProblem> {
    let within = |part: &str, most: f64| {
        value
            .part(part)
            .and_then(Value::as_float)
            .is_some_and(|number| number.abs() <= most)
    };
    if within("lat", 90.0) && within("lon", 180.0) {
        return Ok(());
    }
    let en = "give a latitude from -90 to 90 and a longitude from -180 to 180";
    Err(FieldProblem::new(
        field,
        "invalid_place",
        en,
        "informe latitude de -90 a 90 e longitude de -180 a 180",
    ))
}

fn json(field: &Field, value: &Value) -> Result<(), FieldProblem> {
    let size = value.to_json().to_string().len();
    if size <= MAX_JSON {
        return Ok(());
    }
    let en = format!("this is {size} bytes; at most {MAX_JSON} fit, attach a file instead");
    Err(FieldProblem::new(
        field,
        "too_long",
        en,
        format!("são {size} bytes; cabem no máximo {MAX_JSON}, anexe um arquivo"),
    ))
}
