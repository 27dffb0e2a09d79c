//! Lists as they are kept: in gzip's form, so that `zcat` reads them without us.

use crate::gzip;

/// The list of a release in its folder.
pub(super) const SUMS_KEPT: &str = "SHA256SUMS.gz";

/// The largest list that is read back, in bytes: two million files. What inflates to more was not
/// written by us.
const MOST: u64 = 256 * 1024 * 1024;

/// A list as it is kept.
pub(super) fn deflated(text: &str) -> Vec<u8> {
    gzip::deflated(text.as_bytes())
}

/// The list again; `None` where the bytes are damaged.
pub(super) fn inflated(bytes: &[u8]) -> Option<String> {
    gzip::inflated(bytes, MOST)
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
