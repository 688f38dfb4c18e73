//! How a sync message travels: two bytes of magic, the version, a flag, then postcard, zstd when it helps.
//!
//! Decoding is bounded before anything is allocated: a frame inflates to at most [`MAX_FRAME_BYTES`].

use std::io::Read;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::sync::VERSION;

/// The most a message may take, inflated.
pub const MAX_FRAME_BYTES: usize = 16 * 1024 * 1024;

const MAGIC: [u8; 2] = *b"CF";
const RAW: u8 = 0;
const ZSTD: u8 = 1;
const COMPRESS_FROM_BYTES: usize = 512;
const ZSTD_LEVEL: i32 = 3;

/// Why bytes are not a message.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Not one of our frames at all, or cut short.
    #[error("not a Campo message")]
    NotAFrame,
    /// Made by a version that speaks another protocol.
    #[error("protocol version {0} is not understood here; update the older of app and server")]
    Version(u8),
    /// Larger than any honest message.
    #[error("message larger than {MAX_FRAME_BYTES} bytes")]
    TooLarge,
    /// Damaged compression.
    #[error("message is damaged")]
    Inflate(#[source] std::io::Error),
    /// Not of the expected shape.
    #[error("message is not of the expected form")]
    Shape(#[source] postcard::Error),
}

/// Writes a message as a frame.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    let plain = postcard::to_stdvec(message).map_err(FrameError::Shape)?;
    if plain.len() > MAX_FRAME_BYTES {
        return Err(FrameError::TooLarge);
    }
    if plain.len() >= COMPRESS_FROM_BYTES {
        let packed = zstd::encode_all(plain.as_slice(), ZSTD_LEVEL).map_err(FrameError::Inflate)?;
        if packed.len() < plain.len() {
            return Ok(framed(ZSTD, &packed));
        }
    }
    Ok(framed(RAW, &plain))
}

/// Reads a frame back.
pub fn decode<T: DeserializeOwned>(frame: &[u8]) -> Result<T, FrameError> {
    let (head, payload) = frame.split_at_checked(4).ok_or(FrameError::NotAFrame)?;
    if head[..2] != MAGIC {
        return Err(FrameError::NotAFrame);
    }
    if head[2] != VERSION {
        return Err(FrameError::Version(head[2]));
    }
    match head[3] {
        RAW if payload.len() <= MAX_FRAME_BYTES => parse(payload),
        RAW => Err(FrameError::TooLarge),
        ZSTD => parse(&inflate(payload)?),
        _ => Err(FrameError::NotAFrame),
    }
}

fn framed(flag: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 4);
    frame.extend_from_slice(&MAGIC);
    frame.extend_from_slice(&[VERSION, flag]);
    frame.extend_from_slice(payload);
    frame
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, FrameError> {
    let decoder = zstd::Decoder::new(packed).map_err(FrameError::Inflate)?;
    let mut plain = Vec::new();
    let limit = MAX_FRAME_BYTES as u64 + 1;
    decoder
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(FrameError::Inflate)?;
    if plain.len() > MAX_FRAME_BYTES {
        return Err(FrameError::TooLarge);
    }
    Ok(plain)
}

fn parse<T: DeserializeOwned>(plain: &[u8]) -> Result<T, FrameError> {
    let (message, rest) = postcard::take_from_bytes(plain).map_err(FrameError::Shape)?;
    if rest.is_empty() {
        Ok(message)
    } else {
        Err(FrameError::NotAFrame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_small_or_large() {
        for words in [0, 3, 5000] {
            let message: Vec<String> = (0..words).map(|i| format!("word {i}")).collect();
            let frame = encode(&message).unwrap();
            assert_eq!(decode::<Vec<String>>(&frame).unwrap(), message);
        }
    }

    #[test]
    fn damaged_frames_are_refused_without_panic() {
        let frame = encode(&vec!["a text that repeats".to_owned(); 500]).unwrap();
        for cut in 0..frame.len() {
            assert!(
                decode::<Vec<String>>(&frame[..cut]).is_err(),
                "cut at {cut}"
            );
        }
        let mut newer = frame.clone();
        newer[2] = VERSION + 1;
        assert!(matches!(
            decode::<Vec<String>>(&newer),
            Err(FrameError::Version(_))
        ));
        let mut longer = framed(RAW, &postcard::to_stdvec(&7u8).unwrap());
        longer.push(0);
        assert!(decode::<u8>(&longer).is_err());
    }

    #[test]
    fn a_bomb_inflates_no_further_than_the_limit() {
        let bomb = framed(
            ZSTD,
            &zstd::encode_all(std::io::repeat(7).take(64 << 20), 19).unwrap(),
        );
        assert!(bomb.len() < 16 * 1024);
        assert!(matches!(
            decode::<Vec<u8>>(&bomb),
            Err(FrameError::TooLarge)
        ));
    }
}
