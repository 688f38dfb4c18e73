//! A real browser, or the app's real window, driven over WebDriver.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

use crate::home::Home;
use crate::port::free_port;
use crate::process::bin;

/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser or window with the processes behind it; all end when it is dropped.
pub struct Page {
    client: Client,
    processes: Vec<Process>,
}

/// A process that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Page {
    /// Headless Chromium on the app that `campo serve` shows of a home.
    pub async fn browser(home: &Home) -> Self {
        Self::chromium(home, &[]).await
    }

    /// The same with a camera that sees a film, over and over, and the permission to use it.
    pub async fn browser_with_camera(home: &Home, film: &Path) -> Self {
        let film = format!("--use-file-for-fake-video-capture={}", film.display());
        let flags = [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            &film,
        ];
        Self::chromium(home, &flags).await
    }

    async fn chromium(home: &Home, flags: &[&str]) -> Self {
        let port = free_port();
        let driver = start(Command::new("chromedriver").arg(format!("--port={port}")));
        let profile = home.path().join("browser");
        let usual = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "--lang=en",
            &format!("--user-data-dir={}", profile.display()),
        ];
        let arguments = [&usual[..], flags].concat();
        let options =
            json!({ "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": arguments } });
        let (serve, url) = serve(home);
        let page = Self {
            client: connect(port, options).await,
            processes: vec![serve, driver],
        };
        page.client
            .goto(&url)
            .await
            .expect("the app opens in the browser");
        page
    }

    /// The app's own window, on a screen that only exists in memory.
    pub async fn window(home: &Home) -> Self {
        let screen = Screen::new();
        let mut environment = screen.environment();
        environment.push(("CAMPO_PASSPHRASE".into(), Home::PASSPHRASE.into()));
        let arguments = json!(["--home", home.path()]);
        let mut page = Self::shell(&arguments, &environment).await;
        page.processes.push(screen.process);
        page
    }

    /// The app's own window, started with these arguments in this environment; the screen is the caller's.
    pub async fn shell(arguments: &serde_json::Value, environment: &[(String, String)]) -> Self {
        let port = free_port();
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LANG", "en_US.UTF-8")
            .env_remove("CAMPO_PASSPHRASE")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .envs(environment.iter().cloned());
        let driver = start(&mut driver);
        let options = json!({ "webkitgtk:browserOptions": { "binary": bin("campo-desktop"), "args": arguments } });
        Self {
            client: connect(port, options).await,
            processes: vec![driver],
        }
    }

    /// Clicks what has this test id.
    pub async fn click(&self, id: &str) {
        self.find(id)
            .await
            .click()
            .await
            .unwrap_or_else(|error| panic!("clicking {id}: {error}"));
    }

    /// Replaces the text of the input with this test id.
    pub async fn fill(&self, id: &str, text: &str) {
        let input = self.find(id).await;
        input
            .clear()
            .await
            .unwrap_or_else(|error| panic!("clearing {id}: {error}"));
        input
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("typing into {id}: {error}"));
    }

    /// Chooses an option of the select with this test id.
    pub async fn choose(&self, id: &str, value: &str) {
        let select = self.find(id).await;
        select
            .select_by_value(value)
            .await
            .unwrap_or_else(|error| panic!("choosing {value} in {id}: {error}"));
    }

    /// Waits until the text of the page contains this.
    pub async fn shows(&self, text: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let body = self.body().await;
            if body.contains(text) {
                return;
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "`{text}` does not appear; the page says: {body}"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until there is something with this test id.
    pub async fn waits_for(&self, id: &str) {
        self.find(id).await;
    }

    /// Waits until nothing has this test id.
    pub async fn loses(&self, id: &str) {
        let selector = format!("[data-testid={id:?}]");
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !matches!(self.client.find_all(Locator::Css(&selector)).await, Ok(found) if found.is_empty())
        {
            assert!(
                tokio::time::Instant::now() < deadline,
                "{id} stays; the page says: {}",
                self.body().await
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The answer of a command of the app, asked by the page.
    pub async fn ask(&self, command: &str) -> serde_json::Value {
        let script = "const [command, done] = arguments;
            fetch(`/rpc/${command}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
                .then((answer) => answer.json()).then(done);";
        self.client
            .execute_async(script, vec![json!(command)])
            .await
            .expect("the app answers its page")
    }

    /// What the input with this test id holds.
    pub async fn value(&self, id: &str) -> String {
        let input = self.find(id).await;
        input
            .prop("value")
            .await
            .unwrap_or_default()
            .unwrap_or_default()
    }

    /// Goes to a place of the app, as `#/conflicts`.
    pub async fn go(&self, place: &str) {
        let script = format!("location.hash = {place:?}");
        self.client
            .execute(&script, Vec::new())
            .await
            .expect("the page runs its router");
    }

    /// Waits for what has this test id.
    async fn find(&self, id: &str) -> fantoccini::elements::Element {
        let selector = format!("[data-testid={id:?}]");
        let waiting = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(&selector));
        match waiting.await {
            Ok(element) => element,
            Err(error) => panic!(
                "{id} does not appear ({error}); the page says: {}",
                self.body().await
            ),
        }
    }

    async fn body(&self) -> String {
        let body = self
            .client
            .execute("return document.body.innerText", Vec::new())
            .await;
        body.ok()
            .and_then(|text| text.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Ends the session, then the processes.
    pub async fn close(self) {
        let _ = self.client.close().await;
        drop(self.processes);
    }
}

async fn connect(port: u16, options: serde_json::Value) -> Client {
    let capabilities: Capabilities = options.as_object().cloned().unwrap_or_default();
    let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
    builder.capabilities(capabilities);
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match builder.connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            Err(error) => assert!(
                tokio::time::Instant::now() < deadline,
                "no WebDriver session: {error}"
            ),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// `campo serve` on a home, and the address it printed.
fn serve(home: &Home) -> (Process, String) {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist");
    let mut command = home.command(&["serve", "--listen", "127.0.0.1:0", "--ui"]);
    let mut process = command
        .arg(ui)
        .stdout(Stdio::piped())
        .spawn()
        .expect("campo serve starts");
    let line = first_line(&mut process);
    let answer: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
    let url = answer["url"]
        .as_str()
        .unwrap_or_else(|| panic!("campo serve said: {line}"));
    (Process(process), url.to_owned())
}

/// A screen that only exists in memory; it ends when it is dropped.
pub struct Screen {
    name: String,
    process: Process,
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}

impl Screen {
    /// A screen of its own: the X server takes a number nobody else has, and says which.
    pub fn new() -> Self {
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x900x24"]);
        let mut process = xvfb
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts: run `cargo xtask setup`");
        let number = first_line(&mut process);
        Self {
            name: format!(":{}", number.trim()),
            process: Process(process),
        }
    }

    /// What programs find in their environment to be shown on it.
    pub fn environment(&self) -> Vec<(String, String)> {
        vec![("DISPLAY".to_owned(), self.name.clone())]
    }
}

fn first_line(process: &mut Child) -> String {
    let stdout = process.stdout.take().expect("stdout is piped");
    let mut line = String::new();
    BufReader::new(stdout)
        .read_line(&mut line)
        .expect("the process says a line");
    line
}

fn start(command: &mut Command) -> Process {
    let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    Process(process.unwrap_or_else(|error| {
        panic!("{command:?} does not start ({error}): run `cargo xtask setup`")
    }))
}
