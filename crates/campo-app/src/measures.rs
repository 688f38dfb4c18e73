//! The measures and dashboards that modules declare, as far as this person may know what they tell of.
//!
//! Only their declarations: the numbers themselves are asked for as those of any list are, with the person's own rights.

use campo_model::id::TypeKey;
use campo_model::manifest::{
    Dashboard, Every, FieldRight, Measure, Module, RollupOp, Tile, TileKind,
};
use campo_model::registry::Rule;
use campo_wire::aggregate::{Every as WireEvery, MeasureOp};
use campo_wire::schema::{DashboardInfo, MeasureInfo, TileInfo};

use crate::access::Context;
use crate::workspace::label;

/// The measures of a type, whichever module declares them.
pub(crate) fn of_type(context: &Context<'_>, key: &TypeKey) -> Vec<MeasureInfo> {
    context
        .registry()
        .measures(key)
        .filter(|(_, measure)| may_know(context, key, measure))
        .map(|(module, measure)| measure_info(module, measure))
        .collect()
}

/// The dashboards of a module, without the tiles that are not for this person.
pub(crate) fn dashboards(context: &Context<'_>, module: &Module) -> Vec<DashboardInfo> {
    let held = context.access.roles();
    let for_them = |dashboard: &&Dashboard| {
        dashboard.roles.is_empty() || dashboard.roles.iter().any(|role| held.contains(role))
    };
    let shown = module.dashboards.iter().filter(for_them);
    let info = |dashboard: &Dashboard| DashboardInfo {
        key: dashboard.key.clone(),
        label: label(&dashboard.label),
        tiles: dashboard
            .tiles
            .iter()
            .filter(|tile| may_see(context, module, tile))
            .map(|tile| tile_info(module, tile))
            .collect(),
    };
    shown
        .map(info)
        .filter(|dashboard| !dashboard.tiles.is_empty())
        .collect()
}

/// Whether the person may read the type and every field that the measure is made of.
fn may_know(context: &Context<'_>, key: &TypeKey, measure: &Measure) -> bool {
    let on = context.on(key);
    let read = measure
        .filter
        .iter()
        .flat_map(|filter| &filter.reads().record);
    let read = read
        .filter_map(|path| path.first())
        .filter(|name| *name != "id");
    let mut all = read.chain(&measure.field).chain(&measure.time);
    on.grant.read != Rule::Never && all.all(|field| on.field(field) != FieldRight::Hidden)
}

fn may_see(context: &Context<'_>, module: &Module, tile: &Tile) -> bool {
    tile.measures.iter().all(|name| {
        let measure = module.measures.iter().find(|measure| measure.key == *name);
        let key = measure.and_then(|measure| measure.of.as_str().parse().ok());
        let (Some(measure), Some(key)) = (measure, key) else {
            return false;
        };
        let by = tile.by.as_ref();
        may_know(context, &key, measure)
            && by.is_none_or(|by| context.on(&key).field(by) != FieldRight::Hidden)
    })
}

fn measure_info(module: &Module, measure: &Measure) -> MeasureInfo {
    MeasureInfo {
        key: full_key(module, &measure.key),
        label: label(&measure.label),
        op: match measure.op {
            RollupOp::Count => MeasureOp::Count,
            RollupOp::Sum => MeasureOp::Sum,
            RollupOp::Avg => MeasureOp::Avg,
            RollupOp::Min => MeasureOp::Min,
            RollupOp::Max => MeasureOp::Max,
        },
        field: measure.field.clone(),
        filter: measure
            .filter
            .as_ref()
            .map(|filter| filter.source().to_owned()),
        time: measure.time.clone(),
    }
}

fn tile_info(module: &Module, tile: &Tile) -> TileInfo {
    let kind = match tile.kind {
        TileKind::Stat => "stat",
        TileKind::Line => "line",
        TileKind::Bar => "bar",
        TileKind::Donut => "donut",
        TileKind::Table => "table",
        TileKind::Map => "map",
    };
    let measures = tile.measures.iter();
    TileInfo {
        kind: kind.to_owned(),
        label: label(&tile.label),
        measures: measures.map(|key| full_key(module, key)).collect(),
        by: tile.by.clone(),
        every: tile.every.map(|every| match every {
            Every::Day => WireEvery::Day,
            Every::Week => WireEvery::Week,
            Every::Month => WireEvery::Month,
            Every::Quarter => WireEvery::Quarter,
            Every::Year => WireEvery::Year,
        }),
    }
}

/// A measure's name beyond its module.
fn full_key(module: &Module, measure: &str) -> String {
    format!("{}.{measure}", module.module)
}
