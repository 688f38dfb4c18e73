//! What a lost device held at a date: the record of what its finder may have seen.

use campo_model::blob::named_blobs;
use campo_model::id::{DeviceTag, RecordId, TypeKey};
use campo_model::validate::title;
use rusqlite::Connection;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::table::device::Device;
use crate::table::{document, held, record};
use crate::tenant::Tenant;
use crate::values;

/// How exactly a device's last contact is known, ms.
const SEEN_WITHIN_MS: i64 = 60 * 1000;

/// What a device held.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceReport {
    /// The device.
    pub device: Device,
    /// The records, by id.
    pub records: Vec<HeldRecord>,
}

/// A record that was on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRecord {
    /// The record.
    pub record: RecordId,
    /// Its type.
    pub record_type: TypeKey,
    /// Its title, as it is now.
    pub title: String,
    /// The files it names now, by name; of these the device may have had the bytes.
    pub files: Vec<String>,
}

impl Tenant {
    /// What a device held at a moment: what it had been given by then and not told to forget, and what it had made.
    ///
    /// A record that it was told to forget counts as long as the device has not been heard of after.
    pub fn device_report(&self, tag: DeviceTag, at_ms: i64) -> Result<DeviceReport> {
        let device = self.device(tag)?;
        self.read(|connection| {
            let catalog = self.catalog(connection)?;
            let certain_ms = device.last_seen_ms - SEEN_WITHIN_MS;
            let mut records = Vec::new();
            for n in held::at(connection, device.origin, at_ms, certain_ms)? {
                records.extend(describe(connection, &catalog, n)?);
            }
            records.sort_by_key(|held| held.record);
            Ok(DeviceReport { device, records })
        })
    }
}

fn describe(connection: &Connection, catalog: &Catalog, n: i64) -> Result<Option<HeldRecord>> {
    let Some(row) = record::by_handle(connection, n)? else {
        return Ok(None);
    };
    let mut held = HeldRecord {
        record: row.id,
        record_type: row.record_type.clone(),
        title: String::new(),
        files: Vec::new(),
    };
    if let Some(declared) = catalog.registry().record_type(&row.record_type) {
        let fields = values::fields(declared, &document::of_record(connection, n)?);
        held.title = title(declared, &fields);
        let blobs = named_blobs(declared, &fields).into_iter();
        held.files = blobs
            .filter(|blob| !blob.thumb)
            .map(|blob| blob.hash.to_string())
            .collect();
    }
    Ok(Some(held))
}

#[cfg(test)]
mod tests;
