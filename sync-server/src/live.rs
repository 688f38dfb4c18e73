//! Who waits for news of which tenant.
//!
//! One channel per tenant carries the log's head; a waiter that is slow sees the newest head, never a backlog.
//! The heads are looked up each second too, because an administrator's command may write from another process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use campo_log::{Tenant, Tenants};
use tokio::sync::watch;

/// How often the heads are looked up.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The channels of all tenants.
#[derive(Default)]
pub struct Live {
    heads: Mutex<BTreeMap<String, watch::Sender<u64>>>,
}

impl Live {
    /// Says that a tenant's log has reached `head`.
    pub fn announce(&self, tenant: &str, head: u64) {
        let heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = heads.get(tenant) {
            sender.send_if_modified(|known| std::mem::replace(known, head.max(*known)) < head);
        }
    }

    /// Waits for news of a tenant; the present head counts as known.
    pub fn listen(&self, tenant: &str, head: u64) -> watch::Receiver<u64> {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        heads
            .entry(tenant.to_owned())
            .or_insert_with(|| watch::channel(head).0)
            .subscribe()
    }

    /// Looks up the heads of the open tenants for ever.
    pub async fn watch(self: Arc<Self>, tenants: Arc<Tenants>) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            let (live, tenants) = (Arc::clone(&self), Arc::clone(&tenants));
            let looked = tokio::task::spawn_blocking(move || live.look(&tenants.active())).await;
            if let Err(error) = looked {
                tracing::error!(%error, "the look at the heads broke off");
            }
        }
    }

    fn look(&self, tenants: &[Arc<Tenant>]) {
        for tenant in tenants {
            match tenant.head() {
                Ok(head) => self.announce(tenant.key(), head),
                Err(error) => {
                    tracing::error!(tenant = tenant.key(), %error, "the head cannot be read")
                }
            }
        }
    }
}
