//! Streams of a PDF that are unpacked: only those of which it is known beforehand that they stay
//! small, and only so many bytes of a file.

use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};

/// A stream of more packed bytes is not unpacked: DEFLATE makes at most 1,032 of one (RFC 1951), so
/// that 270 MB stand for a moment at worst. Text of a page takes a hundredth of it.
const MOST_PACKED: usize = 256 * 1024;
/// So many bytes of a file are unpacked; what is used again is counted again.
const MOST_UNPACKED: usize = 64 * 1024 * 1024;

/// What may still be unpacked of a file.
pub(super) struct Streams {
    pub(super) left: usize,
}

impl Default for Streams {
    fn default() -> Self {
        Self { left: MOST_UNPACKED }
    }
}

impl Streams {
    /// The bytes of a stream; `None` where they cannot be read, or are too many.
    pub(super) fn bytes(&mut self, stream: &Stream<'_>) -> Option<Vec<u8>> {
        let packs =
            |filter: &&Filter| !matches!(filter, Filter::AsciiHexDecode | Filter::Ascii85Decode);
        let filters = stream.filters();
        let is_packed = filters.iter().filter(packs).count();
        let length = stream.raw_data().len();
        // Text is packed once, and by no rule that pictures are.
        let is_safe = is_packed == 0 || is_packed == 1 && length <= MOST_PACKED && is_plain(stream);
        if !is_safe || length > self.left {
            return None;
        }
        let bytes = stream.decoded_data().ok()?;
        let left = self.left.checked_sub(bytes.len());
        self.left = left.unwrap_or(0);
        left.map(|_| bytes.into_owned())
    }

    /// The instructions of a page: one stream, or several one behind the other.
    pub(super) fn of_page(&mut self, page: &Dict<'_>) -> Option<Vec<u8>> {
        match page.get::<Object<'_>>("Contents") {
            None => Some(Vec::new()),
            Some(Object::Stream(stream)) => self.bytes(&stream),
            Some(Object::Array(parts)) => {
                let mut all = Vec::new();
                for part in parts.iter::<Object<'_>>() {
                    let Object::Stream(part) = part else { return None };
                    all.extend(self.bytes(&part)?);
                    all.push(b'\n');
                }
                Some(all)
            }
            Some(_) => None,
        }
    }
}

/// Whether a stream tells nothing of rows and colours by which it is to be put together again.
fn is_plain(stream: &Stream<'_>) -> bool {
    ["DecodeParms", "DP"].iter().all(|key| {
        let of_one = stream.dict().get::<Dict<'_>>(*key);
        let of_all = stream.dict().get::<Array<'_>>(*key);
        let of_all = of_all.iter().flat_map(|all| all.iter::<Dict<'_>>());
        of_one.into_iter().chain(of_all).all(|dict| !dict.contains_key("Predictor"))
    })
}
