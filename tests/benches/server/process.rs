//! What another process has cost so far, as Linux tells; nothing elsewhere.

use std::fs::read_to_string;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How often a running process is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// In `/proc`, times are in hundredths of a second.
const TICKS: f64 = 100.0;

/// The processor's time of a process, in seconds.
pub fn cpu_seconds(process: u32) -> f64 {
    let stat = read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // After the name, which may hold anything, user and system time are the 12th and 13th.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|text| text.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS
}

/// The memory a process has now, in MiB.
pub fn resident_mib(process: u32) -> f64 {
    status_mib(process, "VmRSS:")
}

/// The most memory a process has had, in MiB.
pub fn most_resident_mib(process: u32) -> f64 {
    status_mib(process, "VmHWM:")
}

/// How a process that ran to its end did.
pub struct Ended {
    /// From its start to its end.
    pub wall: Duration,
    /// The most memory it had, in MiB.
    pub most_mib: f64,
}

/// Runs a command to its end, which must be a success.
pub fn run_to_end(command: &mut Command) -> Result<Ended> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let mut most_mib = f64::NAN;
    loop {
        most_mib = most_resident_mib(child.id()).max(most_mib);
        if let Some(status) = child.try_wait()? {
            let wall = started.elapsed();
            anyhow::ensure!(status.success(), "a command failed: {status}");
            return Ok(Ended { wall, most_mib });
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Lets this process, and those it starts, have so many open sockets, or as many as the system allows.
pub fn allow_sockets(wanted: u64) -> Result<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let allowed = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let limit = Rlimit {
        current: Some(allowed),
        maximum,
    };
    setrlimit(Resource::Nofile, limit).context("more open sockets are not allowed")?;
    Ok(allowed)
}

fn status_mib(process: u32, key: &str) -> f64 {
    let status = read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix(key)?.trim().strip_suffix(" kB"));
    kib.and_then(|kib| kib.trim().parse::<f64>().ok())
        .map_or(f64::NAN, |kib| kib / 1024.0)
}
