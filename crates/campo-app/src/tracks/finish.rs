//! Making a record of a recording, and reading its positions again.

use campo_capture::track::{
    MOST_POSITIONS, Position, SegmentError, Totals, decode, join, simplify, split,
};
use campo_store::{StoreError, StoredRecording};
use campo_wire::blob::Attachment;
use campo_wire::command::{Empty, RecordRef};
use campo_wire::record::{Fields, Record};
use serde_json::{Value as Json, json};

use super::{Plan, core_type, crossings, refused, stored, told};
use crate::app::App;
use crate::blobs::whole;
use crate::capture::CaptureError;
use crate::checks;
use crate::error::AppError;
use crate::json::rfc3339;
use crate::records;

/// The type of finished tracks.
pub(super) const TRACK: &str = "core.track";

/// How far the drawn path may be off, in meters, before it is made coarser.
const TOLERANCE: f64 = 10.0;

/// The most corners of the drawn path.
const CORNERS: usize = 500;

/// The largest file of positions that is read.
const MAX_FILE: u64 = 64 * 1024 * 1024;

impl App {
    /// Ends the recording: it becomes a record with all positions as its file.
    pub fn finish_track(&self, _: Empty) -> Result<Record, AppError> {
        let mut running = self.running();
        self.write_rest(&mut running)?;
        let recording = self.recording()?;
        let (stretches, written) = self.store(|store| {
            Ok(store.read(|tx| Ok::<_, StoreError>((tx.stretches()?, tx.crossings()?)))?)
        })?;
        let segments: Vec<Vec<u8>> = stretches
            .iter()
            .map(|stretch| stretch.segment.clone())
            .collect();
        let track = positions(&segments).map_err(CaptureError::from)?;
        let plan: Plan = stored(&recording.plan)?;
        let crossings: Vec<Json> = crossings(&written)?
            .iter()
            .filter_map(|crossing| told(&plan, crossing))
            .map(|crossing| json!(crossing))
            .collect();
        // The time of the positions, without what file systems do not take.
        let name = track.first().map(|first| rfc3339(first.time));
        let name = format!("{}.track", name.unwrap_or_default().replace(':', "."));
        let file = tokio::task::block_in_place(|| self.keep_made(&join(&segments), &name))?;
        let fields = fields(&recording, &plan, &track, crossings, &file)?;
        let id = records::new_id()?;
        let written = self.write(|context| {
            let key = core_type(context, TRACK)?;
            let given = checks::values_of(context.declared(&key)?, &fields)?;
            records::create_in(context, id, &key, &given, false)?;
            context.tx.end_recording()?;
            records::show_again(context, id)
        })?;
        *running = None;
        Ok(self.told(written))
    }

    /// All positions of a track, with its title.
    pub async fn track_positions(
        &self,
        request: RecordRef,
    ) -> Result<(String, Vec<Position>), AppError> {
        let record = self.get_record(request)?;
        let hash = record
            .fields
            .get("file")
            .and_then(|files| files.get(0)?.get("hash")?.as_str())
            .filter(|_| record.record_type == TRACK)
            .ok_or_else(|| refused("this record is no track"))?;
        let mut content = self.open_blob(hash).await?;
        if content.reader.size() > MAX_FILE {
            return Err(CaptureError::Track(SegmentError::TooLong).into());
        }
        let file = tokio::task::block_in_place(|| whole(&mut content.reader))?;
        let track = split(&file, MOST_POSITIONS).map_err(CaptureError::from)?;
        Ok((record.title, track))
    }
}

fn positions(segments: &[Vec<u8>]) -> Result<Vec<Position>, SegmentError> {
    let mut track = Vec::new();
    for segment in segments {
        track.extend(decode(segment)?);
    }
    Ok(track)
}

fn fields(
    recording: &StoredRecording,
    plan: &Plan,
    track: &[Position],
    crossings: Vec<Json>,
    file: &Attachment,
) -> Result<Fields, AppError> {
    let (Some(first), Some(last)) = (track.first(), track.last()) else {
        return Err(refused(
            "no position has come yet: wait for the signal, or discard the recording",
        ));
    };
    let totals: Totals = stored(&recording.totals)?;
    let fields = json!({
        "purpose": plan.purpose,
        "about": plan.about,
        "started": rfc3339(first.time),
        "ended": rfc3339(last.time),
        "meters": totals.meters.round() as i64,
        "seconds": last.time.saturating_sub(first.time) / 1_000,
        "points": totals.points,
        "mock": totals.mock,
        "start": { "lat": first.lat, "lon": first.lon, "accuracy": first.accuracy, "at": rfc3339(first.time), "source": "gps" },
        "path": (track.len() > 1).then(|| path(track)),
        "crossings": crossings,
        "file": [file.to_json()],
    });
    let given = fields.as_object().into_iter().flatten();
    let filled = given.filter(|(_, value)| !value.is_null() && *value != "");
    Ok(filled
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect())
}

/// A GeoJSON line (RFC 7946) that shows where the track went, coarse enough to have few corners.
fn path(track: &[Position]) -> Json {
    let mut tolerance = TOLERANCE;
    let mut corners = simplify(track, tolerance);
    while corners.len() > CORNERS && tolerance < 1e6 {
        tolerance *= 2.0;
        corners = simplify(&corners, tolerance);
    }
    let rounded = |degrees: f64| (degrees * 1e5).round() / 1e5;
    let line: Vec<[f64; 2]> = corners
        .iter()
        .map(|corner| [rounded(corner.lon), rounded(corner.lat)])
        .collect();
    json!({ "type": "LineString", "coordinates": line })
}
