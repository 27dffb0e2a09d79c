//! Pixels of pictures: read, made smaller, turned upright, written.
//!
//! The only file that names `zune_jpeg`, `png`, `image_webp`, `fast_image_resize` and
//! `jpeg_encoder`. What a file tells beside its pixels (when, where, with which camera, a smaller
//! picture of what was cut off) is not read, so it cannot be written; but for a short colour profile,
//! without which photographs of many phones look pale.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};

use crate::assets::parts;
use crate::model::picture::{MOST_PIXELS, Variant};

/// Below this a photograph shows blocks on a good screen; above, weight grows faster than looks.
const QUALITY: u8 = 76;
/// Display P3, the one of phones, takes some 500 bytes; those of sRGB are longer, and say what
/// browsers assume.
const LONGEST_PROFILE: usize = 2048;

/// A picture as its file holds it.
pub(super) struct Decoded {
    pixels: Pixels,
    /// As EXIF numbers it, 1 to 8.
    orientation: u8,
}

/// Pixels row by row.
pub(super) struct Pixels {
    width: u32,
    height: u32,
    /// Three bytes a pixel, or four with alpha.
    bytes: Vec<u8>,
    has_alpha: bool,
    profile: Option<Vec<u8>>,
}

/// The pixels of a JPEG, PNG or WebP file; `None` where it is damaged or far too large.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    let pixels = match bytes {
        [0xff, 0xd8, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [b'R', b'I', b'F', b'F', ..] => webp(bytes),
        _ => None,
    }?;
    Some(Decoded { pixels, orientation: parts::exif(bytes).map_or(1, |exif| exif.orientation()) })
}

fn is_small_enough(width: u32, height: u32) -> bool {
    width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_PIXELS
}

fn jpeg(bytes: &[u8]) -> Option<Pixels> {
    use zune_jpeg::zune_core::colorspace::ColorSpace;
    use zune_jpeg::zune_core::options::DecoderOptions;
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    if !is_small_enough(width, height) {
        return None;
    }
    let bytes = decoder.decode().ok()?;
    let profile = decoder.icc_profile().filter(|profile| profile.len() <= LONGEST_PROFILE);
    Some(Pixels { width, height, bytes, has_alpha: false, profile })
}

fn png(bytes: &[u8]) -> Option<Pixels> {
    let limits = png::Limits { bytes: MOST_PIXELS as usize * 8 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (reader.info().width, reader.info().height);
    if !is_small_enough(width, height) {
        return None;
    }
    let mut read = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut read).ok()?;
    read.truncate(info.buffer_size());
    let (bytes, has_alpha) = match info.color_type {
        png::ColorType::Rgb => (read, false),
        png::ColorType::Rgba => (read, true),
        png::ColorType::Grayscale => (read.iter().flat_map(|grey| [*grey; 3]).collect(), false),
        png::ColorType::GrayscaleAlpha => {
            let pairs = read.chunks_exact(2);
            (pairs.flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]]).collect(), true)
        }
        png::ColorType::Indexed => return None,
    };
    Some(Pixels { width, height, bytes, has_alpha, profile: None })
}

fn webp(bytes: &[u8]) -> Option<Pixels> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).ok()?;
    let (width, height) = decoder.dimensions();
    if !is_small_enough(width, height) {
        return None;
    }
    let mut read = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut read).ok()?;
    let has_alpha = decoder.has_alpha();
    Some(Pixels { width, height, bytes: read, has_alpha, profile: None })
}

impl Decoded {
    /// The picture in one of its sizes, upright. Made smaller first: fewer pixels are to be turned.
    pub(super) fn sized(&self, variant: &Variant) -> Option<Pixels> {
        let is_turned = self.orientation >= 5;
        let (width, height) = match is_turned {
            true => (variant.height, variant.width),
            false => (variant.width, variant.height),
        };
        let smaller = self.pixels.resized(width, height, variant.is_cut)?;
        Some(smaller.upright(self.orientation))
    }
}

impl Pixels {
    fn depth(&self) -> usize {
        if self.has_alpha { 4 } else { 3 }
    }

    fn resized(&self, width: u32, height: u32, is_cut: bool) -> Option<Self> {
        let profile = self.profile.clone();
        let same = Self { width, height, bytes: Vec::new(), has_alpha: self.has_alpha, profile };
        if (width, height) == (self.width, self.height) {
            return Some(Self { bytes: self.bytes.clone(), ..same });
        }
        let kind = if self.has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
        let source = ImageRef::new(self.width, self.height, &self.bytes, kind).ok()?;
        let mut target = Image::new(width, height, kind);
        let options = ResizeOptions::new();
        let options = if is_cut { options.fit_into_destination(None) } else { options };
        Resizer::new().resize(&source, &mut target, &options).ok()?;
        Some(Self { bytes: target.into_vec(), ..same })
    }

    /// Turned as EXIF asks for (JEITA CP-3451, 4.6.4, Orientation).
    fn upright(self, orientation: u8) -> Self {
        let (width, height, depth) = (self.width as usize, self.height as usize, self.depth());
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let is_turned = orientation >= 5;
        let (across, down) = if is_turned { (height, width) } else { (width, height) };
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for y in 0..down {
            for x in 0..across {
                let (from_x, from_y) = match orientation {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                let at = (from_y * width + from_x) * depth;
                bytes.extend_from_slice(&self.bytes[at..at + depth]);
            }
        }
        Self { width: across as u32, height: down as u32, bytes, ..self }
    }

    /// A JPEG file that shows all of itself early and gets sharper; what one can see through is
    /// white.
    pub(super) fn jpeg(self) -> Option<Vec<u8>> {
        let rgb = match self.has_alpha {
            true => on_white(&self.bytes),
            false => self.bytes,
        };
        let mut file = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut file, QUALITY);
        encoder.set_progressive(true);
        encoder.set_optimized_huffman_tables(true);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
        if let Some(profile) = &self.profile {
            encoder.add_icc_profile(profile).ok()?;
        }
        let (width, height) = (u16::try_from(self.width).ok()?, u16::try_from(self.height).ok()?);
        encoder.encode(&rgb, width, height, jpeg_encoder::ColorType::Rgb).ok()?;
        Some(file)
    }

    /// A PNG file.
    pub(super) fn png(self) -> Option<Vec<u8>> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(if self.has_alpha { png::ColorType::Rgba } else { png::ColorType::Rgb });
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.bytes).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}

fn on_white(rgba: &[u8]) -> Vec<u8> {
    let mixed = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let pixels = rgba.chunks_exact(4);
    pixels.flat_map(|pixel| [0, 1, 2].map(|at| mixed(pixel[at], pixel[3]))).collect()
}

#[cfg(test)]
mod tests {
    use super::Pixels;

    /// Two pixels: red left of green.
    fn pair() -> Pixels {
        let bytes = vec![255, 0, 0, 0, 255, 0];
        Pixels { width: 2, height: 1, bytes, has_alpha: false, profile: None }
    }

    #[test]
    fn a_picture_is_turned_as_its_camera_was_held() {
        // Where red stands afterwards, for each orientation of EXIF.
        let red = |orientation| {
            let turned = pair().upright(orientation);
            let first = turned.bytes[0] == 255;
            (turned.width, turned.height, first)
        };
        assert_eq!(red(1), (2, 1, true));
        assert_eq!(red(2), (2, 1, false));
        assert_eq!(red(3), (2, 1, false));
        assert_eq!(red(4), (2, 1, true));
        assert_eq!(red(5), (1, 2, true));
        assert_eq!(red(6), (1, 2, true));
        assert_eq!(red(7), (1, 2, false));
        assert_eq!(red(8), (1, 2, false));
    }

    #[test]
    fn what_one_can_see_through_is_white_in_a_photograph() {
        assert_eq!(super::on_white(&[10, 20, 30, 0, 10, 20, 30, 255]), [255, 255, 255, 10, 20, 30]);
    }
}
