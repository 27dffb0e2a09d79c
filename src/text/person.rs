//! Reads the name of a person.
//!
//! Takes a name as given, perhaps with titles before it; gives the name to show, the titles split
//! off, and the text to sort it by. Position, authority and unit are fields of their own
//! elsewhere; gender is never inferred.

use serde::{Deserialize, Serialize};

use crate::text::{fold, normalise};

/// A name and what it sorts by.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PersonName {
    /// The name as given, without titles.
    pub display: String,
    /// The titles before the name as given: `ông`, `PGS.TS.`.
    pub title: Option<String>,
    /// Tên, họ, đệm of a Vietnamese name (`Bắc Hoàng Việt`), any other name whole.
    pub sort: String,
}

/// Forms of address and titles written out; white space follows them.
const TITLE_WORDS: [&str; 25] = [
    "ông",
    "bà",
    "đồng chí",
    "bác sĩ",
    "bác sỹ",
    "y sĩ",
    "y sỹ",
    "dược sĩ",
    "dược sỹ",
    "kỹ sư",
    "cử nhân",
    "thạc sĩ",
    "thạc sỹ",
    "tiến sĩ",
    "tiến sỹ",
    "phó giáo sư",
    "giáo sư",
    "luật sư",
    "điều dưỡng",
    "thầy thuốc ưu tú",
    "thầy thuốc nhân dân",
    "nhà giáo ưu tú",
    "nhà giáo nhân dân",
    "nghệ nhân ưu tú",
    "nghệ nhân nhân dân",
];

/// Abbreviated titles; a full stop, hyphen, comma or white space follows them. None is a
/// Vietnamese syllable, so none can be a part of a name.
const TITLE_SHORTS: [&str; 35] = [
    "đ/c", "gs", "pgs", "ts", "tskh", "ths", "bs", "bscki", "bsckii", "bsck1", "bsck2", "cki",
    "ckii", "ck1", "ck2", "bsnt", "ys", "ds", "dscki", "dsckii", "dsck1", "dsck2", "cn", "cnđd",
    "đd", "nhs", "ktv", "ks", "ls", "ngưt", "ngnd", "ttưt", "ttnd", "nsưt", "nsnd",
];

/// Consonants that open a Vietnamese syllable, longest first so that the first match counts.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "g", "h",
    "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "x", "",
];

/// Splits the titles off and finds the sort text.
///
/// `Ông` before other words is taken as a title, though a few families bear it as a name; the
/// field `sort_name` overrides the order.
pub fn parse(text: &str) -> PersonName {
    let line = normalise::one_line(&normalise::nfc(text));
    let start = name_start(&line);
    let (title, name) = line.split_at(start);
    let title = title.trim_end_matches([' ', ',', ':', '-']);
    PersonName {
        display: name.to_owned(),
        title: (!title.is_empty()).then(|| title.to_owned()),
        sort: sort_text(name),
    }
}

/// Byte offset of the name behind all titles; 0 when nothing but titles is there.
fn name_start(line: &str) -> usize {
    let mut start = 0;
    while let Some(length) = line.get(start..).and_then(title_length) {
        start += length;
    }
    if start < line.len() { start } else { 0 }
}

/// Length of the first title with the marks and the space that follow it.
fn title_length(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    // Offsets are shared with the text as typed only while lower case is as long as it.
    if lower.len() != text.len() {
        return None;
    }
    let followed = |title: &&&str, marks: &[char]| {
        lower.strip_prefix(**title).is_some_and(|rest| rest.starts_with(marks))
    };
    let word = TITLE_WORDS.iter().find(|title| followed(title, &[' ', ':']));
    let short = || TITLE_SHORTS.iter().find(|title| followed(title, &[' ', '.', ',', ':', '-']));
    let title = word.or_else(short)?;
    let rest = &lower[title.len()..];
    let name = rest.trim_start_matches([' ', '.', ',', ':', '-']);
    Some(lower.len() - name.len())
}

/// The name with its last word first, if all its words are Vietnamese.
///
/// Vietnamese names are written họ, đệm, tên and sorted by tên, họ, đệm.
fn sort_text(name: &str) -> String {
    match name.rsplit_once(' ') {
        Some((family, given)) if name.split(' ').all(is_vietnamese_word) => {
            format!("{given} {family}")
        }
        _ => name.to_owned(),
    }
}

/// Whether the word begins upper-case and is built as a Vietnamese syllable: an onset, one to
/// three vowels, a coda. Some foreign words (`Tom`) are built so, too; `sort_name` overrides.
fn is_vietnamese_word(word: &str) -> bool {
    let plain = fold::plain(word);
    let Some(rime) = ONSETS.iter().find_map(|onset| rime_after(&plain, onset)) else {
        return false;
    };
    let coda = rime.trim_start_matches(is_vowel);
    word.starts_with(char::is_uppercase)
        && (1..=3).contains(&(rime.len() - coda.len()))
        && matches!(coda, "" | "c" | "ch" | "m" | "n" | "ng" | "nh" | "p" | "t")
}

/// What follows the onset, if that begins with a vowel (the `i` of `gi` may be the vowel itself).
fn rime_after<'a>(plain: &'a str, onset: &str) -> Option<&'a str> {
    plain.strip_prefix(onset).filter(|rime| rime.starts_with(is_vowel))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: Option<&str>, display: &str, sort: &str) {
        let name = parse(text);
        assert_eq!(
            (name.title.as_deref(), name.display.as_str(), name.sort.as_str()),
            (title, display, sort)
        );
    }

    #[test]
    fn a_vietnamese_name_sorts_by_its_last_word() {
        check("Hoàng Việt Bắc", None, "Hoàng Việt Bắc", "Bắc Hoàng Việt");
        check("  Tống  Thanh Hải ", None, "Tống Thanh Hải", "Hải Tống Thanh");
        check("NGUYỄN PHÚ TRỌNG", None, "NGUYỄN PHÚ TRỌNG", "TRỌNG NGUYỄN PHÚ");
        check("Giàng A Gì", None, "Giàng A Gì", "Gì Giàng A");
    }

    #[test]
    fn titles_are_split_off() {
        check("ông Lò Văn Quý", Some("ông"), "Lò Văn Quý", "Quý Lò Văn");
        check("Đồng chí Lý A Sử", Some("Đồng chí"), "Lý A Sử", "Sử Lý A");
        check("đ/c: Lý A Sử", Some("đ/c"), "Lý A Sử", "Sử Lý A");
        check("BSCKII. Lê Thị Hoa", Some("BSCKII."), "Lê Thị Hoa", "Hoa Lê Thị");
        check("PGS.TS.Lê Thị Hoa", Some("PGS.TS."), "Lê Thị Hoa", "Hoa Lê Thị");
        check("Bà ThS. BS CKI Lê Thị Hoa", Some("Bà ThS. BS CKI"), "Lê Thị Hoa", "Hoa Lê Thị");
    }

    #[test]
    fn a_name_that_only_begins_like_a_title_is_whole() {
        check("Ba Văn Tý", None, "Ba Văn Tý", "Tý Ba Văn");
        check("Bàn Văn Tý", None, "Bàn Văn Tý", "Tý Bàn Văn");
        check("Bà", None, "Bà", "Bà");
        check("TS. BS.", None, "TS. BS.", "TS. BS.");
    }

    #[test]
    fn one_word_and_foreign_names_sort_whole() {
        for name in ["Hoa", "Jean Dupont", "Anna Marie", "Nguyễn van Fritz", "lê hoa", "", "K'Brế"]
        {
            check(name, None, name, name);
        }
    }

    #[test]
    fn any_text_is_a_name() {
        for text in ["İ ông", "\u{301}", "TS.\u{301}x", "🎉 🎉", "đ/c", "...", "ông -", "ẞS. a"]
        {
            parse(text);
        }
    }
}
