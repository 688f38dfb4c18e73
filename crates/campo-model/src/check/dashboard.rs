//! Measures and dashboards.

use std::collections::BTreeSet;

use super::expression::{Terms, Use};
use super::view::DAYS;
use super::{Check, a};
use crate::id::TypeKey;
use crate::manifest::{FieldKind, Measure, RecordType, RollupOp, Tile, TileKind};
use crate::registry::Target;

/// The kinds of field whose values make groups.
const GROUPS: [FieldKind; 7] = [
    FieldKind::Select,
    FieldKind::Bool,
    FieldKind::Ref,
    FieldKind::User,
    FieldKind::Text,
    FieldKind::Date,
    FieldKind::DateTime,
];

/// The most measures of a table.
const MOST_MEASURES: usize = 4;

impl Check<'_> {
    pub(super) fn measures(&mut self) {
        let module = self.module;
        self.keys(
            "measures",
            module.measures.iter().map(|measure| measure.key.as_str()),
        );
        for measure in &module.measures {
            let path = format!("measures/{}", measure.key);
            if let Some(record_type) = self.type_named(&format!("{path}/of"), &measure.of) {
                self.measure(&path, record_type, measure);
            }
        }
    }

    fn measure(&mut self, path: &str, record_type: &RecordType, measure: &Measure) {
        match (&measure.field, measure.op) {
            (None, RollupOp::Count) => {}
            (None, _) => self.error(path, "this `op` needs the `field` it combines"),
            (Some(_), RollupOp::Count) => self.error(
                format!("{path}/field"),
                "`count` counts records; leave `field` out, and say with `where` which of them count",
            ),
            (Some(field), _) => self.number(&format!("{path}/field"), record_type, field),
        }
        if let Some(time) = &measure.time {
            self.field_of_kind(&format!("{path}/time"), record_type, time, &DAYS);
        }
        if let Some(filter) = &measure.filter {
            self.expression(
                &format!("{path}/where"),
                filter,
                Use::Filter,
                &Terms::of(record_type),
            );
        }
    }

    fn number(&mut self, path: &str, record_type: &RecordType, field: &str) {
        match self.registry.path(record_type, &[field]) {
            Err(error) => self.error(path, error.0),
            Ok(found) => {
                let kind = match found.target {
                    Target::Field(field) => field.shown_kind(),
                    target => target.kind(),
                };
                if !kind.is_number() {
                    self.error(
                        path,
                        format!("`{field}` is {}; here a number is needed", a(kind)),
                    );
                }
            }
        }
    }

    pub(super) fn dashboards(&mut self) {
        let module = self.module;
        self.keys(
            "dashboards",
            module.dashboards.iter().map(|one| one.key.as_str()),
        );
        for dashboard in &module.dashboards {
            let path = format!("dashboards/{}", dashboard.key);
            self.roles_named(&format!("{path}/roles"), &dashboard.roles);
            if dashboard.tiles.is_empty() {
                self.error(format!("{path}/tiles"), "a dashboard needs `tiles`");
            }
            for (index, tile) in dashboard.tiles.iter().enumerate() {
                self.tile(&format!("{path}/tiles/#{index}"), tile);
            }
        }
    }

    fn tile(&mut self, path: &str, tile: &Tile) {
        let module = self.module;
        let known: BTreeSet<&str> = module.measures.iter().map(|one| one.key.as_str()).collect();
        self.known(
            &format!("{path}/measures"),
            &tile.measures,
            &known,
            "measure",
        );
        let named = |key: &String| module.measures.iter().find(|one| one.key == *key);
        let measures: Vec<&Measure> = tile.measures.iter().filter_map(named).collect();
        if measures.len() < tile.measures.len() {
            return;
        }
        let Some(first) = measures.first() else {
            self.error(path, "a tile needs `measures`");
            return;
        };
        self.number_of_measures(path, tile, &measures);
        for measure in &measures {
            self.fits(path, tile, measure);
        }
        let registry = self.registry;
        let of: Option<TypeKey> = first.of.as_str().parse().ok();
        if let Some(record_type) = of.and_then(|key| registry.record_type(&key)) {
            self.groups(path, tile, record_type);
        }
    }

    fn number_of_measures(&mut self, path: &str, tile: &Tile, measures: &[&Measure]) {
        let path = format!("{path}/measures");
        let of_one_type = measures.windows(2).all(|two| match two {
            [one, other] => one.of == other.of,
            _ => true,
        });
        match tile.kind {
            TileKind::Table if measures.len() > MOST_MEASURES => self.error(
                path,
                format!("a table has at most {MOST_MEASURES} measures; make another tile"),
            ),
            TileKind::Table if !of_one_type => self.error(
                path,
                "the measures of a table are of one type; make a tile for each type",
            ),
            TileKind::Table => {}
            _ if measures.len() > 1 => self.error(
                path,
                "only a table shows several measures; make a tile for each",
            ),
            _ => {}
        }
    }

    fn fits(&mut self, path: &str, tile: &Tile, measure: &Measure) {
        let adds_up = matches!(measure.op, RollupOp::Count | RollupOp::Sum);
        if matches!(tile.kind, TileKind::Line | TileKind::Donut) && !adds_up {
            self.error(
                format!("{path}/measures"),
                format!(
                    "`{}` does not add up; a line or donut shows a count or a sum, so use bar or stat",
                    measure.key
                ),
            );
        }
        if tile.kind == TileKind::Map && measure.op != RollupOp::Count {
            self.error(
                format!("{path}/measures"),
                format!("`{}` does not count; a map shows records", measure.key),
            );
        }
        if tile.kind == TileKind::Line && measure.time.is_none() {
            self.error(
                format!("{path}/measures"),
                format!(
                    "`{}` has no `time` for a line to run along; give the measure one",
                    measure.key
                ),
            );
        }
    }

    fn groups(&mut self, path: &str, tile: &Tile, record_type: &RecordType) {
        let kinds: &[FieldKind] = match tile.kind {
            TileKind::Stat | TileKind::Line => &[],
            TileKind::Bar | TileKind::Donut | TileKind::Table => &GROUPS,
            TileKind::Map => &[FieldKind::Geo],
        };
        match &tile.by {
            None if kinds.is_empty() => {}
            None => self.error(
                path,
                "this tile needs `by`: the field that makes its groups, or a map's geo field",
            ),
            Some(_) if kinds.is_empty() => self.error(
                format!("{path}/by"),
                "a stat or line has no groups; leave `by` out or use bar, donut or table",
            ),
            Some(by) => {
                let path = format!("{path}/by");
                self.field_of_kind(&path, record_type, by, kinds);
                self.spans(&path, tile, record_type, by);
            }
        }
    }

    fn spans(&mut self, path: &str, tile: &Tile, record_type: &RecordType, by: &str) {
        let timed = self
            .registry
            .path(record_type, &[by])
            .is_ok_and(|found| DAYS.contains(&found.target.kind()));
        let message = match (timed, tile.every, tile.kind) {
            (true, _, TileKind::Donut) => "a donut has no groups of time; use bar or line",
            (true, None, _) => "groups of a date need `every`: day, week, month, quarter or year",
            (false, Some(_), _) => "`every` is for groups of a date; leave it out",
            _ => return,
        };
        self.error(path, message);
    }
}
