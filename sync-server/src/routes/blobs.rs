//! Attached files: bytes in, bytes out.
//!
//! Bytes are streamed both ways; what came of an interrupted delivery is kept and the next one goes on from there. A
//! sender begins with an empty delivery: the answer says what the server has, or why it will not have the file.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Query, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use campo_log::Tenant;
use campo_model::blob::BlobHash;
use campo_wire::blob::BlobReceipt;
use campo_wire::error::ErrorCode;
use futures_util::StreamExt;
use serde::Deserialize;
use tokio::time::timeout;
use tower_http::services::ServeFile;

use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, blocking};
use crate::failure::Failure;

/// How many bytes are written at once.
const PIECE_BYTES: usize = 64 * 1024;
/// How long the sender may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// Where the bytes of a delivery belong.
#[derive(Deserialize)]
pub(super) struct Delivery {
    /// Of the first byte in the body.
    offset: u64,
    /// Of the whole file.
    size: u64,
}

/// Takes bytes from `offset` on. Those that begin elsewhere than the server's copy ends are not read.
pub(super) async fn deliver(
    Authenticated { tenant, caller }: Authenticated,
    Path(hash): Path<String>,
    Query(Delivery { offset, size }): Query<Delivery>,
    body: Body,
) -> Result<Frame<BlobReceipt>, Failure> {
    let hash = parse(&hash)?;
    let begun = {
        let tenant = Arc::clone(&tenant);
        blocking(move || tenant.begin_blob(&caller, hash, size, now_ms())).await?
    };
    if begun.complete || begun.received != offset {
        return Ok(Frame(begun));
    }
    take(&tenant, hash, offset, body).await?;
    Ok(Frame(
        blocking(move || tenant.end_blob_delivery(hash)).await?,
    ))
}

/// Writes what comes until it ends, breaks off, or is not wanted any more.
async fn take(
    tenant: &Arc<Tenant>,
    hash: BlobHash,
    mut offset: u64,
    body: Body,
) -> Result<(), Failure> {
    let mut stream = body.into_data_stream();
    let mut piece = Vec::with_capacity(PIECE_BYTES);
    loop {
        let next = timeout(SILENCE, stream.next()).await;
        let more = match next {
            Ok(Some(Ok(bytes))) => {
                piece.extend_from_slice(&bytes);
                true
            }
            _ => false,
        };
        if piece.len() >= PIECE_BYTES || !more {
            let (tenant, bytes) = (Arc::clone(tenant), std::mem::take(&mut piece));
            let length = bytes.len() as u64;
            let wanted = blocking(move || tenant.add_to_blob(hash, offset, &bytes)).await?;
            offset += length;
            if !(wanted && more) {
                return Ok(());
            }
        }
    }
}

/// Gives the bytes, from anywhere on.
pub(super) async fn content(
    Authenticated { tenant, caller }: Authenticated,
    Path(hash): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let hash = parse(&hash)?;
    let path = blocking(move || tenant.blob_file(&caller, hash, now_ms())).await?;
    let served = ServeFile::new(path).try_call(request).await;
    let mut response = served
        .map_err(|error| Failure::internal(&error))?
        .map(Body::new)
        .into_response();
    // Whatever the bytes are, nobody shall run or show them from here.
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment"),
    );
    Ok(response)
}

fn parse(hash: &str) -> Result<BlobHash, Failure> {
    hash.parse().map_err(|_| {
        Failure::new(
            StatusCode::NOT_FOUND,
            ErrorCode::NotFound,
            "this is not the hash of a file",
        )
    })
}
