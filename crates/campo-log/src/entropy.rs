//! Where the server's random bytes come from: tags, ids, tokens, authors.

use std::fmt;
use std::sync::Arc;

use crate::error::Result;

/// A source of random bytes. The operating system's, unless a simulation gives its own and so can be run again.
#[derive(Clone)]
pub struct Entropy(Arc<Source>);

type Source = dyn Fn(&mut [u8]) -> Result<()> + Send + Sync;

impl Entropy {
    /// A source that fills what it is given with `fill`. Whoever can foretell the bytes can forge sessions.
    pub fn of(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |bytes| {
            fill(bytes);
            Ok(())
        }))
    }

    /// The next bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.0)(&mut bytes)?;
        Ok(bytes)
    }
}

impl Default for Entropy {
    /// The operating system's.
    fn default() -> Self {
        Self(Arc::new(|bytes| Ok(getrandom::fill(bytes)?)))
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Entropy")
    }
}
