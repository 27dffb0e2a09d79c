//! The one colour a site chooses, made into colours that can be read.
//!
//! Takes `#rgb` or `#rrggbb`; gives declarations for light and dark pages. Whatever colour it was,
//! text made of it keeps 7:1 (WCAG 2.2, 1.4.6) and lines keep 3:1 (1.4.11) against the grounds of
//! `styles/tokens.css`, and white keeps 7:1 on the band. Knows no file and no sheet.

/// The grounds the theme's text stands on: the worst of the light ones, the worst of the dark ones.
const LIGHT_GROUND: Colour = Colour([0xf7, 0xf5, 0xf2]);
const DARK_GROUND: Colour = Colour([0x1f, 0x21, 0x23]);
const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);
const DARK_PAGE: Colour = Colour([0x14, 0x15, 0x16]);

/// Contrast of text (level AAA) and of what only guides the eye.
const OF_TEXT: f64 = 7.0;
const OF_LINES: f64 = 3.0;

/// A colour of the screen: red, green, blue.
#[derive(Clone, Copy)]
pub(super) struct Colour([u8; 3]);

impl Colour {
    /// `#rgb` or `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let wide: String = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        let channel = |at: usize| u8::from_str_radix(wide.get(at..at + 2)?, 16).ok();
        Some(Self([channel(0)?, channel(2)?, channel(4)?]))
    }

    /// So much of the way to another colour, 0 to 1.
    fn towards(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round();
        let [r, g, b] = [0, 1, 2].map(|at| mix(self.0[at], other.0[at]) as u8);
        Self([r, g, b])
    }

    /// Relative luminance, WCAG 2.2.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| match f64::from(channel) / 255.0 {
            low if low <= 0.04045 => low / 12.92,
            high => ((high + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(self.0[0]) + 0.7152 * linear(self.0[1]) + 0.0722 * linear(self.0[2])
    }

    /// The ratio of contrast, 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour itself, or as far towards another as it takes to stand out from a ground.
    fn against(self, ground: Self, end: Self, contrast: f64) -> Self {
        let steps = (0..=50).map(|step| self.towards(end, f64::from(step) / 50.0));
        steps.into_iter().find(|colour| colour.contrast(ground) >= contrast).unwrap_or(end)
    }

    fn css(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// The declarations of an accent; of one that is no colour, nothing.
pub(super) fn declarations(accent: &str) -> String {
    let Some(accent) = Colour::parse(accent) else { return String::new() };
    let soft = [accent.towards(WHITE, 0.94), accent.towards(DARK_PAGE, 0.84)];
    let grounds = [darker(LIGHT_GROUND, soft[0]), lighter(DARK_GROUND, soft[1])];
    let pair = |contrast: f64| {
        let light = accent.against(grounds[0], BLACK, contrast).css();
        let dark = accent.against(grounds[1], WHITE, contrast).css();
        format!("light-dark({light},{dark})")
    };
    format!(
        ":root{{--accent:{};--accent-text:{};--accent-soft:light-dark({},{});--band:{}}}",
        pair(OF_LINES),
        pair(OF_TEXT),
        soft[0].css(),
        soft[1].css(),
        accent.against(WHITE, BLACK, OF_TEXT).css(),
    )
}

fn darker(a: Colour, b: Colour) -> Colour {
    if a.luminance() < b.luminance() { a } else { b }
}

fn lighter(a: Colour, b: Colour) -> Colour {
    if a.luminance() > b.luminance() { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::{BLACK, Colour, DARK_GROUND, LIGHT_GROUND, WHITE, declarations};

    #[test]
    fn any_accent_becomes_text_that_can_be_read() {
        for accent in ["#ffff00", "#fff", "#000", "#a4262c", "#00a3e0", "#7fff00", "#123456"] {
            let accent = Colour::parse(accent).expect("a colour");
            assert!(accent.against(LIGHT_GROUND, BLACK, 7.0).contrast(LIGHT_GROUND) >= 7.0);
            assert!(accent.against(DARK_GROUND, WHITE, 7.0).contrast(DARK_GROUND) >= 7.0);
            assert!(accent.against(WHITE, BLACK, 7.0).contrast(WHITE) >= 7.0);
        }
    }

    #[test]
    fn an_accent_that_is_safe_stays_as_it_is() {
        let css = declarations("#8a1220");
        assert!(css.contains("--band:#8a1220"), "{css}");
        assert!(css.contains("--accent:light-dark(#8a1220,"), "{css}");
    }

    #[test]
    fn what_is_no_colour_declares_nothing() {
        assert_eq!(declarations("red;}"), "");
    }
}
