//! Any text is a document number, a repair or neither; a number reads back as itself.

#![no_main]

use lantoa::text::doc_number;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(number) = doc_number::parse(text) {
        assert_eq!(doc_number::parse(&number.to_string()).ok(), Some(number));
    }
    for (range, _) in doc_number::citations(text) {
        assert!(text.get(range).is_some());
    }
});
