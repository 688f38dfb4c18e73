//! What meetings with the server leave behind: whose orders count, how long the device may go on alone, and what it
//! offers again after a restore.

use campo_wire::contact::Authority;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::store::Tx;

const AUTHORITY: &str = "authority";
const LEASE: &str = "lease";
const RETURNED: &str = "returned";

/// How long the device may go on without the server, and how much of that is used up.
///
/// Time is used up by this machine's clock going forward. A clock set back gives nothing back: what was used stays
/// used, and the count goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    granted_ms: i64,
    used_ms: i64,
    seen_ms: i64,
}

impl Lease {
    /// A lease that begins now.
    pub fn begin(granted_ms: i64, now_ms: i64) -> Self {
        Self {
            granted_ms,
            used_ms: 0,
            seen_ms: now_ms,
        }
    }

    /// The same lease from now on.
    pub fn renewed(self, now_ms: i64) -> Self {
        Self::begin(self.granted_ms, now_ms)
    }

    /// The lease after a look at the clock.
    pub fn look(self, now_ms: i64) -> Self {
        let passed = now_ms.saturating_sub(self.seen_ms).max(0);
        Self {
            used_ms: self.used_ms.saturating_add(passed),
            seen_ms: now_ms,
            ..self
        }
    }

    /// Whether it is used up.
    pub fn is_over(self) -> bool {
        self.used_ms >= self.granted_ms
    }

    /// Whether a later look must be remembered: much time passed, or the clock went back.
    pub fn is_worth_keeping(self, later: Self) -> bool {
        const OFTEN_MS: i64 = 60 * 1000;
        later.seen_ms < self.seen_ms || later.seen_ms - self.seen_ms >= OFTEN_MS
    }
}

impl Tx<'_> {
    /// The tenant's public key, as this device learned it when it first signed in.
    pub fn authority(&self) -> Result<Option<Authority>, StoreError> {
        self.meta(AUTHORITY)
    }

    /// Keeps the tenant's public key.
    pub fn set_authority(&self, authority: &Authority) -> Result<(), StoreError> {
        self.set_meta(AUTHORITY, authority)
    }

    /// How long the device may go on; `None` before the first meeting.
    pub fn lease(&self) -> Result<Option<Lease>, StoreError> {
        self.meta(LEASE)
    }

    /// Keeps how long the device may go on.
    pub fn set_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        self.set_meta(LEASE, lease)
    }

    /// The entries a restored server lost and this device offers again, by the number they had.
    pub fn returned(&self) -> Result<Vec<u64>, StoreError> {
        Ok(self.meta(RETURNED)?.unwrap_or_default())
    }

    /// Keeps which entries are offered again, until the server was told.
    pub fn set_returned(&self, returned: &[u64]) -> Result<(), StoreError> {
        self.set_meta(RETURNED, &returned)
    }

    /// The number of the last edit that was given one.
    pub fn given(&self) -> Result<u64, StoreError> {
        self.last_number()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600 * 1000;

    #[test]
    fn a_lease_is_used_up_by_time_that_passes_and_by_nothing_else() {
        // Days by the machine's clock at each look, and whether the lease of 14 days is over then.
        let cases: [(&str, &[i64], bool); 7] = [
            ("at once", &[0], false),
            ("a day before", &[13], false),
            ("on the day", &[14], true),
            ("set back a year", &[10, -400, -399], false),
            ("set back, and used on", &[10, -400, -396], true),
            ("set back each day", &[5, 0, 5, 0, 5], true),
            ("set forward a year", &[400, 0], true),
        ];
        for (what, looks, over) in cases {
            let looked = looks.iter().fold(Lease::begin(14 * DAY, 0), |lease, day| {
                lease.look(day * DAY)
            });
            assert_eq!(looked.is_over(), over, "{what}");
        }
    }

    #[test]
    fn a_look_is_remembered_when_it_matters() {
        let lease = Lease::begin(DAY, 1_000_000);
        for (now_ms, keep) in [(1_000_001, false), (1_060_000, true), (999_999, true)] {
            assert_eq!(lease.is_worth_keeping(lease.look(now_ms)), keep, "{now_ms}");
        }
    }
}
