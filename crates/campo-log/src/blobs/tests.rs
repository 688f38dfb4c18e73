use std::io::Read;

use campo_document::KeyOp;
use campo_model::blob::BlobHash;
use campo_model::id::RecordId;
use campo_wire::sync::Verdict;

use super::BlobLimits;
use crate::LogError;
use crate::testing::{Device, NOW, World, text};

fn hash_of(bytes: &[u8]) -> BlobHash {
    BlobHash(*blake3::hash(bytes).as_bytes())
}

impl Device {
    /// Attaches a file to a house and pushes; the bytes stay here.
    fn name_file(&mut self, house: RecordId, field: &str, facet: &str, bytes: &[u8]) -> BlobHash {
        let hash = hash_of(bytes);
        let about = format!(r#"{{"name":"a.jpg","size":{}}}"#, bytes.len());
        let key = format!("{field}/{hash}");
        self.change(house, "house", facet, &[KeyOp::put(&key, text(&about))]);
        let verdicts = self.push();
        assert!(
            verdicts
                .iter()
                .all(|verdict| matches!(verdict, Verdict::Accepted { .. })),
            "{verdicts:?}"
        );
        hash
    }

    fn begin(&self, hash: BlobHash, size: usize) -> Result<u64, LogError> {
        let receipt = self
            .tenant
            .begin_blob(&self.caller, hash, size as u64, NOW)?;
        Ok(receipt.received)
    }

    fn bring(&self, hash: BlobHash, bytes: &[u8]) -> Result<bool, LogError> {
        let from = self.begin(hash, bytes.len())?;
        let rest = &bytes[from as usize..];
        self.tenant.add_to_blob(hash, from, rest)?;
        Ok(self.tenant.end_blob_delivery(hash)?.complete)
    }

    fn read(&self, hash: BlobHash) -> Option<Vec<u8>> {
        let mut content = self.tenant.blob_content(&self.caller, hash, NOW).ok()?;
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).unwrap();
        Some(bytes)
    }
}

#[test]
fn whoever_may_read_the_facet_reads_the_file_and_to_others_it_is_not_there() {
    let world = World::new();
    let (mut ana, bia) = (world.device("ana"), world.device("bia"));
    let mut office = world.device("office");
    let house = office.create_house("Casa", "north");
    let photo = office.name_file(house, "photos", "base", b"a photo");
    let paper = office.name_file(house, "scans", "papers", b"a paper");
    assert_eq!(office.read(photo), None, "named, but not brought yet");
    for (hash, bytes) in [(photo, &b"a photo"[..]), (paper, b"a paper")] {
        assert!(office.bring(hash, bytes).unwrap());
        assert_eq!(office.read(hash).as_deref(), Some(bytes));
    }
    assert!(ana.read(photo).is_some() && ana.read(paper).is_none());
    assert!(bia.read(photo).is_none() && bia.read(paper).is_none());
    let missing = |found| matches!(found, Err(LogError::Missing { .. }));
    assert!(missing(bia.begin(photo, 7)) && missing(ana.begin(hash_of(b"unnamed"), 7)));

    ana.pull();
    ana.change(
        house,
        "house",
        "base",
        &[KeyOp::delete(format!("photos/{photo}"))],
    );
    ana.push();
    assert!(ana.read(photo).is_none(), "no record names it any more");
}

#[test]
fn who_named_a_file_may_bring_it_after_losing_sight_of_the_record() {
    let world = World::new();
    let mut ana = world.device("ana");
    let house = ana.create_house("Casa", "north");
    let photo = ana.name_file(house, "photos", "base", b"a photo");
    ana.set(house, "territory", text("south"));
    ana.push();
    assert!(ana.bring(photo, b"a photo").unwrap());
    assert!(ana.read(photo).is_none());
    assert!(world.device("bia").read(photo).is_some());
}

#[test]
fn bytes_go_on_from_where_they_stopped_and_doubled_ones_are_not_taken() {
    let world = World::new();
    let mut office = world.device("office");
    let house = office.create_house("Casa", "north");
    let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let hash = office.name_file(house, "photos", "base", &bytes);
    let tenant = &office.tenant;
    assert_eq!(office.begin(hash, bytes.len()).unwrap(), 0);
    assert!(tenant.add_to_blob(hash, 0, &bytes[..70_000]).unwrap());
    assert!(!tenant.add_to_blob(hash, 0, &bytes[..70_000]).unwrap());
    assert!(!tenant.add_to_blob(hash, 70_000, &[0; 200_000]).unwrap());
    assert!(!tenant.end_blob_delivery(hash).unwrap().complete);
    assert_eq!(office.begin(hash, bytes.len()).unwrap(), 70_000);
    assert!(office.bring(hash, &bytes).unwrap());
    assert_eq!(office.begin(hash, bytes.len()).unwrap(), 200_000);
    assert_eq!(office.read(hash).unwrap(), bytes);

    let empty = office.name_file(house, "photos", "base", b"");
    assert!(office.bring(empty, b"").unwrap());
    assert_eq!(office.read(empty).unwrap(), b"");
}

#[test]
fn bytes_that_are_not_those_of_the_hash_are_forgotten() {
    let world = World::new();
    let mut office = world.device("office");
    let house = office.create_house("Casa", "north");
    let hash = office.name_file(house, "photos", "base", b"a photo");
    assert!(matches!(
        office.bring(hash, b"a phoTo"),
        Err(LogError::WrongBytes)
    ));
    assert_eq!(office.begin(hash, 7).unwrap(), 0);
    assert!(office.bring(hash, b"a photo").unwrap());
}

#[test]
fn a_file_too_large_and_one_too_many_are_refused_with_the_reason() {
    let world = World::new();
    let mut office = world.device("office");
    let house = office.create_house("Casa", "north");
    let limits = BlobLimits {
        storage: 10,
        file: 8,
    };
    office.tenant.set_blob_limits(limits).unwrap();
    let large = office.name_file(house, "photos", "base", b"nine byte");
    assert!(matches!(
        office.begin(large, 9),
        Err(LogError::FileTooLarge { size: 9, limit: 8 })
    ));
    let first = office.name_file(house, "photos", "base", b"seven b");
    assert!(office.bring(first, b"seven b").unwrap());
    let second = office.name_file(house, "photos", "base", b"four");
    let refusal = office.begin(second, 4).unwrap_err();
    assert!(refusal.to_string().contains("7 of 10 bytes"), "{refusal}");
    let usage = office.tenant.blob_usage().unwrap();
    assert_eq!((usage.files, usage.bytes, usage.limits), (1, 7, limits));
}

#[test]
fn a_backup_has_the_files_and_a_lost_or_damaged_one_is_found_and_brought_again() {
    let world = World::new();
    let mut office = world.device("office");
    let house = office.create_house("Casa", "north");
    let hash = office.name_file(house, "photos", "base", b"a photo");
    assert!(office.bring(hash, b"a photo").unwrap());
    let to = tempfile::tempdir().unwrap();
    let copies = crate::upkeep::backup(&world.tenants, to.path()).unwrap();
    let name = hash.to_string();
    let copied = copies.iter().find(|path| path.ends_with(&name)).unwrap();
    let (copied, kept) = (
        std::fs::read(copied).unwrap(),
        office.tenant.blobs().whole(hash),
    );
    assert_eq!(copied, std::fs::read(kept).unwrap());
    assert!(
        !copied.windows(5).any(|part| part == b"photo"),
        "the bytes are encrypted"
    );

    let sick = || -> usize {
        let health = crate::upkeep::doctor(&world.tenants).unwrap();
        health
            .iter()
            .filter(|file| !file.problems.is_empty())
            .count()
    };
    assert_eq!(sick(), 0);
    let file = office.tenant.blobs().whole(hash);
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(sick(), 1);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(sick(), 1);
    assert!(office.bring(hash, b"a photo").unwrap());
    assert_eq!(sick(), 0);
}
