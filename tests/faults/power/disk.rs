//! A disk with a cache: what of a trace is certainly on it, and what a power cut may leave of the rest.
//!
//! Bytes are certain once their file was synced, names once their folder was. A folder is certain once anything in it
//! was synced. Of what is not certain a power cut leaves nothing, a beginning, any part, or torn sectors; names go in the
//! order they came, as in the journal of a file system.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use fastrand::Rng;

use crate::trace::Call;

/// What a drive writes at once, in bytes.
const SECTOR: usize = 512;

/// Which syncs the drive obeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drive {
    /// All.
    Honest,
    /// None of write-ahead logs: what `PRAGMA synchronous=NORMAL` comes to.
    ForgetsLogs,
}

/// What is left of what was not synced.
#[derive(Debug, Clone, Copy)]
pub enum Fate {
    /// Nothing.
    Lost,
    /// What was written first.
    Beginning,
    /// Any of it.
    Part,
    /// All of it, with some writes cut at a sector.
    Torn,
}

impl Fate {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Lost, Self::Beginning, Self::Part, Self::Torn];
}

/// The files of an image by path, as bytes; folders without.
pub type Image = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// The disk.
pub struct Disk {
    drive: Drive,
    contents: Vec<Content>,
    by_inode: HashMap<u64, usize>,
    names: Names,
    certain_names: Names,
    uncertain_names: Vec<Naming>,
}

type Names = BTreeMap<PathBuf, Entry>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Folder,
    File(usize),
}

#[derive(Debug, Clone)]
enum Naming {
    Add(PathBuf, Entry),
    Remove(PathBuf),
    Move(PathBuf, PathBuf),
}

#[derive(Default)]
struct Content {
    now: Vec<u8>,
    certain: Vec<u8>,
    uncertain: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Disk {
    /// An empty disk.
    pub fn new(drive: Drive) -> Self {
        Self {
            drive,
            contents: Vec::new(),
            by_inode: HashMap::new(),
            names: Names::new(),
            certain_names: Names::new(),
            uncertain_names: Vec::new(),
        }
    }

    /// A program did this.
    pub fn apply(&mut self, call: &Call) {
        match call {
            Call::Create { path, inode } => self.create(path, *inode),
            Call::MakeFolder { path } => self.name(Naming::Add(path.clone(), Entry::Folder)),
            Call::Remove { path } => self.name(Naming::Remove(path.clone())),
            Call::Rename { from, to } => self.name(Naming::Move(from.clone(), to.clone())),
            Call::Write {
                inode,
                offset,
                bytes,
            } => self.change(*inode, Change::Write(*offset, bytes.clone())),
            Call::Truncate { inode, length } => self.change(*inode, Change::Length(*length)),
            Call::SyncFile { path, inode } => self.sync_file(path, *inode),
            Call::SyncFolder { path } => self.sync_names(path, true),
        }
    }

    /// The files below `folder` as the programs see them: the machine goes on.
    pub fn running(&self, folder: &Path) -> Image {
        image(folder, &self.names, |content| {
            self.contents[content].now.clone()
        })
    }

    /// The files below `folder` after the power was cut now.
    pub fn cut(&self, folder: &Path, fate: Fate, random: &mut Rng) -> Image {
        let mut names = self.certain_names.clone();
        let left = match fate {
            Fate::Lost => 0,
            Fate::Torn => self.uncertain_names.len(),
            Fate::Beginning | Fate::Part => random.usize(..=self.uncertain_names.len()),
        };
        for naming in &self.uncertain_names[..left] {
            rename(&mut names, naming);
        }
        image(folder, &names, |content| {
            self.contents[content].cut(fate, random)
        })
    }

    fn create(&mut self, path: &Path, inode: u64) {
        let there = self.names.get(path);
        let known = self
            .by_inode
            .get(&inode)
            .map(|content| Entry::File(*content));
        if there.is_some() && there == known.as_ref() {
            return;
        }
        self.by_inode.insert(inode, self.contents.len());
        let entry = Entry::File(self.contents.len());
        self.contents.push(Content::default());
        self.name(Naming::Add(path.to_owned(), entry));
    }

    fn name(&mut self, naming: Naming) {
        rename(&mut self.names, &naming);
        self.uncertain_names.push(naming);
    }

    fn change(&mut self, inode: u64, change: Change) {
        if let Some(content) = self.by_inode.get(&inode) {
            let content = &mut self.contents[*content];
            alter(&mut content.now, &change, usize::MAX);
            content.uncertain.push(change);
        }
    }

    fn sync_file(&mut self, path: &Path, inode: u64) {
        let is_log = path.to_string_lossy().ends_with("-wal");
        if self.drive == Drive::ForgetsLogs && is_log {
            return;
        }
        if let Some(content) = self.by_inode.get(&inode) {
            let content = &mut self.contents[*content];
            for change in content.uncertain.drain(..) {
                alter(&mut content.certain, &change, usize::MAX);
            }
        }
        self.sync_names(path, false);
    }

    /// Makes the names in a folder certain, if asked, and the folders above in any case.
    fn sync_names(&mut self, path: &Path, inside: bool) {
        let certain = &mut self.certain_names;
        self.uncertain_names.retain(|naming| {
            let is_above =
                matches!(naming, Naming::Add(name, Entry::Folder) if path.starts_with(name));
            let goes = is_above || inside && naming.folders().contains(&Some(path));
            if goes {
                rename(certain, naming);
            }
            !goes
        });
    }
}

impl Naming {
    fn folders(&self) -> [Option<&Path>; 2] {
        match self {
            Self::Add(path, _) | Self::Remove(path) => [path.parent(), None],
            Self::Move(from, to) => [from.parent(), to.parent()],
        }
    }
}

impl Content {
    fn cut(&self, fate: Fate, random: &mut Rng) -> Vec<u8> {
        let mut bytes = self.certain.clone();
        let first = match fate {
            Fate::Lost => 0,
            Fate::Beginning => random.usize(..=self.uncertain.len()),
            Fate::Part | Fate::Torn => self.uncertain.len(),
        };
        for change in &self.uncertain[..first] {
            match fate {
                Fate::Part if random.bool() => {}
                Fate::Torn if random.u8(..) < 80 => {
                    let sectors = change.length().div_ceil(SECTOR);
                    alter(&mut bytes, change, random.usize(..=sectors) * SECTOR);
                }
                _ => alter(&mut bytes, change, usize::MAX),
            }
        }
        bytes
    }
}

impl Change {
    fn length(&self) -> usize {
        match self {
            Self::Write(_, bytes) => bytes.len(),
            Self::Length(_) => 0,
        }
    }
}

/// Does a change to bytes; of what is written only the first `most`.
fn alter(bytes: &mut Vec<u8>, change: &Change, most: usize) {
    match change {
        Change::Length(length) => bytes.resize(*length, 0),
        Change::Write(offset, written) => {
            let written = &written[..written.len().min(most)];
            let end = offset + written.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[*offset..end].copy_from_slice(written);
        }
    }
}

fn rename(names: &mut Names, naming: &Naming) {
    match naming {
        Naming::Add(path, entry) => drop(names.insert(path.clone(), *entry)),
        Naming::Remove(path) => drop(names.remove(path)),
        Naming::Move(from, to) => {
            if let Some(entry) = names.remove(from) {
                names.insert(to.clone(), entry);
            }
        }
    }
}

/// What is below `folder`; shared memory never outlives the programs.
fn image(folder: &Path, names: &Names, mut bytes: impl FnMut(usize) -> Vec<u8>) -> Image {
    let below = names.iter().filter(|(path, _)| path.starts_with(folder));
    let lasting = below.filter(|(path, _)| !path.to_string_lossy().ends_with("-shm"));
    let content = |entry: &Entry| match entry {
        Entry::Folder => None,
        Entry::File(content) => Some(bytes(*content)),
    };
    let mut content = content;
    lasting
        .map(|(path, entry)| (path.clone(), content(entry)))
        .collect()
}
