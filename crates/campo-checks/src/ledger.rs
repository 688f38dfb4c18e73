//! The security ledgers: every row of ASVS and MASVS has one answer, and what an answer names is there.
//!
//! A row is `"1.2.4" = { level = 1, asks = "…", tested = ["path::test"] }`; instead of `tested` it has `met`, a path,
//! with `why`, or `not_applicable` or `open` with the reason. TOML refuses a row that comes twice.

mod row;
mod totals;

use std::fs;
use std::path::Path;

use crate::tree::{report, root};
use row::Row;

/// A ledger, its chapters, and how many rows each has.
struct Ledger {
    path: &'static str,
    chapters: &'static [(&'static str, &'static str, usize)],
}

/// Levels 1 and 2 of ASVS 5.0 have 253 rows; 2 are about GraphQL and 7 about WebRTC.
const ASVS: Ledger = Ledger {
    path: "docs/security/asvs.toml",
    chapters: &[
        ("V1", "encoding and injection", 27),
        ("V2", "validation and business logic", 11),
        ("V3", "the browser", 19),
        ("V4", "HTTP and sockets", 8),
        ("V5", "files", 9),
        ("V6", "signing in", 35),
        ("V7", "sessions", 18),
        ("V8", "rights", 7),
        ("V9", "tokens that say something", 7),
        ("V10", "OAuth and OIDC", 29),
        ("V11", "cryptography", 14),
        ("V12", "connections", 9),
        ("V13", "configuration", 13),
        ("V14", "data", 9),
        ("V15", "code and parts", 13),
        ("V16", "logs and errors", 16),
    ],
};

const MASVS: Ledger = Ledger {
    path: "docs/security/masvs.toml",
    chapters: &[
        ("STORAGE", "what is kept", 2),
        ("CRYPTO", "cryptography", 2),
        ("AUTH", "signing in and unlocking", 3),
        ("NETWORK", "connections", 2),
        ("PLATFORM", "the phone's system", 3),
        ("CODE", "code and parts", 4),
        ("RESILIENCE", "standing up to tampering", 4),
        ("PRIVACY", "privacy", 4),
    ],
};

impl Ledger {
    fn read(&self) -> toml::Table {
        let text = fs::read_to_string(root().join(self.path)).unwrap();
        text.parse().unwrap()
    }
}

/// The rows of a chapter; what is wrong with those that are none.
fn rows(ledger: &toml::Table, chapter: &str) -> Vec<Result<Row, String>> {
    let rows = ledger.get(chapter).and_then(toml::Value::as_table);
    let rows = rows.into_iter().flatten();
    rows.map(|(id, row)| Row::read(id, row)).collect()
}

/// Whether an id is of a chapter: `1.2.4` of V1, `AUTH-1` of AUTH.
fn is_of(id: &str, chapter: &str) -> bool {
    let number = chapter.trim_start_matches('V');
    id.strip_prefix(number)
        .is_some_and(|rest| rest.starts_with(['.', '-']))
}

fn breaches(ledger: &Ledger, folder: &Path) -> Vec<String> {
    let (table, mut breaches) = (ledger.read(), Vec::new());
    for (chapter, _, count) in ledger.chapters {
        let rows = rows(&table, chapter);
        if rows.len() != *count {
            breaches.push(format!("{chapter} has {} rows of {count}", rows.len()));
        }
        for row in rows {
            match row {
                Err(why) => breaches.push(why),
                Ok(row) if !is_of(&row.id, chapter) => {
                    breaches.push(format!("{} is not of {chapter}", row.id));
                }
                Ok(row) => breaches.extend(row.missing(folder)),
            }
        }
    }
    if table.len() != ledger.chapters.len() {
        breaches.push("there are other chapters than those of the standard".to_owned());
    }
    breaches
}

#[test]
fn every_row_of_the_ledgers_has_one_answer_and_names_what_is_there() {
    for ledger in [&ASVS, &MASVS] {
        report(ledger.path, &breaches(ledger, root()));
    }
}

#[test]
fn the_totals_of_the_ledgers_are_up_to_date() {
    totals::check(&[("ASVS 5.0", &ASVS), ("MASVS 2", &MASVS)]);
}

#[test]
fn what_is_wrong_with_a_row_is_noticed() {
    let check = |row: &str| {
        let table: toml::Table = format!("row = {{ {row} }}").parse().unwrap();
        let row = Row::read("row", table.get("row").unwrap())?;
        let missing = row.missing(root());
        missing.into_iter().next().map_or(Ok(()), Err)
    };
    let here = "crates/campo-checks/src/ledger.rs";
    let sound = [
        format!("asks = 'x', met = '{here}', why = 'y'"),
        format!("asks = 'x', tested = ['{here}::what_is_wrong_with_a_row_is_noticed']"),
        "level = 1, asks = 'x', open = 'y'".to_owned(),
    ];
    for row in sound {
        assert_eq!(check(&row), Ok(()), "{row}");
    }
    let broken = [
        "open = 'y'".to_owned(),
        "asks = 'x'".to_owned(),
        "asks = 'x', open = ''".to_owned(),
        "asks = 'x', done = 'y'".to_owned(),
        "asks = 'x', open = 'y', not_applicable = 'z'".to_owned(),
        "asks = 'x', met = 'nowhere.rs', why = 'y'".to_owned(),
        format!("asks = 'x', met = '{here}'"),
        "asks = 'x', tested = []".to_owned(),
        format!("asks = 'x', tested = ['{here}']"),
        format!("asks = 'x', tested = ['{here}::nothing_of_the_kind']"),
    ];
    for row in broken {
        assert!(check(&row).is_err(), "{row}");
    }
    assert!(is_of("1.2.4", "V1") && !is_of("10.2.4", "V1") && is_of("AUTH-1", "AUTH"));
}
