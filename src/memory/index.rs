//! What is remembered of the search index.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::disk::{Disk, Failure};
use crate::hash::{self, Hash, Hashed};

/// Keeps it, with the key of the pages that the index was made of.
pub fn keep<T: Serialize>(
    disk: &dyn Disk,
    output: &Path,
    key: Hash,
    index: &T,
) -> Result<(), Failure> {
    let folder = output.join("cache");
    let value = hash::encode(index);
    let bytes = hash::encode(&(key, Hashed { hash: Hash::of(&value), value }));
    disk.make_folder(&folder)?;
    disk.write(&folder.join("index"), &bytes).map(|_| ())
}

/// What was kept of the index of these pages; `None` where it is of others, or damaged.
pub fn kept<T: DeserializeOwned>(disk: &dyn Disk, output: &Path, key: Hash) -> Option<T> {
    let bytes = disk.read(&output.join("cache").join("index")).ok()?;
    let (of, index): (Hash, Hashed<Vec<u8>>) = hash::decode(&bytes)?;
    let is_whole = of == key && Hash::of(&index.value) == index.hash;
    is_whole.then(|| hash::decode(&index.value)).flatten()
}
