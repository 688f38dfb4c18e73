//! The bytes of a blob as an answer: all of them, or a range (RFC 9110, section 14).

use std::io::{self, Read};
use std::ops::RangeInclusive;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use campo_log::BlobContent;
use futures_util::stream::try_unfold;
use http_range_header::parse_range_header;

use super::PIECE_BYTES;

/// The answer to a request with these headers. A range that makes no sense, or several, count as none.
pub(super) fn answer(content: BlobContent, asked: &HeaderMap) -> io::Result<Response> {
    let size = content.size();
    let asked = asked
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let Some(Ok(ranges)) = asked.map(parse_range_header) else {
        return part(content, 0, size, StatusCode::OK, None);
    };
    match ranges.validate(size).as_deref() {
        // An empty blob has no first byte to range from.
        Ok([range]) if size > 0 => {
            let told = format!("bytes {}-{}/{size}", range.start(), range.end());
            let (start, length) = (*range.start(), length(range));
            part(
                content,
                start,
                length,
                StatusCode::PARTIAL_CONTENT,
                Some(told),
            )
        }
        Ok([_, _, ..]) => part(content, 0, size, StatusCode::OK, None),
        Ok(_) | Err(_) => {
            let told = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            Ok((StatusCode::RANGE_NOT_SATISFIABLE, told).into_response())
        }
    }
}

fn length(range: &RangeInclusive<u64>) -> u64 {
    (range.end() - range.start()).saturating_add(1)
}

fn part(
    mut content: BlobContent,
    start: u64,
    length: u64,
    status: StatusCode,
    range: Option<String>,
) -> io::Result<Response> {
    content.go_to(start)?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_LENGTH, length.into());
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(range) = range.and_then(|range| range.try_into().ok()) {
        headers.insert(header::CONTENT_RANGE, range);
    }
    let pieces = try_unfold(content.take(length), |content| async {
        tokio::task::spawn_blocking(|| piece(content)).await?
    });
    Ok((status, headers, Body::from_stream(pieces)).into_response())
}

/// The next bytes and what comes after them; `None` at the end.
fn piece(mut content: io::Take<BlobContent>) -> io::Result<Option<(Bytes, io::Take<BlobContent>)>> {
    let mut bytes = Vec::with_capacity(PIECE_BYTES);
    content
        .by_ref()
        .take(PIECE_BYTES as u64)
        .read_to_end(&mut bytes)?;
    Ok((!bytes.is_empty()).then(|| (bytes.into(), content)))
}
