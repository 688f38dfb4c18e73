//! The story of two devices once more, told through what people see: two browser pages, and the app's window.

use campo_tests::{Home, Page, Server, Tenant};
use serde_json::json;

/// Signs in through the form of a fresh home and waits for the menu.
async fn sign_in(page: &Page, server: &Server, tenant: &Tenant, user: &str) {
    page.fill("signin-server", &server.url()).await;
    page.fill("signin-tenant", &tenant.key).await;
    page.fill("signin-user", user).await;
    page.fill("signin-password", Tenant::PASSWORD).await;
    page.click("signin-submit").await;
    page.click("menu-lead_board").await;
}

/// Opens a record and changes its stage through the form.
async fn change_stage(page: &Page, id: &str, stage: &str) {
    page.go(&format!("#/t/crm.lead/lead_list/r/{id}")).await;
    page.click("record-edit").await;
    page.choose("field-stage", stage).await;
    page.click("form-save").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_browser_pages_disagree_and_settle_it() {
    let mut server = Server::start();
    let tenant = server.tenant("pages");
    server.user(&tenant, "ana", "manager", &[]);
    server.user(&tenant, "bia", "manager", &[]);
    let (ana, bia) = (Home::new(), Home::new());
    let (left, right) = (Page::browser(&ana).await, Page::browser(&bia).await);
    sign_in(&left, &server, &tenant, "ana").await;
    left.click("list-create").await;
    left.fill("field-name", "Maria da Paz").await;
    left.click("form-save").await;
    left.shows("Maria da Paz").await;

    sign_in(&right, &server, &tenant, "bia").await;
    right.shows("Maria da Paz").await;
    let id = ana.run(&["record", "list", "crm.lead"]).ok()["records"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();

    server.kill();
    change_stage(&left, &id, "qualified").await;
    change_stage(&right, &id, "lost").await;
    server.launch();
    left.go("#/conflicts").await;
    left.click("sync-chip").await;
    left.shows("Maria da Paz").await;
    wait_for_conflict(&ana).await;
    wait_for_conflict(&bia).await;
    left.close().await;
    right.close().await;
    assert_eq!(ana.get(&id)["fields"], bia.get(&id)["fields"]);
}

/// Until a device has heard of the disagreement; its own process synchronizes in the background.
async fn wait_for_conflict(home: &Home) {
    for _ in 0..300 {
        if home
            .run(&["conflicts", "list"])
            .ok()
            .as_array()
            .is_some_and(|conflicts| conflicts.len() == 1)
        {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("no conflict arrives: {}", home.run(&["status"]).ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_works_without_a_server_and_catches_up() {
    let mut server = Server::start();
    let tenant = server.tenant("window");
    server.user(&tenant, "ana", "manager", &[]);
    let (desk, phone) = (Home::new(), Home::signed_in(&server, &tenant, "ana"));
    let window = Page::window(&desk).await;
    sign_in(&window, &server, &tenant, "ana").await;
    let lead = phone.create("crm.lead", &["name=Do telefone"]);
    phone.sync();
    window.shows("Do telefone").await;

    server.kill();
    window.click("list-create").await;
    window.fill("field-name", "Sem servidor").await;
    window.click("form-save").await;
    window.shows("Sem servidor").await;
    server.launch();
    phone.set(&lead, &["notes=enquanto isso"]);
    let arrived = async {
        loop {
            phone.run(&["sync"]);
            if phone.run(&["record", "list", "crm.lead"]).ok()["total"] == json!(2) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(90), arrived)
        .await
        .expect("the window's record reaches the phone");
    window.close().await;
}
