//! A server process with a tenant whose people may do everything with the measured records.

use std::sync::Arc;

use anyhow::{Context, Result};
use campo_log::{NewUser, Tenant, Tenants};
use campo_tests::Server;
use campo_wire::sync::{SessionReply, SessionRequest};
use tempfile::TempDir;

use super::client::Client;
use crate::workload::{NOW_MS, Workload};

/// The person of every tenant.
pub const USER: &str = "ana";

/// So many requests a minute that nobody is told to wait.
const NO_LIMIT: &str = "1000000000";

/// A running server.
pub struct Stage {
    server: Server,
    /// Removed when the server has stopped.
    _data: TempDir,
}

impl Stage {
    /// A server with one tenant.
    pub fn new(workload: &Workload) -> Result<Self> {
        Ok(Self::with_tenants(workload, 1)?.0)
    }

    /// A server with so many tenants, and what opens each.
    pub fn with_tenants(workload: &Workload, count: usize) -> Result<(Self, Vec<SessionReply>)> {
        let data = TempDir::new()?;
        let tenants = Tenants::open(data.path())?;
        let sessions = (0..count)
            .map(|number| make(&tenants, workload, &key(number)))
            .collect::<Result<_>>()?;
        drop(tenants);
        let limits = ["CAMPO_RATE_PERSON", "CAMPO_RATE_ADDRESS"]
            .map(|name| (name.to_owned(), NO_LIMIT.to_owned()));
        let mut server = Server::at(data.path(), &limits);
        server.launch();
        let stage = Self {
            server,
            _data: data,
        };
        Ok((stage, sessions))
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Its process.
    pub fn process(&self) -> Result<u32> {
        self.server.process_id().context("the server runs")
    }

    /// A device of the first tenant's person, signed in.
    pub async fn device(&self) -> Result<Client> {
        Client::sign_in(&self.url(), &request(&key(0))).await
    }
}

/// The key of a tenant.
pub fn key(number: usize) -> String {
    format!("bench{number}")
}

fn make(tenants: &Tenants, workload: &Workload, key: &str) -> Result<SessionReply> {
    let tenant: Arc<Tenant> = tenants.create(key, "Bench", NOW_MS)?;
    tenant.install(vec![workload.module()?], NOW_MS)?;
    let person = NewUser {
        name: USER.to_owned(),
        password: campo_tests::Tenant::PASSWORD.to_owned(),
        roles: vec!["clerk".to_owned()],
        attributes: serde_json::Map::new(),
    };
    tenant.create_user(person, NOW_MS)?;
    Ok(tenants.sign_in(&request(key), campo_app::now_ms())?)
}

fn request(tenant: &str) -> SessionRequest {
    SessionRequest {
        tenant: tenant.to_owned(),
        user: USER.to_owned(),
        password: campo_tests::Tenant::PASSWORD.to_owned(),
        device_name: "bench".to_owned(),
        device: None,
        code: None,
        key: None,
    }
}
