//! Finds what was probably meant by a misspelt word.
//!
//! Takes a word and the words that would be right; gives the nearest, if one is near enough to be
//! worth offering. How the offer is worded is elsewhere.

use crate::text::fold;

/// Edits between two words: letters put in, left out, replaced, or two neighbours swapped (optimal
/// string alignment). Words come folded; case and marks count here.
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, to) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(from != to);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *from == b[j - 1] && a[i - 1] == *to {
                least = least.min(before_last[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The candidate nearest to the word, at most a third of its letters away, at least one.
///
/// Compared by `fold::key`; of candidates equally near the one whose marks fit better wins, then
/// the first by code point, so that the order of the candidates never matters.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let key = fold::key(word);
    let length = key.chars().count();
    let limit = (length / 3).max(1);
    let near = candidates.filter_map(|candidate| {
        let other = fold::key(candidate);
        let other_length = other.chars().count();
        // A long text is no slip of a short word; the table for both would only cost time.
        if length.abs_diff(other_length) > limit {
            return None;
        }
        let away = distance(&key, &other);
        (away <= limit && away < length).then(|| (away, distance(word, candidate), candidate))
    });
    near.min().map(|(.., candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edit_counts_one() {
        for (a, b, edits) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("han", "han", 0),
            ("han", "ham", 1),
            ("han", "ahn", 1),
            ("han", "hann", 1),
            ("ca", "abc", 3),
            ("đông", "động", 1),
        ] {
            assert_eq!(distance(a, b), edits, "{a} {b}");
        }
    }

    #[test]
    fn a_slip_finds_what_was_meant() {
        let words = ["tên", "trạng thái", "ngày ban hành", "người ký"];
        let find = |word| nearest(word, words.into_iter());
        assert_eq!(find("trang thia"), Some("trạng thái"));
        assert_eq!(find("Ngay_ban_hanhh"), Some("ngày ban hành"));
        assert_eq!(find("ten"), Some("tên"));
        assert_eq!(find("hạn nộp"), None);
        assert_eq!((find(""), find("x")), (None, None));
    }

    #[test]
    fn the_order_of_the_candidates_does_not_matter() {
        for words in [["lục", "lực", "lúc"], ["lúc", "lực", "lục"]] {
            assert_eq!(nearest("lực", words.into_iter()), Some("lực"));
            assert_eq!(nearest("luc", words.into_iter()), Some("lúc"));
        }
    }
}
