//! What must be true of a machine whose power was cut, and of all three once they met again.
//!
//! The real programs look: they open what the cut left as they would after it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use campo_tests::{Answer, Home, Server, Tenant};
use serde_json::Value;

use crate::day::{Day, Fact, TENANT};

/// Opens a device's home and looks for all it was told.
pub fn device(folder: &Path, told: &[&Fact]) -> Result<()> {
    let home = Home::at(folder, &[]);
    if told.is_empty() {
        return Ok(());
    }
    let list = home.run(&["record", "list", "crm.lead", "--limit", "500"]);
    let damage = &home.run(&["status"]).json["damage"];
    ensure!(
        damage.is_null(),
        "a power cut is taken for damage: {damage}"
    );
    if is_locked(&list) {
        return Ok(());
    }
    let leads = by_id(&done(list)?);
    for fact in told {
        match fact {
            Fact::Named { id, name, .. } => says(&leads, id, "name", name)?,
            Fact::Noted { id, notes, .. } => says(&leads, id, "notes", notes)?,
            Fact::Attached { hash, original, .. } => {
                let out = folder.with_extension("out");
                let to = out.to_str().context("a plain path")?;
                let got = home.run(&["blob", "get", hash, "--out", to]);
                if is_locked(&got) {
                    return Ok(());
                }
                done(got)?;
                same(&out, original)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Has the server's data examined, and looks whether its log and files have all that anybody was told.
pub fn server(folder: &Path, told: &[&Fact]) -> Result<()> {
    let data = folder.join(data(told));
    let (mut head, mut backed_up) = (0, None);
    for fact in told {
        match fact {
            Fact::Logged { head: logged } => head = head.max(*logged),
            Fact::BackedUp { head } => backed_up = Some(*head),
            // Whether its bytes are those of its hash is for the examination to say.
            Fact::Stored { hash } => {
                let files = data.join("tenants").join(format!("{TENANT}.blobs"));
                let file = files.join(&hash[..2]).join(hash);
                ensure!(file.exists(), "{} is gone", file.display());
            }
            _ => {}
        }
    }
    log(&data, head)?;
    if let Some(head) = backed_up {
        let tried = folder.join("tried");
        let backup = folder.join("backup");
        let from = backup.to_str().context("a plain path")?;
        let restored = Server::at(&tried, &[]).try_upkeep(&["restore", "--from", from]);
        let said = String::from_utf8_lossy(&restored.stderr);
        ensure!(restored.status.success(), "the backup is of no use: {said}");
        log(&tried, head)?;
    }
    Ok(())
}

/// Whether the data is sound and has the log up to `head`; 0 when nobody was told of anything.
fn log(data: &Path, head: i64) -> Result<()> {
    if head == 0 {
        return Ok(());
    }
    let server = Server::at(data, &[]);
    let doctor = server.try_upkeep(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout) + String::from_utf8_lossy(&doctor.stderr);
    ensure!(doctor.status.success(), "{said}");
    let shown = server.try_admin(&["tenant", "show", TENANT], "");
    let tenant: Value = serde_json::from_slice(&shown.stdout).context("the tenant is gone")?;
    let found = tenant["head"].as_i64().unwrap_or_default();
    ensure!(
        found >= head,
        "the log ends at {found}; somebody was told of {head}"
    );
    Ok(())
}

/// Lets the three machines meet: all they were told is everywhere, each thing once, and nothing waits.
pub fn meeting(day: &Day, server: &mut Server, root: &Path, told: &[&Fact]) -> Result<()> {
    server.move_to(&root.join("server").join(data(told)), &[]);
    server.launch();
    // A lease of a second, where the day has it so, would end while they meet.
    server.admin(&["tenant", "lease", TENANT, "--days", "14"], "");
    let homes = ["ana", "bia"].map(|name| (name, Home::at(&Day::home(root, name), &[])));
    let tenant = Tenant {
        key: TENANT.to_owned(),
    };
    for (name, home) in &homes {
        if home.run(&["sync"]).code != Some(0) {
            let answer = home.login(server, &tenant, name, Tenant::PASSWORD);
            done(answer).with_context(|| format!("{name} cannot sign in"))?;
        }
    }
    let mut shown = Vec::new();
    for (_, home) in homes.iter().chain(&homes[..1]) {
        let status = done(home.run(&["sync"]))?;
        for state in ["pending", "sent", "refused", "quarantined"] {
            ensure!(status[state] == 0, "{state}: {status}");
        }
        shown.push((
            by_id(&done(
                home.run(&["record", "list", "crm.lead", "--limit", "500"]),
            )?),
            counted(home, day),
        ));
    }
    // The first one shown knew nothing yet of the other's.
    ensure!(shown[1] == shown[2], "the devices differ: {shown:?}");
    let (leads, count) = &shown[1];
    for fact in told {
        if let Fact::Named { id, name, .. } = fact {
            says(leads, id, "name", name)?;
        }
    }
    let counts = told
        .iter()
        .filter(|fact| matches!(fact, Fact::Counted))
        .count() as i64;
    ensure!(
        (counts..=counts + 1).contains(count),
        "{counts} were counted, not {count}"
    );
    ensure!(
        server.try_upkeep(&["doctor"]).status.success(),
        "the server's data is not sound"
    );
    Ok(())
}

/// Whether the device's lease is over, as it may be at any moment of a short one: then meeting the server shows the rest.
fn is_locked(answer: &Answer) -> bool {
    answer.code != Some(0) && answer.stderr.contains("too long without the server")
}

/// Which of the server's folders is in use.
fn data(told: &[&Fact]) -> &'static str {
    let restored = told.iter().any(|fact| matches!(fact, Fact::Restored));
    if restored { "restored" } else { "data" }
}

fn done(answer: Answer) -> Result<Value> {
    ensure!(answer.code == Some(0), "{}", answer.stderr);
    Ok(answer.json)
}

type Records = BTreeMap<String, Value>;

fn by_id(list: &Value) -> Records {
    let records = list["records"].as_array().into_iter().flatten();
    let pair = |record: &Value| {
        (
            record["id"].as_str().unwrap_or_default().to_owned(),
            record["fields"].clone(),
        )
    };
    records.map(pair).collect()
}

fn says(records: &Records, id: &str, field: &str, expected: &str) -> Result<()> {
    let found = records.get(id).map(|fields| &fields[field]);
    let says = found.is_some_and(|value| value == expected);
    ensure!(says, "`{expected}` is gone; there is {found:?}");
    Ok(())
}

fn same(path: &Path, original: &Path) -> Result<()> {
    let found = std::fs::read(path).with_context(|| format!("{} is gone", path.display()))?;
    ensure!(
        found == std::fs::read(original)?,
        "{} is not itself",
        path.display()
    );
    Ok(())
}

fn counted(home: &Home, day: &Day) -> i64 {
    let shown = home.run(&["record", "get", &day.counter]);
    shown.json["fields"]["quantity"]
        .as_i64()
        .unwrap_or_default()
}
