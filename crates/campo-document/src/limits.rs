//! How large a change may be.

/// The largest operation counter: Automerge libraries keep it in 32 bits.
pub(crate) const MAX_COUNTER: u64 = u32::MAX as u64;

/// Bounds checked before anything is allocated for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of an encoded change.
    pub change_bytes: usize,
    /// Operations of one change.
    pub ops: usize,
    /// Changes one change may directly depend on.
    pub deps: usize,
    /// Values that all operations of one change together may replace.
    pub preds: usize,
    /// Bytes of a key.
    pub key_bytes: usize,
    /// Bytes of a value.
    pub value_bytes: usize,
}

impl Default for Limits {
    /// What the server admits: a change of 256 KiB and 10,000 operations.
    fn default() -> Self {
        Self {
            change_bytes: 256 << 10,
            ops: 10_000,
            deps: 64,
            preds: 20_000,
            key_bytes: 256,
            value_bytes: 128 << 10,
        }
    }
}
