//! Links of other programs: they open a record in the window, and a second start hands its link to the first.

use std::fs;
use std::process::Command;

use campo_tests::{Home, Keyring, Page, Screen, Server, Tenant, bin};
use serde_json::json;
use tempfile::TempDir;

/// The app as its person has it: its data where the platform keeps it, on one screen and one message bus.
struct Installed {
    home: Home,
    environment: Vec<(String, String)>,
    data: TempDir,
    _screen: Screen,
    _keyring: Keyring,
}

impl Installed {
    fn signed_in(server: &Server, tenant: &Tenant, user: &str) -> Self {
        let (keyring, screen, data) = (Keyring::new(), Screen::new(), tempfile::tempdir().unwrap());
        let home = Home::at(&data.path().join("br.campo.app"), &keyring.environment());
        home.login(server, tenant, user, Tenant::PASSWORD).ok();
        let mut environment = keyring.environment();
        environment.retain(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS");
        environment.extend(screen.environment());
        for folder in ["XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
            environment.push((folder.to_owned(), data.path().display().to_string()));
        }
        Self {
            home,
            environment,
            data,
            _screen: screen,
            _keyring: keyring,
        }
    }

    /// What the desktop does when somebody opens a link: it starts the app with it.
    fn follow(&self, link: &str) -> Option<i32> {
        let mut app = Command::new(bin("campo-desktop"));
        app.arg(link).envs(self.environment.iter().cloned());
        app.status().unwrap().code()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_its_record_in_the_window_that_is_there() {
    let server = Server::start();
    let tenant = server.tenant("links");
    server.user(&tenant, "ana", "manager", &[]);
    let app = Installed::signed_in(&server, &tenant, "ana");
    app.home.sync();
    let [first, second] = ["Chaveiro", "Cisterna"]
        .map(|name| app.home.create("crm.lead", &[&format!("name={name}")]));
    let link = |id: &str| format!("campo://record/{}/{id}", tenant.key);

    // Started by a link.
    let page = Page::shell(&json!([link(&first)]), &app.environment).await;
    page.waits_for("record-edit").await;
    page.shows("Chaveiro").await;
    // The next one comes to the window that is there.
    assert_eq!(app.follow(&link(&second)), Some(0));
    page.shows("Cisterna").await;
    // A record of somebody else is not opened, and the window says why.
    let strange = "campo://record/other/00000000-0000-7000-8000-000000000000";
    assert_eq!(app.follow(strange), Some(0));
    page.shows("another organization").await;

    let handler = app
        .data
        .path()
        .join("applications/campo-desktop-handler.desktop");
    let handler = fs::read_to_string(handler).unwrap();
    assert!(
        handler.contains("MimeType=x-scheme-handler/campo"),
        "{handler}"
    );
    page.close().await;
}
