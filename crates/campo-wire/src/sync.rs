//! The messages between a device and the server. See `docs/protocol.md`.
//!
//! A device *pushes* its edits in order and gets a verdict for each; it *pulls* what its person may see
//! since its position in the tenant's log. Both carry typed edits: nobody parses foreign Automerge bytes.

use campo_document::edit::Edit;
use campo_model::id::{DeviceTag, RecordId, TypeKey, UserId};
use serde::{Deserialize, Serialize};

use crate::contact::Authority;
use crate::renewal::DeviceKey;
use crate::sync_status::Cursor;

/// The version of these messages; part of every frame.
pub const VERSION: u8 = 1;

/// The most edits one push carries.
pub const MAX_PUSH_EDITS: usize = 500;

/// A link of the hash chain over all edits of a device.
pub type Chain = [u8; 32];

/// Edits of one device, in the order they were made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushRequest {
    /// The incarnation that made the edits; must be the signed-in one.
    pub device: DeviceTag,
    /// The chain before the first edit: shows a rewound or cloned device.
    pub chain: Chain,
    /// The edits, with consecutive numbers.
    pub edits: Vec<Edit>,
}

/// The server's answer to a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PushReply {
    /// A verdict for each edit, in the order of the request.
    Verdicts(Vec<EditVerdict>),
    /// The server already has other edits under these numbers, or expects another one next: this database was
    /// restored or cloned. The device becomes a new incarnation and re-authors what was not accepted.
    Rewind {
        /// The number of the last edit the server has of this incarnation.
        last: u64,
    },
}

/// What became of one edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditVerdict {
    /// The edit's number on its device.
    pub number: u64,
    /// The decision, the same however often it is asked for.
    pub verdict: Verdict,
}

/// The server's decision on one edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// In the log at this number.
    Accepted {
        /// The entry's number.
        seq: u64,
        /// Whether it met a concurrent edit with another value, or a deletion.
        conflict: bool,
    },
    /// Not in the log; the device keeps the edit with the reason.
    Refused(Refusal),
    /// Kept at the server for somebody to decide on.
    Quarantined {
        /// Why.
        reason: String,
    },
    /// It builds on an edit that was refused: the device authors it anew on what the server has.
    Rebase,
    /// The same act is in the log already, as another copy of this device made it: it is not done twice.
    Known {
        /// The entry's number.
        seq: u64,
    },
}

/// Why an edit was refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable code, as `forbidden`, `invalid`, `too_large`, `deleted`, `forged`.
    pub code: String,
    /// For people: what is wrong and what to do.
    pub message: String,
    /// The fields concerned.
    pub problems: Vec<FieldRefusal>,
}

/// What the server finds wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRefusal {
    /// The field's key; `items/<line id>/<field>` inside lines; empty for the record as a whole.
    pub field: String,
    /// Stable name of the rule that failed, as `required`.
    pub code: String,
    /// For people: what is wrong and what to do.
    pub message: String,
    /// Whether the edit would be taken all the same.
    pub warning: bool,
}

/// How far a device is: a cursor in the log, and where a sweep over all records stands.
///
/// A *sweep* walks every record once, in id order: the first synchronization, and again after the person's
/// rights or the modules change. A device without a cursor, or from another epoch, starts with one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Everything up to here has been applied.
    pub cursor: Cursor,
    /// The sweep under way, if any.
    pub sweep: Option<Sweep>,
}

/// A sweep under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// The log's head when the sweep began: the cursor once it is done.
    pub at: u64,
    /// The last record walked.
    pub after: Option<RecordId>,
    /// How many records are walked so far.
    pub done: u64,
    /// How many the sweep will walk, about.
    pub total: u64,
}

/// Asks for what comes after a position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PullRequest {
    /// The incarnation that asks.
    pub device: DeviceTag,
    /// How far it is.
    pub position: Position,
}

/// One page of the log as this person may see it: applied by the device in one transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PullReply {
    /// What to apply, in order.
    pub items: Vec<Item>,
    /// The position after this page.
    pub position: Position,
    /// The log's head; when the cursor reaches it the device is caught up.
    pub head: u64,
}

/// One thing to apply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::large_enum_variant,
    reason = "a page is read once and most of its items are the large ones"
)]
pub enum Item {
    /// A module, installed or changed; canonical JSON.
    Module(String),
    /// The signed-in person's roles and attributes.
    Me(Identity),
    /// Somebody of the tenant.
    Person {
        /// The person.
        user: UserId,
        /// The name shown.
        name: String,
        /// Roles held.
        roles: Vec<String>,
    },
    /// Whose a device is: names the authors of changes.
    Device {
        /// The device.
        tag: DeviceTag,
        /// Its person.
        user: UserId,
        /// Its name.
        name: String,
    },
    /// A record that enters the person's scope, whole; replaces what the device had confirmed of it.
    Enter(Snapshot),
    /// An edit accepted into the log.
    Edit {
        /// Its number in the log.
        seq: u64,
        /// Whether it met a concurrent edit with another value, or a deletion, as the server decided.
        conflict: bool,
        /// The edit.
        edit: Edit,
    },
    /// A record that left the person's scope: forget it.
    Leave(RecordId),
    /// What somebody decided on an edit of this person that was set aside.
    Decided {
        /// The device that made the edit.
        device: DeviceTag,
        /// The edit's number on it.
        number: u64,
        /// The decision.
        verdict: Verdict,
    },
    /// The log is another one than the device knew: the server was restored from a backup. Comes first.
    Epoch {
        /// The last entry that both logs have; what the device knows of later ones is lost at the server.
        shared: u64,
        /// What this log has of the device that asks.
        account: Account,
    },
    /// Values were erased: nothing of them stays on the device, in whatever the record was or is.
    Erased {
        /// The record.
        record: RecordId,
        /// The fields; empty for all of the record, which is forgotten then.
        fields: Vec<String>,
    },
}

/// What became of all edits of one device, as the server's books say: each number was given one of these verdicts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The number of the last edit with a verdict; the others are counted from 1 without gaps.
    pub received: u64,
    /// In the log, without a conflict.
    pub accepted: u64,
    /// In the log, and met a concurrent edit.
    pub conflicting: u64,
    /// Refused.
    pub refused: u64,
    /// Set aside, not decided yet.
    pub quarantined: u64,
    /// To be made anew under another number.
    pub rebased: u64,
    /// The chain after the last of them.
    pub chain: Chain,
}

impl Account {
    /// Counts one more edit, and the chain after it.
    pub fn add(&mut self, verdict: &Verdict, chain: Chain) {
        self.received += 1;
        self.chain = chain;
        *self.count(verdict) += 1;
    }

    /// Counts an edit that was set aside as what was decided on it.
    pub fn decide(&mut self, verdict: &Verdict) {
        self.quarantined = self.quarantined.saturating_sub(1);
        *self.count(verdict) += 1;
    }

    /// Whether every edit received is counted once.
    pub fn adds_up(&self) -> bool {
        let counted = [
            self.accepted,
            self.conflicting,
            self.refused,
            self.quarantined,
            self.rebased,
        ];
        counted.iter().sum::<u64>() == self.received
    }

    fn count(&mut self, verdict: &Verdict) -> &mut u64 {
        match verdict {
            Verdict::Accepted { conflict: true, .. } => &mut self.conflicting,
            Verdict::Accepted { .. } | Verdict::Known { .. } => &mut self.accepted,
            Verdict::Refused(_) => &mut self.refused,
            Verdict::Quarantined { .. } => &mut self.quarantined,
            Verdict::Rebase => &mut self.rebased,
        }
    }
}

/// The signed-in person as rules see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The person.
    pub user: UserId,
    /// The name shown.
    pub name: String,
    /// Roles held.
    pub roles: Vec<String>,
    /// Attributes for rules (`user.territory`), a JSON object.
    pub attributes: String,
}

/// A record's confirmed state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The record.
    pub record: RecordId,
    /// Its type.
    pub record_type: TypeKey,
    /// When it was created, by the creating device's clock, ms.
    pub created_ms: i64,
    /// When it was last edited, ms.
    pub updated_ms: i64,
    /// Its tombstone, if it is deleted.
    pub tombstone: Option<Tombstone>,
    /// The documents this person may read, of facets and of texts: name and stored document.
    pub facets: Vec<(String, Vec<u8>)>,
}

/// That a record was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The device that deleted it.
    pub device: DeviceTag,
    /// When, by that device's clock, ms.
    pub at_ms: i64,
    /// Whether it met an edit its author had not seen.
    pub conflict: bool,
}

/// Asks for a session.
#[derive(Clone, Serialize, Deserialize)]
pub struct SessionRequest {
    /// The tenant's key.
    pub tenant: String,
    /// The name at sign-in.
    pub user: String,
    /// The password.
    pub password: String,
    /// What to call this device in lists.
    pub device_name: String,
    /// The tag this device already has for this person, to keep its identity.
    pub device: Option<DeviceTag>,
    /// A code of the second factor, for people who have one.
    pub code: Option<String>,
    /// The key that this session's renewals will be signed by; without one it cannot be renewed.
    pub key: Option<DeviceKey>,
}

/// A session: what a device needs to push and pull.
#[derive(Clone, Serialize, Deserialize)]
pub struct SessionReply {
    /// The access token.
    pub token: String,
    /// This device's tag.
    pub device: DeviceTag,
    /// The tenant's name.
    pub tenant_name: String,
    /// The person.
    pub identity: Identity,
    /// The tenant's public key: what it signs is the tenant's order.
    pub authority: Authority,
    /// The key that this device's database is opened with again after its lease ran out, if the server keeps one.
    pub deposit: Option<[u8; 32]>,
    /// The token of the first renewal, for a session with a key.
    pub refresh: Option<String>,
}

/// What the server says on the live socket: pull, there is news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wake {
    /// The log's head.
    pub head: u64,
}
