//! Records by where they are: near a point, or in a box.

use campo_model::manifest::{Field, IndexKind};

use super::{Builder, ListError, Near, ROW, Within};
use crate::place::{Bounds, around, boxed};
use crate::shape::{Shape, part_column};
use crate::sql::quote;
use crate::table::place_index;

impl<'a> Builder<'a> {
    /// Requires the record to be near, and gives the SQL of its distance.
    pub(super) fn near(&mut self, near: &Near) -> Result<String, ListError> {
        let field = self.geo_field(near.field.as_deref())?;
        self.require_in(field, around(near.lat, near.lon, near.meters));
        let [lat, lon, meters] =
            [near.lat, near.lon, near.meters].map(|number| self.params.bind(number));
        let [row_lat, row_lon] = coordinates(field);
        let distance = format!("campo_distance({row_lat}, {row_lon}, {lat}, {lon})");
        self.require(format!("{distance} <= {meters}"));
        Ok(distance)
    }

    /// Requires the record to be in a box.
    pub(super) fn within(&mut self, within: &Within) -> Result<(), ListError> {
        let field = self.geo_field(within.field.as_deref())?;
        let boxes = boxed(within.south, within.north, within.west, within.east);
        self.require_in(field, boxes.clone());
        // The index holds coordinates rounded outward.
        let [row_lat, row_lon] = coordinates(field);
        let exact = boxes.into_iter().map(|one| {
            let [south, north, west, east] = self.edges(one);
            format!(
                "({row_lat} BETWEEN {south} AND {north} AND {row_lon} BETWEEN {west} AND {east})"
            )
        });
        let exact: Vec<String> = exact.collect();
        self.require(format!("({})", exact.join(" OR ")));
        Ok(())
    }

    /// The place with this key, or the type's first.
    pub(super) fn geo_field(&self, wanted: Option<&str>) -> Result<&'a Field, ListError> {
        let is_wanted = |field: &&Field| {
            Shape::of(field) == Some(Shape::Geo) && wanted.is_none_or(|key| key == field.key)
        };
        self.record_type
            .fields
            .iter()
            .find(is_wanted)
            .ok_or_else(|| ListError::NoPlace(self.key.clone()))
    }

    /// Requires the record to be in one of the boxes or near them, when an index can tell.
    fn require_in(&mut self, field: &Field, boxes: Vec<Bounds>) {
        if field.index != Some(IndexKind::Spatial) {
            return;
        }
        let tests: Vec<String> = boxes
            .into_iter()
            .map(|one| {
                let [south, north, west, east] = self.edges(one);
                format!("(min_lat <= {north} AND max_lat >= {south} AND min_lon <= {east} AND max_lon >= {west})")
            })
            .collect();
        let index = quote(&place_index(self.key.as_str(), &field.key));
        self.require(format!(
            "{ROW}.\"_n\" IN (SELECT id FROM {index} WHERE {})",
            tests.join(" OR ")
        ));
    }

    fn edges(&mut self, one: Bounds) -> [String; 4] {
        [one.south, one.north, one.west, one.east].map(|edge| self.params.bind(edge))
    }
}

/// The SQL of a record's latitude and longitude.
pub(super) fn coordinates(field: &Field) -> [String; 2] {
    ["lat", "lon"].map(|part| format!("{ROW}.{}", quote(&part_column(&field.key, part))))
}
