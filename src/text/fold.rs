//! Folds text for comparing: lower case, no marks, `đ` as `d`.
//!
//! Takes text as written, composed or not; gives what is equal for a reader who types without
//! marks. `key` is for field names, choices and file names, `plain` for search and titles. Folded
//! text is compared and looked up, never shown; addresses are made in `slug`, order in `collate`.

use unicode_normalization::char::decompose_canonical;

/// The key form: runs of spaces, `-`, `_` and `,` become one `_`, none at the ends.
pub fn key(text: &str) -> String {
    fold(text, '_', |c| matches!(c, '-' | '_' | ',') || c.is_whitespace())
}

/// The search form: runs of white space become one space, none at the ends.
pub fn plain(text: &str) -> String {
    fold(text, ' ', char::is_whitespace)
}

/// Folds every letter, and each run of characters that `is_gap` to one `gap`.
fn fold(text: &str, gap: char, is_gap: impl Fn(char) -> bool) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap_due = false;
    for c in text.chars() {
        if is_gap(c) {
            gap_due = !folded.is_empty();
            continue;
        }
        if gap_due && !is_mark(c) {
            folded.push(gap);
            gap_due = false;
        }
        push_folded(c, &mut folded);
    }
    folded
}

/// Appends the letter without case and marks.
fn push_folded(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
    } else if let Some(base) = vietnamese_base(c) {
        folded.push(base);
    } else {
        decompose_canonical(c, |part| push_part(part, folded));
    }
}

/// Appends one part of a decomposed letter, unless it is a mark.
fn push_part(part: char, folded: &mut String) {
    for lower in part.to_lowercase().filter(|&c| !is_mark(c)) {
        folded.push(vietnamese_base(lower).unwrap_or(lower));
    }
}

/// The marks that stand on Latin letters. Vowel signs of other scripts (Tai Viet, Thai) are
/// letters to their readers and stay.
pub(crate) fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// The plain letter of a composed Vietnamese one. `đ` has no decomposition, and its capital is
/// often typed as one of the two look-alikes `Ð` (U+00D0) and `Ɖ` (U+0189).
pub(crate) fn vietnamese_base(c: char) -> Option<char> {
    Some(match c {
        'à'..='ã' | 'À'..='Ã' | 'ă' | 'Ă' | 'Ạ'..='ặ' => 'a',
        'đ' | 'Đ' | 'Ð' | 'ð' | 'Ɖ' | 'ɖ' => 'd',
        'è'..='ê' | 'È'..='Ê' | 'Ẹ'..='ệ' => 'e',
        'ì' | 'í' | 'Ì' | 'Í' | 'ĩ' | 'Ĩ' | 'Ỉ'..='ị' => 'i',
        'ò'..='õ' | 'Ò'..='Õ' | 'ơ' | 'Ơ' | 'Ọ'..='ợ' => 'o',
        'ù' | 'ú' | 'Ù' | 'Ú' | 'ũ' | 'Ũ' | 'ư' | 'Ư' | 'Ụ'..='ự' => 'u',
        'ý' | 'Ý' | 'Ỳ'..='ỹ' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn vietnamese_loses_case_and_marks() {
        assert_eq!(plain("Kế hoạch ĐƯỜNG Ðà Nẵng"), "ke hoach duong da nang");
        assert_eq!(plain("  Thể\u{a0}lệ \n mới "), "the le moi");
    }

    #[test]
    fn composed_and_decomposed_text_fold_alike() {
        let text = "Ủy ban nhân dân tỉnh Lai Châu, Ừng Ỵ Ặ ễ ỡ";
        let decomposed: String = text.nfd().collect();
        assert_eq!(plain(&decomposed), plain(text));
        assert_eq!(key(&decomposed), key(text));
    }

    #[test]
    fn separators_of_a_key_are_alike() {
        for text in ["Hạn nộp", "hạn-nộp", "HAN_NOP", " hạn , - nộp ", "hạn,nộp_"] {
            assert_eq!(key(text), "han_nop");
        }
        assert_eq!(key(" - "), "");
    }

    #[test]
    fn every_composed_letter_agrees_with_its_decomposition() {
        for c in '\0'..=char::MAX {
            let Some(base) = vietnamese_base(c).filter(|&base| base != 'd') else { continue };
            assert_eq!(c.nfd().next().map(|c| c.to_ascii_lowercase()), Some(base), "{c}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in '\0'..=char::MAX {
            let once = plain(&c.to_string());
            assert_eq!(plain(&once), once, "{c:?}");
        }
    }
}
