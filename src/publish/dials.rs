//! From a place of `site.yaml` to what speaks with it.

use std::path::Path;

use crate::disk::{Disk, Failure};
use crate::model::target::{Destination, TargetKind};
use crate::publish::Stop;
use crate::publish::ftp::Ftp;
use crate::publish::local::Local;
use crate::publish::remote::{Cause, Dial, Fault, Secret};
use crate::publish::s3::S3;
use crate::publish::sftp::Sftp;

/// What opens connections to a place. `folder` is that of the site, from which paths of this machine
/// are told; `password` is the one its settings name. A ZIP is no such place.
pub fn dial<'a>(
    destination: &Destination,
    disk: &'a dyn Disk,
    folder: &Path,
    password: Option<Secret>,
) -> Result<Box<dyn Dial + 'a>, Stop> {
    let text = |path: &str| -> Result<Option<String>, Failure> {
        if path.is_empty() {
            return Ok(None);
        }
        let bytes = disk.read(&folder.join(path))?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    };
    Ok(match destination.kind {
        TargetKind::Folder => {
            let path = folder.join(&destination.path).display().to_string();
            Box::new(Local { name: destination.name.clone(), folder: path, disk })
        }
        TargetKind::Sftp => {
            let key = text(&destination.key_file)?;
            Box::new(Sftp::new(destination, key.as_deref(), password)?)
        }
        TargetKind::Ftps | TargetKind::Ftp => {
            Box::new(Ftp::new(destination, password, text(&destination.certificate)?)?)
        }
        TargetKind::S3 => {
            Box::new(S3::new(destination, password, text(&destination.certificate)?)?)
        }
        kind @ TargetKind::Zip => {
            return Err(Fault::new(Cause::Denied, &destination.name, kind.key()).into());
        }
    })
}
