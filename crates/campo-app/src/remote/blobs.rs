//! The bytes of attached files over HTTP.

use std::time::Duration;

use campo_model::blob::BlobHash;
use campo_sync::Failure;
use campo_wire::blob::BlobReceipt;
use reqwest::{Response, StatusCode, header};
use tokio::time::{error::Elapsed, timeout};

use super::{Remote, RemoteError, refusal, unreachable};

/// How long one delivery may take; what came until then is kept.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(120);
/// How long a fetch may take; what came until then is kept.
const FETCH_TIMEOUT: Duration = Duration::from_secs(900);
/// How long nothing may come of it.
const SILENCE: Duration = Duration::from_secs(30);
const BYTES: &str = "application/octet-stream";

/// A file on its way from the server.
pub(crate) struct Incoming(Option<Response>);

impl Remote {
    /// Sends bytes of a file that begin at `offset`; without bytes it asks what the server has.
    pub(crate) async fn deliver(
        &self,
        hash: BlobHash,
        size: u64,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<BlobReceipt, RemoteError> {
        let url = format!(
            "{}/v1/blobs/{hash}?offset={offset}&size={size}",
            self.server
        );
        let call = self
            .client
            .put(url)
            .timeout(DELIVERY_TIMEOUT)
            .header(header::CONTENT_TYPE, BYTES)
            .body(bytes);
        self.exchange(call).await
    }

    /// Asks for `length` bytes of a file from `offset` on; fewer come at its end, none after it.
    pub(crate) async fn blob(
        &self,
        hash: BlobHash,
        offset: u64,
        length: u64,
    ) -> Result<Incoming, RemoteError> {
        let range = format!("bytes={offset}-{}", offset + length - 1);
        let call = self
            .client
            .get(format!("{}/v1/blobs/{hash}", self.server))
            .timeout(FETCH_TIMEOUT)
            .header(header::RANGE, range);
        let answer = timeout(SILENCE, self.call(call)).await.map_err(silent)??;
        match answer.status() {
            StatusCode::PARTIAL_CONTENT => {}
            StatusCode::RANGE_NOT_SATISFIABLE => return Ok(Incoming(None)),
            StatusCode::OK => return Err(not_ours()),
            _ => return Err(refusal(answer).await),
        }
        let ours = answer
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind == BYTES);
        if ours {
            Ok(Incoming(Some(answer)))
        } else {
            Err(not_ours())
        }
    }
}

impl Incoming {
    /// The next bytes; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, RemoteError> {
        match &mut self.0 {
            Some(answer) => {
                let next = timeout(SILENCE, answer.chunk()).await.map_err(silent)?;
                let bytes = next.map_err(unreachable)?;
                Ok(bytes.map(|bytes| bytes.to_vec()))
            }
            None => Ok(None),
        }
    }
}

fn silent(_: Elapsed) -> RemoteError {
    RemoteError::Exchange(Failure::Unreachable(
        "the server has gone silent".to_owned(),
    ))
}

fn not_ours() -> RemoteError {
    let why = "something between this device and the server answers in its place";
    RemoteError::Exchange(Failure::Unreachable(why.to_owned()))
}
