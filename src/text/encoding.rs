//! Guesses how the bytes of a file are to be read as text.
//!
//! Takes the bytes of a whole file; gives the name of an encoding. Converting, showing what would
//! come out, and refusing it when it is worse than before, is done by `import`; in DOCX files the
//! font of a run decides, not this.

/// A way to write Vietnamese as bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Encoding {
    /// UTF-8, also plain ASCII.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// TCVN 5712:1993 as the ABC fonts (`.VnTime`) use it.
    Tcvn3,
    /// The two-byte letters of the VNI fonts.
    Vni,
    /// Windows code page 1258: letters followed by combining tones.
    Windows1258,
    /// No text: a picture, an archive, a PDF.
    Binary,
    /// Text of another kind, or too little of it, or damaged UTF-8: ask.
    Unknown,
}

impl Encoding {
    /// The name for messages and settings.
    pub fn name(&self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Bom => "UTF-8 (BOM)",
            Encoding::Utf16Le => "UTF-16 LE",
            Encoding::Utf16Be => "UTF-16 BE",
            Encoding::Tcvn3 => "TCVN3 (ABC)",
            Encoding::Vni => "VNI",
            Encoding::Windows1258 => "Windows-1258",
            Encoding::Binary => "binary",
            Encoding::Unknown => "unknown",
        }
    }
}

/// Guesses the encoding: byte order mark, then UTF-8, then the old encodings of Vietnam.
pub fn guess(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Encoding::Utf8Bom,
        [0xFF, 0xFE, ..] => Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => Encoding::Utf16Be,
        _ => unmarked(bytes),
    }
}

fn unmarked(bytes: &[u8]) -> Encoding {
    if bytes.contains(&0) {
        return wide(bytes);
    }
    if bytes.starts_with(b"%PDF-") || controls(bytes.iter().copied()) * 50 > bytes.len() {
        return Encoding::Binary;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Encoding::Utf8;
    }
    if is_damaged_utf8(bytes) { Encoding::Unknown } else { single_byte(bytes) }
}

/// UTF-16 without a mark has its zero bytes on one side, because most letters are ASCII.
fn wide(bytes: &[u8]) -> Encoding {
    let side = |first: usize| bytes.iter().skip(first).step_by(2).copied();
    let zeros = |first: usize| side(first).filter(|&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let is_high = |zeros: usize, others: usize| zeros * 5 >= bytes.len() && others * 20 <= zeros;
    // A tenth, and not a fiftieth: the low bytes of ă and đ are control characters by themselves.
    match (is_high(odd, even), is_high(even, odd)) {
        (true, _) if controls(side(0)) * 20 <= bytes.len() => Encoding::Utf16Le,
        (_, true) if controls(side(1)) * 20 <= bytes.len() => Encoding::Utf16Be,
        _ => Encoding::Binary,
    }
}

/// How many of the bytes are control characters that text does not use.
fn controls(bytes: impl Iterator<Item = u8>) -> usize {
    bytes.filter(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C)).count()
}

/// Whether nearly all high bytes form UTF-8: to convert the file from TCVN3 would ruin it.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    let stray: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    stray * 5 < high
}

/// Tells the three old encodings apart by how much of the high bytes each explains.
///
/// Every byte of VNI text, and nearly every one of Windows-1258, is a letter of TCVN3 as well, so
/// these two come first and must explain nine tenths: their bytes have to stand behind the right
/// letters, which those of TCVN3 text do not.
fn single_byte(bytes: &[u8]) -> Encoding {
    let high = bytes.iter().filter(|&&b| is_high(b)).count();
    let vni = vni_evidence(bytes);
    let windows = windows_evidence(bytes);
    let tcvn3 = bytes.iter().filter(|&&b| is_tcvn3(b)).count();
    let explains = |count: usize, percent: usize| count * 100 >= high * percent;
    let is_vni = vni.pairs >= 3 && vni.double_letters >= 2;
    let is_windows = windows.pairs >= 1;
    match () {
        () if is_vni && explains(vni.bytes, 90) => Encoding::Vni,
        () if is_windows && explains(windows.bytes, 90) => Encoding::Windows1258,
        () if high >= 3 && explains(tcvn3, 70) => Encoding::Tcvn3,
        () if is_vni => Encoding::Vni,
        () if is_windows => Encoding::Windows1258,
        () => Encoding::Unknown,
    }
}

/// What speaks for an encoding of letters and marks.
#[derive(Default)]
struct Evidence {
    /// High bytes that are letters or stand behind the right letter.
    bytes: usize,
    /// Letters with a mark behind them.
    pairs: usize,
    /// Those of them that make one letter of the alphabet without its tone or with it: `aâ`, `eä`.
    double_letters: usize,
}

/// Letters begin at A1; below are the quotation marks and dashes of Windows.
fn is_high(byte: u8) -> bool {
    byte > 0xA0
}

/// The 74 bytes of TCVN3.
fn is_tcvn3(byte: u8) -> bool {
    matches!(byte,
        0xA1..=0xAE | 0xB5..=0xB9 | 0xBB..=0xBE | 0xC6..=0xCC | 0xCE..=0xD8 | 0xDC..=0xDF
        | 0xE1..=0xEF | 0xF1..=0xFE)
        && byte != 0xCD
}

/// Counts the letters and marks of VNI. Its capitals are its small letters less 0x20.
fn vni_evidence(bytes: &[u8]) -> Evidence {
    let mut evidence = Evidence::default();
    let mut last = b' ';
    for &byte in bytes {
        let mark = if byte >= 0xC0 { byte | 0x20 } else { byte };
        let tones =
            is_vni_tone(mark) && matches!(last, b'a' | b'e' | b'o' | b'u' | b'y' | 0xF4 | 0xF6);
        let doubles = makes_double_letter(last, mark);
        // ñ ô ö î and the letters i with a tone stand alone.
        let alone = matches!(mark, 0xF1 | 0xF4 | 0xF6 | 0xEE | 0xED | 0xEC | 0xE6 | 0xF3 | 0xF2);
        evidence.pairs += usize::from(tones || doubles);
        evidence.double_letters += usize::from(doubles);
        evidence.bytes += usize::from(tones || doubles || alone);
        last = if mark >= 0xC0 { mark } else { byte.to_ascii_lowercase() };
    }
    evidence
}

/// ù ø û õ ï: sắc huyền hỏi ngã nặng.
fn is_vni_tone(mark: u8) -> bool {
    matches!(mark, 0xF9 | 0xF8 | 0xFB | 0xF5 | 0xEF)
}

/// The marks of â ê ô behind a, e, o, and those of ă behind a; each plain and with five tones.
fn makes_double_letter(letter: u8, mark: u8) -> bool {
    let circumflex = matches!(mark, 0xE0..=0xE5);
    let breve = matches!(mark, 0xEA | 0xE9 | 0xE8 | 0xFA | 0xFC | 0xEB);
    circumflex && matches!(letter, b'a' | b'e' | b'o') || breve && letter == b'a'
}

/// Counts the letters of Windows-1258 and the combining tones that stand behind a vowel.
fn windows_evidence(bytes: &[u8]) -> Evidence {
    let mut evidence = Evidence::default();
    let mut last = b' ';
    for &byte in bytes {
        // CC D2 DE EC F2: huyền hỏi ngã sắc nặng.
        let is_tone = matches!(byte, 0xCC | 0xD2 | 0xDE | 0xEC | 0xF2);
        let is_pair = is_tone && is_windows_vowel(last);
        evidence.pairs += usize::from(is_pair);
        evidence.bytes += usize::from(is_pair || is_windows_letter(byte));
        last = byte;
    }
    evidence
}

fn is_windows_vowel(byte: u8) -> bool {
    let lower = byte.to_ascii_lowercase();
    matches!(lower, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
        || matches!(byte | 0x20, 0xE2 | 0xE3 | 0xEA | 0xF4 | 0xF5 | 0xFD)
}

/// Â Ă Đ Ê Ô Ơ Ư and the letters with a tone that the code page holds composed.
fn is_windows_letter(byte: u8) -> bool {
    byte >= 0xC0
        && matches!(byte | 0x20,
            0xE0..=0xE3 | 0xE8..=0xEA | 0xED | 0xF0 | 0xF3..=0xF5 | 0xF9 | 0xFA | 0xFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of text that shows the old encoding as Latin-1 letters.
    fn latin(text: &str) -> Vec<u8> {
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
    }

    #[test]
    fn a_byte_order_mark_decides() {
        assert_eq!(guess(b"\xEF\xBB\xBFa"), Encoding::Utf8Bom);
        assert_eq!(guess(b"\xFF\xFEa\0"), Encoding::Utf16Le);
        assert_eq!(guess(b"\xFE\xFF\0a"), Encoding::Utf16Be);
    }

    #[test]
    fn unicode_without_a_mark_is_recognised() {
        assert_eq!(guess("Kế hoạch số 147/KH-SYT".as_bytes()), Encoding::Utf8);
        assert_eq!(guess(b""), Encoding::Utf8);
        let wide: Vec<u16> = "Kế hoạch số 147/KH-SYT của Sở Y tế".encode_utf16().collect();
        let low: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let high: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!((guess(&low), guess(&high)), (Encoding::Utf16Le, Encoding::Utf16Be));
    }

    #[test]
    fn the_three_old_encodings_are_told_apart() {
        let tcvn3 = "KÕ ho¹ch tæ chøc phong trµo thi ®ua ®Æc biÖt trong phßng, chèng dÞch";
        let vni = "Keá hoaïch toå chöùc phong traøo thi ñua ñaëc bieät trong phoøng, choáng dòch";
        let windows =
            "Kêì hoaòch tôÒ chýìc phong traÌo thi ðua ðãòc biêòt trong phoÌng, chôìng diòch";
        assert_eq!(guess(&latin(tcvn3)), Encoding::Tcvn3);
        assert_eq!(guess(&latin(vni)), Encoding::Vni);
        assert_eq!(guess(&latin(windows)), Encoding::Windows1258);
        assert_eq!(guess(&latin("KEÁ HOAÏCH TOÅ CHÖÙC VIEÄT NAM")), Encoding::Vni);
        assert_eq!(guess(&latin("TiÕng ViÖt")), Encoding::Unknown);
        assert_eq!(guess(&latin("KÕ ho¹ch TiÕng ViÖt")), Encoding::Tcvn3);
    }

    #[test]
    fn the_table_of_tcvn3_has_74_bytes() {
        assert_eq!((0..=u8::MAX).filter(|&byte| is_tcvn3(byte)).count(), 74);
    }

    #[test]
    fn pictures_and_damaged_files_are_not_converted() {
        assert_eq!(guess(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), Encoding::Binary);
        assert_eq!(guess(b"%PDF-1.7\n\xE2\xE3\xCF\xD3"), Encoding::Binary);
        assert_eq!(guess(b"PK\x03\x04\x14\0\x06\0"), Encoding::Binary);
        let mut damaged = "Kế hoạch tổ chức phong trào thi đua".as_bytes().to_vec();
        damaged.remove(2);
        assert_eq!(guess(&damaged), Encoding::Unknown);
        assert_eq!(guess(b"caf\xE9"), Encoding::Unknown);
    }

    #[test]
    fn any_bytes_have_a_guess() {
        for length in 0..600_usize {
            let bytes: Vec<u8> = (0..length).map(|i| (i * i * 7 + length) as u8).collect();
            assert!(!guess(&bytes).name().is_empty());
        }
    }
}
