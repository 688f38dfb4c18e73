//! Named scenarios on the simulated world: bugs that peers had, and every way a right is taken away.

mod erasure;
mod found;
mod peers;
mod revocation;

use std::collections::BTreeMap;

use campo_model::id::RecordId;
use campo_model::value::Value;
use campo_store::Counts;

use crate::world::{Person, World};

/// The prepared devices.
const OFFICE: usize = 0;
const ANA: usize = 1;
const BIA: usize = 2;
const BOSS: usize = 3;
const ANAS_TABLET: usize = 4;

/// A world without chance: what happens is what the scenario says.
struct Stage(World);

impl Stage {
    fn new() -> Self {
        let mut stage = Self(World::new(1, 5, false).unwrap());
        stage.settle();
        stage
    }

    /// Lets all be exchanged and checks every promise.
    fn settle(&mut self) {
        self.0.settle().unwrap();
    }

    fn pass(&mut self, ms: i64) {
        self.0.pass(ms).unwrap();
    }

    fn house(&mut self, machine: usize, name: &str, territory: &str) -> RecordId {
        let patch = [("name", name), ("territory", territory)];
        let mut patch: BTreeMap<String, Value> = patch
            .into_iter()
            .map(|(field, value)| (field.to_owned(), value.into()))
            .collect();
        patch.insert("visits".to_owned(), Value::Int(0));
        self.0.create(machine, "house", patch).unwrap();
        self.0.nudge(machine, 1);
        *self.0.records.last().unwrap()
    }

    fn visit(&mut self, machine: usize, house: RecordId) -> RecordId {
        let patch = [("house", house.to_string()), ("notes", "seen".to_owned())];
        let patch = patch
            .into_iter()
            .map(|(field, value)| (field.to_owned(), Value::Text(value)))
            .collect();
        self.0.create(machine, "visit", patch).unwrap();
        self.0.nudge(machine, 1);
        *self.0.records.last().unwrap()
    }

    fn set(&mut self, machine: usize, id: RecordId, field: &str, value: impl Into<Value>) {
        let patch = BTreeMap::from([(field.to_owned(), value.into())]);
        self.0.update(machine, id, &patch).unwrap();
        self.0.nudge(machine, 1);
    }

    fn count_visit(&mut self, machine: usize, id: RecordId) {
        let by = Value::Map([("increment".to_owned(), Value::Int(1))].into());
        self.set(machine, id, "visits", by);
    }

    fn delete(&mut self, machine: usize, id: RecordId) {
        self.0.delete_or_restore(machine, id).unwrap();
        self.0.nudge(machine, 1);
    }

    fn get(&mut self, machine: usize, id: RecordId, field: &str) -> Option<Value> {
        let store = self.0.machines[machine].store().unwrap();
        let read = |tx: &campo_store::Tx<'_>| {
            let record = tx.find_record(id)?;
            record.map(|record| tx.fields_of(&record)).transpose()
        };
        store.read(read).unwrap()?.get(field).cloned()
    }

    fn has(&mut self, machine: usize, id: RecordId) -> bool {
        self.get(machine, id, "name").is_some() || self.get(machine, id, "notes").is_some()
    }

    fn is_deleted(&mut self, machine: usize, id: RecordId) -> bool {
        let store = self.0.machines[machine].store().unwrap();
        store.read(|tx| tx.record(id)).unwrap().deleted
    }

    fn counts(&mut self, machine: usize) -> Counts {
        let store = self.0.machines[machine].store().unwrap();
        store.read(|tx| tx.counts()).unwrap()
    }

    fn online(&mut self, machine: usize, online: bool) {
        self.0.machines[machine].connected = online;
    }

    /// Restores the server from its n-th backup.
    fn go_back(&mut self, backup: usize) {
        self.0.go_back_to(backup).unwrap();
    }

    /// Changes what a person may do.
    fn person(&mut self, name: &'static str, change: impl FnOnce(&mut Person)) {
        let mut person = self.0.people[name].clone();
        change(&mut person);
        self.0.set_person(name, person).unwrap();
    }
}
