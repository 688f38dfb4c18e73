//! A tenant with a small module, and a device in memory that edits, pushes and pulls as a real one does.

use std::collections::BTreeMap;

use campo_document::fields::text_of;
use campo_document::{
    Body, Document, Edit, EditId, EditTime, Group, KeyOp, Scalar, TextDocument, TextLimits,
};
use campo_model::id::{ActorId, DeviceTag, RecordId, TypeKey};
use campo_model::load::parse_module;
use campo_wire::sync::{
    Chain, Item, Position, PullReply, PullRequest, PushReply, PushRequest, SessionReply,
    SessionRequest, Tombstone, Verdict,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Caller, NewUser, Tenant, Tenants};

pub(crate) const NOW: i64 = 1_795_428_000_000;
pub(crate) const PASSWORD: &str = "correct horse staple";

pub(crate) const MODULE: &str = "
campo: 1
module: demo
version: 1.0.0
types:
  - key: house
    facets: [{ key: papers }]
    fields:
      - { key: code, type: sequence, pattern: 'H-{YYYY}-{###}' }
      - { key: name, type: text, required: true }
      - { key: tag, type: text, unique: true }
      - { key: territory, type: text }
      - { key: price, type: int, constraint: 'self.price >= 0' }
      - { key: visits, type: counter }
      - { key: deed, type: text, facet: papers }
      - { key: notes, type: longtext, merge: text }
      - { key: secret, type: longtext, merge: text, facet: papers }
      - { key: photos, type: image, many: true }
      - { key: scans, type: file, many: true, facet: papers }
    states:
      field: status
      initial: draft
      values: [{ key: draft }, { key: open }, { key: sold, locks: [price] }]
      transitions:
        - { key: publish, from: [draft], to: open }
        - { key: sell, from: [open], to: sold, roles: [office] }
    sync: { scope: self.territory == user.territory }
  - key: letter
    fields:
      - { key: house, type: ref, to: house, on_delete: clear }
      - { key: name, type: text }
  - key: note
    fields:
      - { key: visit, type: ref, to: visit, on_delete: restrict }
  - key: visit
    fields:
      - { key: house, type: ref, to: house, required: true, on_delete: cascade }
      - { key: notes, type: text }
    sync: { scope: self.house.territory == user.territory }
roles:
  - key: agent
    grants:
      house: { read: true, create: true, update: self.territory == user.territory, fields: { deed: hidden, secret: hidden, scans: hidden, tag: read } }
      visit: { read: true, create: true, update: true }
  - key: office
    scope: all
    grants:
      house: { read: true, create: true, update: true, delete: true }
      visit: { read: true, create: true, update: true, delete: true }
      letter: { read: true, create: true, update: true, delete: true }
      note: { read: true, create: true, update: true, delete: true }
";

/// A tenant `acme` with the person `office` and the agents `ana` (north) and `bia` (south).
pub(crate) struct World {
    pub(crate) tenants: Tenants,
    directory: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let tenants = Tenants::open(directory.path()).unwrap();
        let tenant = tenants.create("acme", "Acme", NOW).unwrap();
        tenant
            .install(vec![parse_module(&[("module.yaml", MODULE)]).unwrap()], NOW)
            .unwrap();
        for (name, role, territory) in [
            ("office", "office", ""),
            ("ana", "agent", "north"),
            ("bia", "agent", "south"),
        ] {
            let attributes = [("territory".to_owned(), territory.into())]
                .into_iter()
                .collect();
            let (name, password, roles) =
                (name.to_owned(), PASSWORD.to_owned(), vec![role.to_owned()]);
            tenant
                .create_user(
                    NewUser {
                        name,
                        password,
                        roles,
                        attributes,
                    },
                    NOW,
                )
                .unwrap();
        }
        Self { tenants, directory }
    }

    pub(crate) fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }

    pub(crate) fn tenant(&self) -> std::sync::Arc<Tenant> {
        self.tenants.get("acme").unwrap()
    }

    pub(crate) fn sign_in(&self, user: &str, password: &str) -> crate::Result<SessionReply> {
        let request = SessionRequest {
            tenant: "acme".into(),
            user: user.into(),
            password: password.into(),
            device_name: format!("{user}'s phone"),
            code: None,
            key: None,
            device: None,
        };
        self.tenants.sign_in(&request, NOW)
    }

    /// A new device of a person, signed in.
    pub(crate) fn device(&self, user: &str) -> Device {
        let reply = self.sign_in(user, PASSWORD).unwrap();
        let tenant = self.tenant();
        let caller = tenant.authenticate(&reply.token, NOW).unwrap();
        Device::new(tenant, caller)
    }
}

/// A record as a device has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Copy {
    pub(crate) facets: BTreeMap<String, Document>,
    /// Its texts that merge, as saved.
    pub(crate) texts: BTreeMap<String, Vec<u8>>,
    pub(crate) tombstone: Option<Tombstone>,
}

/// A device in memory. Its edits are on top of what it pulled, as soon as they are made.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) tenant: std::sync::Arc<Tenant>,
    pub(crate) caller: Caller,
    pub(crate) actor: ActorId,
    pub(crate) number: u64,
    pub(crate) chain: Chain,
    pub(crate) outbox: Vec<Edit>,
    pub(crate) position: Position,
    pub(crate) records: BTreeMap<RecordId, Copy>,
}

fn text_document(saved: &[u8]) -> TextDocument {
    match saved {
        [] => TextDocument::new(),
        saved => TextDocument::load(saved, &TextLimits::default()).unwrap(),
    }
}

pub(crate) fn kind(name: &str) -> TypeKey {
    TypeKey::new("demo", name).unwrap()
}

pub(crate) fn text(value: &str) -> Scalar {
    Scalar::Str(value.to_owned())
}

impl Device {
    fn new(tenant: std::sync::Arc<Tenant>, caller: Caller) -> Self {
        let actor = ActorId::new(caller.device, [7; 8]);
        let (chain, position) = (Chain::default(), Position::default());
        Self {
            tenant,
            caller,
            actor,
            number: 0,
            chain,
            outbox: vec![],
            position,
            records: BTreeMap::new(),
        }
    }

    pub(crate) fn tag(&self) -> DeviceTag {
        self.caller.device
    }

    /// An edit with the next number, in the outbox.
    pub(crate) fn add(&mut self, record: RecordId, record_type: &str, body: Body) -> &mut Edit {
        self.number += 1;
        self.outbox.push(Edit {
            id: EditId {
                device: self.tag(),
                seq: self.number,
            },
            group: None,
            record,
            record_type: kind(record_type),
            schema: "1.0.0".into(),
            at: EditTime {
                // No two edits of a device are of one moment.
                device_ms: NOW + self.number as i64,
                offset_ms: None,
            },
            body,
        });
        self.outbox.last_mut().unwrap()
    }

    /// Changes a facet of a record, here at once.
    pub(crate) fn change(
        &mut self,
        record: RecordId,
        record_type: &str,
        facet: &str,
        ops: &[KeyOp],
    ) {
        let actor = self.actor;
        let document = self
            .records
            .entry(record)
            .or_default()
            .facets
            .entry(facet.to_owned())
            .or_default();
        let (change, hash) = document.author(actor, NOW / 1000, ops).unwrap().unwrap();
        self.add(
            record,
            record_type,
            Body::Change {
                facet: facet.to_owned(),
                seen: vec![],
                change,
                hash,
            },
        );
    }

    /// Types in a text of a house: turns it into `after`.
    pub(crate) fn type_in(&mut self, record: RecordId, name: &str, after: &str) {
        let copy = self.records.entry(record).or_default();
        let saved = copy.texts.entry(name.to_owned()).or_default();
        let mut document = text_document(saved);
        let before = document.text();
        let (change, hash) = document
            .set_text(self.actor, NOW / 1000, after, &TextLimits::default())
            .unwrap()
            .unwrap();
        *saved = document.save();
        let body = Body::Text {
            facet: name.to_owned(),
            before,
            after: after.to_owned(),
            change,
            hash,
        };
        self.add(record, "house", body);
    }

    /// What a text of a record says.
    pub(crate) fn typed(&self, record: RecordId, name: &str) -> Option<String> {
        let saved = self.records.get(&record)?.texts.get(name)?;
        Some(text_document(saved).text())
    }

    pub(crate) fn create_house(&mut self, name: &str, territory: &str) -> RecordId {
        let record = RecordId(Uuid::now_v7());
        let ops = [
            KeyOp::put("name", text(name)),
            KeyOp::put("territory", text(territory)),
        ];
        self.change(record, "house", "base", &ops);
        record
    }

    pub(crate) fn create_visit(&mut self, house: RecordId) -> RecordId {
        self.create("visit", &[("house", &house.to_string())])
    }

    pub(crate) fn create(&mut self, record_type: &str, fields: &[(&str, &str)]) -> RecordId {
        let record = RecordId(Uuid::now_v7());
        let ops: Vec<KeyOp> = fields
            .iter()
            .map(|(key, value)| KeyOp::put(*key, text(value)))
            .collect();
        self.change(record, record_type, "base", &ops);
        record
    }

    pub(crate) fn set(&mut self, record: RecordId, key: &str, value: Scalar) {
        self.change(record, "house", "base", &[KeyOp::put(key, value)]);
    }

    pub(crate) fn delete(&mut self, record: RecordId) {
        self.delete_as(record, "house");
    }

    pub(crate) fn delete_as(&mut self, record: RecordId, record_type: &str) {
        let copy = self.records.get(&record).unwrap();
        let facets = copy.facets.iter();
        let facets = facets.map(|(facet, document)| (facet.clone(), document.heads().to_vec()));
        let texts = copy.texts.iter();
        let texts = texts.map(|(name, saved)| (name.clone(), text_document(saved).heads()));
        let seen = facets.chain(texts).collect();
        self.add(record, record_type, Body::Delete { seen });
    }

    /// Makes the last `len` edits of the outbox one group.
    pub(crate) fn group(&mut self, len: usize) {
        let start = self.outbox.len() - len;
        let first = self.outbox[start].id.seq;
        let group = Group {
            first,
            len: len as u32,
        };
        self.outbox[start..]
            .iter_mut()
            .for_each(|edit| edit.group = Some(group));
    }

    pub(crate) fn request(&self) -> PushRequest {
        PushRequest {
            device: self.tag(),
            chain: self.chain,
            edits: self.outbox.clone(),
        }
    }

    /// Sends the outbox; the verdicts in order.
    pub(crate) fn push(&mut self) -> Vec<Verdict> {
        let reply = self
            .tenant
            .push(&self.caller, &self.request(), NOW)
            .unwrap();
        let PushReply::Verdicts(verdicts) = reply else {
            panic!("{reply:?}")
        };
        self.chain = self
            .outbox
            .drain(..)
            .fold(self.chain, |chain, edit| edit.chain(chain));
        verdicts
            .into_iter()
            .map(|decided| decided.verdict)
            .collect()
    }

    /// The page after the device's position, not applied.
    pub(crate) fn page(&self) -> PullReply {
        let request = PullRequest {
            device: self.tag(),
            position: self.position,
        };
        self.tenant.pull(&self.caller, &request, NOW).unwrap()
    }

    /// Applies a page; an edit of a record that is not here fails, as on a real device.
    pub(crate) fn apply(&mut self, page: PullReply) {
        for item in page.items {
            match item {
                Item::Enter(snapshot) => {
                    let parts = snapshot.facets.into_iter();
                    let (texts, facets): (BTreeMap<_, _>, BTreeMap<_, _>) =
                        parts.partition(|(name, _)| text_of(name).is_some());
                    let read = |(facet, bytes): (String, Vec<u8>)| {
                        (facet, Document::from_bytes(&bytes).unwrap())
                    };
                    let facets = facets.into_iter().map(read).collect();
                    self.records.insert(
                        snapshot.record,
                        Copy {
                            facets,
                            texts,
                            tombstone: snapshot.tombstone,
                        },
                    );
                }
                Item::Leave(record) => drop(self.records.remove(&record)),
                Item::Edit { edit, .. } => self.apply_edit(edit),
                _ => {}
            }
        }
        self.position = page.position;
    }

    fn apply_edit(&mut self, edit: Edit) {
        let copy = self
            .records
            .get_mut(&edit.record)
            .expect("an edit comes for a record that is here");
        match edit.body {
            Body::Change {
                facet,
                change,
                hash,
                ..
            } => {
                copy.facets
                    .entry(facet)
                    .or_default()
                    .apply(&change, hash)
                    .unwrap();
            }
            Body::Delete { .. } => {
                copy.tombstone = Some(Tombstone {
                    device: edit.id.device,
                    at_ms: NOW,
                    conflict: false,
                });
            }
            Body::Restore => copy.tombstone = None,
            Body::Text { facet, change, .. } => {
                let saved = copy.texts.entry(facet).or_default();
                let mut document = text_document(saved);
                document.apply(&change, &TextLimits::default()).unwrap();
                *saved = document.save();
            }
        }
    }

    /// Pulls until there is nothing more.
    pub(crate) fn pull(&mut self) {
        loop {
            let page = self.page();
            let done = page.position.sweep.is_none() && page.position.cursor.seq >= page.head;
            self.apply(page);
            if done {
                return;
            }
        }
    }

    pub(crate) fn get(&self, record: RecordId, key: &str) -> Option<Scalar> {
        self.records
            .get(&record)?
            .facets
            .values()
            .find_map(|document| document.get(key))
            .cloned()
    }
}

/// Whether an edit was accepted, and with a conflict.
pub(crate) fn accepted(verdict: &Verdict) -> Option<bool> {
    match verdict {
        Verdict::Accepted { conflict, .. } => Some(*conflict),
        _ => None,
    }
}

/// The code of a refusal.
pub(crate) fn refused(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Refused(refusal) => &refusal.code,
        other => panic!("{other:?}"),
    }
}
