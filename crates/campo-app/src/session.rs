//! Signing in and out.

use std::sync::atomic::Ordering;
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use campo_model::id::DeviceTag;
use campo_store::{BlobFiles, Membership, Renewal, Tx};
use campo_wire::command::Empty;
use campo_wire::contact::Authority;
use campo_wire::error::ErrorCode;
use campo_wire::event::Event;
use campo_wire::renewal::DeviceKey;
use campo_wire::session::{Person, Session, SignIn};
use campo_wire::sync::{SessionReply, SessionRequest};

use crate::app::{App, Open, now_ms};
use crate::damage::{self, Opened};
use crate::error::AppError;
use crate::home::LastSignIn;
use crate::remote::{Access, Remote};
use crate::vault::{self, DataKey};

/// How long signing out waits for the server.
const GOODBYE: Duration = Duration::from_secs(3);

impl App {
    /// Who is signed in.
    pub fn session(&self, _: Empty) -> Result<Session, AppError> {
        if self.is_locked() {
            return Ok(self.locked_session());
        }
        Ok(
            match self
                .membership()
                .filter(|membership| !membership.token.is_empty())
            {
                Some(membership) => signed_in(&membership),
                None => {
                    let LastSignIn { server, tenant, .. } = self.home().last_sign_in();
                    let notice = self.home().notice();
                    Session::SignedOut {
                        server,
                        tenant,
                        notice,
                    }
                }
            },
        )
    }

    /// Asks the server for a session, and makes this home's database the first time.
    pub async fn sign_in(&self, form: SignIn) -> Result<Session, AppError> {
        let known = self.membership();
        if let Some(other) = known.as_ref().filter(|known| !is_same_person(known, &form)) {
            return Err(anothers(other));
        }
        let seed = *vault::random().map_err(vault::VaultError::Random)?;
        let reply = self.ask_session(&form, &seed).await?;
        let renewal = |refresh| Renewal { refresh, seed };
        self.arrive(Arrived {
            server: form.server.trim_end_matches('/').to_owned(),
            tenant: form.tenant,
            login: form.user,
            renewal: reply.refresh.clone().map(renewal),
            reply,
        })
    }

    /// Makes a session that the server began this home's.
    pub(crate) fn arrive(&self, arrived: Arrived) -> Result<Session, AppError> {
        let Arrived {
            server,
            tenant,
            login,
            reply,
            renewal,
        } = arrived;
        let grant = Grant {
            authority: reply.authority,
            deposit: reply.deposit,
            renewal,
        };
        let membership = Membership {
            server,
            tenant,
            tenant_name: reply.tenant_name,
            login,
            token: reply.token,
            device: reply.device,
            identity: reply.identity,
        };
        tokio::task::block_in_place(|| self.adopt(&membership, Some(&grant)))?;
        self.emit(Event::Session);
        self.nudge();
        Ok(signed_in(&membership))
    }

    /// Ends the session on this device, and at the server when it can be told soon. Everything stays here, encrypted,
    /// with the work not yet sent.
    pub async fn sign_out(&self, _: Empty) -> Result<Session, AppError> {
        if self.is_locked() {
            return Err(self.closed());
        }
        self.tell_of_sign_out().await;
        if let Some(mut membership) = self.membership() {
            membership.token.clear();
            self.adopt(&membership, None)?;
            self.emit(Event::Session);
        }
        self.session(Empty {})
    }

    /// Ends the session at the server, unless that takes long: there it ends by itself after a while.
    async fn tell_of_sign_out(&self) {
        let Some(remote) = self.remote() else {
            return;
        };
        let told = tokio::time::timeout(GOODBYE, remote.end_this_session()).await;
        if !matches!(told, Ok(Ok(()))) {
            tracing::debug!("the server was not told of the sign-out");
        }
    }

    async fn ask_session(&self, form: &SignIn, seed: &[u8; 32]) -> Result<SessionReply, AppError> {
        let request = SessionRequest {
            tenant: form.tenant.clone(),
            user: form.user.clone(),
            password: form.password.clone(),
            device_name: device_name(),
            code: form.code.clone(),
            device: self.known_device(),
            key: Some(public_key(seed)?),
        };
        Remote::new(&form.server, Access::Nobody)?
            .session(&request)
            .await
            .map_err(AppError::Remote)
    }

    /// Makes a session this home's; `grant` is what came with a new one.
    fn adopt(&self, membership: &Membership, grant: Option<&Grant>) -> Result<(), AppError> {
        let mut open = self.lock();
        if let Some(open) = open.as_mut() {
            open.store.write(|tx| enter(tx, membership, grant))?;
            open.membership = membership.clone();
        } else {
            let key = self.make_key(grant)?;
            let Opened {
                mut store,
                occupied,
                ..
            } = damage::open_database(self.home(), &key)?;
            store.write(|tx| enter(tx, membership, grant))?;
            *open = Some(Open {
                store,
                membership: membership.clone(),
                blobs: BlobFiles::open(&self.home().blobs(), &key)?,
                key,
                _occupied: occupied,
            });
            self.locked.store(false, Ordering::Relaxed);
        }
        drop(open);
        self.begin_watch();
        let last = LastSignIn {
            server: Some(membership.server.clone()),
            tenant: Some(membership.tenant.clone()),
            name: Some(membership.identity.name.clone()),
        };
        self.home()
            .remember_sign_in(&last)
            .map_err(|source| AppError::File {
                path: "last-sign-in.json".to_owned(),
                source,
            })
    }

    fn make_key(&self, grant: Option<&Grant>) -> Result<DataKey, AppError> {
        let (vault, passphrase) = (self.home().vault(), self.passphrase());
        let passphrase = passphrase.as_ref().map(|text| text.as_str());
        let deposit = grant.and_then(|grant| grant.deposit.as_ref());
        Ok(match deposit {
            _ if !vault.exists() => vault::make(&vault, passphrase)?,
            Some(half) => vault::unlock(&vault, &self.home().deposit(), half, passphrase)?,
            None => vault::open(&vault, passphrase)?,
        })
    }

    /// The tag that this device has already, also when its database is closed.
    pub(crate) fn known_device(&self) -> Option<DeviceTag> {
        let (vault, deposit) = (self.home().vault(), self.home().deposit());
        let known = self.membership().map(|membership| membership.device);
        known.or_else(|| vault::deposited_device(&vault, &deposit))
    }
}

/// A session that the server began.
pub(crate) struct Arrived {
    pub(crate) server: String,
    pub(crate) tenant: String,
    pub(crate) login: String,
    pub(crate) reply: SessionReply,
    pub(crate) renewal: Option<Renewal>,
}

/// What comes with a new session.
struct Grant {
    authority: Authority,
    deposit: Option<[u8; 32]>,
    renewal: Option<Renewal>,
}

/// Writes whose home this is. A server that gives another tag does not know this device any more: it was restored.
fn enter(tx: &Tx<'_>, membership: &Membership, grant: Option<&Grant>) -> Result<(), AppError> {
    let known = tx.membership().ok();
    if let Some(known) = known.as_ref()
        && known.identity.user != membership.identity.user
    {
        return Err(anothers(known));
    }
    let known = known.map(|known| known.device);
    if let Some(grant) = grant {
        match tx.authority()? {
            Some(known) if known != grant.authority => {
                let message = "this is another server than the one this home belongs to: nothing was changed; use another home (--home)";
                return Err(AppError::refused(ErrorCode::Forbidden, message));
            }
            _ => tx.set_authority(&grant.authority)?,
        }
        if let Some(lease) = tx.lease()? {
            tx.set_lease(&lease.renewed(now_ms()))?;
        }
    }
    tx.set_membership(membership)?;
    tx.set_renewal(grant.and_then(|grant| grant.renewal.as_ref()))?;
    if known.is_some_and(|device| device != membership.device) {
        tx.become_incarnation(membership.device)?;
    }
    Ok(())
}

/// What the server knows the key of a session by.
pub(crate) fn public_key(seed: &[u8; 32]) -> Result<DeviceKey, AppError> {
    let unusable =
        || AppError::refused(ErrorCode::Internal, "a key for the session cannot be made");
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| unusable())?;
    let public = pair.public_key().as_ref().try_into();
    public.map_err(|_| unusable())
}

/// That a home belongs to somebody else.
fn anothers(known: &Membership) -> AppError {
    let message = format!(
        "this home belongs to {} of {}: sign in as the same person, or use another home (--home)",
        known.login, known.tenant
    );
    AppError::refused(ErrorCode::Forbidden, message)
}

fn is_same_person(known: &Membership, form: &SignIn) -> bool {
    known.tenant == form.tenant && known.login == form.user
}

fn signed_in(membership: &Membership) -> Session {
    Session::SignedIn {
        server: membership.server.clone(),
        tenant: membership.tenant.clone(),
        tenant_name: membership.tenant_name.clone(),
        user: Person {
            id: membership.identity.user.to_string(),
            name: membership.identity.name.clone(),
            roles: membership.identity.roles.clone(),
        },
        device: membership.device.to_string(),
    }
}

/// What this device is called in lists, until its person renames it.
pub(crate) fn device_name() -> String {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.trim();
    let system = std::env::consts::OS;
    if host.is_empty() {
        system.to_owned()
    } else {
        format!("{host} ({system})")
    }
}
