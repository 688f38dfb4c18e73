//! `admin session`.

use std::collections::BTreeMap;

use campo_log::{Session, Tenants};
use campo_model::id::UserId;
use serde_json::{Value, json};

use super::device::names;
use super::{Report, moment, open};
use crate::cli::admin::SessionCommand;
use crate::clock::now_ms;

pub(super) fn run(tenants: &Tenants, command: SessionCommand) -> anyhow::Result<Report> {
    match command {
        SessionCommand::List { tenant, user } => {
            let tenant = open(tenants, &tenant)?;
            let only = user.map(|name| tenant.user(&name)).transpose()?;
            let mut sessions = tenant.sessions(now_ms())?;
            sessions.retain(|session| only.as_ref().is_none_or(|user| user.id == session.user));
            let names = names(&tenant)?;
            let rows = sessions.iter().map(|session| describe(session, &names));
            Ok(Report::list(rows.collect()))
        }
        SessionCommand::Revoke { tenant, session } => {
            let tenant = open(tenants, &tenant)?;
            tenant.end_session(session, now_ms())?;
            let id = session.to_string();
            let text = format!("{id} has ended; its device keeps what it holds and must sign in");
            Ok(Report::new(json!({ "session": id, "ended": true }), text))
        }
    }
}

fn describe(session: &Session, names: &BTreeMap<UserId, String>) -> (Value, String) {
    let user = names.get(&session.user).map_or("", String::as_str);
    let (id, device) = (session.id.to_string(), session.device.to_string());
    let [created, last_seen, expires] =
        [session.created_ms, session.seen_ms, session.expires_ms].map(moment);
    let text = format!("{id}\t{user}\t{device}\t{last_seen}\tuntil {expires}");
    let json = json!({
        "session": id, "user": user, "device": device, "created": created, "last_seen": last_seen,
        "expires": expires,
    });
    (json, text)
}
