//! The accounting of this device's edits, for people.

use campo_store::Counts;
use campo_sync::Activity;
use campo_wire::command::Empty;
use campo_wire::event::Event;
use campo_wire::sync::Account;
use campo_wire::sync_status::{Receipts, SyncActivity, SyncStatus};

use crate::app::App;
use crate::blobs;
use crate::error::AppError;
use crate::json::rfc3339;

impl App {
    /// How much of the work is on the server, and what waits.
    pub fn sync_status(&self, _: Empty) -> Result<SyncStatus, AppError> {
        let activity = self.activity();
        let (membership, position, last_sync, (counts, account), blobs) = self.store(|store| {
            store.read(|tx| {
                Ok((
                    tx.membership()?,
                    tx.position()?,
                    tx.last_sync()?,
                    (tx.counts()?, tx.account()?),
                    blobs::counts(&tx.unfinished_blobs()?, &tx.blob_policy()?),
                ))
            })
        })?;
        let Counts {
            local,
            sent,
            accepted,
            refused,
            quarantined,
            conflicts,
        } = counts;
        let damage = self.home().damage();
        let needs_a_look = refused + quarantined + u64::from(damage.is_some());
        let sweeping = position.sweep.filter(|_| position.cursor.seq == 0);
        Ok(SyncStatus {
            server: membership.server,
            tenant: membership.tenant,
            user: membership.login,
            device: membership.device.to_string(),
            cursor: position.cursor,
            pending: local,
            sent,
            accepted,
            refused,
            quarantined,
            conflicts,
            last_sync: last_sync.map(rfc3339),
            blobs,
            damage,
            receipts: Some(receipts(&account)),
            activity: shown(&activity, needs_a_look),
            first_sync: match sweeping {
                Some(sweep) => Some(sweep.done as f64 / sweep.total.max(1) as f64),
                None if last_sync.is_none() => Some(0.0),
                None => None,
            },
            trouble: match activity {
                Activity::Offline(why) | Activity::Attention(why) => Some(why),
                Activity::Idle | Activity::Syncing => None,
            },
        })
    }

    /// Synchronizes now, and says how it went.
    pub async fn sync_now(&self, request: Empty) -> Result<SyncStatus, AppError> {
        match self.sync_once().await {
            crate::Round::Elsewhere => self.nudge(),
            crate::Round::CaughtUp | crate::Round::Stopped(_) => {}
        }
        self.sync_status(request)
    }

    /// Tells the UI how synchronization stands.
    pub(crate) fn status_changed(&self) {
        if self.is_watched()
            && let Ok(status) = self.sync_status(Empty {})
        {
            self.emit(Event::Sync(Box::new(status)));
        }
    }
}

fn receipts(account: &Account) -> Receipts {
    Receipts {
        received: account.received,
        accepted: account.accepted,
        accepted_with_conflict: account.conflicting,
        refused: account.refused,
        quarantined: account.quarantined,
        rebased: account.rebased,
        chain: account
            .chain
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    }
}

fn shown(activity: &Activity, undecided: u64) -> SyncActivity {
    match activity {
        Activity::Attention(_) => SyncActivity::Attention,
        Activity::Offline(_) => SyncActivity::Offline,
        Activity::Syncing => SyncActivity::Syncing,
        Activity::Idle if undecided > 0 => SyncActivity::Attention,
        Activity::Idle => SyncActivity::Idle,
    }
}
