//! Homes for tests.

use campo_model::id::{DeviceTag, UserId};
use campo_store::Membership;
use campo_wire::sync::Identity;

use crate::app::App;
use crate::home::LastSignIn;
use crate::vault;

/// A home that somebody signed in to, without a server; its key is under the passphrase, or in the keyring.
pub(crate) fn signed_in(folder: &std::path::Path, passphrase: Option<&str>) -> App {
    let app = App::open(folder, passphrase.map(str::to_owned)).unwrap();
    let key = vault::make(&app.home().vault(), passphrase).unwrap();
    let membership = Membership {
        server: "http://127.0.0.1:1".to_owned(),
        tenant: "acme".to_owned(),
        tenant_name: "Acme".to_owned(),
        login: "ana".to_owned(),
        token: "token".to_owned(),
        device: DeviceTag([1; 8]),
        identity: Identity {
            user: UserId(uuid::Uuid::nil()),
            name: "Ana".to_owned(),
            roles: Vec::new(),
            attributes: "{}".to_owned(),
        },
    };
    campo_store::Store::open(&app.home().database(), &key)
        .unwrap()
        .write(|tx| tx.set_membership(&membership))
        .unwrap();
    let last = LastSignIn {
        server: Some(membership.server),
        tenant: Some(membership.tenant),
        name: Some(membership.identity.name),
    };
    app.home().remember_sign_in(&last).unwrap();
    app.enter_home(key).unwrap();
    app
}
