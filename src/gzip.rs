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

/// How long bytes are when they are deflated in a hurry: what servers send is no longer.
pub fn length_at_most(bytes: &[u8]) -> u64 {
    at_level(bytes, 1).len() as u64
}

fn at_level(bytes: &[u8], level: u32) -> Vec<u8> {
    // Writing into memory cannot fail.
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(level));
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes again, as far as `most`; `None` where they are damaged or no text.
pub fn inflated(bytes: &[u8], most: u64) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() * 2);
    GzDecoder::new(bytes).take(most).read_to_string(&mut text).ok()?;
    Some(text)
}
