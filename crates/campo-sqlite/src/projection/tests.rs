use campo_model::expr::Expression;
use campo_model::manifest::Module;
use campo_model::value::Value;
use campo_query::list::{Comparison, Condition, Near, Sort};
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::open;

mod aggregates;

const KEY: [u8; 32] = [7; 32];

fn module(extra: serde_json::Value) -> Module {
    let mut fields = json!([
        { "key": "name", "type": "text", "search": true, "index": true }, { "key": "price", "type": "money", "currency": "BRL", "index": true },
        { "key": "tags", "type": "multiselect", "free": true }, { "key": "agent", "type": "user" },
        { "key": "address", "type": "address", "search": true }, { "key": "place", "type": "geo", "index": "spatial" },
        { "key": "visits", "type": "rollup", "from": "test.visit.house", "op": "count", "of": "int", "where": "self.minutes > 5" },
        { "key": "time", "type": "rollup", "from": "test.visit.house", "op": "sum", "field": "minutes", "of": "int" }
    ]);
    fields
        .as_array_mut()
        .unwrap()
        .extend(extra.as_array().unwrap().iter().cloned());
    let visit = json!([{ "key": "house", "type": "ref", "to": "test.house" }, { "key": "minutes", "type": "int" }]);
    let types = json!([{ "key": "test.house", "fields": fields }, { "key": "test.visit", "fields": visit }]);
    serde_json::from_value(
        json!({ "campo": 1, "module": "test", "version": "1.0.0", "types": types }),
    )
    .unwrap()
}

fn registry() -> Registry {
    Registry::new(vec![module(json!([]))]).unwrap()
}

struct Home {
    connection: Connection,
    registry: Registry,
    tables: Tables,
    _folder: TempDir,
}

fn home() -> Home {
    let folder = TempDir::new().unwrap();
    let connection = open(&folder.path().join("db"), Some(&KEY)).unwrap();
    let registry = registry();
    assert_eq!(
        Projections::prepare(&connection, &registry).unwrap().len(),
        2
    );
    Home {
        connection,
        tables: Tables::of(&registry).unwrap(),
        registry,
        _folder: folder,
    }
}

fn fields(pairs: &[(&str, Value)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

fn house() -> TypeKey {
    "test.house".parse().unwrap()
}

impl Home {
    fn put(&self, key: &str, n: i64, title: &str, fields: &Fields) {
        let id = format!("id{n}");
        let system = System {
            n,
            id: &id,
            title,
            deleted: false,
            pending: n % 2 == 0,
            conflict: false,
            created_ms: n,
            updated_ms: n,
        };
        Projections::new(&self.connection, &self.registry, &self.tables)
            .put(&key.parse().unwrap(), fields, &system)
            .unwrap();
    }

    fn list(&self, query: &ListQuery) -> Listing {
        Projections::new(&self.connection, &self.registry, &self.tables)
            .list(query, nobody(&Fields::new()))
            .unwrap()
    }

    fn ids(&self, query: &ListQuery) -> Vec<String> {
        self.list(query)
            .rows
            .into_iter()
            .map(|row| row.id)
            .collect()
    }
}

fn nobody(fields: &Fields) -> Bindings<'_> {
    Bindings {
        user: fields,
        settings: fields,
        now_ms: 0,
    }
}

fn named(home: &Home, names: &[&str]) {
    for (n, name) in (1..).zip(names) {
        home.put(
            "test.house",
            n,
            name,
            &fields(&[("name", (*name).into()), ("price", Value::Int(n * 10))]),
        );
    }
}

#[test]
fn words_are_found_without_case_and_accents() {
    let home = home();
    named(&home, &["Casa em São Paulo", "Sítio", "Sala"]);
    let find = |typed: &str| {
        home.ids(&ListQuery {
            search: Some(typed.to_owned()),
            ..ListQuery::new(house(), 10)
        })
    };
    assert_eq!(find("sao"), ["id1"]);
    assert_eq!(
        find("SÃO cas"),
        ["id1"],
        "only the last word may be unfinished"
    );
    assert_eq!(find("cas SÃO"), Vec::<String>::new());
    assert_eq!(find("\" OR *"), Vec::<String>::new());
    let projections = Projections::new(&home.connection, &home.registry, &home.tables);
    let none = Fields::new();
    let everywhere = |rule| {
        projections
            .search("sitio", &[(house(), vec![rule])], 5, nobody(&none))
            .unwrap()
    };
    assert_eq!(everywhere(Rule::Always)[0].title, "Sítio");
    assert_eq!(everywhere(Rule::Never), []);
    projections.remove(&house(), 2).unwrap();
    assert_eq!(everywhere(Rule::Always), []);
}

#[test]
fn whether_an_edit_waits_is_written_without_the_rest_of_the_row() {
    let home = home();
    named(&home, &["Casa", "Sala"]);
    let projections = Projections::new(&home.connection, &home.registry, &home.tables);
    projections.set_pending(&house(), 1, true).unwrap();
    projections.set_pending(&house(), 9, true).unwrap();
    let rows = home.list(&ListQuery::new(house(), 10)).rows;
    let mut shown: Vec<_> = rows
        .iter()
        .map(|row| (row.title.as_str(), row.pending))
        .collect();
    shown.sort_unstable();
    assert_eq!(shown, [("Casa", true), ("Sala", true)]);
}

#[test]
fn text_sorts_as_people_read_it_and_empty_comes_last() {
    let home = home();
    named(&home, &["zebra", "Água", "agulha"]);
    home.put("test.house", 4, "", &Fields::new());
    let sorted = |descending| {
        home.ids(&ListQuery {
            sort: vec![Sort {
                column: "name".into(),
                descending,
            }],
            ..ListQuery::new(house(), 10)
        })
    };
    assert_eq!(sorted(false), ["id2", "id3", "id1", "id4"]);
    assert_eq!(sorted(true), ["id1", "id3", "id2", "id4"]);
    assert_eq!(
        home.ids(&ListQuery::new(house(), 2)),
        ["id4", "id3"],
        "the newest come first"
    );
}

#[test]
fn near_records_come_nearest_first() {
    let home = home();
    for (n, lat, lon) in [
        (1, -8.06, -34.9),
        (2, -8.05, -34.9),
        (3, -8.5, -34.9),
        (4, -8.051, -34.901),
    ] {
        let place = Value::Map(fields(&[
            ("lat", Value::Float(lat)),
            ("lon", Value::Float(lon)),
        ]));
        home.put("test.house", n, "", &fields(&[("place", place)]));
    }
    home.put("test.house", 5, "", &Fields::new());
    let near = Near {
        field: None,
        lat: -8.05,
        lon: -34.9,
        meters: 5_000.0,
    };
    let found = home.list(&ListQuery {
        near: Some(near),
        ..ListQuery::new(house(), 2)
    });
    assert_eq!(
        found
            .rows
            .iter()
            .map(|row| row.id.as_str())
            .collect::<Vec<_>>(),
        ["id2", "id4"]
    );
    assert_eq!(found.total, 3);
}

#[test]
fn conditions_filters_and_rules_all_count() {
    let home = home();
    named(&home, &["a", "b", "Ção", "d"]);
    let tags = Value::List(vec!["new".into()]);
    home.put(
        "test.house",
        5,
        "",
        &fields(&[("tags", tags.clone()), ("agent", "ana".into())]),
    );
    let check = |field: &str, is, value: Value, expected: &[&str]| {
        let condition = Condition {
            field: field.to_owned(),
            is,
            value,
        };
        let sort = vec![Sort {
            column: "_created".into(),
            descending: false,
        }];
        assert_eq!(
            home.ids(&ListQuery {
                conditions: vec![condition],
                sort,
                ..ListQuery::new(house(), 9)
            }),
            expected,
            "{field} {is:?}"
        );
    };
    check("name", Comparison::Equal, "a".into(), &["id1"]);
    check(
        "name",
        Comparison::NotEqual,
        "a".into(),
        &["id2", "id3", "id4", "id5"],
    );
    check("name", Comparison::Contains, "CAO".into(), &["id3"]);
    check("name", Comparison::Empty, Value::Null, &["id5"]);
    check(
        "price",
        Comparison::AtLeast,
        Value::Int(30),
        &["id3", "id4"],
    );
    check(
        "price",
        Comparison::OneOf,
        Value::List(vec![Value::Int(10), Value::Int(40)]),
        &["id1", "id4"],
    );
    check("tags", Comparison::OneOf, tags.clone(), &["id5"]);
    check("tags", Comparison::Filled, Value::Null, &["id5"]);
    check(
        "visits",
        Comparison::Equal,
        Value::Int(0),
        &["id1", "id2", "id3", "id4", "id5"],
    );
    let rule = Rule::When(vec![Expression::compile("self.price >= 20").unwrap()]);
    let filter = Some(Expression::compile("self.price < 40").unwrap());
    assert_eq!(
        home.ids(&ListQuery {
            rules: vec![rule.clone()],
            filter,
            ..ListQuery::new(house(), 9)
        }),
        ["id3", "id2"]
    );
    let none = Fields::new();
    let mut ids = Projections::new(&home.connection, &home.registry, &home.tables)
        .ids_where(
            &house(),
            &["id1", "id2", "id4", "gone"],
            &[rule],
            nobody(&none),
        )
        .unwrap();
    ids.sort();
    assert_eq!(ids, ["id2", "id4"]);
}

#[test]
fn rollups_are_counted_when_asked_for() {
    let home = home();
    named(&home, &["a", "b"]);
    for (n, minutes) in [(10, 3), (11, 8), (12, 9)] {
        home.put(
            "test.visit",
            n,
            "",
            &fields(&[("house", "id1".into()), ("minutes", Value::Int(minutes))]),
        );
    }
    let columns = vec!["visits".to_owned(), "time".to_owned(), "name".to_owned()];
    let sort = vec![Sort {
        column: "visits".into(),
        descending: true,
    }];
    let found = home.list(&ListQuery {
        columns: columns.clone(),
        sort,
        ..ListQuery::new(house(), 9)
    });
    assert_eq!(found.columns, columns);
    let values: Vec<_> = found.rows.into_iter().map(|row| row.values).collect();
    assert_eq!(
        values,
        [
            vec![Value::Int(2), Value::Int(20), "a".into()],
            vec![Value::Int(0), Value::Null, "b".into()]
        ]
    );
}

#[test]
fn a_changed_type_is_made_anew_and_a_gone_one_dropped() {
    let mut home = home();
    named(&home, &["a"]);
    assert_eq!(
        Projections::prepare(&home.connection, &home.registry).unwrap(),
        []
    );
    home.registry =
        Registry::new(vec![module(json!([{ "key": "floor", "type": "int" }]))]).unwrap();
    assert_eq!(
        Projections::prepare(&home.connection, &home.registry).unwrap(),
        [house()]
    );
    assert_eq!(home.list(&ListQuery::new(house(), 9)).total, 0);
    Projections::prepare(&home.connection, &Registry::default()).unwrap();
    let left: i64 = home
        .connection
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name GLOB '[pr]_test*'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn twenty_thousand_records_are_paged_without_gap_or_repeat() {
    let home = home();
    let all = home.connection.unchecked_transaction().unwrap();
    for n in 1..=20_000_i64 {
        home.put(
            "test.house",
            n,
            "",
            &fields(&[
                ("name", format!("casa {}", n % 97).into()),
                ("price", Value::Int(n % 1000)),
            ]),
        );
    }
    all.commit().unwrap();
    let sort = vec![Sort {
        column: "price".into(),
        descending: true,
    }];
    let mut seen = std::collections::BTreeSet::new();
    for offset in (0..20_000).step_by(500) {
        let page = home.list(&ListQuery {
            sort: sort.clone(),
            offset,
            columns: vec!["price".into()],
            ..ListQuery::new(house(), 500)
        });
        assert_eq!((page.total, page.rows.len()), (20_000, 500));
        assert!(
            page.rows
                .windows(2)
                .all(|pair| pair[0].values[0].compare(&pair[1].values[0]).is_ge())
        );
        seen.extend(page.rows.into_iter().map(|row| row.id));
    }
    assert_eq!(seen.len(), 20_000);
}
