//! Whether a JPEG file is all there.
//!
//! The decoder fills what is missing with gray. For a scanned contract that is worse than an error.

const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;

/// Whether the file has the end marker after its scans; what follows it (as some cameras write) does not matter.
pub fn is_complete(bytes: &[u8]) -> bool {
    // After the two bytes of the start marker.
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, after)) = next_marker(rest) {
        match marker {
            END_OF_IMAGE => return true,
            // A restart, or a marker without a length: the next one follows at once.
            0xd0..=0xd8 | 0x01 => rest = after,
            _ => {
                let Some(segment) = skip_segment(after) else {
                    return false;
                };
                rest = if marker == START_OF_SCAN {
                    skip_coded(segment)
                } else {
                    segment
                };
            }
        }
    }
    false
}

/// The first marker and what comes after it.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes
        .windows(2)
        .position(|pair| pair[0] == 0xff && pair[1] != 0 && pair[1] != 0xff)?;
    Some((*bytes.get(at + 1)?, bytes.get(at + 2..)?))
}

/// What comes after a segment that starts with its length.
fn skip_segment(bytes: &[u8]) -> Option<&[u8]> {
    let length = u16::from_be_bytes([*bytes.first()?, *bytes.get(1)?]);
    bytes.get(usize::from(length)..)
}

/// From coded data to the next marker that is not a restart.
fn skip_coded(bytes: &[u8]) -> &[u8] {
    let at = bytes
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff | 0xd0..=0xd7));
    at.and_then(|at| bytes.get(at..)).unwrap_or_default()
}
