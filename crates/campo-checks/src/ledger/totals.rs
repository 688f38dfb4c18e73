//! How many rows have which answer, as tables in the ledgers' page.

use std::fmt::Write;
use std::fs;

use super::row::{Answer, Row};
use super::{Ledger, rows};
use crate::tree::root;

const PAGE: &str = "docs/security/README.md";
const BEGIN: &str = "<!-- Made by `cargo xtask gen`. -->\n";
const END: &str = "<!-- To here. -->\n";

/// With `CAMPO_GEN` set (as `cargo xtask gen` does) writes the tables instead of comparing them.
pub(super) fn check(ledgers: &[(&str, &Ledger)]) {
    let tables: String = ledgers.iter().map(|(name, of)| table(name, of)).collect();
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the tables have a beginning");
    let (_, after) = rest.split_once(END).expect("the tables have an end");
    let made = format!("{before}{BEGIN}{tables}\n{END}{after}");
    if std::env::var_os("CAMPO_GEN").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert!(
        found == made,
        "{PAGE} is out of date: run `cargo xtask gen`"
    );
}

fn table(name: &str, ledger: &Ledger) -> String {
    let read = ledger.read();
    let mut lines = format!(
        "\n| {name} | | rows | tested | met | not applicable | open |\n|---|---|---|---|---|---|---|\n"
    );
    let mut sum = [0; 4];
    for (chapter, about, _) in ledger.chapters {
        let found: Vec<_> = rows(&read, chapter).into_iter().flatten().collect();
        let counts = count(&found);
        for (sum, count) in sum.iter_mut().zip(counts) {
            *sum += count;
        }
        line(&mut lines, chapter, about, counts);
    }
    line(&mut lines, "all", "", sum);
    lines
}

fn count(rows: &[Row]) -> [usize; 4] {
    let of = |is: fn(&Answer) -> bool| rows.iter().filter(|row| is(&row.answer)).count();
    [
        of(|answer| matches!(answer, Answer::Tested(_))),
        of(|answer| matches!(answer, Answer::Met(_))),
        of(|answer| matches!(answer, Answer::NotApplicable)),
        of(|answer| matches!(answer, Answer::Open)),
    ]
}

fn line(lines: &mut String, chapter: &str, about: &str, counts: [usize; 4]) {
    let all: usize = counts.iter().sum();
    let [tested, met, not_applicable, open] = counts;
    let columns =
        format!("{chapter} | {about} | {all} | {tested} | {met} | {not_applicable} | {open}");
    writeln!(lines, "| {columns} |").unwrap();
}
