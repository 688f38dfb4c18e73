use super::*;
use crate::load::parse_module;

const MODULE: &str = "
campo: 1
module: demo
version: 1.0.0
types:
  - key: house
    facets: [{ key: papers }]
    fields:
      - { key: agent, type: user }
      - { key: territory, type: text }
      - { key: price, type: int }
      - { key: deed, type: text, facet: papers }
    sync: { scope: self.territory == user.territory }
  - key: secret
    fields: [{ key: name, type: text }]
roles:
  - key: agent
    grants: { house: { read: self.agent == user.id || self.territory == user.territory, update: self.agent == user.id, fields: { deed: hidden, price: read } } }
  - key: office
    includes: [agent]
    scope: all
    grants: { house: { read: true, create: true, fields: { price: edit } } }
  - key: guest
    grants: { house: { read: true, facets: { papers: hidden } } }
  - key: clerk
    grants: { house: { read: self.agent == user.id, update: self.agent == user.id, fields: { price: read } } }
  - key: helper
    includes: [agent, guest]
";

fn access(roles: &[&str]) -> Access {
    let registry = Registry::new(vec![parse_module(&[("module.yaml", MODULE)]).unwrap()]).unwrap();
    Access::of(&registry, &person(roles))
}

fn person(roles: &[&str]) -> Principal {
    let id = "019aa0f4-0000-7000-8000-000000000001".parse().unwrap();
    let attributes = BTreeMap::from([("territory".to_owned(), Value::from("north"))]);
    Principal {
        id,
        name: "Ana".to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        attributes,
    }
}

fn house(agent: &str, territory: &str) -> Fields {
    Fields::from([
        ("agent".to_owned(), agent.into()),
        ("territory".to_owned(), territory.into()),
    ])
}

#[test]
fn what_is_not_granted_is_refused() {
    let key = |name: &str| TypeKey::new("demo", name).unwrap();
    for (roles, name) in [
        (&["agent"][..], "secret"),
        (&[][..], "house"),
        (&["ghost"][..], "house"),
    ] {
        let access = access(roles);
        assert_eq!(access.on(&key(name)), &TypeAccess::default(), "{roles:?}");
        assert!(!access.on(&key(name)).replicates(&Scope::default()));
    }
    assert_eq!(
        access(&["agent"]).readable_types().collect::<Vec<_>>(),
        [&key("house")]
    );
}

#[test]
fn an_agent_reads_more_than_replicates_and_the_office_gets_all() {
    let user = person(&[]).fields();
    let id = user.get("id").and_then(Value::as_text).unwrap_or_default();
    let cases = [
        ("agent", house(id, "south"), (true, true, false)),
        ("agent", house("other", "north"), (true, false, true)),
        ("agent", house("other", "south"), (false, false, false)),
        ("office", house("other", "south"), (true, false, true)),
    ];
    for (role, record, expected) in cases {
        let access = access(&[role]);
        let on = access.on(&TypeKey::new("demo", "house").unwrap());
        let scope = Scope {
            record: Some(&record),
            user: Some(&user),
            ..Scope::default()
        };
        assert_eq!(
            (
                on.grant.read.holds(&scope),
                on.grant.update.holds(&scope),
                on.replicates(&scope)
            ),
            expected,
            "{role} {record:?}"
        );
    }
}

#[test]
fn a_facet_is_hidden_when_all_its_fields_are_and_wider_roles_win() {
    let key = TypeKey::new("demo", "house").unwrap();
    let agent = access(&["agent"]);
    assert_eq!(
        agent.on(&key).readable_facets().collect::<Vec<_>>(),
        ["base"]
    );
    assert_eq!(agent.on(&key).field("deed"), FieldRight::Hidden);
    assert_eq!(agent.on(&key).field("price"), FieldRight::Read);
    assert_eq!(agent.on(&key).field("nothing"), FieldRight::Hidden);
    let office = access(&["office"]);
    assert_eq!(
        office.on(&key).readable_facets().collect::<Vec<_>>(),
        ["base", "papers"]
    );
    assert_eq!(office.on(&key).field("price"), FieldRight::Edit);
    assert!(office.roles().contains("agent"));
}

#[test]
fn what_two_roles_hide_stays_hidden_whether_they_say_so_of_the_facet_or_of_its_fields() {
    let key = TypeKey::new("demo", "house").unwrap();
    for roles in [&["agent", "guest"][..], &["helper"]] {
        let access = access(roles);
        assert_eq!(
            access.on(&key).facet("papers"),
            FieldRight::Hidden,
            "{roles:?}"
        );
        assert_eq!(
            access.on(&key).field("deed"),
            FieldRight::Hidden,
            "{roles:?}"
        );
        assert_eq!(
            access.on(&key).field("price"),
            FieldRight::Read,
            "{roles:?}"
        );
    }
}

#[test]
fn who_may_only_read_gives_nobody_the_right_to_edit_a_field() {
    let key = TypeKey::new("demo", "house").unwrap();
    for roles in [["clerk", "guest"], ["guest", "clerk"]] {
        let access = access(&roles);
        assert_eq!(
            access.on(&key).field("price"),
            FieldRight::Read,
            "{roles:?}"
        );
        assert_eq!(
            access.on(&key).field("territory"),
            FieldRight::Edit,
            "{roles:?}"
        );
        assert_eq!(access.on(&key).field("deed"), FieldRight::Edit, "{roles:?}");
    }
}
