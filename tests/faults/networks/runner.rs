//! Bad networks: a day's records and photographs reach the server over a line that is slow, breaks off and lies.
//!
//! The device synchronizes on while the network goes through its moods: 64 kbit/s, connections lost one in five, no
//! network for two seconds and for thirty, answers that never come, a hotel's page. A file goes on where it was cut, and
//! once the network is well again nothing waits for long.
//!
//! As many as somebody has in a day with `cargo xtask networks --records 5000 --photos 50`.
#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

#[path = "../chaos/proxy.rs"]
mod proxy;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use campo_faults::{number, scratch};
use campo_tests::{Home, Server, Tenant};
use fastrand::Rng;
use serde_json::Value;

use proxy::{Proxy, Weather};

const PHOTO: usize = 3 << 20;
/// How long it may take from a network that is well again until nothing waits.
const HEALING: Duration = Duration::from_secs(30);
/// How much of a photograph a cut may cost.
const REPEATED: f64 = 0.05;
/// How long the network stays as it is, seconds.
fn lasts(weather: Weather) -> f64 {
    match weather {
        Weather::Clear => 0.5,
        Weather::Late => 1.0,
        Weather::Slow => 3.0,
        Weather::Cut | Weather::HalfOpen | Weather::Portal | Weather::Down => 2.0,
    }
}

#[test]
fn a_days_work_arrives_over_a_bad_network_and_files_go_on_where_they_were_cut() {
    let (records, photos) = (
        number("CAMPO_NETWORKS_RECORDS", 150) as usize,
        number("CAMPO_NETWORKS_PHOTOS", 4) as usize,
    );
    let seed = number("CAMPO_NETWORKS_SEED", 20_261_123);
    println!("SEED={seed}");
    let server = Server::start();
    let tenant = server.tenant("rede");
    server.user(&tenant, "ana", "manager", &[]);
    let proxy = Proxy::to(&server.url());
    let folder = scratch();
    let home = Home::at(&folder.path().join("home"), &[]);
    home.login_at(&proxy.url(), &tenant, "ana", Tenant::PASSWORD)
        .ok();
    home.sync();
    work(&home, folder.path(), records, photos, seed);

    let start = Instant::now();
    let before = proxy.up();
    let mut app = home.spawn(&["sync", "--watch"]);
    let mut turns = 0;
    while waiting(&home) > photos as i64 / 4 {
        let weather = Weather::ALL[turns % Weather::ALL.len()];
        proxy.turn(weather);
        thread::sleep(Duration::from_secs_f64(lasts(weather)));
        turns += 1;
    }
    proxy.turn(Weather::Down);
    thread::sleep(Duration::from_secs(30));
    proxy.turn(Weather::Clear);
    let healed = heal(&home);
    app.kill().unwrap();
    app.wait().unwrap();

    let sent = proxy.up() - before;
    let cuts = proxy.cuts();
    let content = photos * PHOTO;
    let text = records * 2048;
    let repeated = (sent as f64 - content as f64 - text as f64).max(0.0);
    let allowed = REPEATED * PHOTO as f64 * cuts as f64;
    println!(
        "{records} records, {photos} photos in {:.0} s over {turns} moods, {cuts} cuts; sent {sent} bytes for {content} of photos; healed in {:.1} s",
        start.elapsed().as_secs_f64(),
        healed.as_secs_f64()
    );
    assert!(
        repeated <= allowed,
        "{repeated} bytes were repeated after {cuts} cuts"
    );
    same(&home, &Home::signed_in(&server, &tenant, "ana"), records);
}

/// Records from a file, and photographs on one of them.
fn work(home: &Home, folder: &Path, records: usize, photos: usize, seed: u64) {
    let mut table = "name,notes\n".to_owned();
    for number in 0..records {
        let notes = "anotado no campo ".repeat(10);
        writeln!(table, "Pessoa {number},{notes}").unwrap();
    }
    let file = folder.join("pessoas.csv");
    fs::write(&file, table).unwrap();
    home.run(&["import", "crm.lead", file.to_str().unwrap()])
        .ok();
    let person = home.create("core.person", &["name=Rita"]);
    let mut random = Rng::with_seed(seed);
    for number in 0..photos {
        let photo = folder.join(format!("{number}.bin"));
        let bytes: Vec<u8> = (0..PHOTO).map(|_| random.u8(..)).collect();
        fs::write(&photo, bytes).unwrap();
        home.run(&["attach", &person, "documents", photo.to_str().unwrap()])
            .ok();
    }
}

/// How many edits and files wait.
fn waiting(home: &Home) -> i64 {
    let status = home.run(&["status"]).ok();
    let count = |value: &Value| value.as_i64().unwrap();
    count(&status["pending"]) + count(&status["sent"]) + count(&status["blobs"]["pending_up"])
}

fn heal(home: &Home) -> Duration {
    let start = Instant::now();
    while waiting(home) > 0 {
        assert!(
            start.elapsed() < HEALING,
            "not healed: {}",
            home.run(&["status"]).json
        );
        thread::sleep(Duration::from_millis(200));
    }
    start.elapsed()
}

/// Both homes have the same leads, as many as there are.
fn same(home: &Home, fresh: &Home, records: usize) {
    let list = |home: &Home| {
        home.run(&[
            "record", "list", "crm.lead", "--sort", "name", "--limit", "10000",
        ])
        .ok()
    };
    let (one, other) = (list(home), list(fresh));
    assert_eq!(one["total"], records);
    assert_eq!(one, other, "the server has something else");
}
