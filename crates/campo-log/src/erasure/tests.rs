use aws_lc_rs::cipher::{AES_256, DecryptingKey, DecryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use campo_document::{KeyOp, Scalar};
use campo_model::id::RecordId;
use campo_wire::sync::Item;

use crate::testing::{Device, NOW, World, accepted, refused, text};
use crate::{Keys, Place};

const CANARY: &str = "canary";
const PAGE: usize = 4096;

/// The bytes of a database's page, as SQLCipher 4 writes it: AES-256-CBC, then its vector and its sum. The first page
/// begins with a salt, so its first words come out as noise.
fn decrypt(page: &[u8], key: &[u8; 32]) -> Vec<u8> {
    let (hidden, sums) = page.split_at(PAGE - 80);
    let vector: [u8; 16] = sums[..16].try_into().unwrap();
    let key = UnboundCipherKey::new(&AES_256, key).unwrap();
    let context = DecryptionContext::Iv128(FixedLength::from(vector));
    let mut bytes = hidden.to_vec();
    let shown = DecryptingKey::cbc(key)
        .unwrap()
        .decrypt(&mut bytes, context);
    shown.unwrap().to_vec()
}

/// Whether the tenant's file or its write-ahead log, decrypted, has the canary anywhere.
fn is_in_the_file(world: &World) -> bool {
    let place = Place::from(world.directory());
    let file = place.tenant("acme");
    let key = Keys::read(&place).unwrap().key_of(&file).unwrap();
    let database = std::fs::read(&file).unwrap();
    let log = std::fs::read(file.with_extension("sqlite-wal")).unwrap();
    let pages = database.chunks_exact(PAGE);
    let frames = log.get(32..).unwrap_or_default().chunks_exact(24 + PAGE);
    let shown = pages
        .chain(frames.map(|frame| &frame[24..]))
        .map(|page| decrypt(page, key.bytes()));
    shown.into_iter().any(|page| {
        let mut parts = page.windows(CANARY.len());
        parts.any(|part| part.eq_ignore_ascii_case(CANARY.as_bytes()))
    })
}

/// A house with the canary in its name, in a text and in what they were before; a device of ana's holds it.
fn house(world: &World) -> (Device, Device, RecordId) {
    let (mut office, mut ana) = (world.device("office"), world.device("ana"));
    let house = office.create_house("canary one", "north");
    office.type_in(house, "base~notes", "the canary sings");
    office.set(house, "price", Scalar::Int(5));
    office.push();
    office.pull();
    office.set(house, "name", text("canary two"));
    office.type_in(house, "base~notes", "silence");
    office.push();
    office.pull();
    ana.pull();
    (office, ana, house)
}

fn orders(device: &Device) -> Vec<(RecordId, Vec<String>)> {
    let items = device.page().items.into_iter();
    let order = |item| match item {
        Item::Erased { record, fields } => Some((record, fields)),
        _ => None,
    };
    items.filter_map(order).collect()
}

#[test]
fn an_erased_record_is_nowhere_in_the_file_and_is_never_taken_again() {
    let world = World::new();
    let (mut office, mut ana, house) = house(&world);
    assert!(is_in_the_file(&world));
    world
        .tenant()
        .erase(&[house], &[], "asked for", NOW)
        .unwrap();
    assert!(!is_in_the_file(&world));
    assert_eq!(orders(&ana), [(house, vec![])]);
    ana.set(house, "price", Scalar::Int(9));
    assert_eq!(refused(&ana.push()[0]), "erased");
    office.delete(house);
    assert_eq!(refused(&office.push()[0]), "erased");
    for device in [&mut ana, &mut office] {
        device.pull();
        assert!(!device.records.contains_key(&house));
    }
    let mut late = world.device("office");
    late.pull();
    assert!(!late.records.contains_key(&house));
    assert!(world.tenant().history(&late.caller, house, NOW).is_err());
    assert_eq!(world.tenant().examine().unwrap(), Vec::<String>::new());
}

#[test]
fn erased_fields_go_from_log_archive_and_documents_and_the_others_stay() {
    for days in [0, 400] {
        let world = World::new();
        let (office, mut ana, house) = house(&world);
        let compacted = world
            .tenant()
            .compact(days, NOW + 24 * 3600 * 1000)
            .unwrap();
        assert_eq!(compacted.edits > 0, days == 0);
        let fields = ["name".to_owned(), "notes".to_owned()];
        world
            .tenant()
            .erase(&[house], &fields, "asked for", NOW)
            .unwrap();
        assert!(!is_in_the_file(&world), "{days}");
        let mut late = world.device("office");
        late.pull();
        assert_eq!(late.get(house, "price"), Some(Scalar::Int(5)));
        assert_eq!(late.get(house, "name"), None);
        assert_eq!(late.typed(house, "base~notes"), None);
        let history = world.tenant().history(&office.caller, house, NOW).unwrap();
        assert!(history.iter().any(|(_, _, edit)| edit.body.has_erasures()));
        assert_eq!(world.tenant().examine().unwrap(), Vec::<String>::new());
        ana.set(house, "price", Scalar::Int(6));
        assert_eq!(
            ana.push().iter().map(accepted).collect::<Vec<_>>(),
            [Some(false)]
        );
    }
}

#[test]
fn who_has_not_heard_of_an_erasure_cannot_write_the_field_and_who_has_can() {
    let world = World::new();
    let (_, mut ana, house) = house(&world);
    let receipts = world
        .tenant()
        .erase(&[house], &["name".to_owned()], "asked for", NOW)
        .unwrap();
    assert!(
        receipts[0]
            .devices
            .iter()
            .all(|(_, acknowledged)| acknowledged.is_none())
    );
    let before = ana.clone();
    ana.set(house, "name", text("canary again"));
    assert_eq!(refused(&ana.push()[0]), "erased");
    let (number, chain) = (ana.number, ana.chain);
    ana = crate::testing::Device {
        number,
        chain,
        ..before
    };
    ana.pull();
    let open = |device: &Device| {
        let receipts = world.tenant().erasures().unwrap();
        let mut devices = receipts[0].devices.clone().into_iter();
        devices.any(|(tag, acknowledged)| tag == device.tag() && acknowledged.is_none())
    };
    assert!(open(&ana), "applied, but not known to be");
    ana.pull();
    assert!(!open(&ana));
    let mut fresh = world.device("ana");
    fresh.pull();
    fresh.change(house, "house", "base", &[KeyOp::put("name", text("new"))]);
    assert_eq!(
        fresh.push().iter().map(accepted).collect::<Vec<_>>(),
        [Some(false)]
    );
}

#[test]
fn what_was_set_aside_is_refused_when_it_is_erased() {
    let world = World::new();
    let (mut office, mut ana, house) = house(&world);
    world.tenant().revoke_device(ana.tag(), NOW).unwrap();
    ana.set(house, "name", text("canary three"));
    ana.push();
    world
        .tenant()
        .erase(
            &[house],
            &["name".to_owned(), "notes".to_owned()],
            "asked for",
            NOW,
        )
        .unwrap();
    assert!(!is_in_the_file(&world));
    assert!(world.tenant().quarantine(false).unwrap().is_empty());
    let account = world.tenant().account(ana.tag()).unwrap();
    assert_eq!((account.quarantined, account.refused), (0, 1));
    office.pull();
    let unknown = world
        .tenant()
        .erase(&[house], &["nothing".to_owned()], "", NOW);
    assert!(unknown.is_err());
}
