//! Numbers over many records, and their places: what boards, maps and dashboards count with.

use std::collections::BTreeSet;

use campo_model::id::TypeKey;
use campo_model::manifest::{FieldKind, FieldRight, RecordType, RollupOp};
use campo_model::value::Value;
use campo_query::list;
use campo_wire::aggregate::{
    AggregateGroup, AggregateRecords, AggregateTable, Bounds, Every, GroupBy, MapCluster,
    MapRecords, MeasureOf, MeasureOp,
};
use campo_wire::error::ErrorCode;

use crate::access::{Context, forbidden};
use crate::app::App;
use crate::declared::field_of;
use crate::error::AppError;
use crate::lists;
use crate::records::type_key;
use crate::titles;

/// The most groups of one answer.
const MAX_GROUPS: u32 = 1000;

/// The most fields that make groups.
const MAX_GROUP_FIELDS: usize = 3;

impl App {
    /// Numbers over records, in groups.
    pub fn aggregate_records(&self, request: AggregateRecords) -> Result<AggregateTable, AppError> {
        self.read(|context| table(context, &request))
    }

    /// Records by where they are, those close together as one.
    pub fn map_records(&self, request: MapRecords) -> Result<Vec<MapCluster>, AppError> {
        let is_size = |size: f64| size.is_finite() && size > 0.0;
        if !is_size(request.cell_lat) || !is_size(request.cell_lon) {
            let message = "the cells of a map are larger than 0 degrees";
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        }
        self.read(|context| clusters(context, &request))
    }
}

fn table(context: &Context<'_>, request: &AggregateRecords) -> Result<AggregateTable, AppError> {
    let key = type_key(&request.records.record_type)?;
    let of = lists::query(context, &key, &request.records)?;
    let grouping = request.group_by.iter().map(|group| &group.field);
    let measured = request.measures.iter().filter_map(|one| one.field.as_ref());
    may_read(context, &key, grouping.chain(measured))?;
    if request.group_by.len() > MAX_GROUP_FIELDS {
        let message = format!("records are grouped by at most {MAX_GROUP_FIELDS} fields");
        return Err(AppError::refused(ErrorCode::BadRequest, message));
    }
    let query = list::AggregateQuery {
        of,
        group_by: request.group_by.iter().map(group_by).collect(),
        measures: request.measures.iter().map(measure).collect(),
        limit: request.limit.unwrap_or(MAX_GROUPS).min(MAX_GROUPS),
    };
    let groups = context
        .tx
        .aggregate(&query, &context.user, context.stamp.now_ms)?;
    let declared = context.declared(&key)?;
    let titles = titles::look_up(context, referred(declared, &request.group_by, &groups))?;
    let json = |values: &[Value]| values.iter().map(Value::to_json).collect();
    let groups = groups.iter().map(|group| AggregateGroup {
        keys: json(&group.keys),
        values: json(&group.values),
    });
    Ok(AggregateTable {
        groups: groups.collect(),
        titles,
    })
}

/// Refuses a number made of a field that this person may not read: it would tell of it.
fn may_read<'a>(
    context: &Context<'_>,
    key: &TypeKey,
    fields: impl Iterator<Item = &'a String>,
) -> Result<(), AppError> {
    let on = context.on(key);
    for path in fields {
        let field = path.split('.').next().unwrap_or(path);
        if on.field(field) == FieldRight::Hidden {
            return Err(forbidden(&format!("reading the field `{field}`")));
        }
    }
    Ok(())
}

/// The ids that groups stand for.
fn referred(
    declared: &RecordType,
    group_by: &[GroupBy],
    groups: &[list::Group],
) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (index, group) in group_by.iter().enumerate() {
        let kind = field_of(declared, &group.field).map(|field| field.kind);
        if !matches!(kind, Some(FieldKind::Ref | FieldKind::User)) {
            continue;
        }
        let keys = groups.iter().filter_map(|group| group.keys.get(index));
        ids.extend(keys.filter_map(Value::as_text).map(str::to_owned));
    }
    ids
}

fn group_by(group: &GroupBy) -> list::GroupBy {
    list::GroupBy {
        column: group.field.clone(),
        every: group.every.map(|every| match every {
            Every::Day => list::Every::Day,
            Every::Week => list::Every::Week,
            Every::Month => list::Every::Month,
            Every::Quarter => list::Every::Quarter,
            Every::Year => list::Every::Year,
        }),
        offset_minutes: group.offset_minutes.unwrap_or(0),
    }
}

fn measure(measure: &MeasureOf) -> list::Measure {
    list::Measure {
        op: match measure.op {
            MeasureOp::Count => RollupOp::Count,
            MeasureOp::Sum => RollupOp::Sum,
            MeasureOp::Avg => RollupOp::Avg,
            MeasureOp::Min => RollupOp::Min,
            MeasureOp::Max => RollupOp::Max,
        },
        column: measure.field.clone(),
    }
}

fn clusters(context: &Context<'_>, request: &MapRecords) -> Result<Vec<MapCluster>, AppError> {
    let key = type_key(&request.records.record_type)?;
    let named = request.point.iter().chain(&request.value);
    may_read(context, &key, named)?;
    let query = list::ClusterQuery {
        of: lists::query(context, &key, &request.records)?,
        field: request.point.clone(),
        value: request.value.clone(),
        cell_lat: request.cell_lat,
        cell_lon: request.cell_lon,
    };
    let found = context
        .tx
        .clusters(&query, &context.user, context.stamp.now_ms)?;
    let shown = |cluster: list::Cluster| {
        let [south, north, west, east] = cluster.edges;
        MapCluster {
            count: u32::try_from(cluster.count).unwrap_or(u32::MAX),
            lat: cluster.lat,
            lon: cluster.lon,
            bounds: Bounds {
                south,
                west,
                north,
                east,
            },
            id: cluster.id,
            title: cluster.title,
            value: cluster.value.to_json(),
        }
    };
    Ok(found.into_iter().map(shown).collect())
}
