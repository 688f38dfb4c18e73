//! The way of a request to the server and of its answer back: lost, doubled, late, out of order, or cut.

use campo_sync::Failure;
use campo_wire::sync::{Item, PullReply, PushReply};

use crate::oracle::rights;
use crate::server::{Reply, Request};
use crate::template::short;
use crate::violation::{Result, expect};
use crate::world::{Event, Letter, World};

/// How long a device waits for an answer.
const TIMEOUT_MS: i64 = 30_000;
/// How late a late message is at most: long after its sender has given it up.
const LATE_MS: i64 = 120_000;

impl World {
    /// Sends a request of a device; what becomes of it comes as an event.
    pub(crate) fn send(&mut self, machine: usize, request: Request) {
        let number = self.count();
        let from = &mut self.machines[machine];
        from.awaited = Some(number);
        from.meets = matches!(request, Request::Contact(_));
        let (boot, token, connected) = (from.boot, from.token.clone(), from.connected);
        if !connected || !self.server.is_up() {
            let answer = Err(Failure::NotConnected("no route".to_owned()));
            self.schedule(
                5,
                Event::Answer {
                    machine,
                    boot,
                    request: number,
                    answer,
                },
            );
            return;
        }
        let timeout = Err(Failure::Unreachable("no answer".to_owned()));
        self.schedule(
            TIMEOUT_MS,
            Event::Answer {
                machine,
                boot,
                request: number,
                answer: timeout,
            },
        );
        let letter = Letter {
            machine,
            boot,
            number,
            token,
            request,
        };
        if self.happens(self.weather.duplication) {
            let late = self.latency(machine);
            self.schedule(late, Event::Arrive(Box::new(letter.clone())));
        }
        if !self.happens(self.weather.loss) {
            let latency = self.latency(machine);
            self.schedule(latency, Event::Arrive(Box::new(letter)));
        }
    }

    fn latency(&mut self, machine: usize) -> i64 {
        if self.happens(self.weather.delay) {
            return self.chance.i64(1_000..LATE_MS);
        }
        let slow = if self.machines[machine].slow { 40 } else { 1 };
        self.chance.i64(5..150) * slow
    }

    /// The server gets a request.
    pub(crate) fn arrive(&mut self, letter: Letter) -> Result<()> {
        if !self.server.is_up() {
            return Ok(());
        }
        self.stats.requests += 1;
        let answer = self
            .server
            .answer(&letter.token, &letter.request, self.now_ms)?;
        let told = format!(
            "{} asks {}: {}",
            self.machines[letter.machine].name,
            asked(&letter.request),
            answered(&answer)
        );
        self.note(told);
        if let Ok(Reply::Pull(page)) = &answer {
            self.check_page(letter.machine, page)?;
        }
        if let Ok(Reply::Push(_)) = &answer {
            if std::mem::take(&mut self.server_doomed) {
                self.note("the server dies before it answers");
                self.server.down();
                return Ok(());
            }
            self.wake_others(letter.machine);
        }
        if !self.machines[letter.machine].connected || self.happens(self.weather.loss) {
            return Ok(());
        }
        let latency = self.latency(letter.machine);
        self.schedule(
            latency,
            Event::Answer {
                machine: letter.machine,
                boot: letter.boot,
                request: letter.number,
                answer,
            },
        );
        Ok(())
    }

    /// The live sockets tell connected devices that there is news.
    fn wake_others(&mut self, but: usize) {
        for machine in 0..self.machines.len() {
            if machine != but
                && self.machines[machine].connected
                && !self.happens(self.weather.loss)
            {
                let latency = self.latency(machine);
                self.nudge(machine, latency);
            }
        }
    }

    /// No page carries what its person may not see at the moment it is made.
    fn check_page(&self, machine: usize, page: &PullReply) -> Result<()> {
        let person = &self.people[self.machines[machine].user];
        for item in &page.items {
            let (fits, told) = match item {
                Item::Enter(snapshot) => (rights::may_enter(person, snapshot), snapshot.record),
                Item::Edit { edit, .. } => (rights::may_read_edit(person, edit), edit.record),
                _ => continue,
            };
            expect("nothing outside a person's rights is sent", fits, || {
                format!(
                    "{} of {} was sent {told}",
                    self.machines[machine].name, person.territory
                )
            })?;
        }
        Ok(())
    }
}

fn asked(request: &Request) -> String {
    match request {
        Request::Push(push) => {
            let numbers = push.edits.iter().map(|edit| edit.id.seq);
            let (first, last) = (numbers.clone().next(), numbers.clone().next_back());
            format!("push {} {first:?}..{last:?}", short(push.device))
        }
        Request::Pull(pull) => format!("pull {} {:?}", short(pull.device), pull.position),
        Request::Enroll => "enroll".to_owned(),
        Request::Contact(report) => format!("contact {} {}", short(report.device), report.given),
        Request::Wiped => "to be forgotten".to_owned(),
    }
}

fn answered(answer: &std::result::Result<Reply, Failure>) -> String {
    match answer {
        Ok(Reply::Push(PushReply::Verdicts(verdicts))) => {
            let told = verdicts
                .iter()
                .map(|decided| format!("{:?}", decided.verdict));
            told.collect::<Vec<_>>().join(", ")
        }
        Ok(Reply::Push(other)) => format!("{other:?}"),
        Ok(Reply::Pull(page)) => {
            let items = page.items.iter().map(item).collect::<Vec<_>>().join(" ");
            format!("{:?} of {}: {items}", page.position, page.head)
        }
        Ok(Reply::Enroll(tag)) => short(*tag),
        Ok(Reply::Contact(order)) => format!("{order:?}"),
        Ok(Reply::Wiped) => "done".to_owned(),
        Err(failure) => format!("{failure:?}"),
    }
}

fn item(item: &Item) -> String {
    match item {
        Item::Enter(snapshot) => format!("+{}", snapshot.record),
        Item::Leave(record) => format!("-{record}"),
        Item::Edit { seq, edit, .. } => format!("{seq}:{}", edit.record),
        Item::Module(_) => "module".to_owned(),
        Item::Me(identity) => format!("me {:?} {}", identity.roles, identity.attributes),
        Item::Person { name, .. } => format!("person {name}"),
        Item::Device { tag, .. } => format!("device {}", short(*tag)),
        other => format!("{other:?}"),
    }
}
