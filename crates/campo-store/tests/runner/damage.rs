//! Damaged databases: what can be read of them, and what a device makes of it.

use std::fs;
use std::path::{Path, PathBuf};

use campo_store::Salvage;

use super::*;

const KEY: [u8; 32] = [9; 32];
const PAGE: usize = 4096;
const NEW: DeviceTag = DeviceTag([8; 8]);

/// The database of a device with much that is on the server and a little that is not.
fn worked() -> (TempDir, Vec<Edit>) {
    let mut device = Device::new();
    for number in 0..60 {
        let long = "words ".repeat(200);
        device.create(
            number,
            &[("name", &format!("note {number}")), ("color", &long)],
        );
    }
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    let first = RecordId(Uuid::from_u128(0));
    device.update(first, &[("color", "")]);
    device.create(100, &[("name", "new")]);
    device.update(RecordId(Uuid::from_u128(100)), &[("color", "red")]);
    let open = device.store.read(|tx| tx.open_edits()).unwrap();
    let Device { store, _dir } = device;
    drop(store);
    (_dir, open.into_iter().map(|open| open.edit).collect())
}

fn read(path: &Path) -> Salvage {
    Salvage::read(path, &KEY)
}

fn taken(salvage: &Salvage) -> (TempDir, Store, campo_store::Taken) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("new"), &KEY).unwrap();
    let taken = store.take_in(salvage, [2; 8]).unwrap();
    (folder, store, taken)
}

fn copy(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let copy = folder.path().join("copy");
    fs::write(&copy, bytes).unwrap();
    copy
}

#[test]
fn work_that_is_on_sound_pages_is_read_whatever_page_is_damaged() {
    let (folder, open) = worked();
    let bytes = fs::read(folder.path().join("campo.sqlite")).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let mut whole = 0;
    for page in 0..bytes.len() / PAGE {
        let mut damaged = bytes.clone();
        damaged[page * PAGE + 77] ^= 4;
        let salvage = read(&copy(&scratch, &damaged));
        let (_folder, mut store, taken) = taken(&salvage);
        let found = store.read(|tx| tx.open_edits()).unwrap();
        for found in &found {
            let same = |edit: &&Edit| edit.at == found.edit.at && edit.record == found.edit.record;
            assert!(
                open.iter().any(|edit| same(&edit)),
                "page {page}: {found:?}"
            );
        }
        assert_eq!(found.len() as u64, taken.edits, "page {page}");
        match taken.unreadable {
            Some(lost) => assert_eq!(taken.edits + lost, open.len() as u64, "page {page}"),
            None => assert!(taken.edits <= open.len() as u64),
        }
        whole += u64::from(taken.edits == open.len() as u64);
    }
    let pages = (bytes.len() / PAGE) as u64;
    assert!(
        whole * 10 >= pages * 8,
        "{whole} of {pages} pages cost no edit"
    );
}

#[test]
fn a_rebuilt_device_sends_nothing_before_it_has_all_records_under_a_new_tag() {
    let (folder, open) = worked();
    let (_folder, mut store, taken) = taken(&read(&folder.path().join("campo.sqlite")));
    assert_eq!((taken.edits, taken.unreadable), (3, Some(0)));
    let sends = |store: &mut Store, tag| store.write(|tx| tx.outbox(stamp(tag).actor)).unwrap();
    assert_eq!(sends(&mut store, DEVICE), None);
    // What was made here is shown at once.
    let made = RecordId(Uuid::from_u128(100));
    assert!(store.read(|tx| tx.record(made)).is_ok());

    store.write(|tx| tx.become_incarnation(NEW)).unwrap();
    assert!(store.read(|tx| tx.rebuilding_walk()).unwrap().is_some());
    assert_eq!(sends(&mut store, NEW), None);
    let first = lifecycle::enter(RecordId(Uuid::from_u128(0)), &[("color", "blue")]);
    let page = page(vec![first], 60);
    store
        .write(|tx| tx.apply_page(&page, stamp(NEW).actor, 0))
        .unwrap();
    let push = sends(&mut store, NEW).unwrap();
    let records = |edits: &[Edit]| edits.iter().map(|edit| edit.record).collect::<Vec<_>>();
    assert_eq!(records(&push.edits), records(&open));
    assert!(push.edits.iter().all(|edit| edit.id.device == NEW));
    assert!(!store.read(|tx| tx.is_rebuilding()).unwrap());
}

#[test]
fn what_is_taken_in_twice_is_there_once() {
    let (folder, _) = worked();
    let salvage = read(&folder.path().join("campo.sqlite"));
    let (_folder, mut store, _) = taken(&salvage);
    let again = store.take_in(&salvage, [2; 8]).unwrap();
    assert_eq!(again.edits, 0);
    assert_eq!(store.read(|tx| tx.counts()).unwrap().local, 3);
}
