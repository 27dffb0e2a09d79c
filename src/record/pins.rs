//! Names of releases that stay browsable whole, in `store/pins`: one line each, `7 Tổng kết`.

use std::collections::BTreeMap;

use crate::model::release::MILESTONES;
use crate::record::{Refusal, Store, Trouble, Writing, milestone};

/// The names by release.
pub type Pins = BTreeMap<u32, String>;

impl Store<'_> {
    /// The milestones and their names.
    pub fn pins(&self) -> Result<Pins, Trouble> {
        let path = self.root.join("pins");
        if self.disk.stamp(&path)?.is_none() {
            return Ok(Pins::new());
        }
        let text = String::from_utf8_lossy(&self.disk.read(&path)?).into_owned();
        let pin = |line: &str| {
            let (seq, name) = line.split_once(' ')?;
            Some((seq.parse().ok()?, name.to_owned()))
        };
        let pins: Option<Pins> = text.lines().map(pin).collect();
        Ok(pins.ok_or(Refusal::Damaged(path))?)
    }

    /// What a milestone costs on disk, in bytes: its pages are copies, for each gets a banner.
    pub fn cost(&self, seq: u32) -> Result<u64, Trouble> {
        let mut bytes = 0;
        for (path, hash) in self.manifest(seq)?.files() {
            if milestone::has_banner(path) {
                bytes += self.disk.stamp(&self.object(*hash))?.map_or(0, |stamp| stamp.length);
            }
        }
        Ok(bytes)
    }
}

impl Writing<'_> {
    /// Gives a release a name, or takes it away; says whether anything changed. Readers see it with
    /// the next tree.
    pub fn pin(&self, seq: u32, name: Option<&str>) -> Result<bool, Trouble> {
        let mut pins = self.store.pins()?;
        if self.head().is_none_or(|head| seq > head.seq || seq == 0) {
            return Err(Refusal::NoRelease(seq).into());
        }
        let before = match name {
            Some(name) => {
                let words: Vec<&str> = name.split_whitespace().collect();
                pins.insert(seq, words.join(" "))
            }
            None => pins.remove(&seq),
        };
        let is_same = before.as_ref() == pins.get(&seq);
        if is_same {
            return Ok(false);
        }
        let lines: Vec<String> = pins.iter().map(|(seq, name)| format!("{seq} {name}\n")).collect();
        self.keep("pins", lines.concat().as_bytes())?;
        Ok(true)
    }
}

/// The folder of a milestone below the site's root.
pub(super) fn folder(seq: u32) -> String {
    format!("{MILESTONES}{}/", crate::model::release::folder(seq))
}
