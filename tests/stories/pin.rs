//! A device under a PIN: real processes, a real keyring, and nothing to read without it.

use std::path::Path;
use std::process::Stdio;

use campo_tests::{Home, Keyring, Page, Server, Tenant};
use serde_json::{Value, json};

const PIN: &str = "948207";

/// A home whose key the keyring keeps, signed in and with something to protect.
struct Phone {
    keyring: Keyring,
    folder: tempfile::TempDir,
}

impl Phone {
    fn new(server: &Server, tenant: &Tenant) -> Self {
        let phone = Self {
            keyring: Keyring::new(),
            folder: tempfile::tempdir().unwrap(),
        };
        let home = phone.locked();
        home.login(server, tenant, "ana", Tenant::PASSWORD).ok();
        home.run(&["sync"]).ok();
        home.create("crm.lead", &["name=Marmeleiro"]);
        phone
    }

    /// Its commands without the PIN.
    fn locked(&self) -> Home {
        Home::at(self.folder.path(), &self.keyring.environment())
    }

    /// Its commands with a PIN.
    fn with(&self, pin: &str) -> Home {
        let mut environment = self.keyring.environment();
        environment.push(("CAMPO_PIN".to_owned(), pin.to_owned()));
        Home::at(self.folder.path(), &environment)
    }

    fn vault(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("vault.json")).unwrap()
    }

    fn holds(&self, text: &str) -> bool {
        holds(self.folder.path(), text.as_bytes())
    }
}

fn holds(folder: &Path, text: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|part| part == text)
    })
}

fn office() -> (Server, Tenant) {
    let server = Server::start();
    let tenant = server.tenant("campo");
    server.user(&tenant, "ana", "manager", &[]);
    (server, tenant)
}

#[test]
fn commands_need_the_pin_and_ten_wrong_ones_leave_only_signing_in() {
    let (server, tenant) = office();
    let phone = Phone::new(&server, &tenant);
    let locked = phone.locked();
    let weak = locked.run_with(&["pin", "set", "--pin-stdin"], "123456");
    assert!(weak.refused().contains("weak_password"));
    let set = locked.run_with(&["pin", "set", "--pin-stdin"], PIN).ok();
    assert_eq!(set["gate"], "pin");
    assert!(phone.vault().contains("\"kept\":\"pin\""));

    assert!(locked.run(&["status"]).refused().contains("locked"));
    assert!(
        locked
            .run(&["record", "list", "crm.lead"])
            .refused()
            .contains("locked")
    );
    let open = phone.with(PIN);
    open.run(&["status"]).ok();
    // Work that the server does not have when the PIN is forgotten.
    open.create("crm.lead", &["name=Quixeramobim"]);
    assert!(!phone.holds("Marmeleiro") && !phone.holds("Quixeramobim"));

    let wrong = locked.run_with(&["unlock", "--pin-stdin"], "948208");
    assert!(wrong.refused().contains("9 more tries"));
    let early = locked.run_with(&["unlock", "--pin-stdin"], PIN);
    assert!(early.refused().contains("busy"));
    // Nobody waits for half an hour in a test: eight more tries, as the file counts them.
    let counted = phone.vault().replace("\"tries\":1", "\"tries\":9");
    let long_ago = counted.split("\"tried_ms\":").next().unwrap();
    std::fs::write(
        phone.folder.path().join("vault.json"),
        format!("{long_ago}\"tried_ms\":0}}"),
    )
    .unwrap();
    let last = locked.run_with(&["unlock", "--pin-stdin"], "948208");
    assert!(last.refused().contains("too often"));
    assert!(!phone.vault().contains("\"kept\":\"pin\""));
    assert!(
        phone
            .with(PIN)
            .run(&["record", "list", "crm.lead"])
            .refused()
            .contains("too often")
    );

    locked.login(&server, &tenant, "ana", Tenant::PASSWORD).ok();
    let kept = locked.run(&["record", "list", "crm.lead"]).ok().to_string();
    assert!(kept.contains("Marmeleiro") && kept.contains("Quixeramobim"));
}

#[test]
fn a_forgotten_pin_is_no_lost_work_and_a_new_one_can_be_set() {
    let (server, tenant) = office();
    let phone = Phone::new(&server, &tenant);
    let locked = phone.locked();
    locked.run_with(&["pin", "set", "--pin-stdin"], PIN).ok();
    phone.with(PIN).create("crm.lead", &["name=Quixeramobim"]);
    let wrong = locked.login(&server, &tenant, "ana", "not the password at all");
    assert!(wrong.refused().contains("wrong_credentials"));
    assert!(locked.run(&["status"]).refused().contains("locked"));
    locked.login(&server, &tenant, "ana", Tenant::PASSWORD).ok();
    let kept = locked.run(&["record", "list", "crm.lead"]).ok().to_string();
    assert!(kept.contains("Quixeramobim"));
    assert_eq!(locked.run(&["pin", "show"]).ok()["gate"], Value::Null);
    locked
        .run_with(&["pin", "set", "--pin-stdin"], "730482")
        .ok();
    let change = phone
        .with("730482")
        .run_with(&["pin", "change", "--pin-stdin"], &format!("730482\n{PIN}"));
    change.ok();
    let removed = phone
        .with(PIN)
        .run_with(&["pin", "remove", "--pin-stdin"], PIN);
    assert_eq!(removed.ok()["gate"], Value::Null);
    locked.run(&["status"]).ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_locks_and_opens_with_its_engine() {
    let (server, tenant) = office();
    let phone = Phone::new(&server, &tenant);
    phone
        .locked()
        .run_with(&["pin", "set", "--pin-stdin"], PIN)
        .ok();
    let page = Page::browser(&phone.locked()).await;
    page.waits_for("lock-screen").await;
    assert_eq!(page.ask("list_records").await["code"], "locked");
    page.fill("lock-secret", PIN).await;
    page.click("lock-open").await;
    page.go("#/t/crm.lead/lead_board").await;
    page.shows("Marmeleiro").await;
    assert_eq!(page.ask("lock_app").await["state"], "locked");
    page.waits_for("lock-screen").await;
    assert_eq!(page.ask("list_records").await["code"], "locked");
    assert!(!phone.holds("Marmeleiro"));
    page.fill("lock-secret", PIN).await;
    page.click("lock-open").await;
    page.shows("Marmeleiro").await;
    page.close().await;
}

#[test]
fn sessions_are_listed_ended_and_end_with_signing_out() {
    let (server, tenant) = office();
    let (here, there) = (
        Home::signed_in(&server, &tenant, "ana"),
        Home::signed_in(&server, &tenant, "ana"),
    );
    let listed = here.run(&["sessions", "list"]).ok();
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 2);
    let other = listed
        .iter()
        .find(|own| own["this"] == json!(false))
        .unwrap();
    let id = other["session"].as_str().unwrap();
    assert_eq!(
        here.run(&["sessions", "end", id])
            .ok()
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    assert!(
        there
            .run(&["sessions", "list"])
            .refused()
            .contains("signed_out")
    );

    there.login(&server, &tenant, "ana", Tenant::PASSWORD).ok();
    assert_eq!(
        here.run(&["sessions", "list"])
            .ok()
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    there.run(&["logout"]).ok();
    assert_eq!(
        here.run(&["sessions", "list"])
            .ok()
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let mut server = server;
    server.kill();
    let without = here
        .command(&["logout"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(without.status.success());
}

#[test]
fn a_code_of_the_office_signs_a_device_in_once() {
    let (server, tenant) = office();
    let words = [
        "user",
        "enroll",
        &tenant.key,
        "ana",
        "--server",
        &server.url(),
    ];
    let made = server.admin(&words, "");
    let link = made["link"].as_str().unwrap();
    let home = Home::new();
    home.run(&["enroll", link]).ok();
    home.create("crm.lead", &["name=Marmeleiro"]);
    assert_eq!(home.sync()["pending"], 0);
    let again = Home::new().run(&["enroll", link]);
    assert!(again.refused().contains("enrollment_used"));
    let (start, _) = link.split_once("&authority=").unwrap();
    let second = server.admin(&words, "");
    let (_, authority) = second["link"]
        .as_str()
        .unwrap()
        .split_once("&authority=")
        .unwrap();
    let foreign = format!(
        "{}&authority={}",
        start.replace("&token=", "&token=x"),
        authority
    );
    assert!(
        Home::new()
            .run(&["enroll", &foreign])
            .refused()
            .contains("enrollment_unknown")
    );
    let forged = second["link"]
        .as_str()
        .unwrap()
        .replace(authority, &"0".repeat(64));
    let forged = Home::new().run(&["enroll", &forged]);
    assert!(forged.refused().contains("another server answered"));
    let http = link.replace("http://127.0.0.1", "http://campo.example.org");
    assert!(
        Home::new()
            .run(&["enroll", &http])
            .refused()
            .contains("enrollment_unknown")
    );
}
