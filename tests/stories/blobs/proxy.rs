//! A wire between a device and its server that counts the bytes on it and can be cut.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How much went each way.
#[derive(Default)]
struct Counts {
    up: AtomicU64,
    down: AtomicU64,
}

/// The wire; it lives as long as the process.
pub struct Proxy {
    address: SocketAddr,
    counts: Arc<Counts>,
}

impl Proxy {
    /// A wire to the server at `url`.
    pub fn to(url: &str) -> Self {
        let server = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        std::thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let (server, shared) = (server.clone(), Arc::clone(&shared));
                std::thread::spawn(move || connect(device, &server, &shared));
            }
        });
        Self { address, counts }
    }

    /// Where devices connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The bytes sent to the server so far.
    pub fn up(&self) -> u64 {
        self.counts.up.load(Ordering::SeqCst)
    }

    /// The bytes that came from the server so far.
    pub fn down(&self) -> u64 {
        self.counts.down.load(Ordering::SeqCst)
    }

    /// Waits until `counted` reaches `bytes`.
    pub fn wait_for(&self, counted: fn(&Self) -> u64, bytes: u64) {
        let deadline = Instant::now() + Duration::from_secs(120);
        while counted(self) < bytes {
            assert!(Instant::now() < deadline, "the transfer does not get there");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn connect(device: TcpStream, server: &str, counts: &Arc<Counts>) {
    let Ok(upstream) = TcpStream::connect(server) else {
        return;
    };
    let (back, forth) = (device.try_clone().unwrap(), upstream.try_clone().unwrap());
    let counted = Arc::clone(counts);
    std::thread::spawn(move || {
        pump(device, forth, |bytes| {
            counted.up.fetch_add(bytes, Ordering::SeqCst)
        })
    });
    pump(upstream, back, |bytes| {
        counts.down.fetch_add(bytes, Ordering::SeqCst)
    });
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: impl Fn(u64) -> u64) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        count(read as u64);
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    // Whichever side ended, the other hears of it.
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
