//! Bytes in gzip's form: as servers send pages, and as `zcat` reads lists without us.
//!
//! The only file that names `flate2`. The header carries no time and no name: same bytes in, same bytes
//! out.

use std::io::{Read as _, Write as _};

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc, bufread};

/// Bytes deflated, at the level that servers use.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    at_level(bytes, 6)
}

/// Bytes deflated in a hurry: in a third of the time, and a few per cent longer.
pub fn quickly(bytes: &[u8]) -> Vec<u8> {
    at_level(bytes, 1)
}

fn at_level(bytes: &[u8], level: u32) -> Vec<u8> {
    // Writing into memory cannot fail.
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(level));
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// What stands after the first of several parts that were deflated each for itself (RFC 1952 §2.2: their
/// bytes in a row are those of what they hold in a row); `None` where the bytes are damaged.
pub fn after_first(bytes: &[u8]) -> Option<&[u8]> {
    let mut first = bufread::GzDecoder::new(bytes);
    std::io::copy(&mut first, &mut std::io::sink()).ok()?;
    Some(first.into_inner())
}

/// Whether one deflated part tells at its end the checksum and the length of these bytes.
pub fn tells(part: &[u8], bytes: &[u8]) -> bool {
    let mut sum = Crc::new();
    sum.update(bytes);
    let told = [sum.sum().to_le_bytes(), sum.amount().to_le_bytes()].concat();
    part.ends_with(&told)
}

/// The bytes again, as far as `most`; `None` where they are damaged.
pub fn inflated(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    // The last four bytes tell a length; what is damaged there must not ask for all memory.
    let told = bytes.last_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
    let mut inflated = Vec::with_capacity(told.min(bytes.len() * 8));
    MultiGzDecoder::new(bytes).take(most).read_to_end(&mut inflated).ok()?;
    Some(inflated)
}
