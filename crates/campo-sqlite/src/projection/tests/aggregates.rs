//! Numbers in groups, boxes and clusters.

use campo_model::manifest::RollupOp;
use campo_query::list::{AggregateQuery, ClusterQuery, Every, GroupBy, Measure, Within};

use super::*;

fn measure(op: RollupOp, column: &str) -> Measure {
    Measure {
        op,
        column: (!column.is_empty()).then(|| column.to_owned()),
    }
}

fn by(column: &str, every: Option<Every>) -> GroupBy {
    GroupBy {
        column: column.to_owned(),
        every,
        offset_minutes: 0,
    }
}

/// A group's keys and measures.
type Row = (Vec<Value>, Vec<Value>);

impl Home {
    fn groups(&self, group_by: Vec<GroupBy>, measures: Vec<Measure>) -> Result<Vec<Row>, String> {
        let asked = AggregateQuery {
            of: ListQuery::new(house(), 0),
            group_by,
            measures,
            limit: 100,
        };
        let nobody_fields = Fields::new();
        let projections = Projections::new(&self.connection, &self.registry, &self.tables);
        let groups = projections.aggregate(&asked, nobody(&nobody_fields));
        let groups = groups.map_err(|error| error.to_string())?;
        Ok(groups
            .into_iter()
            .map(|group| (group.keys, group.values))
            .collect())
    }

    fn houses(&self, rows: &[(Option<&str>, Option<i64>)]) {
        for (n, (agent, price)) in (1..).zip(rows) {
            let mut row = Fields::new();
            row.extend(agent.map(|agent| ("agent".to_owned(), Value::from(agent))));
            row.extend(price.map(|price| ("price".to_owned(), Value::Int(price))));
            self.put("test.house", n, "", &row);
        }
    }

    fn place(&self, n: i64, lat: f64, lon: f64) {
        let place = Value::Map(fields(&[
            ("lat", Value::Float(lat)),
            ("lon", Value::Float(lon)),
        ]));
        self.put(
            "test.house",
            n,
            &format!("house {n}"),
            &fields(&[("place", place)]),
        );
    }
}

#[test]
fn groups_have_their_numbers_the_greatest_first() {
    let home = home();
    home.houses(&[
        (Some("ana"), Some(100)),
        (Some("bia"), Some(40)),
        (Some("bia"), Some(20)),
        (Some("bia"), None),
        (None, None),
    ]);
    let measures = vec![
        measure(RollupOp::Count, ""),
        measure(RollupOp::Sum, "price"),
        measure(RollupOp::Avg, "price"),
        measure(RollupOp::Min, "price"),
        measure(RollupOp::Max, "price"),
    ];
    let groups = home.groups(vec![by("agent", None)], measures).unwrap();
    let int = Value::Int;
    let expected = vec![
        (
            vec!["bia".into()],
            vec![int(3), int(60), Value::Float(30.0), int(20), int(40)],
        ),
        (
            vec![Value::Null],
            vec![int(1), Value::Null, Value::Null, Value::Null, Value::Null],
        ),
        (
            vec!["ana".into()],
            vec![int(1), int(100), Value::Float(100.0), int(100), int(100)],
        ),
    ];
    assert_eq!(groups, expected);
}

#[test]
fn without_a_group_there_is_one_row_even_over_nothing() {
    let home = home();
    let measures = vec![
        measure(RollupOp::Count, ""),
        measure(RollupOp::Sum, "price"),
    ];
    let groups = home.groups(Vec::new(), measures).unwrap();
    assert_eq!(groups, [(Vec::new(), vec![Value::Int(0), Value::Null])]);
}

#[test]
fn what_cannot_be_grouped_or_summed_up_is_said() {
    let home = home();
    let count = || vec![measure(RollupOp::Count, "")];
    for (group, measures, said) in [
        ("tags", count(), "cannot be grouped"),
        ("place", count(), "cannot be grouped"),
        (
            "agent",
            vec![measure(RollupOp::Sum, "name")],
            "only numbers",
        ),
    ] {
        let error = home.groups(vec![by(group, None)], measures).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn moments_are_grouped_by_local_spans_of_time() {
    let day = json!([{ "key": "day", "type": "date" }, { "key": "moment", "type": "datetime" }]);
    let registry = Registry::new(vec![module(day)]).unwrap();
    let base = home();
    Projections::prepare(&base.connection, &registry).unwrap();
    let home = Home {
        tables: Tables::of(&registry).unwrap(),
        registry,
        ..base
    };
    // Monday 2026-11-23T01:30Z is still Sunday evening in São Paulo.
    let moment = Value::Time(1_795_397_400_000);
    home.put(
        "test.house",
        1,
        "",
        &fields(&[("day", "2026-11-22".into()), ("moment", moment)]),
    );
    for (every, from_day, from_moment) in [
        (Every::Day, "2026-11-22", "2026-11-22"),
        (Every::Week, "2026-11-16", "2026-11-16"),
        (Every::Month, "2026-11-01", "2026-11-01"),
        (Every::Quarter, "2026-10-01", "2026-10-01"),
        (Every::Year, "2026-01-01", "2026-01-01"),
    ] {
        let group_by = vec![
            by("day", Some(every)),
            GroupBy {
                offset_minutes: -180,
                ..by("moment", Some(every))
            },
        ];
        let groups = home
            .groups(group_by, vec![measure(RollupOp::Count, "")])
            .unwrap();
        assert_eq!(
            groups[0].0,
            [from_day.into(), from_moment.into()],
            "{every:?}"
        );
    }
}

#[test]
fn a_box_holds_what_lies_in_it_also_over_the_date_line() {
    let home = home();
    for (n, lat, lon) in [
        (1, -8.05, -34.9),
        (2, -8.5, -34.9),
        (3, 0.0, 179.9),
        (4, 0.0, -179.9),
    ] {
        home.place(n, lat, lon);
    }
    for (south, north, west, east, expected) in [
        (-8.1, -8.0, -35.0, -34.8, vec!["id1"]),
        (-8.05, -8.05, -34.9, -34.9, vec!["id1"]),
        (-9.0, -8.0, -35.0, -34.8, vec!["id2", "id1"]),
        (-1.0, 1.0, 179.0, -179.0, vec!["id4", "id3"]),
    ] {
        let within = Within {
            field: None,
            south,
            north,
            west,
            east,
        };
        let found = home.ids(&ListQuery {
            within: Some(within),
            ..ListQuery::new(house(), 9)
        });
        assert_eq!(found, expected, "{south} {north} {west} {east}");
    }
}

#[test]
fn records_of_one_cell_are_one_cluster_and_a_lone_one_is_itself() {
    let home = home();
    for (n, lat, lon) in [(1, -8.01, -34.91), (2, -8.03, -34.93), (3, -9.5, -34.9)] {
        home.place(n, lat, lon);
    }
    home.put("test.house", 4, "nowhere", &Fields::new());
    let asked = ClusterQuery {
        of: ListQuery::new(house(), 0),
        field: None,
        value: Some("name".to_owned()),
        cell_lat: 1.0,
        cell_lon: 1.0,
    };
    let nobody_fields = Fields::new();
    let projections = Projections::new(&home.connection, &home.registry, &home.tables);
    let mut found = projections
        .clusters(&asked, nobody(&nobody_fields))
        .unwrap();
    found.sort_by_key(|cluster| cluster.count);
    let [lone, pair] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        (lone.count, lone.id.as_str(), lone.title.as_str()),
        (1, "id3", "house 3")
    );
    assert_eq!(
        (pair.count, pair.edges),
        (2, [-8.03, -8.01, -34.93, -34.91])
    );
    assert!((pair.lat + 8.02).abs() < 1e-9 && (pair.lon + 34.92).abs() < 1e-9);
}
