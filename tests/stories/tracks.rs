//! Where a person has been: recorded by consent, through a kill, with exact arrivals, and synchronized like any record.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use campo_tests::{Home, Server};
use serde_json::{Value, json};

const METERS_PER_DEGREE: f64 = 111_195.08;
const HOURS: i64 = 10;

/// A working day at one position a second: rests, walks and drives along a parallel, with a sensor's noise.
fn working_day(folder: &Path) -> PathBuf {
    let mut gpx = String::from("<gpx version=\"1.1\"><trk><trkseg>\n");
    let mut east = 0.0;
    for second in 0..HOURS * 3_600 {
        east += [0.0, 1.4, 11.0][usize::try_from(second / 900 % 3).unwrap()];
        let noise = f64::from(i32::try_from(second * 7 % 19).unwrap() - 9) / 9.0;
        let lon = east / METERS_PER_DEGREE;
        let lat = noise / METERS_PER_DEGREE;
        let time = jiff_time(second);
        writeln!(
            gpx,
            "<trkpt lat=\"{lat:.7}\" lon=\"{lon:.7}\"><ele>760</ele><time>{time}</time><hdop>0.8</hdop></trkpt>"
        )
        .unwrap();
    }
    gpx.push_str("</trkseg></trk></gpx>\n");
    let path = folder.join("day.gpx");
    std::fs::write(&path, gpx).unwrap();
    path
}

/// A second of the day, from 08:00.
fn jiff_time(second: i64) -> String {
    let (hour, minute) = (8 + second / 3_600, second / 60 % 60);
    format!("2026-11-23T{hour:02}:{minute:02}:{:02}.000Z", second % 60)
}

/// A home with consent and a place on the day's way: the device is there in the 900 seconds of the second rest.
fn agent(server: &Server) -> (Home, String) {
    let tenant = server.tenant("tracks");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(server, &tenant, "ana");
    let rest = 900.0 * 12.4 / METERS_PER_DEGREE;
    let place = [format!("place.lat={}", 0.0), format!("place.lon={rest}")];
    let fields = ["kind=land", "price=100000", &place[0], &place[1]];
    let property = home.create("imoveis.property", &fields);
    (home, property)
}

fn kinds(track: &Value) -> Vec<(String, String)> {
    let crossings = track["fields"]["crossings"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let pair = |crossing: &Value| (text(&crossing["kind"]), text(&crossing["time"]));
    crossings.iter().map(pair).collect()
}

#[test]
fn nothing_is_recorded_without_consent() {
    let server = Server::start();
    let (home, _) = agent(&server);
    let day = working_day(home.path());
    let record = ["track", "record", day.to_str().unwrap(), "--fast"];
    assert!(home.run(&record).refused().contains("not allowed"));
    home.run(&["track", "consent", "on"]).ok();
    home.run(&["track", "consent", "off"]).ok();
    assert!(home.run(&record).refused().contains("not allowed"));
    assert_eq!(home.run(&["track", "list"]).ok()["total"], 0);
}

#[test]
fn a_day_survives_a_kill_is_small_and_tells_arrivals_to_the_second() {
    let server = Server::start();
    let (home, property) = agent(&server);
    let day = working_day(home.path());
    let day = day.to_str().unwrap();
    home.run(&["track", "consent", "on"]).ok();
    let mut words = vec!["track", "record", day, "--fast", "--purpose", "Visitas"];
    words.extend(["--about", &property]);
    let mut killed = home.spawn(&words);
    let recording = || home.run(&["track", "status"]).ok()["recording"].clone();
    while recording()["points"].as_u64().unwrap_or(0) < 200 {
        assert!(
            killed.try_wait().unwrap().is_none(),
            "the day ended too soon"
        );
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let left = recording();
    assert!(left["points"].as_u64().unwrap() >= 200, "{left}");

    words.push("--resume");
    let track = home.run(&words).ok();
    assert_eq!(
        home.run(&["track", "status"]).ok()["recording"],
        Value::Null
    );
    let fields = &track["fields"];
    assert_eq!(fields["purpose"], "Visitas");
    assert_eq!(fields["started"], jiff_time(0));
    let meters = fields["meters"].as_f64().unwrap();
    // Thirteen and a third rounds of 900 seconds each at rest, on foot and in the car, less what the break cost.
    let driven = 900.0 * (13.0 * 1.4 + 13.0 * 11.0);
    assert!(
        (meters - driven).abs() < driven * 0.05,
        "{meters} of {driven}"
    );
    let size = fields["file"][0]["size"].as_u64().unwrap();
    let record = fields.to_string().len() as u64;
    println!(
        "file {size} bytes, record {record} bytes, {} positions",
        fields["points"]
    );
    assert!(size + record < 300_000);
    // 100 m less 4 m of accuracy before the rest at 11 m/s, and 104 m after it at 1.4 m/s.
    let expected = [("enter", 2_691), ("dwell", 2_991), ("leave", 3_674)];
    assert_eq!(
        kinds(&track),
        expected.map(|(kind, second)| (kind.to_owned(), jiff_time(second)))
    );

    home.sync();
    let id = track["id"].as_str().unwrap();
    let out = home.path().join("out.gpx");
    let exported = home.run(&["track", "export", id, "--out", out.to_str().unwrap()]);
    assert_eq!(exported.ok()["positions"], fields["points"]);
    let again = home
        .run(&["track", "replay", out.to_str().unwrap(), "--all"])
        .ok();
    assert_eq!(again["kept"], fields["points"]);
    assert_eq!(
        home.run(&["track", "list"]).ok()["tracks"][0]["id"],
        json!(id)
    );
}

#[test]
fn a_recording_pauses_and_is_discarded() {
    let server = Server::start();
    let (home, _) = agent(&server);
    let day = working_day(home.path());
    home.run(&["track", "consent", "on"]).ok();
    let refused = home.run(&["track", "pause"]).refused();
    assert!(refused.contains("nothing is being recorded"), "{refused}");
    let mut killed = home.spawn(&["track", "record", day.to_str().unwrap()]);
    while home.run(&["track", "status"]).ok()["recording"].is_null() {}
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(
        home.run(&["track", "pause"]).ok()["recording"]["paused"],
        true
    );
    let refused = home.run(&["track", "finish"]).refused();
    assert!(refused.contains("no position has come yet"), "{refused}");
    assert!(home.run(&["track", "discard"]).ok()["recording"].is_null());
}
