//! The smallest pieces of work, each alone: a change's bytes, a record's row, a query's SQL, a step of the replica.

use std::hint::black_box;
use std::time::Duration;

use anyhow::{Context, Result};
use campo_document::fields::{plan, read_fields};
use campo_document::{Body, Change, Document, Limits};
use campo_model::expr::{Expression, Fields as Attributes};
use campo_model::id::{ActorId, DeviceTag};
use campo_model::manifest::RecordType;
use campo_query::list::{ListQuery, page};
use campo_query::predicate::Bindings;
use campo_query::table::System;
use campo_sqlite::projection::{Projections, Tables};
use campo_sync::{Input, Replica};
use campo_wire::sync::{Position, PullReply, PullRequest};
use criterion::Criterion;
use tempfile::TempDir;

use crate::author::Author;
use crate::ratios::plain::KEY;
use crate::workload::{NOW_MS, Workload, edit};

const RECORDS: usize = 1000;
const ME: ActorId = ActorId([1; 16]);

/// Measures each with criterion, which keeps what it found in the folder `CRITERION_HOME`.
pub fn run() -> Result<()> {
    let workload = Workload::new(RECORDS)?;
    let mut criterion = Criterion::default()
        .without_plots()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    codec(&mut criterion, &workload)?;
    projection(&mut criterion, &workload)?;
    query(&mut criterion, &workload)?;
    sync(&mut criterion);
    criterion.final_summary();
    Ok(())
}

fn codec(criterion: &mut Criterion, workload: &Workload) -> Result<()> {
    let mut author = Author::new(workload, DeviceTag([7; 8]));
    let Body::Change { change, .. } = author.create(0)?.body else {
        anyhow::bail!("a record is made by a change");
    };
    let (declared, limits) = (workload.declared()?, Limits::default());
    let (document, (bytes, _)) = (author.document(0)?.clone(), change.encode());
    let stored = document.to_bytes();
    let mut group = criterion.benchmark_group("codec");
    group.bench_function("encode a change of 16 fields", |b| {
        b.iter(|| change.encode())
    });
    group.bench_function("parse a change of 16 fields", |b| {
        b.iter(|| Change::parse(black_box(&bytes), &limits));
    });
    group.bench_function("load a document", |b| {
        b.iter(|| Document::from_bytes(black_box(&stored)));
    });
    group.bench_function("store a document", |b| b.iter(|| document.to_bytes()));
    group.bench_function("read the fields of a document", |b| {
        b.iter(|| read_fields(declared, RecordType::BASE, black_box(&document)));
    });
    let patch = edit(0, 1);
    group.bench_function("author an edit of 3 fields", |b| {
        b.iter(|| {
            let mut document = document.clone();
            let ops = plan(declared, RecordType::BASE, &document, &patch);
            ops.map(|ops| document.author(ME, NOW_MS, &ops))
        });
    });
    group.finish();
    Ok(())
}

fn projection(criterion: &mut Criterion, workload: &Workload) -> Result<()> {
    let folder = TempDir::new()?;
    let connection = campo_sqlite::open(&folder.path().join("micro.db"), Some(&KEY))?;
    Projections::prepare(&connection, &workload.registry)?;
    let tables = Tables::of(&workload.registry)?;
    let projections = Projections::new(&connection, &workload.registry, &tables);
    let ids: Vec<_> = workload
        .records
        .iter()
        .map(|record| record.id.to_string())
        .collect();
    let mut places = (0..RECORDS).cycle();
    connection.execute_batch("BEGIN")?;
    let mut put = || -> Result<()> {
        let place = places.next().context("places go round")?;
        let system = System {
            n: i64::try_from(place)?,
            id: ids.get(place).context("a record has an id")?,
            title: "A title",
            deleted: false,
            pending: false,
            conflict: false,
            created_ms: NOW_MS,
            updated_ms: NOW_MS,
        };
        Ok(projections.put(&workload.key, &workload.record(place)?.fields, &system)?)
    };
    let mut group = criterion.benchmark_group("projection");
    group.bench_function("put a row of 16 fields, searchable", |b| b.iter(&mut put));
    group.finish();
    Ok(connection.execute_batch("ROLLBACK")?)
}

fn query(criterion: &mut Criterion, workload: &Workload) -> Result<()> {
    const FILTER: &str = "self.status == 'running' && self.amount > 1000";
    let filter = Some(Expression::compile(FILTER)?);
    let wanted = ListQuery {
        filter,
        ..ListQuery::new(workload.key.clone(), 50)
    };
    let nothing = Attributes::new();
    let bindings = || Bindings {
        user: &nothing,
        settings: &nothing,
        now_ms: NOW_MS,
    };
    let mut group = criterion.benchmark_group("query");
    group.bench_function("compile a condition", |b| {
        b.iter(|| Expression::compile(black_box(FILTER)));
    });
    group.bench_function("make the SQL of a page", |b| {
        b.iter(|| page(&wanted, &workload.registry, bindings()));
    });
    group.finish();
    Ok(())
}

fn sync(criterion: &mut Criterion) {
    let position = Position::default();
    let request = || PullRequest {
        device: DeviceTag([7; 8]),
        position,
    };
    let reply = || PullReply {
        items: Vec::new(),
        position,
        head: 0,
    };
    let mut group = criterion.benchmark_group("sync");
    group.bench_function("a round without news", |b| {
        b.iter(|| {
            let mut replica = Replica::new(1);
            replica.handle(Input::Go);
            replica.handle(Input::Outbox(None, request()));
            replica.handle(Input::Pulled(Ok(reply())));
            replica.handle(Input::PageStored(request(), true))
        });
    });
    group.finish();
}
