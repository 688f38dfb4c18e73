//! A customer's own module, made of files only.

use std::process::Command;

use campo_tests::{Home, Server, bin};
use serde_json::json;

#[test]
fn a_new_module_is_sound_tested_and_installed_without_a_restart() {
    let server = Server::start();
    let tenant = server.tenant("banban");
    server.user(&tenant, "ana", "manager", &[]);
    server.user(&tenant, "ivo", "agent", &[]);
    let (manager, agent) = (
        Home::signed_in(&server, &tenant, "ana"),
        Home::signed_in(&server, &tenant, "ivo"),
    );
    let folder = tempfile::tempdir().unwrap();
    let campo = |words: &[&str]| {
        let mut command = Command::new(bin("campo"));
        command
            .current_dir(folder.path())
            .args(words)
            .output()
            .unwrap()
    };
    for words in [
        &["module", "new", "horta"][..],
        &["module", "check", "horta"],
        &["module", "test", "horta"],
    ] {
        let output = campo(words);
        assert!(
            output.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let dir = folder.path().join("horta");
    let dir = dir.to_str().unwrap();
    agent.run(&["module", "install", dir]).refused();
    manager.run(&["module", "install", dir]).ok();
    manager.sync();
    agent.sync();
    let planted = manager.create("horta.item", &["name=Alface", "due=24/11/2026"]);
    assert_eq!(manager.get(&planted)["fields"]["due"], "2026-11-24");
    manager.sync();
    agent.sync();
    agent.run(&["record", "get", &planted]).refused();
    let own = agent.create("horta.item", &["name=Couve"]);
    agent.sync();
    manager.sync();
    assert_eq!(manager.get(&own)["fields"]["name"], "Couve");
}

#[test]
fn a_broken_module_is_refused_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        Command::new(bin("campo"))
            .current_dir(folder.path())
            .args(words)
            .output()
            .unwrap()
    };
    assert!(run(&["module", "new", "torta"]).status.success());
    let path = folder.path().join("torta/types/item.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("type: bool", "type: maybe")).unwrap();
    let output = run(&["module", "check", "torta"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("types/item.yaml:8:") && said.contains("maybe"),
        "{said}"
    );
}

#[test]
fn a_new_device_asks_the_server_for_the_history_it_was_not_there_for() {
    let server = Server::start();
    let tenant = server.tenant("past");
    server.user(&tenant, "ana", "manager", &[]);
    let first = Home::signed_in(&server, &tenant, "ana");
    let lead = first.create("crm.lead", &["name=Ana", "budget=1"]);
    first.set(&lead, &["budget=2"]);
    first.sync();
    let second = Home::signed_in(&server, &tenant, "ana");
    second.set(&lead, &["budget=3"]);
    for home in [&second, &first] {
        home.sync();
        let history = home.run(&["record", "get", &lead, "--history"]).ok();
        let budgets: Vec<_> = history
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|entry| entry["changes"].as_array().unwrap())
            .filter(|change| change["field"] == "budget")
            .map(|change| change["after"].clone())
            .collect();
        assert_eq!(budgets, [json!(1), json!(2), json!(3)], "{history}");
    }
}
