//! A whole track as one file: a mark, then each segment after its length.

use super::{Position, SegmentError, decode};

/// How such a file begins; the digit is the version.
const MARK: &[u8] = b"campo-track 1\n";

/// One file of segments in the order of time.
pub fn join(segments: &[Vec<u8>]) -> Vec<u8> {
    let mut file = MARK.to_vec();
    for segment in segments {
        // A segment of the most positions is some megabytes.
        let length = u32::try_from(segment.len()).unwrap_or(u32::MAX);
        file.extend(length.to_le_bytes());
        file.extend(segment);
    }
    file
}

/// The positions of a file, at most `most` of them.
pub fn split(file: &[u8], most: usize) -> Result<Vec<Position>, SegmentError> {
    let mut rest = file.strip_prefix(MARK).ok_or(SegmentError::Malformed)?;
    let mut track = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length));
        let length = length.map_err(|_| SegmentError::Malformed)?;
        let segment = after.get(..length).ok_or(SegmentError::Malformed)?;
        track.extend(decode(segment)?);
        if track.len() > most {
            return Err(SegmentError::TooLong);
        }
        rest = after.get(length..).unwrap_or_default();
    }
    match rest.is_empty() {
        true => Ok(track),
        false => Err(SegmentError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::track::encode;

    #[test]
    fn a_file_holds_its_segments_in_order() {
        let track: Vec<Position> = (0..130)
            .map(|second| Position::at(second * 1_000, 1.0, second as f64 / 1e4))
            .collect();
        let segments: Vec<Vec<u8>> = track.chunks(60).map(|part| encode(part).unwrap()).collect();
        let file = join(&segments);
        assert_eq!(split(&file, 130).unwrap(), track);
        assert!(matches!(split(&file, 129), Err(SegmentError::TooLong)));
        assert_eq!(split(&join(&[]), 0).unwrap(), []);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(noise in prop::collection::vec(any::<u8>(), 0..200), marked: bool) {
            let file = if marked { [MARK, &noise].concat() } else { noise };
            let _ = split(&file, 1_000);
        }
    }
}
