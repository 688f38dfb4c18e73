//! Flipped bits: what a disk gives back wrong is refused, or harmless; never shown as if somebody had written it.
//!
//! More flips with `CAMPO_BITS_FLIPS`.
#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

mod damage;

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

/// Synchronizes a mended device: whose it is may be on a damaged page, and copies of it have one session.
fn meet(home: &Home, server: &Server, tenant: &Tenant) {
    if home.run(&["sync"]).code != Some(0) {
        home.login(server, tenant, "ana", Tenant::PASSWORD).ok();
        home.sync();
    }
}

fn leads(home: &Home) -> Option<Value> {
    let list = home.run(&["record", "list", "crm.lead", "--limit", "500"]);
    assert!(!list.stderr.contains("panicked"), "{}", list.stderr);
    (list.code == Some(0)).then_some(list.json)
}

/// Flips a bit; says in which byte.
fn flip(file: &Path, random: &mut Rng) -> u64 {
    let mut bytes = fs::read(file).unwrap();
    let at = random.usize(..bytes.len());
    bytes[at] ^= 1 << random.u8(..8);
    fs::write(file, bytes).unwrap();
    at as u64
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
    let (server, tenant, home) = worked();
    let expected = leads(&home).unwrap();
    let (mut random, mut refused) = (random(), 0);
    for _ in 0..flips() {
        let folder = scratch();
        copy(home.path(), folder.path());
        let damaged = Home::at(folder.path(), &[]);
        flip(&damaged.database(), &mut random);
        if leads(&damaged).as_ref() == Some(&expected) {
            continue;
        }
        // It was made anew for this command, or is when the home is opened the next time; its records come again.
        refused += 1;
        let status = damaged.run(&["status"]);
        let told = status.stderr.contains("was made anew") || !status.json["damage"].is_null();
        assert!(told, "a wrong value was shown: {status:?}");
        meet(&damaged, &server, &tenant);
        assert_eq!(leads(&damaged).unwrap(), expected);
    }
    println!(
        "device's database: {refused} of {} flips refused and mended, the others in pages not read",
        flips()
    );
}

#[test]
fn a_device_shows_no_record_that_a_flipped_bit_of_its_log_made() {
    let (_server, _tenant, home) = worked();
    // The app is open and dies: its write-ahead log stays.
    let mut app = home.spawn(&["sync", "--watch"]);
    let lead = home.create("crm.lead", &["name=No diário", "notes=de hoje"]);
    let log = home.path().join("campo.sqlite-wal");
    let length = || fs::metadata(&log).map_or(0, |log| log.len());
    let before_last = length();
    home.set(&lead, &["notes=de ontem"]);
    app.kill().unwrap();
    app.wait().unwrap();
    if before_last == 0 || length() <= before_last {
        println!("the log was emptied before the app died; nothing to flip");
        return;
    }
    let (mut random, mut shorter, mut told) = (random(), 0, 0);
    for _ in 0..flips() / 2 {
        let folder = scratch();
        copy(home.path(), folder.path());
        let at = flip(&folder.path().join("campo.sqlite-wal"), &mut random);
        let damaged = Home::at(folder.path(), &[]);
        let status = damaged.run(&["status"]).ok();
        let is_told = status["damage"]["part"] == "log";
        assert!(
            is_told || at >= before_last,
            "a flip at {at} was not noticed"
        );
        told += u64::from(is_told);
        let Some(shown) = leads(&damaged) else {
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
    // What is wrong in the last transaction is as a power cut leaves it.
    println!(
        "device's write-ahead log: {told} of {} flips told, {shorter} took something away that is not shown",
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
