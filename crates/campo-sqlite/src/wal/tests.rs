use std::fs;

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::open;

const KEY: [u8; 32] = [7; 32];
const FRAME: usize = FRAME_HEADER + PAGE;

/// A database whose log holds one transaction after the other, as a process that was killed leaves it.
struct Left {
    folder: TempDir,
    log: Vec<u8>,
    /// How long the log was after each transaction.
    ends: Vec<usize>,
}

impl Left {
    fn after(transactions: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let database = folder.path().join("db");
        let connection = open(&database, Some(&KEY)).unwrap();
        connection.execute("CREATE TABLE note (text)", []).unwrap();
        let mut ends = Vec::new();
        for number in 0..transactions {
            let text = format!("{number} ").repeat(2000);
            let add = "INSERT INTO note VALUES (?1)";
            connection.execute(add, [text]).unwrap();
            ends.push(fs::metadata(log_of(&database)).unwrap().len() as usize);
        }
        let log = fs::read(log_of(&database)).unwrap();
        let left = TempDir::new().unwrap();
        fs::copy(&database, left.path().join("db")).unwrap();
        drop(connection);
        drop(folder);
        Self {
            folder: left,
            log,
            ends,
        }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("db")
    }

    fn put(&self, log: &[u8]) {
        fs::write(log_of(&self.database()), log).unwrap();
    }

    fn found(&self, log: &[u8]) -> Option<LogDamage> {
        self.put(log);
        find_damage(&self.database()).unwrap()
    }

    fn notes(&self) -> rusqlite::Result<usize> {
        let connection = open(&self.database(), Some(&KEY)).unwrap();
        count(&connection)
    }
}

fn count(connection: &Connection) -> rusqlite::Result<usize> {
    let mut read = connection.prepare("SELECT text FROM note")?;
    let rows = read.query_map([], |row| row.get::<_, String>(0))?;
    rows.collect::<Result<Vec<_>, _>>().map(|rows| rows.len())
}

fn flipped(log: &[u8], bit: usize) -> Vec<u8> {
    let mut log = log.to_vec();
    log[bit / 8] ^= 1 << (bit % 8);
    log
}

#[test]
fn a_sound_log_is_not_damaged() {
    let left = Left::after(5);
    assert_eq!(left.found(&left.log), None);
    assert_eq!(left.found(&[]), None);
    left.put(&left.log);
    assert_eq!(left.notes().unwrap(), 5);
    fs::remove_file(log_of(&left.database())).unwrap_or_default();
    assert_eq!(find_damage(&left.database()).unwrap(), None);
}

#[test]
fn a_flipped_bit_before_the_last_transaction_is_damage() {
    let left = Left::after(5);
    let last = left.ends[left.ends.len() - 2];
    for bit in (0..last * 8).step_by(997) {
        let damage = left.found(&flipped(&left.log, bit));
        let damage = damage.unwrap_or_else(|| panic!("bit {bit} is not noticed"));
        let frame = match bit / 8 {
            at if at < HEADER => 0,
            at => ((at - HEADER) / FRAME + 1) as u64,
        };
        assert_eq!(damage.frame, frame, "bit {bit}");
        assert!(damage.transactions >= 1, "bit {bit}: {damage:?}");
    }
    for bit in 0..HEADER * 8 {
        let damage = left.found(&flipped(&left.log, bit));
        assert_eq!(damage.map(|damage| damage.frame), Some(0), "bit {bit}");
    }
}

#[test]
fn what_a_power_cut_leaves_of_the_last_transaction_is_no_damage() {
    let left = Left::after(5);
    let last = left.ends[left.ends.len() - 2];
    for length in (last..left.log.len()).step_by(333) {
        assert_eq!(left.found(&left.log[..length]), None, "cut at {length}");
    }
    for sector in (last / 512..left.log.len() / 512).map(|sector| sector * 512) {
        let mut torn = left.log.clone();
        let end = (sector + 512).min(torn.len());
        torn[sector.max(last)..end].fill(0);
        assert_eq!(left.found(&torn), None, "without the sector at {sector}");
    }
    assert_eq!(left.found(&left.log[..last]), None);
}

#[test]
fn frames_of_an_earlier_log_behind_the_end_are_no_damage() {
    let left = Left::after(3);
    let other = Left::after(5);
    let mut log = left.log.clone();
    log.extend(&other.log[log.len()..]);
    assert_eq!(left.found(&log), None);
}

#[test]
fn a_resealed_log_shows_what_was_behind_the_damage() {
    let left = Left::after(6);
    let middle = (left.ends[1] + left.ends[2]) / 2;
    let damaged = flipped(&left.log, middle * 8);
    left.put(&damaged);
    assert!(
        left.notes().unwrap() < 6,
        "SQLite takes the log to end there"
    );
    left.put(&damaged);
    let damage = find_damage(&left.database()).unwrap().unwrap();
    reseal(&left.database(), damage).unwrap();
    assert_eq!(find_damage(&left.database()).unwrap(), None);
    let connection = open(&left.database(), Some(&KEY)).unwrap();
    let last = connection.query_row("SELECT text FROM note WHERE rowid = 6", [], |row| {
        row.get::<_, String>(0)
    });
    assert!(last.unwrap().starts_with("5 "));
}
