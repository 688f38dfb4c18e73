//! Who waits for news of which tenant.
//!
//! One channel per tenant carries how far its log is; a waiter that is slow sees the newest, never a backlog.
//! The logs are looked at each second too, because an administrator's command may write from another process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use campo_log::{LogError, Tenant, Tenants};
use tokio::sync::watch;

/// How often the logs are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How far a tenant's log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// Its last entry.
    pub head: u64,
    /// Its last entry about somebody's or some device's access.
    pub access: u64,
}

impl News {
    /// What the log says now.
    pub fn of(tenant: &Tenant) -> Result<Self, LogError> {
        Ok(Self {
            head: tenant.head()?,
            access: tenant.last_of_access()?,
        })
    }
}

/// The channels of all tenants.
#[derive(Default)]
pub struct Live {
    channels: Mutex<BTreeMap<String, watch::Sender<News>>>,
}

impl Live {
    /// Says how far a tenant's log is.
    pub fn announce(&self, tenant: &str, news: News) {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = channels.get(tenant) {
            sender.send_if_modified(|known| {
                let newest = News {
                    head: news.head.max(known.head),
                    access: news.access.max(known.access),
                };
                std::mem::replace(known, newest) != newest
            });
        }
    }

    /// Waits for news of a tenant; the present ones count as known.
    pub fn listen(&self, tenant: &str, present: News) -> watch::Receiver<News> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels
            .entry(tenant.to_owned())
            .or_insert_with(|| watch::channel(present).0)
            .subscribe()
    }

    /// Looks at the logs of the open tenants for ever.
    pub async fn watch(self: Arc<Self>, tenants: Arc<Tenants>) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            let (live, tenants) = (Arc::clone(&self), Arc::clone(&tenants));
            let looked = tokio::task::spawn_blocking(move || live.look(&tenants.active())).await;
            if let Err(error) = looked {
                tracing::error!(%error, "the look at the logs broke off");
            }
        }
    }

    fn look(&self, tenants: &[Arc<Tenant>]) {
        for tenant in tenants {
            match News::of(tenant) {
                Ok(news) => self.announce(tenant.key(), news),
                Err(error) => {
                    tracing::error!(tenant = tenant.key(), %error, "the log cannot be looked at")
                }
            }
        }
    }
}
