use campo_model::manifest::RecordType;
use campo_model::registry::ADDRESS_PARTS;
use serde_json::json;

use super::*;
use crate::shape::Shape;

fn record_type(fields: serde_json::Value) -> RecordType {
    serde_json::from_value(json!({ "key": "test.thing", "fields": fields })).unwrap()
}

#[test]
fn a_type_becomes_a_table_with_its_indexes() {
    let thing = record_type(json!([
        { "key": "name", "type": "text", "index": true },
        { "key": "price", "type": "money", "index": true },
        { "key": "owner", "type": "ref", "to": "test.person" },
        { "key": "place", "type": "geo", "index": "spatial" },
        { "key": "visits", "type": "rollup", "from": "test.visit.thing", "op": "count" }
    ]));
    let sql = Table::of(&thing).unwrap().create();
    let living = "\"_n\") WHERE \"_deleted\" = 0";
    let expected = [
        "CREATE TABLE \"p_test.thing\" (\"_n\" INTEGER PRIMARY KEY, \"_id\" TEXT UNIQUE NOT NULL, \"_title\" TEXT, \
         \"_deleted\" INTEGER NOT NULL, \"_pending\" INTEGER NOT NULL, \"_conflict\" INTEGER NOT NULL, \"_created\" INTEGER NOT NULL, \
         \"_updated\" INTEGER NOT NULL, \"name\" TEXT, \"price\" INTEGER, \"owner\" TEXT, \"place\" TEXT, \"place.lat\" REAL, \
         \"place.lon\" REAL) STRICT"
            .to_owned(),
        format!("CREATE INDEX \"p_test.thing.0\" ON \"p_test.thing\" (\"_created\", {living}"),
        "CREATE INDEX \"p_test.thing.conflict\" ON \"p_test.thing\" (\"_id\") WHERE \"_conflict\" = 1".to_owned(),
        format!("CREATE INDEX \"p_test.thing.1\" ON \"p_test.thing\" (\"name\", {living}"),
        format!("CREATE INDEX \"p_test.thing.2\" ON \"p_test.thing\" (\"name\" COLLATE campo_text, {living}"),
        format!("CREATE INDEX \"p_test.thing.3\" ON \"p_test.thing\" (\"price\", {living}"),
        format!("CREATE INDEX \"p_test.thing.4\" ON \"p_test.thing\" (\"owner\", {living}"),
        "CREATE VIRTUAL TABLE \"r_test.thing.place\" USING rtree(id, min_lat, max_lat, min_lon, max_lon)".to_owned(),
    ];
    assert_eq!(sql, expected);
}

#[test]
fn the_fingerprint_changes_with_the_columns_alone() {
    let print = |fields| Table::of(&record_type(fields)).unwrap().fingerprint();
    let plain = print(json!([{ "key": "name", "type": "text" }]));
    assert_eq!(
        plain,
        print(json!([{ "key": "name", "type": "longtext", "label": { "en": "Name" } }]))
    );
    assert_ne!(
        plain,
        print(json!([{ "key": "name", "type": "text", "index": true }]))
    );
    assert_ne!(
        print(json!([{ "key": "when", "type": "int" }])),
        print(json!([{ "key": "when", "type": "datetime" }]))
    );
}

#[test]
fn a_key_that_is_no_identifier_is_refused() {
    let thing = record_type(json!([{ "key": "a\" INTEGER); DROP TABLE x; --", "type": "text" }]));
    assert!(matches!(Table::of(&thing), Err(TableError::Field { .. })));
}

#[test]
fn values_come_back_as_they_went_in() {
    let map = |pairs: &[(&str, Value)]| {
        Value::Map(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        )
    };
    let line = map(&[
        ("id", "l1".into()),
        ("cost", Value::Int(5)),
        ("at", Value::Time(1000)),
        ("size", Value::Float(2.0)),
        ("odd", "kept".into()),
    ]);
    let lines = json!([{ "key": "x", "type": "lines", "fields": [
        { "key": "cost", "type": "money" }, { "key": "at", "type": "datetime" }, { "key": "size", "type": "decimal" }] }]);
    let one = |kind: &str| json!([{ "key": "x", "type": kind }]);
    let cases = [
        (one("text"), Value::from("São")),
        (one("money"), Value::Int(i64::MIN)),
        (one("decimal"), Value::Float(0.1)),
        (one("bool"), Value::Bool(false)),
        (one("date"), Value::from("2026-11-23")),
        (one("datetime"), Value::Time(-1)),
        (one("counter"), Value::Int(3)),
        (
            one("multiselect"),
            Value::List(vec!["a".into(), "b".into()]),
        ),
        (
            one("address"),
            map(&[("city", "Recife".into()), ("postal_code", "50000".into())]),
        ),
        (
            one("geo"),
            map(&[
                ("lat", Value::Float(-8.05)),
                ("lon", Value::Float(-34.9)),
                ("source", "gps".into()),
            ]),
        ),
        (
            one("json"),
            map(&[("any", Value::List(vec![Value::Null, Value::Int(1)]))]),
        ),
        (
            one("image"),
            Value::List(vec![map(&[
                ("hash", "h".into()),
                ("name", "a.png".into()),
                ("size", Value::Int(9)),
            ])]),
        ),
        (lines, Value::List(vec![line])),
        (
            json!([{ "key": "x", "type": "computed", "of": "money", "value": "self.y" }]),
            Value::Int(7),
        ),
    ];
    for (fields, value) in cases {
        let field = &record_type(fields).fields[0];
        let shape = Shape::of(field).unwrap();
        assert_eq!(
            shape.decode(&shape.encode(&value)),
            value,
            "{:?}",
            field.kind
        );
        assert_eq!(
            shape.decode(&shape.encode(&Value::Null)),
            Value::Null,
            "{:?}",
            field.kind
        );
        let columns = if shape == Shape::Address {
            ADDRESS_PARTS.len()
        } else {
            shape.columns("x").len()
        };
        assert_eq!(shape.encode(&value).len(), columns);
    }
}

#[test]
fn a_place_that_is_cleared_leaves_the_place_index() {
    let thing = record_type(json!([{ "key": "place", "type": "geo", "index": "spatial" }]));
    let table = Table::of(&thing).unwrap();
    let system = System {
        n: 4,
        id: "id",
        title: "",
        deleted: false,
        pending: false,
        conflict: false,
        created_ms: 0,
        updated_ms: 0,
    };
    let statements = table.upsert(&table.row(&Fields::new(), &system));
    assert_eq!(
        statements[1],
        Statement::new(
            "DELETE FROM \"r_test.thing.place\" WHERE id = ?1",
            vec![4.into()]
        )
    );
    assert_eq!(table.delete(4).len(), 2);
}
