//! Who is signed in where, and ending it: a session that ends takes its tokens and its live socket with it.

use rusqlite::Transaction;
use serde_json::json;

use crate::administrator::By;
use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::signin::Caller;
use crate::table::entry;
use crate::table::session::{self, Session, SessionId};
use crate::tenant::Tenant;

impl Tenant {
    /// Every session that has not ended by `now_ms`, the last used first.
    pub fn sessions(&self, now_ms: i64) -> Result<Vec<Session>> {
        let mut sessions = self.read(session::all)?;
        sessions.retain(|session| session.expires_ms > now_ms);
        Ok(sessions)
    }

    /// The caller's sessions.
    pub fn sessions_of(&self, caller: &Caller, now_ms: i64) -> Result<Vec<Session>> {
        let mut sessions = self.sessions(now_ms)?;
        sessions.retain(|session| session.user == caller.user);
        Ok(sessions)
    }

    /// Ends a session: its device must sign in anew, and keeps what it holds.
    pub fn end_session(&self, id: SessionId, by: impl Into<By>) -> Result<()> {
        let by = by.into();
        self.write(|transaction| {
            let ended = session::get(transaction, id)?;
            let ended = ended.ok_or_else(|| LogError::missing("session", id))?;
            end(transaction, &ended, by.now_ms)?;
            let act = Act {
                user: by.user,
                action: "session.end",
                resource_type: "session",
                resource: id.to_string(),
                detail: json!({ "device": ended.device.to_string() }),
            };
            audit::append(transaction, &act, by.now_ms)
        })
    }

    /// Ends a session of the caller's, this one too.
    pub fn end_own_session(&self, caller: &Caller, id: SessionId, now_ms: i64) -> Result<()> {
        let own = self.sessions_of(caller, now_ms)?;
        if !own.iter().any(|session| session.id == id) {
            return Err(LogError::missing("session", id));
        }
        self.end_session(id, caller.at(now_ms))
    }
}

/// Ends a session and lets its live socket notice: sockets look after each entry about access.
pub(crate) fn end(transaction: &Transaction<'_>, ended: &Session, now_ms: i64) -> Result<()> {
    session::end(transaction, ended.id)?;
    entry::append_device(transaction, ended.user, ended.device, now_ms)?;
    Ok(())
}
