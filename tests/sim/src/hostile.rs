//! Pushes that no device of ours makes: forged, damaged, replayed. They change nothing they may not, and break nothing.

use campo_document::{Action, Body, Edit, EditId, EditTime, Group, Scalar};
use campo_log::LogError;
use campo_model::id::{ActorId, DeviceTag};
use campo_wire::sync::{PushReply, PushRequest, Verdict};

use crate::violation::{Result, Violation, expect};
use crate::world::World;

impl World {
    /// Somebody who stole a session sends damaged edits under it.
    pub(crate) fn attack(&mut self, machine: usize) -> Result<()> {
        if !self.server.is_up() {
            return Ok(());
        }
        let Some(user) = self.chance.choice(["ana", "bia"]) else {
            return Ok(());
        };
        let Some(reply) = self.server.sign_in(user, None, self.now_ms)? else {
            return Ok(());
        };
        let tenant = self.server.tenant()?;
        let caller = tenant.authenticate(&reply.token, self.now_ms)?;
        let Some(mut edit) = self.stolen_edit(machine)? else {
            return Ok(());
        };
        edit.id = EditId {
            device: reply.device,
            seq: 1,
        };
        let damage = self.chance.u8(0..9);
        let harmless = self.damage(&mut edit, reply.device, damage);
        let request = PushRequest {
            device: reply.device,
            chain: [0; 32],
            edits: vec![edit],
        };
        let answer = tenant.push(&caller, &request, self.now_ms);
        self.note(format!("damage {damage}: {answer:?}"));
        match answer {
            Ok(PushReply::Verdicts(verdicts)) => {
                let taken = verdicts
                    .iter()
                    .any(|decided| matches!(decided.verdict, Verdict::Accepted { .. }));
                expect("nothing forged is accepted", harmless || !taken, || {
                    format!("damage {damage} was accepted")
                })
            }
            Ok(_)
            | Err(
                LogError::ForeignDevice
                | LogError::Malformed
                | LogError::TooLarge { .. }
                | LogError::SignedOut,
            ) => Ok(()),
            Err(other) => Err(Violation::new(
                "a forged push breaks nothing",
                other.to_string(),
            )),
        }
    }

    /// An edit that a device of somebody made.
    fn stolen_edit(&mut self, machine: usize) -> Result<Option<Edit>> {
        let open = self.machines[machine].store()?.read(|tx| tx.open_edits())?;
        let changes = open.into_iter().map(|open| open.edit);
        let changes = changes.filter(|edit| matches!(edit.body, Body::Change { .. }));
        Ok(self.chance.choice(changes.collect::<Vec<_>>()))
    }

    /// Damages an edit; whether what comes out may be accepted.
    fn damage(&mut self, edit: &mut Edit, own: DeviceTag, damage: u8) -> bool {
        // Whatever is accepted here is an edit of its own.
        edit.at = EditTime {
            device_ms: i64::try_from(self.count()).unwrap_or(0),
            offset_ms: None,
        };
        let Body::Change {
            facet,
            change,
            hash,
            ..
        } = &mut edit.body
        else {
            return true;
        };
        let own_actor = ActorId::new(own, [1; 8]);
        match damage {
            // In somebody else's name.
            0 => {}
            1 => hash.0[0] ^= 1,
            2 => {
                change.actor = own_actor;
                change.seq = 7;
                *hash = change.encode().1;
            }
            3 => {
                change.actor = own_actor;
                change.deps = vec![*hash];
                *hash = change.encode().1;
            }
            4 => {
                change.actor = own_actor;
                "other".clone_into(facet);
                *hash = change.encode().1;
            }
            5 => {
                change.actor = own_actor;
                change.start_op = u64::MAX / 4;
                *hash = change.encode().1;
            }
            6 => {
                change.actor = own_actor;
                for op in &mut change.ops {
                    op.action = Action::Put(Scalar::Str("x".repeat(100_000)));
                }
                *hash = change.encode().1;
            }
            7 => {
                edit.group = Some(Group { first: 1, len: 9 });
            }
            _ => {
                change.actor = own_actor;
                change.ops.reverse();
                let again = change.ops.clone();
                change.ops.extend(again);
                *hash = change.encode().1;
            }
        }
        false
    }
}
