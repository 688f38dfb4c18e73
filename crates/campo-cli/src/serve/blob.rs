//! Attached files for the page: shown or played when they are pictures or sound, else only saved.
//!
//! Whatever a file is, a browser runs nothing of it: the media type is told from the bytes, not guessed, and the answer
//! has a policy and a sandbox of its own.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use campo_app::BlobContent;

use super::{Host, status};

const SANDBOX: &str = "default-src 'none'; sandbox";

/// Gives a file, from this device or from the server.
pub(super) async fn show(State(host): State<Arc<Host>>, Path(hash): Path<String>) -> Response {
    match host.app.open_blob(&hash).await {
        Ok(content) => answer(content),
        Err(error) => {
            let error = error.into_wire();
            (status(error.code), Json(error)).into_response()
        }
    }
}

fn answer(content: BlobContent) -> Response {
    let shown = content.is_shown();
    let BlobContent { reader, mime } = content;
    let size = reader.size();
    let pieces = futures_util::stream::unfold(Some(reader), |reader| async move {
        let mut reader = reader?;
        match tokio::task::block_in_place(|| reader.piece()) {
            Ok(piece) if piece.is_empty() => None,
            // A damaged file ends the answer before its stated length: the browser sees that it broke.
            Err(error) => Some((Err(error), None)),
            Ok(piece) => Some((Ok(piece), Some(reader))),
        }
    });
    let kind = if shown {
        mime
    } else {
        "application/octet-stream"
    };
    let place = if shown { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_LENGTH, HeaderValue::from(size)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(place)),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(SANDBOX),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}
