//! What must be so, worked out anew from the tenant's log alone, by rules written a second time.

pub(crate) mod rights;

use std::collections::{BTreeMap, BTreeSet};

use campo_document::fields::text_of;
use campo_document::{Action, Body, Document, Edit, Scalar, TextDocument, TextLimits};
use campo_model::id::{DeviceTag, RecordId, TypeKey};
use rusqlite::Connection;

use crate::violation::{Result, Violation, expect};
use crate::world::World;

/// A record as the log says.
pub(crate) struct Truth {
    pub(crate) record_type: TypeKey,
    pub(crate) facets: BTreeMap<String, Document>,
    /// The texts that merge letter by letter, by the name of their document.
    pub(crate) texts: BTreeMap<String, TextDocument>,
    /// The letters that were typed, and those that were erased.
    typed: BTreeSet<char>,
    erased: BTreeSet<char>,
    /// Who deleted it, while it is deleted.
    pub(crate) deleted_by: Option<DeviceTag>,
    /// Whether the server says that its deletion met an edit.
    pub(crate) deletion_conflict: bool,
    /// Per facet and key: what counters started with and what was added.
    counters: BTreeMap<(String, String), Counter>,
}

#[derive(Default)]
struct Counter {
    puts: u32,
    sum: i64,
}

/// All that the log says.
pub(crate) struct Oracle {
    pub(crate) truths: BTreeMap<RecordId, Truth>,
    pub(crate) edits: Vec<(i64, Edit)>,
    /// Records of which all was erased.
    pub(crate) erased: BTreeSet<RecordId>,
    pub(crate) head: i64,
    /// The tenant's file.
    pub(crate) file: Connection,
}

impl Oracle {
    /// Reads the log.
    pub(crate) fn read(world: &World) -> Result<Self> {
        let file = world.server.connect()?;
        let head = file.query_row("SELECT max(seq) FROM entry", [], |row| row.get(0))?;
        let mut oracle = Self {
            truths: BTreeMap::new(),
            edits: edits(&file)?,
            erased: BTreeSet::new(),
            head,
            file,
        };
        for (seq, edit) in &oracle.edits {
            take(&mut oracle.truths, edit).map_err(|why| {
                Violation::new("the log makes sense", format!("entry {seq}: {why}"))
            })?;
        }
        oracle.leave_out_erased()?;
        oracle.read_deletion_conflicts()?;
        oracle.check_counters()?;
        oracle.check_letters(world.restores > 0)?;
        Ok(oracle)
    }

    fn leave_out_erased(&mut self) -> Result<()> {
        let mut read = self
            .file
            .prepare("SELECT id FROM record WHERE erased = 1")?;
        let ids = read.query_map([], |row| row.get(0))?;
        for id in ids {
            self.erased.insert(record_id(id?));
        }
        self.truths.retain(|id, _| !self.erased.contains(id));
        Ok(())
    }

    fn read_deletion_conflicts(&mut self) -> Result<()> {
        let sql = "SELECT id, coalesce(deleted_conflict, 0) FROM record";
        let mut read = self.file.prepare(sql)?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(truth) = self.truths.get_mut(&record_id(row.get(0)?)) {
                truth.deletion_conflict = row.get(1)?;
            }
        }
        Ok(())
    }

    /// A counter that was started once is what it started with and all that was added, by whomever and whenever.
    fn check_counters(&self) -> Result<()> {
        for (id, truth) in &self.truths {
            for ((facet, key), counter) in &truth.counters {
                let shown = truth
                    .facets
                    .get(facet)
                    .and_then(|document| document.get(key));
                let sum = shown.and_then(Scalar::as_counter);
                expect(
                    "a counter is the sum of what was added",
                    counter.puts != 1 || sum == Some(counter.sum),
                    || format!("{id} {key}: {shown:?} instead of {}", counter.sum),
                )?;
            }
        }
        Ok(())
    }

    /// A text has every letter that somebody typed and nobody erased, once.
    ///
    /// Or more than once, after a server was restored: those who typed and those who hold the text bring it back.
    fn check_letters(&self, restored: bool) -> Result<()> {
        for (id, truth) in &self.truths {
            let mut letters: Vec<char> = truth
                .texts
                .values()
                .flat_map(|text| text.text().chars().collect::<Vec<_>>())
                .collect();
            letters.sort_unstable();
            let expected: Vec<char> = truth.typed.difference(&truth.erased).copied().collect();
            let fits = match restored {
                false => letters == expected,
                true => expected.iter().all(|letter| letters.contains(letter)),
            };
            expect(
                "what everybody typed in a text is in it, once",
                fits,
                || format!("{id} has {letters:?} instead of {expected:?}"),
            )?;
        }
        Ok(())
    }

    /// A text of a record's base facet.
    pub(crate) fn text(&self, id: RecordId, key: &str) -> Option<&str> {
        match self.truths.get(&id)?.facets.get("base")?.get(key)? {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }
}

/// Every edit of the log, in order; those before the horizon are in the archive.
pub(crate) fn edits(file: &Connection) -> Result<Vec<(i64, Edit)>> {
    let archived = archive(file)?;
    let mut read =
        file.prepare("SELECT seq, payload FROM entry WHERE kind = 'edit' ORDER BY seq")?;
    let mut rows = read.query([])?;
    let mut edits = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, payload): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let moved = archived.get(&(seq as u64));
        expect(
            "an edit is in the log or in the archive",
            payload.is_empty() == moved.is_some(),
            || format!("entry {seq}"),
        )?;
        edits.push((seq, postcard::from_bytes(moved.unwrap_or(&payload))?));
    }
    Ok(edits)
}

fn archive(file: &Connection) -> Result<BTreeMap<u64, Vec<u8>>> {
    let mut read = file.prepare("SELECT block FROM archive")?;
    let blocks = read.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut archived = BTreeMap::new();
    for block in blocks {
        let plain = zstd::decode_all(block?.as_slice())?;
        let block: BTreeMap<u64, Vec<u8>> = postcard::from_bytes(&plain)?;
        archived.extend(block);
    }
    Ok(archived)
}

/// Brings an edit into its record.
fn take(truths: &mut BTreeMap<RecordId, Truth>, edit: &Edit) -> std::result::Result<(), String> {
    let truth = truths.entry(edit.record).or_insert_with(|| Truth {
        record_type: edit.record_type.clone(),
        facets: BTreeMap::new(),
        texts: BTreeMap::new(),
        typed: BTreeSet::new(),
        erased: BTreeSet::new(),
        deleted_by: None,
        deletion_conflict: false,
        counters: BTreeMap::new(),
    });
    match &edit.body {
        Body::Change {
            facet,
            change,
            hash,
            ..
        } => {
            for op in &change.ops {
                truth.count(facet, &op.key, &op.action);
            }
            let document = truth.facets.entry(facet.clone()).or_default();
            document
                .apply(change, *hash)
                .map_err(|error| error.to_string())?;
        }
        Body::Delete { .. } => {
            truth.deleted_by.get_or_insert(edit.id.device);
        }
        Body::Restore => truth.deleted_by = None,
        body if body.is_given_up() => {}
        Body::Text {
            facet,
            before,
            after,
            change,
            ..
        } => {
            let missing = |from: &str, to: &str| -> Vec<char> {
                from.chars()
                    .filter(|letter| !to.contains(*letter))
                    .collect()
            };
            truth.typed.extend(missing(after, before));
            truth.erased.extend(missing(before, after));
            let text = truth.texts.entry(facet.clone()).or_default();
            text.apply(change, &TextLimits::default())
                .map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

impl Truth {
    /// What its texts say, by field, as far as there is something.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        let texts = self.texts.iter();
        texts
            .filter_map(|(name, text)| Some((text_of(name)?.to_owned(), text.text())))
            .collect()
    }

    fn count(&mut self, facet: &str, key: &str, action: &Action) {
        let counter = (facet.to_owned(), key.to_owned());
        match action {
            Action::Put(Scalar::Counter(start)) => {
                let counter = self.counters.entry(counter).or_default();
                counter.puts += 1;
                counter.sum += start;
            }
            Action::Increment(by) => self.counters.entry(counter).or_default().sum += by,
            _ => {}
        }
    }
}

pub(crate) fn record_id(bytes: [u8; 16]) -> RecordId {
    RecordId(uuid::Uuid::from_bytes(bytes))
}
