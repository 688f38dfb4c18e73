use std::cell::Cell;

use campo_model::id::DeviceTag;
use campo_wire::command::Empty;
use campo_wire::lock::SetPin;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::testing;
use crate::vault::{LockedFor, confirm_deposit, lock, make_deposit};

/// A phone whose hardware keeps one key, and whose person does as told.
#[derive(Default)]
struct Phone {
    kept: Cell<Option<[u8; 32]>>,
    refuses: Cell<Option<Refusal>>,
    asked: Cell<u32>,
}

impl Biometrics for Phone {
    fn keep(&self, key: &DataKey) -> Result<String, Refusal> {
        self.kept.set(Some(**key));
        Ok("item".to_owned())
    }

    fn release(&self, _: &str) -> Result<DataKey, Refusal> {
        self.asked.set(self.asked.get() + 1);
        match self.refuses.get() {
            Some(refusal) => Err(refusal),
            None => self.kept.get().map(Zeroizing::new).ok_or(Refusal::Gone),
        }
    }

    fn forget(&self, _: &str) {
        self.kept.set(None);
    }
}

/// A home under a PIN with its app open, on a phone that keeps a copy of its key.
async fn home_on(phone: &Phone) -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let app = testing::signed_in(folder.path(), None);
    let deposit = app.home().deposit();
    make_deposit(&deposit, &app.key().unwrap(), DeviceTag([1; 8])).unwrap();
    confirm_deposit(&deposit).unwrap();
    let pin = "948207".to_owned();
    app.set_pin(SetPin { pin, old: None }).await.unwrap();
    app.keep_biometric_copy(phone).unwrap();
    (app, folder)
}

fn is_open(app: &App) -> bool {
    app.lock().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_opens_the_app_and_before_it_there_is_no_key() {
    let phone = Phone::default();
    let (app, _folder) = home_on(&phone).await;
    app.lock_app(Empty {}).unwrap();
    assert!(app.key_for_biometrics().is_err() && !is_open(&app));
    assert_eq!(phone.asked.get(), 0);
    let file = fs::read_to_string(app.biometric_copy()).unwrap();
    assert_eq!(file, "item", "the key is on disk in clear");
    let session = app.unlock_by_biometrics(&phone).unwrap();
    assert!(matches!(session, Session::SignedIn { .. }) && is_open(&app));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_recognized_is_left_to_the_pin() {
    let phone = Phone::default();
    let (app, _folder) = home_on(&phone).await;
    app.lock_app(Empty {}).unwrap();
    phone.refuses.set(Some(Refusal::NotNow));
    let refused = app.unlock_by_biometrics(&phone).unwrap_err();
    assert_eq!(refused.into_wire().code, ErrorCode::Locked);
    assert!(!is_open(&app) && app.has_biometric_copy());
    phone.refuses.set(None);
    app.unlock_by_biometrics(&phone).unwrap();
    assert!(is_open(&app));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_finger_opens_nothing_and_drops_the_copy() {
    let phone = Phone::default();
    let (app, _folder) = home_on(&phone).await;
    app.lock_app(Empty {}).unwrap();
    phone.refuses.set(Some(Refusal::Gone));
    assert!(app.unlock_by_biometrics(&phone).is_err());
    assert!(!is_open(&app) && !app.has_biometric_copy());
    assert_eq!(phone.kept.get(), None);
    let again = app.unlock_by_biometrics(&phone).unwrap_err();
    assert!(matches!(again, BiometricError::Off), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_and_a_destroyed_one_open_nothing_and_the_copy_is_dropped() {
    let phone = Phone::default();
    let (app, _folder) = home_on(&phone).await;
    app.lock_app(Empty {}).unwrap();
    phone.kept.set(Some([7; 32]));
    assert!(app.unlock_by_biometrics(&phone).is_err());
    assert!(!is_open(&app) && !app.has_biometric_copy());

    let (app, _folder) = home_on(&phone).await;
    app.lock_app(Empty {}).unwrap();
    let home = app.home();
    lock(&home.vault(), &home.deposit(), LockedFor::PinTries).unwrap();
    let session = app.unlock_by_biometrics(&phone).unwrap();
    assert!(matches!(session, Session::SignedOut { .. }), "{session:?}");
    assert!(!is_open(&app) && !app.has_biometric_copy());
}
