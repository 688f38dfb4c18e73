//! Numbers and places of many records at once, as boards, calendars, maps and dashboards show them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::record::ListRecords;

/// Asks for numbers over records, in groups.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct AggregateRecords {
    /// The records: all that the list has. Its order, columns and page do not count.
    pub records: ListRecords,
    /// What makes the groups; one group with everything when empty.
    pub group_by: Vec<GroupBy>,
    /// The numbers wanted of each group.
    pub measures: Vec<MeasureOf>,
    /// How many groups to return, at most 1000, which is also the usual number.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// A field that makes groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupBy {
    /// A field, or a part as `address.city`.
    pub field: String,
    /// For a date or moment: the span of time a group covers.
    #[serde(default)]
    #[ts(optional)]
    pub every: Option<Every>,
    /// How many minutes local time is ahead of UTC; moments are grouped by local days. 0 when absent.
    #[serde(default)]
    #[ts(optional)]
    pub offset_minutes: Option<i32>,
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// A day.
    Day,
    /// A week that begins on Monday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

/// One number of each group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MeasureOf {
    /// How the values combine.
    pub op: MeasureOp,
    /// The field they are of; not needed to count.
    #[serde(default)]
    #[ts(optional)]
    pub field: Option<String>,
}

/// How values combine to one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MeasureOp {
    /// How many records; with a field, how many have it filled.
    Count,
    /// The sum.
    Sum,
    /// The mean.
    Avg,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

/// Numbers in groups: spans of time in their order, other groups with the greatest first number first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct AggregateTable {
    /// The groups; without `group_by` exactly one.
    pub groups: Vec<AggregateGroup>,
    /// Titles of the records and people that groups stand for, by id.
    pub titles: BTreeMap<String, String>,
}

/// The numbers of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AggregateGroup {
    /// What its records share, in the order of `group_by`; a span of time by its first day, null for empty.
    #[ts(type = "unknown[]")]
    pub keys: Vec<Value>,
    /// The numbers, in the order of `measures`; null over nothing. Least and greatest are machine values of the field.
    #[ts(type = "unknown[]")]
    pub values: Vec<Value>,
}

/// Asks for the records of a list by where they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct MapRecords {
    /// The records: all that the list has, usually `within` what is on the screen. Its order, columns and page do not count.
    pub records: ListRecords,
    /// The `geo` field; the type's first when absent.
    #[serde(default)]
    #[ts(optional)]
    pub point: Option<String>,
    /// The field whose value is returned for a record that stands alone.
    #[serde(default)]
    #[ts(optional)]
    pub value: Option<String>,
    /// The height in degrees of the cell whose records are one cluster; above 0.
    pub cell_lat: f64,
    /// Its width in degrees; above 0.
    pub cell_lon: f64,
}

/// Records that are close together, or one that stands alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MapCluster {
    /// How many records.
    pub count: u32,
    /// The mean of their latitudes.
    pub lat: f64,
    /// The mean of their longitudes.
    pub lon: f64,
    /// The box around them.
    pub bounds: Bounds,
    /// One record's id; the record's own when it stands alone.
    pub id: String,
    /// One record's title; the record's own when it stands alone.
    pub title: String,
    /// The value asked for, when the record stands alone.
    #[ts(type = "unknown")]
    pub value: Value,
}

/// A box in degrees; over the date line when `west` is greater than `east`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Bounds {
    /// The least latitude.
    pub south: f64,
    /// The longitude of the left edge.
    pub west: f64,
    /// The greatest latitude.
    pub north: f64,
    /// The longitude of the right edge.
    pub east: f64,
}
