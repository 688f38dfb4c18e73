//! Meetings: a device reports and hears what it is to do.

use campo_wire::contact::{ContactReply, ContactRequest};

use crate::clock::now_ms;
use crate::exchange::{Frame, Recognized, blocking};
use crate::failure::Failure;

/// Takes a report; a revoked device hears that it is.
pub(super) async fn contact(
    Recognized { tenant, caller }: Recognized,
    Frame(request): Frame<ContactRequest>,
) -> Result<Frame<ContactReply>, Failure> {
    Ok(Frame(
        blocking(move || tenant.contact(&caller, &request, now_ms())).await?,
    ))
}

/// Notes that a device has destroyed what it held.
pub(super) async fn wiped(
    Recognized { tenant, caller }: Recognized,
    Frame(()): Frame<()>,
) -> Result<Frame<()>, Failure> {
    Ok(Frame(
        blocking(move || tenant.confirm_wipe(&caller, now_ms())).await?,
    ))
}
