use std::collections::BTreeMap;

use campo_model::id::ActorId;
use campo_model::manifest::RecordType;
use campo_model::value::Value;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{Document, Scalar};

const ANA: ActorId = ActorId([1; 16]);
const BRUNO: ActorId = ActorId([2; 16]);

fn record_type() -> RecordType {
    let field = |key: &str, kind: &str| json!({ "key": key, "type": kind });
    let kinds = [
        ("name", "text"),
        ("rooms", "int"),
        ("area", "decimal"),
        ("rented", "bool"),
        ("since", "datetime"),
        ("place", "geo"),
        ("extra", "json"),
        ("home", "address"),
        ("tags", "multiselect"),
        ("photos", "image"),
        ("visits", "counter"),
        ("score", "computed"),
    ];
    let mut fields: Vec<_> = kinds.map(|(key, kind)| field(key, kind)).to_vec();
    let line_fields = [
        field("text", "text"),
        field("amount", "money"),
        field("total", "computed"),
    ];
    fields.push(json!({ "key": "items", "type": "lines", "fields": line_fields }));
    fields.push(json!({ "key": "notes", "type": "longtext", "merge": "text" }));
    fields.push(json!({ "key": "owner", "type": "text", "facet": "private" }));
    let states = json!({ "field": "status", "initial": "open", "values": [{ "key": "open" }] });
    serde_json::from_value(json!({ "key": "m.t", "facets": [{ "key": "private" }], "fields": fields, "states": states })).unwrap()
}

fn value(json: serde_json::Value) -> Value {
    Value::from(&json)
}

fn patch(field: &str, json: serde_json::Value) -> BTreeMap<String, Value> {
    BTreeMap::from([(field.to_owned(), value(json))])
}

fn read(document: &Document) -> BTreeMap<String, Value> {
    read_fields(&record_type(), "base", document)
}

/// Applies a patch and returns how many operations it took.
fn write(document: &mut Document, actor: ActorId, patch: &BTreeMap<String, Value>) -> usize {
    let ops = plan(&record_type(), "base", document, patch).unwrap();
    let change = document.author(actor, 0, &ops).unwrap();
    change.map_or(0, |(change, _)| change.ops.len())
}

/// Applies what `other` has and `document` has not.
fn merge(
    document: &mut Document,
    actor: ActorId,
    other: &BTreeMap<String, Value>,
    base: &Document,
) {
    let mut theirs = base.clone();
    let ops = plan(&record_type(), "base", &theirs, other).unwrap();
    let (change, hash) = theirs.author(actor, 0, &ops).unwrap().unwrap();
    document.apply(&change, hash).unwrap();
}

#[test]
fn lines_merge_by_line_and_keep_what_was_typed_into_a_deleted_one() {
    let line = |id: &str, text: &str| json!({ "id": id, "text": text });
    let mut document = Document::default();
    write(
        &mut document,
        ANA,
        &patch("items", json!([line("a", "1"), line("b", "2")])),
    );
    let base = document.clone();
    write(
        &mut document,
        ANA,
        &patch("items", json!([line("b", "2"), line("c", "3")])),
    );
    merge(
        &mut document,
        BRUNO,
        &patch("items", json!([line("a", "1!"), line("b", "2!")])),
        &base,
    );
    assert_eq!(
        read(&document)["items"],
        value(json!([line("b", "2!"), line("c", "3")]))
    );
    assert_eq!(
        document.get("items/a/text"),
        Some(&Scalar::Str("1!".into()))
    );
    assert_eq!(document.conflicts().count(), 0);
}

#[test]
fn members_and_counters_of_two_people_both_count() {
    let mut document = Document::default();
    write(&mut document, ANA, &patch("tags", json!(["a", "b"])));
    write(&mut document, ANA, &patch("visits", json!(10)));
    let base = document.clone();
    write(&mut document, ANA, &patch("tags", json!(["b", "c/d"])));
    write(
        &mut document,
        ANA,
        &patch("visits", json!({ "increment": 5 })),
    );
    let mut theirs = patch("tags", json!(["a", "b", "e"]));
    theirs.extend(patch("visits", json!(12)));
    merge(&mut document, BRUNO, &theirs, &base);
    assert_eq!(read(&document)["tags"], value(json!(["b", "c/d", "e"])));
    assert_eq!(read(&document)["visits"], Value::Int(17));
}

#[test]
fn only_what_changes_is_written() {
    let mut document = Document::default();
    let home = |city: &str| patch("home", json!({ "city": city, "street": "Rua A" }));
    assert_eq!(write(&mut document, ANA, &home("Recife")), 2);
    assert_eq!(write(&mut document, ANA, &home("Olinda")), 1);
    assert_eq!(write(&mut document, ANA, &home("Olinda")), 0);
    assert_eq!(
        write(
            &mut document,
            ANA,
            &patch("home", json!({ "city": "Olinda" }))
        ),
        1
    );
    assert_eq!(write(&mut document, ANA, &patch("home", json!(null))), 1);
    assert_eq!(read(&document), BTreeMap::new());
}

#[test]
fn a_value_of_another_kind_or_field_is_refused() {
    let cases = [
        ("name", json!(1), "`name` takes a text"),
        ("rooms", json!("1"), "`rooms` takes a whole number"),
        ("tags", json!("a"), "`tags` takes a list of texts"),
        (
            "photos",
            json!([{ "name": "x" }]),
            "`photos` takes a list of files, each once and with its `hash`",
        ),
        ("home", json!({ "city": 1 }), "`home/city` takes a text"),
        (
            "items",
            json!([{ "text": "x" }]),
            "a line of `items` needs an id of its own, without a slash",
        ),
        (
            "items",
            json!([{ "id": "a/b" }]),
            "a line of `items` needs an id of its own, without a slash",
        ),
        (
            "items",
            json!([{ "id": "a" }, { "id": "a" }]),
            "a line of `items` needs an id of its own, without a slash",
        ),
        (
            "items",
            json!([{ "id": "a", "nope": 1 }]),
            "`nope` is not a field of the facet `items`",
        ),
        (
            "items",
            json!([{ "id": "a", "total": 1 }]),
            "`items/a/total` is worked out from other fields and cannot be set",
        ),
        (
            "score",
            json!(1),
            "`score` is worked out from other fields and cannot be set",
        ),
        (
            "visits",
            json!("x"),
            "`visits` takes a whole number, or an object with `increment`",
        ),
        (
            "owner",
            json!("x"),
            "`owner` is not a field of the facet `base`",
        ),
        (
            "nope",
            json!("x"),
            "`nope` is not a field of the facet `base`",
        ),
    ];
    for (field, json, message) in cases {
        let refused = plan(
            &record_type(),
            "base",
            &Document::default(),
            &patch(field, json),
        );
        assert_eq!(
            refused.map_err(|error| error.to_string()),
            Err(message.to_owned())
        );
    }
}

#[test]
fn a_key_leads_back_to_its_field() {
    for (key, field) in [
        ("name", "name"),
        ("tags/a/b", "tags"),
        ("items/1/text", "items"),
    ] {
        assert_eq!(field_of(key), field);
    }
    let record_type = record_type();
    let notes = record_type.field("notes").unwrap();
    assert!(is_text_document(notes));
    assert_eq!(text_facet(notes), "base~notes");
}

fn text() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["", "a", "b", "é/ç", "x~y", "\u{0}"]).prop_map(Value::from)
}

fn map(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let parts = prop::collection::btree_map(prop::sample::select(names), text(), 0..4);
    parts.prop_map(|parts| {
        Value::Map(
            parts
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text))
                .collect(),
        )
    })
}

fn items_with(name: &'static str) -> impl Strategy<Value = Value> {
    let ids = Just(vec!["a", "b", "c", "d", "e"]).prop_shuffle();
    let bodies = prop::collection::vec(map(&["text"]), 0..5);
    (ids, bodies).prop_map(move |(ids, bodies)| {
        let item = |(id, body): (&str, Value)| {
            let mut parts = body.as_map().cloned().unwrap_or_default();
            parts.insert(name.to_owned(), Value::from(id));
            Value::Map(parts)
        };
        Value::List(ids.into_iter().zip(bodies).map(item).collect())
    })
}

fn any_field() -> impl Strategy<Value = (&'static str, Value)> {
    let field = |name: &'static str| move |value: Value| (name, value);
    let number = (-1000..1000i64).prop_map(Value::Int);
    let members =
        prop::collection::btree_set(prop::sample::select(vec!["a", "b", "c/d", ""]), 0..4);
    let all = prop::sample::select(vec![
        "name", "rooms", "place", "home", "tags", "photos", "visits", "items", "status",
    ]);
    prop_oneof![
        text().prop_map(field("name")),
        text().prop_map(field("status")),
        number.clone().prop_map(field("rooms")),
        number.prop_map(field("visits")),
        (-1e9..1e9).prop_map(Value::Float).prop_map(field("area")),
        any::<bool>()
            .prop_map(Value::Bool)
            .prop_map(field("rented")),
        any::<i64>().prop_map(Value::Time).prop_map(field("since")),
        map(&["lat", "lon"]).prop_map(field("place")),
        items_with("deep").prop_map(field("extra")),
        map(&["city", "street", "number"]).prop_map(field("home")),
        members
            .prop_map(|members| Value::List(members.into_iter().map(Value::from).collect()))
            .prop_map(field("tags")),
        items_with("hash").prop_map(field("photos")),
        items_with("id").prop_map(field("items")),
        all.prop_map(|name| (name, Value::Null)),
    ]
}

/// Files keep the order they were added in, which a second patch does not change.
fn by_hash(files: Option<&mut Value>) {
    if let Some(Value::List(files)) = files {
        files.sort_by(Value::compare);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(patches in prop::collection::vec(prop::collection::vec(any_field(), 1..6), 1..8)) {
        let mut document = Document::default();
        let mut expected: BTreeMap<String, Value> = BTreeMap::new();
        for fields in patches {
            let patch: BTreeMap<_, _> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            write(&mut document, ANA, &patch);
            expected.extend(patch);
            let atomic = |name: &str| matches!(name, "name" | "status" | "place" | "extra");
            expected.retain(|name, value| !value.is_null() && (atomic(name) || !value.is_empty()));
            let mut found = read(&document);
            by_hash(found.get_mut("photos"));
            by_hash(expected.get_mut("photos"));
            prop_assert_eq!(&found, &expected);
        }
    }

    #[test]
    fn reading_any_document_never_panics(text: String) {
        let mut document = Document::default();
        let fields = ["name", "place", "extra", "home/city", "photos/a", "items/a", "items/a/text", "tags/x", "visits"];
        let ops = fields.map(|key| crate::KeyOp::put(key, Scalar::Str(text.clone())));
        document.author(ANA, 0, &ops).unwrap();
        read(&document);
    }
}
