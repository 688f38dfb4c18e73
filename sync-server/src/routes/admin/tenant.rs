//! How the tenant stands, and its settings.

use axum::Json;
use axum::extract::State;
use campo_log::{LogError, Tenant};
use campo_wire::administration::{TenantChange, TenantState, Usage};

use super::{latest, manage, managers};
use crate::api::Api;
use crate::exchange::{Authenticated, Body, Shared};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let show = managers("What the tenant has, and may have").gives_json::<TenantState>();
    let change = managers("Change the tenant's settings")
        .takes_json::<TenantChange>()
        .gives_json::<TenantState>();
    api.get("/v1/admin/tenant", show, self::show)
        .patch("/v1/admin/tenant", change, self::change)
}

/// The tenant, what it has and what it may have.
async fn show(
    State(shared): State<Shared>,
    who: Authenticated,
) -> Result<Json<TenantState>, Failure> {
    manage(&shared, who, "seeing how the tenant stands", |tenant, _| {
        state(tenant)
    })
    .await
}

/// Changes the tenant's settings.
async fn change(
    State(shared): State<Shared>,
    who: Authenticated,
    Body(change): Body<TenantChange>,
) -> Result<Json<TenantState>, Failure> {
    manage(
        &shared,
        who,
        "changing the tenant's settings",
        move |tenant, by| {
            if let Some(seconds) = change.lease_seconds {
                tenant.set_lease_ms(seconds.saturating_mul(1000), by)?;
            }
            state(tenant)
        },
    )
    .await
}

fn state(tenant: &Tenant) -> Result<TenantState, LogError> {
    let (limits, files, size) = (tenant.limits()?, tenant.blob_usage()?, tenant.size()?);
    let people = tenant.users()?.iter().filter(|user| !user.disabled).count();
    let devices = latest(tenant)?
        .iter()
        .filter(|device| !device.revoked)
        .count();
    let used = |used, limit| Usage { used, limit };
    let modules = tenant.modules()?.into_iter();
    Ok(TenantState {
        key: tenant.key().to_owned(),
        name: tenant.name().to_owned(),
        people: used(people as u64, limits.users),
        devices: used(devices as u64, limits.devices),
        records: used(size.records, limits.records),
        storage: used(files.bytes, Some(files.limits.storage)),
        lease_seconds: tenant.lease_ms()? / 1000,
        modules: modules
            .map(|module| format!("{} {}", module.key, module.version))
            .collect(),
    })
}
