//! The boxes of latitude and longitude around a point, to look into an R*Tree.

/// The meters in a degree of latitude: a little less than the mean, so that the box is never too small.
const METERS_PER_DEGREE: f64 = 111_000.0;

/// A box in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) south: f64,
    pub(crate) north: f64,
    pub(crate) west: f64,
    pub(crate) east: f64,
}

/// One or two boxes (two over the date line) that hold every point within `meters` of a point, and some more.
pub(crate) fn around(lat: f64, lon: f64, meters: f64) -> Vec<Bounds> {
    let reach = meters / METERS_PER_DEGREE;
    let (south, north) = (lat - reach, lat + reach);
    let sideways = sideways(lat, reach);
    let whole = |west, east| Bounds {
        south,
        north,
        west,
        east,
    };
    match sideways {
        Some(width) if lon - width < -180.0 => vec![
            whole(-180.0, lon + width),
            whole(lon - width + 360.0, 180.0),
        ],
        Some(width) if lon + width > 180.0 => vec![
            whole(lon - width, 180.0),
            whole(-180.0, lon + width - 360.0),
        ],
        Some(width) => vec![whole(lon - width, lon + width)],
        None => vec![whole(-180.0, 180.0)],
    }
}

/// The boxes of a box: two when it lies over the date line.
pub(crate) fn boxed(south: f64, north: f64, west: f64, east: f64) -> Vec<Bounds> {
    let between = |west, east| Bounds {
        south,
        north,
        west,
        east,
    };
    if west <= east {
        vec![between(west, east)]
    } else {
        vec![between(west, 180.0), between(-180.0, east)]
    }
}

/// How far the circle reaches in longitude; `None` when it holds a pole.
fn sideways(lat: f64, reach: f64) -> Option<f64> {
    if lat.abs() + reach >= 90.0 {
        return None;
    }
    let width = (reach.to_radians().sin() / lat.to_radians().cos())
        .asin()
        .to_degrees();
    (width < 180.0).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boxes_hold_every_point_of_the_circle() {
        for (lat, lon, meters) in [
            (-8.05, -34.9, 5_000.0),
            (10.0, 179.99, 9_000.0),
            (0.0, -179.999, 500.0),
            (89.9, 10.0, 50_000.0),
            (60.0, 0.0, 2_000_000.0),
        ] {
            let boxes = around(lat, lon, meters);
            for step in 0..20_000 {
                let angle = f64::from(step);
                let point = (
                    lat + meters / 111_195.0 * angle.sin() * (angle / 20_000.0),
                    (lon + angle * 0.018 - 180.0 + 540.0) % 360.0 - 180.0,
                );
                let near = campo_model::expr::meters((lat, lon), point) <= meters;
                let held = boxes.iter().any(|b| {
                    (b.south..=b.north).contains(&point.0) && (b.west..=b.east).contains(&point.1)
                });
                assert!(
                    held || !near,
                    "{point:?} is within {meters} m of {lat}, {lon}"
                );
            }
        }
    }
}
