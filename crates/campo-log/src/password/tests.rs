use crate::LogError;
use crate::testing::{NOW, PASSWORD, World};

const NEW: &str = "uma frase nova bem comprida";

#[test]
fn a_new_password_ends_every_other_session_of_the_person() {
    let world = World::new();
    let tenant = world.tenant();
    let [here, there] = [(); 2].map(|()| world.sign_in("ana", PASSWORD).unwrap().token);
    let bia = world.sign_in("bia", PASSWORD).unwrap().token;
    let caller = tenant.authenticate(&here, NOW).unwrap();
    let elsewhere = tenant.authenticate(&there, NOW).unwrap();
    let access = tenant.last_of_access().unwrap();

    let wrong = tenant.change_password(&caller, "wrong horse", NEW, NOW);
    assert!(matches!(wrong, Err(LogError::WrongCredentials)));
    let weak = tenant.change_password(&caller, PASSWORD, "password", NOW);
    assert!(matches!(weak, Err(LogError::WeakPassword(_))));
    tenant.change_password(&caller, PASSWORD, NEW, NOW).unwrap();

    assert!(tenant.authenticate(&here, NOW).is_ok());
    assert!(tenant.authenticate(&bia, NOW).is_ok());
    assert!(!tenant.still_signed_in(&elsewhere, NOW).unwrap());
    assert!(tenant.last_of_access().unwrap() > access, "sockets look");
    assert!(world.sign_in("ana", PASSWORD).is_err());
    assert!(world.sign_in("ana", NEW).is_ok());
}

#[test]
fn an_administrator_sets_a_password_and_all_sessions_end() {
    let world = World::new();
    let tenant = world.tenant();
    let token = world.sign_in("ana", PASSWORD).unwrap().token;
    tenant.set_password("ana", NEW, NOW).unwrap();
    assert!(matches!(
        tenant.authenticate(&token, NOW),
        Err(LogError::SignedOut)
    ));
    assert!(world.sign_in("ana", NEW).is_ok());
    assert!(tenant.set_password("nobody", NEW, NOW).is_err());
}
