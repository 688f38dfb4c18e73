//! Lists, and search over every type.

use std::collections::BTreeSet;

use campo_model::expr::{Expression, Fields};
use campo_model::id::TypeKey;
use campo_model::manifest::FieldRight;
use campo_model::registry::Rule;
use campo_model::rights::TypeAccess;
use campo_model::value::Value;
use campo_query::list::{self, ListQuery, Sort};
use campo_sqlite::projection::Listing;
use campo_wire::command::Search;
use campo_wire::error::ErrorCode;
use campo_wire::record::{Comparison, Condition, Hit, ListRecords, RecordPage, RecordRow};

use crate::access::{Context, forbidden};
use crate::app::App;
use crate::checks::values_of;
use crate::error::AppError;
use crate::records::type_key;
use crate::titles;

/// The most records of one page.
const MAX_PAGE: u32 = 500;

/// The records of a page when nobody says how many.
const USUAL_PAGE: u32 = 100;

/// The most hits of one search.
const MAX_HITS: u32 = 50;

impl App {
    /// One page of the records of a type.
    pub fn list_records(&self, request: ListRecords) -> Result<RecordPage, AppError> {
        self.read(|context| page(context, &request))
    }

    /// Records of every type that hold these words.
    pub fn search(&self, request: Search) -> Result<Vec<Hit>, AppError> {
        self.read(|context| {
            let readable = context.access.readable_types();
            let types: Vec<_> = readable
                .map(|key| (key.clone(), vec![context.on(key).grant.read.clone()]))
                .collect();
            let limit = request.limit.min(MAX_HITS);
            let hits = context.tx.search(
                &request.text,
                &types,
                limit,
                &context.user,
                context.stamp.now_ms,
            )?;
            let shown = |hit: campo_sqlite::projection::Hit| Hit {
                id: hit.id,
                record_type: hit.record_type.to_string(),
                title: hit.title,
            };
            Ok(hits.into_iter().map(shown).collect())
        })
    }
}

/// One page of the records of a type.
pub(crate) fn page(context: &Context<'_>, request: &ListRecords) -> Result<RecordPage, AppError> {
    let key = type_key(&request.record_type)?;
    let query = query(context, &key, request)?;
    let Listing {
        columns,
        rows,
        total,
    } = context
        .tx
        .list(&query, &context.user, context.stamp.now_ms)?;
    let declared = context.declared(&key)?;
    let mut referred = BTreeSet::new();
    for row in &rows {
        let fields: Fields = columns
            .iter()
            .cloned()
            .zip(row.values.iter().cloned())
            .collect();
        titles::collect(declared, &fields, &mut referred);
    }
    let rows = rows.into_iter().map(|row| RecordRow {
        id: row.id,
        title: row.title,
        pending: row.pending,
        conflict: row.conflict,
        values: row.values.iter().map(Value::to_json).collect(),
    });
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    Ok(RecordPage {
        rows: rows.collect(),
        total,
        titles: titles::look_up(context, referred)?,
        columns,
    })
}

/// The records a request asks for, as far as this person may see them.
pub(crate) fn query(
    context: &Context<'_>,
    key: &TypeKey,
    request: &ListRecords,
) -> Result<ListQuery, AppError> {
    let declared = context.declared(key)?;
    let on = context.on(key);
    let limit = request.limit.unwrap_or(USUAL_PAGE).min(MAX_PAGE);
    let filter = request
        .filter
        .as_deref()
        .map(Expression::compile)
        .transpose();
    let readable = |column: &String| {
        let field = column.split('.').next().unwrap_or(column);
        field.starts_with('_') || on.field(field) != FieldRight::Hidden
    };
    let columns = if request.columns.is_empty() {
        let all = declared.fields.iter().map(|field| field.key.clone());
        let state = declared.states.iter().map(|states| states.field.clone());
        all.chain(state).filter(readable).collect()
    } else {
        request
            .columns
            .iter()
            .filter(|column| readable(column))
            .cloned()
            .collect()
    };
    Ok(ListQuery {
        filter: filter
            .map_err(|error| AppError::refused(ErrorCode::BadRequest, error.to_string()))?,
        rules: rules(on, request)?,
        conditions: request
            .conditions
            .iter()
            .map(|one| condition(declared, one))
            .collect::<Result<_, _>>()?,
        search: request
            .search
            .clone()
            .filter(|words| !words.trim().is_empty()),
        sort: request.sort.iter().map(|column| sort(column)).collect(),
        near: request.near.map(|near| list::Near {
            field: request.place.clone(),
            lat: near.lat,
            lon: near.lon,
            meters: near.meters,
        }),
        within: request.within.map(|within| list::Within {
            field: request.place.clone(),
            south: within.south,
            north: within.north,
            west: within.west,
            east: within.east,
        }),
        deleted: request.deleted,
        columns,
        offset: request.offset,
        ..ListQuery::new(key.clone(), limit)
    })
}

fn rules(on: &TypeAccess, request: &ListRecords) -> Result<Vec<Rule>, AppError> {
    let read = on.grant.read.clone();
    if request.export != Some(true) {
        return Ok(vec![read]);
    }
    if on.grant.export == Rule::Never {
        return Err(forbidden("exporting these records"));
    }
    Ok(vec![read, on.grant.export.clone()])
}

fn sort(column: &str) -> Sort {
    match column.strip_prefix('-') {
        Some(column) => Sort {
            column: column.to_owned(),
            descending: true,
        },
        None => Sort {
            column: column.to_owned(),
            descending: false,
        },
    }
}

fn condition(
    declared: &campo_model::manifest::RecordType,
    one: &Condition,
) -> Result<list::Condition, AppError> {
    let json = one.value.clone().unwrap_or_default();
    let typed = |json: serde_json::Value| -> Result<Value, AppError> {
        let object = serde_json::Map::from_iter([(one.field.clone(), json.clone())]);
        let by_field = values_of(declared, &object)
            .ok()
            .and_then(|mut values| values.remove(&one.field));
        Ok(by_field.unwrap_or_else(|| Value::from(&json)))
    };
    let value = match (one.is, json) {
        (Comparison::OneOf, serde_json::Value::Array(items)) => {
            Value::List(items.into_iter().map(typed).collect::<Result<_, _>>()?)
        }
        (Comparison::Contains, json) => Value::from(&json),
        (_, json) => typed(json)?,
    };
    Ok(list::Condition {
        field: one.field.clone(),
        is: comparison(one.is),
        value,
    })
}

fn comparison(is: Comparison) -> list::Comparison {
    match is {
        Comparison::Equal => list::Comparison::Equal,
        Comparison::NotEqual => list::Comparison::NotEqual,
        Comparison::OneOf => list::Comparison::OneOf,
        Comparison::AtLeast => list::Comparison::AtLeast,
        Comparison::AtMost => list::Comparison::AtMost,
        Comparison::Contains => list::Comparison::Contains,
        Comparison::Empty => list::Comparison::Empty,
        Comparison::Filled => list::Comparison::Filled,
    }
}
