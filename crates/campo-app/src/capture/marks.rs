//! Marks over a photograph: arrows, boxes and words that the window drew, in a picture of their own.

use campo_capture::document::photo;
use campo_wire::blob::Attachment;
use campo_wire::capture::{MarkPicture, Picture};

use crate::app::App;
use crate::error::AppError;

/// Nearly what the camera wrote.
const QUALITY: u8 = 90;

impl App {
    /// Draws marks over a photograph. The photograph stays as it is; the new picture tells nothing but its pixels.
    pub async fn mark_picture(&self, request: MarkPicture) -> Result<Attachment, AppError> {
        let bytes = self.picture_bytes(&Picture::File(request.photo)).await?;
        let marks = self.picture_bytes(&Picture::File(request.marks)).await?;
        let file = self.pixels(|| {
            let mut pixels = photo::open(&bytes)?.pixels;
            photo::mark(&mut pixels, &marks)?;
            Ok(photo::to_jpeg(&pixels, QUALITY, None)?)
        })?;
        tokio::task::block_in_place(|| self.keep_made(&file, &request.name))
    }
}
