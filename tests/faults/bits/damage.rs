//! What becomes of a device or a server whose database is damaged: it is said, nothing more is lost than was on the damaged
//! pages, and the rest goes on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use campo_faults::scratch;
use campo_tests::{Home, Server};
use serde_json::Value;

use super::{copy, flip, flips, leads, meet, random, worked};

const PAGE: usize = 4096;

/// Overwrites a page of a file with bytes that mean nothing.
fn overwrite(file: &Path, page: usize, random: &mut fastrand::Rng) {
    let mut bytes = fs::read(file).unwrap();
    let page = page % (bytes.len() / PAGE);
    let end = (page + 1) * PAGE;
    bytes[page * PAGE..end]
        .iter_mut()
        .for_each(|byte| *byte = random.u8(..));
    fs::write(file, bytes).unwrap();
}

fn names(home: &Home) -> BTreeSet<String> {
    let list = leads(home).unwrap();
    let records = list["records"].as_array().unwrap().iter();
    let name = |lead: &Value| lead["fields"]["name"].as_str().unwrap().to_owned();
    records.map(name).collect()
}

#[test]
fn a_damaged_device_is_made_anew_and_what_it_had_not_sent_arrives() {
    let (mut server, tenant, home) = worked();
    server.kill();
    let unsent: BTreeSet<String> = (0..6).map(|number| format!("Sem sinal {number}")).collect();
    for name in &unsent {
        home.create("crm.lead", &[&format!("name={name}")]);
    }
    server.launch();
    let sent = names(&Home::signed_in(&server, &tenant, "ana"));
    let mut random = random();
    let (mut anew, mut lost_in_all) = (0, 0);
    let pages = fs::read(home.database()).unwrap().len() / PAGE;
    for _ in 0..flips() / 4 {
        let folder = scratch();
        copy(home.path(), folder.path());
        let damaged = Home::at(folder.path(), &[]);
        // Of the first page all depends: without it nothing can be read.
        overwrite(&damaged.database(), random.usize(1..pages), &mut random);
        let damage = damaged.run(&["repair"]).ok();
        if damage.is_null() {
            continue;
        }
        anew += 1;
        assert_eq!(damage["part"], "database", "{damage}");
        let status = damaged.run(&["status"]);
        if status.code != Some(0) {
            // Whose device it was is on the damaged page: whoever signs in goes on with it.
            damaged
                .login(&server, &tenant, "ana", campo_tests::Tenant::PASSWORD)
                .ok();
            continue;
        }
        let status = status.json;
        assert_eq!(
            status["damage"], damage,
            "it is said until somebody has seen it"
        );
        assert!(Path::new(damage["folder"].as_str().unwrap()).is_dir());
        let recovered = damage["recovered"].as_u64().unwrap();
        assert_eq!(status["pending"], recovered, "what was taken over waits");
        match damage["unreadable"].as_u64() {
            Some(lost) => {
                assert_eq!(recovered + lost, unsent.len() as u64, "{damage}");
                lost_in_all += lost;
            }
            None => assert!(recovered <= unsent.len() as u64),
        }
        meet(&damaged, &server, &tenant);
        assert_eq!(damaged.run(&["status"]).ok()["pending"], 0);
        let there = names(&damaged);
        assert!(there.is_superset(&sent), "the records are there again");
        assert_eq!(names(&Home::signed_in(&server, &tenant, "ana")), there);
        damaged.run(&["repair", "--forget"]).ok();
        assert!(damaged.run(&["status"]).ok()["damage"].is_null());
    }
    println!(
        "device's database: {anew} of {} times made anew, {lost_in_all} of {} edits not sent on damaged pages, each counted",
        flips() / 4,
        unsent.len() * anew
    );
    assert!(anew > 0, "no page was found to be damaged");
}

#[test]
fn a_server_does_not_go_on_with_a_log_whose_end_is_gone() {
    let (mut server, tenant, home) = worked();
    server.kill();
    let log = server.data().join("tenants/bits.sqlite-wal");
    let length = fs::metadata(&log).map_or(0, |log| log.len());
    assert!(length > 0, "the server was killed with its log open");
    let expected = names(&home);
    let (mut random, mut said) = (random(), 0);
    for _ in 0..flips() / 4 {
        let (data, copied) = (scratch(), scratch());
        copy(server.data(), data.path());
        copy(home.path(), copied.path());
        let mut damaged = Server::at(data.path(), &[]);
        flip(&data.path().join("tenants/bits.sqlite-wal"), &mut random);
        let doctor = damaged.try_upkeep(&["doctor"]);
        if doctor.status.success() {
            // In the last transaction: as after a power cut.
            continue;
        }
        said += 1;
        let why = String::from_utf8_lossy(&doctor.stderr).into_owned();
        assert!(why.contains("is damaged"), "{why}");
        let again = damaged.try_upkeep(&["doctor"]);
        assert!(!again.status.success(), "looking changes nothing");
        damaged.upkeep(&["doctor", "--repair"]);
        damaged.launch();
        let device = Home::at(copied.path(), &[]);
        let login = device.login(&damaged, &tenant, "ana", campo_tests::Tenant::PASSWORD);
        login.ok();
        device.sync();
        device.sync();
        let fresh = Home::signed_in(&damaged, &tenant, "ana");
        assert_eq!(
            names(&fresh),
            expected,
            "the device brought back what was gone"
        );
    }
    println!(
        "server's write-ahead log: {said} of {} flips said",
        flips() / 4
    );
    assert!(said > 0);
}
