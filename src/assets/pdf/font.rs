//! Fonts as far as text needs them: which codes are which letters, and how wide they are.

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use crate::assets::pdf::map::{self, Letters, code_of};
use crate::assets::pdf::streams::Streams;

/// Widths of a font that are kept: one for all that two bytes can be.
const MOST_CODES: usize = 65_536;
/// The width of a letter that nothing is told of, in thousandths.
const WIDTH: f64 = 500.0;

/// Codes to letters (ISO 32000-1, 9.10.3) and widths (9.2.4, 9.7.4.3).
#[derive(Default)]
pub(super) struct Font {
    /// Two bytes a code, as in fonts that Word and browsers embed.
    is_wide: bool,
    /// In the order of codes.
    letters: Vec<Letters>,
    /// First code, last code, width; in order.
    widths: Vec<(u32, u32, f64)>,
    otherwise: f64,
}

impl Font {
    /// The font that a dictionary describes.
    pub(super) fn of(dict: &Dict<'_>, streams: &mut Streams) -> Self {
        let kind = dict.get::<Name<'_>>("Subtype");
        let is_wide = kind.is_some_and(|kind| kind.as_str() == "Type0");
        let mut font = Self { is_wide, otherwise: WIDTH, ..Self::default() };
        let map = dict.get::<Stream<'_>>("ToUnicode");
        if let Some(map) = map.and_then(|map| streams.bytes(&map)) {
            font.letters = map::letters(&map);
        }
        match dict.get::<Array<'_>>("DescendantFonts").and_then(|all| all.iter::<Dict<'_>>().next())
        {
            Some(below) => font.wide(&below),
            None => font.narrow(dict),
        }
        font.letters.sort_by_key(|(first, ..)| *first);
        font.widths.sort_by_key(|(first, ..)| *first);
        font
    }

    fn narrow(&mut self, dict: &Dict<'_>) {
        let first = dict.get::<Object<'_>>("FirstChar").and_then(Object::into_i32).unwrap_or(0);
        let Some(widths) = dict.get::<Array<'_>>("Widths") else { return };
        let codes = first.max(0) as u32..256;
        for (code, width) in codes.zip(widths.iter::<Object<'_>>()) {
            let width = width.into_f32().map_or(WIDTH, f64::from);
            self.widths.push((code, code, width));
        }
    }

    /// `[120 [400 325] 7080 8032 1000]`: a code and widths, or two codes and a width.
    fn wide(&mut self, dict: &Dict<'_>) {
        self.otherwise =
            dict.get::<Object<'_>>("DW").and_then(Object::into_f32).map_or(1000.0, f64::from);
        let Some(widths) = dict.get::<Array<'_>>("W") else { return };
        let mut items = widths.iter::<Object<'_>>().take(MOST_CODES);
        while let (Some(first), Some(next)) = (items.next(), items.next()) {
            if self.widths.len() >= MOST_CODES {
                return;
            }
            let Some(first) = first.into_i32().and_then(|first| u32::try_from(first).ok()) else {
                return;
            };
            match next {
                Object::Array(all) => {
                    let all = all.iter::<Object<'_>>().take(MOST_CODES).zip(first..);
                    self.widths.extend(all.filter_map(|(width, code)| {
                        Some((code, code, f64::from(width.into_f32()?)))
                    }));
                }
                last => {
                    let last = last.into_i32().and_then(|last| u32::try_from(last).ok());
                    let width = items.next().and_then(Object::into_f32);
                    let (Some(last), Some(width)) = (last, width) else { return };
                    self.widths.push((first, last, f64::from(width)));
                }
            }
        }
    }

    /// The letters of a string as it is shown, each with its width in thousandths and whether it is
    /// the space that is made wider where lines are justified.
    pub(super) fn shown(&self, bytes: &[u8], mut letter: impl FnMut(&str, f64, bool)) {
        let size = if self.is_wide { 2 } else { 1 };
        for code in bytes.chunks(size) {
            let number = code_of(code);
            let text = self.letter(number);
            letter(&text, self.width(number), code == b" ");
        }
    }

    fn letter(&self, code: u32) -> String {
        let at = self.letters.partition_point(|(first, ..)| *first <= code);
        let found = at.checked_sub(1).and_then(|at| self.letters.get(at));
        match found.filter(|(_, last, _)| code <= *last) {
            Some((first, _, text)) => later(text, code - first),
            // Without a map the letters of ASCII are what they seem, and the rest is not known.
            None if !self.is_wide && self.letters.is_empty() && code < 0x80 => {
                char::from(code as u8).to_string()
            }
            None => String::new(),
        }
    }

    fn width(&self, code: u32) -> f64 {
        let at = self.widths.partition_point(|(first, ..)| *first <= code);
        let found = at.checked_sub(1).and_then(|at| self.widths.get(at));
        found.filter(|(_, last, _)| code <= *last).map_or(self.otherwise, |(.., width)| *width)
    }
}

/// The text of a code so many places behind the first: its last letter goes on.
fn later(text: &str, by: u32) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if let Some(last) = letters.last_mut() {
        *last = char::from_u32((*last as u32).saturating_add(by)).unwrap_or(*last);
    }
    letters.into_iter().collect()
}
