//! Performing what a device's replica asks for, as the app's loop does, with deaths and full disks in between.

use campo_document::Edit;
use campo_store::{StoreError, Tx};
use campo_sync::{Effect, Failure, Input};
use campo_wire::sync::{PullReply, PullRequest, PushReply, PushRequest, Verdict};

use crate::machine::Trouble;
use crate::server::{Reply, Request};
use crate::violation::Result;
use crate::world::{Event, World};

impl World {
    /// A device gets an answer to what it asked the server.
    pub(crate) fn answered(
        &mut self,
        machine: usize,
        answer: std::result::Result<Reply, Failure>,
    ) -> Result<()> {
        let input = match answer {
            Ok(Reply::Push(reply)) => Input::Pushed(Ok(reply)),
            Ok(Reply::Pull(page)) => Input::Pulled(Ok(page)),
            Ok(Reply::Enroll(tag)) => {
                let done = self.machines[machine].write(|tx| {
                    tx.become_incarnation(tag)?;
                    pull_request(tx)
                });
                if done.is_ok() {
                    self.machines[machine].refresh_membership()?;
                }
                stored(done.map(|request| Input::Enrolled(Ok(request))))?
            }
            Ok(Reply::Contact(order)) => return self.ordered(machine, order),
            Ok(Reply::Wiped) => return Ok(()),
            Err(failure) if self.machines[machine].meets => return self.not_met(machine, &failure),
            Err(failure) => return self.failed(machine, failure),
        };
        self.feed(machine, input)
    }

    /// The replica knows what it asked for, so each kind of answer is offered; only one fits.
    fn failed(&mut self, machine: usize, failure: Failure) -> Result<()> {
        if matches!(failure, Failure::NotConnected(_))
            && let Some(push) = self.machines[machine].pushing.take()
        {
            let done = self.machines[machine].write(|tx| tx.take_back(&push));
            let input = stored(done.map(|()| Input::Pushed(Err(failure))))?;
            return self.feed(machine, input);
        }
        self.feed(machine, Input::Pushed(Err(failure.clone())))?;
        self.feed(machine, Input::Enrolled(Err(failure.clone())))?;
        self.feed(machine, Input::Pulled(Err(failure)))
    }

    pub(crate) fn feed(&mut self, machine: usize, input: Input) -> Result<()> {
        let boot = self.machines[machine].boot;
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for effect in self.machines[machine].replica.handle(input) {
                if self.dies(machine)? {
                    return Ok(());
                }
                inputs.extend(self.perform(machine, effect)?);
                if self.machines[machine].boot != boot || self.dies(machine)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Counts a doomed device down; whether it died here. It starts again by itself.
    fn dies(&mut self, machine: usize) -> Result<bool> {
        let Some(steps) = self.machines[machine].doom else {
            return Ok(false);
        };
        if steps > 0 {
            self.machines[machine].doom = Some(steps - 1);
            return Ok(false);
        }
        self.note(format!("{} dies", self.machines[machine].name));
        self.start_machine(machine)?;
        Ok(true)
    }

    fn perform(&mut self, machine: usize, effect: Effect) -> Result<Option<Input>> {
        match effect {
            Effect::Show(activity) => {
                self.note(format!(
                    "{} shows {activity:?}",
                    self.machines[machine].name
                ));
                Ok(None)
            }
            Effect::Wait(_) if self.destroy_if_ordered(machine)? => Ok(None),
            Effect::Wait(time) => {
                let wake = self.count();
                let waiting = &mut self.machines[machine];
                waiting.wake = wake;
                let boot = waiting.boot;
                let ms = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
                self.schedule(
                    ms,
                    Event::Wake {
                        machine,
                        boot,
                        wake,
                    },
                );
                Ok(None)
            }
            Effect::LoadOutbox => self.load_outbox(machine).map(Some),
            Effect::Push(push) => {
                self.machines[machine].pushing = Some(push.clone());
                self.send(machine, Request::Push(push));
                Ok(None)
            }
            Effect::StoreVerdicts(push, reply) => {
                self.store_verdicts(machine, &push, &reply).map(Some)
            }
            Effect::Enroll => {
                self.send(machine, Request::Enroll);
                Ok(None)
            }
            Effect::Pull(pull) => {
                self.machines[machine].pushing = None;
                self.send(machine, Request::Pull(pull));
                Ok(None)
            }
            Effect::StorePage(page) => self.store_page(machine, &page).map(Some),
        }
    }

    fn load_outbox(&mut self, machine: usize) -> Result<Input> {
        let actor = self.machines[machine].actor();
        let loaded = self.machines[machine].write(|tx| Ok((tx.outbox(actor)?, pull_request(tx)?)));
        stored(loaded.map(|(push, pull)| Input::Outbox(push, pull)))
    }

    fn store_verdicts(
        &mut self,
        machine: usize,
        push: &PushRequest,
        reply: &PushReply,
    ) -> Result<Input> {
        let PushReply::Verdicts(verdicts) = reply else {
            return Ok(Input::VerdictsStored);
        };
        let actor = self.machines[machine].actor();
        let judged = self.machines[machine].write(|tx| tx.judge(push, verdicts, actor));
        if judged.is_ok() {
            let pairs = push.edits.iter().zip(verdicts);
            // After a restore also what a device brought back without need is known.
            let is_known = |verdict: &Verdict| matches!(verdict, Verdict::Known { .. });
            let strict = self.restores == 0;
            let accepted = |(edit, decided): (&Edit, &campo_wire::sync::EditVerdict)| {
                let accepted = matches!(decided.verdict, Verdict::Accepted { .. });
                (accepted || strict && is_known(&decided.verdict)).then_some(edit.at.device_ms)
            };
            self.acknowledged.extend(pairs.filter_map(accepted));
        }
        stored(judged.map(|()| Input::VerdictsStored))
    }

    fn store_page(&mut self, machine: usize, page: &PullReply) -> Result<Input> {
        let (actor, device) = (
            self.machines[machine].actor(),
            self.machines[machine].device,
        );
        let at_ms = self.moment(machine);
        let applied = self.machines[machine].write(|tx| tx.apply_page(page, actor, at_ms));
        // What a restored server does not know is brought back by edits of this device.
        self.note_made(machine)?;
        let caught_up = page.position.sweep.is_none() && page.position.cursor.seq >= page.head;
        match applied {
            Err(Trouble::Store(StoreError::Apply(error))) => {
                self.note(format!(
                    "{} starts over: {error}",
                    self.machines[machine].name
                ));
                let again = self.machines[machine].write(|tx| tx.start_over());
                stored(again.map(|request| Input::PageStored(request, false)))
            }
            other => stored(other.map(|_| {
                let position = page.position;
                Input::PageStored(PullRequest { device, position }, caught_up)
            })),
        }
    }
}

fn pull_request(tx: &Tx<'_>) -> std::result::Result<PullRequest, StoreError> {
    Ok(PullRequest {
        device: tx.membership()?.device,
        position: tx.position()?,
    })
}

/// What the replica hears of a write. Only a full disk is a reason to fail.
fn stored(written: std::result::Result<Input, Trouble>) -> Result<Input> {
    match written {
        Ok(input) => Ok(input),
        Err(Trouble::DiskFull) => Ok(Input::StoreFailed("the disk is full".to_owned())),
        Err(Trouble::Store(error)) => Err(error.into()),
        Err(Trouble::Violation(violation)) => Err(violation),
    }
}
