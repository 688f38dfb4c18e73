//! Sheets of labels for things: a PDF of A4 pages, each label a QR code with up to two lines beside it.

use encoding_rs::WINDOWS_1252;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use thiserror::Error;

use super::write::{Correction, MakeError, qr};

/// What one label says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What the code says.
    pub code: String,
    /// What people read; empty lines are left out.
    pub lines: [String; 2],
}

/// Where the labels are on an A4 page, in millimeters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Labels side by side.
    pub columns: u32,
    /// Labels from top to bottom.
    pub rows: u32,
    /// The width of a label.
    pub width: f32,
    /// The height of a label.
    pub height: f32,
    /// The space left of the first column.
    pub left: f32,
    /// The space above the first row.
    pub top: f32,
    /// The space between columns.
    pub gap_across: f32,
    /// The space between rows.
    pub gap_down: f32,
}

/// Why there is no sheet.
#[derive(Debug, Error)]
pub enum SheetError {
    /// Nothing to print.
    #[error("there is no label to print")]
    Empty,
    /// More than a print run.
    #[error("{0} labels are too many for one file: print at most {MOST_LABELS} at a time")]
    TooMany(usize),
    /// The grid is not on the page.
    #[error(
        "the labels do not fit on an A4 page of 210 x 297 mm: check the columns, rows, sizes and gaps"
    )]
    Grid,
    /// A label's code cannot be made.
    #[error("label {number}: {source}")]
    Code {
        /// Counted from 1.
        number: usize,
        /// Why.
        source: MakeError,
    },
}

/// Labels in one file.
pub const MOST_LABELS: usize = 10_000;

const PAGE: [f32; 2] = [210.0, 297.0];

/// Points in a millimeter.
const POINTS: f32 = 72.0 / 25.4;

/// The space inside a label's edge, in millimeters.
const PADDING: f32 = 1.5;

const FONT: Name<'static> = Name(b"F1");

impl Default for Grid {
    /// 3 x 8 labels of 63.5 x 33.9 mm, as the common sheets of 24 have.
    fn default() -> Self {
        Self {
            columns: 3,
            rows: 8,
            width: 63.5,
            height: 33.9,
            left: 7.2,
            top: 12.9,
            gap_across: 2.5,
            gap_down: 0.0,
        }
    }
}

impl Grid {
    fn is_on_page(&self) -> bool {
        let side = |count: u32, size: f32, gap: f32, before: f32| {
            before + count as f32 * size + count.saturating_sub(1) as f32 * gap
        };
        let sizes = [self.width, self.height];
        let spaces = [self.left, self.top, self.gap_across, self.gap_down];
        (1..=100).contains(&self.columns)
            && (1..=100).contains(&self.rows)
            && sizes.iter().all(|size| *size >= 8.0)
            && spaces.iter().all(|space| *space >= 0.0)
            && side(self.columns, self.width, self.gap_across, self.left) <= PAGE[0] + 0.1
            && side(self.rows, self.height, self.gap_down, self.top) <= PAGE[1] + 0.1
    }

    /// The left and the top of a place, in millimeters.
    fn place(&self, index: usize) -> [f32; 2] {
        let columns = self.columns as usize;
        let (row, column) = (index / columns, index % columns);
        [
            self.left + column as f32 * (self.width + self.gap_across),
            self.top + row as f32 * (self.height + self.gap_down),
        ]
    }
}

/// Labels as a PDF, in their order, row by row.
pub fn sheet(labels: &[Label], grid: &Grid) -> Result<Vec<u8>, SheetError> {
    if labels.is_empty() {
        return Err(SheetError::Empty);
    }
    if labels.len() > MOST_LABELS {
        return Err(SheetError::TooMany(labels.len()));
    }
    if !grid.is_on_page() {
        return Err(SheetError::Grid);
    }
    let on_page = (grid.columns * grid.rows) as usize;
    let pages = labels
        .chunks(on_page)
        .enumerate()
        .map(|(page, labels)| draw_page(labels, grid, page * on_page))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(document(pages))
}

fn document(pages: Vec<Vec<u8>>) -> Vec<u8> {
    let (catalog, tree, font) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let page_id = |index: usize| Ref::new(4 + 2 * index as i32);
    let content_id = |index: usize| Ref::new(5 + 2 * index as i32);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree)
        .kids((0..pages.len()).map(page_id))
        .count(pages.len() as i32);
    pdf.type1_font(font)
        .base_font(Name(b"Helvetica"))
        .encoding_predefined(Name(b"WinAnsiEncoding"));
    for (index, content) in pages.into_iter().enumerate() {
        let mut page = pdf.page(page_id(index));
        page.media_box(Rect::new(0.0, 0.0, PAGE[0] * POINTS, PAGE[1] * POINTS));
        page.parent(tree).contents(content_id(index));
        page.resources().fonts().pair(FONT, font);
        page.finish();
        pdf.stream(content_id(index), &content);
    }
    pdf.finish()
}

fn draw_page(labels: &[Label], grid: &Grid, before: usize) -> Result<Vec<u8>, SheetError> {
    let mut content = Content::new();
    for (index, label) in labels.iter().enumerate() {
        let wrong = |source| SheetError::Code {
            number: before + index + 1,
            source,
        };
        draw_label(&mut content, label, grid, grid.place(index)).map_err(wrong)?;
    }
    Ok(content.finish().to_vec())
}

fn draw_label(
    content: &mut Content,
    label: &Label,
    grid: &Grid,
    [left, top]: [f32; 2],
) -> Result<(), MakeError> {
    let bottom = PAGE[1] - top - grid.height;
    content.save_state();
    content.rect(
        left * POINTS,
        bottom * POINTS,
        grid.width * POINTS,
        grid.height * POINTS,
    );
    content.clip_nonzero().end_path();
    let side = (grid.height - 2.0 * PADDING).min(grid.width - 2.0 * PADDING);
    let code_bottom = bottom + (grid.height - side) / 2.0;
    draw_code(content, &label.code, [left + PADDING, code_bottom], side)?;
    let text_left = left + 2.0 * PADDING + side;
    let room = left + grid.width - PADDING - text_left;
    let middle = bottom + grid.height / 2.0;
    draw_lines(content, &label.lines, [text_left, middle], room);
    content.restore_state();
    Ok(())
}

fn draw_code(
    content: &mut Content,
    text: &str,
    [left, bottom]: [f32; 2],
    side: f32,
) -> Result<(), MakeError> {
    let symbol = qr(text, Correction::Medium)?;
    let quiet = symbol.quiet_zone as f32;
    let module = side / (symbol.width() as f32 + 2.0 * quiet);
    for [x, y, wide, high] in symbol.stripes() {
        let up = side - (y as f32 + quiet + high as f32) * module;
        content.rect(
            (left + (x as f32 + quiet) * module) * POINTS,
            (bottom + up) * POINTS,
            wide as f32 * module * POINTS,
            high as f32 * module * POINTS,
        );
    }
    content.fill_nonzero();
    Ok(())
}

/// Helvetica's letters are about this wide beside their size; capitals are a little wider.
const LETTER_WIDTH: f32 = 0.58;
const LARGEST_LETTER: f32 = 11.0;
const SMALLEST_LETTER: f32 = 5.0;

/// Draws lines around a middle, as large as they fit; what does not fit at the smallest size is cut at the label's edge.
fn draw_lines(content: &mut Content, lines: &[String; 2], [left, middle]: [f32; 2], room: f32) {
    let lines: Vec<&String> = lines.iter().filter(|line| !line.is_empty()).collect();
    let letters = lines.iter().map(|line| line.chars().count()).max();
    let Some(letters) = letters.filter(|_| room > 4.0) else {
        return;
    };
    let size =
        (room * POINTS / (letters as f32 * LETTER_WIDTH)).clamp(SMALLEST_LETTER, LARGEST_LETTER);
    let height = size * 1.25;
    let mut baseline = middle * POINTS + height * lines.len() as f32 / 2.0 - size * 0.9;
    for line in lines {
        let bytes: Vec<u8> = line.chars().map(letter).collect();
        content.begin_text();
        content.set_font(FONT, size);
        content.next_line(left * POINTS, baseline);
        content.show(Str(&bytes));
        content.end_text();
        baseline -= height;
    }
}

/// A letter as the PDF's built-in fonts know it; a question mark for those they do not have.
fn letter(letter: char) -> u8 {
    let mut utf8 = [0; 4];
    let (bytes, _, missing) = WINDOWS_1252.encode(letter.encode_utf8(&mut utf8));
    match bytes.first() {
        Some(byte) if !missing => *byte,
        _ => b'?',
    }
}

#[cfg(test)]
mod tests;
