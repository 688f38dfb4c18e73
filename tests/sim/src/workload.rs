//! What people do on their devices: as ordinary and as unreasonable as people are.

use std::collections::BTreeMap;

use campo_document::{Body, KeyOp};
use campo_model::id::{RecordId, TypeKey};
use campo_model::value::Value;
use campo_store::{EditStatus, RecordState, StoreError, Tx};
use uuid::Uuid;

use crate::machine::{Made, Trouble};
use crate::violation::{Result, Violation, expect};
use crate::world::World;

type Patch = BTreeMap<String, Value>;
type Stored<T> = std::result::Result<T, StoreError>;

/// How far apart the moments of acts are, so that those of two devices are never alike whatever the clocks show.
const MOMENT_MS: i64 = 1_000;
/// How many moments there are before they come again.
const MOMENTS: i64 = 1_000_000;

impl World {
    /// Somebody does something on a device.
    pub(crate) fn act(&mut self, machine: usize) -> Result<()> {
        let device = &self.machines[machine];
        if device.token.is_empty() || device.is_destroyed() {
            return Ok(());
        }
        match self.chance.u8(0..100) {
            0..18 => self.create_house(machine),
            18..25 => self.create_visit(machine),
            25..80 => self.edit(machine),
            80..86 => match self.known_record(machine, None)? {
                Some(record) => self.delete_or_restore(machine, record.id),
                None => Ok(()),
            },
            86..93 => self.settle_conflict(machine),
            _ => self.decide_on_refused(machine),
        }?;
        self.nudge(machine, 20);
        Ok(())
    }

    fn create_house(&mut self, machine: usize) -> Result<()> {
        let mut patch = Patch::new();
        let mark = self.mark("n");
        patch.insert("name".to_owned(), mark.into());
        let mut territory = self.people[self.machines[machine].user].territory.clone();
        if territory.is_empty() || self.happens(10) {
            territory = self.territory().to_owned();
        }
        patch.insert("territory".to_owned(), territory.into());
        if !self.happens(15) {
            patch.insert("visits".to_owned(), Value::Int(0));
        }
        if self.happens(30) {
            let label = self.mark("l");
            patch.insert("labels".to_owned(), Value::List(vec![label.into()]));
        }
        if self.happens(20) {
            let deed = self.mark("d");
            patch.insert("deed".to_owned(), deed.into());
        }
        if self.happens(15) {
            patch.remove("name");
        }
        self.create(machine, "house", patch)
    }

    fn create_visit(&mut self, machine: usize) -> Result<()> {
        let Some(house) = self.known_record(machine, Some("demo.house"))? else {
            return Ok(());
        };
        let mark = self.mark("v");
        let patch = [
            ("house".to_owned(), Value::from(house.id.to_string())),
            ("notes".to_owned(), mark.into()),
            ("minutes".to_owned(), Value::Int(0)),
        ];
        self.create(machine, "visit", patch.into_iter().collect())
    }

    /// Makes a record.
    pub(crate) fn create(&mut self, machine: usize, kind: &str, patch: Patch) -> Result<()> {
        let id = RecordId(Uuid::from_u128(
            0x019a_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.chance.u64(..) >> 2),
        ));
        let key = kind_key(kind)?;
        self.records.push(id);
        self.write(machine, id, &patch, |tx, stamp| {
            tx.create(id, &key, &patch, stamp).map(|()| true)
        })
    }

    fn edit(&mut self, machine: usize) -> Result<()> {
        let Some(record) = self.known_record(machine, None)? else {
            return Ok(());
        };
        let patch = if record.record_type.as_str() == "demo.house" {
            self.house_patch(machine, &record)?
        } else {
            self.visit_patch()
        };
        self.update(machine, record.id, &patch)
    }

    /// Changes fields of a record.
    pub(crate) fn update(&mut self, machine: usize, id: RecordId, patch: &Patch) -> Result<()> {
        self.write(machine, id, patch, |tx, stamp| {
            tx.update(&tx.record(id)?, patch, stamp)
        })
    }

    fn visit_patch(&mut self) -> Patch {
        if self.happens(50) {
            let mark = self.mark("v");
            return [("notes".to_owned(), mark.into())].into();
        }
        [("minutes".to_owned(), self.increment())].into()
    }

    fn house_patch(&mut self, machine: usize, record: &RecordState) -> Result<Patch> {
        let shown = self.machines[machine]
            .store()?
            .read(|tx| tx.fields_of(record))?;
        let mut patch = Patch::new();
        for _ in 0..self.chance.u8(1..3) {
            let (field, value) = self.house_field(&shown);
            patch.insert(field.to_owned(), value);
        }
        Ok(patch)
    }

    fn house_field(&mut self, shown: &Patch) -> (&'static str, Value) {
        match self.chance.u8(0..100) {
            0..20 => ("name", self.mark("n").into()),
            20..30 => ("price", Value::Int(self.chance.i64(-20..400))),
            30..36 => (
                "kind",
                self.pick(&["flat", "farm", "shop", "castle"]).into(),
            ),
            36..44 => ("visits", self.increment()),
            44..50 => ("story", self.typing(shown.get("story"))),
            50..60 => ("labels", self.labels(shown.get("labels"))),
            60..70 => ("items", self.items(shown.get("items"))),
            70..76 => ("deed", self.mark("d").into()),
            76..80 => ("tag", self.pick(&["one", "two", "three"]).into()),
            80..90 => ("territory", self.territory().into()),
            _ => ("status", self.pick(&["draft", "open", "sold"]).into()),
        }
    }

    fn labels(&mut self, shown: Option<&Value>) -> Value {
        let mut labels = shown.and_then(Value::as_list).unwrap_or_default().to_vec();
        if !labels.is_empty() && self.happens(40) {
            labels.remove(self.chance.usize(..labels.len()));
        } else {
            labels.push(self.mark("l").into());
        }
        Value::List(labels)
    }

    fn items(&mut self, shown: Option<&Value>) -> Value {
        let mut items = shown.and_then(Value::as_list).unwrap_or_default().to_vec();
        let mark = self.mark("i");
        let line = |id: Value, what: &str| {
            Value::Map([("id".to_owned(), id), ("what".to_owned(), what.into())].into())
        };
        match self.chance.u8(0..3) {
            0 if !items.is_empty() => drop(items.remove(self.chance.usize(..items.len()))),
            1 if !items.is_empty() => {
                let index = self.chance.usize(..items.len());
                let id = items[index].part("id").cloned().unwrap_or(Value::Null);
                items[index] = line(id, &mark);
            }
            _ => items.insert(
                self.chance.usize(..=items.len()),
                line(mark.clone().into(), &mark),
            ),
        }
        Value::List(items)
    }

    /// Deletes a record, or brings it back.
    pub(crate) fn delete_or_restore(&mut self, machine: usize, id: RecordId) -> Result<()> {
        self.write(machine, id, &Patch::new(), |tx, stamp| {
            let record = tx.record(id)?;
            if record.deleted {
                tx.restore(&record, stamp)?;
            } else {
                tx.delete(&record, stamp)?;
            }
            Ok(true)
        })
    }

    /// Decides for one of the values in conflict, whichever.
    fn settle_conflict(&mut self, machine: usize) -> Result<()> {
        let conflicting = self.machines[machine]
            .store()?
            .read(|tx| tx.conflicting_records())?;
        let Some(id) = self.chance.choice(conflicting) else {
            return Ok(());
        };
        let record = self.machines[machine].store()?.read(|tx| tx.record(id))?;
        let mut contested = Vec::new();
        for (facet, document) in &record.facets {
            for (key, entries) in document.conflicts() {
                contested.extend(
                    entries
                        .iter()
                        .map(|entry| (facet.clone(), KeyOp::put(key, entry.value.clone()))),
                );
            }
        }
        let Some((facet, op)) = self.chance.choice(contested) else {
            return Ok(());
        };
        self.write(machine, id, &Patch::new(), |tx, stamp| {
            tx.update_keys(&tx.record(id)?, &facet, std::slice::from_ref(&op), stamp)
        })
    }

    fn decide_on_refused(&mut self, machine: usize) -> Result<()> {
        let open = self.machines[machine].store()?.read(|tx| tx.open_edits())?;
        let refused = open
            .into_iter()
            .filter(|edit| edit.status == EditStatus::Refused);
        let Some(edit) = self.chance.choice(refused.collect::<Vec<_>>()) else {
            return Ok(());
        };
        let (again, actor) = (self.happens(50), self.machines[machine].actor());
        self.note(format!(
            "{} retries {again} {}",
            self.machines[machine].name, edit.local
        ));
        self.decided.insert(edit.edit.at.device_ms);
        let done = self.machines[machine].write(|tx| {
            if again {
                tx.retry(edit.local, actor)
            } else {
                tx.discard(edit.local, actor)
            }
        });
        match done {
            Ok(()) | Err(Trouble::DiskFull | Trouble::Store(StoreError::Erased(_))) => Ok(()),
            Err(Trouble::Store(error)) => Err(error.into()),
            Err(Trouble::Violation(violation)) => Err(violation),
        }
    }

    /// Makes edits in one transaction, notes them, and looks whether they show.
    fn write(
        &mut self,
        machine: usize,
        id: RecordId,
        patch: &Patch,
        work: impl FnOnce(&Tx<'_>, campo_store::Stamp) -> Stored<bool>,
    ) -> Result<()> {
        let at_ms = self.moment(machine);
        let stamp = self.machines[machine].stamp(at_ms);
        let written = self.machines[machine].write(|tx| {
            work(tx, stamp)?;
            tx.fields_of(&tx.record(id)?)
        });
        let shown = match written {
            Ok(written) => written,
            Err(Trouble::DiskFull) => return Ok(()),
            // A person is told that a field cannot take the value, and nothing is kept.
            Err(Trouble::Store(StoreError::Plan(_) | StoreError::Author(_))) => return Ok(()),
            Err(Trouble::Store(error)) => return Err(error.into()),
            Err(Trouble::Violation(violation)) => return Err(violation),
        };
        self.note_made(machine)?;
        check_shown(patch, &shown)
    }

    /// Notes the edits of a device that are not noted yet.
    pub(crate) fn note_made(&mut self, machine: usize) -> Result<()> {
        let mut fresh = self.machines[machine].store()?.read(|tx| tx.open_edits())?;
        fresh.retain(|made| !self.machines[machine].made.contains_key(&made.local));
        for made in fresh {
            self.stats.edits += 1;
            let (local, edit) = (made.local, made.edit);
            let (name, at_ms) = (&self.machines[machine].name, edit.at.device_ms);
            let told = format!(
                "{name} makes {local} of {} at {at_ms}: {}",
                edit.record,
                meant(&edit.body)
            );
            self.note(told);
            let part = edit.body.document().map(str::to_owned);
            self.machines[machine]
                .made
                .insert(local, Made { at_ms, part });
        }
        Ok(())
    }

    /// A moment of the device's clock that no act of another device has; now and then the same as for its last act.
    pub(crate) fn moment(&mut self, machine: usize) -> i64 {
        let last = self.machines[machine].last_moment;
        if last != 0 && self.happens(self.hasty) {
            return last;
        }
        let clock = self.now_ms + self.machines[machine].skew_ms;
        let round = clock - clock.rem_euclid(MOMENTS * MOMENT_MS);
        let number = i64::try_from(self.count()).unwrap_or(0) % MOMENTS;
        self.machines[machine].last_moment = round + number * MOMENT_MS;
        self.machines[machine].last_moment
    }

    /// A record that the device has, of a type if one is wanted.
    pub(crate) fn known_record(
        &mut self,
        machine: usize,
        kind: Option<&str>,
    ) -> Result<Option<RecordState>> {
        for _ in 0..6 {
            let Some(&id) = self.chance.choice(&self.records) else {
                return Ok(None);
            };
            let found = self.machines[machine]
                .store()?
                .read(|tx| tx.find_record(id))?;
            let found = found.filter(|record| {
                !record.facets.is_empty()
                    && kind.is_none_or(|kind| record.record_type.as_str() == kind)
            });
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// A word that is nowhere else.
    fn mark(&mut self, kind: &str) -> String {
        format!("{kind}{}", self.count())
    }

    fn increment(&mut self) -> Value {
        Value::Map([("increment".to_owned(), Value::Int(self.chance.i64(1..10)))].into())
    }

    pub(crate) fn territory(&mut self) -> &'static str {
        self.pick(&["north", "south"])
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.chance.usize(..from.len())]
    }
}

fn meant(body: &Body) -> String {
    match body {
        Body::Text { before, after, .. } => format!("{before} becomes {after}"),
        _ => format!("{:?}", body.key_ops()),
    }
}

/// What was just typed is what the device shows.
fn check_shown(patch: &Patch, shown: &Patch) -> Result<()> {
    for (field, typed) in patch {
        if matches!(typed, Value::Text(_) | Value::Int(_))
            && field != "visits"
            && field != "minutes"
        {
            expect(
                "what was typed is shown",
                shown.get(field).unwrap_or(&"".into()) == typed,
                || format!("{field} shows {:?} instead of {typed:?}", shown.get(field)),
            )?;
        }
    }
    Ok(())
}

fn kind_key(kind: &str) -> Result<TypeKey> {
    TypeKey::new("demo", kind)
        .map_err(|error| Violation::new("the simulator knows its types", error.to_string()))
}
