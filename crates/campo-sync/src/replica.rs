//! The state machine itself.

use std::time::Duration;

use campo_wire::sync::{Item, PullReply, PullRequest, PushReply, PushRequest, Verdict};

use crate::backoff::Backoff;

/// How long a connected device waits for a wake-up before it asks by itself.
const POLL: Duration = Duration::from_secs(30);

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// Something may have to be synchronized: the app started, an edit was made, the server woke us, a wait
    /// ended, or the person asked.
    Go,
    /// The server said, before anything was sent, that it has other edits of this device: as [`Input::Go`], but as a
    /// new incarnation.
    Rewound,
    /// The outbox, oldest edit first, and where this device is; `None` when there is nothing to send.
    Outbox(Option<PushRequest>, PullRequest),
    /// The answer to [`Effect::Push`].
    Pushed(Result<PushReply, Failure>),
    /// The verdicts are in the store.
    VerdictsStored,
    /// The answer to [`Effect::Enroll`]: where the new incarnation is.
    Enrolled(Result<PullRequest, Failure>),
    /// The answer to [`Effect::Pull`].
    Pulled(Result<PullReply, Failure>),
    /// The page is in the store; the position to go on from and whether the log's head is reached.
    PageStored(PullRequest, CaughtUp),
    /// The store could not do what was asked (disk full, say); nothing is lost.
    StoreFailed(String),
}

/// Whether a device has applied all there is.
pub type CaughtUp = bool;

/// Why an exchange with the server failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No answer: no network, no server, or a captive portal.
    Unreachable(String),
    /// No connection could be made: certainly nothing was sent.
    NotConnected(String),
    /// The server asks to come back later.
    Busy {
        /// How long to wait, if it said so.
        retry_after: Option<Duration>,
    },
    /// The session has ended: a person must sign in.
    SignedOut,
    /// The server answered something that is not understood.
    Protocol(String),
}

/// What is to be done now.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Read the outbox, answer with [`Input::Outbox`].
    LoadOutbox,
    /// Send to the server, answer with [`Input::Pushed`].
    Push(PushRequest),
    /// Commit the verdicts, answer with [`Input::VerdictsStored`].
    StoreVerdicts(PushRequest, PushReply),
    /// Get a new tag from the server and re-author what was not accepted, answer with [`Input::Enrolled`].
    Enroll,
    /// Ask the server, answer with [`Input::Pulled`].
    Pull(PullRequest),
    /// Commit the page in one transaction, answer with [`Input::PageStored`].
    StorePage(PullReply),
    /// Give [`Input::Go`] after this time, or sooner when there is a reason.
    Wait(Duration),
    /// Show what is going on.
    Show(Activity),
}

/// What the replica is doing, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Activity {
    /// Caught up and connected.
    Idle,
    /// Exchanging with the server.
    Syncing,
    /// The server does not answer; tried again by itself.
    Offline(String),
    /// A person must act.
    Attention(String),
}

#[derive(Debug, PartialEq)]
enum Phase {
    Resting,
    Loading,
    /// With where to pull from if something has to be made anew.
    Pushing(PushRequest, PullRequest),
    Judging(Option<PullRequest>),
    Enrolling,
    Pulling,
    Applying,
}

/// One device's side of synchronization.
#[derive(Debug)]
pub struct Replica {
    phase: Phase,
    /// A reason to sync came while one was under way.
    again: bool,
    backoff: Backoff,
    shown: Option<Activity>,
}

impl Replica {
    /// A replica at rest; `seed` spreads the waits of many devices.
    pub fn new(seed: u64) -> Self {
        Self {
            phase: Phase::Resting,
            again: false,
            backoff: Backoff::new(seed),
            shown: None,
        }
    }

    /// Takes what happened and says what to do. Inputs that do not fit the phase (late answers) do nothing.
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        let phase = std::mem::replace(&mut self.phase, Phase::Resting);
        match (phase, input) {
            (Phase::Resting, Input::Go) => self.load(),
            (Phase::Resting, Input::Rewound) => self.enroll(),
            (phase, Input::Go) => {
                self.again = true;
                self.stay(phase)
            }
            (Phase::Loading, Input::Outbox(Some(push), pull)) => {
                self.phase = Phase::Pushing(push.clone(), pull);
                self.showing(Activity::Syncing, vec![Effect::Push(push)])
            }
            (Phase::Loading, Input::Outbox(None, pull)) => self.pull(pull),
            (Phase::Pushing(..), Input::Pushed(Ok(PushReply::Rewind { .. }))) => self.enroll(),
            (Phase::Pushing(push, pull), Input::Pushed(Ok(reply))) => {
                self.phase = Phase::Judging(has_rebase(&reply).then_some(pull));
                vec![Effect::StoreVerdicts(push, reply)]
            }
            (Phase::Judging(None), Input::VerdictsStored) => self.load(),
            (Phase::Judging(Some(pull)), Input::VerdictsStored) => {
                // It builds on what the server does not have: what it does have comes first.
                self.again = true;
                self.pull(pull)
            }
            (Phase::Enrolling, Input::Enrolled(Ok(request))) => {
                // What the old incarnation got accepted comes back first; only the rest is sent anew.
                self.again = true;
                self.pull(request)
            }
            (Phase::Pulling, Input::Pulled(Ok(reply))) => {
                self.phase = Phase::Applying;
                // What a restored server lost waits again once the page is stored.
                self.again |= reply
                    .items
                    .iter()
                    .any(|item| matches!(item, Item::Epoch { .. }));
                vec![Effect::StorePage(reply)]
            }
            (Phase::Applying, Input::PageStored(next, false)) => self.pull(next),
            (Phase::Applying, Input::PageStored(_, true)) => self.caught_up(),
            (Phase::Pushing(..), Input::Pushed(Err(failure)))
            | (Phase::Enrolling, Input::Enrolled(Err(failure)))
            | (Phase::Pulling, Input::Pulled(Err(failure))) => self.failed(failure),
            (_, Input::StoreFailed(why)) => {
                let wait = Effect::Wait(self.backoff.failed());
                self.showing(Activity::Attention(why), vec![wait])
            }
            (phase, _) => self.stay(phase),
        }
    }

    fn stay(&mut self, phase: Phase) -> Vec<Effect> {
        self.phase = phase;
        Vec::new()
    }

    fn load(&mut self) -> Vec<Effect> {
        self.phase = Phase::Loading;
        self.again = false;
        vec![Effect::LoadOutbox]
    }

    fn enroll(&mut self) -> Vec<Effect> {
        self.phase = Phase::Enrolling;
        vec![Effect::Enroll]
    }

    fn pull(&mut self, request: PullRequest) -> Vec<Effect> {
        self.phase = Phase::Pulling;
        vec![Effect::Pull(request)]
    }

    fn caught_up(&mut self) -> Vec<Effect> {
        self.backoff.succeeded();
        if self.again {
            return self.load();
        }
        self.showing(Activity::Idle, vec![Effect::Wait(POLL)])
    }

    fn failed(&mut self, failure: Failure) -> Vec<Effect> {
        let wait = self.backoff.failed();
        let (activity, wait) = match failure {
            Failure::Unreachable(why) | Failure::NotConnected(why) => {
                (Activity::Offline(why), wait)
            }
            Failure::Busy { retry_after } => (
                Activity::Offline("the server is busy".to_owned()),
                retry_after.unwrap_or(wait).max(wait),
            ),
            Failure::SignedOut => (
                Activity::Attention("the session has ended: sign in again".to_owned()),
                POLL.max(wait),
            ),
            Failure::Protocol(why) => (Activity::Attention(why), wait),
        };
        self.showing(activity, vec![Effect::Wait(wait)])
    }

    fn showing(&mut self, activity: Activity, mut effects: Vec<Effect>) -> Vec<Effect> {
        if self.shown.as_ref() != Some(&activity) {
            self.shown = Some(activity.clone());
            effects.insert(0, Effect::Show(activity));
        }
        effects
    }
}

/// Whether an edit has to be made anew on what the server has.
fn has_rebase(reply: &PushReply) -> bool {
    let PushReply::Verdicts(verdicts) = reply else {
        return false;
    };
    verdicts
        .iter()
        .any(|decided| decided.verdict == Verdict::Rebase)
}

#[cfg(test)]
#[path = "replica/tests.rs"]
mod tests;
