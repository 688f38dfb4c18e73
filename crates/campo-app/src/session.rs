//! Signing in and out.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
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
use crate::vault;

impl App {
    /// Who is signed in.
    pub fn session(&self, _: Empty) -> Result<Session, AppError> {
        Ok(
            match self
                .membership()
                .filter(|membership| !membership.token.is_empty())
            {
                Some(membership) => signed_in(&membership),
                None => {
                    let LastSignIn { server, tenant } = self.home().last_sign_in();
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
            let message = format!(
                "this home belongs to {} of {}: sign in as the same person, or use another home (--home)",
                other.login, other.tenant
            );
            return Err(AppError::refused(ErrorCode::Forbidden, message));
        }
        let seed = *vault::random().map_err(vault::VaultError::Random)?;
        let reply = self.ask_session(&form, known.as_ref(), &seed).await?;
        let grant = Grant {
            authority: reply.authority,
            deposit: reply.deposit,
            renewal: reply.refresh.map(|refresh| Renewal { refresh, seed }),
        };
        let membership = Membership {
            server: form.server.trim_end_matches('/').to_owned(),
            tenant: form.tenant,
            tenant_name: reply.tenant_name,
            login: form.user,
            token: reply.token,
            device: reply.device,
            identity: reply.identity,
        };
        tokio::task::block_in_place(|| self.adopt(&membership, Some(&grant)))?;
        self.emit(Event::Session);
        self.nudge();
        Ok(signed_in(&membership))
    }

    /// Ends the session on this device. Everything stays here, encrypted, with the work not yet sent.
    pub fn sign_out(&self, _: Empty) -> Result<Session, AppError> {
        if let Some(mut membership) = self.membership() {
            membership.token.clear();
            self.adopt(&membership, None)?;
            self.emit(Event::Session);
        }
        self.session(Empty {})
    }

    async fn ask_session(
        &self,
        form: &SignIn,
        known: Option<&Membership>,
        seed: &[u8; 32],
    ) -> Result<SessionReply, AppError> {
        let request = SessionRequest {
            tenant: form.tenant.clone(),
            user: form.user.clone(),
            password: form.password.clone(),
            device_name: device_name(),
            code: form.code.clone(),
            device: known
                .map(|membership| membership.device)
                .or_else(|| vault::locked_device(&self.home().vault())),
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
            let (opened, blobs) = self.make_store(grant)?;
            let Opened {
                mut store,
                occupied,
                ..
            } = opened;
            store.write(|tx| enter(tx, membership, grant))?;
            *open = Some(Open {
                store,
                membership: membership.clone(),
                blobs,
                _occupied: occupied,
            });
        }
        let last = LastSignIn {
            server: Some(membership.server.clone()),
            tenant: Some(membership.tenant.clone()),
        };
        self.home()
            .remember_sign_in(&last)
            .map_err(|source| AppError::File {
                path: "last-sign-in.json".to_owned(),
                source,
            })
    }

    fn make_store(&self, grant: Option<&Grant>) -> Result<(Opened, BlobFiles), AppError> {
        let path = self.home().vault();
        let deposit = grant.and_then(|grant| grant.deposit.as_ref());
        let key = match deposit {
            _ if !path.exists() => vault::make(&path, self.passphrase())?,
            Some(deposit) => vault::unlock(&path, deposit, self.passphrase())?,
            None => vault::open(&path, self.passphrase())?,
        };
        let opened = damage::open_database(self.home(), &key)?;
        Ok((opened, BlobFiles::open(&self.home().blobs(), &key)?))
    }
}

/// What comes with a new session.
struct Grant {
    authority: Authority,
    deposit: Option<[u8; 32]>,
    renewal: Option<Renewal>,
}

/// Writes whose home this is. A server that gives another tag does not know this device any more: it was restored.
fn enter(tx: &Tx<'_>, membership: &Membership, grant: Option<&Grant>) -> Result<(), AppError> {
    let known = tx.membership().ok().map(|known| known.device);
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
fn public_key(seed: &[u8; 32]) -> Result<DeviceKey, AppError> {
    let unusable =
        || AppError::refused(ErrorCode::Internal, "a key for the session cannot be made");
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| unusable())?;
    let public = pair.public_key().as_ref().try_into();
    public.map_err(|_| unusable())
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
fn device_name() -> String {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.trim();
    let system = std::env::consts::OS;
    if host.is_empty() {
        system.to_owned()
    } else {
        format!("{host} ({system})")
    }
}
