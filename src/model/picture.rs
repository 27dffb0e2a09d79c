//! Pictures: what is known of one from its head, and the sizes in which readers get it.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;

/// Widths in pixels: a phone of 360 pixels at one, two and three times its density, and the whole
/// width of a large page. Nothing is made larger than it is.
const WIDTHS: [u32; 4] = [360, 720, 1080, 1600];
/// A card that is shown when a page is shared: 1.91 to 1, as Facebook's and Zalo's.
pub const CARD: (u32, u32) = (1200, 630);
/// More pixels are a slip or an attack: 8,000 × 8,000 take 200 MB when they are read.
pub const MOST_PIXELS: u64 = 64_000_000;
/// Narrower pictures are no use on a card.
const LEAST_FOR_CARD: u32 = 600;
/// Another number for another way of making sizes: other names, and nothing of the cache is used.
const RECIPE: u32 = 1;

/// What the head of a picture tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// What is made of it.
    pub made_as: MadeAs,
}

/// What readers get of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MadeAs {
    /// Sizes as JPEG: photographs.
    Jpeg,
    /// Sizes as PNG: graphics, and what one can see through.
    Png,
    /// The picture in its own size, without what it tells beside: small graphics.
    Stripped,
    /// The file as it is: formats that browsers know and the program does not read.
    Kept,
}

/// A picture as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The sizes, smallest first; one at least.
    pub sizes: Vec<Variant>,
    /// The part of it that is shown when its page is shared.
    pub card: Option<Variant>,
}

/// One size of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Address below the site's root; names the source's bytes, so that it may be cached for ever.
    pub address: String,
    /// Width in pixels; 0 where it is not known.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether the picture fills this frame and is cut at its edges.
    pub is_cut: bool,
}

impl Looked {
    /// The sizes of the picture that lies at an address and has this hash.
    pub fn picture(&self, address: &str, hash: Hash, has_card: bool) -> Picture {
        if self.made_as == MadeAs::Kept {
            let (width, height) = (self.width, self.height);
            let whole = Variant { address: address.to_owned(), width, height, is_cut: false };
            return Picture { sizes: vec![whole], card: None };
        }
        let name = address.rsplit('/').next().unwrap_or(address);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let hash = Hash::of_value(&(RECIPE, hash));
        let ending = if self.made_as == MadeAs::Jpeg { "jpg" } else { "png" };
        let sizes = self.widths().into_iter().map(|width| Variant {
            address: format!("assets/{stem}-{}-{width}.{ending}", hash.short()),
            width,
            height: self.height_at(width),
            is_cut: false,
        });
        let card = has_card && self.width >= LEAST_FOR_CARD;
        let card = card.then(|| {
            let (width, height) = self.frame();
            let address = format!("assets/og-{}.jpg", hash.short());
            Variant { address, width, height, is_cut: true }
        });
        Picture { sizes: sizes.collect(), card }
    }

    fn widths(&self) -> Vec<u32> {
        if self.made_as == MadeAs::Stripped {
            return vec![self.width];
        }
        let most = self.width.min(WIDTHS[WIDTHS.len() - 1]);
        // A size that saves less than a fifth is not worth a file.
        let mut widths: Vec<u32> =
            WIDTHS.into_iter().filter(|width| width * 5 <= most * 4).collect();
        widths.push(most);
        widths
    }

    fn height_at(&self, width: u32) -> u32 {
        let (own, height) = (u64::from(self.width.max(1)), u64::from(self.height));
        let rounded = (height * u64::from(width) + own / 2) / own;
        u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
    }

    /// The largest frame of a card that fits into the picture.
    fn frame(&self) -> (u32, u32) {
        let fits = |width: u32| width <= self.width && width * CARD.1 / CARD.0 <= self.height;
        let width = if fits(CARD.0) {
            CARD.0
        } else {
            self.width.min(self.height.saturating_mul(CARD.0) / CARD.1).min(CARD.0)
        };
        (width.max(1), (width * CARD.1 / CARD.0).max(1))
    }
}

impl Picture {
    /// The size for browsers that choose none: the second one, enough for a phone.
    pub fn plain(&self) -> Option<&Variant> {
        self.sizes.get(1).or(self.sizes.first())
    }

    /// The largest size.
    pub fn largest(&self) -> Option<&Variant> {
        self.sizes.last()
    }

    /// Every size, the card's too.
    pub fn variants(&self) -> impl Iterator<Item = &Variant> {
        self.sizes.iter().chain(&self.card)
    }
}

#[cfg(test)]
mod tests {
    use super::{Looked, MadeAs};
    use crate::hash::Hash;

    fn widths(width: u32, made_as: MadeAs) -> Vec<(u32, u32)> {
        let looked = Looked { width, height: width * 3 / 4, made_as };
        let picture = looked.picture("tin/anh.png", Hash::default(), false);
        picture.sizes.iter().map(|size| (size.width, size.height)).collect()
    }

    #[test]
    fn nothing_is_made_larger_and_no_two_sizes_are_alike() {
        let jpeg = |width| widths(width, MadeAs::Jpeg);
        assert_eq!(jpeg(4000), [(360, 270), (720, 540), (1080, 810), (1600, 1200)]);
        assert_eq!(jpeg(800), [(360, 270), (800, 600)]);
        assert_eq!(jpeg(300), [(300, 225)]);
        assert_eq!(widths(900, MadeAs::Stripped), [(900, 675)]);
    }

    #[test]
    fn a_card_is_cut_from_what_there_is() {
        let card = |width, height| {
            let looked = Looked { width, height, made_as: MadeAs::Jpeg };
            let card = looked.picture("a.jpg", Hash::default(), true).card;
            card.map(|card| (card.width, card.height))
        };
        assert_eq!(card(4000, 3000), Some((1200, 630)));
        assert_eq!(card(800, 2000), Some((800, 420)));
        assert_eq!(card(1200, 400), Some((761, 399)));
        assert_eq!(card(500, 500), None);
    }
}
