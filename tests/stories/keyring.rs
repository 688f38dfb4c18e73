//! The database key in a real Secret Service: GNOME's keyring on a session bus of its own.

use std::io::Write;
use std::process::{Command, Stdio};

use campo_tests::{Home, Server, Tenant, bin};

/// Unlocks a fresh keyring, then signs in and reads, as two processes would.
const SESSION: &str = r#"
printf 'keyring password\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
head -n 1 | "$CAMPO" --home "$HOME_DIR" --json login --server "$SERVER" --tenant "$TENANT" --user ana --password-stdin &&
"$CAMPO" --home "$HOME_DIR" --json sync &&
"$CAMPO" --home "$HOME_DIR" --json record create crm.lead name=Chaveiro
"#;

#[test]
fn the_keyring_keeps_the_key_and_no_file_does() {
    let server = Server::start();
    let tenant = server.tenant("keys");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::new();
    let keyrings = tempfile::tempdir().unwrap();
    let mut session = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", SESSION])
        .env("CAMPO", bin("campo"))
        .env("HOME_DIR", home.path())
        .env("SERVER", server.url())
        .env("TENANT", &tenant.key)
        .env("XDG_DATA_HOME", keyrings.path())
        .env_remove("CAMPO_PASSPHRASE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("dbus-run-session starts: run `cargo xtask setup`");
    writeln!(session.stdin.take().unwrap(), "{}", Tenant::PASSWORD).unwrap();
    let output = session.wait_with_output().unwrap();
    let (said, errors) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(said.contains("Chaveiro"), "{said} {errors}");
    let vault = std::fs::read_to_string(home.path().join("vault.json")).unwrap();
    assert!(
        vault.contains("\"kept\":\"keyring\"") && !vault.contains("sealed"),
        "{vault}"
    );
    // Without that keyring there is no way in.
    let outside = home
        .command(&["status"])
        .env_remove("CAMPO_PASSPHRASE")
        .output()
        .unwrap();
    assert_eq!(outside.status.code(), Some(1));
}
