//! Any text is a document or a list of problems: front matter, fields and Markdown.

#![no_main]

use std::sync::LazyLock;

use lantoa::diagnostic::catalogue::Language;
use lantoa::disk::MemoryDisk;
use lantoa::hash::Hash;
use lantoa::load_theme;
use lantoa::model::source::Source;
use lantoa::model::theme::Theme;
use lantoa::parse::{self, Parsing};
use lantoa::text::collate::Collator;

static THEME: LazyLock<Theme> = LazyLock::new(|| {
    let disk = MemoryDisk::default();
    let loaded = load_theme::load(&disk, "themes".as_ref(), "themes", load_theme::BASE);
    loaded.ok().and_then(Result::ok).expect("the embedded theme")
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    let hash = Hash::of(text.as_bytes());
    let source = Source::new("content", "ket-qua/x.md", text.to_owned(), hash);
    let collator = Collator::new();
    let parsing = Parsing { kinds: &THEME.kinds, language: Language::Vi, collator: &collator };
    if let Ok(document) = parse::parse(&source, &[], &parsing) {
        let html = &document.body.expect("parsed now").html;
        for slot in &html.slots {
            assert!(html.text.get(slot.start as usize..slot.end as usize).is_some());
        }
    }
});
