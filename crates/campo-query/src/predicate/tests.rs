use std::collections::BTreeMap;

use campo_model::manifest::Module;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ToSql};
use serde_json::json;

use super::*;
use crate::function::FUNCTIONS;
use crate::sql::{SqlValue, Statement};
use crate::table::{System, Table};

mod differential;
mod random;

const NOW: i64 = 1_795_428_000_000;

/// A house, and the person it belongs to.
fn registry() -> Registry {
    let module: Module = serde_json::from_value(json!({
        "campo": 1, "module": "test", "version": "1.0.0",
        "types": [
            { "key": "test.person", "fields": [
                { "key": "name", "type": "text" }, { "key": "age", "type": "int" }, { "key": "city", "type": "address" },
                { "key": "home", "type": "geo" }, { "key": "langs", "type": "multiselect", "free": true } ] },
            { "key": "test.house", "fields": [
                { "key": "name", "type": "text" }, { "key": "note", "type": "longtext" }, { "key": "price", "type": "money", "currency": "BRL" },
                { "key": "rooms", "type": "int" }, { "key": "area", "type": "decimal" }, { "key": "rate", "type": "percent" },
                { "key": "sold", "type": "bool" }, { "key": "day", "type": "date" }, { "key": "starts", "type": "datetime" },
                { "key": "tags", "type": "multiselect", "free": true }, { "key": "owner", "type": "ref", "to": "test.person" },
                { "key": "address", "type": "address" }, { "key": "place", "type": "geo" }, { "key": "extra", "type": "json" },
                { "key": "items", "type": "lines", "fields": [
                    { "key": "room", "type": "text" }, { "key": "cost", "type": "money", "currency": "BRL" },
                    { "key": "size", "type": "decimal" }, { "key": "done", "type": "bool" }, { "key": "at", "type": "datetime" } ] },
                { "key": "photos", "type": "image", "many": true } ],
              "states": { "field": "status", "initial": "a", "values": [{ "key": "a" }, { "key": "b" }] } }
        ]
    }))
    .unwrap();
    Registry::new(vec![module]).unwrap()
}

fn record_type<'a>(registry: &'a Registry, key: &str) -> &'a RecordType {
    registry.record_type(&key.parse().unwrap()).unwrap()
}

struct Param(SqlValue);

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(match &self.0 {
            SqlValue::Null => rusqlite::types::Null.into(),
            SqlValue::Int(number) => (*number).into(),
            SqlValue::Real(number) => (*number).into(),
            SqlValue::Text(text) => text.as_str().into(),
        })
    }
}

/// A database in memory with our functions and the tables of the registry.
fn database(registry: &Registry) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    for function in FUNCTIONS {
        let arity = i32::try_from(function.arity).unwrap();
        let call = move |context: &rusqlite::functions::Context<'_>| {
            let args: Vec<SqlValue> = (0..context.len())
                .map(|index| read(context.get_raw(index)))
                .collect();
            Ok(Param((function.call)(&args)))
        };
        database
            .create_scalar_function(
                function.name,
                arity,
                FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
                call,
            )
            .unwrap();
    }
    for (_, record_type) in registry.types() {
        for sql in Table::of(record_type)
            .unwrap()
            .create()
            .iter()
            .filter(|sql| sql.starts_with("CREATE TABLE"))
        {
            database.execute_batch(sql).unwrap();
        }
    }
    database
}

fn read(value: ValueRef<'_>) -> SqlValue {
    match value {
        ValueRef::Integer(number) => SqlValue::Int(number),
        ValueRef::Real(number) => SqlValue::Real(number),
        ValueRef::Text(text) => SqlValue::Text(String::from_utf8(text.to_vec()).unwrap()),
        ValueRef::Null | ValueRef::Blob(_) => SqlValue::Null,
    }
}

fn insert(database: &Connection, record_type: &RecordType, n: i64, fields: &Fields) {
    let table = Table::of(record_type).unwrap();
    let id = fields["id"].as_text().unwrap();
    let system = System {
        n,
        id,
        title: "",
        deleted: false,
        pending: false,
        conflict: false,
        created_ms: 0,
        updated_ms: 0,
    };
    for statement in table.upsert(&table.row(fields, &system)) {
        run(database, &statement, |_| ());
    }
}

fn run<T>(
    database: &Connection,
    statement: &Statement,
    mut each: impl FnMut(&rusqlite::Row<'_>) -> T,
) -> Vec<T> {
    let mut prepared = database
        .prepare(&statement.sql)
        .unwrap_or_else(|error| panic!("{error}: {}", statement.sql));
    let used = prepared.parameter_count();
    for (number, value) in (1..=used).zip(&statement.params) {
        prepared
            .raw_bind_parameter(number, Param(value.clone()))
            .unwrap();
    }
    let (mut rows, mut found) = (prepared.raw_query(), Vec::new());
    while let Some(row) = rows.next().unwrap() {
        found.push(each(row));
    }
    found
}

/// The handles of the houses a condition selects.
fn selected(database: &Connection, condition: &str, params: Params) -> Vec<i64> {
    let sql = format!("SELECT t.\"_n\" FROM \"p_test.house\" AS t WHERE {condition} ORDER BY 1");
    run(
        database,
        &Statement::new(sql, params.into_values()),
        |row| row.get(0).unwrap(),
    )
}

fn fields(pairs: &[(&str, Value)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

#[test]
fn what_cannot_be_said_in_sql_is_named() {
    let registry = registry();
    let house = record_type(&registry, "test.house");
    let nobody = Fields::new();
    let bindings = Bindings {
        user: &nobody,
        settings: &nobody,
        now_ms: NOW,
    };
    let cases = [
        ("self.name.matches('a.*')", "matches()"),
        ("self.items[0].cost > 1", "element by its position"),
        ("self.items.map(i, i.cost).sum() > 1", "map"),
        ("self.tags.filter(t, t == 'a').size() > 0", "map, filter"),
        ("self.unknown == 1", "has no field `unknown`"),
        ("self.owner.city.street.x == 'a'", "has no parts"),
        ("self.extra.color == 'red'", "extra"),
        ("self.tags == ['a']", "comparing lists"),
        ("line.cost > 1", "`line`"),
    ];
    for (source, expected) in cases {
        let expression = Expression::compile(source).unwrap();
        let error = condition(
            &expression,
            house,
            "t",
            &registry,
            bindings,
            &mut Params::default(),
        )
        .unwrap_err();
        assert!(error.to_string().contains(expected), "{source}: {error}");
    }
}

#[test]
fn a_rule_holds_where_any_of_its_expressions_does() {
    let registry = registry();
    let (house, database) = (record_type(&registry, "test.house"), database(&registry));
    for (n, name) in [(1, "a"), (2, "b"), (3, "c")] {
        insert(
            &database,
            house,
            n,
            &fields(&[("id", format!("h{n}").into()), ("name", name.into())]),
        );
    }
    let user = fields(&[("name", "b".into())]);
    let bindings = Bindings {
        user: &user,
        settings: &Fields::new(),
        now_ms: NOW,
    };
    let either = [
        "self.name == user.name",
        "self.rooms > 1 || self.name == 'c'",
    ]
    .map(|source| Expression::compile(source).unwrap());
    for (rule, expected) in [
        (Rule::Never, vec![]),
        (Rule::Always, vec![1, 2, 3]),
        (Rule::When(either.to_vec()), vec![2, 3]),
    ] {
        let mut params = Params::default();
        let sql = rule_condition(&rule, house, "t", &registry, bindings, &mut params).unwrap();
        assert_eq!(selected(&database, &sql, params), expected, "{rule:?}");
    }
}

fn related(record: &Fields, people: &BTreeMap<String, Fields>) -> BTreeMap<String, Fields> {
    let owner = record
        .get("owner")
        .and_then(Value::as_text)
        .and_then(|id| people.get(id));
    owner
        .map(|owner| ("owner".to_owned(), owner.clone()))
        .into_iter()
        .collect()
}
