use std::collections::BTreeSet;

use super::*;
use crate::expr::{Fields, Scope};
use crate::manifest::{FieldKind, RecordType};
use crate::value::Value;

fn field(yaml: &str) -> Field {
    serde_saphyr::from_str(yaml).unwrap()
}

#[test]
fn text_is_read_as_people_write_it() {
    let place = |lat: f64, lon: f64| Value::from(&serde_json::json!({ "lat": lat, "lon": lon }));
    let list = |items: &[&str]| Value::List(items.iter().map(|item| Value::from(*item)).collect());
    let cases = [
        (
            "{ key: f, type: money, currency: BRL }",
            "1.500,50",
            Value::Int(150_050),
        ),
        ("{ key: f, type: int }", "41.0", Value::Int(41)),
        ("{ key: f, type: decimal }", "8.3252", Value::Float(8.3252)),
        ("{ key: f, type: percent }", "12,5%", Value::Float(12.5)),
        ("{ key: f, type: bool }", "Não", false.into()),
        ("{ key: f, type: date }", "23/11/2026", "2026-11-23".into()),
        (
            "{ key: f, type: datetime }",
            "23/11/2026 10:00",
            Value::Time(1_795_428_000_000),
        ),
        (
            "{ key: f, type: datetime }",
            "2026-11-23T07:00:00-03:00",
            Value::Time(1_795_428_000_000),
        ),
        ("{ key: f, type: duration }", "1h30m", Value::Int(5_400)),
        (
            "{ key: f, type: select, options: [{ key: house, label: { pt-BR: Casa } }] }",
            "casa",
            "house".into(),
        ),
        (
            "{ key: f, type: multiselect, free: true }",
            "b, a,b",
            list(&["a", "b"]),
        ),
        (
            "{ key: f, type: geo }",
            "37.88, -122.23",
            place(37.88, -122.23),
        ),
        ("{ key: f, type: text }", "  ", Value::Null),
        ("{ key: f, type: counter }", "-3", Value::Int(-3)),
    ];
    for (yaml, text, expected) in cases {
        assert_eq!(
            parse_text(&field(yaml), text),
            Ok(expected),
            "{yaml} {text}"
        );
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let long = "x".repeat(10_001);
    let cases = [
        ("{ key: f, type: text }", long.as_str(), "too_long"),
        ("{ key: f, type: text, max: 3 }", "four", "too_long"),
        (
            "{ key: f, type: text, check: cpf }",
            "123",
            "invalid_tax_id",
        ),
        (
            "{ key: f, type: money, currency: BRL }",
            "abc",
            "invalid_amount",
        ),
        ("{ key: f, type: int }", "1.5", "wrong_type"),
        (
            "{ key: f, type: decimal, scale: 2 }",
            "1.234",
            "too_precise",
        ),
        ("{ key: f, type: date }", "31/02/2026", "invalid_date"),
        (
            "{ key: f, type: select, options: [{ key: a }] }",
            "b",
            "unknown_option",
        ),
        (
            "{ key: f, type: multiselect, options: [{ key: a }] }",
            "a,b",
            "unknown_option",
        ),
        (
            "{ key: f, type: ref, to: a.b }",
            "nobody",
            "invalid_reference",
        ),
        ("{ key: f, type: email }", "a@b", "invalid_email"),
        ("{ key: f, type: phone }", "call me", "invalid_phone"),
        (
            "{ key: f, type: url }",
            "javascript:alert(1)",
            "invalid_url",
        ),
        ("{ key: f, type: geo }", "91,0", "invalid_place"),
        ("{ key: f, type: rating }", "6", "out_of_range"),
        ("{ key: f, type: duration }", "soon", "invalid_duration"),
        ("{ key: f, type: bool }", "maybe", "wrong_type"),
        ("{ key: f, type: json }", "{", "invalid_json"),
        (
            "{ key: f, type: address }",
            "{\"planet\": \"mars\"}",
            "wrong_type",
        ),
        (
            "{ key: f, type: file }",
            "[{\"hash\": \"00\", \"name\": \"a\"}]",
            "wrong_type",
        ),
    ];
    for (yaml, text, code) in cases {
        let problem = parse_text(&field(yaml), text).unwrap_err();
        assert_eq!(problem.code, code, "{yaml}: {problem}");
        assert_ne!(
            problem.message.get("en", ""),
            problem.message.get("pt-BR", "")
        );
    }
}

#[test]
fn machine_json_round_trips() {
    let cases = [
        (
            "{ key: f, type: datetime }",
            serde_json::json!("2026-11-23T10:00:00.000Z"),
        ),
        (
            "{ key: f, type: money, currency: BRL }",
            serde_json::json!(150050),
        ),
        (
            "{ key: f, type: multiselect, free: true }",
            serde_json::json!(["a", "b"]),
        ),
        (
            "{ key: f, type: address }",
            serde_json::json!({ "city": "Recife" }),
        ),
        (
            "{ key: f, type: lines, fields: [{ key: cost, type: money, currency: BRL }] }",
            serde_json::json!([{ "cost": 5, "id": "l1", "unknown": [1] }]),
        ),
        ("{ key: f, type: text }", serde_json::Value::Null),
    ];
    for (yaml, json) in cases {
        let value = from_json(&field(yaml), &json).unwrap();
        assert_eq!(value.to_json(), json, "{yaml}");
    }
}

const VISIT: &str = "
key: demo.visit
title: '{{ code }} - {{ place.street }}, {{ price }}'
fields:
  - { key: code, type: text }
  - { key: price, type: money, currency: BRL, required_if: \"self.status == 'done'\", constraint: self.price >= 0, message: { en: Negative price, pt-BR: Preço negativo } }
  - { key: far, type: bool, constraint: self.far == false, severity: warn }
  - { key: place, type: address }
  - { key: items, type: lines, fields: [{ key: state, type: text, required: true }, { key: why, type: text, required_if: line.state == 'bad' }] }
  - { key: double, type: computed, of: decimal, value: self.price * 2 }
states:
  field: status
  initial: planned
  values: [{ key: planned }, { key: done, locks: [code] }, { key: gone, locks: all }]
  transitions:
    - { key: finish, from: [planned], to: done, roles: [agent], if: has(self.price) }
    - { key: drop, from: [done], to: gone }
";

fn visit() -> RecordType {
    serde_saphyr::from_str(VISIT).unwrap()
}

fn record(json: serde_json::Value) -> Fields {
    Value::from(&json).as_map().cloned().unwrap()
}

#[test]
fn a_record_is_checked_as_a_whole() {
    let cases = [
        (serde_json::json!({ "status": "planned" }), vec![]),
        (
            serde_json::json!({ "status": "done" }),
            vec![("price", "required")],
        ),
        (
            serde_json::json!({ "status": "lost" }),
            vec![("status", "unknown_state")],
        ),
        (
            serde_json::json!({ "price": -1, "far": true }),
            vec![("price", "constraint"), ("far", "constraint")],
        ),
        (
            serde_json::json!({ "items": [{ "id": "a", "state": "bad" }, { "id": "b" }] }),
            vec![("items/a/why", "required"), ("items/b/state", "required")],
        ),
        (serde_json::json!({ "from_a_newer_version": 1 }), vec![]),
    ];
    for (json, expected) in cases {
        let problems = validate_record(&visit(), &record(json.clone()), &Scope::default());
        let found: Vec<_> = problems
            .iter()
            .map(|problem| (problem.field.as_str(), problem.code))
            .collect();
        assert_eq!(found, expected, "{json}");
    }
}

#[test]
fn states_change_only_along_transitions() {
    let agent = BTreeSet::from(["agent".to_owned()]);
    let nobody = BTreeSet::new();
    let ready = record(serde_json::json!({ "price": 1 }));
    let check = |from, to, roles: &BTreeSet<String>, fields: &Fields| {
        check_transition(&visit(), from, to, roles, fields, &Scope::default())
            .map(|way| way.map(|way| way.key.clone()))
            .map_err(|problem| problem.code)
    };
    assert_eq!(check(None, "planned", &nobody, &ready), Ok(None));
    assert_eq!(
        check(None, "done", &agent, &ready),
        Ok(Some("finish".to_owned()))
    );
    assert_eq!(
        check(Some("planned"), "done", &agent, &Fields::new()),
        Err("transition_condition")
    );
    assert_eq!(
        check(Some("planned"), "done", &nobody, &ready),
        Err("forbidden_transition")
    );
    assert_eq!(
        check(Some("planned"), "gone", &agent, &ready),
        Err("no_transition")
    );
    assert_eq!(
        check(Some("done"), "gone", &nobody, &ready),
        Ok(Some("drop".to_owned()))
    );
    assert_eq!(
        check(Some("done"), "lost", &nobody, &ready),
        Err("unknown_state")
    );
    let locked = |state: &str| {
        let before = record(serde_json::json!({ "status": state }));
        check_locks(&visit(), &before, ["code", "price", "status"])
            .into_iter()
            .map(|problem| problem.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(locked("planned"), Vec::<String>::new());
    assert_eq!(locked("done"), ["code"]);
    assert_eq!(locked("gone"), ["code", "price"]);
}

#[test]
fn a_title_leaves_out_what_is_empty() {
    let cases = [
        (
            serde_json::json!({ "code": "A1", "place": { "street": "Rua B" }, "price": 150050 }),
            "A1 - Rua B, R$ 1.500,50",
        ),
        (serde_json::json!({ "price": 5 }), "R$ 0,05"),
        (serde_json::json!({ "code": "A1" }), "A1"),
        (serde_json::json!({}), ""),
    ];
    for (json, expected) in cases {
        assert_eq!(title(&visit(), &record(json)), expected);
    }
    assert_eq!(title_paths("{{ a }} {{ b"), None);
}

#[test]
fn computed_values_take_the_kind_they_declare() {
    assert_eq!(
        compute(&visit(), &record(serde_json::json!({ "price": 4 }))).get("double"),
        Some(&Value::Float(8.0))
    );
    assert_eq!(compute(&visit(), &Fields::new()), Fields::new());
    assert_eq!(
        visit().field("double").map(Field::shown_kind),
        Some(FieldKind::Decimal)
    );
}
