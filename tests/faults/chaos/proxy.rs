//! A bad network between devices and their server.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a hotel answers to everybody who has not signed in there.
const PORTAL: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 38\r\nConnection: close\r\n\r\n<html><body>Sign in here</body></html>";

/// What the network does to what goes over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Passes all.
    Clear,
    /// Passes each piece up to 200 ms late.
    Late,
    /// Ends connections at random.
    Cut,
    /// Takes what devices send and never passes an answer.
    HalfOpen,
    /// Passes 64 kbit/s.
    Slow,
    /// Answers every request with a page of its own.
    Portal,
    /// Makes no connection and ends those there are.
    Down,
}

impl Weather {
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::Clear,
        Self::Late,
        Self::Cut,
        Self::HalfOpen,
        Self::Slow,
        Self::Portal,
        Self::Down,
    ];
}

/// The network; it lives as long as the process.
pub struct Proxy {
    address: SocketAddr,
    sky: Arc<Sky>,
}

/// What all connections share.
struct Sky {
    weather: Mutex<Weather>,
    /// Bytes taken from devices.
    up: AtomicU64,
    /// Connections ended by the network.
    cuts: AtomicU64,
    /// The ends at devices of what was connected since there was last no network.
    lines: Mutex<Vec<TcpStream>>,
}

impl Sky {
    fn now(&self) -> Weather {
        *self.weather.lock().unwrap()
    }

    fn cut(&self) {
        self.cuts.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl Proxy {
    /// A network to the server at `url`.
    pub fn to(url: &str) -> Self {
        let server = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let sky = Arc::new(Sky {
            weather: Mutex::new(Weather::Clear),
            up: AtomicU64::new(0),
            cuts: AtomicU64::new(0),
            lines: Mutex::default(),
        });
        let shared = Arc::clone(&sky);
        thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let (server, sky) = (server.clone(), Arc::clone(&shared));
                thread::spawn(move || connect(device, &server, &sky));
            }
        });
        Self { address, sky }
    }

    /// Where devices connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many bytes devices have sent so far, also those that did not arrive.
    pub fn up(&self) -> u64 {
        self.sky.up.load(Ordering::Relaxed)
    }

    /// How many connections the network has ended in the middle.
    pub fn cuts(&self) -> u64 {
        self.sky.cuts.load(Ordering::Relaxed)
    }

    /// From now on the network does this.
    pub fn turn(&self, weather: Weather) {
        *self.sky.weather.lock().unwrap() = weather;
        if weather == Weather::Down {
            let lines = std::mem::take(&mut *self.sky.lines.lock().unwrap());
            // Those that ended by themselves cannot be ended again.
            let open = lines.iter().map(|line| line.shutdown(Shutdown::Both));
            let cuts = open.filter(Result::is_ok).count();
            self.sky.cuts.fetch_add(cuts as u64, Ordering::Relaxed);
        }
    }
}

fn connect(mut device: TcpStream, server: &str, sky: &Arc<Sky>) {
    if sky.now() == Weather::Down {
        return;
    }
    if sky.now() == Weather::Portal {
        let mut request = [0; 4096];
        if device.read(&mut request).is_ok() {
            let _ = device.write_all(PORTAL);
        }
        return;
    }
    // The server may be down: then the connection ends here, too.
    let Ok(upstream) = TcpStream::connect(server) else {
        return;
    };
    let (back, forth) = (device.try_clone().unwrap(), upstream.try_clone().unwrap());
    let shared = Arc::clone(sky);
    let line = device.try_clone().unwrap();
    sky.lines.lock().unwrap().push(line);
    thread::spawn(move || pump(device, forth, Way::Up, &shared));
    pump(upstream, back, Way::Down, sky);
}

fn pump(mut from: TcpStream, mut to: TcpStream, way: Way, sky: &Sky) {
    let mut bytes = vec![0; 4096];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        if way == Way::Up {
            sky.up.fetch_add(read as u64, Ordering::Relaxed);
        }
        match sky.now() {
            Weather::Clear | Weather::Portal => {}
            Weather::Down => break,
            Weather::Late => thread::sleep(Duration::from_millis(fastrand::u64(..200))),
            Weather::Cut if fastrand::u8(..) < 50 => {
                sky.cut();
                break;
            }
            Weather::Cut => {}
            Weather::HalfOpen if way == Way::Down => continue,
            Weather::HalfOpen => {}
            Weather::Slow => thread::sleep(Duration::from_micros(read as u64 * 125)),
        }
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    // Whichever side ended, the other hears of it.
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
