use std::io::{Seek, SeekFrom, Write};

use super::{backup, doctor, restore};
use crate::testing::{NOW, World};
use crate::{TenantSize, Tenants};

#[test]
fn a_backup_is_a_whole_server() {
    let world = World::new();
    let mut ana = world.device("ana");
    ana.create_house("Casa", "north");
    ana.push();
    let to = tempfile::tempdir().unwrap();
    // Two databases, their keys, and the master key.
    assert_eq!(backup(&world.tenants, to.path()).unwrap().len(), 5);
    let data = to.path().join("data");
    restore(to.path(), &data, NOW).unwrap();
    let copy = Tenants::open(&data).unwrap().get("acme").unwrap();
    let (there, here) = (copy.size().unwrap(), world.tenant().size().unwrap());
    assert!(there.epoch > here.epoch);
    assert_eq!(
        TenantSize {
            epoch: here.epoch,
            ..there
        },
        here
    );
    assert!(
        backup(&world.tenants, to.path()).is_err(),
        "an older backup is not overwritten"
    );
}

#[test]
fn a_damaged_file_is_found() {
    let world = World::new();
    let to = tempfile::tempdir().unwrap();
    backup(&world.tenants, to.path()).unwrap();
    let tenants = Tenants::open(to.path()).unwrap();
    assert!(
        doctor(&tenants)
            .unwrap()
            .iter()
            .all(|file| file.problems.is_empty())
    );
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(to.path().join("tenants/acme.sqlite"))
        .unwrap();
    file.seek(SeekFrom::Start(5 * 4096)).unwrap();
    file.write_all(&[0xa5; 8192]).unwrap();
    drop(file);
    let sick: Vec<_> = doctor(&tenants)
        .unwrap()
        .into_iter()
        .filter(|file| !file.problems.is_empty())
        .collect();
    assert_eq!(sick.len(), 1);
}
