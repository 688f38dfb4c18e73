//! Signing in and out.

use campo_store::{Membership, Store};
use campo_wire::command::Empty;
use campo_wire::error::ErrorCode;
use campo_wire::event::Event;
use campo_wire::session::{Person, Session, SignIn};
use campo_wire::sync::{SessionReply, SessionRequest};

use crate::app::{App, Open};
use crate::error::AppError;
use crate::home::LastSignIn;
use crate::remote::Remote;
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
                    Session::SignedOut { server, tenant }
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
        let reply = self.ask_session(&form, known.as_ref()).await?;
        let membership = Membership {
            server: form.server.trim_end_matches('/').to_owned(),
            tenant: form.tenant,
            tenant_name: reply.tenant_name,
            login: form.user,
            token: reply.token,
            device: reply.device,
            identity: reply.identity,
        };
        tokio::task::block_in_place(|| self.adopt(&membership))?;
        self.emit(Event::Session);
        self.nudge();
        Ok(signed_in(&membership))
    }

    /// Ends the session on this device. Everything stays here, encrypted, with the work not yet sent.
    pub fn sign_out(&self, _: Empty) -> Result<Session, AppError> {
        if let Some(mut membership) = self.membership() {
            membership.token.clear();
            self.adopt(&membership)?;
            self.emit(Event::Session);
        }
        self.session(Empty {})
    }

    async fn ask_session(
        &self,
        form: &SignIn,
        known: Option<&Membership>,
    ) -> Result<SessionReply, AppError> {
        let request = SessionRequest {
            tenant: form.tenant.clone(),
            user: form.user.clone(),
            password: form.password.clone(),
            device_name: device_name(),
            device: known.map(|membership| membership.device),
        };
        Remote::new(&form.server, "")?
            .session(&request)
            .await
            .map_err(AppError::Remote)
    }

    fn adopt(&self, membership: &Membership) -> Result<(), AppError> {
        let mut open = self.lock();
        if let Some(open) = open.as_mut() {
            open.store.write(|tx| tx.set_membership(membership))?;
            open.membership = membership.clone();
        } else {
            let mut store = self.make_store()?;
            store.write(|tx| tx.set_membership(membership))?;
            *open = Some(Open {
                store,
                membership: membership.clone(),
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

    fn make_store(&self) -> Result<Store, AppError> {
        let path = self.home().vault();
        let key = if path.exists() {
            vault::open(&path, self.passphrase())?
        } else {
            vault::make(&path, self.passphrase())?
        };
        Ok(Store::open(&self.home().database(), &key)?)
    }
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
