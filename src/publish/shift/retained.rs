//! Styles and pictures of pages that somebody still has: how long they stay, and how they come from one
//! tree into the next.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::hash::Hash;
use crate::publish::Stop;
use crate::publish::crew::Crew;
use crate::publish::ledger::Standing;
use crate::publish::plan;
use crate::publish::push::{KEPT_RELEASES, KEPT_SECONDS};
use crate::publish::remote::Line;
use crate::publish::shift::Shift;

impl<'a> Shift<'a> {
    /// Files with hashed names that only pages of earlier releases need, which somebody may still have:
    /// the new tree has them too until they are due.
    pub(super) fn retain(&self, crew: &mut Crew<'a>, before: &str, tree: &str) -> Result<(), Stop> {
        let mut kept: Vec<(Arc<str>, Standing)> = Vec::new();
        for (path, there) in &self.journal().ledger.files {
            let Some(name) = path.strip_prefix(before).filter(|_| before != tree) else { continue };
            let is_whole = there.hash.is_some_and(|hash| !self.parcel.erased.contains(&hash));
            let is_needed = self.parcel.wanted.contains_key(name);
            if plan::is_hashed(name) && is_whole && !is_needed && !self.is_due(there) {
                kept.push((name.into(), *there));
            }
        }
        kept.retain(|(name, there)| {
            self.standing(&format!("{tree}{name}")).is_none_or(|now| now.hash != there.hash)
        });
        self.intend('?', tree, kept.iter().map(|(name, _)| name))?;
        crew.each(&kept, |line, (name, there)| self.keep(line, (before, tree), name, there))
    }

    /// Brings a file of the tree before into the new one.
    fn keep(
        &self,
        line: &mut Line<'a>,
        (before, tree): (&str, &str),
        name: &str,
        there: &Standing,
    ) -> Result<(), Stop> {
        let (old, new) =
            (self.site.at(&format!("{before}{name}")), self.site.at(&format!("{tree}{name}")));
        let is_copied = line.attempt(|session| {
            session.delete(&new)?;
            if self.can.copies { session.copy(&old, &new) } else { Ok(false) }
        })?;
        let Some(hash) = there.hash else { return Ok(()) };
        if !is_copied {
            // Bytes that are no longer the ones we put there are nobody's to hand on.
            let bytes = line.attempt(|session| session.read(&old))?;
            let Some(bytes) = bytes.filter(|bytes| Hash::of(bytes) == hash) else { return Ok(()) };
            line.attempt(|session| session.put(&new, &bytes))?;
        }
        self.copied.fetch_add(1, Ordering::Relaxed);
        let mut lines = format!("= {} {tree}{name}\n", hash.hex());
        let since = there.retired.or(self.parcel.now.map(|now| (self.parcel.seq, now)));
        if let Some((seq, second)) = since {
            let _ = writeln!(lines, "~ {seq} {second} {tree}{name}");
        }
        Ok(self.journal().add(&lines)?)
    }

    /// Whether nothing has needed a file for long enough.
    pub(super) fn is_due(&self, there: &Standing) -> bool {
        there.retired.is_some_and(|(since, second)| {
            self.parcel.now.is_some_and(|now| now - second >= KEPT_SECONDS)
                && self.parcel.seq.saturating_sub(since) >= KEPT_RELEASES
        })
    }
}
