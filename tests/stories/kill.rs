//! Killing processes at random moments: nothing acknowledged is lost, nothing is doubled.

use std::collections::BTreeMap;
use std::time::Duration;

use campo_tests::{Home, Server};
use serde_json::Value;

/// Rounds of killing; more by hand with `CAMPO_KILL_ROUNDS`.
fn rounds() -> u32 {
    std::env::var("CAMPO_KILL_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(50)
}

/// Delays that differ from round to round and repeat from run to run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most_ms: u64) -> Duration {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        Duration::from_micros((self.0 >> 33) % (most_ms * 1000))
    }
}

#[test]
fn no_acknowledged_edit_is_lost_and_none_is_doubled() {
    let seed = 20_261_123;
    println!("SEED={seed}");
    let mut dice = Dice(seed);
    let mut server = Server::start();
    let tenant = server.tenant("kill");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let counter = home.create("estoque.item", &["name=Contado", "quantity=0"]);
    home.sync();
    let mut acknowledged: BTreeMap<String, String> = BTreeMap::new();
    let mut counted = 0;
    for round in 0..rounds() {
        let name = format!("Rodada {round}");
        if let Some(id) = create_or_die(&home, &name, round, &mut dice) {
            acknowledged.insert(id, name);
        }
        if home.run(&["record", "set", &counter, "quantity+=1"]).code == Some(0) {
            counted += 1;
        }
        sync_while_killing(&home, &mut server, round, &mut dice);
    }
    home.sync();
    let fresh = Home::signed_in(&server, &tenant, "ana");
    for (home, whose) in [(&home, "the killed device"), (&fresh, "a new device")] {
        let names = names(home);
        for (id, name) in &acknowledged {
            assert_eq!(names.get(id), Some(name), "{whose} lost {name}");
        }
        let distinct: std::collections::BTreeSet<&String> = names.values().collect();
        assert_eq!(distinct.len(), names.len(), "{whose} has a record twice");
        assert_eq!(
            home.get(&counter)["fields"]["quantity"],
            counted,
            "{whose} counts differently"
        );
    }
    assert_eq!(names(&home), names(&fresh));
}

/// Makes a record; every third time the command is killed, and what it did not acknowledge may or may not be there.
fn create_or_die(home: &Home, name: &str, round: u32, dice: &mut Dice) -> Option<String> {
    let field = format!("name={name}");
    let words = ["record", "create", "crm.lead", &field];
    if !round.is_multiple_of(3) {
        return Some(home.create("crm.lead", &[&field]));
    }
    let mut process = home.spawn(&words);
    std::thread::sleep(dice.below(120));
    let _ = process.kill();
    let output = process.wait_with_output().expect("a killed command ends");
    let answer: Value = serde_json::from_slice(&output.stdout).ok()?;
    answer["id"].as_str().map(str::to_owned)
}

/// Synchronizes while the server, or the command, is killed.
fn sync_while_killing(home: &Home, server: &mut Server, round: u32, dice: &mut Dice) {
    let mut process = home.spawn(&["sync"]);
    std::thread::sleep(dice.below(150));
    if round.is_multiple_of(2) {
        server.kill();
        let _ = process.wait();
        server.launch();
    } else {
        let _ = process.kill();
        let _ = process.wait();
    }
}

fn names(home: &Home) -> BTreeMap<String, String> {
    let list = home.run(&["record", "list", "crm.lead"]).ok();
    let records = list["records"].as_array().cloned().unwrap_or_default();
    let pair = |record: Value| (text(&record["id"]), text(&record["fields"]["name"]));
    records.into_iter().map(pair).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
