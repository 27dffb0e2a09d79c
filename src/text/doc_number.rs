//! Reads the numbers of documents (số ký hiệu): `147/KH-SYT`, `30/2020/NĐ-CP`, `142-KH/TU`.
//!
//! Takes text in NFC; gives the parts of a number, what was probably meant by a wrong one, and the
//! numbers cited in running text. Whose number it is, and whether it is unique, is decided where
//! the documents are known: a number is unique only with issuer and year (NĐ 30/2020, Điều 15).
//! The grammar is in `doc_number/grammar.rs`, the repairs in `doc_number/repair.rs`.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::normalise;

mod grammar;
mod repair;

/// The number and symbol of a document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct DocNumber {
    /// The number as written: `147`, `05`, `66.7`, `12a`.
    pub no: String,
    /// The year, where it is part of the number: 2020 in `30/2020/NĐ-CP`.
    pub year: Option<u16>,
    /// The symbol: `KH-SYT`; of a party document type and organ: `KH/TU`.
    pub notation: String,
    /// Which of the two ways it is written in.
    pub form: Form,
}

/// The two ways to write a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Form {
    /// `147/KH-SYT`: state bodies (NĐ 30/2020/NĐ-CP, Phụ lục I).
    State,
    /// `142-KH/TU`: party bodies, with the type before the slash.
    Party,
}

/// What can be done about a text that is not a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Repair {
    /// This was probably meant.
    Fix(String),
    /// A draft that has a symbol and no number yet: `Số:    /KH-UBND`.
    NotNumbered,
    /// Nothing.
    No,
}

/// The types of documents and their codes; an empty code means that the type has none.
///
/// The first 29 are those of NĐ 30/2020/NĐ-CP, Điều 7, with the codes of Phụ lục III; then come
/// the copies of the same annex, then what is accepted beside them.
pub const TYPES: &[(&str, &str)] = &[
    ("Nghị quyết", "NQ"),
    ("Quyết định", "QĐ"),
    ("Chỉ thị", "CT"),
    ("Quy chế", "QC"),
    ("Quy định", "QyĐ"),
    ("Thông cáo", "TC"),
    ("Thông báo", "TB"),
    ("Hướng dẫn", "HD"),
    ("Chương trình", "CTr"),
    ("Kế hoạch", "KH"),
    ("Phương án", "PA"),
    ("Đề án", "ĐA"),
    ("Dự án", "DA"),
    ("Báo cáo", "BC"),
    ("Biên bản", "BB"),
    ("Tờ trình", "TTr"),
    ("Hợp đồng", "HĐ"),
    ("Công văn", ""),
    ("Công điện", "CĐ"),
    ("Bản ghi nhớ", "BGN"),
    ("Bản thỏa thuận", "BTT"),
    ("Giấy ủy quyền", "GUQ"),
    ("Giấy mời", "GM"),
    ("Giấy giới thiệu", "GGT"),
    ("Giấy nghỉ phép", "GNP"),
    ("Phiếu gửi", "PG"),
    ("Phiếu chuyển", "PC"),
    ("Phiếu báo", "PB"),
    ("Thư công", ""),
    ("Bản sao y", "SY"),
    ("Bản trích sao", "TrS"),
    ("Bản sao lục", "SL"),
    ("Lời kêu gọi", ""),
    ("Luật", ""),
    ("Nghị định", "NĐ"),
    ("Thông tư", "TT"),
    ("Thể lệ", "TL"),
];

impl DocNumber {
    /// The code of the type, if the symbol begins with a known one: `KH`, `QĐ`. Codes are compared
    /// with case. None for an official letter (`05/BNV-VP`) and a law (`06/2022/QH15`).
    pub fn type_code(&self) -> Option<&str> {
        let first = self.notation.split(['-', '/']).next()?;
        TYPES.iter().any(|(_, code)| *code == first && !code.is_empty()).then_some(first)
    }

    /// The text with the number padded to two digits, if it is not: a number under 10 is written
    /// `05` (NĐ 30/2020/NĐ-CP, Phụ lục I).
    pub fn padded(&self) -> Option<String> {
        let digits = self.no.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let number = DocNumber { no: format!("0{}", self.no), ..self.clone() };
        (digits.len() == 1).then(|| number.to_string())
    }
}

impl fmt::Display for DocNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DocNumber { no, notation, .. } = self;
        match (self.form, self.year) {
            (Form::Party, _) => write!(f, "{no}-{notation}"),
            (Form::State, Some(year)) => write!(f, "{no}/{year:04}/{notation}"),
            (Form::State, None) => write!(f, "{no}/{notation}"),
        }
    }
}

/// Whether a text in NFC is a document number as it stands; no repair is thought of.
pub fn is_number(text: &str) -> bool {
    grammar::read(text).is_some()
}

/// Reads a text that is a number and nothing else, or says how to mend it.
pub fn parse(text: &str) -> Result<DocNumber, Repair> {
    let text = normalise::nfc(text.trim());
    grammar::read(&text).ok_or_else(|| repair::repair(&text))
}

/// The numbers cited in running text in NFC, with their places in bytes.
///
/// Looks only at words with a slash that begin with a digit, so prose costs one search for `/`.
pub fn citations(text: &str) -> Vec<(Range<usize>, DocNumber)> {
    let mut found = Vec::new();
    let mut seen = 0;
    for slash in memchr::memchr_iter(b'/', text.as_bytes()) {
        if slash < seen {
            continue;
        }
        let word = word_around(text, seen, slash);
        seen = word.end;
        let cited = trimmed(text, word);
        let is_own = names_a_document(&text[..cited.start]);
        if let Some(number) = text.get(cited.clone()).filter(|_| is_own).and_then(grammar::read) {
            found.push((cited, number));
        }
    }
    found
}

/// Whether a number behind these words is one of a document: `11 /2018/TT-BGTVT` lost its number,
/// `QCVN 06:2010/BKHCN` is a standard, `mẫu số 03/TNDN` a form.
fn names_a_document(before: &str) -> bool {
    let mut letters = before.chars().rev();
    let is_torn = match letters.next() {
        Some('/') => true,
        Some(':') => letters.next().is_some_and(|letter| letter.is_ascii_digit()),
        _ => false,
    };
    let mut words = before.trim_end().rsplit(is_break).filter(|word| !word.is_empty());
    let last = words.next().unwrap_or("").to_lowercase();
    let form = if last == "số" { words.next().unwrap_or("").to_lowercase() } else { last };
    !is_torn && form != "mẫu"
}

/// The word with this slash in it, not looking behind `from`.
fn word_around(text: &str, from: usize, slash: usize) -> Range<usize> {
    let before = text.get(from..slash).unwrap_or_default();
    let after = text.get(slash..).unwrap_or_default();
    let start = before.char_indices().rfind(|&(_, c)| is_break(c));
    let start = start.map_or(from, |(offset, c)| from + offset + c.len_utf8());
    start..after.find(is_break).map_or(text.len(), |length| slash + length)
}

/// The word without full stops and slashes at its ends (`./.` ends a document).
fn trimmed(text: &str, word: Range<usize>) -> Range<usize> {
    let whole = text.get(word.clone()).unwrap_or_default();
    let tail = whole.trim_start_matches(['.', '/']);
    let start = word.end - tail.len();
    start..start + tail.trim_end_matches(['.', '/']).len()
}

fn is_break(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '(' | ')' | '“' | '”' | '"' | '\'' | '[' | ']' | '!' | '?' | '…')
        || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> DocNumber {
        parse(text).unwrap()
    }

    #[test]
    fn what_only_looks_like_a_number_of_a_document_is_none() {
        assert_eq!(citations("Thông tư số 11 /2018/TT-BGTVT"), []);
        assert_eq!(citations("theo QCVN 06:2010/BKHCN và mẫu số 03/TNDN, Mẫu 9/TT"), []);
        assert_eq!(citations("số 147/KH-SYT ./.").len(), 1);
        assert_eq!(citations("Số:147/KH-SYT").len(), 1);
    }

    #[test]
    fn the_numbers_of_the_handbook_are_read_and_written_back() {
        for text in [
            "147/KH-SYT",
            "1497/QĐ-TTg",
            "05/BNV-VP",
            "12/UBND-VX",
            "30/2020/NĐ-CP",
            "06/2022/QH15",
            "66.7/2025/NQ-CP",
            "1670/NQ-UBTVQH15",
            "74/TL-BTCCT",
            "109/TTr-UBND",
            "142-KH/TU",
            "02-QĐ/BTCG",
            "5/QĐ-SYT",
            "12a/KH-UBND",
        ] {
            assert_eq!(parse(text).map(|number| number.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_number_falls_into_its_parts() {
        let number = read("30/2020/NĐ-CP");
        assert_eq!((number.no.as_str(), number.year), ("30", Some(2020)));
        assert_eq!((number.notation.as_str(), number.form), ("NĐ-CP", Form::State));
        let number = read("142-KH/TU");
        assert_eq!((number.no.as_str(), number.year), ("142", None));
        assert_eq!((number.notation.as_str(), number.form), ("KH/TU", Form::Party));
    }

    #[test]
    fn a_known_type_has_its_code() {
        let code = |text| read(text).type_code().map(str::to_owned);
        assert_eq!(code("147/KH-SYT").as_deref(), Some("KH"));
        assert_eq!(code("142-KH/TU").as_deref(), Some("KH"));
        assert_eq!(code("3/QyĐ-SYT").as_deref(), Some("QyĐ"));
        for text in ["05/BNV-VP", "06/2022/QH15", "3/QYĐ-SYT"] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_under_ten_is_padded() {
        assert_eq!(read("5/QĐ-SYT").padded().as_deref(), Some("05/QĐ-SYT"));
        assert_eq!(read("5a/2021/QĐ-SYT").padded().as_deref(), Some("05a/2021/QĐ-SYT"));
        assert_eq!(read("2-QĐ/TU").padded().as_deref(), Some("02-QĐ/TU"));
        for text in ["05/QĐ-SYT", "147/KH-SYT", "6.7/2025/NQ-CP"] {
            assert_eq!(read(text).padded(), None, "{text}");
        }
    }

    #[test]
    fn citations_are_found_where_they_stand() {
        let text = "Kế hoạch số 147/KH-SYT ngày 22/10/2021 (theo 1497/QĐ-TTg,30/2020/NĐ-CP; \
                    Số:\u{a0}142-KH/TU) và/hoặc “05/BNV-VP”. Theo 12/KH-UBND./.";
        let found: Vec<&str> = citations(text).iter().map(|(at, _)| &text[at.clone()]).collect();
        assert_eq!(
            found,
            ["147/KH-SYT", "1497/QĐ-TTg", "30/2020/NĐ-CP", "142-KH/TU", "05/BNV-VP", "12/KH-UBND"]
        );
    }

    #[test]
    fn any_text_may_hold_citations() {
        for text in
            ["/", "//", "./.", "1/", "/A", "é/ế", "1/Ế", "🎉1/KH🎉", "\u{301}/", "1-/", "1/-"]
        {
            assert_eq!(citations(text), []);
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(citations(&"a/".repeat(100_000)), []);
    }

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = TYPES.iter().map(|t| t.1).filter(|code| !code.is_empty()).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
