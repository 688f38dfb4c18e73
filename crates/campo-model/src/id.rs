//! Identifiers: who and what a value belongs to.
//!
//! Ids are made at the edges (they need randomness and a clock) and only checked and printed here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {what}")]
pub struct InvalidId {
    /// The kind of identifier that was expected.
    pub what: &'static str,
    /// The text found instead, cut to 80 characters.
    pub text: String,
}

impl InvalidId {
    pub(crate) fn new(what: &'static str, text: &str) -> Self {
        let text = text.chars().take(80).collect();
        Self { what, text }
    }
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId::new($what, text))
            }
        }
    };
}

uuid_id!(
    /// A record, for ever: UUIDv7, made on the device that creates the record.
    RecordId,
    "record id"
);
uuid_id!(
    /// A person who signs in, within one tenant.
    UserId,
    "user id"
);

/// One incarnation of a device: eight random bytes given by the server at sign-in.
///
/// It is the prefix of every [`ActorId`] of that device, and with a sequence number names an edit.
/// A restored or cloned database gets a new tag before its first write.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeviceTag(pub [u8; 8]);

/// The author of Automerge changes: a [`DeviceTag`] and eight bytes drawn anew at each process start.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActorId(pub [u8; 16]);

impl ActorId {
    /// Joins a device's tag and the random half of this process.
    pub fn new(device: DeviceTag, random: [u8; 8]) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&device.0);
        bytes[8..].copy_from_slice(&random);
        Self(bytes)
    }

    /// The device this actor writes for.
    pub fn device(&self) -> DeviceTag {
        let mut tag = [0; 8];
        tag.copy_from_slice(&self.0[..8]);
        DeviceTag(tag)
    }
}

fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

fn read_hex<const N: usize>(text: &str, what: &'static str) -> Result<[u8; N], InvalidId> {
    let invalid = || InvalidId::new(what, text);
    if text.len() != 2 * N || !text.is_ascii() {
        return Err(invalid());
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| invalid())?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| invalid())?;
    }
    Ok(bytes)
}

macro_rules! hex_id {
    ($name:ident, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_hex(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                read_hex(text, $what).map(Self)
            }
        }
    };
}

hex_id!(DeviceTag, "device tag");
hex_id!(ActorId, "actor id");

/// Whether `text` can be a key in a manifest: a lower-case letter, then letters, digits and `_`, at most 40.
pub fn is_key(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && text.len() <= 40
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// A record type's permanent name, `module.type`, as `imoveis.property`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TypeKey(String);

impl TypeKey {
    /// Joins a module's and a type's key.
    pub fn new(module: &str, name: &str) -> Result<Self, InvalidId> {
        format!("{module}.{name}").parse()
    }

    /// The module that owns the type.
    pub fn module(&self) -> &str {
        self.0.split_once('.').map_or("", |(module, _)| module)
    }

    /// The type's key within its module.
    pub fn name(&self) -> &str {
        self.0.split_once('.').map_or("", |(_, name)| name)
    }

    /// The whole key, `module.type`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TypeKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        match text.split_once('.') {
            Some((module, name)) if is_key(module) && is_key(name) => Ok(Self(text.to_owned())),
            _ => Err(InvalidId::new("record type (module.type)", text)),
        }
    }
}

impl TryFrom<String> for TypeKey {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<TypeKey> for String {
    fn from(key: TypeKey) -> Self {
        key.0
    }
}

impl fmt::Display for TypeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_as_they_parse() {
        let actor = ActorId::new(DeviceTag([1, 2, 3, 4, 5, 6, 7, 0xff]), [9; 8]);
        assert_eq!(actor.to_string().parse(), Ok(actor));
        assert_eq!(actor.device().to_string(), "01020304050607ff");
        assert!("0102".parse::<DeviceTag>().is_err());
        assert!("é102030405060708".parse::<DeviceTag>().is_err());
    }

    #[test]
    fn a_type_key_is_module_dot_type() {
        let key: TypeKey = "imoveis.property".parse().unwrap();
        assert_eq!((key.module(), key.name()), ("imoveis", "property"));
        for bad in [
            "",
            "imoveis",
            "imoveis.",
            ".property",
            "a.b.c",
            "A.b",
            "a b.c",
            "1.b",
        ] {
            assert!(bad.parse::<TypeKey>().is_err(), "{bad}");
        }
    }
}
