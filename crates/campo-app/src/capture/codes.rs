//! Codes: read from pictures, made for labels, and the records that they stand for.

use campo_capture::code::link::Link;
use campo_capture::code::write::{Correction, Symbol, code_128, qr};
use campo_capture::code::{Code, Effort, read_color};
use campo_capture::document::photo;
use campo_model::id::TypeKey;
use campo_model::manifest::{Field, FieldKind, FieldRight};
use campo_wire::capture::{CodeFormat, FindCode, FoundCode, LookAt, MadeCode, MakeCode, Picture};
use campo_wire::command::RecordRef;
use campo_wire::record::{Comparison, Condition, Hit, ListRecords};

use crate::access::Context;
use crate::app::App;
use crate::capture::{CaptureError, frame_bytes};
use crate::error::AppError;
use crate::{lists, records};

/// The most records of a type that a code may stand for.
const MAX_RECORDS: u32 = 20;

impl App {
    /// The codes in a picture, each once.
    pub async fn read_codes(&self, request: LookAt) -> Result<Vec<FoundCode>, AppError> {
        let effort = match request.picture {
            Picture::File(_) => Effort::File,
            Picture::Frame(_) => Effort::Frame,
        };
        let bytes = match &request.picture {
            // A code enrolls a device before anybody is signed in on it.
            Picture::Frame(data) => frame_bytes(data)?,
            Picture::File(_) => self.picture_bytes(&request.picture).await?,
        };
        let found = self.pixels(|| {
            let pixels = photo::open(&bytes)?.pixels;
            let (width, height) = pixels.dimensions();
            let codes = read_color(&pixels, effort).into_iter();
            Ok(codes.map(|code| shown(code, width, height)).collect())
        })?;
        Ok(found)
    }

    /// Draws a code.
    pub fn make_code(&self, request: MakeCode) -> Result<MadeCode, AppError> {
        let symbol = match request.format {
            CodeFormat::QrCode => qr(&request.text, Correction::default()),
            CodeFormat::Code128 => code_128(&request.text),
        };
        Ok(made(request.text, &symbol.map_err(CaptureError::from)?))
    }

    /// Draws the code that opens a record on any device of the organization.
    pub fn record_code(&self, request: RecordRef) -> Result<MadeCode, AppError> {
        let link = self.read(|context| {
            Ok(Link {
                tenant: context.tx.membership()?.tenant,
                record: records::find(context, &request.id)?.id.0,
            })
        })?;
        let text = link.to_text().map_err(CaptureError::from)?;
        let symbol = qr(&text, Correction::default()).map_err(CaptureError::from)?;
        Ok(made(text, &symbol))
    }

    /// The records on this device that a code stands for: by its link, or by a field that holds its text.
    pub fn find_code(&self, request: FindCode) -> Result<Vec<Hit>, AppError> {
        let text = request.text.trim();
        self.read(|context| match Link::parse(text) {
            Ok(link) => linked(context, &link),
            Err(_) => labeled(context, &spellings(text)),
        })
    }
}

/// The record a link names; none when it is not on this device.
fn linked(context: &Context<'_>, link: &Link) -> Result<Vec<Hit>, AppError> {
    if link.tenant != context.tx.membership()?.tenant {
        let tenant = link.tenant.clone();
        return Err(CaptureError::OtherTenant { tenant }.into());
    }
    let Ok(record) = records::find(context, &link.record.to_string()) else {
        return Ok(Vec::new());
    };
    let shown = records::show(context, &record)?;
    Ok(vec![Hit {
        id: shown.id,
        record_type: shown.record_type,
        title: shown.title,
    }])
}

/// The records with one of these texts in a field that tells records apart.
fn labeled(context: &Context<'_>, texts: &[String]) -> Result<Vec<Hit>, AppError> {
    let mut hits: Vec<Hit> = Vec::new();
    for key in context.access.readable_types() {
        for field in &context.declared(key)?.fields {
            if !tells_apart(field) || context.on(key).field(&field.key) == FieldRight::Hidden {
                continue;
            }
            for hit in holders(context, key, field, texts)? {
                if !hits.iter().any(|known| known.id == hit.id) {
                    hits.push(hit);
                }
            }
        }
    }
    Ok(hits)
}

fn tells_apart(field: &Field) -> bool {
    let text = matches!(field.kind, FieldKind::Text) && field.unique;
    text || matches!(field.kind, FieldKind::Code | FieldKind::Sequence)
}

fn holders(
    context: &Context<'_>,
    key: &TypeKey,
    field: &Field,
    texts: &[String],
) -> Result<Vec<Hit>, AppError> {
    let holds = Condition {
        field: field.key.clone(),
        is: Comparison::OneOf,
        value: Some(serde_json::json!(texts)),
    };
    let request = ListRecords {
        record_type: key.to_string(),
        conditions: vec![holds],
        columns: vec![field.key.clone()],
        limit: Some(MAX_RECORDS),
        ..ListRecords::default()
    };
    let rows = lists::page(context, &request)?.rows.into_iter();
    let hit = |row: campo_wire::record::RecordRow| Hit {
        id: row.id,
        record_type: key.to_string(),
        title: row.title,
    };
    Ok(rows.map(hit).collect())
}

/// A text as it may have been typed: a UPC-A is an EAN-13 that begins with 0.
fn spellings(text: &str) -> Vec<String> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let other = match (digits, text.len(), text.strip_prefix('0')) {
        (true, 12, _) => Some(format!("0{text}")),
        (true, 13, Some(rest)) => Some(rest.to_owned()),
        _ => None,
    };
    std::iter::once(text.to_owned()).chain(other).collect()
}

fn shown(code: Code, width: u32, height: u32) -> FoundCode {
    let part = |at: f32, size: u32| f64::from(at) / f64::from(size);
    FoundCode {
        format: code.format.name().to_owned(),
        text: code.text,
        corners: code.corners.map(|[x, y]| [part(x, width), part(y, height)]),
    }
}

fn made(text: String, symbol: &Symbol) -> MadeCode {
    MadeCode {
        text,
        svg: symbol.to_svg(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_upc_and_an_ean_that_begins_with_0_are_one() {
        let check = |text: &str, expected: &[&str]| assert_eq!(spellings(text), expected);
        check("036000291452", &["036000291452", "0036000291452"]);
        check("0036000291452", &["0036000291452", "036000291452"]);
        check("7891000315507", &["7891000315507"]);
        check("Água-12", &["Água-12"]);
    }
}
