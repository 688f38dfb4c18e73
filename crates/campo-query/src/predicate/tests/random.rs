//! Random records and random expressions over them.

use super::*;

/// A small generator (xorshift64*), so that a failure can be repeated from its seed.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % limit
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'a, T: ?Sized>(&mut self, options: &[&'a T]) -> &'a T {
        options[self.below(options.len())]
    }
}

const WORDS: [&str; 8] = ["", "a", "ab", "São", "b", "2026-11-23", "x'y", "p1"];
const INTS: [i64; 9] = [0, 1, 2, -3, 7, 1000, i64::MAX, i64::MIN, NOW];
/// Without -0.0, which SQLite stores as 0.0.
const FLOATS: [f64; 7] = [0.0, 1.0, 2.0, -3.5, 7.25, 1000.0, 1e308];

fn text(random: &mut Random) -> Value {
    random.pick(&WORDS).into()
}

fn int(random: &mut Random) -> Value {
    Value::Int(INTS[random.below(INTS.len())])
}

fn float(random: &mut Random) -> Value {
    Value::Float(FLOATS[random.below(FLOATS.len())])
}

fn time(random: &mut Random) -> Value {
    Value::Time(NOW + i64::try_from(random.below(5)).unwrap() * 3_600_000 - 7_200_000)
}

fn truth(random: &mut Random) -> Value {
    Value::Bool(random.chance(50))
}

fn set(random: &mut Random) -> Value {
    let members: std::collections::BTreeSet<&str> =
        (0..random.below(3)).map(|_| random.pick(&WORDS)).collect();
    Value::List(members.into_iter().map(Value::from).collect())
}

fn place(random: &mut Random) -> Value {
    Value::Map(super::fields(&[
        ("lat", float_within(random, 90.0)),
        ("lon", float_within(random, 180.0)),
    ]))
}

fn float_within(random: &mut Random, limit: f64) -> Value {
    Value::Float((random.below(1000) as f64 / 500.0 - 1.0) * limit)
}

type Make = fn(&mut Random) -> Value;

/// Some of the fields.
fn some(random: &mut Random, pairs: &[(&str, Make)]) -> Fields {
    let mut fields = Fields::new();
    for (name, make) in pairs {
        if random.chance(70) {
            fields.insert((*name).to_owned(), make(random));
        }
    }
    fields
}

fn address(random: &mut Random) -> Value {
    let parts = some(random, &[("city", text), ("state", text)]);
    if parts.is_empty() {
        Value::Null
    } else {
        Value::Map(parts)
    }
}

fn line(random: &mut Random) -> Value {
    Value::Map(some(
        random,
        &[
            ("room", text),
            ("cost", int),
            ("size", float),
            ("done", truth),
            ("at", time),
        ],
    ))
}

fn lines(random: &mut Random) -> Value {
    Value::List((0..random.below(4)).map(|_| line(random)).collect())
}

fn photos(random: &mut Random) -> Value {
    let photo = |random: &mut Random| {
        Value::Map(some(
            random,
            &[("hash", text), ("size", int), ("mime", text)],
        ))
    };
    Value::List((0..random.below(3)).map(|_| photo(random)).collect())
}

pub(super) fn person(random: &mut Random, id: &str) -> Fields {
    let mut fields = some(
        random,
        &[
            ("name", text),
            ("age", int),
            ("city", address),
            ("home", place),
            ("langs", set),
        ],
    );
    fields.insert("id".to_owned(), id.into());
    fields
}

pub(super) fn house(random: &mut Random, id: &str) -> Fields {
    let owner: Make = |random| random.pick(&["p1", "p2", "p3", "gone"]).into();
    let mut fields = some(
        random,
        &[
            ("name", text),
            ("note", text),
            ("price", int),
            ("rooms", int),
            ("area", float),
            ("rate", float),
            ("sold", truth),
            ("day", text),
            ("starts", time),
            ("tags", set),
            ("owner", owner),
            ("address", address),
            ("place", place),
            ("items", lines),
            ("photos", photos),
            ("status", text),
        ],
    );
    fields.insert("id".to_owned(), id.into());
    fields
}

/// Writes a random expression; kinds are now and then mixed up on purpose.
pub(super) struct Writer<'a> {
    pub(super) random: &'a mut Random,
    /// Variables of the walks around, with whether each is a line (a member of a set otherwise).
    variables: Vec<(&'static str, bool)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(random: &'a mut Random) -> Self {
        Self {
            random,
            variables: Vec::new(),
        }
    }

    pub(super) fn truth(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(&["self.sold", "true", "false", "user.boss"], "done");
        }
        let d = depth - 1;
        match self.random.below(14) {
            0 | 1 => format!("({} && {})", self.truth(d), self.truth(d)),
            2 | 3 => format!("({} || {})", self.truth(d), self.truth(d)),
            4 => format!("!({})", self.truth(d)),
            5 => self.compared(&["==", "!="], d),
            6 => self.compared(&["==", "!=", "<", "<=", ">", ">="], d),
            7 => format!(
                "({} {} {})",
                self.any(d),
                self.random.pick(&["==", "!=", "<", ">="]),
                self.any(d)
            ),
            8 => format!(
                "has({})",
                self.random.pick(&[
                    "self.name",
                    "self.address.city",
                    "self.owner.name",
                    "self.items",
                    "self.place",
                    "self.address",
                    "self.tags"
                ])
            ),
            9 => self.membership(d),
            10 => format!(
                "{}.{}({})",
                self.text(d),
                self.random.pick(&["startsWith", "endsWith", "contains"]),
                self.text(d)
            ),
            11 => format!(
                "({} ? {} : {})",
                self.truth(d),
                self.truth(d),
                self.truth(d)
            ),
            _ => self.walk(d),
        }
    }

    fn compared(&mut self, signs: &[&str], depth: usize) -> String {
        let sign = self.random.pick(signs);
        match self.random.below(4) {
            0 => format!("({} {sign} {})", self.int(depth), self.int(depth)),
            1 => format!("({} {sign} {})", self.float(depth), self.float(depth)),
            2 => format!("({} {sign} {})", self.int(depth), self.float(depth)),
            _ => format!("({} {sign} {})", self.text(depth), self.text(depth)),
        }
    }

    fn any(&mut self, depth: usize) -> String {
        match self.random.below(9) {
            0 => self.int(depth),
            1 => self.float(depth),
            2 | 3 => self.text(depth),
            4 => self.truth(depth),
            5 => "null".to_owned(),
            6 => self
                .random
                .pick(&[
                    "self.items",
                    "self.tags",
                    "self.place",
                    "self.address",
                    "self.owner.langs",
                    "self.status",
                ])
                .to_owned(),
            _ => format!(
                "({} ? {} : {})",
                self.truth(depth),
                self.text(depth),
                self.random.pick(&["null", "self.name", "self.day"])
            ),
        }
    }

    fn membership(&mut self, depth: usize) -> String {
        let item = if self.random.chance(80) {
            self.text(depth)
        } else {
            self.any(depth)
        };
        let list = match self.random.below(6) {
            0 => "self.tags".to_owned(),
            1 => "self.owner.langs".to_owned(),
            2 => "user.teams".to_owned(),
            3 => "self.name".to_owned(),
            4 => "self.items".to_owned(),
            _ => format!("[{}, {}]", self.text(depth), self.any(depth)),
        };
        format!("({item} in {list})")
    }

    fn walk(&mut self, depth: usize) -> String {
        let Some(variable) = ["i", "j"].into_iter().nth(self.variables.len()) else {
            return self.compared(&["=="], depth);
        };
        let list = self.random.pick(&[
            "self.items",
            "self.items",
            "self.tags",
            "self.photos",
            "self.owner.langs",
            "self.name",
        ]);
        self.variables.push((variable, list == "self.items"));
        let walk = format!(
            "{list}.{}({variable}, {})",
            self.random.pick(&["exists", "all"]),
            self.truth(depth)
        );
        self.variables.pop();
        walk
    }

    fn int(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(
                &[
                    "self.price",
                    "self.rooms",
                    "self.starts",
                    "self.owner.age",
                    "0",
                    "1",
                    "2",
                    "7",
                    "-3",
                    "now()",
                    "user.level",
                    "duration('1h')",
                ],
                "cost",
            );
        }
        let d = depth - 1;
        match self.random.below(7) {
            0..=2 => format!(
                "({} {} {})",
                self.int(d),
                self.random.pick(&["+", "-", "*", "/", "%"]),
                self.int(d)
            ),
            3 => format!("-({})", self.int(d)),
            4 => format!(
                "size({})",
                self.random.pick(&[
                    "self.tags",
                    "self.items",
                    "self.name",
                    "self.rooms",
                    "self.owner.name",
                    "self.owner.langs",
                    "'São'"
                ])
            ),
            5 => format!("({} ? {} : {})", self.truth(d), self.int(d), self.int(d)),
            _ => self.int(0),
        }
    }

    fn float(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(
                &[
                    "self.area",
                    "self.rate",
                    "self.place.lat",
                    "self.owner.home.lon",
                    "0.0",
                    "1.0",
                    "7.25",
                    "user.share",
                ],
                "size",
            );
        }
        let d = depth - 1;
        match self.random.below(7) {
            0..=2 => format!(
                "({} {} {})",
                self.float(d),
                self.random.pick(&["+", "-", "*", "/"]),
                self.float(d)
            ),
            3 => format!("-({})", self.float(d)),
            4 => format!(
                "distance({}, {})",
                self.random.pick(&["self.place", "self.owner.home"]),
                self.random
                    .pick(&["self.place", "user.home", "user.nowhere"])
            ),
            5 => format!("double({})", self.int(d)),
            _ => format!(
                "({} ? {} : {})",
                self.truth(d),
                self.float(d),
                self.float(d)
            ),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.chance(50) {
            return self.leaf(
                &[
                    "self.name",
                    "self.note",
                    "self.day",
                    "self.status",
                    "self.owner",
                    "self.owner.name",
                    "self.address.city",
                    "self.owner.city.state",
                    "self.id",
                    "'a'",
                    "''",
                    "'São'",
                    "user.id",
                    "user.gone",
                    "today()",
                    "settings.mark",
                ],
                "room",
            );
        }
        match self.random.below(4) {
            0 => format!("({} + {})", self.text(depth - 1), self.text(depth - 1)),
            1 => format!(
                "month({})",
                self.random.pick(&["self.day", "self.starts", "self.name"])
            ),
            2 => format!("string({})", self.int(depth - 1)),
            _ => format!(
                "({} ? {} : {})",
                self.truth(depth - 1),
                self.text(depth - 1),
                self.text(depth - 1)
            ),
        }
    }

    /// One of the paths and literals, or the variable of a walk: the member, or a field of the line.
    fn leaf(&mut self, options: &[&str], line_field: &str) -> String {
        match self.variables.last().copied() {
            Some((variable, true)) if self.random.chance(60) => format!("{variable}.{line_field}"),
            Some((variable, false)) if self.random.chance(60) => variable.to_owned(),
            _ => self.random.pick(options).to_owned(),
        }
    }
}
