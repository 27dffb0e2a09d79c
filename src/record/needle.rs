//! Words that are looked for in sealed files: whatever tags and signs stand between them, in data also
//! without their marks, in paths as addresses spell them.

use memchr::memmem;

use crate::text::{fold, slug, words};

/// What a look at a file tells.
pub(super) enum Look {
    Holds,
    Clean,
    Unread,
}

/// Words that are looked for.
pub(super) struct Needle {
    words: Vec<u64>,
    folded: String,
    slug: String,
}

impl Needle {
    pub(super) fn new(typed: &str) -> Self {
        let mut found = Vec::new();
        words::each(typed.as_bytes(), |word, _| found.push(word));
        Self { words: found, folded: fold::key(typed), slug: slug::slug(typed) }
    }

    /// Whether a path, or what links to one, holds the words as addresses spell them: one word alone,
    /// which has lost its marks there, may be any other.
    pub(super) fn is_in_addresses(&self, bytes: &[u8]) -> bool {
        let is_edge = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        self.slug.contains('-')
            && memmem::find_iter(bytes, &self.slug).any(|at| {
                let before = at.checked_sub(1).and_then(|at| bytes.get(at));
                is_edge(before) && is_edge(bytes.get(at + self.slug.len()))
            })
    }

    pub(super) fn look(&self, bytes: &[u8]) -> Look {
        if bytes.iter().take(8000).any(|byte| *byte == 0) || bytes.starts_with(b"%PDF") {
            return Look::Unread;
        }
        let plain = without_tags(bytes);
        let holds = self.is_in_addresses(bytes)
            || self.is_in(bytes)
            || self.is_in(&plain)
            || self.is_on_a_side(bytes)
            || {
                // Search data may be kept without marks.
                let is_data = !bytes.trim_ascii_start().starts_with(b"<");
                is_data && fold::key(&String::from_utf8_lossy(bytes)).contains(&self.folded)
            };
        if holds { Look::Holds } else { Look::Clean }
    }

    /// Whether one of the two texts of a page that compares them holds the words: there, words of the
    /// other one and words for screen readers stand between.
    fn is_on_a_side(&self, page: &[u8]) -> bool {
        let compares = |tag: &[u8]| memmem::find(page, tag).is_some();
        if !compares(b"<del>") && !compares(b"<ins>") {
            return false;
        }
        let read = without(page, b"<span class=\"unseen\">", b"</span>");
        let sides = [(&b"<ins>"[..], &b"</ins>"[..]), (b"<del>", b"</del>")];
        sides.iter().any(|(open, close)| self.is_in(&without_tags(&without(&read, open, close))))
    }

    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let mut all = Vec::new();
        words::each(bytes, |word, _| all.push(word));
        all.windows(self.words.len()).any(|some| some == self.words)
    }
}

/// HTML without the elements that begin and end so; none stands within another.
fn without(page: &[u8], open: &[u8], close: &[u8]) -> Vec<u8> {
    let (mut left, mut rest) = (Vec::with_capacity(page.len()), page);
    while let Some(begin) = memmem::find(rest, open) {
        left.extend_from_slice(&rest[..begin]);
        let end =
            memmem::find(&rest[begin..], close).map_or(rest.len(), |at| begin + at + close.len());
        rest = &rest[end..];
    }
    left.extend_from_slice(rest);
    left
}

/// Text without tags, so that words on both sides of one follow each other.
fn without_tags(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    for (at, part) in bytes.split(|byte| *byte == b'<').enumerate() {
        let text = match (at, memchr::memchr(b'>', part)) {
            (0, _) | (_, None) => part,
            (_, Some(end)) => &part[end + 1..],
        };
        plain.extend_from_slice(text);
        plain.push(b' ');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Look, Needle};

    #[test]
    fn words_of_either_text_of_a_comparison_are_found() {
        let unseen = |words: &str| format!("<span class=\"unseen\">{words}</span>");
        let page = format!(
            "<p>ông Phàn Láo <del>{}Lở{}</del> <ins>{}Tả{}</ins> cùng bà con</p>",
            unseen("[bỏ: "),
            unseen(" hết]"),
            unseen("[thêm: "),
            unseen(" hết]")
        );
        let holds = |words| matches!(Needle::new(words).look(page.as_bytes()), Look::Holds);
        assert!(holds("Phàn Láo Lở"));
        assert!(holds("Láo Tả cùng bà"));
        assert!(!holds("Lở Tả"));
    }

    #[test]
    fn words_are_found_in_paths_as_addresses_spell_them() {
        let is_in = |words, path: &str| Needle::new(words).is_in_addresses(path.as_bytes());
        assert!(is_in("Phàn Láo Lở", "tin/ong-phan-lao-lo/index.html"));
        assert!(is_in("Phàn Láo Lở", "tin/a/don-phan-lao-lo.pdf"));
        assert!(!is_in("Phàn Láo", "tin/phan-laos/index.html"));
        assert!(!is_in("Lở", "tin/lo/index.html"), "one word may be another");
    }
}
