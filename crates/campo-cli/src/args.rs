//! The command line's grammar.

mod account;
mod track;

use std::path::PathBuf;

use campo_wire::import::{DecimalSign, TextEncoding};
use clap::{Parser, Subcommand};

pub use account::{DevicesCommand, FactorCommand, Login, PinCommand, PinInput, SessionsCommand};
pub use track::{Answer, RecordTrack, TrackCommand};

/// Campo: records that work without a connection.
#[derive(Debug, Parser)]
#[command(name = "campo", version, arg_required_else_help = true)]
pub struct Args {
    /// The folder that keeps this device's data.
    #[arg(long, global = true, env = "CAMPO_HOME", default_value = "campo-home")]
    pub home: PathBuf,
    /// Print one JSON document.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign in, and make this home's encrypted database the first time.
    Login(Login),
    /// Sign in with a code that the office made: the link it says.
    Enroll {
        /// The link, `campo://enroll?...`.
        link: String,
    },
    /// End the session; the data stays, encrypted.
    Logout,
    /// Set another password.
    Password {
        /// Read the old and the new password as one line each from the standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// The devices you signed in on.
    #[command(subcommand)]
    Devices(DevicesCommand),
    /// Where you are signed in.
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// The PIN that opens this home; other commands take it from CAMPO_PIN.
    #[command(subcommand)]
    Pin(PinCommand),
    /// Try the PIN or the passphrase of this home.
    Unlock(PinInput),
    /// The second factor: codes of an authenticator app besides the password.
    #[command(subcommand)]
    Factor(FactorCommand),
    /// Show what is on the server and what waits.
    Status,
    /// Examine all of the database, and make it anew when it is damaged.
    Repair {
        /// Remove what was set aside of a damaged database instead.
        #[arg(long)]
        forget: bool,
    },
    /// Exchange with the server now.
    Sync {
        /// Keep exchanging until interrupted.
        #[arg(long)]
        watch: bool,
    },
    /// Create, change, show, list and delete records.
    #[command(subcommand)]
    Record(RecordCommand),
    /// Read records from a CSV file or a spreadsheet.
    Import(Import),
    /// Take an import back; what was changed since stays.
    UndoImport {
        /// The name that the import gave.
        import: String,
    },
    /// Write all records of a type.
    Export(Export),
    /// The edits that are not plainly on the server.
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Fields that two people set differently without seeing each other.
    #[command(subcommand)]
    Conflicts(ConflictsCommand),
    /// Attach a file to a record.
    Attach(Attach),
    /// Get, list and keep attached files.
    #[command(subcommand)]
    Blob(BlobCommand),
    /// Serve the app in a browser on this machine.
    Serve {
        /// The loopback address to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
        /// The folder of the built UI.
        #[arg(long, env = "CAMPO_UI")]
        ui: Option<PathBuf>,
    },
    /// Make, check and test modules.
    #[command(subcommand)]
    Module(ModuleCommand),
    /// Scan what a camera saw; needs no home.
    #[command(subcommand)]
    Scan(ScanCommand),
    /// Make codes for labels; needs no home.
    #[command(subcommand)]
    Code(CodeCommand),
    /// Record where you have been, and look into tracks.
    #[command(subcommand)]
    Track(TrackCommand),
}

/// What to attach, and where.
#[derive(Debug, clap::Args)]
pub struct Attach {
    /// The record.
    pub id: String,
    /// A field that holds files.
    pub field: String,
    /// The file.
    pub file: PathBuf,
}

/// What to do with attached files.
#[derive(Debug, Subcommand)]
pub enum BlobCommand {
    /// Write an attached file, from this device or from the server.
    Get {
        /// The hash, as the record names it.
        hash: String,
        /// Where to write it.
        #[arg(long)]
        out: PathBuf,
    },
    /// Show the files this device knows of: where they are, what waits, and why.
    List,
    /// Keep a file on this device however large it is.
    Pin {
        /// The hash, as the record names it.
        hash: String,
        /// Let it go again.
        #[arg(long)]
        off: bool,
    },
}

/// What to do with records.
#[derive(Debug, Subcommand)]
pub enum RecordCommand {
    /// Make a record.
    Create {
        /// The type, as `crm.lead`.
        record_type: String,
        /// `field=value`, as a person writes the value.
        fields: Vec<String>,
    },
    /// Change fields; `field=` empties, `field+=x` and `field-=x` add to and take from counters and sets.
    Set {
        /// The record.
        id: String,
        /// `field=value`.
        fields: Vec<String>,
    },
    /// Show a record.
    Get {
        /// The record.
        id: String,
        /// Show who changed what, when.
        #[arg(long, conflicts_with = "conflicts")]
        history: bool,
        /// Show its conflicts only.
        #[arg(long)]
        conflicts: bool,
        /// Show it as it was: at a moment (2026-11-23T10:00:00Z), or at the end of a day here (2026-11-23).
        #[arg(long, value_name = "TIME", value_parser = moment, conflicts_with_all = ["history", "conflicts"])]
        at: Option<jiff::Timestamp>,
    },
    /// List records of a type.
    List(List),
    /// Delete a record; it can be restored.
    Delete {
        /// The record.
        id: String,
    },
    /// Bring a deleted record back.
    Restore {
        /// The record.
        id: String,
    },
}

/// Which records to list.
#[derive(Debug, clap::Args)]
pub struct List {
    /// The type, as `crm.lead`.
    pub record_type: String,
    /// A condition in CEL, as `self.budget > 1000`.
    #[arg(long = "where", value_name = "CEL")]
    pub filter: Option<String>,
    /// The field to order by; `-field` for descending. May be given several times.
    #[arg(long, allow_hyphen_values = true)]
    pub sort: Vec<String>,
    /// How many records; all when absent.
    #[arg(long)]
    pub limit: Option<u32>,
    /// How many to skip.
    #[arg(long, default_value_t = 0)]
    pub offset: u32,
    /// Words to find; accents and case do not matter.
    #[arg(long)]
    pub search: Option<String>,
    /// Only near a point.
    #[arg(long, value_name = "LAT,LON,METERS", allow_hyphen_values = true)]
    pub near: Option<String>,
    /// Deleted records instead of living ones.
    #[arg(long)]
    pub deleted: bool,
}

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The type, as `imoveis.property`.
    pub record_type: String,
    /// The file: text with separators, or a spreadsheet (.xlsx).
    pub file: PathBuf,
    /// `column=field`, or `column=` to leave one out; other columns are matched by the module's import profile and by name.
    #[arg(long)]
    pub map: Vec<String>,
    /// How a text file writes letters; found by looking when absent.
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// What stands between cells: `,`, `;`, `|` or `tab`; found by looking when absent.
    #[arg(long)]
    pub separator: Option<String>,
    /// The sign before decimal places; found by looking when absent.
    #[arg(long, value_enum)]
    pub decimal: Option<DecimalArg>,
    /// The sheet of a spreadsheet; the first when absent.
    #[arg(long)]
    pub sheet: Option<String>,
    /// Check every row and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// How a text file writes letters.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum EncodingArg {
    /// UTF-8.
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16.
    #[value(name = "utf-16")]
    Utf16,
    /// Windows-1252, which holds Latin-1.
    #[value(name = "windows-1252")]
    Windows1252,
}

impl From<EncodingArg> for TextEncoding {
    fn from(encoding: EncodingArg) -> Self {
        match encoding {
            EncodingArg::Utf8 => Self::Utf8,
            EncodingArg::Utf16 => Self::Utf16,
            EncodingArg::Windows1252 => Self::Windows1252,
        }
    }
}

/// The sign before decimal places.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum DecimalArg {
    /// 1.500,50
    Comma,
    /// 1,500.50
    Point,
}

impl From<DecimalArg> for DecimalSign {
    fn from(sign: DecimalArg) -> Self {
        match sign {
            DecimalArg::Comma => Self::Comma,
            DecimalArg::Point => Self::Point,
        }
    }
}

/// What to export.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The type, as `crm.lead`.
    pub record_type: String,
    /// `csv` or `jsonl`.
    #[arg(long, default_value = "csv")]
    pub format: String,
}

/// What to do with the outbox.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// Show the edits with their state and reason.
    List,
    /// Send refused edits again, on top of what the records are now.
    Retry {
        /// One edit; all refused ones when absent.
        edit: Option<String>,
    },
    /// Give up a refused edit, for good.
    Discard {
        /// The edit, as the list names it.
        edit: String,
    },
    /// Write the edits as JSON lines.
    Export,
}

/// What to do with conflicts.
#[derive(Debug, Subcommand)]
pub enum ConflictsCommand {
    /// Show every conflict.
    List,
    /// Settle one.
    Resolve {
        /// The record.
        id: String,
        /// The field, as the list names it.
        field: String,
        /// `mine`, `theirs` or a value.
        #[arg(long)]
        take: String,
    },
}

/// What to do with modules.
#[derive(Debug, Subcommand)]
pub enum ModuleCommand {
    /// Make a module to start from.
    New {
        /// Its key, also the folder's name.
        key: String,
    },
    /// Check a module and say what is wrong, with file and line.
    Check {
        /// The module's folder; the current one when absent.
        dir: Option<PathBuf>,
    },
    /// Run the module's own tests.
    Test {
        /// The module's folder; the current one when absent.
        dir: Option<PathBuf>,
    },
    /// Install a module in the signed-in home's tenant; takes the right to manage modules.
    Install {
        /// The module's folder.
        dir: PathBuf,
    },
}

/// What to scan.
#[derive(Debug, Subcommand)]
pub enum ScanCommand {
    /// Find the pages in photographs and bind them into one PDF.
    Document(ScanDocument),
    /// Read the codes in pictures: QR, Data Matrix, PDF417, EAN, UPC, Code 128, Code 39, ITF.
    Code {
        /// The pictures: JPEG, PNG or WebP.
        #[arg(required = true, value_name = "IN")]
        inputs: Vec<PathBuf>,
    },
}

/// What to do with codes.
#[derive(Debug, Subcommand)]
pub enum CodeCommand {
    /// Write a code into a picture.
    Make(MakeCode),
    /// Print a sheet of labels: a QR code each, with up to two lines beside it.
    Sheet(LabelSheet),
}

/// What code to make.
#[derive(Debug, clap::Args)]
pub struct MakeCode {
    /// What it says.
    pub text: String,
    /// The picture to write: its name ends in .svg or .png.
    #[arg(long)]
    pub out: PathBuf,
    /// The kind of code.
    #[arg(long, value_enum, default_value = "qr")]
    pub format: CodeFormat,
    /// How much of a QR code may be torn or dirty: l, m, q or h for 7, 15, 25 or 30 percent.
    #[arg(long, value_enum, default_value = "m")]
    pub correction: CodeCorrection,
    /// Pixels a module has in a PNG.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub module: u32,
}

/// The kinds of code that can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CodeFormat {
    /// QR Code.
    Qr,
    /// Code 128, with its text under it.
    Code128,
}

/// How much of a QR code may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CodeCorrection {
    /// About 7 percent.
    L,
    /// About 15 percent.
    M,
    /// About 25 percent.
    Q,
    /// About 30 percent.
    H,
}

/// Which labels to print, and where on the page.
#[derive(Debug, clap::Args)]
pub struct LabelSheet {
    /// A CSV file with a heading: the code's text, then up to two lines for people.
    pub file: PathBuf,
    /// The PDF to write.
    #[arg(long)]
    pub out: PathBuf,
    /// Labels side by side.
    #[arg(long, default_value_t = 3)]
    pub columns: u32,
    /// Labels from top to bottom.
    #[arg(long, default_value_t = 8)]
    pub rows: u32,
    /// Width and height of a label in millimeters.
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "63.5x33.9")]
    pub label: String,
    /// The space left of the first column and above the first row, in millimeters.
    #[arg(long, value_name = "LEFTxTOP", default_value = "7.2x12.9")]
    pub margin: String,
    /// The space between columns and between rows, in millimeters.
    #[arg(long, value_name = "ACROSSxDOWN", default_value = "2.5x0")]
    pub gap: String,
}

/// Which photographs to scan, and into what.
#[derive(Debug, clap::Args)]
pub struct ScanDocument {
    /// The photographs, one page each: JPEG, PNG or WebP.
    #[arg(required = true, value_name = "IN")]
    pub inputs: Vec<PathBuf>,
    /// The PDF to write.
    #[arg(long, required_unless_present = "corners")]
    pub out: Option<PathBuf>,
    /// Print where each page's corners are, as JSON.
    #[arg(long)]
    pub corners: bool,
    /// How the pages shall look.
    #[arg(long, value_enum, default_value = "color")]
    pub mode: ScanMode,
    /// Quarter turns clockwise after straightening.
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    pub rotate: i8,
    /// Do not look for text.
    #[arg(long)]
    pub no_ocr: bool,
    /// Write the text that was found to this file.
    #[arg(long, value_name = "FILE", conflicts_with = "no_ocr")]
    pub text: Option<PathBuf>,
}

/// How scanned pages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ScanMode {
    /// In color, evenly lit.
    Color,
    /// In grays.
    Gray,
    /// Black on white; the smallest.
    Bw,
}

fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let end = text.parse::<jiff::civil::Date>().and_then(|day| {
        let end = day.tomorrow()?.to_zoned(jiff::tz::TimeZone::system())?;
        end.timestamp()
            .checked_sub(jiff::Span::new().milliseconds(1))
    });
    end.map_err(|_| "write it as 2026-11-23T10:00:00Z, or 2026-11-23".to_owned())
}
