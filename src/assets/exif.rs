//! What a camera writes beside a picture (EXIF, JEITA CP-3451): how it was held, where it was.

/// Tag of the pointer to what is known of the place.
const GPS: usize = 0x8825;
/// Tag of the latitude among it.
const LATITUDE: usize = 2;
/// Tag of how the camera was held.
const ORIENTATION: usize = 0x0112;

/// A block of EXIF: from its mark of byte order on.
pub(super) struct Exif<'a>(pub &'a [u8]);

impl Exif<'_> {
    /// Whether it points to a block of GPS data that holds a latitude.
    pub(super) fn has_place(&self) -> bool {
        let gps = self.first().and_then(|first| self.entry(first, GPS));
        let gps = gps.and_then(|at| self.number(at + 8, 4));
        gps.and_then(|gps| self.entry(gps, LATITUDE)).is_some()
    }

    /// How the picture has to be turned, 1 to 8; 1 is upright.
    pub(super) fn orientation(&self) -> u8 {
        let entry = self.first().and_then(|first| self.entry(first, ORIENTATION));
        let turned = entry.and_then(|at| self.number(at + 8, 2)).unwrap_or(1);
        if (1..=8).contains(&turned) { turned as u8 } else { 1 }
    }

    fn first(&self) -> Option<usize> {
        self.number(4, 4)
    }

    fn number(&self, at: usize, length: usize) -> Option<usize> {
        let bytes = self.0.get(at..at.checked_add(length)?)?;
        let sum = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        let is_little = self.0.starts_with(b"II");
        Some(if is_little { bytes.iter().rev().fold(0, sum) } else { bytes.iter().fold(0, sum) })
    }

    /// An entry of a directory is its tag, type, count and value: 12 bytes.
    fn entry(&self, directory: usize, wanted: usize) -> Option<usize> {
        let count = self.number(directory, 2)?;
        let mut entries = (0..count).map(|n| directory + 2 + n * 12);
        entries.find(|at| self.number(*at, 2) == Some(wanted))
    }
}
