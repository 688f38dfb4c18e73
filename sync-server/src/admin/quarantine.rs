//! `admin quarantine`.

use campo_log::{Decision, SetAside, Tenant, Tenants};
use campo_wire::sync::Verdict;
use serde_json::{Value, json};

use super::{Report, moment, open};
use crate::cli::admin::QuarantineCommand;
use crate::clock::now_ms;

pub(super) fn run(tenants: &Tenants, command: QuarantineCommand) -> anyhow::Result<Report> {
    match command {
        QuarantineCommand::List { tenant, all } => {
            let tenant = open(tenants, &tenant)?;
            let names = super::device::names(&tenant)?;
            let name = |aside: &SetAside| names.get(&aside.user).cloned().unwrap_or_default();
            let asides = tenant.quarantine(all)?;
            Ok(Report::list(
                asides
                    .iter()
                    .map(|aside| describe(aside, &name(aside)))
                    .collect(),
            ))
        }
        QuarantineCommand::Accept { tenant, which } => {
            let tenant = open(tenants, &tenant)?;
            let chosen = which.of(&tenant)?;
            decided(tenant.accept_quarantined(&chosen, now_ms())?)
        }
        QuarantineCommand::Reject {
            tenant,
            which,
            reason,
        } => {
            let tenant = open(tenants, &tenant)?;
            let chosen = which.of(&tenant)?;
            decided(tenant.reject_quarantined(&chosen, &reason, now_ms())?)
        }
    }
}

impl crate::cli::admin::Which {
    /// The numbers meant: those given, or all that wait of a device.
    fn of(&self, tenant: &Tenant) -> anyhow::Result<Vec<i64>> {
        let Some(device) = &self.device else {
            anyhow::ensure!(
                !self.numbers.is_empty(),
                "name the edits by their numbers in `quarantine list`, or --device TAG for all of a device"
            );
            return Ok(self.numbers.clone());
        };
        let tag = device.parse()?;
        let waiting = tenant.quarantine(false)?.into_iter();
        Ok(waiting
            .filter(|aside| aside.edit.id.device == tag)
            .map(|aside| aside.n)
            .collect())
    }
}

/// An edit that waits, or was decided on, in both forms.
fn describe(aside: &SetAside, user: &str) -> (Value, String) {
    let edit = &aside.edit;
    let (kind, fields) = (aside.kind(), aside.keys());
    let outcome = aside.outcome.as_ref().map_or("waiting", word);
    let text = format!(
        "{}\t{outcome}\t{user}\t{}\t{}\t{kind} {}\t{}",
        aside.n,
        edit.record_type,
        edit.record,
        fields.join(","),
        aside.reason
    );
    let json = json!({
        "n": aside.n, "state": outcome, "cause": aside.cause.as_str(), "reason": aside.reason, "user": user,
        "device": edit.id.device.to_string(), "number": edit.id.seq, "record": edit.record.to_string(),
        "type": edit.record_type.to_string(), "kind": kind, "fields": fields,
        "made": moment(edit.at.device_ms), "received": moment(aside.received_ms),
    });
    (json, text)
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted { .. } | Verdict::Known { .. } => "accepted",
        Verdict::Refused(_) => "rejected",
        Verdict::Quarantined { .. } | Verdict::Rebase => "waiting",
    }
}

/// What became of each edit; those that cannot be accepted as things are say why and go on waiting.
fn decided(decisions: Vec<Decision>) -> anyhow::Result<Report> {
    let line = |(n, verdict): Decision| {
        let (state, reason) = match &verdict {
            Verdict::Refused(refusal) if refusal.code != "rejected" => {
                ("waiting", refusal.message.clone())
            }
            Verdict::Rebase => (
                "waiting",
                "it builds on an edit that was not accepted".to_owned(),
            ),
            other => (word(other), String::new()),
        };
        (
            json!({ "n": n, "state": state, "reason": reason }),
            format!("{n}\t{state}\t{reason}"),
        )
    };
    Ok(Report::list(decisions.into_iter().map(line).collect()))
}
