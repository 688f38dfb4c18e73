use campo_model::id::DeviceTag;
use campo_wire::draft::KeepDraft;
use campo_wire::error::ErrorCode;
use campo_wire::lock::{RemovePin, SetPin};
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::testing;
use crate::vault::{confirm_deposit, make_deposit};

const PIN: &str = "948207";

/// A home under a PIN, with its app open.
struct Desk {
    app: App,
    folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let desk = Self::without_pin();
        desk.deposit();
        desk.set_pin(PIN, None).await.unwrap();
        desk
    }

    fn without_pin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = testing::signed_in(folder.path(), None);
        Self { app, folder }
    }

    fn deposit(&self) {
        let path = self.app.home().deposit();
        make_deposit(&path, &self.app.key().unwrap(), DeviceTag([1; 8])).unwrap();
        confirm_deposit(&path).unwrap();
    }

    async fn set_pin(&self, pin: &str, old: Option<&str>) -> Result<LockState, ErrorCode> {
        let request = SetPin {
            pin: pin.to_owned(),
            old: old.map(str::to_owned),
        };
        let set = self.app.set_pin(request).await;
        set.map_err(|error| error.into_wire().code)
    }

    async fn unlock(&self, pin: &str) -> Result<Session, ErrorCode> {
        let secret = pin.to_owned();
        let opened = self.app.unlock(Unlock { secret }).await;
        opened.map_err(|error| error.into_wire().code)
    }

    fn is_open(&self) -> bool {
        self.app.lock().is_some()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_app_holds_no_key_and_does_nothing_but_open() {
    let desk = Desk::new().await;
    let app = &desk.app;
    let session = app.lock_app(Empty {}).unwrap();
    let Session::Locked {
        name,
        gate,
        tries_left,
        ..
    } = session
    else {
        panic!("{session:?}");
    };
    assert_eq!(
        (name.as_deref(), gate, tries_left),
        (Some("Ana"), Gate::Pin, Some(10))
    );
    assert!(!desk.is_open() && app.passphrase().is_none() && app.remote().is_none());
    for command in campo_wire::command::NAMES {
        if OPEN_WHILE_LOCKED.contains(command) {
            continue;
        }
        let refused = app.rpc(command, json!({})).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Locked, "{command}");
    }
    assert!(app.key_for_biometrics().is_err());
    assert_eq!(
        desk.unlock("948208").await.unwrap_err(),
        ErrorCode::WrongPin
    );
    assert_eq!(desk.unlock(PIN).await.unwrap_err(), ErrorCode::Busy);
    assert!(!desk.is_open());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_app_opens_where_it_was_left() {
    let desk = Desk::new().await;
    let content = "\"half a sentence about Marmeleiro\"".to_owned();
    let key = "crm.lead ".to_owned();
    desk.app.keep_draft(KeepDraft { key, content }).unwrap();
    desk.app.lock_app(Empty {}).unwrap();
    for entry in std::fs::read_dir(desk.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        let plain = bytes.windows(10).any(|part| part == b"Marmeleiro");
        assert!(!plain, "{}", path.display());
    }
    let log = std::fs::metadata(desk.folder.path().join("campo.sqlite-wal"));
    assert!(
        log.map_or(0, |log| log.len()) == 0,
        "the log was not settled"
    );
    let session = desk.unlock(PIN).await.unwrap();
    assert!(matches!(session, Session::SignedIn { .. }));
    assert_eq!(desk.app.kept_drafts(Empty {}).unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_under_a_pin_starts_locked() {
    let Desk { app, folder } = Desk::new().await;
    drop(app);
    let app = App::open(folder.path(), None).unwrap();
    assert!(app.is_locked());
    let desk = Desk { app, folder };
    assert!(desk.unlock(PIN).await.is_ok() && desk.is_open());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_locks_the_app_and_a_hidden_window_sooner() {
    let desk = Desk::new().await;
    let app = &desk.app;
    app.set_idle_limit(IdleLimit { minutes: 20 }).unwrap();
    let start = now_ms();
    let cases = [
        (true, 19, true),
        (true, 21, false),
        (false, 4, true),
        (false, 6, false),
    ];
    for (visible, minutes, stays_open) in cases {
        desk.unlock(PIN).await.unwrap();
        app.note_presence(Presence { visible }).unwrap();
        app.lock_if_nobody_is_there(start + minutes * MINUTE_MS);
        assert_eq!(desk.is_open(), stays_open, "{visible} {minutes}");
    }
    desk.unlock(PIN).await.unwrap();
    assert_eq!(app.lock_state(Empty {}).unwrap().idle_minutes, 20);
}

#[test]
fn a_clock_set_back_begins_the_time_without_a_person_anew() {
    let mut watch = Watch::begin(1_000 * MINUTE_MS);
    assert!(!watch.is_over(10 * MINUTE_MS));
    assert!(!watch.is_over(24 * MINUTE_MS));
    assert!(watch.is_over(25 * MINUTE_MS));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_needs_a_deposit_the_old_pin_and_strength() {
    let desk = Desk::without_pin();
    assert_eq!(
        desk.app.lock_app(Empty {}).unwrap_err().into_wire().code,
        ErrorCode::BadRequest
    );
    assert!(!desk.app.lock_state(Empty {}).unwrap().may_set_pin);
    assert_eq!(desk.set_pin(PIN, None).await, Err(ErrorCode::Offline));
    desk.deposit();
    assert_eq!(
        desk.set_pin("123456", None).await,
        Err(ErrorCode::WeakPassword)
    );
    assert_eq!(desk.set_pin(PIN, None).await.unwrap().gate, Some(Gate::Pin));
    assert_eq!(
        desk.set_pin("730482", Some("730481")).await,
        Err(ErrorCode::WrongPin)
    );
    assert_eq!(
        desk.set_pin("730482", Some(PIN)).await,
        Err(ErrorCode::Busy)
    );
    assert!(desk.is_open(), "a wrong old PIN locks nobody out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_taken_away_by_who_knows_it() {
    let desk = Desk::new().await;
    let pin = PIN.to_owned();
    let state = desk.app.remove_pin(RemovePin { pin }).await.unwrap();
    assert_eq!(state.gate, None);
    let reopened = App::open(desk.folder.path(), None).unwrap();
    assert!(!reopened.is_locked());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_under_a_passphrase_is_locked_and_opened_by_it_and_takes_no_pin() {
    let folder = tempfile::tempdir().unwrap();
    let app = testing::signed_in(folder.path(), Some("correct horse"));
    let desk = Desk { app, folder };
    assert_eq!(desk.set_pin(PIN, None).await, Err(ErrorCode::BadRequest));
    desk.app.lock_app(Empty {}).unwrap();
    assert!(desk.app.passphrase().is_none());
    assert_eq!(
        desk.unlock("wrong horse").await.unwrap_err(),
        ErrorCode::WrongCredentials
    );
    assert!(desk.unlock("correct horse").await.is_ok() && desk.is_open());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phones_copy_of_the_key_opens_until_the_pin_is_gone() {
    let desk = Desk::new().await;
    let app = &desk.app;
    let copy = app.key_for_biometrics().unwrap();
    app.lock_app(Empty {}).unwrap();
    assert!(app.unlock_with_key(DataKey::new([7; 32])).is_err());
    assert!(!desk.is_open());
    app.unlock_with_key(copy.clone()).unwrap();
    assert!(desk.is_open());
    app.lock_app(Empty {}).unwrap();
    let home = app.home();
    vault::lock(&home.vault(), &home.deposit(), vault::LockedFor::PinTries).unwrap();
    let session = app.unlock_with_key(copy).unwrap();
    assert!(matches!(session, Session::SignedOut { .. }), "{session:?}");
    assert!(!desk.is_open());
}
