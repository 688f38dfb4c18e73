//! Slows down guessing of passwords: after a few failures of one name or address, more tries must wait.
//!
//! Kept in memory and bounded; a restart forgets it, which gives a guesser a few tries more and nobody a lockout.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures that cost nothing.
const FREE: u32 = 5;
/// The wait after the first failure that costs; it doubles with each more.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// After this time without a failure all is forgotten.
const FORGET_AFTER: Duration = Duration::from_secs(900);
/// How many names and addresses are watched at once.
const CAPACITY: usize = 10_000;

/// The names and addresses that failed lately.
#[derive(Default)]
pub struct Softlock {
    failures: Mutex<HashMap<String, Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Softlock {
    /// How long one who goes by these names must wait from `now` before the next try, if at all.
    pub fn wait(&self, names: &[String], now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = names
            .iter()
            .filter_map(|name| failures.get(name)?.wait(now));
        waits.max()
    }

    /// Counts a failed try.
    pub fn failed(&self, names: &[String], now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= CAPACITY {
            failures.retain(|_, known| now.duration_since(known.last) < FORGET_AFTER);
        }
        for name in names {
            if failures.len() >= CAPACITY && !failures.contains_key(name) {
                continue;
            }
            let known = failures.entry(name.clone()).or_insert(Failures {
                count: 0,
                last: now,
            });
            let stale = now.duration_since(known.last) >= FORGET_AFTER;
            *known = Failures {
                count: if stale {
                    1
                } else {
                    known.count.saturating_add(1)
                },
                last: now,
            };
        }
    }

    /// Forgets the failures of a name that has proved itself.
    pub fn succeeded(&self, name: &str) {
        self.failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }
}

impl Failures {
    fn wait(&self, now: Instant) -> Option<Duration> {
        let over = self.count.checked_sub(FREE)?;
        let wait = FIRST_WAIT
            .saturating_mul(1 << over.min(10))
            .min(LONGEST_WAIT);
        wait.checked_sub(now.duration_since(self.last))
            .filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_waits_longer_and_longer_and_an_honest_person_not_at_all() {
        let lock = Softlock::default();
        let (now, ana, eve) = (Instant::now(), ["ana".to_owned()], ["eve".to_owned()]);
        let mut waits = Vec::new();
        for _ in 0..8 {
            waits.push(lock.wait(&eve, now).map_or(0, |wait| wait.as_secs()));
            lock.failed(&eve, now);
        }
        assert_eq!(waits, [0, 0, 0, 0, 0, 2, 4, 8]);
        assert_eq!(lock.wait(&ana, now), None);
        assert_eq!(lock.wait(&eve, now + Duration::from_secs(16)), None);
    }

    #[test]
    fn success_and_time_forget() {
        let lock = Softlock::default();
        let (now, names) = (Instant::now(), ["ana".to_owned(), "10.0.0.1".to_owned()]);
        (0..20).for_each(|_| lock.failed(&names, now));
        lock.succeeded("ana");
        assert_eq!(lock.wait(&names[..1], now), None);
        assert_eq!(lock.wait(&names, now), Some(LONGEST_WAIT));
        lock.failed(&names[1..], now + FORGET_AFTER);
        assert_eq!(lock.wait(&names, now + FORGET_AFTER), None);
    }

    #[test]
    fn of_ten_thousand_guesses_in_an_hour_hardly_any_are_tried() {
        let lock = Softlock::default();
        let (start, mut tried) = (Instant::now(), 0);
        for guess in 0..10_000 {
            let now = start + Duration::from_millis(guess * 360);
            // Each from another address.
            let names = [
                "acme/ana".to_owned(),
                format!("10.0.{}.{}", guess / 250, guess % 250),
            ];
            if lock.wait(&names, now).is_none() {
                tried += 1;
                lock.failed(&names, now);
            }
        }
        assert!(tried <= 100, "{tried}");
    }
}
