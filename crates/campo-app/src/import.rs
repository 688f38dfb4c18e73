//! Records from a file of text or a spreadsheet.
//!
//! Every row stands alone: a bad one is reported with its line and the rest goes in. A row updates the record it made
//! before, found by the module's match fields or, for files without a natural key, by file name and line; so importing
//! a file twice changes nothing the second time, on whatever device. What an import did is remembered on the device,
//! so that it can be taken back.

mod mapping;
mod number;
mod rows;
mod sheet;
mod table;
mod undo;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use campo_model::id::{RecordId, TypeKey};
use campo_store::StoredImport;
use campo_wire::command::Empty;
use campo_wire::error::ErrorCode;
use campo_wire::import::{
    ColumnTarget, ImportColumn, ImportFormat, ImportRows, ImportRun, ImportStep, ImportTable,
    OpenImport, RowProblem,
};
use serde::Serialize;

use crate::access::Context;
use crate::app::{App, locked};
use crate::blobs::whole;
use crate::error::AppError;
use crate::import::mapping::{Mapping, Wanted};
use crate::import::table::{MAX_BYTES, Table};
use crate::json::rfc3339;
use crate::records;

/// The most files that are open at once; the oldest gives way, as one that was abandoned.
const MAX_OPEN: usize = 2;

/// What to import in one go.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// The type of the records, `module.type`.
    pub record_type: String,
    /// The file's name, part of the identity of rows without a natural key.
    pub source: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// How to read it; what is absent is found by looking.
    pub format: ImportFormat,
    /// Where columns go, beside the module's import profile.
    pub map: Vec<ColumnTarget>,
    /// Check every row and change nothing.
    pub dry_run: bool,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The name of the import, to take it back by.
    pub import: String,
    /// Rows in the file, without the header.
    pub rows: u32,
    /// Records made.
    pub created: u32,
    /// Records changed.
    pub updated: u32,
    /// Records that already said the same.
    pub unchanged: u32,
    /// Rows that were not imported.
    pub problems: Vec<RowProblem>,
    /// Columns that no field takes.
    pub unmapped: Vec<String>,
    /// Whether nothing was changed on purpose.
    pub dry_run: bool,
}

/// The files that are open, oldest first.
#[derive(Default)]
pub(crate) struct Imports(Mutex<VecDeque<Arc<Mutex<Opened>>>>);

impl Imports {
    /// Lets go of every file.
    pub(crate) fn forget(&self) {
        locked(&self.0).clear();
    }
}

/// An opened file.
struct Opened {
    id: String,
    key: TypeKey,
    source: String,
    table: Table,
    /// Where the columns of the last file of the type went.
    usual: Vec<ColumnTarget>,
    /// The records by the values of their match fields, once they were read.
    known: Option<HashMap<Vec<String>, RecordId>>,
}

impl App {
    /// Opens a file that was handed over as a blob.
    pub async fn open_import(&self, request: OpenImport) -> Result<ImportTable, AppError> {
        let mut content = self.open_blob(&request.file).await?;
        if content.reader.size() > MAX_BYTES {
            return Err(table::too_large());
        }
        tokio::task::block_in_place(|| {
            let bytes = whole(&mut content.reader)?;
            self.open_bytes(&request.record_type, request.name, bytes, &request.format)
        })
    }

    fn open_bytes(
        &self,
        record_type: &str,
        source: String,
        bytes: Vec<u8>,
        format: &ImportFormat,
    ) -> Result<ImportTable, AppError> {
        let key = records::type_key(record_type)?;
        let table = Table::read(bytes, format)?;
        let mut opened = Opened {
            id: App::secret()?,
            key,
            source,
            table,
            usual: Vec::new(),
            known: None,
        };
        let shown = self.read(|context| {
            opened.usual = usual(context, &opened.key)?;
            shown(context, &opened)
        })?;
        let mut open = locked(&self.open_imports().0);
        open.push_back(Arc::new(Mutex::new(opened)));
        while open.len() > MAX_OPEN {
            open.pop_front();
        }
        Ok(shown)
    }

    /// Imports the next rows of an opened file.
    pub fn import_rows(&self, request: ImportRows) -> Result<ImportStep, AppError> {
        let opened = self.opened(&request.import)?;
        let mut opened = locked(&opened);
        let step = self.write(|context| rows::import(context, &mut opened, &request))?;
        if step.created + step.updated > 0 && !request.dry_run {
            self.type_changed(&opened.key);
        }
        Ok(step)
    }

    /// The imports that can be taken back, the newest first.
    pub fn imports(&self, _: Empty) -> Result<Vec<ImportRun>, AppError> {
        let run = |import: StoredImport| ImportRun {
            import: import.id,
            record_type: import.record_type,
            name: import.source,
            at: rfc3339(import.at_ms),
            created: import.created,
            updated: import.updated,
            undone: import.undone,
        };
        let stored = self.read(|context| Ok(context.tx.imports()?))?;
        Ok(stored.into_iter().map(run).collect())
    }

    /// Imports a whole file; `progress` hears how many of how many rows are done.
    pub fn import(
        &self,
        request: ImportRequest,
        mut progress: impl FnMut(u32, u32),
    ) -> Result<ImportReport, AppError> {
        let ImportRequest { source, bytes, .. } = request;
        let table = self.open_bytes(&request.record_type, source, bytes, &request.format)?;
        let mut report = ImportReport {
            import: table.import.clone(),
            rows: table.rows,
            unmapped: unmapped(&table, &request.map),
            dry_run: request.dry_run,
            ..ImportReport::default()
        };
        let mut next = 0;
        while next < table.rows || next == 0 {
            let step = self.import_rows(ImportRows {
                import: table.import.clone(),
                map: request.map.clone(),
                matching: None,
                from: next,
                dry_run: request.dry_run,
            })?;
            report.created += step.created;
            report.updated += step.updated;
            report.unchanged += step.unchanged;
            report.problems.extend(step.problems);
            progress(step.next, table.rows);
            if step.next == next {
                break;
            }
            next = step.next;
        }
        locked(&self.open_imports().0).retain(|opened| locked(opened).id != table.import);
        Ok(report)
    }

    fn opened(&self, id: &str) -> Result<Arc<Mutex<Opened>>, AppError> {
        let open = locked(&self.open_imports().0);
        let found = open.iter().find(|opened| locked(opened).id == id);
        found.cloned().ok_or_else(|| {
            let message = "this file is not open any more: choose it again";
            AppError::refused(ErrorCode::NotFound, message)
        })
    }
}

/// Where the columns of the last file of a type went.
fn usual(context: &Context<'_>, key: &TypeKey) -> Result<Vec<ColumnTarget>, AppError> {
    let imports = context.tx.imports()?;
    let last = imports
        .iter()
        .find(|import| import.record_type == key.as_str());
    Ok(last
        .and_then(|import| serde_json::from_str(&import.map).ok())
        .unwrap_or_default())
}

/// An opened file as the person sees it.
fn shown(context: &Context<'_>, opened: &Opened) -> Result<ImportTable, AppError> {
    let Opened { table, usual, .. } = opened;
    let wanted = Wanted {
        map: &[],
        usual,
        matching: None,
    };
    let declared = context.declared(&opened.key)?;
    let mapping = Mapping::find(
        context.registry(),
        &opened.key,
        declared,
        &table.headers,
        &wanted,
    )?;
    let column = |(index, name): (usize, &String)| ImportColumn {
        name: name.clone(),
        samples: table.samples(index),
        field: mapping.field_of(index).cloned(),
    };
    Ok(ImportTable {
        import: opened.id.clone(),
        rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
        columns: table.headers.iter().enumerate().map(column).collect(),
        format: table.format.clone(),
        sheets: table.sheets.clone(),
        matching: mapping.matching,
    })
}

/// The columns without a field, once some were told where to go.
fn unmapped(table: &ImportTable, map: &[ColumnTarget]) -> Vec<String> {
    let is_told = |name: &String| {
        map.iter()
            .any(|pair| pair.column == *name && pair.field.is_some())
    };
    let columns = table.columns.iter();
    columns
        .filter(|column| column.field.is_none() && !is_told(&column.name))
        .map(|column| column.name.clone())
        .collect()
}
