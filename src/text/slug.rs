//! Makes the last part of an address from a title.
//!
//! Takes any text; gives 1 to 80 characters of `a-z`, `0-9` and `-`. That a slug is unique in its
//! folder, and that an old one keeps leading to its page, is looked after elsewhere.

use crate::text::fold;

/// The longest slug: long enough for a title, short enough for a path on Windows.
const LONGEST: usize = 80;

/// What a text without letters and digits is called (mục: item).
const NAMELESS: &str = "muc";

/// The slug of a text: folded, everything else a hyphen, cut at a hyphen when too long.
pub fn slug(text: &str) -> String {
    let words = hyphenated(&fold::plain(text));
    let slug = shortened(&words);
    if slug.is_empty() { NAMELESS.to_owned() } else { slug.to_owned() }
}

/// Whether the text is a slug as `slug` makes them.
pub fn is_slug(text: &str) -> bool {
    let made_of_slug_letters = text.bytes().all(|b| is_letter(b) || b == b'-');
    let fits = (1..=LONGEST).contains(&text.len());
    made_of_slug_letters && fits && text.split('-').all(|word| !word.is_empty())
}

/// The letters and digits of folded text with one hyphen for each run of anything else.
fn hyphenated(folded: &str) -> String {
    let mut words = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !(c.is_ascii() && is_letter(c as u8))) {
        if !word.is_empty() {
            if !words.is_empty() {
                words.push('-');
            }
            words.push_str(word);
        }
    }
    words
}

/// At most `LONGEST` characters, whole words if there is more than one.
fn shortened(words: &str) -> &str {
    let (Some(start), Some(rest)) = (words.get(..LONGEST), words.get(LONGEST..)) else {
        return words;
    };
    if rest.is_empty() || rest.starts_with('-') {
        return start;
    }
    start.rsplit_once('-').map_or(start, |(whole, _)| whole)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_plain_words_with_hyphens() {
        assert_eq!(slug("Kế hoạch số 147/KH-SYT “Đợt 1”"), "ke-hoach-so-147-kh-syt-dot-1");
    }

    #[test]
    fn a_text_without_letters_still_has_a_slug() {
        assert_eq!(slug(""), "muc");
        assert_eq!(slug("– … –"), "muc");
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        assert_eq!(slug(&"nhóm zalo ".repeat(30)).len(), 79);
        let exact = format!("{} b", "a".repeat(80));
        assert_eq!(slug(&exact), "a".repeat(80));
        assert_eq!(slug(&"a".repeat(100)), "a".repeat(80));
    }

    #[test]
    fn a_slug_is_its_own_slug_and_nothing_else_is() {
        for text in ["a", "a-b", "-a", "a-", "a--b", "A", "đ", "", "a b", "2021", "a\0"] {
            assert_eq!(is_slug(text), slug(text) == text, "{text}");
        }
    }

    #[test]
    fn every_text_gives_a_slug() {
        for text in ["\u{301}", "🎉", "\0\u{7f}", "ﷺ", "ẞ İ", &"ắ-".repeat(500), &"é".repeat(99)]
        {
            assert!(is_slug(&slug(text)), "{text:?}");
        }
    }
}
