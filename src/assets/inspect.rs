//! Looks into pictures, PDF files and those of Word and Excel: format, size, place, text.
//!
//! Takes bytes, gives findings; never fails, since a file may be anything. Only what can be told for
//! certain is told: a PDF whose objects lie in compressed streams may hold text that nobody sees
//! here, so it counts as one with text.

use std::io::Read;

use crate::assets::office;
use crate::model::findings::{Findings, Format};

/// Heads of pictures are looked for in so many bytes.
const HEAD: u64 = 512 * 1024;
/// Of a larger archive the list at its end is not reached, and nothing is told.
const LARGEST_ARCHIVE: u64 = 64 * 1024 * 1024;

/// Whether a file of this name is looked into.
pub(super) fn is_of_interest(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ["jpg", "jpeg", "png", "pdf", "webp", "gif", "docx", "docm", "xlsx", "xlsm"]
        .contains(&ending.as_str())
}

/// What a file is, as far as its bytes say.
pub(super) fn findings(reader: &mut dyn Read) -> std::io::Result<Findings> {
    let mut head = Vec::new();
    reader.take(HEAD).read_to_end(&mut head)?;
    Ok(match head.as_slice() {
        [0xff, 0xd8, ..] => jpeg(&head),
        [0x89, b'P', b'N', b'G', ..] => png(&head),
        _ if pdf_version(&head).is_some() => {
            reader.read_to_end(&mut head)?;
            pdf(&head)
        }
        [b'P', b'K', 3, 4, ..] => {
            reader.take(LARGEST_ARCHIVE).read_to_end(&mut head)?;
            office::findings(head)
        }
        _ => Findings::default(),
    })
}

fn png(bytes: &[u8]) -> Findings {
    let number = |at: usize| bytes.get(at..at + 4).map(|four| big(four) as u32);
    // A picture's chunk eXIf holds what a JPEG has behind `Exif`.
    let exif = find(bytes, b"eXIf").and_then(|at| bytes.get(at + 4..));
    Findings {
        format: Format::Png,
        size: number(16).zip(number(20)),
        has_place: exif.is_some_and(has_place),
        ..Findings::default()
    }
}

/// Goes from segment to segment up to the picture itself.
fn jpeg(bytes: &[u8]) -> Findings {
    let mut found = Findings { format: Format::Jpeg, ..Findings::default() };
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(*high) << 8 | usize::from(*low);
        let segment = bytes.get(at + 4..at + 2 + length.max(2)).unwrap_or(&[]);
        match marker {
            0xe1 => {
                let exif = segment.strip_prefix(b"Exif\0\0");
                found.has_place |= exif.is_some_and(has_place);
            }
            // Start of frame, of any kind; C4, C8 and CC are tables.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(marker) => {
                let number = |at: usize| segment.get(at..at + 2).map(|two| big(two) as u32);
                found.size = number(3).zip(number(1));
                return found;
            }
            0xda => return found,
            _ => {}
        }
        at += 2 + length.max(2);
    }
    found
}

/// Whether an EXIF block points to a block of GPS data that holds a latitude.
fn has_place(exif: &[u8]) -> bool {
    let is_little = exif.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = exif.get(at..at.checked_add(length)?)?;
        let big = big(bytes);
        let little = bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        Some(if is_little { little } else { big })
    };
    // An entry of a directory is its tag, type, count and value: 12 bytes.
    let entry = |directory: usize, wanted: usize| -> Option<usize> {
        let count = number(directory, 2)?;
        let mut entries = (0..count).map(|n| directory + 2 + n * 12);
        entries.find(|at| number(*at, 2) == Some(wanted))
    };
    const GPS: usize = 0x8825;
    const LATITUDE: usize = 2;
    let place = number(4, 4)
        .and_then(|first| entry(first, GPS))
        .and_then(|gps| number(gps + 8, 4))
        .and_then(|gps| entry(gps, LATITUDE));
    place.is_some()
}

fn big(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

/// The version in the first line: `%PDF-1.7`.
fn pdf_version(bytes: &[u8]) -> Option<(u8, u8)> {
    let at = find(bytes.get(..1024.min(bytes.len()))?, b"%PDF-")?;
    match bytes.get(at + 5..at + 8)? {
        [major, b'.', minor] if major.is_ascii_digit() && minor.is_ascii_digit() => {
            Some((major - b'0', minor - b'0'))
        }
        _ => None,
    }
}

fn pdf(bytes: &[u8]) -> Findings {
    let (major, minor) = pdf_version(bytes).unwrap_or_default();
    let has = |words: &[u8]| find(bytes, words).is_some();
    Findings {
        format: Format::Pdf(major, minor),
        is_without_text: !has(b"/ObjStm") && !has(b"/Font") && !has(b"/Encrypt"),
        ..Findings::default()
    }
}

fn find(bytes: &[u8], words: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, words)
}

#[cfg(test)]
mod tests {
    use super::{Findings, Format, findings};

    fn of(bytes: &[u8]) -> Findings {
        findings(&mut &*bytes).unwrap()
    }

    /// EXIF of one directory with a pointer to a GPS directory that holds a latitude.
    fn exif(tag: u8) -> Vec<u8> {
        let mut bytes = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
        bytes.extend([0, 1, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0]);
        bytes.extend([0, 1, 0, tag, 0, 5, 0, 0, 0, 3, 0, 0, 0, 0]);
        bytes
    }

    fn jpeg(exif: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
        bytes.extend((exif.len() as u16 + 2).to_be_bytes());
        bytes.extend(exif);
        bytes.extend([0xff, 0xc0, 0, 11, 8, 0x02, 0x76, 0x04, 0xb0, 1, 1, 1, 0]);
        bytes
    }

    #[test]
    fn a_picture_tells_its_size_and_where_it_was_taken() {
        let found = of(&jpeg(&exif(2)));
        assert_eq!((found.format, found.size), (Format::Jpeg, Some((1200, 630))));
        assert!(found.has_place);
        assert!(!of(&jpeg(&exif(7))).has_place);
        assert!(!of(&jpeg(b"http://ns.adobe.com/xap/1.0/\0")).has_place);
    }

    #[test]
    fn a_pdf_without_fonts_has_no_text_unless_it_hides_its_objects() {
        let found = of(b"%PDF-1.3\n1 0 obj <</Type/Page>> endobj");
        assert_eq!((found.format, found.is_without_text), (Format::Pdf(1, 3), true));
        assert!(!of(b"%PDF-1.7\n<</Type/Font>>").is_without_text);
        assert!(!of(b"%PDF-1.7\n<</Type/ObjStm>>").is_without_text);
    }

    #[test]
    fn any_bytes_may_come() {
        for bytes in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xe1\0\0", b"\x89PNG", b"%PDF-", b"x"] {
            let _ = of(bytes);
        }
        let mut cut = jpeg(&exif(2));
        while cut.pop().is_some() {
            let _ = of(&cut);
        }
    }
}
