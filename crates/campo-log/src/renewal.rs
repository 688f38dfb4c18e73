//! Renewing sessions: a refresh token is good once, and only signed by the key of the device it was given to.
//!
//! The token before the last is answered with the same successors as long as the device may not have heard of them: for a
//! minute, and until one of them is used. So an answer that was lost, however often, ends no session. A token that was
//! used up and comes signed nevertheless has been copied together with its key: the session ends.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use campo_wire::renewal::{DeviceKey, RenewReply, RenewRequest, SIGNED_WITHIN_MS};
use rusqlite::Transaction;
use serde_json::json;

use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::secret;
use crate::sessions;
use crate::signin::SESSION_MS;
use crate::table::session::{self, Renewal, Session, SessionId};
use crate::table::{device, user};
use crate::tenant::Tenant;

/// How long an access token is good.
pub(crate) const ACCESS_MS: i64 = 10 * 60 * 1000;
/// How long a session lasts at most, however often it is renewed.
const LONGEST_MS: i64 = 90 * 24 * 3600 * 1000;
/// How long the token before the last is answered although its successors were used.
const GRACE_MS: i64 = 60 * 1000;

/// The tokens of a session.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// What becomes of a request; refusals are noted, so they are no errors while the transaction runs.
enum Outcome {
    Renewed(Tokens),
    Skewed,
    Refused,
}

impl Tenant {
    /// Gives a session its next tokens.
    pub fn renew(&self, request: &RenewRequest, now_ms: i64) -> Result<RenewReply> {
        let session = session_of(&request.refresh).ok_or(LogError::SignedOut)?;
        let salt = self.entropy().bytes()?;
        let outcome = self.write(|transaction| {
            let known = session::get(transaction, session)?;
            let known = known.filter(|session| session.expires_ms > now_ms);
            let renewal = session::renewal(transaction, session)?;
            let (Some(known), Some(renewal)) = (known, renewal) else {
                return Ok(Outcome::Refused);
            };
            if !is_signed(&renewal.key, request) {
                note(transaction, "session.forged", &known, now_ms)?;
                return Ok(Outcome::Refused);
            }
            if request.at_ms.abs_diff(now_ms) > SIGNED_WITHIN_MS.unsigned_abs() {
                return Ok(Outcome::Skewed);
            }
            self.follow(transaction, (known, renewal), (request, salt), now_ms)
        })?;
        match outcome {
            Outcome::Renewed(Tokens { access, refresh }) => {
                Ok(RenewReply::Tokens { access, refresh })
            }
            Outcome::Skewed => Ok(RenewReply::Clock(now_ms)),
            Outcome::Refused => Err(LogError::SignedOut),
        }
    }

    /// What follows a refresh token that came signed.
    fn follow(
        &self,
        transaction: &Transaction<'_>,
        (known, renewal): (Session, Renewal),
        (request, salt): (&RenewRequest, [u8; 32]),
        now_ms: i64,
    ) -> Result<Outcome> {
        let next = Renewal {
            former_hash: Some(secret::token_hash(&request.refresh)),
            salt,
            renewed_ms: now_ms,
            ..renewal
        };
        let given = match place(&renewal, request, now_ms) {
            Place::Current => next,
            Place::Late | Place::UsedUp if only_hands_in(transaction, &known)? => next,
            Place::Unheard => Renewal {
                // The minute begins anew: a copy of this request may come late too.
                renewed_ms: now_ms,
                ..renewal
            },
            Place::Former => renewal,
            Place::Late => return Ok(Outcome::Refused),
            Place::UsedUp => {
                note(transaction, "session.replayed", &known, now_ms)?;
                sessions::end(transaction, &known, now_ms)?;
                return Ok(Outcome::Refused);
            }
        };
        let tokens = self.give(transaction, known.id, given, &request.refresh, now_ms)?;
        let slid = (now_ms + SESSION_MS).min(known.created_ms + LONGEST_MS);
        let seen = Session {
            seen_ms: now_ms,
            // A session that is kept for handing in work lasts longer than either.
            expires_ms: slid.max(known.expires_ms),
            ..known
        };
        session::seen(transaction, &seen)?;
        session::forget_ended(transaction, now_ms)?;
        Ok(Outcome::Renewed(tokens))
    }

    /// Makes the tokens that follow `refresh` good. The same salt gives the same ones.
    fn give(
        &self,
        transaction: &Transaction<'_>,
        session: SessionId,
        renewal: Renewal,
        refresh: &str,
        now_ms: i64,
    ) -> Result<Tokens> {
        let next = tokens(self.key(), session, &renewal.salt, refresh);
        let access_hash = secret::token_hash(&next.access);
        let given = Renewal {
            refresh_hash: secret::token_hash(&next.refresh),
            access_hash,
            confirmed: renewal.confirmed && access_hash == renewal.access_hash,
            ..renewal
        };
        session::set_renewal(transaction, session, &given)?;
        session::admit(transaction, session, &access_hash, Some(now_ms + ACCESS_MS))?;
        Ok(next)
    }
}

/// Where a refresh token stands among those of its session.
enum Place {
    /// It is the newest.
    Current,
    /// It is the one before, and nobody has used what followed it.
    Unheard,
    /// It is the one before, and was followed less than a minute ago.
    Former,
    /// It is the one before, in a request that was signed before that minute was over.
    Late,
    /// It was used up.
    UsedUp,
}

fn place(renewal: &Renewal, request: &RenewRequest, now_ms: i64) -> Place {
    let hash = secret::token_hash(&request.refresh);
    let over_ms = renewal.renewed_ms + GRACE_MS;
    if hash == renewal.refresh_hash {
        Place::Current
    } else if Some(hash) != renewal.former_hash {
        Place::UsedUp
    } else if !renewal.confirmed {
        Place::Unheard
    } else if now_ms < over_ms {
        Place::Former
    } else if request.at_ms < over_ms {
        // A copy that was long on its way: its device has the answer already.
        Place::Late
    } else {
        Place::UsedUp
    }
}

/// The first tokens of a session whose renewals `key` will sign, made of a secret.
pub(crate) fn begin(
    transaction: &Transaction<'_>,
    (tenant, session): (&str, SessionId),
    (key, secret): (DeviceKey, [u8; 32]),
    now_ms: i64,
) -> Result<Tokens> {
    let first = tokens(tenant, session, &secret, "");
    let renewal = Renewal {
        key,
        refresh_hash: secret::token_hash(&first.refresh),
        former_hash: None,
        // They followed no token: what they were made of is kept nowhere.
        salt: [0; 32],
        renewed_ms: now_ms,
        access_hash: secret::token_hash(&first.access),
        confirmed: false,
    };
    session::set_renewal(transaction, session, &renewal)?;
    let until = Some(now_ms + ACCESS_MS);
    session::admit(transaction, session, &renewal.access_hash, until)?;
    Ok(first)
}

/// The tokens that follow a refresh token. Who has the salt alone, as it lies in the database, cannot make them.
fn tokens(tenant: &str, session: SessionId, salt: &[u8; 32], refresh: &str) -> Tokens {
    let key = hmac::Key::new(hmac::HMAC_SHA256, salt);
    let part = |what: &str| {
        let mut context = hmac::Context::with_key(&key);
        context.update(what.as_bytes());
        context.update(refresh.as_bytes());
        secret::to_hex(context.sign().as_ref())
    };
    Tokens {
        access: format!("{tenant}.{}", part("access")),
        refresh: format!("{tenant}.{session}.{}", part("refresh")),
    }
}

/// The session that a refresh token says it is of.
fn session_of(refresh: &str) -> Option<SessionId> {
    let mut parts = refresh.split('.');
    let session = parts.nth(1)?.parse().ok()?;
    parts.next().map(|_| session)
}

fn is_signed(key: &DeviceKey, request: &RenewRequest) -> bool {
    let signed = RenewRequest::signed_bytes(&request.refresh, request.at_ms);
    UnparsedPublicKey::new(&ED25519, key)
        .verify(&signed, &request.signature)
        .is_ok()
}

/// Whether the session is only kept for handing in work. That is shut to no copy of a device: nothing else comes of it.
fn only_hands_in(transaction: &Transaction<'_>, session: &Session) -> Result<bool> {
    let device = device::get(transaction, session.device)?;
    let user = user::by_id(transaction, session.user)?;
    let is_shut_out = device.is_some_and(|device| device.revoked);
    Ok(is_shut_out || user.is_some_and(|user| user.disabled))
}

/// Notes what somebody did with a session's token.
fn note(transaction: &Transaction<'_>, action: &str, session: &Session, now_ms: i64) -> Result<()> {
    let act = Act {
        user: None,
        action,
        resource_type: "session",
        resource: session.id.to_string(),
        detail: json!({ "device": session.device.to_string() }),
    };
    audit::append(transaction, &act, now_ms)
}

#[cfg(test)]
mod tests;
