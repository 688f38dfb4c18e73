//! How long to wait before trying again: doubling, capped, with jitter so that a thousand devices that lost
//! the same server do not come back in the same second.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// The waits after consecutive failures.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    failures: u32,
    state: u64,
}

impl Backoff {
    /// Waits that differ by `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            failures: 0,
            state: seed | 1,
        }
    }

    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// The wait after one more failure: between half and all of the doubled time.
    pub(crate) fn failed(&mut self) -> Duration {
        let full = FIRST.saturating_mul(1 << self.failures.min(6)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let half = full / 2;
        half + half.mul_f64(self.fraction())
    }

    /// A number in 0..1 by xorshift64 (Marsaglia 2003): spread matters here, not secrecy.
    fn fraction(&mut self) -> f64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        f64::from((self.state >> 40) as u32) / f64::from(1u32 << 24)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_start_over_after_a_success() {
        let mut backoff = Backoff::new(7);
        let waits: Vec<Duration> = (0..12).map(|_| backoff.failed()).collect();
        assert!(waits[0] >= FIRST / 2 && waits[0] <= FIRST);
        assert!(waits[11] >= LONGEST / 2 && waits[11] <= LONGEST);
        backoff.succeeded();
        assert!(backoff.failed() <= FIRST);
    }

    #[test]
    fn two_devices_do_not_wait_alike() {
        let (mut one, mut other) = (Backoff::new(11), Backoff::new(12));
        let differ = (0..8).any(|_| one.failed() != other.failed());
        assert!(differ);
    }
}
