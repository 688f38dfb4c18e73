//! The story of two devices once more, told through what people see: two browser pages, and the app's window beside one.

use std::time::Duration;

use campo_tests::{Home, Page, Server, Tenant};
use serde_json::{Value, json};

const LEADS: &str = "#/t/crm.lead/lead_list";
const ITEMS: &str = "#/t/estoque.item/item_list";

/// Two people at two devices, each with the app before them.
struct Pair {
    server: Server,
    ana: Desk,
    bia: Desk,
}

/// A device, and what its person looks at.
struct Desk {
    home: Home,
    page: Page,
}

impl Desk {
    /// Signs in through the form of a fresh home and waits for the menu.
    async fn sign_in(&self, server: &Server, tenant: &Tenant, user: &str) {
        self.page.fill("signin-server", &server.url()).await;
        self.page.fill("signin-tenant", &tenant.key).await;
        self.page.fill("signin-user", user).await;
        self.page.fill("signin-password", Tenant::PASSWORD).await;
        self.page.click("signin-submit").await;
        self.page.click("menu-lead_board").await;
    }

    /// Makes a record through the form of a list.
    async fn create(&self, list: &str, name: &str, fields: &[(&str, &str)]) {
        self.page.go(list).await;
        self.page.click("list-create").await;
        self.page.fill("field-name", name).await;
        self.type_and_save(fields).await;
        self.page.shows(name).await;
    }

    /// Opens a record's form from its page.
    async fn edit(&self, list: &str, id: &str) {
        self.open(list, id).await;
        self.page.click("record-edit").await;
    }

    async fn open(&self, list: &str, id: &str) {
        self.page.go(&format!("{list}/r/{id}")).await;
    }

    async fn type_and_save(&self, fields: &[(&str, &str)]) {
        for (field, text) in fields {
            self.page.fill(&format!("field-{field}"), text).await;
        }
        self.page.click("form-save").await;
        self.page.waits_for("record-edit").await;
    }

    /// The id of the one record of a type with this name.
    fn id_of(&self, record_type: &str, name: &str) -> String {
        let found = self
            .home
            .run(&["record", "list", record_type, "--search", name])
            .ok();
        found["records"][0]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("no {name}: {found}"))
            .to_owned()
    }

    /// Until this many conflicts are listed; the app synchronizes in the background.
    async fn has_conflicts(&self, count: usize) {
        for _ in 0..300 {
            let conflicts = self.home.run(&["conflicts", "list"]).ok();
            if conflicts.as_array().is_some_and(|all| all.len() == count) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let status = self.home.run(&["status"]).ok();
        panic!("there are not {count} conflicts: {status}");
    }

    fn fields(&self, id: &str) -> Value {
        self.home.get(id)["fields"].clone()
    }
}

/// Both work on the same records without a server, meet again, see what they disagree on, and settle it.
async fn both_edit_offline_and_settle_it(mut pair: Pair) {
    let (ana, bia) = (&pair.ana, &pair.bia);
    ana.create(LEADS, "Maria da Paz", &[("notes", "Procura sala.")])
        .await;
    ana.create(LEADS, "Vai sumir", &[]).await;
    ana.create(ITEMS, "Parafuso", &[("quantity", "10")]).await;
    bia.page.go(ITEMS).await;
    bia.page.shows("Parafuso").await;
    let lead = ana.id_of("crm.lead", "Maria");
    let doomed = ana.id_of("crm.lead", "sumir");
    let item = ana.id_of("estoque.item", "Parafuso");

    pair.server.kill();
    ana.edit(LEADS, &lead).await;
    ana.page.choose("field-stage", "qualified").await;
    ana.type_and_save(&[
        ("budget", "2000"),
        ("tags", "casa"),
        ("notes", "Procura sala ampla."),
    ])
    .await;
    ana.edit(ITEMS, &item).await;
    ana.type_and_save(&[("quantity", "15")]).await;
    ana.open(LEADS, &doomed).await;
    ana.page.click("record-delete").await;
    bia.edit(LEADS, &lead).await;
    bia.page.choose("field-stage", "lost").await;
    bia.type_and_save(&[("tags", "vip"), ("notes", "Procura sala. Ligar amanhã.")])
        .await;
    bia.edit(ITEMS, &item).await;
    bia.type_and_save(&[("quantity", "7")]).await;
    bia.edit(LEADS, &doomed).await;
    bia.type_and_save(&[("notes", "ainda quer")]).await;

    pair.server.launch();
    for desk in [ana, bia] {
        desk.page.click("sync-chip").await;
        desk.page.go("#/conflicts").await;
        desk.page.shows("Maria da Paz").await;
        desk.page.shows("Vai sumir").await;
        desk.has_conflicts(2).await;
        let fields = desk.fields(&lead);
        assert_eq!(fields["budget"], 2000);
        assert_eq!(fields["notes"], "Procura sala ampla. Ligar amanhã.");
        assert_eq!(fields["tags"], json!(["casa", "vip"]));
        assert_eq!(desk.fields(&item)["quantity"], 12);
        assert_eq!(desk.home.get(&doomed)["deleted"], true);
    }

    bia.open(LEADS, &lead).await;
    bia.page.click("conflict-mine").await;
    bia.open(LEADS, &doomed).await;
    bia.page.click("conflict-restore").await;
    for desk in [ana, bia] {
        desk.has_conflicts(0).await;
        desk.page.go("#/conflicts").await;
        desk.page.loses("conflict-row").await;
        assert_eq!(desk.fields(&lead)["stage"], "lost");
        assert_eq!(desk.fields(&doomed)["notes"], "ainda quer");
        assert_eq!(desk.home.get(&doomed)["deleted"], false);
    }
    assert_eq!(ana.fields(&lead), bia.fields(&lead));
    pair.ana.page.close().await;
    pair.bia.page.close().await;
}

/// Two signed-in people, the first at what `open` shows of her home, the second at a browser.
async fn pair(tenant: &str, open: impl AsyncFn(&Home) -> Page) -> Pair {
    let server = Server::start();
    let tenant = server.tenant(tenant);
    server.user(&tenant, "ana", "manager", &[]);
    server.user(&tenant, "bia", "manager", &[]);
    let (left, right) = (Home::new(), Home::new());
    let (ana, bia) = (open(&left).await, Page::browser(&right).await);
    let ana = Desk {
        home: left,
        page: ana,
    };
    let bia = Desk {
        home: right,
        page: bia,
    };
    ana.sign_in(&server, &tenant, "ana").await;
    bia.sign_in(&server, &tenant, "bia").await;
    Pair { server, ana, bia }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_browser_pages_disagree_and_settle_it() {
    both_edit_offline_and_settle_it(pair("pages", Page::browser).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_and_a_browser_page_disagree_and_settle_it() {
    both_edit_offline_and_settle_it(pair("window", Page::window).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_there_after_the_app_was_killed() {
    let server = Server::start();
    let tenant = server.tenant("drafts");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let page = Page::browser(&home).await;
    page.go(&format!("{LEADS}/new")).await;
    page.fill("field-name", "Escrito pela metade").await;
    while !page
        .ask("kept_drafts")
        .await
        .to_string()
        .contains("pela metade")
    {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(page);

    let page = Page::browser(&home).await;
    page.shows("Unfinished").await;
    page.go(&format!("{LEADS}/new")).await;
    assert_eq!(page.value("field-name").await, "Escrito pela metade");
    page.click("form-save").await;
    page.waits_for("record-edit").await;
    while page.ask("kept_drafts").await != json!([]) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    page.close().await;
}
