//! How soon somebody else sees an edit, durable at the server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use campo_app::App;
use campo_tests::Tenant;
use campo_wire::command::{CreateRecord, RecordRef, UpdateRecord};
use campo_wire::event::Event;
use campo_wire::session::SignIn;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

use super::client::{listen, news};
use super::plain_log::{PlainLog, after, append, head};
use super::stage::{Stage, USER, key};
use super::throughput::plain;
use crate::author::Author;
use crate::measure::{CAMPO, LIMIT, Measure, Sink, quantile};
use crate::workload::Workload;

const EDITS: usize = 200;
const PATIENCE: Duration = Duration::from_secs(20);
const TYPE: &str = "bench.order";

/// Measures with bare requests, and with two whole devices.
pub async fn run(
    workload: &Workload,
    stage: &Stage,
    log: &PlainLog,
    sink: &mut Sink,
) -> Result<()> {
    const WIRE: &str = "live: sent, durable, seen by another";
    let limit = through_log(workload, log).await?;
    sink.add(quantiles(WIRE, LIMIT, &limit))?;
    let campo = through_server(workload, stage).await?;
    sink.add(quantiles(WIRE, CAMPO, &campo))?;
    let devices = Stage::new(workload)?;
    let whole = between_devices(&devices).await?;
    const DEVICES: &str = "live: committed by A, shown by B";
    sink.add(quantiles(DEVICES, LIMIT, &limit))?;
    sink.add(quantiles(DEVICES, CAMPO, &whole))
}

fn quantiles(row: &str, subject: &str, samples: &[f64]) -> [Measure; 2] {
    let of = |name: &str, share| {
        let row = format!("{row}, {name}");
        Measure::new(&row, subject, 1, "ms", vec![quantile(samples, share)])
    };
    [of("p50", 0.5), of("p99", 0.99)]
}

async fn through_log(workload: &Workload, log: &PlainLog) -> Result<Vec<f64>> {
    let http = reqwest::Client::new();
    let mut socket = listen(&format!("{}/live", log.url()), "").await?;
    let mut author = Author::new(workload, campo_model::id::DeviceTag([3; 8]));
    author.create(0)?;
    let mut samples = Vec::new();
    for round in 0..EDITS {
        let before = head(&http, log.url()).await?;
        let rows = plain(&[author.edit(0, round)?])?;
        let started = Instant::now();
        let (sent, told) = tokio::join!(append(&http, log.url(), &rows), async {
            news(&mut socket).await?;
            after(&http, log.url(), before).await
        });
        sent?;
        told?.first().context("the edit comes")?;
        samples.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(samples)
}

async fn through_server(workload: &Workload, stage: &Stage) -> Result<Vec<f64>> {
    let writer = stage.device().await?;
    let mut reader = writer.enroll().await?;
    let mut author = Author::new(workload, writer.device);
    let made = author.create_more(1_000_000)?;
    writer.push(&author.push(vec![made])).await?;
    reader.pull().await?;
    let mut socket = reader.listen().await?;
    news(&mut socket).await?;
    let mut samples = Vec::new();
    for round in 0..EDITS {
        let edit = author.edit_more(1_000_000, round)?;
        let push = author.push(vec![edit]);
        let started = Instant::now();
        let (sent, told) = tokio::join!(writer.push(&push), async {
            loop {
                news(&mut socket).await?;
                if !reader.pull().await?.is_empty() {
                    return Ok::<_, anyhow::Error>(());
                }
            }
        });
        sent?;
        told?;
        samples.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(samples)
}

/// Two devices as people have them, stores and all: from A's commit until B has the row.
async fn between_devices(stage: &Stage) -> Result<Vec<f64>> {
    let ((a, _a_home), (b, _b_home)) = (device(stage).await?, device(stage).await?);
    let mut events = b.events();
    let made = a.create_record(CreateRecord {
        record_type: TYPE.to_owned(),
        fields: amount(0),
    });
    let id = made.map_err(|error| anyhow!("{error}"))?.id;
    shown(&b, &mut events, &id, 0).await?;
    let mut samples = Vec::new();
    for round in 1..=EDITS {
        let update = UpdateRecord {
            id: id.clone(),
            fields: amount(round),
        };
        a.update_record(update)
            .map_err(|error| anyhow!("{error}"))?;
        let committed = Instant::now();
        shown(&b, &mut events, &id, round).await?;
        samples.push(committed.elapsed().as_secs_f64() * 1e3);
    }
    Ok(samples)
}

async fn device(stage: &Stage) -> Result<(Arc<App>, TempDir)> {
    let folder = TempDir::new()?;
    let app = Arc::new(App::open(
        folder.path(),
        Some("bench passphrase".to_owned()),
    )?);
    app.sign_in(SignIn {
        server: stage.url(),
        tenant: key(0),
        user: USER.to_owned(),
        password: Tenant::PASSWORD.to_owned(),
        code: None,
    })
    .await?;
    app.sync_once().await;
    app.start_sync();
    Ok((app, folder))
}

async fn shown(app: &App, events: &mut Receiver<Event>, id: &str, round: usize) -> Result<()> {
    let seen = async {
        loop {
            if let Event::Records { records, .. } = events.recv().await?
                && records.iter().any(|record| record == id)
                && shows(app, id, round)
            {
                return Ok::<_, anyhow::Error>(());
            }
        }
    };
    timeout(PATIENCE, seen).await.context("B shows the edit")?
}

fn shows(app: &App, id: &str, round: usize) -> bool {
    let asked = RecordRef { id: id.to_owned() };
    app.get_record(asked)
        .is_ok_and(|record| record.fields.get("amount") == Some(&json!(round)))
}

fn amount(round: usize) -> Map<String, Value> {
    Map::from_iter([("amount".to_owned(), json!(round))])
}
