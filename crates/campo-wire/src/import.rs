//! Records from a file, batch by batch: opened, tried, done, and taken back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Opens a file that was handed over as a blob, to import records from it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct OpenImport {
    /// The type of the records, `module.type`.
    pub record_type: String,
    /// The hash of the file.
    pub file: String,
    /// The file's name, part of the identity of rows without a natural key.
    pub name: String,
    /// How to read it; what is absent is found by looking.
    #[serde(default)]
    pub format: ImportFormat,
}

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ImportFormat {
    /// How a text file writes letters.
    pub encoding: Option<TextEncoding>,
    /// What stands between a text file's cells: `,`, `;`, `|` or a tab.
    pub separator: Option<String>,
    /// The sign before the decimal places; absent when each cell tells by itself.
    pub decimal: Option<DecimalSign>,
    /// The sheet of a spreadsheet.
    pub sheet: Option<String>,
}

/// How a text file writes letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextEncoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// UTF-16 with a mark.
    Utf16,
    /// Windows-1252, which holds Latin-1.
    Windows1252,
}

/// The sign before the decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DecimalSign {
    /// `1.500,50`.
    Comma,
    /// `1,500.50`.
    Point,
}

/// An opened file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportTable {
    /// Names the import from here on.
    pub import: String,
    /// How many rows it has, without the header.
    pub rows: u32,
    /// Its columns, in order, with a guess where each goes.
    pub columns: Vec<ImportColumn>,
    /// How it was read; no encoding and no separator for a spreadsheet.
    pub format: ImportFormat,
    /// The sheets of a spreadsheet.
    pub sheets: Vec<String>,
    /// The fields that recognize a record for these columns; none when the file's lines do.
    pub matching: Vec<String>,
}

/// A column of an opened file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportColumn {
    /// Its header, unique in the file.
    pub name: String,
    /// Some of its cells that are not empty.
    pub samples: Vec<String>,
    /// The field it goes to, or part as `place.lat`; none when it is left out.
    pub field: Option<String>,
}

/// Where a column goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnTarget {
    /// The column's name.
    pub column: String,
    /// The field, or part as `place.lat`; none leaves the column out.
    pub field: Option<String>,
}

/// Imports the next rows of an opened file, at most 500, in one transaction.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportRows {
    /// The import.
    pub import: String,
    /// Where columns go; others as guessed.
    pub map: Vec<ColumnTarget>,
    /// The fields that recognize a record; absent for those of the opened file.
    #[serde(default)]
    #[ts(optional)]
    pub matching: Option<Vec<String>>,
    /// The first row, counted from 0.
    pub from: u32,
    /// Check the rows and change nothing.
    pub dry_run: bool,
}

/// What became of some rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportStep {
    /// The first row that was not looked at.
    pub next: u32,
    /// Records made.
    pub created: u32,
    /// Records changed.
    pub updated: u32,
    /// Records that already said the same.
    pub unchanged: u32,
    /// Rows that were not imported.
    pub problems: Vec<RowProblem>,
}

/// Why a row was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowProblem {
    /// The line in the file, the header being line 1.
    pub line: u32,
    /// What is wrong with it.
    pub reason: String,
    /// The fields concerned, where it is about fields.
    pub problems: Vec<crate::error::Problem>,
    /// The row as the file has it.
    pub cells: Vec<String>,
}

/// An import that was done on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportRun {
    /// Its name.
    pub import: String,
    /// The type of the records.
    pub record_type: String,
    /// The file's name.
    pub name: String,
    /// When it began, RFC 3339.
    pub at: String,
    /// Records made.
    pub created: u32,
    /// Records changed.
    pub updated: u32,
    /// Whether it was taken back.
    pub undone: bool,
}

/// Takes back the next records of an import, at most 500, in one transaction.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UndoImport {
    /// The import.
    pub import: String,
    /// Where the step before ended; absent at the start.
    #[serde(default)]
    #[ts(optional)]
    pub after: Option<String>,
}

/// What became of some records of an import that is taken back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct UndoStep {
    /// Where the next step begins; none when this was the last.
    pub next: Option<String>,
    /// How many records are as they were before the import.
    pub done: u32,
    /// The records left as they are.
    pub left: Vec<LeftRecord>,
}

/// A record that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftRecord {
    /// The record.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why.
    pub why: LeftWhy,
    /// The refusal, where there was one.
    pub message: String,
}

/// Why a record was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeftWhy {
    /// Somebody changed it after the import.
    Changed,
    /// It is not on this device any more.
    Gone,
    /// It may not be changed.
    Refused,
}
