//! The records and edits that are measured: the same in every run, on every machine.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use campo_model::id::{RecordId, TypeKey};
use campo_model::load::check_module;
use campo_model::manifest::{Module, RecordType};
use campo_model::registry::Registry;
use campo_model::value::Value;
use serde_json::{Map, Value as Json};

/// The moment all clocks of the benches show: 2026-01-01, ms.
pub const NOW_MS: i64 = 1_767_225_600_000;

/// No workload has so many records.
const MORE_FROM: u64 = 100_000_000;

const MODULE: &str = include_str!("module.yaml");
const WORDS: [&str; 24] = [
    "visita",
    "cliente",
    "telhado",
    "orçamento",
    "água",
    "janela",
    "chave",
    "portão",
    "reforma",
    "pintura",
    "elétrica",
    "vistoria",
    "amanhã",
    "retornar",
    "prazo",
    "entrega",
    "peça",
    "garantia",
    "medição",
    "sábado",
    "vizinho",
    "síndico",
    "nota",
    "urgência",
];
const CITIES: [&str; 8] = [
    "São Paulo",
    "Olinda",
    "Recife",
    "Belém",
    "Goiânia",
    "Curitiba",
    "Niterói",
    "Maceió",
];
const NAMES: [&str; 8] = [
    "João",
    "Ana",
    "Antônio",
    "Conceição",
    "Inês",
    "Bruno",
    "Vitória",
    "Caio",
];

/// The fields of a record by key.
pub type Fields = BTreeMap<String, Value>;

/// A record to make.
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its fields.
    pub fields: Fields,
}

/// What is measured on.
pub struct Workload {
    /// The benches' module as a server sends it.
    pub manifest: String,
    /// The modules, which are this one.
    pub registry: Registry,
    /// The type of every record.
    pub key: TypeKey,
    /// The records.
    pub records: Vec<Record>,
}

impl Workload {
    /// `count` records.
    pub fn new(count: usize) -> Result<Self> {
        let checked = check_module(&[("module.yaml", MODULE)], &[]);
        let module = checked
            .module
            .with_context(|| format!("the benches' module has faults: {:?}", checked.problems))?;
        Ok(Self {
            manifest: module.canonical_json()?,
            registry: Registry::new(vec![module]).map_err(|problems| anyhow!("{problems:?}"))?,
            key: TypeKey::new("bench", "order")?,
            records: (0..count as u64).map(record).collect(),
        })
    }

    /// The manifest of the records' type.
    pub fn declared(&self) -> Result<&RecordType> {
        self.registry
            .record_type(&self.key)
            .context("the benches' module declares its type")
    }

    /// The `i`-th record.
    pub fn record(&self, i: usize) -> Result<&Record> {
        self.records.get(i).context("the workload has the record")
    }

    /// The module as it is installed.
    pub fn module(&self) -> Result<Module> {
        let modules = self.registry.modules().first();
        modules.cloned().context("the benches have a module")
    }

    /// Writes the records, an edit of one in a hundred, and ten edits of one in five, as JSON lines.
    pub fn write(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder)?;
        let whole = self
            .records
            .iter()
            .map(|record| line(record, &record.fields));
        write_lines(&folder.join("records.jsonl"), whole)?;
        write_lines(&folder.join("changed.jsonl"), self.patches(100, 0))?;
        let tenfold = (1..=10).flat_map(|round| self.patches(5, round));
        write_lines(&folder.join("edits.jsonl"), tenfold)
    }

    /// An edit of every `step`-th record, as JSON lines.
    pub fn patches(&self, step: usize, round: usize) -> impl Iterator<Item = String> {
        let changed = self.records.iter().enumerate().step_by(step);
        changed.map(move |(i, record)| line(record, &edit(i, round)))
    }
}

/// A record's id with some of its fields, as JSON.
pub fn line(record: &Record, fields: &Fields) -> String {
    let id = ("id".to_owned(), Json::from(record.id.to_string()));
    let fields = fields
        .iter()
        .map(|(key, value)| (key.clone(), value.to_json()));
    Json::Object(std::iter::once(id).chain(fields).collect::<Map<_, _>>()).to_string()
}

fn write_lines(path: &Path, lines: impl Iterator<Item = String>) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for line in lines {
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}

/// The `round`-th edit of the `i`-th record: an enum, a number and a searchable text, two of them indexed.
pub fn edit(i: usize, round: usize) -> Fields {
    let mut dice = Dice(i as u64 ^ (round as u64 + 1) << 40);
    let status = ["open", "planned", "running", "done"];
    Fields::from([
        ("status".to_owned(), dice.pick(&status).into()),
        ("amount".to_owned(), Value::Int(dice.below(1_000_000))),
        (
            "city".to_owned(),
            format!("{} {}", dice.pick(&CITIES), dice.below(1000)).into(),
        ),
    ])
}

/// The `i`-th record of those that no workload has.
pub fn more(i: usize) -> Record {
    record(MORE_FROM + i as u64)
}

fn record(i: u64) -> Record {
    let mut dice = Dice(i);
    let mut random = [0; 10];
    random[..8].copy_from_slice(&dice.next().to_be_bytes());
    let id = uuid::Builder::from_unix_timestamp_millis(NOW_MS as u64 + i * 37, &random).into_uuid();
    let text = |key: &str, value: String| (key.to_owned(), Value::Text(value));
    let int = |key: &str, value: i64| (key.to_owned(), Value::Int(value));
    let fields = Fields::from([
        text("code", format!("OS-{i:06}")),
        text(
            "customer",
            format!(
                "{} {} {}",
                dice.pick(&NAMES),
                dice.pick(&NAMES),
                dice.below(10_000)
            ),
        ),
        text("city", dice.pick(&CITIES).to_owned()),
        text("phone", format!("+55 81 9{:08}", dice.below(100_000_000))),
        text(
            "status",
            dice.pick(&["open", "planned", "running", "done"])
                .to_owned(),
        ),
        text("priority", dice.pick(&["low", "normal", "high"]).to_owned()),
        int("amount", dice.below(1_000_000)),
        int("quantity", dice.below(500)),
        (
            "weight".to_owned(),
            Value::Float(dice.below(10_000) as f64 / 8.0),
        ),
        ("urgent".to_owned(), Value::Bool(dice.below(5) == 0)),
        text(
            "due",
            format!("2026-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)),
        ),
        (
            "opened".to_owned(),
            Value::Time(NOW_MS + dice.below(31_536_000) * 1000),
        ),
        text("note", note(&mut dice)),
        ("tags".to_owned(), tags(&mut dice)),
        int("rating", 1 + dice.below(5)),
        int("visits", 1 + dice.below(20)),
    ]);
    Record {
        id: RecordId(id),
        fields,
    }
}

/// About 200 letters.
fn note(dice: &mut Dice) -> String {
    let mut note = String::new();
    while note.chars().count() < 200 {
        note.push_str(dice.pick(&WORDS));
        note.push(' ');
    }
    note
}

/// Three tags, as a set keeps them: sorted, each once.
fn tags(dice: &mut Dice) -> Value {
    let first = dice.below(WORDS.len() as i64) as usize;
    let mut tags: Vec<&str> = WORDS
        .iter()
        .cycle()
        .skip(first)
        .step_by(5)
        .take(3)
        .copied()
        .collect();
    tags.sort_unstable();
    Value::List(tags.into_iter().map(Value::from).collect())
}

/// Numbers that look drawn at random and are always the same (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: i64) -> i64 {
        (self.next() >> 1) as i64 % end.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let index = self.below(from.len() as i64) as usize;
        from.get(index).copied().unwrap_or_default()
    }
}
