//! Everything a person, a script or an attacker gets wrong: refused with a reason, nothing half-done.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use campo_tests::{Home, Server, Tenant};

fn signed_in() -> (Server, Tenant, Home) {
    let server = Server::start();
    let tenant = server.tenant("bad");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    (server, tenant, home)
}

#[test]
fn wrong_credentials_are_refused_alike_and_leave_no_home() {
    let server = Server::start();
    let tenant = server.tenant("bad");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::new();
    let wrong_password = home.login(&server, &tenant, "ana", "não é essa").refused();
    let unknown_user = home
        .login(&server, &tenant, "nobody", "não é essa")
        .refused();
    assert_eq!(
        wrong_password, unknown_user,
        "the answer does not tell which users exist"
    );
    assert!(!home.database().exists());
    home.run(&["record", "list", "crm.lead"]).refused();
}

#[test]
fn without_keyring_and_passphrase_login_says_why() {
    let server = Server::start();
    let tenant = server.tenant("bad");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::new();
    let url = server.url();
    let mut command = home.command(&[
        "login",
        "--server",
        &url,
        "--tenant",
        "bad",
        "--user",
        "ana",
        "--password-stdin",
    ]);
    command
        .env_remove("CAMPO_PASSPHRASE")
        .stdin(std::process::Stdio::piped());
    let mut process = command
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    writeln!(process.stdin.take().unwrap(), "{}", Tenant::PASSWORD).unwrap();
    let output = process.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("CAMPO_PASSPHRASE"), "{said}");
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let (_server, _tenant, home) = signed_in();
    let output = home
        .command(&["status"])
        .env("CAMPO_PASSPHRASE", "outra")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    home.run(&["status"]).ok();
}

#[test]
fn wrong_types_fields_and_values_change_nothing() {
    let (_server, _tenant, home) = signed_in();
    let lead = home.create("crm.lead", &["name=Ana"]);
    let huge = format!("name={}", "x".repeat(100_000));
    for words in [
        &["record", "create", "crm.nothing", "name=x"][..],
        &["record", "create", "crm.lead", "nothing=x"],
        &["record", "create", "crm.lead"],
        &["record", "create", "crm.lead", "name=x", "budget=muito"],
        &["record", "create", "crm.lead", "name=x", "budget=-1"],
        &["record", "create", "crm.lead", "name=x", "stage=nowhere"],
        &[
            "record",
            "create",
            "crm.lead",
            "name=x",
            "email=not an address",
        ],
        &["record", "create", "crm.lead", "just words"],
        &["record", "create", "crm.lead", &huge],
        &["record", "set", &lead, "budget=99999999999999999999"],
        &["record", "set", "not-an-id", "name=x"],
        &["record", "get", "019aa0f4-0000-7000-8000-000000000001"],
        &["record", "list", "crm.lead", "--where", "self.budget >"],
        &["record", "list", "crm.lead", "--where", "self.nothing == 1"],
        &["record", "list", "crm.lead", "--sort", "nothing"],
        &["record", "list", "crm.lead", "--near", "1,2"],
        &["conflicts", "resolve", &lead, "name", "--take", "mine"],
    ] {
        home.run(words).refused();
    }
    let all = home.run(&["record", "list", "crm.lead"]).ok();
    assert_eq!(all["total"], 1);
    assert_eq!(all["records"][0]["fields"]["name"], "Ana");
}

#[test]
fn wrong_usage_is_code_two() {
    let home = Home::new();
    for words in [
        &["nonsense"][..],
        &["record"],
        &["record", "get"],
        &["login", "--server", "x"],
    ] {
        assert_eq!(home.run(words).code, Some(2), "{words:?}");
    }
}

#[test]
fn an_unreachable_server_keeps_everything_here() {
    let (mut server, tenant, home) = signed_in();
    server.kill();
    let lead = home.create("crm.lead", &["name=Sem sinal"]);
    let said = home.run(&["sync"]).refused();
    assert!(said.contains("kept on this device"), "{said}");
    assert_eq!(
        home.run(&["status"]).ok()["pending"],
        1,
        "the edit waits: it was never sent"
    );
    assert_eq!(home.get(&lead)["pending"], true);
    server.launch();
    home.sync();
    assert_eq!(home.get(&lead)["pending"], false);
    Home::new()
        .login(&server, &tenant, "ana", Tenant::PASSWORD)
        .ok();
}

#[test]
fn a_captive_portal_is_not_taken_for_the_server() {
    let (mut server, _tenant, home) = signed_in();
    let lead = home.create("crm.lead", &["name=No hotel"]);
    let address = server.url().trim_start_matches("http://").to_owned();
    server.kill();
    let portal = TcpListener::bind(&address).unwrap();
    std::thread::spawn(move || {
        for client in portal.incoming().take(4).flatten() {
            answer_as_a_portal(client);
        }
    });
    home.run(&["sync"]).refused();
    assert_eq!(home.get(&lead)["pending"], true);
}

fn answer_as_a_portal(mut client: TcpStream) {
    let mut request = [0; 4096];
    let _ = client.read(&mut request);
    let page = "<html>Bem-vindo ao hotel</html>";
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n",
        page.len()
    );
    let _ = client.write_all(format!("{head}{page}").as_bytes());
}

#[test]
fn hostile_messages_are_refused_and_the_server_lives() {
    let (server, _tenant, home) = signed_in();
    let lead = home.create("crm.lead", &["name=Antes"]);
    home.sync();
    let address = server.url().trim_start_matches("http://").to_owned();
    let mut bomb = b"CF\x01\x01".to_vec();
    bomb.extend([0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff]);
    for (route, body) in [
        ("session", &b""[..]),
        ("session", b"CF"),
        ("session", b"CF\x09\x00"),
        ("session", &bomb),
        ("push", b"CF\x01\x00forged"),
        ("pull", &[0xff; 4096]),
        ("nothing", b"x"),
    ] {
        let status = post(&address, route, body);
        assert!((400..500).contains(&status), "{route} answered {status}");
    }
    home.set(&lead, &["name=Depois"]);
    home.sync();
}

/// Posts bytes as they are and gives the status.
fn post(address: &str, route: &str, body: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /v1/{route} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/x-campo-frame\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or_default()
}

#[test]
fn a_damaged_database_is_an_error_that_says_what_to_do() {
    let (_server, _tenant, home) = signed_in();
    let mut bytes = std::fs::read(home.database()).unwrap();
    let middle = bytes.len() / 2;
    bytes[..64].fill(0);
    bytes[middle] ^= 1;
    std::fs::write(home.database(), bytes).unwrap();
    home.run(&["record", "list", "crm.lead"]).refused();
}
