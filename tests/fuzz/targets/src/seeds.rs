//! Inputs made from real values, small, one or a few for each target.

use campo_capture::code::write::{Correction, code_128, qr};
use campo_capture::track::{Position as Fix, encode};
use campo_document::{
    Body, Change, ChangeHash, Document, Edit, EditId, EditTime, KeyOp, Scalar, TextDocument,
    TextLimits,
};
use campo_model::id::{ActorId, DeviceTag, RecordId};
use campo_wire::frame;
use campo_wire::sync::{Item, Position, PullReply, PullRequest, PushRequest, Snapshot};
use uuid::Uuid;

const ACTOR: ActorId = ActorId([7; 16]);

fn written() -> (Document, Change, ChangeHash) {
    let mut document = Document::default();
    let ops = [
        KeyOp::put("name", Scalar::Str("Rita".into())),
        KeyOp::put("rating", Scalar::Int(4)),
        KeyOp::put("tags/a", Scalar::Bool(true)),
        KeyOp::put("area", Scalar::F64(81.5)),
        KeyOp::put("due", Scalar::Timestamp(1_790_000_000_000)),
    ];
    let made = document
        .author(ACTOR, 1_790_000_000, &ops)
        .expect("a change");
    let (change, hash) = made.expect("something changed");
    (document, change, hash)
}

fn typed() -> (TextDocument, Vec<u8>) {
    let mut text = TextDocument::new();
    let made = text.set_text(ACTOR, 0, "uma casa na rua", &TextLimits::default());
    let (bytes, _) = made.expect("a change").expect("something typed");
    (text, bytes)
}

fn edit(body: Body) -> Edit {
    Edit {
        id: EditId {
            device: DeviceTag([7; 8]),
            seq: 1,
        },
        group: None,
        record: RecordId(Uuid::from_u128(5)),
        record_type: "crm.lead".parse().expect("a type"),
        schema: "1.0.0@0".to_owned(),
        at: EditTime {
            device_ms: 1_790_000_000_000,
            offset_ms: Some(-20),
        },
        body,
    }
}

fn edits() -> Vec<Edit> {
    let (_, change, hash) = written();
    let (_, bytes) = typed();
    let bodies = [
        Body::Change {
            facet: "base".to_owned(),
            seen: vec![("name".to_owned(), None)],
            change,
            hash,
        },
        Body::Delete {
            seen: vec![("base".to_owned(), vec![hash])],
        },
        Body::Restore,
        Body::Text {
            facet: "base:notes".to_owned(),
            before: String::new(),
            after: "uma casa na rua".to_owned(),
            change: bytes,
            hash,
        },
    ];
    bodies.into_iter().map(edit).collect()
}

fn push() -> PushRequest {
    PushRequest {
        device: DeviceTag([7; 8]),
        chain: [0; 32],
        edits: edits(),
    }
}

fn page() -> PullReply {
    let (document, ..) = written();
    let snapshot = Snapshot {
        record: RecordId(Uuid::from_u128(5)),
        record_type: "crm.lead".parse().expect("a type"),
        created_ms: 1,
        updated_ms: 2,
        tombstone: None,
        facets: vec![("base".to_owned(), document.to_bytes())],
    };
    let edits = edits().into_iter();
    let edits = edits.map(|edit| Item::Edit {
        seq: 3,
        conflict: false,
        edit,
    });
    let items = [
        Item::Enter(snapshot),
        Item::Leave(RecordId(Uuid::from_u128(6))),
    ];
    PullReply {
        items: items.into_iter().chain(edits).collect(),
        position: Position::default(),
        head: 9,
    }
}

fn request() -> PullRequest {
    PullRequest {
        device: DeviceTag([7; 8]),
        position: Position::default(),
    }
}

fn plain<T: serde::Serialize>(message: &T) -> Vec<Vec<u8>> {
    vec![postcard::to_allocvec(message).expect("a message can be written")]
}

fn lines(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Frames.
pub fn frames() -> Vec<Vec<u8>> {
    let written = [
        frame::encode(&push()),
        frame::encode(&page()),
        frame::encode(&request()),
    ];
    written
        .into_iter()
        .map(|frame| frame.expect("a frame"))
        .collect()
}

/// Pushes.
pub fn pushes() -> Vec<Vec<u8>> {
    plain(&push())
}

/// Requests for pages.
pub fn pulls() -> Vec<Vec<u8>> {
    plain(&request())
}

/// Pages.
pub fn pages() -> Vec<Vec<u8>> {
    plain(&page())
}

/// Signing in.
pub fn sessions() -> Vec<Vec<u8>> {
    plain(&("acme", "ana", "uma frase", "campo", Some(1_u8), None::<u8>))
}

/// Changes.
pub fn changes() -> Vec<Vec<u8>> {
    vec![written().1.encode().0]
}

/// Documents of fields.
pub fn documents() -> Vec<Vec<u8>> {
    vec![written().0.to_bytes()]
}

/// Documents of text.
pub fn texts() -> Vec<Vec<u8>> {
    vec![typed().0.save()]
}

/// Changes of text.
pub fn text_changes() -> Vec<Vec<u8>> {
    vec![typed().1]
}

/// Modules: the manifests of the standard ones.
pub fn manifests() -> Vec<Vec<u8>> {
    let standard = campo_modules::standard().into_iter();
    let own = standard.filter_map(|(_, files)| {
        let manifest = files.into_iter().find(|(path, _)| *path == "module.yaml");
        manifest.map(|(_, text)| text.as_bytes().to_vec())
    });
    own.collect()
}

/// Expressions.
pub fn expressions() -> Vec<Vec<u8>> {
    lines(&[
        "self.rating > 3 && self.name == 'Rita'",
        "'a' in self.tags || self.territory == user.territory",
        "sum(self.lines.map(l, l.amount)) > 10 && month(today()) == 2",
        "self.name.startsWith('R') ? size(self.name) < 4 : now() > timestamp('2026-01-01T00:00:00Z')",
        "distance(self.place, {'lat': -23.5, 'lon': -46.6}) < 100.0",
        "self.agent.name.matches('^[A-Z]+$')",
    ])
}

/// Cells.
pub fn cells() -> Vec<Vec<u8>> {
    lines(&[
        "1.500,50",
        "2026-11-23",
        "23/11/2026",
        "2026-11-23T10:00:00.000Z",
        "-23.5,-46.6",
        "a, b, c",
        "sim",
        "98.5 %",
        r#"[{"id":"a","amount":3}]"#,
        "01310-100",
    ])
}

/// Words to search for.
pub fn searches() -> Vec<Vec<u8>> {
    lines(&[
        "são paulo",
        "\"rua augusta\" -casa*",
        "AND OR NOT NEAR(a b)",
    ])
}

/// Photographs.
pub fn photos() -> Vec<Vec<u8>> {
    let picture =
        image::RgbImage::from_fn(24, 16, |x, y| image::Rgb([x as u8 * 9, y as u8 * 15, 60]));
    let formats = [
        image::ImageFormat::Png,
        image::ImageFormat::Jpeg,
        image::ImageFormat::WebP,
    ];
    let written = formats.into_iter().filter_map(|format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).ok()?;
        Some(bytes.into_inner())
    });
    written.collect()
}

/// Pictures of codes.
pub fn codes() -> Vec<Vec<u8>> {
    let symbols = [qr("CAMPO-1", Correction::Medium), code_128("CAMPO-1")];
    let pictures = symbols
        .into_iter()
        .flatten()
        .map(|symbol| symbol.to_pixels(2));
    let fitting = pictures.filter(|picture| picture.width() < 256);
    fitting
        .map(|picture| [vec![picture.width() as u8], picture.into_raw()].concat())
        .collect()
}

/// What codes say.
pub fn links() -> Vec<Vec<u8>> {
    lines(&[
        "campo:r/crm.lead/00000000-0000-0000-0000-000000000005",
        "https://campo.example/r/1",
    ])
}

/// Tracks.
pub fn tracks() -> Vec<Vec<u8>> {
    lines(&[
        r#"<?xml version="1.0"?><gpx version="1.1"><trk><trkseg><trkpt lat="-23.5" lon="-46.6"><ele>760</ele><time>2026-11-23T10:00:00Z</time></trkpt></trkseg></trk></gpx>"#,
        "$GPRMC,100000.00,A,2330.000,S,04636.000,W,0.5,90.0,231126,,,A*68\n$GPGGA,100000.00,2330.000,S,04636.000,W,1,08,0.9,760.0,M,,M,,*5B\n",
    ])
}

/// Pieces of tracks.
pub fn segments() -> Vec<Vec<u8>> {
    let fixes: Vec<Fix> = (0..4)
        .map(|step| {
            Fix::at(
                1_790_000_000_000 + step * 1000,
                -23.5 + step as f64 * 1e-4,
                -46.6,
            )
        })
        .collect();
    encode(&fixes).into_iter().collect()
}

/// What recognizers say.
pub fn recognized() -> Vec<Vec<u8>> {
    lines(&[
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n5\t1\t1\t1\t1\t1\t10\t10\t50\t12\t96.1\tRua\n",
    ])
}
