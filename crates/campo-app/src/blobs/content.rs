//! Reading attached files: from this device, else from the server.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use campo_model::blob::BlobHash;
use campo_store::{BlobError, BlobReader};
use campo_wire::blob::{SaveBlob, SavedBlob};
use campo_wire::error::ErrorCode;

use super::media::media_type;
use super::{parse, unknown};
use crate::app::App;
use crate::error::AppError;

/// How long a file that another transfer is fetching is waited for before it is looked at again.
const BUSY: Duration = Duration::from_millis(200);
/// How many files of one name a folder of downloads takes.
const MAX_NAMESAKES: u32 = 1000;

/// An attached file, to be read piece by piece.
pub struct BlobContent {
    /// The bytes.
    pub reader: BlobReader,
    /// The media type, told from the bytes.
    pub mime: &'static str,
}

/// What is shown or played in place. Nothing of it can run anything.
const SHOWN: [&str; 10] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "audio/webm",
    "audio/ogg",
    "audio/opus",
    "audio/mp4",
    "audio/mpeg",
    "audio/x-wav",
];

impl BlobContent {
    /// Whether a page may show or play it; everything else is only saved.
    pub fn is_shown(&self) -> bool {
        SHOWN.contains(&self.mime)
    }
}

impl App {
    /// Opens a file, fetching it first when it is not on this device.
    pub async fn open_blob(&self, hash: &str) -> Result<BlobContent, AppError> {
        let hash = parse(hash)?;
        loop {
            if let Some(content) = tokio::task::block_in_place(|| self.blob_here(hash))? {
                return Ok(content);
            }
            match self.fetch_now(hash).await {
                // The background is fetching it already.
                Err(AppError::Store(campo_store::StoreError::Blob(BlobError::Busy))) => {
                    tokio::time::sleep(BUSY).await;
                }
                fetched => fetched?,
            }
        }
    }

    /// Writes a file to `out`: whole and verified, or not at all.
    pub async fn write_blob_to(&self, hash: &str, out: &Path) -> Result<(), AppError> {
        let mut content = self.open_blob(hash).await?;
        let (expected, folder) = (parse(hash)?, out.parent().filter(|p| *p != Path::new("")));
        let mut partial = out.file_name().unwrap_or_default().to_owned();
        partial.push(".part");
        let partial = folder.unwrap_or(Path::new(".")).join(partial);
        let unwritable = |source| AppError::File {
            path: out.display().to_string(),
            source,
        };
        tokio::task::block_in_place(|| {
            let file = File::create(&partial).map_err(unwritable)?;
            let copied = copy(&mut content.reader, expected, file, out)
                .and_then(|()| fs::rename(&partial, out).map_err(unwritable));
            if copied.is_err() {
                // Nothing of it is needed; a file that cannot be removed says less than why it failed.
                let _ = fs::remove_file(&partial);
            }
            copied
        })
    }

    /// Saves a file in the person's folder of downloads, under a name that nothing there has.
    pub async fn save_blob(&self, request: SaveBlob) -> Result<SavedBlob, AppError> {
        let mut content = self.open_blob(&request.hash).await?;
        let expected = parse(&request.hash)?;
        tokio::task::block_in_place(|| {
            let (path, file) = new_file(&downloads()?, &safe_name(&request.name))?;
            if let Err(error) = copy(&mut content.reader, expected, file, &path) {
                let _ = fs::remove_file(&path);
                return Err(error);
            }
            Ok(SavedBlob {
                path: path.display().to_string(),
            })
        })
    }

    /// The file as this device has it; `None` when it has to be fetched.
    fn blob_here(&self, hash: BlobHash) -> Result<Option<BlobContent>, AppError> {
        let row = self.store(|store| Ok(store.read(|tx| tx.blob(hash))?))?;
        let row = row.ok_or_else(|| unknown(hash))?;
        let Some(file) = row.file.filter(|_| row.complete) else {
            return Ok(None);
        };
        let opened = self.blob_files()?.read(&file, row.size);
        let start = opened.and_then(|mut reader| Ok((reader.piece()?, reader)));
        match start {
            Ok((start, mut reader)) => {
                reader.seek(0);
                let mime = media_type(&start);
                Ok(Some(BlobContent { reader, mime }))
            }
            // What the server has too is fetched again; what it has not stays as it is, for somebody to look at.
            Err(_) if row.on_server => {
                self.store(|store| Ok(store.write(|tx| tx.lose_blob_file(hash))?))?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn copy(
    reader: &mut BlobReader,
    expected: BlobHash,
    mut file: File,
    path: &Path,
) -> Result<(), AppError> {
    let unwritable = |source| AppError::File {
        path: path.display().to_string(),
        source,
    };
    if reader.hash()? != expected {
        return Err(BlobError::Damaged.into());
    }
    reader.seek(0);
    loop {
        let piece = reader.piece()?;
        if piece.is_empty() {
            return file.sync_all().map_err(unwritable);
        }
        file.write_all(&piece).map_err(unwritable)?;
    }
}

/// Where this system's people keep downloads.
fn downloads() -> Result<PathBuf, AppError> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
    let folder = std::env::var_os("XDG_DOWNLOAD_DIR")
        .map(PathBuf::from)
        .or_else(|| home.map(|home| PathBuf::from(home).join("Downloads")));
    let folder = folder.ok_or_else(|| {
        let message = "this system says nothing of a folder for downloads: set XDG_DOWNLOAD_DIR";
        AppError::refused(ErrorCode::Storage, message)
    })?;
    fs::create_dir_all(&folder).map_err(|source| AppError::File {
        path: folder.display().to_string(),
        source,
    })?;
    Ok(folder)
}

/// A name that is no path, no hidden file and nothing a system takes for something else.
fn safe_name(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_control() && !r#"/\:*?"<>|"#.contains(*letter))
        .take(100)
        .collect();
    let name = name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let stem = name.split('.').next().unwrap_or_default().to_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ((stem.starts_with("COM") || stem.starts_with("LPT")) && stem.len() == 4);
    match (name, device) {
        ("", _) => "file".to_owned(),
        (name, true) => format!("file-{name}"),
        (name, false) => name.to_owned(),
    }
}

/// A file that was not there before: `name`, `name (1)`, ...
fn new_file(folder: &Path, name: &str) -> Result<(PathBuf, File), AppError> {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) => (stem, format!(".{extension}")),
        None => (name, String::new()),
    };
    let mut refused = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    for namesake in 0..MAX_NAMESAKES {
        let name = match namesake {
            0 => name.to_owned(),
            other => format!("{stem} ({other}){extension}"),
        };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => refused = error,
            Err(error) => {
                refused = error;
                break;
            }
        }
    }
    Err(AppError::File {
        path: folder.join(name).display().to_string(),
        source: refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let check = |name: &str, expected: &str| assert_eq!(safe_name(name), expected);
        check("laudo.pdf", "laudo.pdf");
        check("../../etc/passwd", "etcpasswd");
        check(r"C:\Windows\x.dll", "CWindowsx.dll");
        check(".bashrc", "bashrc");
        check("a\0b\nc", "abc");
        check(" .. ", "file");
        check("nul.txt", "file-nul.txt");
        check(&"x".repeat(200_000), &"x".repeat(100));
    }

    #[test]
    fn a_file_of_the_same_name_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = (0..2)
            .map(|_| new_file(folder.path(), "a.pdf").unwrap().0)
            .collect();
        assert_eq!(paths[1], folder.path().join("a (1).pdf"));
    }
}
