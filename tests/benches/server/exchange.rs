//! A device and the server: the first synchronization, reconnecting, and starting without a connection.

use std::io::{Seek, Write};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use campo_tests::{Home, Tenant};

use super::client::Client;
use super::plain_log::{PlainLog, after, append};
use super::process::{self, Ended};
use super::proxy::Proxy;
use super::stage::{Stage, USER, key};
use super::throughput::{Office, plain};
use crate::measure::{CAMPO, LIMIT, Measure, Sink};
use crate::ratios::packed;
use crate::ratios::plain::Plain;
use crate::ratios::writes::insert_all;
use crate::workload::{Workload, line};

const TURNS: usize = 7;
const PULLS: usize = 30;
const PAGE: usize = 1000;
const TYPE: &str = "bench.order";

/// Measures everything that a device and the server exchange.
pub async fn run(
    workload: &Workload,
    stage: &Stage,
    log: &PlainLog,
    office: &mut Office<'_>,
    sink: &mut Sink,
) -> Result<()> {
    let proxy = Proxy::to(&stage.url()).await?;
    let home = Home::new();
    first_sync(workload, &home, &proxy, sink)?;
    unchanged(workload, &home, &proxy, log, office, sink).await?;
    reconnect(workload, &home, &proxy, log, office, sink).await?;
    cold_start(workload, &home, sink)
}

fn first_sync(workload: &Workload, home: &Home, proxy: &Proxy, sink: &mut Sink) -> Result<()> {
    let records = workload.records.len();
    let mut tables = Plain::new(workload)?;
    let limit = insert_all(&mut tables, workload, PAGE)?.wall;
    let Ended { wall, most_mib } = sign_in(home, proxy)?;
    let bytes = proxy.take();
    let all = home.run(&["record", "list", TYPE, "--limit", "1"]).ok();
    ensure!(all["total"] == records, "every record is on the device");
    let lines = workload.records.iter();
    let lines = lines.map(|record| line(record, &record.fields));
    let each = |time: std::time::Duration| vec![time.as_secs_f64() * 1e6 / records as f64];
    const TIME: &str = "first sync: until all is there, a record";
    sink.add([
        Measure::new(TIME, LIMIT, records, "us", each(limit)).noted("plain insert, no download"),
        Measure::new(TIME, CAMPO, records, "us", each(wall)),
        Measure::new(
            "first sync: memory of the device",
            CAMPO,
            records,
            "MiB",
            vec![most_mib],
        )
        .noted("46 MiB of it to open the vault by a passphrase"),
    ])?;
    let bytes = (packed(lines)?, bytes);
    sink.add(Measure::bytes(
        "first sync: bytes on the socket, a record",
        records,
        records,
        bytes,
    ))
}

async fn unchanged(
    workload: &Workload,
    home: &Home,
    proxy: &Proxy,
    log: &PlainLog,
    office: &Office<'_>,
    sink: &mut Sink,
) -> Result<()> {
    let records = workload.records.len();
    run_to_end(home, &["sync"])?;
    proxy.take();
    let (mut bytes, mut times) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        times.push(run_to_end(home, &["sync"])?.wall.as_secs_f64() * 1e3);
        bytes.push(proxy.take() as f64);
    }
    let log_proxy = Proxy::to(log.url()).await?;
    after(
        &reqwest::Client::new(),
        &log_proxy.url(),
        u64::from(u32::MAX),
    )
    .await?;
    let limit = log_proxy.take() as f64;
    let mut reader = office.client.enroll().await?;
    reader.pull().await?;
    let mut reader = reader.at(&proxy.url());
    proxy.take();
    reader.pull().await?;
    let pull = proxy.take() as f64;
    const BYTES: &str = "reconnect, nothing changed: bytes on the socket";
    sink.add([
        Measure::new(BYTES, LIMIT, records, "B", vec![limit]).noted("one request of the plain log"),
        Measure::new(BYTES, CAMPO, records, "B", bytes).noted("`campo sync`: meeting and pull"),
        Measure::new(
            "reconnect, nothing changed: bytes of the pull alone",
            CAMPO,
            records,
            "B",
            vec![pull],
        ),
        Measure::new(
            "reconnect, nothing changed: `campo sync`",
            CAMPO,
            records,
            "ms",
            times,
        )
        .noted("a process from start to end, its vault opened by a passphrase"),
    ])
}

async fn reconnect(
    workload: &Workload,
    home: &Home,
    proxy: &Proxy,
    log: &PlainLog,
    office: &mut Office<'_>,
    sink: &mut Sink,
) -> Result<()> {
    let records = workload.records.len();
    let mut reader = office.client.enroll().await?;
    reader.pull().await?;
    run_to_end(home, &["sync"])?;
    proxy.take();
    const ROUND: usize = 3000;
    let places = || (0..records).step_by(100);
    let (mut limits, mut campos) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    for turn in 0..TURNS {
        let (limit, campo) = change(places(), ROUND + turn, log, office, &mut reader).await?;
        limits.push(limit);
        campos.push(campo);
        run_to_end(home, &["sync"])?;
        bytes = proxy.take();
    }
    let bytes = (packed(workload.patches(100, ROUND))?, bytes);
    const TIME: &str = "reconnect, 1 % edited: the request";
    sink.add([
        Measure::new(TIME, LIMIT, records, "ms", limits),
        Measure::new(TIME, CAMPO, records, "ms", campos),
    ])?;
    let count = places().count();
    sink.add(Measure::bytes(
        "reconnect, 1 % edited: bytes on the socket, an edit",
        records,
        count,
        bytes,
    ))?;
    let (mut limits, mut campos) = (Vec::new(), Vec::new());
    for turn in 0..PULLS {
        let place = turn * 7919 % records;
        let (limit, campo) = change(
            place..place + 1,
            ROUND + TURNS + turn,
            log,
            office,
            &mut reader,
        )
        .await?;
        limits.push(limit);
        campos.push(campo);
    }
    const PULL: &str = "pull of one edit";
    sink.add([
        Measure::new(PULL, LIMIT, records, "ms", limits),
        Measure::new(PULL, CAMPO, records, "ms", campos),
    ])
}

/// Lets the office edit records, and reads that from the plain log and from the server; the times in ms.
async fn change(
    places: impl Iterator<Item = usize>,
    round: usize,
    log: &PlainLog,
    office: &mut Office<'_>,
    reader: &mut Client,
) -> Result<(f64, f64)> {
    const BATCH: usize = 500;
    let edits = places
        .map(|i| office.author.edit(i, round))
        .collect::<Result<Vec<_>>>()?;
    let http = reqwest::Client::new();
    let before = super::plain_log::head(&http, log.url()).await?;
    for batch in edits.chunks(BATCH) {
        append(&http, log.url(), &plain(batch)?).await?;
        let push = office.author.push(batch.to_vec());
        office.client.push(&push).await?;
    }
    let started = Instant::now();
    let rows = after(&http, log.url(), before).await?;
    let limit = started.elapsed();
    let started = Instant::now();
    let items = reader.pull().await?;
    let campo = started.elapsed();
    ensure!(
        rows.len() == edits.len() && items.len() >= edits.len(),
        "both give every edit"
    );
    Ok((limit.as_secs_f64() * 1e3, campo.as_secs_f64() * 1e3))
}

fn cold_start(workload: &Workload, home: &Home, sink: &mut Sink) -> Result<()> {
    let records = workload.records.len();
    let mut tables = Plain::new(workload)?;
    insert_all(&mut tables, workload, PAGE)?;
    let path = tables.path();
    let _folder = tables.close();
    let (mut limit, mut campo, mut vault) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        limit.push(millis(|| Plain::open_and_list(&path).map(drop))?);
        let list = [
            "record",
            "list",
            TYPE,
            "--where",
            "self.status == 'running'",
            "--limit",
            "50",
        ];
        campo.push(run_to_end(home, &list)?.wall.as_secs_f64() * 1e3);
        vault.push(millis(|| {
            let opened = campo_app::vault_key(home.path(), Home::PASSPHRASE);
            opened.map(drop).context("the vault opens")
        })?);
    }
    const ROW: &str = "cold start: `campo record list`, 50 rows";
    sink.add([
        Measure::new(ROW, LIMIT, records, "ms", limit).noted("opening the file, no process"),
        Measure::new(ROW, CAMPO, records, "ms", campo),
        Measure::new(
            "cold start: of it, the passphrase",
            CAMPO,
            records,
            "ms",
            vault,
        )
        .noted("Argon2; none with a keyring"),
    ])
}

/// Signs in, which also fetches everything.
fn sign_in(home: &Home, proxy: &Proxy) -> Result<Ended> {
    let mut password = tempfile::tempfile()?;
    password.write_all(Tenant::PASSWORD.as_bytes())?;
    password.rewind()?;
    let (url, tenant) = (proxy.url(), key(0));
    let words = [
        "login",
        "--server",
        &url,
        "--tenant",
        &tenant,
        "--user",
        USER,
        "--password-stdin",
    ];
    let mut login = home.command(&words);
    tokio::task::block_in_place(|| process::run_to_end(login.stdin(password)))
}

fn run_to_end(home: &Home, words: &[&str]) -> Result<Ended> {
    let mut command = home.command(words);
    tokio::task::block_in_place(|| process::run_to_end(command.stdin(Stdio::null())))
}

fn millis(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed().as_secs_f64() * 1e3)
}
