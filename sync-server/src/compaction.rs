//! Making logs smaller while the server runs: once a day, away from requests.

use std::sync::Arc;
use std::time::Duration;

use campo_log::{DEFAULT_KEEP_DAYS, Tenants};

use crate::clock::now_ms;

const EVERY: Duration = Duration::from_secs(24 * 3600);

/// Compacts every tenant now and every day. Room in the files is used again, not given back: that needs the lock longer.
pub(crate) async fn compact_daily(tenants: Arc<Tenants>) {
    let mut days = tokio::time::interval(EVERY);
    loop {
        days.tick().await;
        let tenants = Arc::clone(&tenants);
        let done = tokio::task::spawn_blocking(move || compact_all(&tenants)).await;
        if let Err(error) = done {
            tracing::error!(%error, "compaction broke off");
        }
    }
}

fn compact_all(tenants: &Tenants) {
    let list = match tenants.list() {
        Ok(list) => list,
        Err(error) => {
            return tracing::error!(%error, "the tenants cannot be listed: none is compacted");
        }
    };
    for entry in list {
        let done = tenants
            .get(&entry.key)
            .and_then(|tenant| tenant.compact(DEFAULT_KEEP_DAYS, now_ms()));
        match done {
            Ok(done) if done.edits > 0 => {
                tracing::info!(tenant = entry.key, edits = done.edits, "compacted");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(tenant = entry.key, %error, "cannot be compacted"),
        }
    }
}
