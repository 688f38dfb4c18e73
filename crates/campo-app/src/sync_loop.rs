//! Driving the replica: performs its effects against the store and the server, and feeds the outcomes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use campo_store::StoreError;
use campo_sync::{Activity, Effect, Failure, Input, Replica};
use campo_wire::event::Event;
use campo_wire::sync::{Item, PullReply, PullRequest, PushReply, PushRequest};

use crate::app::App;
use crate::error::AppError;
use crate::live::Live;
use crate::remote::{Access, Remote, RemoteError};

/// How long another process may keep a home from synchronizing.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is tried meanwhile.
const LOCK_RETRY: Duration = Duration::from_millis(100);

/// When the background loop looks again after it found nobody signed in, or another process at work.
const BUSY: Duration = Duration::from_secs(2);

/// How often the background loop meets the server when nothing is wrong.
const MEET_EVERY: Duration = Duration::from_secs(60);

/// How a round of synchronization ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Round {
    /// Everything is exchanged.
    CaughtUp,
    /// Not now; it can be tried again.
    Stopped(Activity),
    /// Another process synchronizes this home.
    Elsewhere,
}

impl App {
    /// Synchronizes once, until caught up or stopped.
    pub async fn sync_once(&self) -> Round {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let lock = loop {
            match self.home().sync_lock() {
                Ok(Some(lock)) => break lock,
                Ok(None) if tokio::time::Instant::now() < deadline => {
                    tokio::time::sleep(LOCK_RETRY).await;
                }
                Ok(None) => return Round::Elsewhere,
                Err(error) => return Round::Stopped(Activity::Attention(error.to_string())),
            }
        };
        let mut replica = Replica::new(self.seed());
        self.report_wipe().await;
        match self.meet_and_drive(&mut replica).await {
            (Activity::Idle, _) => {
                drop(lock);
                self.move_blobs_once().await
            }
            (activity, _) => Round::Stopped(activity),
        }
    }

    /// Moves files after the edits, unless another process does.
    async fn move_blobs_once(&self) -> Round {
        let Ok(Some(_lock)) = self.home().blob_lock() else {
            return Round::CaughtUp;
        };
        self.sweep_blobs();
        self.delete_old_tracks();
        match self.move_blobs().await {
            Ok(()) => Round::CaughtUp,
            Err(AppError::Remote(error)) => Round::Stopped(match error.into_failure() {
                Failure::Unreachable(why) | Failure::NotConnected(why) => Activity::Offline(why),
                Failure::Busy { .. } => Activity::Offline("the server is busy".to_owned()),
                Failure::SignedOut => {
                    Activity::Attention("the session has ended: sign in again".to_owned())
                }
                Failure::Protocol(why) => Activity::Attention(why),
            }),
            Err(error) => Round::Stopped(Activity::Attention(error.into_wire().message)),
        }
    }

    /// Synchronizes in the background for as long as the app lives: after every edit, on every wake-up of the
    /// server, and from time to time.
    pub fn start_sync(self: &Arc<Self>) {
        let app = Arc::clone(self);
        tokio::spawn(async move { app.sync_forever().await });
        self.start_moving_blobs();
        self.start_watching();
    }

    async fn sync_forever(&self) {
        let mut replica = Replica::new(self.seed());
        let mut live = Live::default();
        let mut met = None;
        loop {
            // Held for one round only: other processes of this home have their turns.
            let lock = self.home().sync_lock().ok().flatten();
            self.mend_if_damaged();
            if let Err(error) = self.look_at_lease() {
                tracing::error!(code = ?error.into_wire().code, "the lease cannot be looked at");
            }
            let wait = match &lock {
                Some(_) if self.is_signed_in() => self.meet_or_drive(&mut replica, &mut met).await,
                Some(_) => {
                    self.report_wipe().await;
                    BUSY
                }
                None => BUSY,
            };
            drop(lock);
            self.blob_state().nudge();
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.nudged() => {}
                () = live.wake_up(self) => {}
            }
        }
    }

    /// A round, with a meeting before it when the last one is some time ago or something is wrong; how long to wait.
    async fn meet_or_drive(&self, replica: &mut Replica, met: &mut Option<Instant>) -> Duration {
        let due = met.is_none_or(|met| met.elapsed() >= MEET_EVERY);
        if !due && !matches!(self.activity(), Activity::Attention(_)) {
            return self.drive(replica, self.next_input()).await.1;
        }
        *met = Some(Instant::now());
        self.meet_and_drive(replica).await.1
    }

    /// Runs effects until the replica waits; what it shows then, and how long it wants to wait.
    pub(crate) async fn drive(&self, replica: &mut Replica, input: Input) -> (Activity, Duration) {
        // One client for the round: it keeps its connection, and reading the machine's certificates takes a while.
        let remote = self.remote();
        let mut effects = replica.handle(input);
        let mut wait = Duration::from_secs(1);
        loop {
            let mut answer = None;
            for effect in effects {
                match effect {
                    Effect::Show(activity) => self.show(activity),
                    Effect::Wait(time) => wait = time,
                    other => answer = Some(self.perform(other, remote.as_ref()).await),
                }
            }
            match answer {
                Some(input) => effects = replica.handle(input),
                None => return (self.activity(), wait),
            }
        }
    }

    async fn perform(&self, effect: Effect, remote: Option<&Remote>) -> Input {
        match effect {
            Effect::LoadOutbox => self.load_outbox(),
            Effect::Push(push) => match remote {
                Some(remote) => self.push(remote, &push).await,
                None => signed_out(),
            },
            Effect::StoreVerdicts(push, reply) => self.store_verdicts(&push, &reply),
            Effect::Enroll => self.renew_tag(remote).await,
            Effect::Pull(request) => match remote {
                Some(remote) => Input::Pulled(
                    remote
                        .pull(&request)
                        .await
                        .map_err(|error| error.into_failure()),
                ),
                None => signed_out(),
            },
            Effect::StorePage(page) => self.store_page(&page),
            Effect::Wait(_) | Effect::Show(_) => Input::Go,
        }
    }

    /// Sends edits. What certainly was not sent waits as before.
    async fn push(&self, remote: &Remote, push: &PushRequest) -> Input {
        let outcome = remote.push(push).await.map_err(RemoteError::into_failure);
        if let Err(Failure::NotConnected(_)) = outcome
            && let Err(error) = self.store(|store| Ok(store.write(|tx| tx.take_back(push))?))
        {
            return Input::StoreFailed(error.into_wire().message);
        }
        Input::Pushed(outcome)
    }

    fn load_outbox(&self) -> Input {
        let actor = self.stamp().map(|stamp| stamp.actor);
        let loaded = actor.and_then(|actor| {
            self.store(|store| {
                store.write(|tx| {
                    let request = PullRequest {
                        device: actor.device(),
                        position: tx.position()?,
                    };
                    Ok((tx.outbox(actor)?, request))
                })
            })
        });
        match loaded {
            Ok((push, pull)) => Input::Outbox(push, pull),
            Err(error) => Input::StoreFailed(error.into_wire().message),
        }
    }

    fn store_verdicts(&self, push: &PushRequest, reply: &PushReply) -> Input {
        let PushReply::Verdicts(verdicts) = reply else {
            return Input::VerdictsStored;
        };
        let judged = self.stamp().and_then(|stamp| {
            self.store(|store| store.write(|tx| Ok(tx.judge(push, verdicts, stamp.actor)?)))
        });
        match judged {
            Ok(()) => {
                self.records_changed(
                    push.edits
                        .iter()
                        .map(|edit| (&edit.record_type, edit.record)),
                );
                Input::VerdictsStored
            }
            Err(error) => Input::StoreFailed(error.into_wire().message),
        }
    }

    fn store_page(&self, page: &PullReply) -> Input {
        let applied = self.stamp().and_then(|stamp| {
            self.store(|store| {
                let touched = store.write(|tx| tx.apply_page(page, stamp.actor, stamp.now_ms))?;
                store.scrub()?;
                let modules = page
                    .items
                    .iter()
                    .any(|item| matches!(item, Item::Module(_)));
                Ok((touched, modules, stamp.actor.device()))
            })
        });
        match applied {
            Ok((touched, modules, device)) => {
                let records = touched
                    .iter()
                    .flat_map(|(key, ids)| ids.iter().map(move |id| (key, *id)));
                self.records_changed(records);
                if modules {
                    self.emit(Event::Workspace);
                }
                if page
                    .items
                    .iter()
                    .any(|item| matches!(item, Item::Erased { .. }))
                {
                    self.home().drop_asides();
                }
                if page
                    .items
                    .iter()
                    .any(|item| matches!(item, Item::Leave(_) | Item::Erased { .. }))
                {
                    self.sweep_blobs();
                }
                self.status_changed();
                let caught_up =
                    page.position.sweep.is_none() && page.position.cursor.seq >= page.head;
                Input::PageStored(
                    PullRequest {
                        device,
                        position: page.position,
                    },
                    caught_up,
                )
            }
            Err(AppError::Store(StoreError::Apply(error))) => {
                tracing::warn!(%error, "the log does not fit this device's documents: fetching them anew");
                self.start_over()
            }
            Err(error) => Input::StoreFailed(error.into_wire().message),
        }
    }

    /// Fetches every record again, without losing an edit of this device.
    fn start_over(&self) -> Input {
        match self.store(|store| Ok(store.write(|tx| tx.start_over())?)) {
            Ok(request) => Input::PageStored(request, false),
            Err(error) => Input::StoreFailed(error.into_wire().message),
        }
    }

    /// How a round begins: a device that was rebuilt takes a tag of its own, and then has all records again, first.
    pub(crate) fn next_input(&self) -> Input {
        match self.store(|store| Ok(store.read(|tx| tx.is_rebuilding())?)) {
            Ok(true) => Input::Rewound,
            _ => Input::Go,
        }
    }

    async fn renew_tag(&self, remote: Option<&Remote>) -> Input {
        // A rebuilt device that has its tag goes on with its walk.
        if let Ok(Some(walk)) = self.store(|store| Ok(store.read(|tx| tx.rebuilding_walk())?)) {
            return Input::Enrolled(Ok(walk));
        }
        let Some(remote) = remote else {
            return signed_out();
        };
        let tag = match remote.enroll().await {
            Ok(tag) => tag,
            Err(error) => return Input::Enrolled(Err(error.into_failure())),
        };
        let stored = self.store(|store| {
            store.write(|tx| {
                tx.become_incarnation(tag)?;
                Ok(PullRequest {
                    device: tag,
                    position: tx.position()?,
                })
            })
        });
        match stored {
            Ok(request) => {
                self.membership_changed();
                Input::Enrolled(Ok(request))
            }
            Err(error) => Input::StoreFailed(error.into_wire().message),
        }
    }

    /// The server with the session of this home, if there is one.
    pub(crate) fn remote(&self) -> Option<Remote> {
        let membership = self.membership()?;
        let access = Access::Home(self.session_keeper());
        Remote::new(&membership.server, access)
            .ok()
            .filter(|_| !membership.token.is_empty())
    }
}

fn signed_out() -> Input {
    Input::StoreFailed("nobody is signed in".to_owned())
}
