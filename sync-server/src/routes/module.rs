//! Modules in.

use axum::extract::State;
use axum::http::StatusCode;

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

pub(super) fn routes(api: Api) -> Api {
    let install = Operation::of("Install a module, sent as canonical JSON", Who::Manager)
        .takes_frame("String")
        .refuses(&[StatusCode::UNPROCESSABLE_ENTITY])
        .gives_frame("()");
    api.post("/v1/module", install, self::install)
}

/// Installs a module, sent as canonical JSON, and tells every device of the tenant.
async fn install(
    State(shared): State<Shared>,
    Authenticated { tenant, caller }: Authenticated,
    Frame(manifest): Frame<String>,
) -> Result<Frame<()>, Failure> {
    let installed = blocking(move || {
        tenant.install_for(&caller, &manifest, now_ms())?;
        shared.live.announce(tenant.key(), News::of(&tenant)?);
        Ok(())
    });
    Ok(Frame(installed.await?))
}
