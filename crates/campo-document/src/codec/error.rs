//! Why a change is not accepted.

/// Why bytes, or a structure, are not a change this system accepts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// More of something than the limits allow.
    #[error("the change has {found} {what}, more than the {limit} allowed: split it")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much was found or claimed.
        found: usize,
        /// How much is allowed.
        limit: usize,
    },
    /// The bytes end before the change does, or go on after it.
    #[error("the change is cut short or followed by other bytes: send it again")]
    Length,
    /// Another kind of Automerge chunk, or none at all.
    #[error("the bytes are not an uncompressed Automerge change chunk")]
    NotAChange,
    /// The checksum in the header is not that of the content.
    #[error("the change was damaged on its way (checksum): send it again")]
    Checksum,
    /// A number that does not fit 64 bits.
    #[error("the change holds a number that is too large")]
    Number,
    /// A text that is not UTF-8.
    #[error("the change holds a text that is not UTF-8")]
    Text,
    /// Something Automerge allows and the flat profile does not.
    #[error("the change is outside the flat profile: {0}")]
    NotFlat(&'static str),
    /// The columns do not describe the same number of operations, or name an actor that is not listed.
    #[error("the columns of the change do not fit together")]
    Columns,
    /// Sequence or operation numbers that no author can have given.
    #[error("the change is numbered as no change can be")]
    Numbering,
    /// Dependencies or replaced values that are not strictly ascending.
    #[error("the dependencies or replaced values of the change are not in order")]
    Unsorted,
    /// A valid change written in another way than Automerge writes it.
    #[error("the change is not in the canonical encoding")]
    NotCanonical,
}
