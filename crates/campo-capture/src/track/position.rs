//! One position, and how far two are apart.

use serde::Serialize;

/// Where a device was, as its sensor said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Position {
    /// When, in milliseconds UTC.
    pub time: i64,
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// Degrees east, -180 to 180.
    pub lon: f64,
    /// The radius in meters the device is in with about 68 % certainty; unknown when absent.
    pub accuracy: Option<f32>,
    /// Meters above sea level.
    pub altitude: Option<f32>,
    /// Meters a second.
    pub speed: Option<f32>,
    /// Whether another app made the position up.
    pub mock: bool,
}

/// The earth's mean radius in meters, as IUGG defines it.
const EARTH: f64 = 6_371_008.8;

impl Position {
    /// A position without anything but the place and the time.
    pub fn at(time: i64, lat: f64, lon: f64) -> Self {
        Self {
            time,
            lat,
            lon,
            accuracy: None,
            altitude: None,
            speed: None,
            mock: false,
        }
    }

    /// Whether it is a place on earth.
    pub fn is_on_earth(&self) -> bool {
        (-90.0..=90.0).contains(&self.lat) && (-180.0..=180.0).contains(&self.lon)
    }
}

/// Meters between two places `(lat, lon)` along a great circle (haversine; within 0.6 % of the ellipsoid).
pub fn distance((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let (a, b) = (lat_a.to_radians(), lat_b.to_radians());
    let down = ((b - a) / 2.0).sin().powi(2);
    let across = ((lon_b - lon_a).to_radians() / 2.0).sin().powi(2);
    2.0 * EARTH
        * (down + a.cos() * b.cos() * across)
            .clamp(0.0, 1.0)
            .sqrt()
            .asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_map() {
        let sao_paulo = (-23.5505, -46.6333);
        let rio = (-22.9068, -43.1729);
        assert!((distance(sao_paulo, rio) - 360_750.0).abs() < 1_500.0);
        assert!((distance((0.0, 179.999), (0.0, -179.999)) - 222.4).abs() < 0.1);
        assert_eq!(distance(rio, rio), 0.0);
    }
}
