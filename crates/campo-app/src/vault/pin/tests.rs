use campo_model::id::DeviceTag;
use tempfile::TempDir;

use super::super::{Gate, confirm_deposit, forget, gate, locked_for, make, make_deposit, unlock};
use super::*;

const PIN: &str = "948207";
const WRONG: &str = "948208";

/// A vault under a PIN whose deposit the server has.
struct Kept {
    folder: TempDir,
    key: DataKey,
    /// What the server keeps.
    half: DataKey,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (vault, deposit) = paths(&folder);
        let key = make(&vault, None).unwrap();
        let half = make_deposit(&deposit, &key, DeviceTag([3; 8])).unwrap();
        confirm_deposit(&deposit).unwrap();
        set(&vault, &key, PIN).unwrap();
        Self { folder, key, half }
    }

    fn open(&self, pin: &str, now_ms: i64) -> Result<DataKey, VaultError> {
        let (vault, deposit) = paths(&self.folder);
        super::open(&vault, &deposit, pin, now_ms)
    }

    fn file(&self) -> String {
        std::fs::read_to_string(paths(&self.folder).0).unwrap()
    }

    fn rewrite(&self, from: &str, to: &str) {
        let file = self.file();
        assert!(file.contains(from), "{file}");
        std::fs::write(paths(&self.folder).0, file.replace(from, to)).unwrap();
    }

    fn entry(&self) -> String {
        load(&paths(&self.folder).0).unwrap().entry
    }
}

fn paths(folder: &TempDir) -> (std::path::PathBuf, std::path::PathBuf) {
    let file = |name| folder.path().join(name);
    (file("vault.json"), file("deposit.json"))
}

#[test]
fn the_pin_opens_the_vault_and_nothing_else_does() {
    let kept = Kept::new();
    let (vault, _) = paths(&kept.folder);
    assert_eq!(gate(&vault), Some(Gate::Pin));
    assert!(matches!(
        super::super::open(&vault, None),
        Err(VaultError::PinNeeded)
    ));
    assert!(matches!(kept.open(WRONG, 0), Err(VaultError::WrongPin(_))));
    assert_eq!(kept.open(PIN, 1_000).unwrap(), kept.key);
    assert!(keeps(&vault, &kept.key) && !keeps(&vault, &kept.half));
    assert!(!kept.file().contains(&to_hex(&kept.key[..])));
}

#[test]
fn the_file_without_the_keyring_opens_nothing_and_costs_no_try() {
    let kept = Kept::new();
    let slot = keystore::slot(&kept.entry()).unwrap();
    let secret = slot.get_secret().unwrap();
    slot.delete_credential().unwrap();
    for _ in 0..3 {
        assert!(matches!(kept.open(PIN, 0), Err(VaultError::Keyring(_))));
    }
    assert_eq!(tries(&paths(&kept.folder).0, 0).unwrap().left, MAX_TRIES);
    // The secret of another device does not help either.
    slot.set_secret(&[1; 32]).unwrap();
    assert!(matches!(kept.open(PIN, 0), Err(VaultError::WrongPin(_))));
    slot.set_secret(&secret).unwrap();
    assert_eq!(kept.open(PIN, 1_000).unwrap(), kept.key);
}

#[test]
fn waits_grow_and_ten_wrong_pins_leave_only_the_servers_way() {
    let kept = Kept::new();
    let (vault, deposit) = paths(&kept.folder);
    let entry = kept.entry();
    let mut now_ms = 1_000_000;
    for (tried, wait_ms) in WAITS_MS.iter().enumerate() {
        if *wait_ms > 0 {
            let early = kept.open(PIN, now_ms + wait_ms - 1);
            assert!(matches!(early, Err(VaultError::PinMustWait { wait_ms: 1 })));
        }
        now_ms += wait_ms;
        match (tried, kept.open(WRONG, now_ms)) {
            (9, Err(VaultError::PinTriesOver)) => {}
            (_, Err(VaultError::WrongPin(tries))) => {
                assert_eq!(tries.left as usize, 9 - tried);
            }
            (_, other) => panic!("{tried}: {:?}", other.err()),
        }
    }
    assert_eq!(locked_for(&vault), Some(LockedFor::PinTries));
    assert!(matches!(
        kept.open(PIN, i64::MAX),
        Err(VaultError::PinTriesOver)
    ));
    assert!(keystore::slot(&entry).unwrap().get_secret().is_err());
    // Nothing is lost: the server's half opens it, and the keyring keeps the key again.
    let opened = unlock(&vault, &deposit, &kept.half, None).unwrap();
    assert_eq!(opened, kept.key);
    assert_eq!(super::super::open(&vault, None).unwrap(), kept.key);
}

#[test]
fn a_right_pin_gives_all_tries_back() {
    let kept = Kept::new();
    let (vault, _) = paths(&kept.folder);
    assert!(kept.open(WRONG, 0).is_err() && kept.open(WRONG, 1_000).is_err());
    assert_eq!(tries(&vault, 2_000).unwrap().left, 8);
    kept.open(PIN, 4_000).unwrap();
    let all = Tries {
        left: MAX_TRIES,
        wait_ms: 0,
    };
    assert_eq!(tries(&vault, 4_000), Some(all));
}

#[test]
fn a_try_that_was_killed_counts() {
    let kept = Kept::new();
    let (vault, _) = paths(&kept.folder);
    // What is on the disk when the process dies after the try was counted and before it was made.
    kept.rewrite("\"tries\":0", "\"tries\":9");
    assert_eq!(tries(&vault, 0).unwrap().left, 1);
    kept.rewrite("\"tries\":9", "\"tries\":10");
    assert!(matches!(kept.open(PIN, 0), Err(VaultError::PinTriesOver)));
    assert_eq!(locked_for(&vault), Some(LockedFor::PinTries));
}

#[test]
fn a_clock_set_back_shortens_no_wait_and_ends_it() {
    let kept = Kept::new();
    for now_ms in [10_000_000, 10_001_000] {
        assert!(matches!(
            kept.open(WRONG, now_ms),
            Err(VaultError::WrongPin(_))
        ));
    }
    let early = |now_ms| kept.open(PIN, now_ms).err();
    let waits = |error, expected| matches!(error, Some(VaultError::PinMustWait { wait_ms }) if wait_ms == expected);
    assert!(waits(early(5_000), 3_000));
    assert!(waits(early(7_000), 1_000));
    assert_eq!(kept.open(PIN, 8_000).unwrap(), kept.key);
}

#[test]
fn a_forgotten_pin_is_replaced_by_the_server() {
    let kept = Kept::new();
    let (vault, deposit) = paths(&kept.folder);
    let entry = kept.entry();
    assert!(unlock(&vault, &deposit, &[9; 32], None).is_err());
    assert_eq!(gate(&vault), Some(Gate::Pin));
    assert_eq!(
        unlock(&vault, &deposit, &kept.half, None).unwrap(),
        kept.key
    );
    assert_eq!(gate(&vault), None);
    assert!(keystore::slot(&entry).unwrap().get_secret().is_err());
}

#[test]
fn a_pin_is_changed_and_taken_away_and_its_former_half_goes() {
    let kept = Kept::new();
    let (vault, _) = paths(&kept.folder);
    let former = kept.entry();
    set(&vault, &kept.key, "730482").unwrap();
    assert!(keystore::slot(&former).unwrap().get_secret().is_err());
    assert!(matches!(kept.open(PIN, 0), Err(VaultError::WrongPin(_))));
    assert_eq!(kept.open("730482", 1_000).unwrap(), kept.key);
    remove(&vault, &kept.key).unwrap();
    assert_eq!(super::super::open(&vault, None).unwrap(), kept.key);
    assert!(matches!(kept.open(PIN, 2_000), Err(VaultError::NoPin)));
    forget(&vault).unwrap();
}
