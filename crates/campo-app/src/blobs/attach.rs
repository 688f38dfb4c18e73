//! Taking files in, and attaching them to records.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use campo_model::manifest::Storage;
use campo_model::validate::from_json;
use campo_model::value::Value;
use campo_store::{BlobReader, BlobWriter, StoredBlob, Tx};
use campo_wire::blob::Attachment;
use campo_wire::error::ErrorCode;
use campo_wire::record::Record;

use super::media::{MAX_PICTURE_BYTES, media_type, picture};
use crate::app::{App, now_ms};
use crate::checks::to_wire;
use crate::declared::field_of;
use crate::error::AppError;
use crate::records;

/// The longest name of a file that is kept, in characters.
const MAX_NAME_CHARS: usize = 200;

/// A file that is on the disk, and not yet named by the database.
pub(super) struct TakenIn {
    pub(super) attachment: Attachment,
    stored: StoredBlob,
    thumb: Option<StoredBlob>,
}

impl TakenIn {
    /// Names its bytes in the database.
    pub(super) fn put(&self, tx: &Tx<'_>) -> Result<(), AppError> {
        for stored in std::iter::once(&self.stored).chain(&self.thumb) {
            tx.put_blob(stored, now_ms())?;
        }
        Ok(())
    }
}

impl App {
    /// Attaches a file to a field of a record. Where the field holds one file, it takes the place of the one before.
    pub fn attach(&self, id: &str, field: &str, path: &Path) -> Result<Record, AppError> {
        let taken = self.take_in_file(path)?;
        let written = self.write(|context| {
            let record = records::find_living(context, id)?;
            let declared = context.declared(&record.record_type)?;
            let holder = field_of(declared, field)
                .filter(|holder| holder.kind.storage() == Storage::Files)
                .ok_or_else(|| no_such_field(declared.name(), field))?;
            let described = from_json(&holder, &serde_json::json!([taken.attachment.to_json()]));
            let described =
                described.map_err(|problem| AppError::invalid(vec![to_wire(&problem)]))?;
            let mut fields = context.stored_fields(&record)?;
            let before = fields.remove(field).filter(|_| holder.many);
            let after = with(before, described);
            taken.put(context.tx)?;
            records::update_in(context, &record, &[(field.to_owned(), after)].into(), false)?;
            records::show_again(context, record.id)
        })?;
        self.blob_state().nudge();
        Ok(self.told(written))
    }

    fn take_in_file(&self, path: &Path) -> Result<TakenIn, AppError> {
        let unreadable = |source| AppError::File {
            path: path.display().to_string(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let mut writer = self.blob_files()?.create()?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            match file.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => writer.write(piece.get(..read).unwrap_or_default())?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(error)),
            }
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.take_in(writer, &name)
    }

    /// Keeps bytes made on this device as a file, described as a field takes it.
    pub(crate) fn keep_made(&self, bytes: &[u8], name: &str) -> Result<Attachment, AppError> {
        let mut writer = self.blob_files()?.create()?;
        writer.write(bytes)?;
        let taken = self.take_in(writer, name)?;
        self.store(|store| store.write(|tx| taken.put(tx)))?;
        Ok(taken.attachment)
    }

    /// Ends a file, finds out what it is, and makes a small picture of a picture.
    pub(super) fn take_in(&self, writer: BlobWriter, name: &str) -> Result<TakenIn, AppError> {
        let files = self.blob_files()?;
        let stored = writer.finish()?;
        let mut reader = files.read(&stored.file, stored.size)?;
        let mime = media_type(&reader.piece()?);
        let picture = if mime.starts_with("image/") && stored.size <= MAX_PICTURE_BYTES {
            picture(&whole(&mut reader)?)
        } else {
            None
        };
        let thumb = match picture.as_ref().and_then(|picture| picture.thumb.as_ref()) {
            Some(bytes) => {
                let mut writer = files.create()?;
                writer.write(bytes)?;
                Some(writer.finish()?)
            }
            None => None,
        };
        let attachment = Attachment {
            hash: stored.hash.to_string(),
            name: name.chars().take(MAX_NAME_CHARS).collect(),
            size: stored.size,
            mime: mime.to_owned(),
            thumb: thumb.as_ref().map(|thumb| thumb.hash.to_string()),
            width: picture.as_ref().map(|picture| picture.width),
            height: picture.as_ref().map(|picture| picture.height),
            words: None,
        };
        Ok(TakenIn {
            attachment,
            stored,
            thumb,
        })
    }

    /// Where this device keeps the bytes of files.
    pub(super) fn blob_files(&self) -> Result<campo_store::BlobFiles, AppError> {
        let open = self.lock();
        let open = open.as_ref().ok_or_else(|| self.nobody())?;
        Ok(open.blobs.clone())
    }
}

/// All bytes of a file; ask its size first.
pub(crate) fn whole(reader: &mut BlobReader) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    reader.seek(0);
    loop {
        let piece = reader.piece()?;
        if piece.is_empty() {
            return Ok(bytes);
        }
        bytes.extend(piece);
    }
}

/// The files of a field with one more; the same bytes are there once.
fn with(before: Option<Value>, described: Value) -> Value {
    let mut files = before
        .as_ref()
        .and_then(Value::as_list)
        .unwrap_or_default()
        .to_vec();
    for file in described.as_list().unwrap_or_default() {
        if !files
            .iter()
            .any(|known| known.part("hash") == file.part("hash"))
        {
            files.push(file.clone());
        }
    }
    Value::List(files)
}

fn no_such_field(record_type: &str, field: &str) -> AppError {
    let message =
        format!("{record_type} has no field `{field}` that holds files; nothing was changed");
    AppError::refused(ErrorCode::UnknownField, message)
}
