//! The surroundings of records that a recording watches.

use campo_capture::track::Fence;
use campo_model::expr::Fields;
use campo_model::manifest::{FieldKind, IndexKind, RecordType};
use campo_model::value::Value;
use campo_wire::track::StartTrack;
use serde::{Deserialize, Serialize};

use super::refused;
use crate::access::Context;
use crate::error::AppError;
use crate::records;

/// The most records watched at once.
const MOST: usize = 50;
/// How far a surrounding reaches when nobody says, in meters.
const RADIUS: f64 = 100.0;
/// The largest surrounding, in meters.
const LARGEST: f64 = 10_000.0;
/// After how long inside a stay is told, in milliseconds.
const DWELL: i64 = 5 * 60_000;

/// A record and its surrounding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Watched {
    pub(super) record: String,
    pub(super) fence: Fence,
}

/// The surroundings a request asks for; records without a place are passed over.
pub(super) fn around(
    context: &Context<'_>,
    request: &StartTrack,
) -> Result<Vec<Watched>, AppError> {
    let radius = request.radius.unwrap_or(RADIUS);
    if request.watch.len() > MOST || !(1.0..=LARGEST).contains(&radius) {
        return Err(refused(
            "at most 50 records can be watched, from 1 m to 10 km around them",
        ));
    }
    let mut watched = Vec::new();
    for id in &request.watch {
        if let Some((lat, lon)) = place_of(context, id)? {
            watched.push(Watched {
                record: id.clone(),
                fence: Fence {
                    lat,
                    lon,
                    radius,
                    dwell: Some(DWELL),
                },
            });
        }
    }
    Ok(watched)
}

/// Where a record is: its own place, else that of a record it refers to.
///
/// A place that maps and lists do not look for, as a check-in, says where somebody was, not where the record is.
fn place_of(context: &Context<'_>, id: &str) -> Result<Option<(f64, f64)>, AppError> {
    let record = records::find(context, id)?;
    let declared = context.declared(&record.record_type)?;
    let fields = context.stored_fields(&record)?;
    if let Some(place) = own_place(declared, &fields) {
        return Ok(Some(place));
    }
    let related = context.related(declared, &fields)?;
    let target = |key: &String| declared.field(key).and_then(|field| field.target());
    Ok(related.iter().find_map(|(key, fields)| {
        own_place(context.registry().record_type(&target(key)?)?, fields)
    }))
}

fn own_place(declared: &RecordType, fields: &Fields) -> Option<(f64, f64)> {
    let places = declared.fields.iter().filter(|field| {
        matches!(field.kind, FieldKind::Geo) && field.index == Some(IndexKind::Spatial)
    });
    places
        .filter_map(|field| fields.get(&field.key))
        .find_map(|place| {
            let part = |name| place.part(name).and_then(Value::as_float);
            Some((part("lat")?, part("lon")?))
        })
}
