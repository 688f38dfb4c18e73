use super::*;
use crate::value::Value;

fn fields(pairs: &[(&str, Value)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

fn eval(source: &str) -> Result<Value, EvalError> {
    let address = fields(&[("city", "Recife".into())]);
    let item = |cost: i64| {
        Value::Map(fields(&[
            ("cost", Value::Int(cost)),
            ("room", "bath".into()),
        ]))
    };
    let empty = Value::Map(Fields::new());
    let record = fields(&[
        ("price", Value::Int(1000)),
        ("area", Value::Float(50.0)),
        ("status", "draft".into()),
        ("agent", "ana".into()),
        ("property", "p1".into()),
        ("purpose", Value::List(vec!["rent".into()])),
        ("address", Value::Map(address)),
        ("items", Value::List(vec![item(5), item(7), empty])),
        ("starts", Value::Time(3_600_000)),
        (
            "place",
            Value::Map(fields(&[
                ("lat", Value::Float(0.0)),
                ("lon", Value::Int(0)),
            ])),
        ),
    ]);
    let property = fields(&[
        ("agent", "bia".into()),
        (
            "place",
            Value::Map(fields(&[("lat", Value::Int(0)), ("lon", Value::Int(1))])),
        ),
    ]);
    let related = BTreeMap::from([("property".to_owned(), property)]);
    let user = fields(&[("id", "ana".into())]);
    let scope = Scope {
        record: Some(&record),
        user: Some(&user),
        related: Some(&related),
        ..Scope::default()
    };
    Expression::compile(source).unwrap().eval(&scope)
}

#[test]
fn expressions_give_what_cel_gives() {
    let truths = [
        ("self.price > 999.5 && self.price >= 1000", true),
        ("self.agent == user.id", true),
        (
            "self.property.agent == 'bia' && self.property == 'p1'",
            true,
        ),
        ("self.address.city.startsWith('Rec')", true),
        ("'rent' in self.purpose && !('sale' in self.purpose)", true),
        (
            "has(self.address.city) && !has(self.address.street) && !has(self.owner)",
            true,
        ),
        ("self.owner == null && self.owner != 'x'", true),
        ("self.items.exists(i, i.cost > 6)", true),
        ("self.items.map(i, i.cost).sum() == 12", true),
        ("self.nothing.size() == 0 && size(self.items) == 3", true),
        ("'a' in self.nothing", false),
        (
            "self.starts + duration('30m') == timestamp('1970-01-01T01:30:00Z')",
            true,
        ),
        (
            "self.starts > now() && today() == '1970-01-01' && month(self.starts) == '1970-01'",
            true,
        ),
        (
            "distance(self.place, self.property.place) > 111000.0 && distance(self.place, self.property.place) < 112000.0",
            true,
        ),
        ("self.status in ['draft', 'open'] ? true : false", true),
        ("1 == 1.0 && self.price == 1000.0", true),
        ("self.items.filter(i, has(i.cost)).size() == 2", true),
        ("self.items.all(i, i.room == null || self.price > 1)", true),
    ];
    for (source, expected) in truths {
        assert_eq!(eval(source), Ok(Value::Bool(expected)), "{source}");
    }
    assert_eq!(
        eval("double(self.price) / self.area"),
        Ok(Value::Float(20.0))
    );
}

#[test]
fn an_error_is_an_error_and_holds_is_false() {
    for source in [
        "self.owner <= 5",
        "!(self.owner <= 5)",
        "self.address.city > 3",
        "self.price / 0 == 1",
        "distance(self.place, self.owner) < 1.0",
    ] {
        assert!(eval(source).is_err(), "{source}");
        assert!(
            !Expression::compile(source)
                .unwrap()
                .holds(&Scope::default()),
            "{source}"
        );
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let cases = [
        ("self.price >", 13),
        ("self.price > 1 && price > 1", 19),
        ("self", 1),
        ("shout(self.price)", 6),
        ("self.items.map(self, 1)", 15),
        ("duration('3 days') == 1", 9),
        ("self.name.matches(self.pattern)", 18),
        ("{'a': 1} == 2", 1),
        ("self.a.?b == 1", 7),
        ("self.a.map(i, self.b.map(j, 1))", 25),
    ];
    for (source, column) in cases {
        let error = Expression::compile(source).unwrap_err();
        assert_eq!(error.column, column, "{source}: {error}");
    }
}

#[test]
fn hostile_sources_are_refused_without_harm() {
    for source in [
        "(".repeat(1900),
        "!".repeat(1900),
        "-".repeat(1900),
        "a?b:".repeat(400),
        "[".repeat(900) + &"]".repeat(900),
        "1+".repeat(900),
        "x".repeat(5000),
        "self.a.map(x,".repeat(100),
    ] {
        assert!(Expression::compile(&source).is_err(), "{}", &source[..20]);
    }
}

#[test]
fn reads_name_what_is_read() {
    let expression = Expression::compile(
        "self.property.agent == user.id && self.kind == 'flat' && self.items.exists(i, i.cost > 1)",
    )
    .unwrap();
    assert_eq!(
        expression.fields(),
        BTreeSet::from(["property", "kind", "items"])
    );
    assert_eq!(
        expression.hops(),
        BTreeMap::from([("property", BTreeSet::from(["agent"]))])
    );
    let compared: Vec<_> = expression.reads().compared.iter().cloned().collect();
    assert_eq!(compared, [(vec!["kind".to_owned()], "flat".to_owned())]);
    let items: Vec<_> = expression.reads().items.iter().cloned().collect();
    assert_eq!(items, [(vec!["items".to_owned()], "cost".to_owned())]);
}
