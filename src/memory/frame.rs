//! What every page of the last build shared, for pages that are made without a build.

use std::path::Path;

use crate::disk::{Disk, Failure};
use crate::hash;
use crate::model::page::Site;

/// Keeps what every page shares, for the pages that tell of releases: they stand in the same frame
/// without a build. Writes only what differs.
pub fn keep(disk: &dyn Disk, output: &Path, site: &Site) -> Result<(), Failure> {
    let (folder, bytes) = (output.join("cache"), hash::encode(site));
    let path = folder.join("frame");
    if disk.stamp(&path)?.is_some() && disk.read(&path)? == bytes {
        return Ok(());
    }
    disk.make_folder(&folder)?;
    disk.write(&path, &bytes).map(|_| ())
}

/// What every page of the last build shared; `None` where nobody knows.
pub fn kept(disk: &dyn Disk, output: &Path) -> Option<Site> {
    hash::decode(&disk.read(&output.join("cache").join("frame")).ok()?)
}
