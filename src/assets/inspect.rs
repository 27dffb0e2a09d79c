//! Looks into pictures, PDF files and those of Word and Excel: format, size, place, text.
//!
//! Takes bytes, gives findings; never fails, since a file may be anything. Only what can be told for
//! certain is told.

use std::io::Read;

use crate::assets::office;
use crate::assets::parts::{self, big};
use crate::assets::pdf;
use crate::model::findings::{Findings, Format};
use crate::model::picture::{Looked, MOST_PIXELS, MadeAs};

/// Heads of pictures are looked for in so many bytes.
const HEAD: u64 = 512 * 1024;
/// A graphic of this many bytes is light enough for every phone: one size will do.
const LIGHT: usize = 64 * 1024;
/// More bytes a pixel than this, in tenths, and a PNG without holes is a photograph.
const TENTHS_OF_PHOTOGRAPH: u64 = 8;
/// A larger file is not looked into: archives and PDF files have their list of parts at the end.
const LARGEST: u64 = 64 * 1024 * 1024;

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
    if let Some(version) = pdf_version(&head) {
        reader.take(LARGEST).read_to_end(&mut head)?;
        if head.len() as u64 > LARGEST {
            let format = Format::Pdf(version.0, version.1);
            return Ok(Findings { format, ..Findings::default() });
        }
        return Ok(pdf::findings(version, head));
    }
    if head.starts_with(b"PK\x03\x04") {
        reader.take(LARGEST).read_to_end(&mut head)?;
        return Ok(office::findings(head));
    }
    Ok(picture(&head))
}

/// What the head of a picture tells; its size is that of the picture held upright.
fn picture(bytes: &[u8]) -> Findings {
    let (format, size) = match bytes {
        [0xff, 0xd8, ..] => (Format::Jpeg, jpeg_size(bytes)),
        [0x89, b'P', b'N', b'G', ..] => (Format::Png, two(bytes, 16, 4)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            (Format::Webp, webp(bytes).map(|(size, _)| size))
        }
        [b'G', b'I', b'F', b'8', ..] => {
            let little =
                |at: usize| bytes.get(at..at + 2).map(|b| u32::from(b[0]) | u32::from(b[1]) << 8);
            (Format::Gif, little(6).zip(little(8)))
        }
        _ => return Findings::default(),
    };
    let exif = parts::exif(bytes);
    let is_turned = exif.as_ref().is_some_and(|exif| exif.orientation() >= 5);
    let size =
        size.map(|(width, height)| if is_turned { (height, width) } else { (width, height) });
    let has_place = exif.is_some_and(|exif| exif.has_place());
    Findings { format, size, has_place, ..Findings::default() }
}

/// What is to be made of a picture, by its whole bytes.
pub(super) fn looked(bytes: &[u8]) -> Looked {
    let found = picture(bytes);
    let (width, height) = found.size.or_else(|| svg_size(bytes)).unwrap_or((0, 0));
    let pixels = u64::from(width) * u64::from(height);
    let is_readable = pixels > 0 && pixels <= MOST_PIXELS;
    let made_as = match found.format {
        Format::Jpeg if is_readable => MadeAs::Jpeg,
        Format::Png if is_readable => made_of_png(bytes, pixels),
        Format::Webp if is_readable => match webp(bytes) {
            Some((_, Webp::Photograph)) => MadeAs::Jpeg,
            Some((_, Webp::Graphic)) => MadeAs::Png,
            _ => MadeAs::Kept,
        },
        _ => MadeAs::Kept,
    };
    Looked { width, height, made_as }
}

fn made_of_png(bytes: &[u8], pixels: u64) -> MadeAs {
    let parts = parts::of_png(bytes);
    // Colour types 4 and 6 have alpha, tRNS gives it to the others.
    let has_alpha =
        matches!(bytes.get(25), Some(4 | 6)) || parts.iter().any(|part| &part.mark == b"tRNS");
    let is_upright = parts::exif(bytes).is_none_or(|exif| exif.orientation() == 1);
    if bytes.len() <= LIGHT && is_upright {
        MadeAs::Stripped
    } else if !has_alpha && bytes.len() as u64 * 10 > pixels * TENTHS_OF_PHOTOGRAPH {
        MadeAs::Jpeg
    } else {
        MadeAs::Png
    }
}

/// Two numbers of so many bytes, one behind the other.
fn two(bytes: &[u8], at: usize, length: usize) -> Option<(u32, u32)> {
    let number = |at: usize| bytes.get(at..at + length).map(|part| big(part) as u32);
    number(at).zip(number(at + length))
}

fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    // Start of frame, of any kind; C4, C8 and CC are tables.
    let is_frame =
        |marker: u8| (0xc0..=0xcf).contains(&marker) && ![0xc4, 0xc8, 0xcc].contains(&marker);
    let frame = parts::of_jpeg(bytes).into_iter().find(|part| is_frame(part.mark[3]))?;
    two(frame.content, 1, 2).map(|(height, width)| (width, height))
}

/// What a WebP holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Webp {
    Photograph,
    Graphic,
    Moving,
}

/// The size of a WebP and what it holds (RFC 9649, 2.5 to 2.7 and 3.4).
fn webp(bytes: &[u8]) -> Option<((u32, u32), Webp)> {
    let parts = parts::of_webp(bytes);
    let first = parts.first()?;
    let byte = |at: usize| first.content.get(at).map(|byte| u32::from(*byte));
    Some(match &first.mark {
        b"VP8 " => {
            let side = |at: usize| Some((byte(at)? | byte(at + 1)? << 8) & 0x3fff);
            ((side(6)?, side(8)?), Webp::Photograph)
        }
        b"VP8L" => {
            let bits = byte(1)? | byte(2)? << 8 | byte(3)? << 16 | byte(4)? << 24;
            (((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1), Webp::Graphic)
        }
        b"VP8X" => {
            let side = |at: usize| Some((byte(at)? | byte(at + 1)? << 8 | byte(at + 2)? << 16) + 1);
            let flags = byte(0)?;
            let is_lossy = parts.iter().any(|part| &part.mark == b"VP8 ");
            let holds = match (flags & 0x02 != 0, flags & 0x10 != 0) {
                (true, _) => Webp::Moving,
                (_, false) if is_lossy => Webp::Photograph,
                _ => Webp::Graphic,
            };
            ((side(4)?, side(7)?), holds)
        }
        _ => return None,
    })
}

/// The size that an SVG gives itself, in whole pixels.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = std::str::from_utf8(bytes).ok()?;
    let tag = head.split_once("<svg")?.1.split_once('>')?.0;
    let attribute = |name: &str| {
        let (_, value) = tag.split_once(&format!(" {name}=\""))?;
        value.split_once('"').map(|(value, _)| value)
    };
    let pixels = |value: &str| value.trim_end_matches("px").parse::<f32>().ok();
    let own = attribute("width").and_then(pixels).zip(attribute("height").and_then(pixels));
    let view = || {
        let mut sides = attribute("viewBox")?.split_whitespace().skip(2).filter_map(pixels);
        sides.next().zip(sides.next())
    };
    let (width, height) = own.or_else(view)?;
    Some((width.round() as u32, height.round() as u32))
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
