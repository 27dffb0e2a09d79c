//! Bytes in gzip's form: as servers send pages, and as `zcat` reads lists without us.
//!
//! The only file that names `flate2`. The header carries no time and no name: same bytes in, same bytes
//! out.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

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

/// The bytes again, as far as `most`; `None` where they are damaged.
pub fn inflated(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    // The last four bytes tell the length; what is damaged there must not ask for all memory.
    let told = bytes.last_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
    let mut inflated = Vec::with_capacity(told.min(bytes.len() * 8));
    GzDecoder::new(bytes).take(most).read_to_end(&mut inflated).ok()?;
    Some(inflated)
}
