use proptest::prelude::*;

use super::*;

const GPX: &str = r#"<?xml version="1.0"?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Visita</name><trkseg>
<trkpt lat="-23.5505" lon="-46.6333"><ele>760.5</ele><time>2026-11-23T10:00:00Z</time><hdop>0.8</hdop></trkpt>
<trkpt lat="-23.5506" lon="-46.6334"><time>2026-11-23T10:00:01.500Z</time><extensions><x:speed>1.5</x:speed></extensions></trkpt>
<trkpt lat="-23.5507" lon="-46.6335"/>
<trkpt lat="99" lon="0"><time>2026-11-23T10:00:03Z</time></trkpt>
</trkseg></trk></gpx>"#;

const NMEA: &str = "$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r
$GPGSA,A,3,10,07,05,02,29,04,08,13,,,,,1.72,1.03,1.38*0A\r
$GPRMC,092750.000,A,5321.6802,N,00630.3372,W,0.02,31.66,280511,,,A*43\r
$GPRMC,092751.000,A,5321.6802,N,00630.3371,W,0.06,31.66,280511,,,A*45\r
$GPRMC,092752.000,A,5321.6802,N,00630.3371,W,0.06,31.66,280511,,,A*00\r\n";

#[test]
fn gpx_points_have_place_time_height_speed_and_accuracy() {
    let Replay { positions, skipped } = replay(GPX.as_bytes()).unwrap();
    assert_eq!((positions.len(), skipped), (2, 2));
    assert_eq!(positions[0].time, 1_795_428_000_000);
    assert_eq!((positions[0].lat, positions[0].lon), (-23.5505, -46.6333));
    assert_eq!(
        (positions[0].altitude, positions[0].accuracy),
        (Some(760.5), Some(4.0))
    );
    assert_eq!(
        (positions[1].time, positions[1].speed),
        (1_795_428_001_500, Some(1.5))
    );
}

#[test]
fn nmea_sentences_of_one_second_are_one_position() {
    let Replay { positions, skipped } = replay(NMEA.as_bytes()).unwrap();
    assert_eq!((positions.len(), skipped), (2, 1));
    assert_eq!(positions[0].time, 1_306_574_870_000);
    assert!((positions[0].lat - 53.361_336).abs() < 1e-5);
    assert_eq!(positions[0].altitude, Some(61.7));
    assert_eq!(positions[1].altitude, None);
    assert_eq!(positions[1].time - positions[0].time, 1_000);
}

#[test]
fn other_files_are_refused() {
    for bytes in [&b""[..], b"PK\x03\x04", b"lat,lon\n1,2"] {
        assert!(matches!(replay(bytes), Err(ReplayError::Unknown)));
    }
    assert!(matches!(
        replay(b"<html></html>"),
        Err(ReplayError::NoPositions)
    ));
    assert!(matches!(
        replay(b"<gpx><trkpt lat='1"),
        Err(ReplayError::Gpx(_))
    ));
}

proptest! {
    #[test]
    fn no_file_makes_the_readers_panic(noise in prop::collection::vec(any::<u8>(), 0..200), at: prop::sample::Index, gpx: bool) {
        let mut bytes = if gpx { GPX } else { NMEA }.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes.splice(at..(at + noise.len()).min(NMEA.len()).max(at), noise);
        let _ = replay(&bytes);
    }

    #[test]
    fn no_sentence_makes_the_reader_panic(body in "GP(RMC|GGA),[0-9.,AVNSWE-]{0,90}") {
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        let _ = replay(format!("${body}*{sum:02X}").as_bytes());
    }
}
