//! How many edits a server takes: checked, allowed, merged, searchable and durable.

use std::time::Instant;

use anyhow::Result;
use campo_document::Edit;
use futures_util::future::try_join_all;

use super::client::Client;
use super::plain_log::{PlainLog, append};
use super::process::cpu_seconds;
use super::stage::Stage;
use crate::author::Author;
use crate::measure::{CAMPO, LIMIT, Measure, Sink};
use crate::workload::Workload;

const BATCH: usize = 500;

/// Of each record one, up to so many.
const MOST_EDITS: usize = 20_000;

/// Devices that send at the same time, each one edit after the other.
const DEVICES: usize = 50;
const EDITS_EACH: usize = 20;

/// The device that made every record, at the server.
pub struct Office<'a> {
    /// What it sends.
    pub author: Author<'a>,
    /// How.
    pub client: Client,
}

/// Sends every record and an edit of each to the server, in batches.
pub async fn fill<'a>(
    workload: &'a Workload,
    stage: &Stage,
    log: &PlainLog,
    sink: &mut Sink,
) -> Result<Office<'a>> {
    let client = stage.device().await?;
    let author = Author::new(workload, client.device);
    let mut office = Office { author, client };
    let count = workload.records.len();
    let step = count.div_ceil(MOST_EDITS).max(1);
    let made = (0..count)
        .map(|i| office.author.create(i))
        .collect::<Result<Vec<_>>>()?;
    sink.add(
        batches(
            "server: new records in batches of 500",
            made,
            &mut office,
            stage,
            log,
            count,
        )
        .await?,
    )?;
    let edited = (0..count)
        .step_by(step)
        .map(|i| office.author.edit(i, 2000))
        .collect::<Result<Vec<_>>>()?;
    sink.add(
        batches(
            "server: edits in batches of 500",
            edited,
            &mut office,
            stage,
            log,
            count,
        )
        .await?,
    )?;
    Ok(office)
}

/// The rates at which a plain log and the server take batches.
async fn batches(
    row: &str,
    edits: Vec<Edit>,
    office: &mut Office<'_>,
    stage: &Stage,
    log: &PlainLog,
    records: usize,
) -> Result<[Measure; 2]> {
    let count = edits.len();
    let (started, cpu) = (Instant::now(), cpu_seconds(log.process()));
    let http = reqwest::Client::new();
    for batch in edits.chunks(BATCH) {
        append(&http, log.url(), &plain(batch)?).await?;
    }
    let limit = rate(
        row,
        LIMIT,
        records,
        count,
        started,
        cpu_seconds(log.process()) - cpu,
    );
    let pushes: Vec<_> = edits
        .chunks(BATCH)
        .map(|batch| office.author.push(batch.to_vec()))
        .collect();
    let server = stage.process()?;
    let (started, cpu) = (Instant::now(), cpu_seconds(server));
    for push in &pushes {
        office.client.push(push).await?;
    }
    let campo = rate(
        row,
        CAMPO,
        records,
        count,
        started,
        cpu_seconds(server) - cpu,
    );
    Ok([limit, campo])
}

/// Fifty devices send their edits one by one.
pub async fn one_by_one(
    workload: &Workload,
    stage: &Stage,
    log: &PlainLog,
    sink: &mut Sink,
) -> Result<()> {
    const ROW: &str = "server: edits one by one from 50 devices";
    let mut devices = Vec::new();
    let first = stage.device().await?;
    for number in 0..DEVICES {
        let client = first.enroll().await?;
        let mut author = Author::new(workload, client.device);
        let made = author.create_more(number)?;
        client.push(&author.push(vec![made])).await?;
        let edits = (0..EDITS_EACH).map(|round| author.edit_more(number, round));
        let edits = edits.collect::<Result<Vec<_>>>()?;
        devices.push((client, author, edits));
    }
    let (count, records) = (DEVICES * EDITS_EACH, workload.records.len());
    let (started, cpu) = (Instant::now(), cpu_seconds(log.process()));
    let http = reqwest::Client::new();
    try_join_all(devices.iter().map(async |(_, _, edits)| {
        for edit in edits {
            append(&http, log.url(), &plain(std::slice::from_ref(edit))?).await?;
        }
        Ok::<_, anyhow::Error>(())
    }))
    .await?;
    let limit = rate(
        ROW,
        LIMIT,
        records,
        count,
        started,
        cpu_seconds(log.process()) - cpu,
    );
    let server = stage.process()?;
    let (started, cpu) = (Instant::now(), cpu_seconds(server));
    try_join_all(
        devices
            .into_iter()
            .map(async |(client, mut author, edits)| {
                for edit in edits {
                    client.push(&author.push(vec![edit])).await?;
                }
                Ok::<_, anyhow::Error>(())
            }),
    )
    .await?;
    let campo = rate(
        ROW,
        CAMPO,
        records,
        count,
        started,
        cpu_seconds(server) - cpu,
    );
    sink.add([limit, campo])
}

/// Edits as the plain log takes them.
pub fn plain(edits: &[Edit]) -> Result<Vec<Vec<u8>>> {
    let rows = edits
        .iter()
        .map(|edit| Ok(campo_wire::frame::encode(edit)?));
    rows.collect()
}

/// So many a second on the wall, and so many in a second of the processor.
fn rate(
    row: &str,
    subject: &str,
    records: usize,
    count: usize,
    started: Instant,
    cpu: f64,
) -> Measure {
    let wall = count as f64 / started.elapsed().as_secs_f64();
    Measure {
        cpu: vec![count as f64 / cpu.max(0.01)],
        ..Measure::new(row, subject, records, "/s", vec![wall])
    }
}
