//! Lists as they are kept: in gzip's form, so that `zcat` reads them without us. They are half hashes,
//! which nothing makes smaller: deflating them well takes three times as long and gains 6 %.
//!
//! The list of a release is kept in two parts: as far as the line of RELEASE, and what follows. What
//! follows is the same for every release with the same content, and is not deflated again.

use crate::gzip;
use crate::model::release::RELEASE;

/// The list of a release in its folder.
pub(super) const SUMS_KEPT: &str = "SHA256SUMS.gz";

/// The largest list that is read back, in bytes: two million files. What inflates to more was not
/// written by us.
const MOST: u64 = 256 * 1024 * 1024;

/// Bytes as they are kept.
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    gzip::quickly(bytes)
}

/// The list of a release as it is kept; `like` is how that of a release with the same content is.
pub(super) fn kept(sums: &str, like: Option<&[u8]>) -> Vec<u8> {
    let (own, common) = sums.split_at(own_length(sums));
    let known = like.and_then(gzip::after_first);
    let mut bytes = gzip::quickly(own.as_bytes());
    match known.filter(|known| gzip::tells(known, common.as_bytes())) {
        Some(known) => bytes.extend_from_slice(known),
        None => bytes.extend(gzip::quickly(common.as_bytes())),
    }
    bytes
}

/// Where the line of RELEASE ends.
fn own_length(sums: &str) -> usize {
    let mut length = 0;
    for line in sums.split_inclusive('\n') {
        length += line.len();
        if line.trim_end().split_once("  ").is_some_and(|(_, path)| path == RELEASE) {
            break;
        }
    }
    length
}

/// The list again; `None` where the bytes are damaged.
pub(super) fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    gzip::inflated(bytes, MOST)
}

#[cfg(test)]
mod tests {
    use super::{deflated, inflated, kept};

    #[test]
    fn a_list_comes_back_and_damage_is_noticed() {
        let list = b"abc  tin/a/index.html\n".repeat(100);
        let mut bytes = deflated(&list);
        assert_eq!(inflated(&bytes), Some(list));
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert_eq!(inflated(&bytes), None);
    }

    fn list(release: char) -> String {
        let line = |hash: char, path: &str| format!("{}  {path}\n", hash.to_string().repeat(64));
        line('1', "404.html") + &line(release, "RELEASE") + &line('2', "tin/a/index.html")
    }

    #[test]
    fn what_follows_release_is_taken_from_a_list_with_the_same_content() {
        let old = kept(&list('a'), None);
        let new = kept(&list('b'), Some(&old));
        assert_eq!(new, kept(&list('b'), None));
        assert_eq!(inflated(&new), Some(list('b').into_bytes()));
    }

    #[test]
    fn a_list_of_other_content_a_damaged_one_and_one_in_one_part_are_not_used() {
        let alone = kept(&list('b'), None);
        let other = kept(&list('a').replace("tin/a", "tin/b"), None);
        let whole = deflated(list('a').as_bytes());
        for like in [&other[..], &whole, &alone[..alone.len() - 1], b"", b"no gzip"] {
            assert_eq!(kept(&list('b'), Some(like)), alone);
        }
    }
}
