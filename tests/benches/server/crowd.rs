//! Many connected devices: memory, and how soon edits are acknowledged and seen.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use campo_wire::sync::{Item, SessionReply};
use futures_util::future::try_join_all;
use tokio::task::JoinSet;

use super::client::{Client, Socket, news};
use super::process::{allow_sockets, cpu_seconds, resident_mib};
use super::stage::Stage;
use crate::author::Author;
use crate::measure::{CAMPO, Measure, Sink, quantile};
use crate::workload::Workload;

/// The target's crowd; fewer where fewer records are measured or fewer sockets allowed.
const MOST_DEVICES: usize = 10_000;
const TENANTS: usize = 200;
const EDITS_A_SECOND: usize = 100;
const SECONDS: usize = 20;
/// How long edits may take to be seen after the last was sent.
const PATIENCE: Duration = Duration::from_secs(10);
/// What the crowd does and sees.
#[derive(Default)]
struct Watch {
    /// When each edit was sent: by its tenant, and its number there.
    sent: Mutex<BTreeMap<(usize, u64), Instant>>,
    /// How old each edit was when another device had it.
    seen_ms: Mutex<Vec<f64>>,
    failed: AtomicUsize,
}

/// Somebody of each tenant who edits.
struct Writer<'a> {
    /// Edits of one device go one after the other.
    client: Arc<tokio::sync::Mutex<Client>>,
    author: Author<'a>,
}

/// Connects devices, and lets some edit while all listen and pull.
pub async fn run(workload: &Workload, sink: &mut Sink) -> Result<()> {
    // The server's sockets and ours come out of two pockets of the same size.
    let allowed = usize::try_from(allow_sockets(20_000)?)? * 2 / 3;
    let devices = workload.records.len().min(MOST_DEVICES).min(allowed);
    let tenants = TENANTS.min(devices / 50).max(1);
    let (stage, sessions) = Stage::with_tenants(workload, tenants)?;
    let server = stage.process()?;
    let bare = resident_mib(server);
    let watch = Arc::new(Watch::default());
    let mut listening = JoinSet::new();
    let (url, each) = (stage.url(), devices / tenants);
    let writers = gather(workload, &url, sessions, each, &watch, &mut listening).await?;
    let idle_cpu = cpu_seconds(server);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle_cpu = (cpu_seconds(server) - idle_cpu) / 5.0;
    let connected = resident_mib(server);
    let acks = rush(writers, &watch).await?;
    listening.shutdown().await;
    let seen = std::mem::take(&mut *locked(&watch.seen_ms));
    let failed = watch.failed.load(Ordering::Relaxed);
    let note = format!("{devices} devices in {tenants} tenants, {bare:.0} MiB before they came");
    let of =
        |row: &str, unit, value| Measure::new(row, CAMPO, devices, unit, vec![value]).noted(&note);
    let sent = acks.len() + failed;
    sink.add([
        of(
            "crowd: memory of the server, all connected",
            "MiB",
            connected,
        ),
        of(
            "crowd: memory of the server, after the edits",
            "MiB",
            resident_mib(server),
        ),
        of(
            "crowd: processor while nobody works",
            "ms/s",
            idle_cpu * 1e3,
        ),
        of("crowd: acknowledged, p50", "ms", quantile(&acks, 0.5)),
        of("crowd: acknowledged, p99", "ms", quantile(&acks, 0.99)),
        of("crowd: seen by the others, p50", "ms", quantile(&seen, 0.5)),
        of(
            "crowd: seen by the others, p99",
            "ms",
            quantile(&seen, 0.99),
        ),
        of(
            "crowd: failed requests",
            "%",
            failed as f64 * 100.0 / sent.max(1) as f64,
        ),
    ])
}

/// Makes a record in each tenant, then lets devices connect and read it; they follow from then on.
async fn gather<'a>(
    workload: &'a Workload,
    url: &str,
    sessions: Vec<SessionReply>,
    each: usize,
    watch: &Arc<Watch>,
    listening: &mut JoinSet<()>,
) -> Result<Vec<Writer<'a>>> {
    let http = reqwest::Client::new();
    let mut writers = Vec::new();
    for (tenant, session) in sessions.into_iter().enumerate() {
        let client = Client::new(http.clone(), url, session.token, session.device);
        let mut author = Author::new(workload, client.device);
        let made = author.create(0)?;
        client.push(&author.push(vec![made])).await?;
        let connected = try_join_all((0..each).map(async |_| connect(&client).await)).await?;
        for (device, socket) in connected {
            listening.spawn(follow(tenant, device, socket, Arc::clone(watch)));
        }
        let client = Arc::new(tokio::sync::Mutex::new(client));
        writers.push(Writer { client, author });
    }
    Ok(writers)
}

async fn connect(client: &Client) -> Result<(Client, Socket)> {
    let mut device = client.enroll().await?;
    let socket = device.listen().await?;
    device.pull().await?;
    Ok((device, socket))
}

/// Edits at a steady pace, each tenant in its turn; how long each waited for its verdict, ms.
async fn rush(mut writers: Vec<Writer<'_>>, watch: &Arc<Watch>) -> Result<Vec<f64>> {
    let mut pace = tokio::time::interval(Duration::from_secs(1) / EDITS_A_SECOND as u32);
    let mut answers = JoinSet::new();
    let tenants = writers.len().max(1);
    for turn in 0..EDITS_A_SECOND * SECONDS {
        pace.tick().await;
        let tenant = turn % tenants;
        let writer = writers.get_mut(tenant).context("there is a tenant")?;
        let edit = writer.author.edit(0, turn)?;
        let (number, started) = (edit.id.seq, Instant::now());
        let push = writer.author.push(vec![edit]);
        let client = Arc::clone(&writer.client);
        locked(&watch.sent).insert((tenant, number), started);
        answers.spawn(async move {
            let answer = client.lock().await.push(&push).await;
            answer.map(|()| started.elapsed().as_secs_f64() * 1e3)
        });
    }
    let mut waits = Vec::new();
    while let Some(answer) = answers.join_next().await {
        match answer? {
            Ok(waited) => waits.push(waited),
            Err(_) => drop(watch.failed.fetch_add(1, Ordering::Relaxed)),
        }
    }
    tokio::time::sleep(PATIENCE).await;
    Ok(waits)
}

/// Pulls whenever there is news, and notes how old each edit is when it comes.
async fn follow(tenant: usize, mut device: Client, mut socket: Socket, watch: Arc<Watch>) {
    while news(&mut socket).await.is_ok() {
        let Ok(items) = device.pull().await else {
            watch.failed.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        for item in items {
            if let Item::Edit { edit, .. } = item
                && let Some(started) = locked(&watch.sent).get(&(tenant, edit.id.seq))
            {
                locked(&watch.seen_ms).push(started.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    watch.failed.fetch_add(1, Ordering::Relaxed);
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
