//! The copies of a milestone's pages: the sealed bytes with a banner filled in.

use std::path::Path;

use memchr::memmem;
use rayon::prelude::*;

use crate::disk::Failure;
use crate::model::release::Manifest;
use crate::model::release_log::{MARK, MARK_END, Milestone};
use crate::record::{Store, Trouble, Writing, pins};

/// Whether a sealed file is a page that gets the banner.
pub(super) fn has_banner(path: &str) -> bool {
    path.ends_with("index.html")
}

impl Writing<'_> {
    /// Puts a milestone into a tree; `now` is what the tree's own release shows.
    pub(super) fn stand(
        &self,
        tree: &Path,
        milestone: &Milestone,
        now: &Manifest,
    ) -> Result<(), Trouble> {
        let (store, disk) = (&self.store, self.store.disk);
        let folder = pins::folder(milestone.seq);
        let manifest = store.manifest(milestone.seq)?;
        self.folders(&tree.join(&folder), manifest.files().iter().map(|(path, _)| &**path))?;
        let put = |(path, hash): &(std::sync::Arc<str>, crate::hash::Hash)| -> Result<(), Failure> {
            let (object, target) = (store.object(*hash), tree.join(&folder).join(&**path));
            // What was erased by a decision is not there.
            if disk.stamp(&object)?.is_none() {
                return Ok(());
            }
            if !has_banner(path) {
                return disk
                    .link(&object, &target)
                    .or_else(|_| disk.copy(&object, &target).map(|_| ()));
            }
            let page = filled(&disk.read(&object)?, milestone, path, now);
            disk.write(&target, &page).map(|_| ())
        };
        manifest.files().par_iter().try_for_each(put)?;
        Ok(())
    }
}

/// A page with its banner.
fn filled(page: &[u8], milestone: &Milestone, path: &str, now: &Manifest) -> Vec<u8> {
    let is_there = now.find(path).is_some();
    // From the page to the root of today's site: out of its own folders, then of the milestone.
    let root = "../".repeat(path.matches('/').count() + 2);
    let (banner, url) = match is_there {
        true => (&milestone.here, format!("{root}{}", path.trim_end_matches("index.html"))),
        false => (&milestone.gone, root),
    };
    let banner = banner.replace("{url}", &url);
    let mut parts = [milestone.head.as_str(), banner.as_str()].into_iter();
    let mut out = Vec::with_capacity(page.len() + banner.len() + 200);
    let mut rest = page;
    while let Some(at) = memmem::find(rest, MARK.as_bytes()) {
        let end = at + MARK.len();
        out.extend_from_slice(&rest[..end]);
        if let Some(part) = parts.next() {
            out.extend_from_slice(part.as_bytes());
            out.extend_from_slice(MARK_END.as_bytes());
        }
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
    out
}

/// A page without its banner: the sealed bytes again.
pub(super) fn emptied(page: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len());
    let mut rest = page;
    for _ in 0..2 {
        let Some(at) = memmem::find(rest, MARK.as_bytes()) else { break };
        let begin = at + MARK.len();
        out.extend_from_slice(&rest[..begin]);
        rest = &rest[begin..];
        if let Some(end) = memmem::find(rest, MARK_END.as_bytes()) {
            rest = &rest[end + MARK_END.len()..];
        }
    }
    out.extend_from_slice(rest);
    out
}

impl Store<'_> {
    /// Whether the pages of a release have a place for the banner.
    pub fn can_be_milestone(&self, seq: u32) -> Result<bool, Trouble> {
        let Some(home) = self.manifest(seq)?.find("index.html") else { return Ok(false) };
        let page = self.disk.read(&self.object(home))?;
        Ok(memmem::find_iter(&page, MARK.as_bytes()).count() == 2)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{emptied, filled};
    use crate::hash::Hash;
    use crate::model::release::Manifest;
    use crate::model::release_log::Milestone;

    #[test]
    fn a_banner_comes_and_goes_and_leaves_the_sealed_bytes() {
        let page = b"<head><!--ban-luu--></head><body><!--ban-luu--><p>x</p></body>";
        let milestone = Milestone {
            seq: 7,
            head: "<meta name=\"robots\" content=\"noindex\">".to_owned(),
            here: "<p><a href=\"{url}\">nay</a></p>".to_owned(),
            gone: "<p><a href=\"{url}\">het</a></p>".to_owned(),
        };
        let now = Manifest::new([(Arc::from("tin/a/index.html"), Hash::default())]);
        let here = filled(page, &milestone, "tin/a/index.html", &now);
        let text = String::from_utf8_lossy(&here).into_owned();
        assert!(text.contains("<a href=\"../../../../tin/a/\">nay</a>"), "{text}");
        assert!(text.contains("noindex"));
        assert_eq!(emptied(&here), page);
        let gone = filled(page, &milestone, "tin/b/index.html", &now);
        assert!(String::from_utf8_lossy(&gone).contains("href=\"../../../../\">het"));
        assert_eq!(emptied(page), page);
    }
}
