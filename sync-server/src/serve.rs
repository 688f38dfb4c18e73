//! Running the server until it is told to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use campo_log::{Place, Tenants};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::compaction::compact_daily;
use crate::exchange::Shared;
use crate::rate::RateLimits;
use crate::routes::router;

/// How long requests under way may take after the order to stop; live sockets are cut then.
const GRACE: Duration = Duration::from_secs(10);

/// Serves the tenants at `place` on `listen` until SIGTERM or ctrl-c.
///
/// Prints `listening on http://ADDRESS` once it does; with port 0 the system chooses the port.
pub async fn serve(place: &Place, listen: SocketAddr, limits: &RateLimits) -> anyhow::Result<()> {
    let shared = Shared::new(Tenants::open(place.clone())?, limits);
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    tokio::spawn(compact_daily(Arc::clone(&shared.tenants)));
    tokio::spawn(Arc::clone(&shared.live).watch(Arc::clone(&shared.tenants)));
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on http://{address}")?;
    out.flush()?;
    drop(out);
    tracing::info!(%address, "listening");
    run(listener, shared).await
}

async fn run(listener: TcpListener, shared: Shared) -> anyhow::Result<()> {
    let (stop, stopped) = tokio::sync::watch::channel(());
    let service = router(shared).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = async move {
        wait_for_signal().await;
        tracing::info!("stopping");
        drop(stop);
    };
    let mut late = stopped;
    tokio::select! {
        done = axum::serve(listener, service).with_graceful_shutdown(stopping) => done.context("the server broke off"),
        () = async { while late.changed().await.is_ok() {} tokio::time::sleep(GRACE).await } => Ok(()),
    }
}

async fn wait_for_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => drop(interrupt.await),
    }
}
