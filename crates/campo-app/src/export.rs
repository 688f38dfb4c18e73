//! All records of a type, for another program.

use std::io::Write;

use campo_model::value::Value;
use campo_query::list::ListQuery;
use campo_sqlite::projection::Listing;
use campo_wire::error::ErrorCode;
use serde_json::Value as Json;

use crate::access::forbidden;
use crate::app::App;
use crate::error::AppError;
use crate::records::type_key;

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A header line and a line per record; values of several parts as JSON.
    Csv,
    /// One JSON object per line.
    JsonLines,
}

/// Records read at a time.
const CHUNK: u32 = 500;

impl App {
    /// Writes the records that this person may take out as a file.
    pub fn export(
        &self,
        record_type: &str,
        format: ExportFormat,
        out: &mut dyn Write,
    ) -> Result<(), AppError> {
        let key = type_key(record_type)?;
        self.read(|context| {
            let on = context.on(&key);
            if on.grant.export == campo_model::registry::Rule::Never {
                return Err(forbidden("exporting these records"));
            }
            let mut query = ListQuery::new(key.clone(), CHUNK);
            query.rules = vec![on.grant.read.clone(), on.grant.export.clone()];
            let mut header = format == ExportFormat::Csv;
            loop {
                let Listing { columns, rows, .. } =
                    context
                        .tx
                        .list(&query, &context.user, context.stamp.now_ms)?;
                if std::mem::take(&mut header) {
                    write_csv(
                        out,
                        std::iter::once("id".to_owned()).chain(columns.iter().cloned()),
                    )?;
                }
                for row in &rows {
                    match format {
                        ExportFormat::Csv => {
                            let cells = row.values.iter().map(cell);
                            write_csv(out, std::iter::once(row.id.clone()).chain(cells))?;
                        }
                        ExportFormat::JsonLines => write_line(out, &row.id, &columns, &row.values)?,
                    }
                }
                if rows.len() < CHUNK as usize {
                    return Ok(());
                }
                query.offset += CHUNK;
            }
        })
    }
}

fn cell(value: &Value) -> String {
    match value.to_json() {
        Json::Null => String::new(),
        Json::String(text) => text,
        other => other.to_string(),
    }
}

fn write_csv(out: &mut dyn Write, cells: impl Iterator<Item = String>) -> Result<(), AppError> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer
        .write_record(cells)
        .map_err(|error| cannot_write(&error.to_string()))?;
    writer
        .flush()
        .map_err(|error| cannot_write(&error.to_string()))
}

fn write_line(
    out: &mut dyn Write,
    id: &str,
    columns: &[String],
    values: &[Value],
) -> Result<(), AppError> {
    let mut object = serde_json::Map::from_iter([("id".to_owned(), Json::from(id))]);
    let present = columns
        .iter()
        .zip(values)
        .filter(|(_, value)| !value.is_null());
    object.extend(present.map(|(column, value)| (column.clone(), value.to_json())));
    writeln!(out, "{}", Json::Object(object)).map_err(|error| cannot_write(&error.to_string()))
}

fn cannot_write(why: &str) -> AppError {
    AppError::refused(
        ErrorCode::Storage,
        format!("the export cannot be written: {why}"),
    )
}
