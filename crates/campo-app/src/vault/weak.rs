//! PINs that are tried first by whoever holds a device: too short, repeated, counted, and dates.

use jiff::civil::Date;

/// The fewest digits a PIN has.
pub const MIN_DIGITS: usize = 6;
/// The most digits a PIN has.
pub const MAX_DIGITS: usize = 16;

/// Why a PIN is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPin {
    /// It is too short, too long, or has something else than digits.
    #[error("a PIN has 6 to 16 digits and nothing else")]
    Digits,
    /// The same digits again and again.
    #[error("this PIN repeats itself: choose one that is harder to guess")]
    Repeated,
    /// Digits that go up or down one by one.
    #[error("this PIN counts up or down: choose one that is harder to guess")]
    Counted,
    /// A day, as birthdays are written.
    #[error("this PIN is a date: choose one that is harder to guess")]
    Date,
}

/// Refuses a PIN that is guessed within ten tries by who knows the person, or nobody.
pub fn check(pin: &str) -> Result<(), WeakPin> {
    let digits: Option<Vec<u8>> = pin
        .bytes()
        .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
        .collect();
    let digits = digits.filter(|digits| (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()));
    let digits = digits.ok_or(WeakPin::Digits)?;
    if repeats(&digits) {
        return Err(WeakPin::Repeated);
    }
    if counts(&digits) {
        return Err(WeakPin::Counted);
    }
    if is_date(&digits) {
        return Err(WeakPin::Date);
    }
    Ok(())
}

/// Whether a few digits make up the whole: 111111, 121212, 123123, 12341234.
fn repeats(digits: &[u8]) -> bool {
    (1..=digits.len() / 2).any(|length| digits.chunks(length).all(|part| digits.starts_with(part)))
}

/// Whether each digit follows the one before, in one direction; 0 follows 9.
fn counts(digits: &[u8]) -> bool {
    let steps = |step: u8| {
        digits
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if (a + step) % 10 == *b))
    };
    steps(1) || steps(9)
}

/// Whether the digits are a day with two or four digits of the year, in any order in use.
fn is_date(digits: &[u8]) -> bool {
    let digits: Vec<i16> = digits.iter().map(|digit| i16::from(*digit)).collect();
    match digits[..] {
        [a, b, c, d, e, f] => {
            // A year of two digits has all its days in a leap year.
            let (first, second, third) = (a * 10 + b, c * 10 + d, e * 10 + f);
            is_day(2000, second, first)
                || is_day(2000, first, second)
                || is_day(2000, second, third)
        }
        [a, b, c, d, e, f, g, h] => {
            let (first, second, third, fourth) = (a * 10 + b, c * 10 + d, e * 10 + f, g * 10 + h);
            let (last, before) = (third * 100 + fourth, first * 100 + second);
            is_day(last, second, first)
                || is_day(last, first, second)
                || is_day(before, third, fourth)
        }
        _ => false,
    }
}

fn is_day(year: i16, month: i16, day: i16) -> bool {
    let date = i8::try_from(month).ok().zip(i8::try_from(day).ok());
    (1900..=2099).contains(&year)
        && date.is_some_and(|(month, day)| Date::new(year, month, day).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_that_are_guessed_first_are_refused_and_others_are_not() {
        let cases = [
            ("", Err(WeakPin::Digits)),
            ("48210", Err(WeakPin::Digits)),
            ("4821a7", Err(WeakPin::Digits)),
            ("٤٨٢١٠٧", Err(WeakPin::Digits)),
            ("48210748210748210", Err(WeakPin::Digits)),
            ("111111", Err(WeakPin::Repeated)),
            ("474747", Err(WeakPin::Repeated)),
            ("583583", Err(WeakPin::Repeated)),
            ("5835835", Err(WeakPin::Repeated)),
            ("123456", Err(WeakPin::Counted)),
            ("890123", Err(WeakPin::Counted)),
            ("987654", Err(WeakPin::Counted)),
            ("250784", Err(WeakPin::Date)),
            ("072584", Err(WeakPin::Date)),
            ("840725", Err(WeakPin::Date)),
            ("25071984", Err(WeakPin::Date)),
            ("19840725", Err(WeakPin::Date)),
            ("290200", Err(WeakPin::Date)),
            ("948207", Ok(())),
            ("738264", Ok(())),
            ("93847562", Ok(())),
        ];
        for (pin, said) in cases {
            assert_eq!(check(pin), said, "{pin}");
        }
    }
}
