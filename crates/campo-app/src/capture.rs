//! Pages and codes in pictures: what `campo-capture` does with pixels, over files of this device and frames of its camera.
//!
//! One picture is decoded at a time, however many are asked for, so that the memory they take is that of one.

mod codes;
mod marks;
mod pages;
mod recognize;

use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campo_capture::code::link::LinkError;
use campo_capture::code::write::MakeError;
use campo_capture::document::pdf::PdfError;
use campo_capture::document::photo::PhotoError;
use campo_capture::track::SegmentError;
use campo_wire::capture::Picture;
use campo_wire::error::ErrorCode;

use crate::app::App;
use crate::blobs::{MAX_PICTURE_BYTES, whole};
use crate::error::AppError;
pub use recognize::Recognizer;

/// The largest frame of a camera, in bytes.
const MAX_FRAME_BYTES: usize = 1024 * 1024;

/// Held while a picture is worked on.
#[derive(Default)]
pub(crate) struct Capture(Mutex<()>);

/// Why nothing was made of a picture, a page or a text.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// It cannot be read as a picture.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// The file is not even looked into.
    #[error("the file is too large for a picture: at most 64 MB can be read")]
    File,
    /// The frame is not of the form that frames have.
    #[error("a frame of a camera is at most 1 MiB of JPEG in base64")]
    Frame,
    /// The corners do not go around anything.
    #[error(
        "these corners do not go around a page: move them apart, clockwise from the one at the top left"
    )]
    Corners,
    /// Too many pages, or none.
    #[error("a PDF has 1 to {} pages: make several", pages::MAX_PAGES)]
    Pages,
    /// The PDF could not be made.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The code could not be made.
    #[error(transparent)]
    Make(#[from] MakeError),
    /// The link could not be made.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The positions of a track cannot be written or read.
    #[error(transparent)]
    Track(#[from] SegmentError),
    /// A label that somebody else printed.
    #[error("this label belongs to another organization: {tenant}")]
    OtherTenant {
        /// The organization's key.
        tenant: String,
    },
    /// The program that reads characters could not be run.
    #[error("tesseract could not be run")]
    Recognizer(#[source] std::io::Error),
    /// The program that reads characters took too long, and was ended.
    #[error("tesseract did not read the page in time")]
    Slow,
    /// The program that reads characters gave up.
    #[error("tesseract could not read the page: {said}")]
    Unread {
        /// What it said.
        said: String,
    },
}

impl CaptureError {
    /// The code that the UI branches on.
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Photo(PhotoError::NotAPicture) => ErrorCode::NotAPicture,
            Self::Photo(PhotoError::TooLarge { .. }) | Self::File => ErrorCode::PictureTooLarge,
            Self::Photo(PhotoError::Truncated | PhotoError::Damaged(_)) => {
                ErrorCode::PictureDamaged
            }
            Self::Frame | Self::Corners | Self::Pages | Self::Make(_) | Self::Link(_) => {
                ErrorCode::BadRequest
            }
            Self::OtherTenant { .. } => ErrorCode::NotFound,
            Self::Photo(PhotoError::Encode(_))
            | Self::Pdf(_)
            | Self::Track(_)
            | Self::Recognizer(_)
            | Self::Slow
            | Self::Unread { .. } => ErrorCode::Internal,
        }
    }
}

impl App {
    /// The bytes of a picture, for whoever is signed in.
    async fn picture_bytes(&self, picture: &Picture) -> Result<Vec<u8>, AppError> {
        if !self.is_signed_in() {
            return Err(self.nobody());
        }
        match picture {
            Picture::File(hash) => self.file_bytes(hash).await,
            Picture::Frame(data) => Ok(frame_bytes(data)?),
        }
    }

    async fn file_bytes(&self, hash: &str) -> Result<Vec<u8>, AppError> {
        let mut content = self.open_blob(hash).await?;
        if content.reader.size() > MAX_PICTURE_BYTES {
            return Err(CaptureError::File.into());
        }
        tokio::task::block_in_place(|| whole(&mut content.reader))
    }

    /// Works on pixels: off the async workers, and after whatever is being worked on.
    fn pixels<T>(&self, work: impl FnOnce() -> Result<T, CaptureError>) -> Result<T, CaptureError> {
        tokio::task::block_in_place(|| {
            let turn = self.capture().0.lock();
            // A panic while it was held left nothing half done: it guards no data.
            let _turn = turn.unwrap_or_else(PoisonError::into_inner);
            work()
        })
    }
}

fn frame_bytes(data: &str) -> Result<Vec<u8>, CaptureError> {
    if data.len() > MAX_FRAME_BYTES.div_ceil(3) * 4 {
        return Err(CaptureError::Frame);
    }
    STANDARD.decode(data).map_err(|_| CaptureError::Frame)
}

#[cfg(test)]
mod tests;
