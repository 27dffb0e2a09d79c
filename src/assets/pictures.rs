//! Makes the sizes of pictures, and keeps them in the cache.
//!
//! A size is named by the bytes of its source, so it is made once: it lies in `output/cache` under
//! that name, followed by its own hash, and a piece cut off by a crash is noticed and made again.
//! One picture is in memory at a time for each worker, and no more than a few.

use std::path::{Path, PathBuf};

use crate::assets::{inspect, parts, pixels};
use crate::disk::{Disk, Failure};
use crate::hash::Hash;
use crate::model::page::FileFacts;
use crate::model::picture::{Looked, MadeAs, Variant};

/// Why sizes could not be made.
pub enum Trouble {
    /// The disk.
    World(Failure),
    /// The file is no picture after all, or a damaged one.
    Unreadable,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
    }
}

/// The cache of sizes below an output folder.
#[derive(Clone, Copy)]
pub struct Cache<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The output folder.
    pub output: &'a Path,
}

impl Cache<'_> {
    fn folder(&self) -> PathBuf {
        self.output.join("cache").join("pictures")
    }

    /// The bytes of some sizes of one picture, in their order; the source is read only if one of
    /// them is not there.
    pub fn sizes(
        &self,
        source: &Path,
        fact: &FileFacts,
        variants: &[&Variant],
    ) -> Result<Vec<Vec<u8>>, Trouble> {
        let found: Vec<Option<Vec<u8>>> =
            variants.iter().map(|variant| self.kept(variant)).collect();
        if found.iter().all(Option::is_some) {
            return Ok(found.into_iter().flatten().collect());
        }
        let bytes = self.disk.read(source)?;
        if Hash::of(&bytes) != fact.hash {
            // Changed since it was looked at: the next build makes what its name then says.
            return Err(Trouble::Unreadable);
        }
        let looked = &inspect::looked(&bytes);
        let stripped = parts::stripped(&bytes);
        let mut decoded = None;
        let mut sizes = Vec::with_capacity(variants.len());
        for (variant, found) in variants.iter().zip(found) {
            let size = match found {
                Some(size) => size,
                None => {
                    let is_whole = looked.made_as == MadeAs::Stripped && !variant.is_cut;
                    let size = match (&stripped, is_whole) {
                        (Some(stripped), true) => stripped.clone(),
                        _ => {
                            if decoded.is_none() {
                                decoded = Some(pixels::decode(&bytes).ok_or(Trouble::Unreadable)?);
                            }
                            let decoded = decoded.as_ref().ok_or(Trouble::Unreadable)?;
                            made(decoded, looked, variant, stripped.as_deref())?
                        }
                    };
                    // What a full disk does not keep is made again; it is no reason to show nothing.
                    let _ = self.keep(variant, &size);
                    size
                }
            };
            sizes.push(size);
        }
        Ok(sizes)
    }

    fn path(&self, variant: &Variant) -> PathBuf {
        // Two names of one picture are two entries: the address says all that a size is made of.
        self.folder().join(Hash::of(variant.address.as_bytes()).hex())
    }

    fn kept(&self, variant: &Variant) -> Option<Vec<u8>> {
        let mut bytes = self.disk.read(&self.path(variant)).ok()?;
        let hash = bytes.split_off(bytes.len().checked_sub(16)?);
        (Hash::of(&bytes).half() == *hash).then_some(bytes)
    }

    fn keep(&self, variant: &Variant, size: &[u8]) -> Result<(), Failure> {
        self.disk.make_folder(&self.folder())?;
        let mut bytes = size.to_vec();
        bytes.extend_from_slice(&Hash::of(size).half());
        self.disk.write(&self.path(variant), &bytes).map(|_| ())
    }

    /// Removes the sizes that no page shows any more.
    pub fn sweep<'v>(&self, shown: impl Iterator<Item = &'v Variant>) -> Result<(), Failure> {
        let folder = self.folder();
        let entries = self.disk.walk(&folder)?;
        if entries.is_empty() {
            return Ok(());
        }
        let shown: std::collections::BTreeSet<PathBuf> =
            shown.map(|variant| self.path(variant)).collect();
        for entry in entries {
            let path = folder.join(entry.path);
            if !shown.contains(&path) {
                self.disk.remove(&path)?;
            }
        }
        Ok(())
    }
}

/// One size. In the picture's own width the bytes of its author are taken, without what they tell
/// beside, where that is less.
fn made(
    decoded: &pixels::Decoded,
    looked: &Looked,
    variant: &Variant,
    stripped: Option<&[u8]>,
) -> Result<Vec<u8>, Trouble> {
    let pixels = decoded.sized(variant).ok_or(Trouble::Unreadable)?;
    let is_jpeg = variant.is_cut || looked.made_as == MadeAs::Jpeg;
    let size = if is_jpeg { pixels.jpeg() } else { pixels.png() };
    let size = size.ok_or(Trouble::Unreadable)?;
    let own = stripped.filter(|_| variant.width == looked.width && !variant.is_cut);
    let own = own.filter(|own| own.len() <= size.len() && own.starts_with(&size[..2]));
    Ok(own.map_or(size, <[u8]>::to_vec))
}
