//! Flipped bits: what a disk gives back wrong is refused, or harmless; never shown as if somebody had written it.
//!
//! More flips with `CAMPO_BITS_FLIPS`.
#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use campo_faults::{number, scratch};
use campo_tests::{Home, Server, Tenant};
use fastrand::Rng;
use serde_json::Value;

/// How many bits are flipped in each kind of file, one at a time.
fn flips() -> u64 {
    number("CAMPO_BITS_FLIPS", 40)
}

fn random() -> Rng {
    let seed = number("CAMPO_BITS_SEED", 20_261_123);
    eprintln!("SEED={seed}");
    Rng::with_seed(seed)
}

/// A server and a device with records, the exchange done.
fn worked() -> (Server, Tenant, Home) {
    let server = Server::start();
    let tenant = server.tenant("bits");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    for turn in 0..12 {
        let notes = format!("notes={}", "palavras ".repeat(40 + turn));
        home.create("crm.lead", &[&format!("name=Pessoa {turn}"), &notes]);
    }
    home.sync();
    (server, tenant, home)
}

fn leads(home: &Home) -> Option<Value> {
    let list = home.run(&["record", "list", "crm.lead", "--limit", "500"]);
    assert!(!list.stderr.contains("panicked"), "{}", list.stderr);
    (list.code == Some(0)).then_some(list.json)
}

fn flip(file: &Path, random: &mut Rng) {
    let mut bytes = fs::read(file).unwrap();
    let at = random.usize(..bytes.len());
    bytes[at] ^= 1 << random.u8(..8);
    fs::write(file, bytes).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &name);
        } else {
            fs::copy(&path, name).unwrap();
        }
    }
}

fn only_file(folder: &Path) -> PathBuf {
    let mut entries = fs::read_dir(folder).unwrap();
    entries.next().unwrap().unwrap().path()
}

#[test]
fn a_device_shows_nothing_that_a_flipped_bit_made() {
    let (_server, _tenant, home) = worked();
    let expected = leads(&home).unwrap();
    let (mut random, mut refused) = (random(), 0);
    for _ in 0..flips() {
        let folder = scratch();
        copy(home.path(), folder.path());
        let damaged = Home::at(folder.path(), &[]);
        flip(&damaged.database(), &mut random);
        match leads(&damaged) {
            Some(shown) => assert_eq!(shown, expected, "a wrong value was shown"),
            None => refused += 1,
        }
    }
    println!(
        "device's database: {refused} of {} flips refused, the others in pages not read",
        flips()
    );
}

#[test]
fn a_device_shows_no_record_that_a_flipped_bit_of_its_log_made() {
    let (_server, _tenant, home) = worked();
    // The app is open and dies: its write-ahead log stays.
    let mut app = home.spawn(&["sync", "--watch"]);
    let lead = home.create("crm.lead", &["name=No diário", "notes=de hoje"]);
    home.set(&lead, &["notes=de ontem"]);
    app.kill().unwrap();
    app.wait().unwrap();
    let log = home.path().join("campo.sqlite-wal");
    if fs::metadata(&log).map_or(0, |log| log.len()) == 0 {
        println!("the log was emptied before the app died; nothing to flip");
        return;
    }
    let (mut random, mut shorter) = (random(), 0);
    for _ in 0..flips() / 2 {
        let folder = scratch();
        copy(home.path(), folder.path());
        flip(&folder.path().join("campo.sqlite-wal"), &mut random);
        let Some(shown) = leads(&Home::at(folder.path(), &[])) else {
            continue;
        };
        let records = shown["records"].as_array().unwrap();
        let found = records.iter().find(|record| record["id"] == lead.as_str());
        let notes = found.map(|record| &record["fields"]["notes"]);
        let known =
            notes.is_none_or(|notes| ["de hoje", "de ontem"].iter().any(|known| notes == known));
        assert!(known, "a wrong value was shown: {notes:?}");
        shorter += u64::from(notes.is_none_or(|notes| notes != "de ontem"));
    }
    // SQLite takes a log to end where its sums no longer agree: what came after is not shown, and nobody says so.
    println!(
        "device's write-ahead log: {shorter} of {} flips took the end of it away",
        flips() / 2
    );
}

#[test]
fn a_device_gives_no_file_that_a_flipped_bit_made() {
    let (mut server, _tenant, home) = worked();
    let person = home.create("core.person", &["name=Rita"]);
    let folder = scratch();
    let original = folder.path().join("contrato.bin");
    fs::write(&original, vec![42; 200_000]).unwrap();
    let record = home
        .run(&["attach", &person, "documents", original.to_str().unwrap()])
        .ok();
    let hash = record["fields"]["documents"][0]["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    server.kill();
    let mut random = random();
    for _ in 0..flips() / 4 {
        let folder = scratch();
        copy(home.path(), folder.path());
        flip(&only_file(&folder.path().join("blobs")), &mut random);
        let out = folder.path().join("out");
        let got = Home::at(folder.path(), &[]).run(&[
            "blob",
            "get",
            &hash,
            "--out",
            out.to_str().unwrap(),
        ]);
        assert_eq!(got.code, Some(1), "a damaged file was given");
        assert!(!out.exists(), "nothing of a damaged file is left");
    }
}

#[test]
fn what_the_servers_doctor_passes_is_what_was_written() {
    let (mut server, tenant, home) = worked();
    let expected = leads(&home).unwrap();
    server.kill();
    let (mut random, mut found) = (random(), 0);
    for _ in 0..flips() / 2 {
        let folder = scratch();
        copy(server.data(), folder.path());
        let mut damaged = Server::at(folder.path(), &[]);
        flip(&folder.path().join("tenants/bits.sqlite"), &mut random);
        if !damaged.try_upkeep(&["doctor"]).status.success() {
            found += 1;
            continue;
        }
        damaged.launch();
        let fresh = Home::new();
        if fresh.login(&damaged, &tenant, "ana", Tenant::PASSWORD).code == Some(0) {
            fresh.sync();
            assert_eq!(leads(&fresh).unwrap(), expected, "a wrong value was passed");
        }
    }
    println!(
        "server's database: doctor found {found} of {} flips",
        flips() / 2
    );
}
