//! A plot of what one piece of work costs, against the number of records there are.
//!
//! Both axes are logarithmic, and each line is divided by its first value: a flat line is a cost that does not grow.

use std::fmt::Write;

use super::measures::{CAMPO, Measures};

/// What should not grow, and its color.
const LINES: [(&str, &str); 4] = [
    ("one local edit, durable", "#0b6e4f"),
    ("pull of one edit", "#b3541e"),
    ("reconnect, nothing changed: bytes on the socket", "#2b59c3"),
    ("remote edits in pages of 1000, an edit", "#8a3ffc"),
];

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 30.0;
const PLOT_WIDTH: f64 = 360.0;
const PLOT_HEIGHT: f64 = 320.0;

/// From half of the first value to eight times it.
const LOWEST: f64 = 0.5;
const HIGHEST: f64 = 8.0;

/// The plot as SVG.
pub fn growth(measures: &Measures) -> String {
    let lines: Vec<_> = LINES
        .iter()
        .map(|(row, color)| (*row, *color, points(measures, row)))
        .filter(|(_, _, points)| !points.is_empty())
        .collect();
    let all = lines.iter().flat_map(|(_, _, points)| points);
    let (least, most) = all.fold((f64::MAX, f64::MIN), |(least, most), (records, _)| {
        (least.min(*records), most.max(*records))
    });
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n"
    );
    for height in [0.5, 1.0, 2.0, 4.0, 8.0] {
        grid(&mut svg, height);
    }
    for (records, _) in lines.first().map_or(&[][..], |(_, _, points)| points) {
        text(
            &mut svg,
            across(*records, least, most) - 15.0,
            TOP + PLOT_HEIGHT + 20.0,
            &thousands(*records),
            "#444444",
        );
    }
    text(
        &mut svg,
        LEFT,
        HEIGHT - 15.0,
        "records; cost of one piece of work, as a multiple of the first",
        "#444444",
    );
    for (place, (row, color, points)) in lines.iter().enumerate() {
        line(&mut svg, points, color, |records| {
            across(records, least, most)
        });
        let last = points.last().map_or(1.0, |(_, cost)| *cost);
        let label = format!("{row}: {last:.2} x");
        text(
            &mut svg,
            LEFT + PLOT_WIDTH + 20.0,
            TOP + 20.0 + 24.0 * place as f64,
            &label,
            color,
        );
    }
    svg + "</svg>\n"
}

/// The number of records and the cost, as a multiple of the first.
fn points(measures: &Measures, row: &str) -> Vec<(f64, f64)> {
    let mut costs: Vec<_> = measures
        .of(row, CAMPO)
        .map(|measure| (measure.records as f64, measure.median()))
        .collect();
    costs.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let first = costs.first().map_or(1.0, |(_, cost)| *cost);
    costs
        .into_iter()
        .map(|(records, cost)| (records, cost / first))
        .collect()
}

fn across(records: f64, least: f64, most: f64) -> f64 {
    let whole = (most / least).ln().max(f64::EPSILON);
    LEFT + PLOT_WIDTH * (records / least).ln() / whole
}

fn down(cost: f64) -> f64 {
    let share = (cost.clamp(LOWEST, HIGHEST) / LOWEST).ln() / (HIGHEST / LOWEST).ln();
    TOP + PLOT_HEIGHT * (1.0 - share)
}

fn grid(svg: &mut String, height: f64) {
    let (y, right) = (down(height), LEFT + PLOT_WIDTH);
    let _ = writeln!(
        svg,
        "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\" stroke=\"#dddddd\"/>"
    );
    text(svg, LEFT - 40.0, y + 4.0, &format!("{height} x"), "#444444");
}

fn line(svg: &mut String, points: &[(f64, f64)], color: &str, across: impl Fn(f64) -> f64) {
    let places: Vec<String> = points
        .iter()
        .map(|(records, cost)| format!("{:.1},{:.1}", across(*records), down(*cost)))
        .collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>",
        places.join(" ")
    );
    for place in places {
        let (x, y) = place.split_once(',').unwrap_or_default();
        let _ = writeln!(
            svg,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"{color}\"/>"
        );
    }
}

fn text(svg: &mut String, x: f64, y: f64, words: &str, color: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{color}\">{words}</text>"
    );
}

fn thousands(records: f64) -> String {
    match records {
        1000.0.. => format!("{}k", records / 1000.0),
        _ => format!("{records}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::measures::Measure;
    use super::*;

    fn edit(records: usize, cost: f64) -> Measure {
        Measure {
            row: "one local edit, durable".to_owned(),
            subject: CAMPO.to_owned(),
            records,
            unit: "us".to_owned(),
            samples: vec![cost],
            cpu: Vec::new(),
            note: String::new(),
        }
    }

    #[test]
    fn a_cost_that_does_not_grow_is_a_flat_line() {
        let svg = growth(&Measures(vec![edit(1000, 7.0), edit(100_000, 7.0)]));
        let line = format!("points=\"60.0,{y:.1} 420.0,{y:.1}\"", y = down(1.0));
        assert!(svg.contains(&line), "{svg}");
        assert!(svg.contains("1k") && svg.contains("100k"));
    }

    #[test]
    fn nothing_measured_is_an_empty_plot() {
        assert!(!growth(&Measures(Vec::new())).contains("polyline"));
    }
}
