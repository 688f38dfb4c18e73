//! Importing files: everything in, bad rows named, twice changes nothing.

use std::fmt::Write;
use std::path::Path;

use campo_tests::{Home, Server, data_file};
use serde_json::json;

#[test]
fn bad_rows_are_named_and_the_rest_goes_in() {
    let server = Server::start();
    let tenant = server.tenant("rows");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let file = home.path().join("leads.csv");
    std::fs::write(&file, "name;budget;stage;city\nAna;1000;new;São Paulo\nBeto;muito;new;Rio\n;5;new;Recife\nCaio;7;won;Bahia\n").unwrap();
    let words = ["import", "crm.lead", file.to_str().unwrap()];

    let dry = home.run(&[&words[..], &["--dry-run"]].concat());
    assert_eq!(
        (dry.code, &dry.json["created"]),
        (Some(1), &json!(2)),
        "{}",
        dry.stderr
    );
    assert_eq!(
        home.run(&["record", "list", "crm.lead"]).ok()["total"],
        0,
        "a dry run changes nothing"
    );

    let answer = home.run(&words);
    assert_eq!(
        answer.code,
        Some(1),
        "bad rows show in the exit code: {}",
        answer.stderr
    );
    let report = answer.json;
    assert_eq!(
        (&report["rows"], &report["created"], &report["updated"]),
        (&json!(4), &json!(2), &json!(0))
    );
    let lines: Vec<i64> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p["line"].as_i64())
        .collect();
    assert_eq!(lines, [3, 4], "{report}");
    assert!(
        report["problems"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("muito"),
        "{report}"
    );

    std::fs::write(&file, "name;budget;stage;city\nAna;2000;new;São Paulo\nBeto;10;new;Rio\n;5;new;Recife\nCaio;7;won;Bahia\n").unwrap();
    let report = home.run(&words).json;
    assert_eq!(
        (&report["created"], &report["updated"], &report["unchanged"]),
        (&json!(1), &json!(1), &json!(1)),
        "{report}"
    );
    assert_eq!(home.run(&["record", "list", "crm.lead"]).ok()["total"], 3);
}

#[test]
fn the_whole_register_of_properties_and_municipalities_goes_in_once() {
    let server = Server::start();
    let tenant = server.tenant("real");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    for (record_type, name, make) in [
        (
            "imoveis.property",
            "california_housing.csv",
            housing as fn(&Path),
        ),
        (
            "core.municipality",
            "municipios.csv",
            municipalities as fn(&Path),
        ),
    ] {
        let file = data_file(name).unwrap_or_else(|| {
            let path = home.path().join(name);
            make(&path);
            path
        });
        let rows = std::fs::read_to_string(&file).unwrap().lines().count() - 1;
        let first = home
            .run(&["import", record_type, file.to_str().unwrap()])
            .ok();
        assert_eq!(
            (&first["rows"], &first["created"]),
            (&json!(rows), &json!(rows)),
            "{}",
            first["problems"]
        );
        assert_eq!(first["unmapped"], json!([]), "every column has a field");
        let second = home
            .run(&["import", record_type, file.to_str().unwrap()])
            .ok();
        assert_eq!(
            (&second["created"], &second["unchanged"]),
            (&json!(0), &json!(rows))
        );
        assert_eq!(
            home.run(&["record", "list", record_type, "--limit", "1"])
                .ok()["total"],
            rows
        );
    }
    let found = home
        .run(&[
            "record",
            "list",
            "core.municipality",
            "--search",
            "sao paulo",
            "--limit",
            "3",
        ])
        .ok();
    assert!(
        found["total"].as_i64().unwrap() > 0,
        "accents do not matter: {found}"
    );
    home.sync();
    let other = Home::signed_in(&server, &tenant, "ana");
    let count =
        |home: &Home, key| home.run(&["record", "list", key, "--limit", "1"]).ok()["total"].clone();
    for key in ["imoveis.property", "core.municipality"] {
        assert_eq!(
            count(&other, key),
            count(&home, key),
            "a new device gets all of {key}"
        );
    }
}

/// Rows of the same shape as the census file, for machines without it.
fn housing(path: &Path) {
    let mut text = "longitude,latitude,housing_median_age,total_rooms,total_bedrooms,population,households,median_income,median_house_value,ocean_proximity\n".to_owned();
    for i in 0..500 {
        let territory = ["INLAND", "NEAR BAY", "<1H OCEAN"][i % 3];
        let (lon, lat) = (-122.0 - i as f64 / 1000.0, 37.0 + i as f64 / 1000.0);
        let _ = writeln!(
            text,
            "{lon:.3},{lat:.3},{}.0,{}.0,{}.0,{}.0,{}.0,8.3,{}.0,{territory}",
            i % 50,
            800 + i,
            100 + i,
            300 + i,
            120,
            400_000 + i
        );
    }
    std::fs::write(path, text).unwrap();
}

/// Rows of the same shape as the register of municipalities.
fn municipalities(path: &Path) {
    let mut text =
        "codigo_ibge,nome,latitude,longitude,capital,codigo_uf,siafi_id,ddd,fuso_horario\n"
            .to_owned();
    for i in 0..300 {
        let name = if i == 7 {
            "São Paulo".to_owned()
        } else {
            format!("Município {i}")
        };
        let _ = writeln!(
            text,
            "{},{name},-{}.5,-46.6,0,35,{},11,America/Sao_Paulo",
            3_500_000 + i,
            20 + i % 5,
            1000 + i
        );
    }
    std::fs::write(path, text).unwrap();
}
