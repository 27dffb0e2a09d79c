//! Every change of a person's files: minimal, atomic, never silent.
//!
//! Here so far: making files that do not exist. A file that is there is never touched.

use std::path::{Path, PathBuf};

use crate::disk::{Disk, Failure};

/// Writes files that must not be there yet; none is written if any of them is. Returns the paths
/// that were written, or those that stand in the way.
pub fn create(
    disk: &dyn Disk,
    folder: &Path,
    files: &[(String, Vec<u8>)],
) -> Result<Result<Vec<PathBuf>, Vec<PathBuf>>, Failure> {
    let mut standing = Vec::new();
    for (path, _) in files {
        let path = folder.join(path);
        if disk.stamp(&path)?.is_some() {
            standing.push(path);
        }
    }
    if !standing.is_empty() {
        return Ok(Err(standing));
    }
    let mut written = Vec::new();
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            disk.make_folder(parent)?;
        }
        disk.write_new(&path, bytes)?;
        written.push(path);
    }
    Ok(Ok(written))
}
