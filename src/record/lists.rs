//! Lists as they are kept: in gzip's form, so that `zcat` reads them without us. They are half hashes,
//! which nothing makes smaller: deflating them well takes three times as long and gains 6 %.

use crate::gzip;

/// The list of a release in its folder.
pub(super) const SUMS_KEPT: &str = "SHA256SUMS.gz";

/// The largest list that is read back, in bytes: two million files. What inflates to more was not
/// written by us.
const MOST: u64 = 256 * 1024 * 1024;

/// A list as it is kept.
pub(super) fn deflated(list: &[u8]) -> Vec<u8> {
    gzip::quickly(list)
}

/// The list again; `None` where the bytes are damaged.
pub(super) fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    gzip::inflated(bytes, MOST)
}

#[cfg(test)]
mod tests {
    use super::{deflated, inflated};

    #[test]
    fn a_list_comes_back_and_damage_is_noticed() {
        let list = b"abc  tin/a/index.html\n".repeat(100);
        let mut bytes = deflated(&list);
        assert_eq!(inflated(&bytes), Some(list));
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert_eq!(inflated(&bytes), None);
    }
}
