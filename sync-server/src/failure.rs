//! Errors as HTTP answers: what a client may know goes out as a [`WireError`], the rest into the log.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use campo_log::{EnrollmentRefusal, LogError};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::frame::FrameError;

/// Why a request got no answer of its own.
pub struct Failure {
    status: StatusCode,
    error: WireError,
    retry_after_secs: Option<u64>,
}

impl Failure {
    /// A refusal with this status.
    pub fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            status,
            error: WireError::new(code, message),
            retry_after_secs: None,
        }
    }

    /// The token is missing or not valid any more.
    pub fn signed_out() -> Self {
        LogError::SignedOut.into()
    }

    /// There is no such address.
    pub fn nothing_here() -> Self {
        let message = "there is nothing at this address";
        Self::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message)
    }

    /// Too many failed tries; the next one after so many seconds.
    pub fn wait(seconds: u64) -> Self {
        let message = format!("too many failed tries: wait {seconds} seconds");
        Self::later(seconds, ErrorCode::WrongCredentials, message)
    }

    /// Too many requests; the next one after so many seconds.
    pub fn too_many(seconds: u64) -> Self {
        let message = format!("too many requests: nothing is lost, wait {seconds} seconds");
        Self::later(seconds, ErrorCode::Busy, message)
    }

    fn later(seconds: u64, code: ErrorCode, message: String) -> Self {
        Self {
            retry_after_secs: Some(seconds),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, code, message)
        }
    }

    /// A failure of the server itself; the cause is in the log only.
    pub fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(cause), "a request failed");
        let message = "the server failed; everything sent before is safe, try again later";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::Internal,
            message,
        )
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.error)).into_response();
        if let Some(seconds) = self.retry_after_secs {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        let (status, code) = match &error {
            LogError::WrongCredentials => (StatusCode::UNAUTHORIZED, ErrorCode::WrongCredentials),
            LogError::CodeNeeded => (StatusCode::UNAUTHORIZED, ErrorCode::CodeNeeded),
            LogError::WrongCode => (StatusCode::UNAUTHORIZED, ErrorCode::WrongCode),
            LogError::WeakPassword(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::WeakPassword)
            }
            LogError::Enrollment(why) => enrollment(*why),
            LogError::Exists { .. } => (StatusCode::CONFLICT, ErrorCode::BadRequest),
            LogError::SignedOut => (StatusCode::UNAUTHORIZED, ErrorCode::SignedOut),
            LogError::Revoked => (StatusCode::FORBIDDEN, ErrorCode::Revoked),
            LogError::QuarantineFull => (StatusCode::TOO_MANY_REQUESTS, ErrorCode::Forbidden),
            LogError::ForeignDevice | LogError::Forbidden(_) => {
                (StatusCode::FORBIDDEN, ErrorCode::Forbidden)
            }
            LogError::Missing { .. } => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
            LogError::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BadRequest),
            LogError::FileTooLarge { .. } => {
                (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::FileTooLarge)
            }
            LogError::StorageUsedUp { .. } => {
                (StatusCode::INSUFFICIENT_STORAGE, ErrorCode::QuotaExceeded)
            }
            LogError::WrongBytes | LogError::Unfit { .. } | LogError::Wiped(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Invalid)
            }
            LogError::LimitReached { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::QuotaExceeded)
            }
            LogError::Malformed => (StatusCode::BAD_REQUEST, ErrorCode::BadRequest),
            LogError::Modules(_) | LogError::Manifest(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Invalid)
            }
            _ => return storage(&error),
        };
        Self::new(status, code, error.to_string())
    }
}

fn enrollment(why: EnrollmentRefusal) -> (StatusCode, ErrorCode) {
    match why {
        EnrollmentRefusal::Unknown => (StatusCode::UNAUTHORIZED, ErrorCode::EnrollmentUnknown),
        EnrollmentRefusal::Used => (StatusCode::GONE, ErrorCode::EnrollmentUsed),
        EnrollmentRefusal::Expired => (StatusCode::GONE, ErrorCode::EnrollmentExpired),
        EnrollmentRefusal::Disabled => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
    }
}

fn storage(error: &LogError) -> Failure {
    match error.storage_code() {
        Some(code) => {
            tracing::error!(error = %chain(error), "the storage failed");
            let message = format!("{error}; what this device has not sent is kept on it");
            Failure::new(StatusCode::INSUFFICIENT_STORAGE, code, message)
        }
        None => Failure::internal(error),
    }
}

impl From<FrameError> for Failure {
    fn from(error: FrameError) -> Self {
        let status = match error {
            FrameError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, ErrorCode::Protocol, error.to_string())
    }
}
