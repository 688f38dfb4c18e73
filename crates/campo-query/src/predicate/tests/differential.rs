//! The promise of the module: SQL and memory give the same records, for random expressions over random records.
//!
//! It catches a planted difference: with `=` for `IS` in `compare::equal_core`, without the guards of `compare::equality`,
//! or with SQLite's own `+` for `campo_add`, it fails within the first few hundred expressions.

use super::random::{Random, Writer, house, person};
use super::*;

const EXPRESSIONS: usize = 2_000;
const HOUSES: i64 = 200;

struct World {
    registry: Registry,
    database: Connection,
    houses: Vec<(i64, Fields, BTreeMap<String, Fields>)>,
    user: Fields,
    settings: Fields,
}

fn world(random: &mut Random) -> World {
    let registry = registry();
    let database = database(&registry);
    let people: BTreeMap<String, Fields> = ["p1", "p2", "p3"]
        .into_iter()
        .map(|id| (id.to_owned(), person(random, id)))
        .collect();
    for (n, fields) in (1_i64..).zip(people.values()) {
        insert(&database, record_type(&registry, "test.person"), n, fields);
    }
    let mut houses = Vec::new();
    for n in 1..=HOUSES {
        let fields = house(random, &format!("h{n}"));
        insert(&database, record_type(&registry, "test.house"), n, &fields);
        let related = related(&fields, &people);
        houses.push((n, fields, related));
    }
    let home = Value::Map(fields(&[
        ("lat", Value::Float(1.5)),
        ("lon", Value::Int(2)),
    ]));
    let teams = Value::List(vec!["a".into(), "p1".into()]);
    let user = fields(&[
        ("id", "p1".into()),
        ("boss", true.into()),
        ("level", Value::Int(2)),
        ("share", Value::Float(7.25)),
        ("home", home),
        ("teams", teams),
    ]);
    World {
        registry,
        database,
        houses,
        user,
        settings: fields(&[("mark", "ab".into())]),
    }
}

impl World {
    /// The houses by SQL, or `None` when the expression cannot be said in SQL.
    fn by_sql(&self, expression: &Expression) -> Option<Vec<i64>> {
        let bindings = Bindings {
            user: &self.user,
            settings: &self.settings,
            now_ms: NOW,
        };
        let mut params = Params::default();
        let house = record_type(&self.registry, "test.house");
        let sql = condition(
            expression,
            house,
            "t",
            &self.registry,
            bindings,
            &mut params,
        )
        .ok()?;
        Some(selected(&self.database, &sql, params))
    }

    fn in_memory(&self, expression: &Expression) -> Vec<i64> {
        let holds = |fields: &Fields, related: &BTreeMap<String, Fields>| {
            let scope = Scope {
                record: Some(fields),
                user: Some(&self.user),
                settings: Some(&self.settings),
                related: Some(related),
                now_ms: NOW,
                ..Scope::default()
            };
            expression.holds(&scope)
        };
        self.houses
            .iter()
            .filter(|(_, fields, related)| holds(fields, related))
            .map(|(n, ..)| *n)
            .collect()
    }
}

#[test]
fn sql_and_memory_select_the_same_records() {
    let mut random = Random(0x00C0_FFEE);
    let world = world(&mut random);
    let (mut compared, mut telling) = (0, 0);
    while compared < EXPRESSIONS {
        let depth = 1 + random.below(3);
        let source = Writer::new(&mut random).truth(depth);
        let Ok(expression) = Expression::compile(&source) else {
            continue;
        };
        let Some(by_sql) = world.by_sql(&expression) else {
            continue;
        };
        assert_eq!(by_sql, world.in_memory(&expression), "{source}");
        compared += 1;
        telling += usize::from((1..world.houses.len()).contains(&by_sql.len()));
    }
    assert!(
        telling > EXPRESSIONS / 4,
        "only {telling} expressions told records apart"
    );
}
