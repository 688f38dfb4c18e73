//! A manager looks after people in the app: what is done there holds at the server at once.

use campo_tests::{Home, Page, Server, Tenant};

/// The manager before the app's administration.
async fn desk(server: &Server, tenant: &Tenant) -> Page {
    let home = Home::signed_in(server, tenant, "mia");
    let page = Page::browser(&home).await;
    page.go("#/admin/people").await;
    page
}

#[tokio::test]
async fn a_person_made_in_the_app_signs_in_and_loses_access_again() {
    let server = Server::start();
    let tenant = server.tenant("gestao");
    server.user(&tenant, "mia", "manager", &[]);
    let page = desk(&server, &tenant).await;
    page.click("person-new").await;
    page.fill("person-name", "Bia Lima").await;
    page.fill("person-password", Tenant::PASSWORD).await;
    page.click("person-role-agent").await;
    page.click("attribute-add").await;
    page.fill("attribute-key", "territory").await;
    page.fill("attribute-value", "norte").await;
    page.click("person-save").await;
    page.shows("Bia Lima").await;

    let bia = Home::signed_in(&server, &tenant, "Bia Lima");
    let listed = server.admin(&["user", "list", &tenant.key], "");
    let made = listed
        .as_array()
        .into_iter()
        .flatten()
        .find(|user| user["user"] == "Bia Lima");
    assert_eq!(
        made.unwrap()["attributes"]["territory"],
        "norte",
        "{listed}"
    );
    bia.sync();

    page.go("#/admin/devices").await;
    page.shows("Bia Lima").await;
    page.go("#/admin/people").await;
    page.fill("person-find", "bia").await;
    page.click("person").await;
    page.click("person-disable").await;
    page.shows("No access").await;
    bia.run(&["sync"]).refused();
    let audit = server.upkeep(&["audit", "search", &tenant.key, "--action", "user.create"]);
    assert_eq!(audit[0]["user"], "mia", "{audit}");
}
