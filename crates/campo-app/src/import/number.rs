//! The decimal sign of a file: found by looking at its numbers, and brought to a point.

use campo_wire::import::DecimalSign;

/// The decimal sign that these cells show; none when they show both or none.
pub(super) fn decimal_sign<'a>(cells: impl Iterator<Item = &'a String>) -> Option<DecimalSign> {
    let (mut comma, mut point) = (false, false);
    for cell in cells.filter(|cell| is_number(cell)) {
        match shown_by(cell) {
            Some(DecimalSign::Comma) => comma = true,
            Some(DecimalSign::Point) => point = true,
            None => {}
        }
    }
    match (comma, point) {
        (true, false) => Some(DecimalSign::Comma),
        (false, true) => Some(DecimalSign::Point),
        _ => None,
    }
}

/// The decimal sign of one number, if it can only be that: before three digits a sign may group thousands.
fn shown_by(cell: &str) -> Option<DecimalSign> {
    let at = cell.rfind([',', '.'])?;
    let sign = match cell.get(at..=at)? {
        "," => DecimalSign::Comma,
        _ => DecimalSign::Point,
    };
    let other = if sign == DecimalSign::Comma { '.' } else { ',' };
    let places = cell.len() - at - 1;
    let alone = cell.matches([',', '.']).count() == 1;
    let is_decimal = (alone && places != 3) || (!alone && cell.contains(other));
    is_decimal.then_some(sign)
}

/// A number with its decimal sign as a point and its thousands together; other text as it is.
pub(super) fn with_point(cell: &str, sign: DecimalSign) -> String {
    if !is_number(cell) {
        return cell.to_owned();
    }
    let (decimal, group) = match sign {
        DecimalSign::Comma => (',', '.'),
        DecimalSign::Point => ('.', ','),
    };
    let plain = cell.replace(group, "").replace(decimal, ".");
    // Three places after a single point would be read as thousands.
    match plain.split_once('.') {
        Some((_, places)) if places.len() == 3 => format!("{plain}0"),
        _ => plain,
    }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.trim_start_matches("R$").trim().trim_end_matches('%');
    let sound = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ' | '\u{a0}');
    digits.contains(|c: char| c.is_ascii_digit()) && digits.chars().all(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_found_where_only_one_fits() {
        let cases: [(&[&str], Option<DecimalSign>); 6] = [
            (&["1,5", "2.000,00", "abc"], Some(DecimalSign::Comma)),
            (&["1.5", "2,000.00", "37.88"], Some(DecimalSign::Point)),
            (&["1.500", "2,750"], None),
            (&["1,5", "1.5"], None),
            (&["2026-11-23", "10", ""], None),
            (&["1.500.000"], None),
        ];
        for (cells, expected) in cases {
            let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            assert_eq!(decimal_sign(cells.iter()), expected, "{cells:?}");
        }
    }

    #[test]
    fn a_number_is_written_with_a_point_and_other_text_stays() {
        let cases = [
            ("1.500,50", DecimalSign::Comma, "1500.50"),
            ("1.500", DecimalSign::Comma, "1500"),
            ("1.500", DecimalSign::Point, "1.5000"),
            ("1,500", DecimalSign::Comma, "1.5000"),
            ("R$ 1,5", DecimalSign::Comma, "R$ 1.5"),
            ("Rua 1,5", DecimalSign::Comma, "Rua 1,5"),
        ];
        for (cell, sign, expected) in cases {
            assert_eq!(with_point(cell, sign), expected);
        }
    }
}
