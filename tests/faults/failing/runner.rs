//! Failing disks: what was said to be kept is kept, and nothing is said to be kept that a disk did not take.
//!
//! The real programs run with libfiu between them and the system: syncing, writing, opening, cutting and renaming files
//! fail with an input/output error, all the time or now and then. Afterwards the disk is well again, the programs start
//! anew, and all that anybody was told is there, once.
//!
//! More runs with `cargo xtask failing --runs N`.
#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use campo_faults::number;
use campo_tests::{Home, Server, Tenant};
use fastrand::Rng;

/// What of a disk fails; the names are libfiu's.
const FAULTS: [&str; 5] = [
    "posix/io/sync/*",
    "posix/io/rw/pwrite*",
    "posix/io/oc/open",
    "posix/io/rw/ftruncate",
    "posix/io/dir/rename",
];
/// EIO.
const ERROR: &str = "failnum=1,failinfo=5";
const LIBRARIES: &str = "/usr/lib/fiu/fiu_run_preload.so /usr/lib/fiu/fiu_posix_preload.so";

/// How many times each disk fails; every run is of another fault.
fn runs() -> u64 {
    number("CAMPO_FAILING_RUNS", 5)
}

fn random() -> Rng {
    let seed = number("CAMPO_FAILING_SEED", 20_261_123);
    eprintln!("SEED={seed}");
    Rng::with_seed(seed)
}

/// The environment of a program whose disk fails as `order` says; nothing, and a word about it, without libfiu.
fn failing(order: &str, control: &str) -> Option<Vec<(String, String)>> {
    if !Path::new("/usr/lib/fiu/fiu_posix_preload.so").exists() {
        eprintln!("SKIPPED: failing disks; libfiu is not installed (Debian: fiu-utils)");
        return None;
    }
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Some(vec![
        pair("LD_PRELOAD", LIBRARIES),
        pair("FIU_ENABLE", order),
        pair("FIU_CTRL_FIFO", control),
    ])
}

fn always(fault: &str) -> String {
    format!("enable name={fault},{ERROR}")
}

fn sometimes(fault: &str, random: &mut Rng) -> String {
    let probability = [0.02, 0.1, 0.3][random.usize(..3)];
    format!("enable_random name={fault},probability={probability},{ERROR}")
}

/// A server, and a device whose home stays.
fn worked(key: &str) -> (Server, Tenant, Home) {
    let server = Server::start();
    let tenant = server.tenant(key);
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    home.create("crm.lead", &["name=Antes"]);
    home.sync();
    (server, tenant, home)
}

/// The names of leads by id.
fn leads(home: &Home) -> BTreeMap<String, String> {
    let list = home.run(&["record", "list", "crm.lead", "--limit", "5000"]);
    let list = list.ok();
    let records = list["records"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    records
        .map(|lead| (text(&lead["id"]), text(&lead["fields"]["name"])))
        .collect()
}

fn has_all(home: &Home, told: &BTreeMap<String, String>, who: &str) {
    let found = leads(home);
    for (id, name) in told {
        assert_eq!(found.get(id), Some(name), "{who} lost `{name}`");
    }
    let mut names: Vec<_> = found.values().collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), found.len(), "{who} has something twice");
}

#[test]
fn nothing_is_said_to_be_kept_when_the_disk_takes_no_syncs() {
    let Some(environment) = failing(&always(FAULTS[0]), "") else {
        return;
    };
    let (_server, _tenant, home) = worked("sinc");
    let before = leads(&home);
    let broken = Home::at(home.path(), &environment);
    for turn in 0..3 {
        let name = format!("name=Sem disco {turn}");
        let said = broken
            .run(&["record", "create", "crm.lead", &name])
            .refused();
        assert!(said.contains("storage"), "{said}");
    }
    has_all(&home, &before, "the device");
    home.create("crm.lead", &["name=Depois"]);
    assert_eq!(home.sync()["pending"], 0);
}

#[test]
fn a_device_keeps_what_it_said_it_kept_whatever_fails_on_its_disk() {
    let mut random = random();
    if failing("", "").is_none() {
        return;
    }
    let (server, tenant, home) = worked("disco");
    let mut told = leads(&home);
    let mut refused = 0;
    for run in 0..runs() {
        let fault = FAULTS[run as usize % FAULTS.len()];
        let order = sometimes(fault, &mut random);
        let broken = Home::at(home.path(), &failing(&order, "").unwrap());
        for turn in 0..3 {
            let name = format!("{run}/{turn}");
            let field = format!("name={name}");
            let answer = broken.run(&["record", "create", "crm.lead", &field]);
            assert!(
                !answer.stderr.contains("panicked"),
                "{order}: {}",
                answer.stderr
            );
            match (answer.code, answer.json["id"].as_str()) {
                (Some(0), Some(id)) => drop(told.insert(id.to_owned(), name)),
                _ => refused += 1,
            }
        }
        let synced = broken.run(&["sync"]);
        assert!(
            !synced.stderr.contains("panicked"),
            "{order}: {}",
            synced.stderr
        );
        has_all(&home, &told, &format!("the device, {order},"));
    }
    home.sync();
    assert_eq!(home.sync()["pending"], 0);
    has_all(
        &Home::signed_in(&server, &tenant, "ana"),
        &told,
        "the server",
    );
    assert!(server.try_upkeep(&["doctor"]).status.success());
    println!(
        "device: {} runs, {refused} commands refused, 0 lost",
        runs()
    );
}

#[test]
fn a_server_keeps_what_it_said_it_kept_whatever_fails_on_its_disk() {
    let mut random = random();
    let folder = campo_faults::scratch();
    let control = folder.path().join("control").display().to_string();
    let Some(environment) = failing("", &control) else {
        return;
    };
    let (mut server, tenant, home) = worked("servidor");
    let data = server.data().to_owned();
    let (mut told, mut stopped) = (leads(&home), 0);
    for run in 0..runs() {
        let fault = FAULTS[run as usize % FAULTS.len()];
        server.move_to(&data, &environment);
        server.launch();
        let order = sometimes(fault, &mut random);
        let process = server.process_id().unwrap().to_string();
        let ordered = Command::new("fiu-ctrl")
            .args(["-f", &control, "-c", &order, &process])
            .status();
        assert!(ordered.unwrap().success(), "the server takes no orders");
        for turn in 0..3 {
            let name = format!("{run}/{turn}");
            let id = home.create("crm.lead", &[&format!("name={name}")]);
            told.insert(id, name);
            stopped += u32::from(home.run(&["sync"]).code != Some(0));
        }
        let accepted = home.run(&["status"]).ok()["accepted"].as_i64().unwrap();
        server.move_to(&data, &[]);
        let doctor = server.try_upkeep(&["doctor"]);
        let said = String::from_utf8_lossy(&doctor.stderr).into_owned();
        assert!(doctor.status.success(), "{order}: {said}");
        server.launch();
        let status = home.sync();
        assert_eq!(status["pending"], 0, "{order}: {status}");
        assert!(status["accepted"].as_i64().unwrap() >= accepted);
        has_all(
            &Home::signed_in(&server, &tenant, "ana"),
            &told,
            &format!("the server, {order},"),
        );
    }
    println!(
        "server: {} runs, {stopped} exchanges broke off, 0 lost",
        runs()
    );
}
