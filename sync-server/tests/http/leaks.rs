//! What two hundred made-up sets of roles let a person get, by every route that gives content, is what the rules say,
//! worked out a second time without the rule language.

use std::collections::BTreeSet;

use campo_document::{Body, Document, Edit, EditId, EditTime, KeyOp, Scalar};
use campo_log::{Past, Tenant, Tenants, UserChange};
use campo_model::blob::BlobHash;
use campo_model::id::{ActorId, DeviceTag, RecordId};
use campo_model::load::parse_module;
use campo_wire::frame;
use campo_wire::sync::{
    Item, Position, PullReply, PullRequest, PushReply, PushRequest, SessionReply, Verdict,
};
use fastrand::Rng;
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::made_roles::{House, Person, Set, TERRITORIES};
use crate::world::World;

const SETS: u64 = 200;
const NOW: i64 = 1_795_428_000_000;

/// A facet of a record, or a file.
type Content = (String, &'static str);

/// A house with papers and files, and its visit.
struct Placed {
    id: RecordId,
    visit: RecordId,
    about: House,
    photo: Vec<u8>,
    scan: Vec<u8>,
}

impl Placed {
    fn any(number: usize, owner: String) -> Self {
        let [id, visit] = [(); 2].map(|()| RecordId(Uuid::now_v7()));
        Self {
            id,
            visit,
            about: House {
                territory: TERRITORIES[number % 3],
                price: [20, 80][number % 2],
                owner,
            },
            photo: format!("the photo of {id}").into_bytes(),
            scan: format!("the scan of {id}").into_bytes(),
        }
    }

    /// The edits that make it, as (record, type, facet, values).
    fn edits(&self) -> [(RecordId, &'static str, &'static str, Vec<KeyOp>); 3] {
        let price = KeyOp::put("price", Scalar::Int(self.about.price));
        let mut base = vec![put("name", "Casa"), put("owner", &self.about.owner), price];
        base.push(file("photos", &self.photo));
        base.extend(
            self.about
                .territory
                .map(|territory| put("territory", territory)),
        );
        let papers = vec![put("deed", "Escritura"), file("scans", &self.scan)];
        let notes = vec![put("house", &self.id.to_string()), put("notes", "Visita")];
        [
            (self.id, "house", "base", base),
            (self.id, "house", "papers", papers),
            (self.visit, "visit", "base", notes),
        ]
    }

    /// What of it the rules let a person get.
    fn readable(&self, set: &Set, person: &Person) -> Vec<Content> {
        let (house, visit) = (self.id.to_string(), self.visit.to_string());
        let mut readable = vec![];
        if set.has_visit(person, &self.about) {
            readable.push((visit, "base"));
        }
        if set.has_house(person, &self.about) {
            readable.extend([(house.clone(), "base"), (house.clone(), "photo")]);
            if set.reads_papers(person) {
                readable.extend([(house.clone(), "papers"), (house, "scan")]);
            }
        }
        readable
    }
}

fn put(key: &str, value: &str) -> KeyOp {
    KeyOp::put(key, Scalar::Str(value.to_owned()))
}

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(*blake3::hash(bytes).as_bytes())
}

fn file(field: &str, bytes: &[u8]) -> KeyOp {
    let about = format!(r#"{{"name":"a.jpg","size":{}}}"#, bytes.len());
    put(&format!("{field}/{}", hash(bytes)), &about)
}

fn install(tenant: &Tenant, set: &Set, version: u64) {
    let manifest = set.manifest(version);
    let module = parse_module(&[("module.yaml", &manifest)]);
    let module = module.unwrap_or_else(|problems| panic!("{problems:?}\n{manifest}"));
    tenant.install(vec![module], NOW).unwrap();
}

/// Fills the tenant with houses of both owners.
async fn fill(world: &World, seeder: &SessionReply, owners: [String; 2]) -> Vec<Placed> {
    let houses: Vec<Placed> = (0..6)
        .map(|number| Placed::any(number, owners[number / 3].clone()))
        .collect();
    let edits = houses.iter().flat_map(Placed::edits).zip(1..);
    let edits = edits
        .map(|(made, number)| edit(seeder.device, number, made))
        .collect();
    let request = PushRequest {
        device: seeder.device,
        chain: [0; 32],
        edits,
    };
    let reply: PushReply = world.ask("push", &seeder.token, &request).await;
    let PushReply::Verdicts(verdicts) = reply else {
        panic!("{reply:?}")
    };
    let is_in = verdicts
        .iter()
        .all(|judged| matches!(judged.verdict, Verdict::Accepted { .. }));
    assert!(is_in, "{verdicts:?}");
    for bytes in houses.iter().flat_map(|house| [&house.photo, &house.scan]) {
        let path = format!("/v1/blobs/{}?offset=0&size={}", hash(bytes), bytes.len());
        let call = world
            .call(Method::PUT, &path, &seeder.token)
            .body(bytes.clone());
        assert_eq!(call.send().await.unwrap().status(), StatusCode::OK);
    }
    houses
}

fn edit(
    device: DeviceTag,
    seq: u64,
    (record, kind, facet, ops): (RecordId, &str, &str, Vec<KeyOp>),
) -> Edit {
    let actor = ActorId::new(device, [1; 8]);
    let authored = Document::default().author(actor, NOW / 1000, &ops).unwrap();
    let (change, hash) = authored.unwrap();
    Edit {
        id: EditId { device, seq },
        group: None,
        record,
        record_type: format!("estate.{kind}").parse().unwrap(),
        schema: "1.0.0".into(),
        at: EditTime {
            device_ms: NOW + seq as i64,
            offset_ms: None,
        },
        body: Body::Change {
            facet: facet.into(),
            seen: vec![],
            change,
            hash,
        },
    }
}

/// What a new device of the session gets by pulling all there is.
async fn pulled(world: &World, token: &str) -> BTreeSet<(String, String)> {
    let device: DeviceTag = world.ask("device", token, &()).await;
    let mut position = Position::default();
    let mut got = BTreeSet::new();
    loop {
        let request = PullRequest { device, position };
        let page: PullReply = world.ask("pull", token, &request).await;
        for item in &page.items {
            match item {
                Item::Enter(snapshot) => got.extend(
                    snapshot
                        .facets
                        .iter()
                        .map(|(facet, _)| (snapshot.record.to_string(), facet.clone())),
                ),
                Item::Edit { edit, .. } => got.extend(of_edit(edit)),
                _ => {}
            }
        }
        if page.position == request.position {
            return got;
        }
        position = page.position;
    }
}

fn of_edit(edit: &Edit) -> Option<(String, String)> {
    let facet = edit.body.document()?;
    Some((edit.record.to_string(), facet.to_owned()))
}

/// What the history of a record tells.
async fn told(world: &World, token: &str, record: RecordId) -> Vec<(String, String)> {
    let answer = world.call(Method::GET, &format!("/v1/history/{record}"), token);
    let answer = answer.send().await.unwrap();
    if answer.status() == StatusCode::NOT_FOUND {
        return vec![];
    }
    let past: Vec<Past> = frame::decode(&answer.bytes().await.unwrap()).unwrap();
    past.iter()
        .filter_map(|(_, _, edit)| of_edit(edit))
        .collect()
}

/// Whether a file is given.
async fn is_given(world: &World, token: &str, bytes: &[u8]) -> bool {
    let answer = world.call(Method::GET, &format!("/v1/blobs/{}", hash(bytes)), token);
    let answer = answer.send().await.unwrap();
    match answer.status() {
        StatusCode::NOT_FOUND => false,
        status => {
            assert_eq!(
                (status, &answer.bytes().await.unwrap()[..]),
                (StatusCode::OK, bytes)
            );
            true
        }
    }
}

#[tokio::test]
async fn by_any_route_people_get_what_the_rules_say_and_nothing_else() {
    let world = World::start().await;
    let tenants = Tenants::open(world.directory.path()).unwrap();
    let tenant = tenants.get("acme").unwrap();
    install(&tenant, &Set::empty(), 0);
    hold(
        &tenant,
        "mia",
        vec!["manager".into(), "seeder".into()],
        None,
    );
    let owners = ["ana", "mia"].map(|name| tenant.user(name).unwrap().id.to_string());
    let seeder = world.session("acme", "mia").await;
    let houses = fill(&world, &seeder, owners.clone()).await;
    let ana = world.sign_in().await;

    let mut chance = Rng::with_seed(20_261_123);
    for number in 1..=SETS {
        let set = Set::any(&mut chance);
        let person = Person {
            id: owners[0].clone(),
            territory: TERRITORIES[chance.usize(..3)],
            roles: BTreeSet::from([chance.usize(..3), chance.usize(..3)])
                .into_iter()
                .collect(),
        };
        install(&tenant, &set, number);
        let roles = person
            .roles
            .iter()
            .map(|role| format!("role{role}"))
            .collect();
        hold(&tenant, "ana", roles, person.territory);
        let about = format!(
            "set {number}: {} {:?} {set:?}",
            person.territory.unwrap_or("nowhere"),
            person.roles
        );

        let readable: BTreeSet<Content> = houses
            .iter()
            .flat_map(|house| house.readable(&set, &person))
            .collect();
        let facets = |content: &&Content| matches!(content.1, "base" | "papers");
        let facets: BTreeSet<_> = readable
            .iter()
            .filter(facets)
            .map(|(id, facet)| (id.clone(), (*facet).to_owned()))
            .collect();
        assert_eq!(
            pulled(&world, &ana.token).await,
            facets,
            "by pulling, {about}"
        );
        let mut history = BTreeSet::new();
        for house in &houses {
            history.extend(told(&world, &ana.token, house.id).await);
            history.extend(told(&world, &ana.token, house.visit).await);
            for (kind, bytes) in [("photo", &house.photo), ("scan", &house.scan)] {
                let may = readable.contains(&(house.id.to_string(), kind));
                assert_eq!(
                    is_given(&world, &ana.token, bytes).await,
                    may,
                    "the {kind} of {:?}, {about}",
                    house.id
                );
            }
        }
        assert_eq!(history, facets, "by histories, {about}");
        let preview = tenant.scope_preview("ana", NOW).unwrap();
        let records: BTreeSet<_> = facets.iter().map(|(id, _)| id).collect();
        assert_eq!(
            preview.records,
            records.len() as u64,
            "by the preview, {about}"
        );
    }
}

/// Gives somebody these roles and this territory, and takes all others.
fn hold(tenant: &Tenant, name: &str, roles: Vec<String>, territory: Option<&str>) {
    let change = UserChange {
        roles: Some(roles),
        attributes: [("territory".to_owned(), territory.into())]
            .into_iter()
            .collect(),
        disabled: None,
    };
    tenant.change_user(name, change, NOW).unwrap();
}
