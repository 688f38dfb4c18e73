//! Whether the server works.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::{Api, Operation, Who};
use crate::exchange::{Shared, blocking};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let health = Operation::of("Whether the server can work", Who::Anybody).gives_json::<Health>();
    api.get("/v1/health", health, self::health)
}

/// What a monitor sees.
#[derive(Serialize, JsonSchema)]
struct Health {
    status: &'static str,
    version: &'static str,
}

/// Answers once the list of tenants could be read.
async fn health(State(shared): State<Shared>) -> Result<Json<Health>, Failure> {
    blocking(move || shared.tenants.list()).await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
