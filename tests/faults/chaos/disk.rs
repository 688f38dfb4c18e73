//! A small disk that fills up.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system of a few megabytes in memory.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Puts one at a folder; nothing where this is not permitted.
    pub fn mount(at: &Path, bytes: u64) -> Option<Self> {
        let size = format!("size={bytes}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "campo"])
            .arg(at)
            .status();
        let disk = mounted
            .is_ok_and(|status| status.success())
            .then(|| Self(at.to_owned()));
        if disk.is_none() {
            eprintln!("SKIPPED: full disks; mounting a small disk needs root");
        }
        disk
    }

    /// Leaves no room.
    pub fn fill(&self) {
        let Ok(mut file) = fs::File::create(self.ballast()) else {
            return;
        };
        let block = vec![0; 64 * 1024];
        while file.write_all(&block).is_ok() {}
    }

    /// Gives the room back.
    pub fn clear(&self) {
        // There is no ballast unless it was filled.
        let _ = fs::remove_file(self.ballast());
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
