//! Attached files, end to end: whole or not at all, however the transfer was interrupted, and only for who may read them.

mod proxy;

use std::fs;
use std::path::{Path, PathBuf};

use campo_tests::{Answer, Home, Server, Tenant};
use serde_json::{Value, json};
use tempfile::TempDir;

use proxy::Proxy;

const LARGE: usize = 30 * 1024 * 1024;
const CANARY: &str = "CANARIO-DOURADO-NO-ARQUIVO";

/// Bytes that do not repeat, beginning with a text that must not be found in clear.
fn content(length: usize, mut seed: u64) -> Vec<u8> {
    let random = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 56) as u8
    });
    let mut bytes: Vec<u8> = CANARY.bytes().chain(random).take(length).collect();
    bytes.truncate(length);
    bytes
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn signed_in_over(proxy: &Proxy, tenant: &Tenant, user: &str) -> Home {
    let (home, url) = (Home::new(), proxy.url());
    let words = [
        "login",
        "--server",
        &url,
        "--tenant",
        &tenant.key,
        "--user",
        user,
        "--password-stdin",
    ];
    home.run_with(&words, Tenant::PASSWORD).ok();
    home.sync();
    home
}

/// The files of a field, as the record describes them.
fn files(record: &Value, field: &str) -> Vec<Value> {
    record["fields"][field]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

fn hash(file: &Value) -> String {
    file["hash"].as_str().unwrap().to_owned()
}

fn get(home: &Home, hash: &str, out: &Path) -> Answer {
    home.run(&["blob", "get", hash, "--out", out.to_str().unwrap()])
}

fn waiting(home: &Home, way: &str) -> Value {
    home.run(&["status"]).ok()["blobs"][way].clone()
}

/// Whether a text is anywhere under a folder in clear.
fn is_in_clear(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return is_in_clear(&path, text);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}

#[test]
fn files_attached_offline_reach_the_other_device_byte_for_byte() {
    let mut server = Server::start();
    let tenant = server.tenant("files");
    server.user(&tenant, "ana", "manager", &[]);
    let (ana, folder) = (Home::signed_in(&server, &tenant, "ana"), Folder::new());
    let person = ana.create("core.person", &["name=Rita"]);
    let screen = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens/list.png");
    let picture = fs::read(screen).unwrap();
    let attached = [
        ("vazio.txt", Vec::new()),
        ("um.txt", b"1".to_vec()),
        ("laudo.bin", content(300_000, 7)),
        ("foto.png", picture),
    ];
    for (name, bytes) in &attached {
        ana.run(&["attach", &person, "documents", &folder.file(name, bytes)])
            .ok();
    }
    assert_eq!(files(&ana.get(&person), "documents").len(), 4);
    assert_eq!(waiting(&ana, "pending_up"), 5, "four files and a thumbnail");
    assert!(
        !is_in_clear(ana.path(), CANARY),
        "a file is on the device in clear"
    );

    let status = ana.sync();
    assert_eq!(status["blobs"]["pending_up"], 0);
    let bia = Home::signed_in(&server, &tenant, "ana");
    assert_eq!(
        waiting(&bia, "pending_down"),
        0,
        "small files come by themselves"
    );
    server.kill();
    for (file, (name, bytes)) in files(&bia.get(&person), "documents").iter().zip(&attached) {
        assert_eq!(
            (&file["name"], &file["size"]),
            (&json!(name), &json!(bytes.len()))
        );
        let out = folder.path("out");
        get(&bia, &hash(file), &out).ok();
        assert_eq!(&fs::read(&out).unwrap(), bytes, "{name}");
    }
    let photo = &files(&bia.get(&person), "documents")[3];
    assert_eq!(photo["mime"], "image/png");
    let small = folder.path("small.jpg");
    get(&bia, photo["thumb"].as_str().unwrap(), &small).ok();
    assert!(fs::read(&small).unwrap().starts_with(&[0xff, 0xd8, 0xff]));
    assert!(
        !is_in_clear(bia.path(), CANARY),
        "a file is on the device in clear"
    );
    get(&bia, &"0".repeat(64), &folder.path("none")).refused();
}

#[test]
fn a_transfer_that_is_cut_goes_on_and_repeats_almost_nothing() {
    let mut server = Server::start();
    let tenant = server.tenant("cut");
    server.user(&tenant, "ana", "manager", &[]);
    let wire = Proxy::to(&server.url());
    let (ana, folder) = (signed_in_over(&wire, &tenant, "ana"), Folder::new());
    let person = ana.create("core.person", &["name=Rita"]);
    ana.sync();
    let bytes = content(LARGE, 11);
    let file = folder.file("video.bin", &bytes);
    let record = ana.run(&["attach", &person, "documents", &file]).ok();
    let hash = hash(&files(&record, "documents")[0]);
    let start = wire.up();

    let mut device = ana.spawn(&["sync"]);
    wire.wait_for(Proxy::up, start + 8_000_000);
    device.kill().unwrap();
    device.wait().unwrap();
    let mut again = ana.spawn(&["sync"]);
    wire.wait_for(Proxy::up, start + 18_000_000);
    server.kill();
    assert!(!again.wait().unwrap().success(), "the server was away");
    server.launch();
    ana.sync();
    assert_eq!(waiting(&ana, "pending_up"), 0);
    let sent = wire.up() - start;
    let limit = LARGE as u64 * 110 / 100;
    println!("sent {sent} bytes for a file of {LARGE}, cut twice");
    assert!(
        sent < limit,
        "{sent} bytes sent for {LARGE}: more than 5 % repeated per cut"
    );

    let bia = signed_in_over(&wire, &tenant, "ana");
    assert_eq!(
        waiting(&bia, "pending_down"),
        0,
        "larger than what comes by itself"
    );
    let (start, out) = (wire.down(), folder.path("video.out"));
    let words = ["blob", "get", &hash, "--out", out.to_str().unwrap()];
    let mut device = bia.spawn(&words);
    wire.wait_for(Proxy::down, start + 8_000_000);
    device.kill().unwrap();
    device.wait().unwrap();
    assert!(!out.exists(), "half a file is no file");
    let mut again = bia.spawn(&words);
    wire.wait_for(Proxy::down, start + 18_000_000);
    server.kill();
    assert!(!again.wait().unwrap().success(), "the server was away");
    server.launch();
    bia.run(&words).ok();
    assert!(fs::read(&out).unwrap() == bytes, "the file arrived changed");
    let fetched = wire.down() - start;
    println!("fetched {fetched} bytes for a file of {LARGE}, cut twice");
    assert!(fetched < limit, "{fetched} bytes fetched for {LARGE}");
    assert!(!is_in_clear(bia.path(), CANARY));
}

#[test]
fn the_same_bytes_travel_once_and_a_file_the_tenant_has_no_room_for_is_kept_with_the_reason() {
    let server = Server::start();
    let tenant = server.tenant("once");
    server.user(&tenant, "ana", "manager", &[]);
    let wire = Proxy::to(&server.url());
    let (ana, folder) = (signed_in_over(&wire, &tenant, "ana"), Folder::new());
    let bytes = content(1_000_000, 13);
    let (first, second) = (folder.file("a.bin", &bytes), folder.file("b.bin", &bytes));
    let (rita, noel) = (
        ana.create("core.person", &["name=Rita"]),
        ana.create("core.person", &["name=Noel"]),
    );
    let start = wire.up();
    ana.run(&["attach", &rita, "documents", &first]).ok();
    ana.sync();
    ana.run(&["attach", &noel, "documents", &second]).ok();
    ana.sync();
    assert!(
        wire.up() - start < 1_200_000,
        "the same bytes travelled twice"
    );

    server.admin(&["tenant", "limit", &tenant.key, "--file", "1500000"], "");
    let large = folder.file("c.bin", &content(2_000_000, 17));
    let record = ana.run(&["attach", &noel, "documents", &large]).ok();
    let status = ana.sync();
    assert_eq!(
        (&status["pending"], &status["blobs"]["refused"]),
        (&json!(0), &json!(1))
    );
    let hash = hash(&files(&record, "documents")[1]);
    let list = ana.run(&["blob", "list"]).ok();
    let kept = list
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["hash"] == hash)
        .unwrap();
    assert_eq!(
        (&kept["here"], &kept["waiting"]),
        (&json!(true), &json!(true))
    );
    assert!(
        kept["reason"].as_str().unwrap().contains("1500000"),
        "{kept}"
    );
    let out = folder.path("c.out");
    get(&ana, &hash, &out).ok();
    assert_eq!(fs::read(&out).unwrap(), content(2_000_000, 17));
}

#[test]
fn files_follow_the_rights_on_their_record() {
    let server = Server::start();
    let tenant = server.tenant("rights");
    server.user(&tenant, "gil", "manager", &[]);
    server.user(&tenant, "ivo", "agent", &["--territory", "Norte"]);
    let (office, folder) = (Home::signed_in(&server, &tenant, "gil"), Folder::new());
    let property = |territory: &str| {
        let fields = ["kind=house", "price=1", &format!("territory={territory}")];
        office.create("imoveis.property", &fields)
    };
    let (near, far) = (property("Norte"), property("Sul"));
    let icons = Path::new(env!("CARGO_MANIFEST_DIR")).join("../icons");
    let attach = |property: &str, field: &str, icon: &str| {
        let path = icons.join(icon);
        let record = office
            .run(&["attach", property, field, path.to_str().unwrap()])
            .ok();
        hash(&files(&record, field)[0])
    };
    let (seen, unseen) = (
        attach(&near, "photos", "128.png"),
        attach(&far, "photos", "256.png"),
    );
    let paper = attach(&near, "deed", "32.png");
    let text = folder.file("a.txt", b"not a picture");
    office.run(&["attach", &near, "photos", &text]).refused();
    office.sync();

    let agent = Home::signed_in(&server, &tenant, "ivo");
    get(&agent, &seen, &folder.path("seen")).ok();
    for hash in [&unseen, &paper] {
        get(&agent, hash, &folder.path("unseen")).refused();
    }
    office.set(&near, &["territory=Sul"]);
    office.sync();
    agent.sync();
    get(&agent, &seen, &folder.path("seen")).refused();
    let left = fs::read_dir(agent.path().join("blobs")).unwrap().count();
    assert_eq!(left, 0, "files of a record that left are on the device");
}
