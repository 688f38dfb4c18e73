//! The server's machine: the production log on its own files, and what is asked of it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use campo_log::{Entropy, Keys, LogError, Place, Tenant, Tenants, upkeep};
use campo_model::id::DeviceTag;
use campo_sync::Failure;
use campo_wire::contact::{ContactRequest, Order};
use campo_wire::sync::{
    PullReply, PullRequest, PushReply, PushRequest, SessionReply, SessionRequest,
};

use rusqlite::Connection;

use crate::template::{TENANT, Template, copy_database};
use crate::violation::{Result, Violation};

/// What a device asks.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    Push(PushRequest),
    Pull(PullRequest),
    Enroll,
    Contact(ContactRequest),
    Wiped,
}

/// What it is answered.
#[derive(Debug)]
pub(crate) enum Reply {
    Push(PushReply),
    Pull(PullReply),
    Enroll(DeviceTag),
    Contact(Order),
    Wiped,
}

/// The server: up with its tenant open, or down.
pub(crate) struct Server {
    /// Where everything of it is.
    place: PathBuf,
    /// The data directory in use.
    folder: PathBuf,
    backups: Vec<PathBuf>,
    restores: u32,
    entropy: Entropy,
    open: Option<(Tenants, Arc<Tenant>)>,
}

impl Server {
    /// A server with the prepared tenant in `place`, whose random bytes follow from `seed`.
    pub(crate) fn start(place: PathBuf, seed: u64) -> Result<Self> {
        let folder = place.join("data");
        let prepared = Template::get()?.server();
        std::fs::create_dir_all(folder.join("tenants"))?;
        for file in ["server.sqlite", "tenants/acme.sqlite"] {
            copy_database(&prepared.join(file), &folder.join(file))?;
        }
        for key in ["master.key", "server.key", "tenants/acme.key"] {
            std::fs::copy(prepared.join(key), folder.join(key))?;
        }
        let random = Mutex::new(fastrand::Rng::with_seed(seed));
        let entropy = Entropy::of(move |bytes| {
            random
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .fill(bytes);
        });
        let mut server = Self {
            place,
            folder,
            backups: Vec::new(),
            restores: 0,
            entropy,
            open: None,
        };
        server.up()?;
        Ok(server)
    }

    /// Starts the process, if it is down.
    pub(crate) fn up(&mut self) -> Result<()> {
        if self.open.is_none() {
            let tenants = Tenants::open_with(self.folder.as_path(), self.entropy.clone())?;
            let tenant = tenants.get(TENANT)?;
            self.open = Some((tenants, tenant));
        }
        Ok(())
    }

    /// Ends the process where it stands: what is committed stays.
    pub(crate) fn down(&mut self) {
        self.open = None;
    }

    /// Backs the data up, as the administrator does while it runs.
    pub(crate) fn back_up(&mut self) -> Result<()> {
        let to = self.place.join(format!("backup-{}", self.backups.len()));
        if let Some((tenants, _)) = &self.open {
            upkeep::backup(tenants, &to)?;
            self.backups.push(to);
        }
        Ok(())
    }

    /// How many backups there are.
    pub(crate) fn backups(&self) -> usize {
        self.backups.len()
    }

    /// Brings a backup into use, in a new place.
    pub(crate) fn go_back(&mut self, backup: usize, now_ms: i64) -> Result<()> {
        self.down();
        self.restores += 1;
        let folder = self.place.join(format!("data-{}", self.restores));
        if let Some(backup) = self.backups.get(backup) {
            upkeep::restore(backup, &folder, now_ms)?;
            self.folder = folder;
        }
        self.up()
    }

    /// The moments of all edits in the log.
    pub(crate) fn moments(&self) -> Result<BTreeSet<i64>> {
        let file = self.connect()?;
        let mut read = file.prepare("SELECT at_ms FROM entry WHERE kind = 'edit'")?;
        let moments = read.query_map([], |row| row.get(0))?;
        Ok(moments.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether the process runs.
    pub(crate) fn is_up(&self) -> bool {
        self.open.is_some()
    }

    /// The tenant's file, read beside the server.
    pub(crate) fn connect(&self) -> Result<Connection> {
        let place = Place::from(&self.folder);
        Ok(Keys::read(&place)?.open(&place.tenant(TENANT))?)
    }

    /// The tenant, as an administrator and the routes use it.
    pub(crate) fn tenant(&self) -> Result<Arc<Tenant>> {
        let open = self.open.as_ref().map(|(_, tenant)| Arc::clone(tenant));
        open.ok_or_else(|| Violation::new("the simulator asks a running server", "it is down"))
    }

    /// Starts a session; `None` when it is refused.
    pub(crate) fn sign_in(
        &self,
        user: &str,
        device: Option<DeviceTag>,
        now_ms: i64,
    ) -> Result<Option<SessionReply>> {
        let request = SessionRequest {
            tenant: TENANT.to_owned(),
            user: user.to_owned(),
            password: crate::template::PASSWORD.to_owned(),
            device_name: format!("{user}'s"),
            device,
            code: None,
            key: None,
        };
        match self.tenant()?.sign_in(&request, now_ms) {
            Ok(reply) => Ok(Some(reply)),
            Err(LogError::WrongCredentials | LogError::Revoked | LogError::LimitReached { .. }) => {
                Ok(None)
            }
            Err(other) => Err(other.into()),
        }
    }

    /// Answers a request as the routes do.
    pub(crate) fn answer(
        &self,
        token: &str,
        request: &Request,
        now_ms: i64,
    ) -> Result<std::result::Result<Reply, Failure>> {
        match self.try_answer(token, request, now_ms) {
            Ok(reply) => Ok(Ok(reply)),
            Err(LogError::SignedOut | LogError::Revoked) => Ok(Err(Failure::SignedOut)),
            Err(other @ (LogError::ForeignDevice | LogError::Malformed)) => {
                Ok(Err(Failure::Protocol(other.to_string())))
            }
            Err(other) => Err(other.into()),
        }
    }

    fn try_answer(
        &self,
        token: &str,
        request: &Request,
        now_ms: i64,
    ) -> std::result::Result<Reply, LogError> {
        let Some((_, tenant)) = &self.open else {
            return Err(LogError::SignedOut);
        };
        // Whoever lost access may still hand in their work and hear what to do.
        let known = || tenant.recognize(token, now_ms);
        let active = || tenant.authenticate(token, now_ms);
        match request {
            Request::Push(push) => tenant.push(&known()?, push, now_ms).map(Reply::Push),
            Request::Pull(pull) => tenant.pull(&active()?, pull, now_ms).map(Reply::Pull),
            Request::Enroll => tenant.enroll(&active()?, now_ms).map(Reply::Enroll),
            Request::Contact(report) => {
                let reply = tenant.contact(&known()?, report, now_ms)?;
                Ok(Reply::Contact(reply.order))
            }
            Request::Wiped => {
                tenant.confirm_wipe(&known()?, now_ms)?;
                Ok(Reply::Wiped)
            }
        }
    }
}
