//! A promise that was not kept.

/// What was promised, and what was found instead.
#[derive(Debug, thiserror::Error)]
#[error("{property}: {found}")]
pub struct Violation {
    /// The promise, in a few words.
    pub property: &'static str,
    /// What was found.
    pub found: String,
}

/// What the simulation does ends with a broken promise, or goes on.
pub type Result<T> = std::result::Result<T, Violation>;

impl Violation {
    /// `property` does not hold: `found`.
    pub(crate) fn new(property: &'static str, found: impl Into<String>) -> Self {
        Self {
            property,
            found: found.into(),
        }
    }
}

/// Holds `property` to `holds`.
pub(crate) fn expect(
    property: &'static str,
    holds: bool,
    found: impl FnOnce() -> String,
) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(Violation::new(property, found()))
    }
}

/// The promise that the storage works as long as nobody breaks it.
const STORAGE: &str = "nothing fails by itself";

macro_rules! fails_by_itself {
    ($($error:ty),*) => {
        $(impl From<$error> for Violation {
            fn from(error: $error) -> Self {
                let mut found = error.to_string();
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    found.push_str(&format!(": {cause}"));
                    source = cause.source();
                }
                Self::new(STORAGE, found)
            }
        })*
    };
}

fails_by_itself!(
    campo_log::LogError,
    campo_store::StoreError,
    campo_sqlite::SqliteError,
    rusqlite::Error,
    postcard::Error,
    serde_json::Error,
    std::io::Error
);
