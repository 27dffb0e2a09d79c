//! A ZIP for somebody who brings it to the host by hand.
//!
//! What pages need comes first and the home page last, so that unpacking in order, as the file
//! managers of hosts do, keeps links whole for as long as can be. The same release gives the same
//! bytes.

use std::path::Path;

use crate::archive;
use crate::disk::{Action, Failure};
use crate::hash::Hash;
use crate::publish::push::{Brought, Parcel};
use crate::publish::{Promise, Stop, plan};

/// Packs a parcel into a file; whole, or what was there stays.
pub fn pack(parcel: &Parcel<'_>, zip: &Path) -> Result<Brought, Stop> {
    let lots = plan::lots(&std::collections::BTreeMap::new(), &parcel.wanted);
    let paths: Vec<&str> = lots.iter().flat_map(|(_, lot)| lot).map(|path| &**path).collect();
    // A damaged file of the tree goes into no ZIP, as it goes to no server.
    let read = |path: &&str| -> Result<Vec<u8>, Stop> {
        let file = parcel.tree.join(path);
        let bytes = parcel.disk.read(&file)?;
        match parcel.wanted.get(*path) == Some(&Hash::of(&bytes)) {
            true => Ok(bytes),
            false => Err(Stop::Damaged(file)),
        }
    };
    let bodies = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let files = paths.iter().copied().zip(bodies.iter().map(Vec::as_slice));
    let bytes = archive::packed(files).ok_or_else(|| Failure {
        action: Action::Write,
        path: zip.to_owned(),
        source: std::io::ErrorKind::FileTooLarge.into(),
    })?;
    let is_there = match parcel.disk.stamp(zip)? {
        Some(stamp) if stamp.length == bytes.len() as u64 => parcel.disk.read(zip)? == bytes,
        _ => false,
    };
    if !is_there {
        let folder = zip.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let staged = zip.with_extension("zip.tmp");
        parcel.disk.make_folder(folder)?;
        parcel.disk.write(&staged, &bytes)?;
        parcel.disk.sync(&staged)?;
        parcel.disk.rename(&staged, zip)?;
        parcel.disk.sync(folder)?;
    }
    Ok(Brought {
        sent: if is_there { 0 } else { paths.len() },
        bytes: if is_there { 0 } else { bytes.len() as u64 },
        is_nothing_new: is_there,
        is_locked: true,
        ..Brought::nothing(Promise::Packed)
    })
}
