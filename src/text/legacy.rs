//! Words of old encodings that were read as if they were Latin-1: `TiÕng ViÖt`, `Vieät Nam`.
//!
//! Takes one word; gives what it says in TCVN3 (ABC fonts), VNI or Windows-1258. Which of the three
//! is meant, and whether any is, the caller judges by what comes out. Whole files of bytes are
//! guessed in `encoding`.

use unicode_normalization::UnicodeNormalization;

/// What a word says in an encoding.
pub type Convert = fn(&str) -> String;

/// The old encodings by name.
pub const ENCODINGS: [(&str, Convert); 3] =
    [("TCVN3 (ABC)", tcvn3), ("VNI", vni), ("Windows-1258", windows_1258)];

/// The letters of TCVN3, code by code; what is no letter there is `.`.
const TCVN3: [(u8, &str); 7] = [
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè.ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
];

/// The word as TCVN3.
pub fn tcvn3(word: &str) -> String {
    word.chars().map(|c| u8::try_from(u32::from(c)).ok().and_then(of_tcvn3).unwrap_or(c)).collect()
}

fn of_tcvn3(code: u8) -> Option<char> {
    let (first, letters) = TCVN3.iter().rev().find(|(first, _)| *first <= code)?;
    letters.chars().nth((code - first) as usize).filter(|letter| *letter != '.')
}

const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// The word as VNI: letters followed by the letter of their mark.
pub fn vni(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    let mut before = ' ';
    for c in word.chars() {
        match vni_mark(before, c) {
            Some(marks) => text.extend(marks.iter().filter(|mark| **mark != ' ')),
            None => text.push_str(&vni_letter(c)),
        }
        before = c;
    }
    text.nfc().collect()
}

/// What a letter of VNI adds to the one before: a circumflex or breve, and a tone.
fn vni_mark(before: char, mark: char) -> Option<[char; 2]> {
    let small = |c: char| c.to_lowercase().next().unwrap_or(c);
    let (before, mark) = (small(before), small(mark));
    let tone = |letters: &str| letters.chars().position(|c| c == mark);
    if matches!(before, 'a' | 'e' | 'o')
        && let Some(at) = tone("âàåãáä")
    {
        return Some(['\u{302}', at.checked_sub(1).map_or(' ', |at| TONES[at])]);
    }
    if before == 'a'
        && let Some(at) = tone("êèúüéë")
    {
        return Some(['\u{306}', at.checked_sub(1).map_or(' ', |at| TONES[at])]);
    }
    let plain = matches!(before, 'a' | 'e' | 'o' | 'u' | 'y' | 'ô' | 'ö');
    tone("øûõùï").filter(|_| plain).map(|at| [' ', TONES[at]])
}

fn vni_letter(c: char) -> String {
    let small = match c.to_lowercase().next().unwrap_or(c) {
        'ñ' => 'đ',
        'ô' => 'ơ',
        'ö' => 'ư',
        'î' => 'ỵ',
        'æ' => 'ỉ',
        'ó' => 'ĩ',
        'ò' => 'ị',
        _ => return c.to_string(),
    };
    if c.is_uppercase() { small.to_uppercase().collect() } else { small.to_string() }
}

/// The word as Windows code page 1258: letters followed by a tone.
pub fn windows_1258(word: &str) -> String {
    let letters = word.chars().map(|c| match c {
        'Ì' => '\u{300}',
        'Ò' => '\u{309}',
        'Þ' => '\u{303}',
        'ì' => '\u{301}',
        'ò' => '\u{323}',
        'ã' => 'ă',
        'Ã' => 'Ă',
        'ð' => 'đ',
        'Ð' => 'Đ',
        'õ' => 'ơ',
        'Õ' => 'Ơ',
        'ý' => 'ư',
        'Ý' => 'Ư',
        other => other,
    });
    letters.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_old_encodings_become_words() {
        let typed = "KÕ ho¹ch tæ chøc phong trµo thi ®ua ®Æc biÖt trong phßng chèng dÞch";
        let meant = "Kế hoạch tổ chức phong trào thi đua đặc biệt trong phòng chống dịch";
        assert_eq!(tcvn3(typed), meant);
        let typed = "Keá hoaïch toå chöùc phong traøo thi ñua ñaëc bieät trong phoøng choáng dòch";
        assert_eq!(vni(typed), meant);
        let typed = "Kêì hoaòch tôÒ chýìc phong traÌo thi ðua ðãòc biêòt trong phoÌng chôìng diòch";
        assert_eq!(windows_1258(typed), meant);
    }

    proptest::proptest! {
        #[test]
        fn no_word_makes_it_panic(word in "[\\PC\u{300}]{0,12}") {
            for (_, convert) in ENCODINGS {
                convert(&word);
            }
        }
    }
}
