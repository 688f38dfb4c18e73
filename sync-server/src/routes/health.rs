//! Whether the server works.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::exchange::{Shared, blocking};
use crate::failure::Failure;

/// What a monitor sees.
#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
    version: &'static str,
}

/// Answers once the list of tenants could be read.
pub(super) async fn health(State(shared): State<Shared>) -> Result<Json<Health>, Failure> {
    blocking(move || shared.tenants.list()).await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
