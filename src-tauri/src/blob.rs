//! Attached files for the window: `campo-blob://localhost/<hash>`, shown or played when they are pictures or sound, and nothing else.

use std::sync::Arc;

use campo_app::{App, AppError};
use tauri::http::{Response, StatusCode, header};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry};

use crate::rpc::Engine;

/// The scheme's name.
pub(crate) const SCHEME: &str = "campo-blob";

/// Larger ones are not shown in place: the window takes them whole.
const MAX_SHOWN_BYTES: u64 = 64 * 1024 * 1024;

/// Answers one request, off the window's thread.
pub(crate) fn serve(
    context: UriSchemeContext<'_, Wry>,
    request: tauri::http::Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let hash = request.uri().path().trim_start_matches('/').to_owned();
    let engine = context.app_handle().state::<Engine>();
    match &engine.0 {
        Ok(app) => {
            let app = Arc::clone(app);
            tauri::async_runtime::spawn(
                async move { responder.respond(answer(&app, &hash).await) },
            );
        }
        Err(_) => responder.respond(refusal(StatusCode::SERVICE_UNAVAILABLE)),
    }
}

async fn answer(app: &App, hash: &str) -> Response<Vec<u8>> {
    match picture(app, hash).await {
        Ok(Some((mime, bytes))) => Response::builder()
            .header(header::CONTENT_TYPE, mime)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; sandbox",
            )
            .body(bytes)
            .unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR)),
        Ok(None) => refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        Err(_) => refusal(StatusCode::NOT_FOUND),
    }
}

/// The bytes of a picture or sound; `None` for what is none.
async fn picture(app: &App, hash: &str) -> Result<Option<(&'static str, Vec<u8>)>, AppError> {
    let mut content = app.open_blob(hash).await?;
    if !content.is_shown() || content.reader.size() > MAX_SHOWN_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    loop {
        let piece = content.reader.piece()?;
        if piece.is_empty() {
            return Ok(Some((content.mime, bytes)));
        }
        bytes.extend(piece);
    }
}

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
