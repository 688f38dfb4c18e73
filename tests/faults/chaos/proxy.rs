//! A bad network between devices and their server.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
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
}

impl Weather {
    /// Each of them.
    pub const ALL: [Self; 6] = [
        Self::Clear,
        Self::Late,
        Self::Cut,
        Self::HalfOpen,
        Self::Slow,
        Self::Portal,
    ];
}

/// The network; it lives as long as the process.
pub struct Proxy {
    address: SocketAddr,
    weather: Arc<Mutex<Weather>>,
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
        let weather = Arc::new(Mutex::new(Weather::Clear));
        let shared = Arc::clone(&weather);
        thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let (server, weather) = (server.clone(), Arc::clone(&shared));
                thread::spawn(move || connect(device, &server, &weather));
            }
        });
        Self { address, weather }
    }

    /// Where devices connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on the network does this.
    pub fn turn(&self, weather: Weather) {
        *self.weather.lock().unwrap() = weather;
    }
}

fn connect(mut device: TcpStream, server: &str, weather: &Arc<Mutex<Weather>>) {
    if *weather.lock().unwrap() == Weather::Portal {
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
    let shared = Arc::clone(weather);
    thread::spawn(move || pump(device, forth, Way::Up, &shared));
    pump(upstream, back, Way::Down, weather);
}

fn pump(mut from: TcpStream, mut to: TcpStream, way: Way, weather: &Mutex<Weather>) {
    let mut bytes = vec![0; 4096];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        let now = *weather.lock().unwrap();
        match now {
            Weather::Clear | Weather::Portal => {}
            Weather::Late => thread::sleep(Duration::from_millis(fastrand::u64(..200))),
            Weather::Cut if fastrand::u8(..) < 50 => break,
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
