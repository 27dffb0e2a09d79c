//! The parts a picture's file is made of: segments of a JPEG, chunks of a PNG or a WebP.

use crate::assets::exif::Exif;

/// One part: its mark and its content, and where it lies in the file, its own head included.
pub(super) struct Part<'a> {
    pub mark: [u8; 4],
    pub content: &'a [u8],
    pub whole: std::ops::Range<usize>,
}

/// The segments of a JPEG up to the picture itself; marks are `[0, 0, 0xff, marker]`.
pub(super) fn of_jpeg(bytes: &[u8]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        let length = (usize::from(*high) << 8 | usize::from(*low)).max(2);
        let whole = at..(at + 2 + length).min(bytes.len());
        let content = bytes.get(at + 4..whole.end).unwrap_or(&[]);
        parts.push(Part { mark: [0, 0, 0xff, *marker], content, whole: whole.clone() });
        if *marker == 0xda {
            break;
        }
        at = whole.end;
    }
    parts
}

/// The chunks of a PNG, checksums included in what is whole; the last one may be cut off.
pub(super) fn of_png(bytes: &[u8]) -> Vec<Part<'_>> {
    let length = |head: &[u8]| big(&head[..4]);
    chunks(bytes, 8, |head| Some((length(head), [head[4], head[5], head[6], head[7]])), 4)
}

/// The chunks of a WebP (RIFF).
pub(super) fn of_webp(bytes: &[u8]) -> Vec<Part<'_>> {
    let little = |four: &[u8]| four.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    // Content of an odd length is followed by one byte of nothing.
    let head = |head: &[u8]| {
        let length = little(&head[4..8]);
        Some((length + length % 2, [head[0], head[1], head[2], head[3]]))
    };
    chunks(bytes, 12, head, 0)
}

type Head = (usize, [u8; 4]);

fn chunks(
    bytes: &[u8],
    begin: usize,
    head: impl Fn(&[u8]) -> Option<Head>,
    tail: usize,
) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut at = begin;
    while let Some((length, mark)) = bytes.get(at..at + 8).and_then(&head) {
        let end = (at + 8).saturating_add(length);
        let whole = at..end.saturating_add(tail).min(bytes.len());
        let content = &bytes[at + 8..end.min(bytes.len())];
        at = whole.end;
        parts.push(Part { mark, content, whole });
    }
    parts
}

/// The EXIF block of a JPEG, PNG or WebP.
pub(super) fn exif(bytes: &[u8]) -> Option<Exif<'_>> {
    let block = match bytes {
        [0xff, 0xd8, ..] => {
            let mut app1 = of_jpeg(bytes).into_iter().filter(|part| part.mark[3] == 0xe1);
            app1.find_map(|part| part.content.strip_prefix(b"Exif\0\0"))
        }
        [0x89, b'P', b'N', b'G', ..] => content(of_png(bytes), b"eXIf"),
        // Some writers put the mark of a JPEG's segment before it.
        [b'R', b'I', b'F', b'F', ..] => content(of_webp(bytes), b"EXIF")
            .map(|block| block.strip_prefix(b"Exif\0\0").unwrap_or(block)),
        _ => None,
    };
    block.map(Exif)
}

fn content<'b>(parts: Vec<Part<'b>>, mark: &[u8; 4]) -> Option<&'b [u8]> {
    parts.into_iter().find(|part| part.mark == *mark).map(|part| part.content)
}

/// The file without what it tells beside its pixels; `None` where it would not be upright then, or
/// is of a format that is always written anew.
pub(super) fn stripped(bytes: &[u8]) -> Option<Vec<u8>> {
    if exif(bytes).is_some_and(|exif| exif.orientation() != 1) {
        return None;
    }
    let (begin, parts) = match bytes {
        [0xff, 0xd8, ..] => (2, of_jpeg(bytes)),
        [0x89, b'P', b'N', b'G', ..] => (8, of_png(bytes)),
        _ => return None,
    };
    let mut left = bytes.get(..begin)?.to_vec();
    let mut end = begin;
    for part in &parts {
        end = part.whole.end;
        if is_of_pixels(part) {
            left.extend_from_slice(&bytes[part.whole.clone()]);
        }
    }
    let is_jpeg = begin == 2;
    if is_jpeg {
        // What follows the end is no part of the picture: some phones keep a second one, or a film,
        // there.
        let is_whole = parts.last().is_some_and(|part| part.mark[3] == 0xda);
        let stop = end_of_scans(bytes, end).filter(|_| is_whole)?;
        left.extend_from_slice(&bytes[end..stop]);
    }
    Some(left)
}

/// The position behind a JPEG's end mark, from within its first scan on. In a scan `ff` is followed
/// by nought or by a mark of restart; between scans stand segments.
fn end_of_scans(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0xd9 => return Some(at + 2),
            0x00 | 0xd0..=0xd7 => at += 2,
            // Fill bytes may stand before a mark.
            0xff => at += 1,
            _ => at += 2 + big(bytes.get(at + 2..at + 4)?),
        }
    }
}

/// Whether a decoder needs a part.
fn is_of_pixels(part: &Part<'_>) -> bool {
    match part.mark {
        // Colour (JFIF, Adobe), and everything that is neither an application's nor a comment.
        [0, 0, 0xff, 0xe0 | 0xee] => true,
        // A colour profile, if it is a short one.
        [0, 0, 0xff, 0xe2] => {
            part.content.starts_with(b"ICC_PROFILE\0") && part.content.len() <= 2048
        }
        [0, 0, 0xff, marker] => !(0xe0..=0xef).contains(&marker) && marker != 0xfe,
        mark => [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB", b"cHRM"]
            .contains(&&mark),
    }
}

/// A number of up to eight bytes, the highest first.
pub(super) fn big(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::{of_png, stripped};

    #[test]
    fn a_stripped_jpeg_tells_nothing_beside_its_pixels() {
        let mut file = b"\xff\xd8\xff\xe1\0\x0eExif\0\0secret".to_vec();
        file.extend(b"\xff\xfe\0\x08secret\xff\xda\0\x04ab pixels \xff\xd9 film secret \xff\xd9");
        let left = stripped(&file).unwrap();
        assert_eq!(left, b"\xff\xd8\xff\xda\0\x04ab pixels \xff\xd9");
    }

    #[test]
    fn a_stripped_png_keeps_the_chunks_a_decoder_needs() {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (mark, content) in [(b"IHDR", "head"), (b"tEXt", "secret"), (b"IDAT", "pixels")] {
            file.extend((content.len() as u32).to_be_bytes());
            file.extend_from_slice(mark);
            file.extend_from_slice(content.as_bytes());
            file.extend_from_slice(b"sum!");
        }
        let left = stripped(&file).unwrap();
        let marks: Vec<[u8; 4]> = of_png(&left).iter().map(|part| part.mark).collect();
        assert_eq!(marks, [*b"IHDR", *b"IDAT"]);
    }

    #[test]
    fn any_bytes_may_come() {
        for bytes in
            [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xda\0", b"\x89PNG\r\n\x1a\n\0\0", b"RIFF"]
        {
            let _ = (stripped(bytes), super::exif(bytes).is_some());
        }
    }
}
