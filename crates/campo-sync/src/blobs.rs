//! Which attached files move next: a pure plan over what could move, the person's wishes and the network.
//!
//! Edits always go first; this is asked only between rounds. Thumbnails go before files and small files before
//! large ones, so that what people look at arrives while a video is still under way.

use campo_model::blob::BlobHash;
use campo_wire::blob::{BlobMode, BlobNetwork, BlobPolicy};

const FIRST_WAIT_MS: i64 = 2_000;
const LONGEST_WAIT_MS: i64 = 10 * 60 * 1000;

/// To the server or from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// This device has it, the server does not.
    Up,
    /// A record here names it, and it is not here.
    Down,
}

/// A blob that could be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The blob.
    pub hash: BlobHash,
    /// Where to.
    pub way: Way,
    /// How many bytes; 0 when nobody has said.
    pub size: u64,
    /// Whether it is a thumbnail.
    pub thumb: bool,
    /// Whether the modules let it come to devices by itself.
    pub replicates: bool,
    /// Whether the person keeps it on this device.
    pub pinned: bool,
    /// Not to be tried before, ms since 1970 UTC.
    pub not_before_ms: i64,
}

/// The device's wishes and circumstances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// The person's wishes.
    pub policy: BlobPolicy,
    /// Whether the network is paid by volume.
    pub metered: bool,
    /// The device's clock, ms since 1970 UTC.
    pub now_ms: i64,
}

/// What moves now, in order.
pub fn plan(candidates: Vec<Candidate>, circumstances: &Circumstances) -> Vec<Candidate> {
    let mut moving: Vec<Candidate> = candidates
        .into_iter()
        .filter(|candidate| candidate.not_before_ms <= circumstances.now_ms)
        .filter(|candidate| is_wanted(candidate, &circumstances.policy))
        .filter(|candidate| candidate.thumb || is_carried(circumstances))
        .collect();
    moving.sort_by_key(|candidate| (!candidate.thumb, candidate.size, candidate.way));
    moving
}

/// Whether the blob moves by itself, sooner or later.
pub fn is_wanted(candidate: &Candidate, policy: &BlobPolicy) -> bool {
    if candidate.way == Way::Up {
        return true;
    }
    match policy.mode {
        BlobMode::Never => false,
        BlobMode::Pinned => candidate.pinned,
        BlobMode::Auto => {
            let fits = candidate.replicates && candidate.size <= policy.auto_bytes;
            candidate.pinned || fits
        }
    }
}

fn is_carried(circumstances: &Circumstances) -> bool {
    circumstances.policy.network == BlobNetwork::Any || !circumstances.metered
}

/// How long a blob rests after so many failures: doubling and capped; `spread` tells blobs apart.
pub fn retry_wait_ms(failures: u32, spread: u8) -> i64 {
    let wait = FIRST_WAIT_MS
        .saturating_mul(1 << failures.saturating_sub(1).min(20))
        .min(LONGEST_WAIT_MS);
    wait / 2 + wait / 2 * i64::from(spread) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    fn candidate(tag: u8, way: Way, size: u64) -> Candidate {
        Candidate {
            hash: BlobHash([tag; 32]),
            way,
            size,
            thumb: false,
            replicates: true,
            pinned: false,
            not_before_ms: 0,
        }
    }

    fn tags(candidates: Vec<Candidate>, circumstances: &Circumstances) -> Vec<u8> {
        plan(candidates, circumstances)
            .iter()
            .map(|moved| moved.hash.0[0])
            .collect()
    }

    fn circumstances(mode: BlobMode) -> Circumstances {
        Circumstances {
            policy: BlobPolicy {
                mode,
                ..BlobPolicy::default()
            },
            metered: false,
            now_ms: 1000,
        }
    }

    #[test]
    fn thumbnails_go_first_then_small_files_then_large_ones() {
        let thumb = Candidate {
            thumb: true,
            ..candidate(4, Way::Down, 0)
        };
        let all = vec![
            candidate(1, Way::Up, 30 * MIB),
            candidate(2, Way::Down, 5),
            candidate(3, Way::Up, 5),
            thumb,
        ];
        assert_eq!(tags(all, &circumstances(BlobMode::Auto)), [4, 3, 2, 1]);
    }

    #[test]
    fn the_mode_decides_what_comes_and_nothing_stops_what_is_owed() {
        let pinned = Candidate {
            pinned: true,
            ..candidate(2, Way::Down, 90 * MIB)
        };
        let withheld = Candidate {
            replicates: false,
            ..candidate(3, Way::Down, 1)
        };
        let all = vec![
            candidate(1, Way::Down, 21 * MIB),
            pinned,
            withheld,
            candidate(4, Way::Down, MIB),
            candidate(5, Way::Up, 90 * MIB),
        ];
        assert_eq!(tags(all.clone(), &circumstances(BlobMode::Auto)), [4, 5, 2]);
        assert_eq!(tags(all.clone(), &circumstances(BlobMode::Pinned)), [5, 2]);
        assert_eq!(tags(all, &circumstances(BlobMode::Never)), [5]);
    }

    #[test]
    fn a_network_paid_by_volume_carries_thumbnails_only_when_asked_so() {
        let mut now = circumstances(BlobMode::Auto);
        now.metered = true;
        let thumb = Candidate {
            thumb: true,
            ..candidate(1, Way::Up, 9)
        };
        let all = vec![candidate(2, Way::Up, 5), thumb];
        assert_eq!(tags(all.clone(), &now), [1, 2]);
        now.policy.network = BlobNetwork::Wifi;
        assert_eq!(tags(all, &now), [1]);
    }

    #[test]
    fn a_failed_blob_rests_longer_each_time_and_does_not_hold_others_up() {
        let resting = Candidate {
            not_before_ms: 1001,
            ..candidate(1, Way::Up, 1)
        };
        let all = vec![resting, candidate(2, Way::Up, 2)];
        assert_eq!(tags(all, &circumstances(BlobMode::Auto)), [2]);
        assert!(retry_wait_ms(1, 0) < retry_wait_ms(3, 0));
        assert!(retry_wait_ms(u32::MAX, 255) <= LONGEST_WAIT_MS);
    }
}
