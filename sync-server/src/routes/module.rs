//! Modules in.

use axum::extract::State;

use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

/// Installs a module, sent as canonical JSON, and tells every device of the tenant.
pub(super) async fn install(
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
