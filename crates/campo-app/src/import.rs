//! Records from a CSV file.
//!
//! Every row stands alone: a bad one is reported with its line and the rest goes in. A row updates the record it made
//! before, found by the module's match fields or, for files without a natural key, by file name and line; so importing
//! a file twice changes nothing the second time, on whatever device.

mod mapping;
mod table;

use std::collections::HashMap;

use campo_model::expr::Fields;
use campo_model::id::{RecordId, TypeKey};
use campo_model::manifest::{Import, RecordType};
use campo_model::value::Value;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Context;
use crate::app::App;
use crate::error::AppError;
use crate::import::mapping::Mapping;
use crate::import::table::Table;
use crate::records;

/// Rows of one transaction: few enough to be quick, many enough to share the cost of a commit.
const BATCH: usize = 500;

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The type of the records, `module.type`.
    pub record_type: String,
    /// The file's name, part of the identity of rows without a natural key.
    pub source: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// `column -> field`, beside the module's import profile.
    pub map: Vec<(String, String)>,
    /// Check every row and change nothing.
    pub dry_run: bool,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows in the file, without the header.
    pub rows: u64,
    /// Records made.
    pub created: u64,
    /// Records changed.
    pub updated: u64,
    /// Records that already said the same.
    pub unchanged: u64,
    /// Rows that were not imported.
    pub problems: Vec<RowProblem>,
    /// Columns that no field takes.
    pub unmapped: Vec<String>,
    /// Whether nothing was changed on purpose.
    pub dry_run: bool,
}

/// Why a row was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The line in the file, the header being line 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

enum Outcome {
    Created,
    Updated,
    Unchanged,
}

impl App {
    /// Imports a file; `progress` hears how many of how many rows are done.
    pub fn import(
        &self,
        request: &ImportRequest,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<ImportReport, AppError> {
        let table = Table::read(&request.bytes)?;
        let key = records::type_key(&request.record_type)?;
        let mut report = ImportReport {
            dry_run: request.dry_run,
            ..ImportReport::default()
        };
        let mut known = None;
        for batch in table.rows.chunks(BATCH) {
            self.write(|context| {
                let declared = context.declared(&key)?;
                let mapping = Mapping::find(
                    context.registry(),
                    &key,
                    declared,
                    &table.headers,
                    &request.map,
                )?;
                report.unmapped.clone_from(&mapping.unmapped);
                if known.is_none() {
                    known = Some(known_records(context, &key, &mapping)?);
                }
                let mut run = Run {
                    context,
                    key: &key,
                    declared,
                    mapping: &mapping,
                    request,
                    known: known.get_or_insert_default(),
                };
                for row in batch {
                    report.rows += 1;
                    match row
                        .cells
                        .as_ref()
                        .map_err(String::clone)
                        .and_then(|cells| run.row(row.line, cells))
                    {
                        Ok(Outcome::Created) => report.created += 1,
                        Ok(Outcome::Updated) => report.updated += 1,
                        Ok(Outcome::Unchanged) => report.unchanged += 1,
                        Err(reason) => report.problems.push(RowProblem {
                            line: row.line,
                            reason,
                        }),
                    }
                }
                Ok(())
            })?;
            progress(report.rows, table.rows.len() as u64);
        }
        if report.created + report.updated > 0 && !request.dry_run {
            self.type_changed(&key);
        }
        Ok(report)
    }
}

/// The records of the type by the values of the match fields.
fn known_records(
    context: &Context<'_>,
    key: &TypeKey,
    mapping: &Mapping,
) -> Result<HashMap<Vec<String>, RecordId>, AppError> {
    if mapping.matching.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = context.tx.all_rows(key, &mapping.matching)?;
    Ok(rows
        .into_iter()
        .map(|(id, values)| (values.iter().map(match_text).collect(), id))
        .collect())
}

fn match_text(value: &Value) -> String {
    value.to_json().to_string()
}

struct Run<'a> {
    context: &'a Context<'a>,
    key: &'a TypeKey,
    declared: &'a RecordType,
    mapping: &'a Mapping,
    request: &'a ImportRequest,
    known: &'a mut HashMap<Vec<String>, RecordId>,
}

impl Run<'_> {
    /// Takes one row; what is wrong with it in words, if anything.
    fn row(&mut self, line: u64, cells: &[String]) -> Result<Outcome, String> {
        let fields = self.mapping.fields(self.declared, cells)?;
        let matched = self.matched(&fields)?;
        let id = match matched.as_ref().and_then(|values| self.known.get(values)) {
            Some(id) => *id,
            None if matched.is_some() => records::new_id().map_err(describe)?,
            None => row_id(self.key, &self.request.source, line),
        };
        let outcome = match self
            .context
            .tx
            .find_record(id)
            .map_err(|error| describe(error.into()))?
        {
            Some(record) => {
                let updated =
                    records::update_in(self.context, &record, &fields, self.request.dry_run);
                if updated.map_err(describe)? {
                    Outcome::Updated
                } else {
                    Outcome::Unchanged
                }
            }
            None => {
                records::create_in(self.context, id, self.key, &fields, self.request.dry_run)
                    .map_err(describe)?;
                Outcome::Created
            }
        };
        if let Some(values) = matched {
            self.known.insert(values, id);
        }
        Ok(outcome)
    }

    fn matched(&self, fields: &Fields) -> Result<Option<Vec<String>>, String> {
        if self.mapping.matching.is_empty() {
            return Ok(None);
        }
        let value = |key: &String| {
            let value = fields.get(key).filter(|value| !value.is_empty());
            value
                .map(match_text)
                .ok_or_else(|| format!("{key} is empty, and rows are recognized by it"))
        };
        self.mapping
            .matching
            .iter()
            .map(value)
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

fn describe(error: AppError) -> String {
    error.into_wire().message
}

/// The id of the record that a line of a file makes: the same on every device (UUIDv8, from SHA-256).
fn row_id(key: &TypeKey, source: &str, line: u64) -> RecordId {
    let digest = Sha256::digest(format!("{key}\n{source}\n{}{line}", Import::ROW));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    RecordId(Uuid::new_v8(bytes))
}
