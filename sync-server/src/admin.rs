//! The administrator's commands. Each opens the data for itself, so they work beside a running server.

pub mod audit;
mod device;
mod erase;
mod gaps;
mod module;
mod quarantine;
mod role;
mod scope;
mod session;
mod tenant;
mod user;

use std::sync::Arc;

use anyhow::Context;
use campo_log::{Place, Tenant, Tenants};
use campo_model::value::time_text;

use crate::cli::admin::{Admin, Subject};
pub use crate::report::Report;

/// Does what was asked.
pub fn run(place: &Place, command: Admin) -> anyhow::Result<Report> {
    let tenants = Tenants::open(place.clone())?;
    match command.what {
        Subject::Tenant(command) => tenant::run(&tenants, command),
        Subject::User(command) => user::run(&tenants, command),
        Subject::Role(command) => role::run(&tenants, command),
        Subject::Device(command) => device::run(&tenants, command),
        Subject::Session(command) => session::run(&tenants, command),
        Subject::Module(command) => module::run(&tenants, command),
        Subject::Scope(command) => scope::run(&tenants, command),
        Subject::Quarantine(command) => quarantine::run(&tenants, command),
        Subject::Erase(order) => erase::erase(&tenants, &order),
        Subject::Erasure(command) => erase::run(&tenants, command),
        Subject::Gaps { tenant } => gaps::run(&tenants, &tenant),
    }
}

fn open(tenants: &Tenants, key: &str) -> anyhow::Result<Arc<Tenant>> {
    tenants.get(key).with_context(|| format!("tenant {key}"))
}

/// A moment as text; empty when it is out of every calendar.
fn moment(ms: i64) -> String {
    time_text(ms).unwrap_or_default()
}
