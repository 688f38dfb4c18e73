use std::path::Path;

use super::{Keys, key_file};
use crate::entropy::Entropy;
use crate::error::LogError;
use crate::testing::{NOW, World};
use crate::{Place, Tenants};

const CANARY: &[u8] = b"Casa dos Canarios";

/// Whether a file in the folder has the canary.
fn tells(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => tells(&path),
            false => {
                let bytes = std::fs::read(&path).unwrap();
                bytes.windows(CANARY.len()).any(|part| part == CANARY)
            }
        }
    })
}

#[test]
fn the_files_say_nothing_without_their_keys() {
    let world = World::new();
    let mut ana = world.device("ana");
    ana.create_house(std::str::from_utf8(CANARY).unwrap(), "north");
    ana.push();
    assert!(!tells(world.directory()));
    let file = Place::from(world.directory()).tenant("acme");
    assert!(campo_sqlite::open(&file, None).is_err());
    let keys = Keys::read(&world.directory().into()).unwrap();
    let count = "SELECT count(*) FROM entry WHERE kind = 'edit'";
    let opened = keys.open(&file).unwrap();
    let edits: i64 = opened.query_row(count, [], |row| row.get(0)).unwrap();
    assert!(edits > 0);
}

#[test]
fn every_database_has_a_key_of_its_own_and_none_opens_another() {
    let world = World::new();
    world.tenants.create("other", "Other", NOW).unwrap();
    let place = Place::from(world.directory());
    let (acme, other) = (place.tenant("acme"), place.tenant("other"));
    std::fs::copy(key_file(&other), key_file(&acme)).unwrap();
    let keys = Keys::read(&place).unwrap();
    assert!(matches!(keys.key_of(&acme), Err(LogError::BadKey(_))));
    assert!(keys.key_of(&other).is_ok());
}

#[test]
fn a_master_key_that_is_gone_or_another_is_said_and_never_made_anew() {
    let world = World::new();
    let place = Place::from(world.directory());
    let kept = std::fs::read(place.master_key()).unwrap();
    std::fs::remove_file(place.master_key()).unwrap();
    assert!(matches!(
        Tenants::open(world.directory()),
        Err(LogError::NoMasterKey(_))
    ));
    for wrong in [&b""[..], b"00", &[b'z'; 64], &[b'0'; 64]] {
        std::fs::write(place.master_key(), wrong).unwrap();
        assert!(matches!(
            Tenants::open(world.directory()),
            Err(LogError::BadKey(_))
        ));
    }
    std::fs::write(place.master_key(), kept).unwrap();
    Tenants::open(world.directory()).unwrap();
}

#[test]
fn a_master_key_outside_the_data_is_not_in_it_nor_in_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let place = Place::new(at("data"), Some(at("secret")));
    let tenants = Tenants::open(place.clone()).unwrap();
    tenants.create("acme", "Acme", NOW).unwrap();
    crate::upkeep::backup(&tenants, &at("backup")).unwrap();
    for without in ["data", "backup"] {
        assert!(matches!(
            Keys::read(&at(without).into()),
            Err(LogError::NoMasterKey(_))
        ));
    }
    let back = place.moved_to(at("back"));
    crate::upkeep::restore(&at("backup"), back.clone(), NOW).unwrap();
    Tenants::open(back).unwrap().get("acme").unwrap();
    assert!(crate::upkeep::restore(&at("backup"), at("bare"), NOW).is_err());
}

#[test]
fn a_key_that_is_there_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::from(folder.path());
    let entropy = Entropy::default();
    let keys = Keys::read_or_make(&place, &entropy).unwrap();
    let file = folder.path().join("a.sqlite");
    keys.key_or_make(&file, &entropy).unwrap();
    let (master, sealed) = (
        std::fs::read(place.master_key()).unwrap(),
        std::fs::read(key_file(&file)).unwrap(),
    );
    let again = Keys::read_or_make(&place, &entropy).unwrap();
    again.key_or_make(&file, &entropy).unwrap();
    assert_eq!(std::fs::read(place.master_key()).unwrap(), master);
    assert_eq!(std::fs::read(key_file(&file)).unwrap(), sealed);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}
