//! Chaos: three devices and a server as real processes, to which everything happens that happens to processes.
//!
//! Commands and the server are killed and stopped at random, the network is late, cut, half-open, slow or a hotel's,
//! one disk fills up, clocks jump. After each round all heals, and all that anybody was told is everywhere, once; the
//! devices' accounts are the server's; nothing waits.
//!
//! More rounds with `cargo xtask chaos --rounds N`.
#![expect(clippy::unwrap_used, reason = "chaos that cannot go on has failed")]

mod device;
mod disk;
mod proxy;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use campo_faults::{number, scratch};
use campo_tests::{Home, Server, Tenant};
use fastrand::Rng;

use device::{Device, leads, signal_id};
use disk::SmallDisk;
use proxy::{Proxy, Weather};

const PEOPLE: [&str; 3] = ["ana", "bia", "caio"];
/// How long it may take until nothing waits any more.
const HEALING: Duration = Duration::from_secs(30);
/// Room for a device's database and not much more.
const SMALL: u64 = 24 << 20;

#[test]
fn all_heals_whatever_happens_to_processes_networks_disks_and_clocks() {
    let rounds = number("CAMPO_CHAOS_ROUNDS", 3);
    let seed = number("CAMPO_CHAOS_SEED", 20_261_123);
    println!("SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let mut server = Server::start();
    let tenant = server.tenant("caos");
    for name in PEOPLE {
        server.user(&tenant, name, "manager", &[]);
    }
    let proxy = Proxy::to(&server.url());
    let folder = scratch();
    let mut devices = PEOPLE.map(|user| {
        let home = folder.path().join(user);
        std::fs::create_dir(&home).unwrap();
        let disk = (user == "caio")
            .then(|| SmallDisk::mount(&home, SMALL))
            .flatten();
        let home = Home::at(&home, &[]);
        home.login_at(&proxy.url(), &tenant, user, Tenant::PASSWORD)
            .ok();
        home.sync();
        Device::new(home, user, disk)
    });
    let counter = devices[0]
        .home
        .create("estoque.item", &["name=Contado", "quantity=0"]);
    devices.iter().for_each(|device| drop(device.home.sync()));

    let mut longest = Duration::ZERO;
    for round in 1..=rounds {
        let weather = Weather::ALL[random.usize(..Weather::ALL.len())];
        proxy.turn(weather);
        std::thread::scope(|scope| {
            for device in &mut devices {
                let mut random = random.fork();
                let counter = &counter;
                scope.spawn(move || device.work(counter, &mut random));
            }
            disturb(&mut server, &mut random);
        });
        proxy.turn(Weather::Clear);
        let took = heal(&devices);
        longest = longest.max(took);
        println!(
            "round {round}: {weather:?}, healed in {:.1} s",
            took.as_secs_f64()
        );
        check(&server, &tenant, &devices, &counter);
    }
    let fresh = Home::signed_in(&server, &tenant, "ana");
    assert_eq!(
        leads(&fresh),
        leads(&devices[0].home),
        "a new device has the same"
    );
    let told: usize = devices.iter().map(|device| device.kept.len()).sum();
    println!(
        "{rounds} rounds, {told} records told of, longest healing {:.1} s, {} connections cut, {} bytes sent",
        longest.as_secs_f64(),
        proxy.cuts(),
        proxy.up()
    );
}

/// What happens to the server in a round.
fn disturb(server: &mut Server, random: &mut Rng) {
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(random.u64(..700)));
        if random.bool() {
            server.kill();
            server.launch();
        } else if let Some(id) = server.process_id() {
            signal_id(id, "STOP");
            std::thread::sleep(Duration::from_millis(random.u64(..500)));
            signal_id(id, "CONT");
        }
    }
}

/// Synchronizes until nothing waits anywhere; says how long it took.
fn heal(devices: &[Device]) -> Duration {
    let start = Instant::now();
    let mut left = String::new();
    while start.elapsed() < HEALING {
        left.clear();
        for device in devices.iter().chain(devices) {
            let answer = device.home.run(&["sync"]);
            let waits = ["pending", "sent"]
                .iter()
                .any(|state| answer.json[state] != 0);
            if answer.code != Some(0) || waits {
                left = format!("{}: {} {}", device.user, answer.json, answer.stderr);
            }
        }
        if left.is_empty() {
            return start.elapsed();
        }
    }
    panic!("not healed within {HEALING:?}: {left}");
}

/// Nothing is lost, nothing is there twice, and the accounts agree.
fn check(server: &Server, tenant: &Tenant, devices: &[Device], counter: &str) {
    let all = leads(&devices[0].home);
    let distinct: BTreeSet<&String> = all.values().collect();
    assert_eq!(
        distinct.len(),
        all.len(),
        "a record is there twice: {all:?}"
    );
    let told: i64 = devices.iter().map(|device| device.counted.0).sum();
    let untold: i64 = devices.iter().map(|device| device.counted.1).sum();
    for device in devices {
        let user = device.user;
        assert_eq!(leads(&device.home), all, "{user} has other records");
        for (id, name) in devices.iter().flat_map(|device| &device.kept) {
            assert_eq!(all.get(id), Some(name), "{name} is lost");
        }
        let count = device.home.get(counter)["fields"]["quantity"]
            .as_i64()
            .unwrap();
        assert!(
            (told..=told + untold).contains(&count),
            "{user}: {told} to {untold} more were counted, not {count}"
        );
        let status = device.home.run(&["status"]).ok();
        for state in ["pending", "sent", "refused", "quarantined"] {
            assert_eq!(status[state], 0, "{user}, {state}: {status}");
        }
        let tag = status["device"].as_str().unwrap();
        let shown = server.admin(&["device", "show", &tenant.key, tag], "");
        assert_eq!(
            shown["account"], status["receipts"],
            "{user}'s accounts differ"
        );
    }
    assert!(
        server.try_upkeep(&["doctor"]).status.success(),
        "the server's data is not sound"
    );
}
