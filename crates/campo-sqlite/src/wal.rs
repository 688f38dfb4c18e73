//! Reading a write-ahead log by its format, to tell damage from a power cut
//! (<https://sqlite.org/fileformat2.html#the_write_ahead_log>).
//!
//! SQLite takes a log to end at the first frame whose sums do not agree. After a power cut that is right: the frames there
//! are of the one transaction that was not synced. After a flipped bit it takes away, silently, all that was committed
//! behind it. The two can be told apart: with `synchronous=FULL` nobody writes a transaction before the one before it
//! was synced. So a frame whose sums go on from a *commit* frame proves that all up to that commit was on the disk once;
//! such a proof behind a frame that is not sound is damage.
//!
//! Invariant: what a power cut leaves is never called damage. What is damaged in the last transaction of a log, or in
//! the mark that makes a frame a commit when only one transaction follows it, cannot be told from a power cut.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The first four bytes of a log; the lowest bit says the order of bytes that sums are made in.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
/// How large our pages are: what counts where the header cannot be believed.
const PAGE: usize = 4096;

/// Damage of a log that SQLite would pass over in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogDamage {
    /// The first frame that is not sound, counted from 1; 0 is the header of the log.
    pub frame: u64,
    /// How many transactions behind it are seen to have been committed.
    pub transactions: u64,
}

/// Two sums of all words before, as the format has them.
type Sums = (u32, u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Big,
    Little,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Header([u8; HEADER]);

struct Frame(Vec<u8>);

/// The name of a database's write-ahead log.
pub fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Looks for damage in the write-ahead log of a database. To be asked before SQLite opens the database: it forgets what
/// lies behind a damaged frame.
pub fn find_damage(database: &Path) -> io::Result<Option<LogDamage>> {
    let Some(seen) = look(database)? else {
        return Ok(None);
    };
    // A frame that another process was just writing is whole at the second look; a damaged one stays where it is.
    let again = look(database)?;
    Ok(again.filter(|again| again.frame == seen.frame))
}

fn look(database: &Path) -> io::Result<Option<LogDamage>> {
    let path = log_of(database);
    let mut file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => BufReader::new(opened?),
    };
    let Some(header) = Header::read(&mut file)? else {
        return Ok(None);
    };
    let damage = match header.is_sound() {
        true => walk(&header, &mut file)?,
        false => walk_behind(&header, &mut file)?,
    };
    // A log that another process began anew meanwhile was read in two parts that do not belong together.
    file.rewind()?;
    let again = Header::read(&mut file)?;
    Ok(damage.filter(|_| again.as_ref() == Some(&header)))
}

/// Looks for damage behind a header that is sound.
fn walk(header: &Header, file: &mut impl Read) -> io::Result<Option<LogDamage>> {
    let mut sums = header.sums();
    let mut number = 0;
    while let Some(frame) = Frame::read(file, header.page())? {
        number += 1;
        if frame.salts() == header.salts() && frame.follows(header.order(), sums) {
            sums = frame.sums();
            continue;
        }
        // Either its sums are wrong or something they are made of.
        let ends = [frame.sums(), frame.summed(header.order(), sums)];
        let proof = Proof {
            order: header.order(),
            salts: Some(header.salts()),
            ends: ends.to_vec(),
            is_commit: frame.is_commit(),
            transactions: u64::from(frame.is_commit()),
            is_damage: false,
        };
        let transactions = proof.seek(file, header.page())?;
        return Ok(transactions.map(|transactions| LogDamage {
            frame: number,
            transactions,
        }));
    }
    Ok(None)
}

/// Looks whether frames go on from a header that is not sound: it was synced before the first of them was written.
fn walk_behind(header: &Header, file: &mut BufReader<File>) -> io::Result<Option<LogDamage>> {
    for order in [Order::Little, Order::Big] {
        file.seek(SeekFrom::Start(HEADER as u64))?;
        let proof = Proof {
            order,
            salts: None,
            ends: vec![header.sums(), header.summed(order)],
            is_commit: true,
            transactions: 0,
            is_damage: false,
        };
        if let Some(transactions) = proof.seek_next(file, PAGE)? {
            return Ok(Some(LogDamage {
                frame: 0,
                transactions,
            }));
        }
    }
    Ok(None)
}

/// The search for a frame that goes on from a commit.
struct Proof {
    order: Order,
    /// The salts of the log, where they are known.
    salts: Option<[u8; 8]>,
    /// What the sums may have been up to here.
    ends: Vec<Sums>,
    /// Whether what was read last is a commit.
    is_commit: bool,
    transactions: u64,
    is_damage: bool,
}

impl Proof {
    /// Reads to the end of the log; how many transactions are proved to have been committed, if any.
    fn seek(mut self, file: &mut impl Read, page: usize) -> io::Result<Option<u64>> {
        while let Some(frame) = Frame::read(file, page)? {
            self.take(&frame);
        }
        Ok(self.is_damage.then_some(self.transactions))
    }

    /// As [`Proof::seek`], and nothing unless the very next frame goes on from here.
    fn seek_next(mut self, file: &mut impl Read, page: usize) -> io::Result<Option<u64>> {
        let Some(frame) = Frame::read(file, page)? else {
            return Ok(None);
        };
        self.take(&frame);
        match self.is_damage {
            true => self.seek(file, page),
            false => Ok(None),
        }
    }

    fn take(&mut self, frame: &Frame) {
        let is_ours = self.salts.is_none_or(|salts| salts == frame.salts());
        let follows = self
            .ends
            .iter()
            .any(|sums| frame.follows(self.order, *sums));
        self.is_damage |= is_ours && follows && self.is_commit;
        self.is_commit = is_ours && frame.is_commit();
        self.transactions += u64::from(self.is_commit);
        self.ends = vec![frame.sums()];
    }
}

/// Makes the sums of a damaged log agree again, so that SQLite reads on behind the damage.
///
/// Only for reading a copy of an encrypted database: its pages have sums of their own, under its key. A page that the
/// damaged frame held may be shown as it was before.
pub fn reseal(database: &Path, damage: LogDamage) -> io::Result<()> {
    let mut file = match OpenOptions::new()
        .read(true)
        .write(true)
        .open(log_of(database))
    {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let Some(header) = Header::read(&mut file)? else {
        return Ok(());
    };
    let (page, salts) = match header.is_sound() {
        true => (header.page(), header.salts()),
        false => match Frame::read(&mut file, PAGE)? {
            Some(first) => (PAGE, first.salts()),
            None => return Ok(()),
        },
    };
    let header = Header::new(page, salts);
    file.rewind()?;
    file.write_all(&header.0)?;
    reseal_frames(&mut file, &header, damage.frame)
}

/// Writes salts and sums of all frames of the log anew; only the damaged one may have other salts.
fn reseal_frames(file: &mut File, header: &Header, damaged: u64) -> io::Result<()> {
    let mut sums = header.sums();
    let mut number = 0;
    while let Some(mut frame) = Frame::read(file, header.page())? {
        number += 1;
        if number != damaged && frame.salts() != header.salts() {
            break;
        }
        sums = frame.seal(header, sums);
        let length = i64::try_from(frame.0.len()).unwrap_or(0);
        file.seek_relative(-length)?;
        file.write_all(&frame.0)?;
    }
    file.sync_all()
}

impl Header {
    /// The header of a log, or nothing where the file is too short for one.
    fn read(file: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = [0; HEADER];
        Ok(fill(file, &mut bytes)?.then_some(Self(bytes)))
    }

    /// A header for pages of this size.
    fn new(page: usize, salts: [u8; 8]) -> Self {
        let page = u32::try_from(page).unwrap_or(0);
        let mut bytes = [MAGIC, VERSION, page, 0].map(u32::to_be_bytes).concat();
        bytes.extend(salts);
        let (first, second) = summed(Order::Little, (0, 0), &bytes);
        bytes.extend([first, second].map(u32::to_be_bytes).concat());
        let mut header = [0; HEADER];
        header
            .iter_mut()
            .zip(bytes)
            .for_each(|(to, byte)| *to = byte);
        Self(header)
    }

    fn is_sound(&self) -> bool {
        let is_log = word(&self.0, 0) & !1 == MAGIC;
        let page = self.page();
        is_log
            && page.is_power_of_two()
            && (512..=65_536).contains(&page)
            && self.summed(self.order()) == self.sums()
    }

    fn order(&self) -> Order {
        match word(&self.0, 0) & 1 {
            0 => Order::Little,
            _ => Order::Big,
        }
    }

    fn page(&self) -> usize {
        usize::try_from(word(&self.0, 8)).unwrap_or(0)
    }

    fn salts(&self) -> [u8; 8] {
        bytes(&self.0, 16)
    }

    fn sums(&self) -> Sums {
        (word(&self.0, 24), word(&self.0, 28))
    }

    /// What the sums are by what is there.
    fn summed(&self, order: Order) -> Sums {
        summed(order, (0, 0), self.0.get(..24).unwrap_or_default())
    }
}

impl Frame {
    /// The next frame, or nothing at the end of the file.
    fn read(file: &mut impl Read, page: usize) -> io::Result<Option<Self>> {
        let mut bytes = vec![0; FRAME_HEADER + page];
        Ok(fill(file, &mut bytes)?.then_some(Self(bytes)))
    }

    fn is_commit(&self) -> bool {
        word(&self.0, 4) != 0
    }

    fn salts(&self) -> [u8; 8] {
        bytes(&self.0, 8)
    }

    fn sums(&self) -> Sums {
        (word(&self.0, 16), word(&self.0, 20))
    }

    /// What the sums are by what is there and was before.
    fn summed(&self, order: Order, before: Sums) -> Sums {
        let sums = summed(order, before, self.0.get(..8).unwrap_or_default());
        summed(order, sums, self.0.get(FRAME_HEADER..).unwrap_or_default())
    }

    /// Whether it goes on from `before`, and names a page.
    fn follows(&self, order: Order, before: Sums) -> bool {
        word(&self.0, 0) != 0 && self.summed(order, before) == self.sums()
    }

    /// Gives it the log's salts and sums that go on from `before`; says them.
    fn seal(&mut self, header: &Header, before: Sums) -> Sums {
        let (first, second) = self.summed(header.order(), before);
        let mut seal = header.salts().to_vec();
        seal.extend([first, second].map(u32::to_be_bytes).concat());
        self.0
            .iter_mut()
            .skip(8)
            .zip(seal)
            .for_each(|(to, byte)| *to = byte);
        (first, second)
    }
}

fn summed(order: Order, sums: Sums, bytes: &[u8]) -> Sums {
    let read = |four: [u8; 4]| match order {
        Order::Big => u32::from_be_bytes(four),
        Order::Little => u32::from_le_bytes(four),
    };
    let (pairs, _) = bytes.as_chunks::<8>();
    pairs.iter().fold(sums, |(first, second), pair| {
        let [a, b, c, d, e, f, g, h] = *pair;
        let first = first.wrapping_add(read([a, b, c, d])).wrapping_add(second);
        (
            first,
            second.wrapping_add(read([e, f, g, h])).wrapping_add(first),
        )
    })
}

fn word(from: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes(from, at))
}

fn bytes<const N: usize>(from: &[u8], at: usize) -> [u8; N] {
    let found = from.get(at..).and_then(|rest| rest.first_chunk());
    found.copied().unwrap_or([0; N])
}

/// Fills `bytes`; false where the file ends before.
fn fill(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
