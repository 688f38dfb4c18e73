//! What a change must pass: 500 schedules without a broken promise, and the same trace for the same seed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use campo_sim::run;

const SEEDS: u64 = 500;

#[test]
fn five_hundred_schedules_break_no_promise() {
    let next = AtomicU64::new(1);
    let broken = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > SEEDS {
                        return;
                    }
                    if let Some(violation) = run(seed, false).violation {
                        broken
                            .lock()
                            .unwrap()
                            .push(format!("seed {seed}: {violation}"));
                    }
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap();
    assert!(
        broken.is_empty(),
        "look into one with `cargo xtask sim --seed N --trace`:\n{}",
        broken.join("\n")
    );
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [7, 8, 9] {
        let (one, other) = (run(seed, true), run(seed, true));
        assert_eq!(one.lines, other.lines, "seed {seed}");
        assert_eq!(one.hash, other.hash, "seed {seed}");
    }
    assert_ne!(run(7, false).hash, run(11, false).hash);
}
