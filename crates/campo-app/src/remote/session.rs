//! The session that requests are sent in, and its renewal.
//!
//! An access token lasts minutes. When the server does not take it any more it is renewed and the request sent again:
//! under a lock of the home, by one process and one task at a time, so that each refresh token is used once.

use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use campo_store::{Membership, Renewal, StoreError};
use campo_sync::Failure;
use campo_wire::renewal::{RenewReply, RenewRequest};
use reqwest::{RequestBuilder, Response, StatusCode};
use tokio::task::block_in_place;

use super::{Remote, RemoteError, protocol, read, refusal, unreachable};
use crate::app::{SharedOpen, locked, now_ms};
use crate::error::AppError;
use crate::home::{Home, SyncLock};

/// How often the lock is tried while somebody else renews, and how many times.
const LOCK_RETRY: Duration = Duration::from_millis(50);
const LOCK_TRIES: usize = 600;

/// What requests prove themselves with.
#[derive(Clone)]
pub enum Access {
    /// Nothing: nobody is signed in.
    Nobody,
    /// This access token, as long as it lasts.
    Token(String),
    /// The session of a home, renewed when it must be.
    Home(Keeper),
}

/// The session of a home.
#[derive(Clone)]
pub struct Keeper {
    home: Home,
    open: SharedOpen,
}

/// The tokens after a renewal.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// What the home says of its session.
enum Known {
    /// Another token is there already.
    Newer,
    /// This gets the next one.
    Renewal(Renewal),
    /// Nothing gets another one.
    Ended,
}

impl Access {
    /// The access token; none when nobody is signed in.
    pub(super) fn token(&self) -> Option<String> {
        match self {
            Self::Nobody => None,
            Self::Token(token) => Some(token.clone()),
            Self::Home(keeper) => keeper.token(),
        }
    }
}

impl Remote {
    /// Sends a call in the session; once more when its access token had to be renewed.
    pub(super) async fn call(&self, call: RequestBuilder) -> Result<Response, RemoteError> {
        let again = call.try_clone();
        let token = self.access.token();
        let answer = send(call, token.as_deref()).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let refused = refusal(answer).await;
        let is_over = matches!(refused, RemoteError::Exchange(Failure::SignedOut));
        match (&self.access, token, again) {
            (Access::Home(keeper), Some(old), Some(again)) if is_over => {
                if keeper.renew(self, &old).await? {
                    send(again, keeper.token().as_deref()).await
                } else {
                    Err(refused)
                }
            }
            _ => Err(refused),
        }
    }

    /// The tokens that follow; `None` when the session has ended.
    pub(crate) async fn next_tokens(
        &self,
        renewal: &Renewal,
    ) -> Result<Option<Tokens>, RemoteError> {
        let mut at_ms = now_ms();
        for _ in 0..2 {
            let call = self.frame("session/renew", &sign(renewal, at_ms)?)?;
            match read(send(call, None).await?).await {
                Ok(RenewReply::Tokens { access, refresh }) => {
                    return Ok(Some(Tokens { access, refresh }));
                }
                Ok(RenewReply::Clock(server_ms)) => at_ms = server_ms,
                Err(RemoteError::Exchange(Failure::SignedOut)) => return Ok(None),
                Err(other) => return Err(other),
            }
        }
        Err(protocol(
            "the server does not take the moment it said it is",
        ))
    }
}

async fn send(call: RequestBuilder, token: Option<&str>) -> Result<Response, RemoteError> {
    let call = match token {
        Some(token) => call.bearer_auth(token),
        None => call,
    };
    call.send().await.map_err(unreachable)
}

fn sign(renewal: &Renewal, at_ms: i64) -> Result<RenewRequest, RemoteError> {
    let key = Ed25519KeyPair::from_seed_unchecked(&renewal.seed).map_err(protocol)?;
    let signed = RenewRequest::signed_bytes(&renewal.refresh, at_ms);
    Ok(RenewRequest {
        refresh: renewal.refresh.clone(),
        at_ms,
        signature: key.sign(&signed).as_ref().to_vec(),
    })
}

impl Keeper {
    /// The session of the home that is open there.
    pub(crate) fn new(home: Home, open: SharedOpen) -> Self {
        Self { home, open }
    }

    fn token(&self) -> Option<String> {
        let open = locked(&self.open);
        let membership = open.as_ref().map(|open| &open.membership);
        membership
            .map(|membership| membership.token.clone())
            .filter(|token| !token.is_empty())
    }

    /// Gets another access token than `old`; `false` when the session has ended.
    async fn renew(&self, remote: &Remote, old: &str) -> Result<bool, RemoteError> {
        let _lock = self.session_lock().await?;
        let renewal = match block_in_place(|| self.look(old)).map_err(stored)? {
            Known::Newer => return Ok(true),
            Known::Ended => return Ok(false),
            Known::Renewal(renewal) => renewal,
        };
        let Some(tokens) = remote.next_tokens(&renewal).await? else {
            return Ok(false);
        };
        block_in_place(|| self.keep(tokens, renewal.seed)).map_err(stored)?;
        Ok(true)
    }

    async fn session_lock(&self) -> Result<SyncLock, RemoteError> {
        for _ in 0..LOCK_TRIES {
            match self.home.session_lock() {
                Ok(Some(lock)) => return Ok(lock),
                Ok(None) => tokio::time::sleep(LOCK_RETRY).await,
                Err(error) => return Err(protocol(error)),
            }
        }
        Err(RemoteError::Exchange(Failure::Busy { retry_after: None }))
    }

    /// What the database says: another process may have renewed the session.
    fn look(&self, old: &str) -> Result<Known, StoreError> {
        let mut open = locked(&self.open);
        let Some(open) = open.as_mut() else {
            return Ok(Known::Ended);
        };
        let (membership, renewal) = open
            .store
            .read(|tx| Ok::<_, StoreError>((tx.membership()?, tx.renewal()?)))?;
        let is_newer = membership.token != old && !membership.token.is_empty();
        open.membership = membership;
        Ok(match renewal {
            _ if is_newer => Known::Newer,
            Some(renewal) => Known::Renewal(renewal),
            None => Known::Ended,
        })
    }

    fn keep(&self, tokens: Tokens, seed: [u8; 32]) -> Result<(), StoreError> {
        let mut open = locked(&self.open);
        let Some(open) = open.as_mut() else {
            return Ok(());
        };
        let renewal = Renewal {
            refresh: tokens.refresh,
            seed,
        };
        open.membership = open.store.write(|tx| {
            let membership = Membership {
                token: tokens.access,
                ..tx.membership()?
            };
            tx.set_membership(&membership)?;
            tx.set_renewal(Some(&renewal))?;
            Ok::<_, StoreError>(membership)
        })?;
        Ok(())
    }
}

fn stored(error: StoreError) -> RemoteError {
    RemoteError::Refused(AppError::Store(error).into_wire())
}
