//! Numbers as people write them, with either decimal sign.

/// A number's digits: `whole` with its sign, and the digits after the decimal sign.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    negative: bool,
    whole: String,
    fraction: String,
}

/// Reads `1500`, `1500.5`, `1.500,50`, `1,500.50` or `-3`; spaces and a currency sign before the digits are left out.
///
/// With both signs the last is the decimal one; one sign used several times groups thousands. A single sign before
/// exactly three digits is decimal when `precise`, and groups thousands else.
pub(super) fn read(text: &str, precise: bool) -> Option<Written> {
    let text: String = text
        .trim()
        .trim_start_matches("R$")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (negative, digits) = text
        .strip_prefix('-')
        .map_or((false, text.as_str()), |rest| (true, rest));
    let decimal = decimal_sign(digits, precise);
    let (whole, fraction) = match decimal {
        Some(at) => (digits.get(..at)?, digits.get(at + 1..)?),
        None => (digits, ""),
    };
    let whole = ungrouped(whole)?;
    let sound =
        !(whole.is_empty() && fraction.is_empty()) && fraction.bytes().all(|b| b.is_ascii_digit());
    sound.then(|| Written {
        negative,
        whole,
        fraction: fraction.to_owned(),
    })
}

fn decimal_sign(digits: &str, precise: bool) -> Option<usize> {
    let last = digits.rfind(['.', ','])?;
    let sign = digits.as_bytes().get(last)?;
    let same = digits.bytes().filter(|b| b == sign).count();
    let other = digits
        .bytes()
        .any(|b| b != *sign && (b == b'.' || b == b','));
    let tail = digits.len() - last - 1;
    match (same, other) {
        (1, true) => Some(last),
        (1, false) if precise || tail != 3 || last > 3 => Some(last),
        _ => None,
    }
}

/// The digits of `1.500.000` or `1,500`; groups after the first must have three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(['.', ',']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

impl Written {
    /// The number times ten to the power `digits`, when that is whole and fits.
    pub(super) fn scaled(&self, digits: u32) -> Option<i64> {
        let digits = digits as usize;
        let fraction = self.fraction.trim_end_matches('0');
        if fraction.len() > digits {
            return None;
        }
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0{}{fraction:0<digits$}", self.whole)
            .parse()
            .ok()
    }

    /// The nearest floating-point number.
    pub(super) fn float(&self) -> Option<f64> {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0{}.{}0", self.whole, self.fraction)
            .parse()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_with_either_decimal_sign() {
        let cases = [
            ("1500", Some(150_000)),
            ("1500.50", Some(150_050)),
            ("1.500,50", Some(150_050)),
            ("1,500.50", Some(150_050)),
            ("1.500", Some(150_000)),
            ("452600.0", Some(45_260_000)),
            ("R$ 1.234.567,8", Some(123_456_780)),
            ("-3,5", Some(-350)),
            (",5", Some(50)),
            ("1.50.00", None),
            ("1.2345", None),
            ("12a", None),
            ("", None),
            ("-", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(
                read(text, false).and_then(|number| number.scaled(2)),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_precise_number_keeps_three_decimals() {
        assert_eq!(
            read("3.125", true).and_then(|number| number.float()),
            Some(3.125)
        );
        assert_eq!(
            read("-122.23", true).and_then(|number| number.float()),
            Some(-122.23)
        );
        assert_eq!(
            read("880.0", false).and_then(|number| number.scaled(0)),
            Some(880)
        );
    }
}
