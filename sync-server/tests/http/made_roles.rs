//! Roles made up by chance: as a manifest says them, and once more as plain conditions.

use std::collections::BTreeSet;

use fastrand::Rng;

/// What houses and people have as their territory.
pub const TERRITORIES: [Option<&str>; 3] = [Some("north"), Some("south"), None];

/// What rules read of a house.
pub struct House {
    pub territory: Option<&'static str>,
    pub price: i64,
    pub owner: String,
}

/// What rules read of a person.
pub struct Person {
    pub id: String,
    pub territory: Option<&'static str>,
    pub roles: Vec<usize>,
}

/// A condition on a house.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    Never,
    Always,
    Territory,
    Cheap,
    Own,
    FirstRole,
}

/// How a role says that it hides the papers of houses.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Hiding {
    Nothing,
    TheFacet,
    EachField,
}

/// A role.
#[derive(Debug, Clone)]
struct Role {
    houses: Rule,
    visits: Rule,
    papers: Hiding,
    everywhere: bool,
    includes: Option<usize>,
}

/// The roles of a tenant, and which houses replicate to whom.
#[derive(Debug, Clone)]
pub struct Set {
    roles: Vec<Role>,
    scope: Rule,
}

impl Rule {
    const ALL: [Self; 6] = [
        Self::Never,
        Self::Always,
        Self::Territory,
        Self::Cheap,
        Self::Own,
        Self::FirstRole,
    ];

    /// As a manifest says it of what `subject` names.
    fn said(self, subject: &str) -> String {
        match self {
            Self::Never => "false".to_owned(),
            Self::Always => "true".to_owned(),
            Self::Territory => format!("\"{subject}.territory == user.territory\""),
            Self::Cheap => format!("\"{subject}.price < 50\""),
            Self::Own => format!("\"{subject}.owner == user.id\""),
            Self::FirstRole => "\"user.role == 'role0'\"".to_owned(),
        }
    }

    fn holds(self, person: &Person, house: &House) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            // Nothing equals nothing: who has no territory sees what has none.
            Self::Territory => person.territory == house.territory,
            Self::Cheap => house.price < 50,
            Self::Own => house.owner == person.id,
            Self::FirstRole => person.roles.first() == Some(&0),
        }
    }
}

impl Set {
    /// No roles but the one who fills the tenant.
    pub fn empty() -> Self {
        Self {
            roles: vec![],
            scope: Rule::Always,
        }
    }

    /// Three roles, the later ones with one of the earlier in them at times.
    pub fn any(chance: &mut Rng) -> Self {
        let rule = |chance: &mut Rng| Rule::ALL[chance.usize(..Rule::ALL.len())];
        let role = |number: usize, chance: &mut Rng| Role {
            houses: rule(chance),
            visits: rule(chance),
            papers: [Hiding::Nothing, Hiding::TheFacet, Hiding::EachField][chance.usize(..3)],
            everywhere: chance.bool(),
            includes: (number > 0 && chance.u8(..4) == 0).then(|| chance.usize(..number)),
        };
        Self {
            roles: (0..3).map(|number| role(number, chance)).collect(),
            scope: [Rule::Always, Rule::Territory, Rule::Cheap][chance.usize(..3)],
        }
    }

    /// The module with these roles.
    pub fn manifest(&self, version: u64) -> String {
        let scope = self.scope.said("self");
        let mut text = format!(
            "
campo: 1
module: estate
version: 1.0.{version}
types:
  - key: house
    facets: [{{ key: papers }}]
    fields:
      - {{ key: name, type: text }}
      - {{ key: owner, type: text }}
      - {{ key: territory, type: text }}
      - {{ key: price, type: int }}
      - {{ key: photos, type: image, many: true }}
      - {{ key: deed, type: text, facet: papers }}
      - {{ key: scans, type: file, many: true, facet: papers }}
    sync: {{ scope: {scope} }}
  - key: visit
    fields:
      - {{ key: house, type: ref, to: house, required: true }}
      - {{ key: notes, type: text }}
roles:
  - {{ key: seeder, scope: all, grants: {{ house: {{ read: true, create: true, update: true }}, visit: {{ read: true, create: true }} }} }}
"
        );
        for (number, role) in self.roles.iter().enumerate() {
            text += &role.manifest(number);
        }
        text
    }

    /// The roles that a person has, also those within others.
    fn held(&self, person: &Person) -> BTreeSet<usize> {
        let mut held = BTreeSet::new();
        let mut waiting = person.roles.clone();
        while let Some(next) = waiting.pop() {
            if held.insert(next) {
                waiting.extend(self.roles[next].includes);
            }
        }
        held
    }

    fn any_held(&self, person: &Person, is_so: impl Fn(&Role) -> bool) -> bool {
        let held = self.held(person).into_iter();
        held.map(|number| &self.roles[number]).any(is_so)
    }

    /// Whether the person's devices hold a house.
    pub fn has_house(&self, person: &Person, house: &House) -> bool {
        let is_near =
            self.scope.holds(person, house) || self.any_held(person, |role| role.everywhere);
        is_near && self.any_held(person, |role| role.houses.holds(person, house))
    }

    /// Whether the person's devices hold the visit of a house.
    pub fn has_visit(&self, person: &Person, house: &House) -> bool {
        self.any_held(person, |role| role.visits.holds(person, house))
    }

    /// Whether the person may read the papers of houses they hold.
    pub fn reads_papers(&self, person: &Person) -> bool {
        self.any_held(person, |role| {
            role.houses != Rule::Never && role.papers == Hiding::Nothing
        })
    }
}

impl Role {
    fn manifest(&self, number: usize) -> String {
        let hiding = match self.papers {
            Hiding::Nothing => "",
            Hiding::TheFacet => ", facets: { papers: hidden }",
            Hiding::EachField => ", fields: { deed: hidden, scans: hidden }",
        };
        let scope = if self.everywhere { "scope: all, " } else { "" };
        let includes = self
            .includes
            .map(|other| format!("includes: [role{other}], "));
        let includes = includes.unwrap_or_default();
        let (houses, visits) = (self.houses.said("self"), self.visits.said("self.house"));
        format!(
            "  - {{ key: role{number}, {scope}{includes}grants: {{ house: {{ read: {houses}{hiding} }}, visit: {{ read: {visits} }} }} }}\n"
        )
    }
}
