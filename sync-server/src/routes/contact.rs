//! Meetings: a device reports and hears what it is to do.

use campo_wire::contact::{ContactReply, ContactRequest};

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Frame, Recognized, blocking};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let contact = Operation::of("Report, and hear what to do", Who::Recognized)
        .takes_frame("ContactRequest")
        .gives_frame("ContactReply");
    let wiped = Operation::of(
        "Say that the device has destroyed what it held",
        Who::Recognized,
    )
    .takes_frame("()")
    .gives_frame("()");
    api.post("/v1/contact", contact, self::contact)
        .post("/v1/wiped", wiped, self::wiped)
}

/// Takes a report; a revoked device hears that it is.
async fn contact(
    Recognized { tenant, caller }: Recognized,
    Frame(request): Frame<ContactRequest>,
) -> Result<Frame<ContactReply>, Failure> {
    Ok(Frame(
        blocking(move || tenant.contact(&caller, &request, now_ms())).await?,
    ))
}

/// Notes that a device has destroyed what it held.
async fn wiped(
    Recognized { tenant, caller }: Recognized,
    Frame(()): Frame<()>,
) -> Result<Frame<()>, Failure> {
    Ok(Frame(
        blocking(move || tenant.confirm_wipe(&caller, now_ms())).await?,
    ))
}
