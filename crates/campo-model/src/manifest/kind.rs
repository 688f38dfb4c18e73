//! The kinds of field, and how each is stored.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a field holds (`type:` in a manifest).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// One line of text.
    #[default]
    Text,
    /// Several lines of text.
    LongText,
    /// Text with marks (a subset of Markdown).
    RichText,
    /// A whole number.
    Int,
    /// A number with `scale` decimal digits.
    Decimal,
    /// An amount in minor units of `currency`.
    Money,
    /// A number where 1 means 1 %.
    Percent,
    /// Yes or no.
    Bool,
    /// A calendar day.
    Date,
    /// A moment.
    DateTime,
    /// A length of time in seconds.
    Duration,
    /// One of the options.
    Select,
    /// A set of the options; any text when `free`.
    MultiSelect,
    /// Another record.
    Ref,
    /// A set of other records.
    Refs,
    /// A person who signs in.
    User,
    /// Child lines with fields of their own.
    Lines,
    /// Files of any type.
    File,
    /// Pictures.
    Image,
    /// Scanned pages.
    Scan,
    /// The text of a barcode or QR code.
    Code,
    /// A point on the earth.
    Geo,
    /// A line or area as GeoJSON.
    Shape,
    /// A postal address in parts.
    Address,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A drawn signature.
    Signature,
    /// Stars from 0 to `max`.
    Rating,
    /// Any JSON.
    Json,
    /// A running number the server gives, shaped by `pattern`.
    Sequence,
    /// A number that concurrent additions all count in.
    Counter,
    /// Worked out from the record's own fields (`value`, `of`).
    Computed,
    /// Worked out from records that refer to this one (`from`, `op`, `where`).
    Rollup,
}

/// How the fields of a kind are laid out in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Storage {
    /// One value under the field's key.
    Scalar(ScalarKind),
    /// A key per member.
    Set,
    /// A key per file, by content hash.
    Files,
    /// A key per line and a key per field of a line.
    Lines,
    /// A key per part of the address.
    Address,
    /// Canonical JSON as one atomic value.
    Json,
    /// A number that merges by adding.
    Counter,
    /// Not stored.
    Derived,
}

/// The variant of [`crate::value::Value`] a scalar field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarKind {
    /// `Value::Text`.
    Text,
    /// `Value::Int`.
    Int,
    /// `Value::Float`.
    Float,
    /// `Value::Bool`.
    Bool,
    /// `Value::Time`.
    Time,
}

impl FieldKind {
    /// How values of this kind are laid out in a document.
    pub fn storage(self) -> Storage {
        match self {
            Self::Text
            | Self::LongText
            | Self::RichText
            | Self::Date
            | Self::Select
            | Self::Ref
            | Self::User => Storage::Scalar(ScalarKind::Text),
            Self::Code | Self::Phone | Self::Email | Self::Url | Self::Sequence => {
                Storage::Scalar(ScalarKind::Text)
            }
            Self::Int | Self::Money | Self::Duration | Self::Rating => {
                Storage::Scalar(ScalarKind::Int)
            }
            Self::Decimal | Self::Percent => Storage::Scalar(ScalarKind::Float),
            Self::Bool => Storage::Scalar(ScalarKind::Bool),
            Self::DateTime => Storage::Scalar(ScalarKind::Time),
            Self::MultiSelect | Self::Refs => Storage::Set,
            Self::File | Self::Image | Self::Scan | Self::Signature => Storage::Files,
            Self::Lines => Storage::Lines,
            Self::Address => Storage::Address,
            Self::Geo | Self::Shape | Self::Json => Storage::Json,
            Self::Counter => Storage::Counter,
            Self::Computed | Self::Rollup => Storage::Derived,
        }
    }

    /// The kind's name in a manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "longtext",
            Self::RichText => "richtext",
            Self::Int => "int",
            Self::Decimal => "decimal",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Duration => "duration",
            Self::Select => "select",
            Self::MultiSelect => "multiselect",
            Self::Ref => "ref",
            Self::Refs => "refs",
            Self::User => "user",
            Self::Lines => "lines",
            Self::File => "file",
            Self::Image => "image",
            Self::Scan => "scan",
            Self::Code => "code",
            Self::Geo => "geo",
            Self::Shape => "shape",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::Signature => "signature",
            Self::Rating => "rating",
            Self::Json => "json",
            Self::Sequence => "sequence",
            Self::Counter => "counter",
            Self::Computed => "computed",
            Self::Rollup => "rollup",
        }
    }

    /// Whether the value refers to one or several records (`ref`, `refs`).
    pub fn is_reference(self) -> bool {
        matches!(self, Self::Ref | Self::Refs)
    }

    /// Whether the value is free text people write, and may search.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::LongText
                | Self::RichText
                | Self::Code
                | Self::Phone
                | Self::Email
                | Self::Url
                | Self::Sequence
        )
    }

    /// Whether the value is a number that can be added and compared.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Int
                | Self::Decimal
                | Self::Money
                | Self::Percent
                | Self::Duration
                | Self::Rating
                | Self::Counter
        )
    }
}
