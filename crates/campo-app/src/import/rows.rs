//! Some rows of a file, taken in one transaction.

use std::collections::HashMap;

use campo_model::expr::Fields;
use campo_model::id::{RecordId, TypeKey};
use campo_model::manifest::{Import, RecordType};
use campo_model::value::Value;
use campo_store::{ImportedRecord, RecordState, StoredImport};
use campo_wire::error::{ErrorCode, Problem, WireError};
use campo_wire::import::{ColumnTarget, ImportRows, ImportStep, RowProblem};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::mapping::{Mapping, Wanted};
use super::table::Row;
use super::{Opened, undo};
use crate::access::Context;
use crate::checks::in_english;
use crate::error::AppError;
use crate::records;

/// Rows of one transaction: few enough to be quick, many enough to share the cost of a commit.
const BATCH: usize = 500;

enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// Why a row was not imported.
enum Trouble {
    /// The row is wrong; the others stand.
    Row(WireError),
    /// Nothing can be imported now.
    Fatal(AppError),
}

/// Imports the rows a request asks for.
pub(super) fn import(
    context: &Context<'_>,
    opened: &mut Opened,
    request: &ImportRows,
) -> Result<ImportStep, AppError> {
    let declared = context.declared(&opened.key)?;
    let mapping = Mapping::find(
        context.registry(),
        &opened.key,
        declared,
        &opened.table.headers,
        &Wanted {
            map: &request.map,
            usual: &opened.usual,
            matching: request.matching.as_deref(),
        },
    )?;
    if mapping.is_empty() {
        let message = "no column of the file has a field: say where one goes";
        return Err(AppError::refused(ErrorCode::BadRequest, message));
    }
    if request.from == 0 || opened.known.is_none() {
        opened.known = Some(known_records(context, &opened.key, &mapping)?);
    }
    let known = opened.known.take().unwrap_or_default();
    let from = request.from as usize;
    let rows = opened.table.rows.iter().skip(from).take(BATCH);
    let mut run = Run {
        context,
        declared,
        mapping: &mapping,
        opened,
        dry_run: request.dry_run,
        known,
        step: ImportStep {
            next: request.from,
            ..ImportStep::default()
        },
    };
    if !request.dry_run {
        run.begin(&request.map)?;
    }
    for row in rows {
        run.take(row)?;
    }
    let Run { step, known, .. } = run;
    if !request.dry_run {
        let (created, updated) = (step.created, step.updated);
        context.tx.count_imported(&opened.id, created, updated)?;
    }
    opened.known = Some(known);
    Ok(step)
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
    declared: &'a RecordType,
    mapping: &'a Mapping,
    opened: &'a Opened,
    dry_run: bool,
    known: HashMap<Vec<String>, RecordId>,
    step: ImportStep,
}

impl Run<'_> {
    /// Remembers that the import is under way, so that it can be taken back however it ends.
    fn begin(&self, map: &[ColumnTarget]) -> Result<(), AppError> {
        Ok(self.context.tx.begin_import(&StoredImport {
            id: self.opened.id.clone(),
            record_type: self.opened.key.to_string(),
            source: self.opened.source.clone(),
            map: serde_json::to_string(map).unwrap_or_default(),
            at_ms: self.context.stamp.now_ms,
            created: 0,
            updated: 0,
            undone: false,
        })?)
    }

    /// Takes one row and counts what became of it.
    fn take(&mut self, row: &Row) -> Result<(), AppError> {
        self.step.next += 1;
        let done = match &row.cells {
            Ok(cells) => self.row(row.line, cells),
            Err(reason) => Err(Trouble::Row(WireError::new(
                ErrorCode::Invalid,
                reason.clone(),
            ))),
        };
        match done {
            Ok(Outcome::Created) => self.step.created += 1,
            Ok(Outcome::Updated) => self.step.updated += 1,
            Ok(Outcome::Unchanged) => self.step.unchanged += 1,
            Err(Trouble::Row(error)) => self.step.problems.push(RowProblem {
                line: row.line,
                reason: reason(&error),
                problems: error.problems,
                cells: row.cells.clone().unwrap_or_default(),
            }),
            Err(Trouble::Fatal(error)) => return Err(error),
        }
        Ok(())
    }

    fn row(&mut self, line: u32, cells: &[String]) -> Result<Outcome, Trouble> {
        let decimal = self.opened.table.format.decimal;
        let fields = self.mapping.fields(self.declared, cells, decimal)?;
        let matched = self.matched(&fields)?;
        let id = match matched.as_ref().and_then(|values| self.known.get(values)) {
            Some(id) => *id,
            None if matched.is_some() => records::new_id()?,
            None => row_id(&self.opened.key, &self.opened.source, line),
        };
        let outcome = match self.context.tx.find_record(id).map_err(AppError::from)? {
            Some(record) => self.update(&record, &fields)?,
            None => {
                let key = &self.opened.key;
                records::create_in(self.context, id, key, &fields, self.dry_run)?;
                self.note(id, None)?;
                Outcome::Created
            }
        };
        if let Some(values) = matched {
            self.known.insert(values, id);
        }
        Ok(outcome)
    }

    fn update(&self, record: &RecordState, fields: &Fields) -> Result<Outcome, Trouble> {
        let before = self.context.stored_fields(record)?;
        if !records::update_in(self.context, record, fields, self.dry_run)? {
            return Ok(Outcome::Unchanged);
        }
        self.note(record.id, Some(undo::before(fields, &before)))?;
        Ok(Outcome::Updated)
    }

    /// Remembers what was done to a record.
    fn note(&self, id: RecordId, before: Option<String>) -> Result<(), AppError> {
        if self.dry_run {
            return Ok(());
        }
        let record = self.context.tx.record(id)?;
        let noted = ImportedRecord {
            record: id,
            before,
            after: undo::mark(self.context, self.declared, &record)?,
        };
        Ok(self.context.tx.note_imported(&self.opened.id, &noted)?)
    }

    fn matched(&self, fields: &Fields) -> Result<Option<Vec<String>>, Problem> {
        if self.mapping.matching.is_empty() {
            return Ok(None);
        }
        let value = |key: &String| {
            let value = fields.get(key).filter(|value| !value.is_empty());
            value.map(match_text).ok_or_else(|| Problem {
                field: key.clone(),
                code: "required".to_owned(),
                message: in_english(format!("{key} is empty, and rows are recognized by it")),
                warning: false,
            })
        };
        self.mapping
            .matching
            .iter()
            .map(value)
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        let message = format!("{}: {}", problem.field, problem.text("pt-BR"));
        Self::Row(WireError {
            code: ErrorCode::Invalid,
            message,
            problems: vec![problem],
        })
    }
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(error) => Self::Row(error),
            error => Self::Fatal(error),
        }
    }
}

/// What is wrong with a row, without what is said of a form that was not saved.
fn reason(error: &WireError) -> String {
    if error.problems.is_empty() {
        return error.message.clone();
    }
    let texts = error.problems.iter().map(|problem| match &problem.field {
        field if field.is_empty() => problem.text("pt-BR").to_owned(),
        field => format!("{field}: {}", problem.text("pt-BR")),
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// The id of the record that a line of a file makes: the same on every device (UUIDv8, from SHA-256).
fn row_id(key: &TypeKey, source: &str, line: u32) -> RecordId {
    let digest = Sha256::digest(format!("{key}\n{source}\n{}{line}", Import::ROW));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    RecordId(Uuid::new_v8(bytes))
}
