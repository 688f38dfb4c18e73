//! Ports for processes that must be told theirs.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// A free loopback port that this run gives once.
///
/// Below those the system gives to whoever asks for any (from 32768): one of these stays ours while its process is down.
pub(crate) fn free_port() -> u16 {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    std::iter::repeat_with(|| std::process::id() + GIVEN.fetch_add(1, Ordering::Relaxed))
        .filter_map(|number| u16::try_from(12_000 + number % 20_000).ok())
        .find(free)
        .expect("a free port")
}
