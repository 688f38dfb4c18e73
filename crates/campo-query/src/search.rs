//! Full-text search over the records of all types: one FTS5 table, its rowid the record's handle.
//!
//! Words are found at their beginning, case and accents do not count.

use campo_model::expr::Fields;
use campo_model::manifest::{RecordType, Storage};
use campo_model::value::Value;

use crate::sql::Statement;

/// The statement that makes the search table.
pub const CREATE: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(type UNINDEXED, text, content = '', \
    contentless_delete = 1, contentless_unindexed = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')";

/// The most words of a query that count.
const MAX_WORDS: usize = 20;

/// Makes a record findable by `text`.
pub fn upsert(n: i64, record_type: &str, text: &str) -> Statement {
    let sql = "INSERT OR REPLACE INTO search (rowid, type, text) VALUES (?1, ?2, ?3)";
    Statement::new(sql, vec![n.into(), record_type.into(), text.into()])
}

/// Makes a record unfindable.
pub fn delete(n: i64) -> Statement {
    Statement::new("DELETE FROM search WHERE rowid = ?1", vec![n.into()])
}

/// Makes every record of a type unfindable.
pub fn delete_type(record_type: &str) -> Statement {
    Statement::new(
        "DELETE FROM search WHERE rowid IN (SELECT rowid FROM search WHERE type = ?1)",
        vec![record_type.into()],
    )
}

/// Gives handle and type of the records that match `expression` (of [`match_text`]), the best first.
pub fn find(expression: &str, limit: u32) -> Statement {
    let sql = "SELECT rowid, type FROM search WHERE search MATCH ?1 ORDER BY rank LIMIT ?2";
    Statement::new(sql, vec![expression.into(), i64::from(limit).into()])
}

/// What a record is found by: its title, its fields marked `search: true`, and the words on its scanned pages.
pub fn search_text(record_type: &RecordType, title: &str, fields: &Fields) -> String {
    let mut words = vec![title.to_owned()];
    for field in &record_type.fields {
        match fields.get(&field.key) {
            Some(files) if field.kind.storage() == Storage::Files => add_pages(files, &mut words),
            Some(value) if field.search => add_words(value, &mut words),
            _ => {}
        }
    }
    words.join("\n")
}

/// The FTS5 expression for what a person typed: all words, the last may be unfinished. `None` when no word is in it.
///
/// Every word is quoted, so nothing typed is an operator.
pub fn match_text(typed: &str) -> Option<String> {
    let words = typed
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MAX_WORDS);
    let quoted: Vec<String> = words
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"").replace('\0', "")))
        .collect();
    if quoted.is_empty() {
        None
    } else {
        Some(format!("{}*", quoted.join(" ")))
    }
}

/// Files are found by the words on them alone: nobody searches for a hash or a size.
fn add_pages(files: &Value, words: &mut Vec<String>) {
    let files = files.as_list().unwrap_or_default();
    let read = files
        .iter()
        .filter_map(|file| file.part("words")?.as_text());
    words.extend(read.map(str::to_owned));
}

fn add_words(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Text(text) => words.push(text.clone()),
        Value::Int(number) => words.push(number.to_string()),
        Value::Float(number) => words.push(number.to_string()),
        Value::List(items) => items.iter().for_each(|item| add_words(item, words)),
        Value::Map(parts) => parts.values().for_each(|part| add_words(part, words)),
        Value::Null | Value::Bool(_) | Value::Time(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_never_an_operator() {
        let cases = [
            ("são joão", Some("\"são\" \"joão\"*")),
            ("a OR \"b NEAR(", Some("\"a\" \"OR\" \"\"\"b\" \"NEAR(\"*")),
            ("* - \"", None),
            ("  ", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(match_text(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_record_is_found_by_the_words_on_its_scanned_pages() {
        let declared: RecordType = serde_json::from_value(serde_json::json!({
            "key": "deed",
            "fields": [{ "key": "pages", "type": "scan" }, { "key": "name", "type": "text" }],
        }))
        .unwrap();
        let pages =
            serde_json::json!([{ "hash": "00", "name": "a.pdf", "words": "escritura lote" }]);
        let fields = Fields::from([
            ("pages".to_owned(), Value::from(&pages)),
            ("name".to_owned(), Value::from("hidden")),
        ]);
        assert_eq!(
            search_text(&declared, "Lote 7", &fields),
            "Lote 7\nescritura lote"
        );
    }
}
