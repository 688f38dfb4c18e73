//! A disk without room: said so, nothing half-done, and all is well once there is room again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use campo_tests::{Home, Server, Tenant};

/// A file system of a few megabytes in memory; needs the right to mount, which tests on a build machine have.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, bytes: u64) -> Self {
        let size = format!("size={bytes}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "campo"])
            .arg(at)
            .status();
        assert!(
            mounted.is_ok_and(|status| status.success()),
            "mounting a small disk needs root"
        );
        Self(at.to_owned())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_and_is_said_plainly() {
    let server = Server::start();
    let tenant = server.tenant("full");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::new();
    let _disk = SmallDisk::mount(home.path(), 12 << 20);
    home.login(&server, &tenant, "ana", Tenant::PASSWORD).ok();
    home.sync();
    let kept = home.create("crm.lead", &["name=Antes"]);

    let ballast = home.path().join("ballast");
    fill(&ballast);
    let long = format!("notes={}", "x".repeat(60_000));
    let mut refused = None;
    for round in 0..40 {
        let answer = home.run(&[
            "record",
            "create",
            "crm.lead",
            &format!("name=Cheio {round}"),
            &long,
        ]);
        if answer.code != Some(0) {
            refused = Some(answer.refused());
            break;
        }
    }
    let said = refused.expect("a full disk refuses at some point");
    assert!(said.contains("disk_full"), "{said}");
    fs::remove_file(&ballast).unwrap();

    let before = home.run(&["record", "list", "crm.lead"]).ok()["total"]
        .as_i64()
        .unwrap();
    home.create("crm.lead", &["name=Depois"]);
    home.sync();
    assert_eq!(home.get(&kept)["fields"]["name"], "Antes");
    let fresh = Home::signed_in(&server, &tenant, "ana");
    assert_eq!(
        fresh.run(&["record", "list", "crm.lead"]).ok()["total"],
        before + 1
    );
}

/// Writes until there is no room.
fn fill(path: &Path) {
    use std::io::Write;
    let mut file = fs::File::create(path).unwrap();
    let block = vec![0; 64 * 1024];
    while file.write_all(&block).is_ok() {}
}
