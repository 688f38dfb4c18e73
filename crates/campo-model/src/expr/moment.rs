//! Moments and spans in expressions: milliseconds, so that memory and SQL compare the same numbers.

/// The milliseconds of `'24h'`, `'1h30m'`, `'1.5s'`, `'250ms'` (the form of CEL's `duration`).
pub(crate) fn duration(text: &str) -> Option<i64> {
    let (sign, mut rest) = text
        .strip_prefix('-')
        .map_or((1.0, text), |rest| (-1.0, rest));
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let (factor, tail) = unit(tail)?;
        total += number.parse::<f64>().ok()? * factor;
        rest = tail;
    }
    (!text.is_empty() && total.abs() < 1e15).then_some((sign * total) as i64)
}

fn unit(text: &str) -> Option<(f64, &str)> {
    const UNITS: [(&str, f64); 4] = [
        ("ms", 1.0),
        ("h", 3_600_000.0),
        ("m", 60_000.0),
        ("s", 1_000.0),
    ];
    UNITS
        .iter()
        .find_map(|(name, factor)| Some((*factor, text.strip_prefix(name)?)))
}

/// The milliseconds since 1970 of an RFC 3339 moment.
pub(super) fn timestamp(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_millisecond)
}

/// The day in UTC of a moment, as `YYYY-MM-DD`.
pub(super) fn day(ms: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_millisecond(ms).ok()?;
    Some(moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_cel_writes_them() {
        let cases = [
            ("24h", Some(86_400_000)),
            ("1h30m", Some(5_400_000)),
            ("-1.5s", Some(-1_500)),
            ("250ms", Some(250)),
            ("", None),
            ("5", None),
            ("h", None),
            ("3d", None),
        ];
        for (text, expected) in cases {
            assert_eq!(duration(text), expected, "{text}");
        }
    }
}
