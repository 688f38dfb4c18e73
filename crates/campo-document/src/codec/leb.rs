//! LEB128 integers, and a reader that cannot run past its end.

use super::ParseError;

pub(super) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(super) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-0x40..0x40).contains(&value) {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8 & 0x7f);
}

/// The bytes not yet read.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn take(&mut self, count: u64) -> Result<&'a [u8], ParseError> {
        let count = usize::try_from(count).map_err(|_| ParseError::Length)?;
        let (taken, rest) = self.0.split_at_checked(count).ok_or(ParseError::Length)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ParseError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(ParseError::Length)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// Bytes preceded by their number.
    pub(crate) fn prefixed(&mut self) -> Result<&'a [u8], ParseError> {
        let length = self.unsigned()?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, ParseError> {
        std::str::from_utf8(self.prefixed()?).map_err(|_| ParseError::Text)
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, ParseError> {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            let [byte] = self.array()?;
            if shift == 63 && byte > 1 {
                return Err(ParseError::Number);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ParseError::Number)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, ParseError> {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            let [byte] = self.array()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let negative = byte & 0x40 != 0 && shift < 57;
                return Ok(if negative {
                    value | -1 << (shift + 7)
                } else {
                    value
                });
            }
        }
        Err(ParseError::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_read_as_they_were_written() {
        let edges = (0..64).flat_map(|bit| [1u64 << bit, (1 << bit) - 1, !(1 << bit)]);
        for value in edges {
            let mut bytes = Vec::new();
            write_unsigned(&mut bytes, value);
            write_signed(&mut bytes, value as i64);
            write_signed(&mut bytes, (value as i64).wrapping_neg());
            let mut reader = Reader(&bytes);
            assert_eq!(reader.unsigned(), Ok(value));
            assert_eq!(reader.signed(), Ok(value as i64));
            assert_eq!(reader.signed(), Ok((value as i64).wrapping_neg()));
            assert!(reader.is_empty());
        }
    }

    #[test]
    fn a_number_beyond_64_bits_is_refused() {
        assert_eq!(Reader(&[0xff; 11]).unsigned(), Err(ParseError::Number));
        assert_eq!(Reader(&[0xff; 11]).signed(), Err(ParseError::Number));
        assert_eq!(Reader(&[0x80]).unsigned(), Err(ParseError::Length));
    }
}
