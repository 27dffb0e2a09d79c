//! Lists as they are kept: deflated, in gzip's form, so that `zcat` reads them without us.
//!
//! The only file that names `flate2`. The header carries no time and no name: same list, same bytes.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// The list of a release in its folder.
pub(super) const SUMS_KEPT: &str = "SHA256SUMS.gz";

/// The largest list that is read back, in bytes: two million files. What inflates to more was not
/// written by us.
const MOST: u64 = 256 * 1024 * 1024;

/// A text in gzip's form.
pub(super) fn deflated(text: &str) -> Vec<u8> {
    // Writing into memory cannot fail.
    let mut encoder = GzEncoder::new(Vec::with_capacity(text.len() / 2), Compression::new(6));
    let _ = encoder.write_all(text.as_bytes());
    encoder.finish().unwrap_or_default()
}

/// The text again; `None` where the bytes are damaged.
pub(super) fn inflated(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() * 2);
    GzDecoder::new(bytes).take(MOST).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{deflated, inflated};

    #[test]
    fn a_list_comes_back_and_damage_is_noticed() {
        let text = "abc  tin/a/index.html\n".repeat(100);
        let mut bytes = deflated(&text);
        assert_eq!(inflated(&bytes), Some(text));
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert_eq!(inflated(&bytes), None);
    }
}
