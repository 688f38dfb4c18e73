//! Meeting the server before a round: the device reports, and does what it is ordered to.
//!
//! An order counts when the tenant signed it with the key this home learned at its first sign-in. The order to destroy
//! is carried out after the work not sent yet was handed in: the server keeps that for the office.

use std::time::Duration;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use campo_store::{Counts, Lease};
use campo_sync::{Activity, Failure, Input, Replica};
use campo_wire::contact::{ContactReply, ContactRequest, Order};
use campo_wire::event::Event;
use campo_wire::session::Notice;

use crate::app::{App, now_ms};
use crate::error::AppError;
use crate::home::Report;
use crate::remote::{Access, Remote, RemoteError, Tokens};
use crate::vault::{self, LockedFor};

/// When to look again at a home that was closed.
const LATER: Duration = Duration::from_secs(60);

impl App {
    /// One round of synchronization that begins with a meeting.
    pub(crate) async fn meet_and_drive(&self, replica: &mut Replica) -> (Activity, Duration) {
        let order = match self.remote() {
            Some(remote) => self.meet(&remote).await,
            None => None,
        };
        let begin = match order {
            Some(Order::Rewind) => Input::Rewound,
            _ => self.next_input(),
        };
        let turn = self.drive(replica, begin).await;
        match order {
            Some(Order::Wipe) if self.has_handed_in() => self.wipe().await,
            _ => turn,
        }
    }

    /// Reports and gives the order; `None` when there is none that counts. A meeting that fails is no reason not to
    /// try the round itself.
    async fn meet(&self, remote: &Remote) -> Option<Order> {
        match self.try_to_meet(remote).await {
            Ok(order) => order,
            Err(error) => {
                tracing::debug!(code = ?error.into_wire().code, "no meeting");
                None
            }
        }
    }

    async fn try_to_meet(&self, remote: &Remote) -> Result<Option<Order>, AppError> {
        let (mut request, authority) = self.report()?;
        let deposit = self.offer_deposit(&mut request)?;
        let reply = remote.contact(&request).await.map_err(AppError::Remote)?;
        let signed = authority.is_some_and(|authority| is_signed(&authority, &request, &reply));
        let order = match reply.order {
            // To become another incarnation loses nothing, whoever says it.
            Order::Rewind => Order::Rewind,
            _ if !signed => return Ok(None),
            order => order,
        };
        if deposit {
            vault::confirm_deposit(&self.home().deposit())?;
        }
        self.store(|store| {
            Ok(store.write(|tx| {
                if let Order::Lease(granted_ms) = order {
                    tx.set_lease(&Lease::begin(granted_ms, now_ms()))?;
                }
                tx.set_returned(&[])
            })?)
        })?;
        Ok(Some(order))
    }

    fn report(&self) -> Result<(ContactRequest, Option<[u8; 32]>), AppError> {
        self.store(|store| {
            Ok(store.read(|tx| {
                let Counts { local, sent, .. } = tx.counts()?;
                let request = ContactRequest {
                    device: tx.membership()?.device,
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    pending: local + sent,
                    given: tx.given()?,
                    account: tx.account()?,
                    deposit: None,
                    returned: tx.returned()?,
                };
                Ok::<_, campo_store::StoreError>((request, tx.authority()?))
            })?)
        })
    }

    /// Makes what a locked database would be opened with again, when the server does not have it yet; whether it did.
    fn offer_deposit(&self, request: &mut ContactRequest) -> Result<bool, AppError> {
        let path = self.home().deposit();
        if path.exists() {
            return Ok(false);
        }
        let key = self.key()?;
        let deposit = vault::make_deposit(&path, &key, request.device)?;
        request.deposit = Some(*deposit);
        Ok(true)
    }

    /// Whether everything made here has a verdict, so that nothing is lost with this home.
    fn has_handed_in(&self) -> bool {
        let counts = self.store(|store| Ok(store.read(|tx| tx.counts())?));
        counts.is_ok_and(|counts| counts.local + counts.sent == 0)
    }

    /// Looks at the lease: when it is over the key goes, and only the server can give it back.
    pub(crate) fn look_at_lease(&self) -> Result<(), AppError> {
        let over = match self.lock().as_mut() {
            None => false,
            Some(open) => open.store.write(|tx| {
                let Some(lease) = tx.lease()? else {
                    return Ok(false);
                };
                let looked = lease.look(now_ms());
                if lease.is_worth_keeping(looked) {
                    tx.set_lease(&looked)?;
                }
                Ok::<_, campo_store::StoreError>(looked.is_over())
            })?,
        };
        if over {
            let home = self.home();
            vault::lock(&home.vault(), &home.deposit(), LockedFor::LeaseOver)?;
            self.close();
        }
        Ok(())
    }

    /// Destroys the keys, then the files, then reports.
    async fn wipe(&self) -> (Activity, Duration) {
        let renewal = self.store(|store| Ok(store.read(|tx| tx.renewal())?));
        let report = self.membership().map(|membership| Report {
            server: membership.server,
            token: membership.token,
            renewal: renewal.ok().flatten(),
        });
        self.close();
        if let Err(error) = self.home().destroy(report) {
            return stopped(error.into_wire().message);
        }
        self.report_wipe().await;
        stopped(Notice::Wiped.message().to_owned())
    }

    /// Reports a destruction that the server has not heard of.
    pub(crate) async fn report_wipe(&self) {
        let Some(report) = self.home().receipt() else {
            return;
        };
        match self.tell_of_wipe(report).await {
            // A session that has ended can tell nobody any more. That it happened stays to be shown.
            Ok(()) | Err(AppError::Remote(RemoteError::Exchange(Failure::SignedOut))) => {
                let _ = self.home().keep_receipt(None);
            }
            Err(error) => {
                tracing::debug!(code = ?error.into_wire().code, "the destruction is not reported yet");
            }
        }
    }

    async fn tell_of_wipe(&self, mut report: Report) -> Result<(), AppError> {
        let remote = Remote::new(&report.server, Access::Token(report.token.clone()))?;
        let told = remote.wiped().await.map_err(AppError::Remote);
        let (Err(AppError::Remote(RemoteError::Exchange(Failure::SignedOut))), Some(renewal)) =
            (&told, &mut report.renewal)
        else {
            return told;
        };
        let next = remote
            .next_tokens(renewal)
            .await
            .map_err(AppError::Remote)?;
        let Some(Tokens { access, refresh }) = next else {
            return told;
        };
        renewal.refresh = refresh;
        report.token = access.clone();
        let kept = self.home().keep_receipt(Some(report.clone()));
        kept.map_err(|source| AppError::File {
            path: "wiped.json".to_owned(),
            source,
        })?;
        let remote = Remote::new(&report.server, Access::Token(access))?;
        remote.wiped().await.map_err(AppError::Remote)
    }

    /// Closes the database in this process.
    pub(crate) fn close(&self) {
        *self.lock() = None;
        self.emit(Event::Session);
    }
}

fn stopped(why: String) -> (Activity, Duration) {
    (Activity::Attention(why), LATER)
}

fn is_signed(authority: &[u8; 32], request: &ContactRequest, reply: &ContactReply) -> bool {
    let signed = ContactReply::signed_bytes(request.device, reply.server_ms, reply.order);
    let key = UnparsedPublicKey::new(&ED25519, authority);
    key.verify(&signed, &reply.signature).is_ok()
}
