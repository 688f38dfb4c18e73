//! Words that optical character recognition found on a page.
//!
//! The recognition itself is the `tesseract` program's, which the shells run: [`picture`] makes what it reads, [`parse_tsv`]
//! reads what it prints.

use std::collections::HashSet;

use image::GrayImage;

/// A word and where it is, in pixels of the page that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// From the page's left side to the word.
    pub left: u32,
    /// From the page's top to the word.
    pub top: u32,
    /// The word's width.
    pub width: u32,
    /// The word's height.
    pub height: u32,
    /// Which line it is on; words of one line have the same, in the order of reading.
    pub line: LineOf,
}

/// A line's place in the page's layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineOf {
    /// Which block of text.
    pub block: u32,
    /// Which paragraph of it.
    pub paragraph: u32,
    /// Which line of that.
    pub line: u32,
}

/// The level of a word among the rows of tesseract's TSV; the others are pages, blocks, paragraphs and lines.
const WORD_LEVEL: u32 = 5;

/// Words that tesseract is less sure of, in percent, are noise: specks, rules, the page's edge.
const LEAST_SURE: f64 = 20.0;

/// The most words of one page: more is not a page.
const MOST: usize = 50_000;

/// A gray page as a PGM file, which costs nothing to write.
pub fn picture(page: &GrayImage) -> Vec<u8> {
    let mut bytes = format!("P5 {} {} 255\n", page.width(), page.height()).into_bytes();
    bytes.extend_from_slice(page.as_raw());
    bytes
}

/// The words in what `tesseract ... tsv` printed; rows of any other form are passed over.
///
/// The columns are level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
pub fn parse_tsv(tsv: &str) -> Vec<Word> {
    tsv.lines().filter_map(word).take(MOST).collect()
}

fn word(row: &str) -> Option<Word> {
    let mut columns = row.splitn(12, '\t');
    let mut number = || columns.next()?.parse::<u32>().ok();
    let (level, _page) = (number()?, number()?);
    let (block, paragraph, line, _word) = (number()?, number()?, number()?, number()?);
    let (left, top, width, height) = (number()?, number()?, number()?, number()?);
    let sure: f64 = columns.next()?.parse().ok()?;
    let text = columns.next()?.trim();
    let good = level == WORD_LEVEL && sure >= LEAST_SURE && !text.is_empty();
    good.then(|| Word {
        text: text.to_owned(),
        left,
        top,
        width,
        height,
        line: LineOf {
            block,
            paragraph,
            line,
        },
    })
}

/// The words as plain text: lines as on the page, an empty line between paragraphs.
pub fn text(words: &[Word]) -> String {
    let mut text = String::new();
    let mut last: Option<LineOf> = None;
    for word in words {
        let here = word.line;
        match last {
            None => {}
            Some(line) if line == here => text.push(' '),
            Some(line) if (line.block, line.paragraph) == (here.block, here.paragraph) => {
                text.push('\n');
            }
            Some(_) => text.push_str("\n\n"),
        }
        text.push_str(&word.text);
        last = Some(here);
    }
    text
}

/// What pages are found by: their words in small letters without signs around them, each once, in the order of reading, as
/// many as fit in `most` bytes. Single letters and words over 40 letters find nothing and are left out.
pub fn search_words(words: &[Word], most: usize) -> String {
    let mut found = String::new();
    let mut known = HashSet::new();
    for word in words {
        let word = word.text.to_lowercase();
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let is_useful = (2..=40).contains(&word.chars().count());
        if !is_useful || !known.insert(word.to_owned()) {
            continue;
        }
        if found.len() + 1 + word.len() > most {
            break;
        }
        if !found.is_empty() {
            found.push(' ');
        }
        found.push_str(word);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TSV: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t\n\
        5\t1\t1\t1\t1\t1\t10\t12\t30\t8\t96.1\tSão\n\
        5\t1\t1\t1\t1\t2\t45\t12\t40\t8\t95.0\tPaulo,\n\
        5\t1\t1\t1\t2\t1\t10\t24\t40\t8\t91\tBrasil\n\
        5\t1\t2\t1\t1\t1\t10\t60\t40\t8\t88\tfim\n\
        5\t1\t2\t1\t1\t2\t60\t60\t4\t8\t3.5\t|\n\
        5\t1\t2\tx\t1\t2\t60\t60\t4\t8\t90\tbroken\n";

    #[test]
    fn words_come_with_their_boxes_and_specks_do_not() {
        let words = parse_tsv(TSV);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["São", "Paulo,", "Brasil", "fim"]);
        let first = &words[0];
        assert_eq!(
            (first.left, first.top, first.width, first.height),
            (10, 12, 30, 8)
        );
    }

    #[test]
    fn pages_are_found_by_each_of_their_words_once() {
        let mut words = parse_tsv(TSV);
        words.extend(parse_tsv(TSV));
        assert_eq!(search_words(&words, 100), "são paulo brasil fim");
        assert_eq!(search_words(&words, 17), "são paulo brasil");
        assert_eq!(search_words(&words, 2), "");
    }

    #[test]
    fn text_keeps_lines_and_paragraphs() {
        assert_eq!(text(&parse_tsv(TSV)), "São Paulo,\nBrasil\n\nfim");
    }
}
