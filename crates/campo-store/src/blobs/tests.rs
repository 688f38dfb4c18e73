use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

const KEY: [u8; 32] = [7; 32];

struct World {
    folder: TempDir,
    files: BlobFiles,
    store: Store,
}

impl World {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let files = BlobFiles::open(&folder.path().join("blobs"), &KEY).unwrap();
        let store = Store::open(&folder.path().join("db"), &KEY).unwrap();
        Self {
            folder,
            files,
            store,
        }
    }

    fn stored(&self, bytes: &[u8]) -> StoredBlob {
        let mut writer = self.files.create().unwrap();
        writer.write(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn file(&self, stored: &StoredBlob) -> PathBuf {
        self.folder.path().join("blobs").join(&stored.file)
    }
}

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 31 % 251) as u8).collect()
}

fn content(mut reader: BlobReader) -> Result<Vec<u8>, BlobError> {
    let mut all = Vec::new();
    loop {
        let piece = reader.piece()?;
        if piece.is_empty() {
            return Ok(all);
        }
        all.extend(piece);
    }
}

#[test]
fn what_was_written_is_read_whatever_its_length() {
    let world = World::new();
    for length in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 200_000] {
        let bytes = some_bytes(length);
        let stored = world.stored(&bytes);
        assert_eq!(stored.size, length as u64);
        assert_eq!(stored.hash.0, *blake3::hash(&bytes).as_bytes());
        let mut reader = world.files.read(&stored.file, stored.size).unwrap();
        assert_eq!(reader.hash().unwrap(), stored.hash);
        let at = length as u64 / 3;
        reader.seek(at);
        assert_eq!(content(reader).unwrap(), bytes[at as usize..]);
    }
}

#[test]
fn nothing_of_the_bytes_is_on_the_disk_in_clear() {
    let world = World::new();
    let canary = b"CANARIO-AMARELO".repeat(9);
    let stored = world.stored(&canary);
    let on_disk = fs::read(world.file(&stored)).unwrap();
    assert!(
        !on_disk
            .windows(15)
            .any(|window| window == b"CANARIO-AMARELO")
    );
    assert!(!stored.file.contains(&stored.hash.to_string()[..8]));
}

#[test]
fn another_key_a_flipped_bit_and_a_file_cut_short_are_errors() {
    let world = World::new();
    let stored = world.stored(&some_bytes(3 * CHUNK_BYTES));
    let other = BlobFiles::open(&world.folder.path().join("blobs"), &[8; 32]).unwrap();
    let read = |files: &BlobFiles| content(files.read(&stored.file, stored.size).unwrap());
    assert!(matches!(read(&other), Err(BlobError::Damaged)));
    let sound = fs::read(world.file(&stored)).unwrap();
    for spoil in [
        |bytes: &mut Vec<u8>| bytes[CHUNK_BYTES * 2] ^= 1,
        |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1),
        |bytes: &mut Vec<u8>| bytes.rotate_left(cipher::SEALED_BYTES as usize),
    ] {
        let mut spoiled = sound.clone();
        spoil(&mut spoiled);
        fs::write(world.file(&stored), spoiled).unwrap();
        assert!(matches!(read(&world.files), Err(BlobError::Damaged)));
    }
    fs::write(world.file(&stored), sound).unwrap();
    assert!(read(&world.files).is_ok());
}

#[test]
fn writing_goes_on_after_the_last_sound_chunk() {
    let world = World::new();
    let bytes = some_bytes(3 * CHUNK_BYTES + 100);
    let mut writer = world.files.create().unwrap();
    writer.write(&bytes[..2 * CHUNK_BYTES + 50]).unwrap();
    let name = writer.name().to_owned();
    assert!(matches!(world.files.resume(&name), Err(BlobError::Busy)));
    drop(writer);
    let path = world.folder.path().join("blobs").join(&name);
    let torn = [fs::read(&path).unwrap(), vec![9; 1000]].concat();
    fs::write(&path, torn).unwrap();

    let mut writer = world.files.resume(&name).unwrap();
    assert_eq!(writer.len(), 2 * CHUNK_BYTES as u64);
    writer.write(&bytes[2 * CHUNK_BYTES..]).unwrap();
    let stored = writer.finish().unwrap();
    assert_eq!(stored.hash.0, *blake3::hash(&bytes).as_bytes());
    let reader = world.files.read(&stored.file, stored.size).unwrap();
    assert_eq!(content(reader).unwrap(), bytes);
}

#[test]
fn the_sweep_takes_what_nobody_names_and_nobody_writes() {
    let mut world = World::new();
    let named = world.stored(b"named");
    world.store.write(|tx| tx.put_blob(&named, 0)).unwrap();
    let twice = world.stored(b"named");
    world.store.write(|tx| tx.put_blob(&twice, 0)).unwrap();
    let abandoned = world.stored(b"abandoned");
    let (abandoned_file, twice_file) = (world.file(&abandoned), world.file(&twice));
    drop((abandoned, twice));
    let being_written = world.stored(b"not committed yet");

    assert_eq!(world.files.sweep(&mut world.store).unwrap(), 2);
    assert!(world.file(&named).exists() && world.file(&being_written).exists());
    assert!(!abandoned_file.exists() && !twice_file.exists());
}

#[test]
fn a_file_no_record_names_goes_once_nobody_needs_it() {
    let mut world = World::new();
    let stored = world.stored(b"typed in a form that was never saved");
    let week = 8 * 24 * 3600 * 1000;
    world.store.write(|tx| tx.put_blob(&stored, 0)).unwrap();
    let forget = |world: &mut World, now_ms| -> usize {
        world
            .store
            .write(|tx| tx.forget_unused_blobs(now_ms))
            .unwrap()
    };
    assert_eq!(forget(&mut world, 1000), 0);
    assert_eq!(forget(&mut world, week), 1);
}
