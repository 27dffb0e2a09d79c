//! The lock of places with folders: a folder that takes a name which nobody has.
//!
//! It is made under a name of its own, with the words of its owner in it, and then renamed: so no
//! lock is ever without an owner, and of two who claim it one gets it. A folder that holds anything
//! gives its name to no other.

use crate::hash::Hash;
use crate::publish::remote::{Fault, Session};

/// What a place with folders does beside.
pub(super) trait Folders: Session {
    /// Gives a folder a name; `false` where the server refuses, as it does while the name is
    /// another's.
    fn take_name(&mut self, from: &str, to: &str) -> Result<bool, Fault>;
}

/// What a lock with these words is called before it is claimed, and while it is taken away.
pub(super) fn under_way(lock: &str, owner: &[u8]) -> [String; 2] {
    [format!("{lock}-{}", short(owner)), format!("{lock}-gone-{}", short(owner))]
}

/// See [`Session::claim`].
pub(super) fn claim(at: &mut dyn Folders, lock: &str, owner: &[u8]) -> Result<bool, Fault> {
    let [own, _] = under_way(lock, owner);
    at.put(&format!("{own}/owner"), owner)?;
    let is_ours = at.take_name(&own, lock)?;
    if !is_ours {
        drop_lock(at, &own)?;
    }
    Ok(is_ours)
}

/// See [`Session::displace`].
pub(super) fn displace(at: &mut dyn Folders, lock: &str, seen: &[u8]) -> Result<bool, Fault> {
    let [_, away] = under_way(lock, seen);
    // Of a try whose answer was lost.
    drop_lock(at, &away)?;
    let is_seen = at.read(&format!("{lock}/owner"))?.as_deref() == Some(seen);
    if !is_seen || !at.take_name(lock, &away)? {
        return Ok(false);
    }
    // It may have changed hands since it was read: then it is given back.
    if at.read(&format!("{away}/owner"))?.as_deref() != Some(seen) {
        at.take_name(&away, lock)?;
        return Ok(false);
    }
    drop_lock(at, &away)?;
    Ok(true)
}

fn drop_lock(at: &mut dyn Folders, folder: &str) -> Result<(), Fault> {
    at.delete(&format!("{folder}/owner"))?;
    at.remove_empty(folder).map(|_| ())
}

fn short(words: &[u8]) -> String {
    Hash::of(words).hex()[..8].to_owned()
}
