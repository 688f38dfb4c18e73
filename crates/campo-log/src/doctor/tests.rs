use campo_document::Scalar;

use crate::testing::{NOW, World, text};

/// A world with a bit of everything in it.
fn lived_in() -> World {
    let world = World::new();
    let (mut office, mut ana) = (world.device("office"), world.device("ana"));
    let house = ana.create_house("Casa", "north");
    ana.set(house, "price", Scalar::Int(-1));
    ana.push();
    ana.pull();
    ana.create_visit(house);
    ana.push();
    office.pull();
    office.set(house, "name", text("Villa"));
    office.push();
    ana.set(house, "name", text("Sobrado"));
    ana.push();
    world.tenant().revoke_device(ana.tag(), NOW).unwrap();
    ana.create_house("late", "north");
    ana.push();
    world
}

#[test]
fn a_sound_tenant_has_no_problems() {
    let world = lived_in();
    assert_eq!(world.tenant().examine().unwrap(), Vec::<String>::new());
    let open = world.tenant().quarantine(false).unwrap();
    world
        .tenant()
        .accept_quarantined(&[open[0].n], NOW)
        .unwrap();
    assert_eq!(world.tenant().examine().unwrap(), Vec::<String>::new());
}

#[test]
fn a_tampered_row_is_found_and_named() {
    let cases = [
        (
            "an edit",
            "UPDATE entry SET payload = (SELECT payload FROM entry e WHERE e.number = 1 AND e.record <> entry.record LIMIT 1) WHERE number = 3 AND kind = 'edit'",
            "not the one that came",
        ),
        (
            "a verdict",
            "UPDATE verdict SET outcome = (SELECT outcome FROM verdict v WHERE v.outcome <> verdict.outcome LIMIT 1) WHERE number = 2",
            "not the one that came",
        ),
        (
            "a chain",
            "UPDATE verdict SET chain = zeroblob(32) WHERE number = 1",
            "not the one that came",
        ),
        (
            "a decision left out",
            "DELETE FROM verdict WHERE number = 1",
            "without a verdict",
        ),
        (
            "an entry left out",
            "DELETE FROM entry WHERE seq = (SELECT max(seq) - 1 FROM entry)",
            "gaps",
        ),
        (
            "a document",
            "UPDATE document SET state = (SELECT state FROM document d WHERE d.record <> document.record LIMIT 1)",
            "not what the log says",
        ),
        (
            "a list",
            "UPDATE \"p_demo.house\" SET name = 'x'",
            "out of date",
        ),
        (
            "a holding",
            "INSERT INTO held (device, record, from_seq) VALUES (zeroblob(8), 999, 1)",
            "without a record",
        ),
    ];
    for (what, sql, expected) in cases {
        let world = lived_in();
        world
            .tenant()
            .write(|transaction| {
                assert!(transaction.execute(sql, [])? > 0, "{what}");
                Ok(())
            })
            .unwrap();
        let problems = world.tenant().examine().unwrap();
        assert!(
            problems.iter().any(|problem| problem.contains(expected)),
            "{what}: {problems:?}"
        );
    }
}

#[test]
fn a_repair_makes_the_lists_anew() {
    let world = lived_in();
    let tenant = world.tenant();
    tenant
        .write(|transaction| Ok(transaction.execute("UPDATE \"p_demo.house\" SET name = 'x'", [])?))
        .unwrap();
    assert_eq!(tenant.examine().unwrap().len(), 1);
    tenant.rebuild_projections().unwrap();
    assert_eq!(tenant.examine().unwrap(), Vec::<String>::new());
}
