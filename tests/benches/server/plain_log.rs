//! The limit of a server: a log on a socket. It appends what comes, tells who listens, and gives what follows a number.
//!
//! The same encrypted SQLite with the same durability, and nothing else: nobody signs in, nothing is checked, merged
//! or searched. A request is the postcard of a list of byte strings, one row each; the answer is the head.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as Part, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use campo_wire::frame::{decode, encode};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::ratios::plain::KEY;

/// The process that serves the log, until it is dropped.
pub struct PlainLog {
    process: Child,
    url: String,
    _data: TempDir,
}

impl PlainLog {
    /// Starts this program anew, as the server.
    pub fn start() -> Result<Self> {
        let data = TempDir::new()?;
        let mut process = Command::new(std::env::current_exe()?)
            .arg("plain-log")
            .arg(data.path().join("log.db"))
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().context("the output is piped")?;
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url)?;
        Ok(Self {
            process,
            url: url.trim().to_owned(),
            _data: data,
        })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for PlainLog {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Appends rows.
pub async fn append(http: &reqwest::Client, url: &str, rows: &[Vec<u8>]) -> Result<()> {
    let call = http.post(format!("{url}/log")).body(encode(&rows)?);
    ensure!(call.send().await?.status().is_success(), "the log refused");
    Ok(())
}

/// The number of the last row.
pub async fn head(http: &reqwest::Client, url: &str) -> Result<u64> {
    let answer = http.get(format!("{url}/log")).send().await?;
    Ok(answer.text().await?.parse()?)
}

/// The rows after a number.
pub async fn after(http: &reqwest::Client, url: &str, seq: u64) -> Result<Vec<Vec<u8>>> {
    let answer = http.get(format!("{url}/log/{seq}")).send().await?;
    Ok(decode(&answer.bytes().await?)?)
}

#[derive(Clone)]
struct Log {
    connection: Arc<Mutex<Connection>>,
    head: Arc<watch::Sender<u64>>,
}

/// Serves a log for ever, and prints where.
pub fn serve(path: &Path) -> Result<()> {
    let connection = campo_sqlite::open(path, Some(&KEY))?;
    connection.execute_batch("CREATE TABLE log (seq INTEGER PRIMARY KEY, edit BLOB NOT NULL)")?;
    let log = Log {
        connection: Arc::new(Mutex::new(connection)),
        head: Arc::new(watch::channel(0).0),
    };
    let routes = Router::new()
        .route("/log", post(add).get(last))
        .route("/log/{seq}", get(rows))
        .route("/live", get(open))
        .with_state(log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let mut output = std::io::stdout();
        writeln!(output, "http://{}", listener.local_addr()?)?;
        output.flush()?;
        Ok(axum::serve(listener, routes).await?)
    })
}

async fn add(State(log): State<Log>, body: Bytes) -> Result<String, StatusCode> {
    let told = Arc::clone(&log.head);
    let head = blocking(move || log.add(&decode::<Vec<Vec<u8>>>(&body)?)).await?;
    told.send_replace(head);
    Ok(head.to_string())
}

async fn last(State(log): State<Log>) -> String {
    log.head.borrow().to_string()
}

async fn rows(State(log): State<Log>, Part(seq): Part<u64>) -> Result<Vec<u8>, StatusCode> {
    blocking(move || log.after(seq)).await
}

async fn open(State(log): State<Log>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| tell(socket, log.head.subscribe()))
}

async fn tell(mut socket: WebSocket, mut head: watch::Receiver<u64>) {
    while head.changed().await.is_ok() {
        let message = head.borrow_and_update().to_be_bytes().to_vec();
        if socket.send(Message::Binary(message.into())).await.is_err() {
            return;
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T, StatusCode> {
    let done = tokio::task::spawn_blocking(work).await;
    done.ok()
        .and_then(Result::ok)
        .ok_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl Log {
    fn add(&self, edits: &[Vec<u8>]) -> Result<u64> {
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let sql = connection.transaction()?;
        for edit in edits {
            sql.prepare_cached("INSERT INTO log (edit) VALUES (?1)")?
                .execute([edit])?;
        }
        let head = sql.last_insert_rowid();
        sql.commit()?;
        Ok(u64::try_from(head)?)
    }

    fn after(&self, seq: u64) -> Result<Vec<u8>> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut read =
            connection.prepare_cached("SELECT edit FROM log WHERE seq > ?1 ORDER BY seq")?;
        let rows = read.query_map([i64::try_from(seq)?], |row| row.get(0))?;
        Ok(encode(&rows.collect::<Result<Vec<Vec<u8>>, _>>()?)?)
    }
}
