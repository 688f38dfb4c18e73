//! Attached files: bytes in, bytes out.
//!
//! Bytes are streamed both ways; what came of an interrupted delivery is kept and the next one goes on from there. A
//! sender begins with an empty delivery: the answer says what the server has, or why it will not have the file.

mod answer;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use campo_log::Tenant;
use campo_model::blob::BlobHash;
use campo_wire::blob::BlobReceipt;
use campo_wire::error::ErrorCode;
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, Parameters, Part, blocking};
use crate::failure::Failure;

use answer::answer;

/// How many bytes are written at once.
const PIECE_BYTES: usize = 64 * 1024;
/// How long the sender may be silent.
const SILENCE: Duration = Duration::from_secs(30);

pub(super) fn routes(api: Api) -> Api {
    let of = |summary| {
        let hash = "The BLAKE3 hash of the bytes.";
        Operation::of(summary, Who::Member).part("hash", hash, "^[0-9a-f]{64}$")
    };
    let number = || json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX });
    let content = of("The bytes of an attached file")
        .or(StatusCode::PARTIAL_CONTENT, "The range that was asked for.")
        .or(StatusCode::RANGE_NOT_SATISFIABLE, "There are fewer bytes.")
        .gives_bytes();
    let deliver = of("Bring bytes of an attached file; none asks what the server has")
        .needs("offset", "Where the body belongs in the file.", number())
        .needs("size", "How many bytes the whole file has.", number())
        .takes_bytes()
        .refuses(&[StatusCode::UNPROCESSABLE_ENTITY])
        .gives_frame("BlobReceipt");
    api.get("/v1/blobs/{hash}", content, self::content).put(
        "/v1/blobs/{hash}",
        deliver,
        self::deliver,
    )
}

/// Where the bytes of a delivery belong.
#[derive(Deserialize)]
struct Delivery {
    /// Of the first byte in the body.
    offset: u64,
    /// Of the whole file.
    size: u64,
}

/// Takes bytes from `offset` on. Those that begin elsewhere than the server's copy ends are not read.
async fn deliver(
    Authenticated { tenant, caller }: Authenticated,
    Part(hash): Part,
    Parameters(Delivery { offset, size }): Parameters<Delivery>,
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
async fn content(
    Authenticated { tenant, caller }: Authenticated,
    Part(hash): Part,
    asked: HeaderMap,
) -> Result<Response, Failure> {
    let hash = parse(&hash)?;
    let content = blocking(move || tenant.blob_content(&caller, hash, now_ms())).await?;
    let mut response = answer(content, &asked).map_err(|error| Failure::internal(&error))?;
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
