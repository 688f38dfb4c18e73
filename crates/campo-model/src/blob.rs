//! Attached files as records name them: by the BLAKE3 hash of their bytes.
//!
//! A record holds only the *description* of a file; the bytes (a *blob*) travel apart from edits and are the same
//! wherever the hash is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::expr::Fields;
use crate::id::InvalidId;
use crate::manifest::{FieldKind, RecordType, Storage};
use crate::value::Value;

/// The name of a blob: the BLAKE3 hash of its bytes, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobHash(pub [u8; 32]);

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for BlobHash {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let digits = text.as_bytes();
        let mut hash = [0; 32];
        let fits = digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit);
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).unwrap_or_default();
            *byte = u8::from_str_radix(pair, 16).unwrap_or_default();
        }
        if fits {
            Ok(Self(hash))
        } else {
            Err(InvalidId::new("blob hash", text))
        }
    }
}

/// A blob that a record names: the file itself, or the small picture of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedBlob<'a> {
    /// The facet whose readers may read the blob.
    pub facet: &'a str,
    /// The field that names it.
    pub field: &'a str,
    /// Which bytes.
    pub hash: BlobHash,
    /// How many bytes, as the description says; 0 when it does not.
    pub size: u64,
    /// Whether it is the small picture of a file.
    pub thumb: bool,
}

/// Every blob that these fields of a record name, in the order of the fields.
pub fn named_blobs<'a>(record_type: &'a RecordType, fields: &Fields) -> Vec<NamedBlob<'a>> {
    let mut named = Vec::new();
    let holding = record_type
        .fields
        .iter()
        .filter(|field| field.kind.storage() == Storage::Files);
    for field in holding {
        let files = fields.get(&field.key).and_then(Value::as_list);
        for file in files.unwrap_or_default() {
            let one = |part, size, thumb| {
                let hash = file.part(part).and_then(Value::as_text)?.parse().ok()?;
                let (facet, field) = (field.facet(), field.key.as_str());
                Some(NamedBlob {
                    facet,
                    field,
                    hash,
                    size,
                    thumb,
                })
            };
            let size = file.part("size").and_then(Value::as_int).unwrap_or(0);
            named.extend(one("hash", u64::try_from(size).unwrap_or(0), false));
            named.extend(one("thumb", 0, true));
        }
    }
    named
}

/// Whether a field of this kind takes files of this media type.
pub fn takes(kind: FieldKind, mime: &str) -> bool {
    match kind {
        FieldKind::Image | FieldKind::Signature => mime.starts_with("image/"),
        FieldKind::Scan => mime.starts_with("image/") || mime == "application/pdf",
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_64_hexadecimal_digits_and_nothing_else() {
        let text = "0123456789abcdef".repeat(4);
        assert_eq!(text.parse::<BlobHash>().unwrap().to_string(), text);
        for wrong in [
            "",
            "../../etc/passwd",
            &text[1..],
            &"é".repeat(32),
            &"g".repeat(64),
        ] {
            assert!(wrong.parse::<BlobHash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn files_and_their_thumbnails_are_named_with_their_facet() {
        let record_type: RecordType = serde_json::from_value(serde_json::json!({
            "key": "house",
            "fields": [{ "key": "name", "type": "text" }, { "key": "photos", "type": "image", "facet": "papers" }],
        }))
        .unwrap();
        let (whole, thumb) = ("a1".repeat(32), "b2".repeat(32));
        let json = serde_json::json!([{ "hash": whole, "thumb": thumb, "name": "x", "size": 7 }, { "hash": "no" }]);
        let fields = Fields::from([("photos".to_owned(), Value::from(&json))]);
        let named = named_blobs(&record_type, &fields);
        let told: Vec<_> = named
            .iter()
            .map(|blob| (blob.facet, blob.hash.to_string(), blob.size, blob.thumb))
            .collect();
        assert_eq!(
            told,
            [("papers", whole, 7, false), ("papers", thumb, 0, true)]
        );
    }

    #[test]
    fn pictures_go_where_pictures_are_wanted() {
        assert!(takes(FieldKind::Image, "image/jpeg") && !takes(FieldKind::Image, "text/plain"));
        assert!(takes(FieldKind::Scan, "application/pdf") && takes(FieldKind::File, "text/plain"));
    }
}
