//! Texts in old or broken encodings are refused by name; those of one text in UTF-8 make no difference.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::{NEWS, good};

/// The bytes are refused with this message about this encoding.
#[track_caller]
fn check_encoding(bytes: &[u8], id: &str, encoding: Option<&str>) {
    let site = good();
    let before = site.output();
    site.edit("tin/la.md", bytes);
    let problems = site.build().problems;
    let problem = problems.iter().find(|problem| problem.id.starts_with("F01")).expect("F01");
    let named = problem.arguments.iter().find(|(name, _)| name == "encoding");
    assert_eq!((&*problem.id, named.map(|(_, name)| name.as_str())), (id, encoding));
    assert!(site.output() == before, "the old output was touched");
}

/// The bytes of text that shows an old encoding as Latin-1 letters.
fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin-1")).collect()
}

#[test]
fn text_in_tcvn3_is_named() {
    let text = "KÕ ho¹ch tæ chøc phong trµo thi ®ua ®Æc biÖt trong phßng, chèng dÞch";
    check_encoding(&latin(text), "F01.encoding", Some("TCVN3 (ABC)"));
}

#[test]
fn text_in_windows_1258_is_named() {
    let text = "Kêì hoaòch tôÒ chýìc phong traÌo thi ðua ðãòc biêòt trong phoÌng, chôìng diòch";
    check_encoding(&latin(text), "F01.encoding", Some("Windows-1258"));
}

#[test]
fn text_in_utf_16_is_named() {
    let units = "\u{feff}---\nTiêu đề: Kế hoạch\n---\n".encode_utf16();
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    check_encoding(&bytes, "F01.encoding", Some("UTF-16 LE"));
}

#[test]
fn a_picture_with_the_ending_of_a_document_is_called_one() {
    check_encoding(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\xFF\xD8", "F01.binary", None);
}

#[test]
fn damaged_utf_8_is_not_guessed_at() {
    let mut bytes = format!("{NEWS}Kế hoạch tổ chức phong trào thi đua").into_bytes();
    bytes.truncate(bytes.len() - 2);
    bytes.extend_from_slice(b"\xC4\n");
    check_encoding(&bytes, "F01.unknown_encoding", None);
}

/// The site of one document of these bytes.
fn output_of(document: impl Into<Vec<u8>>) -> BTreeMap<PathBuf, Vec<u8>> {
    let site = good();
    site.edit("tin/bai.md", document);
    site.page("tin/bai/");
    site.output()
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let plain = format!("{NEWS}Một.\n\nHai.\n");
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert!(output_of(plain) == output_of(windows));
}

#[test]
fn composed_and_decomposed_letters_give_the_same_site() {
    let composed = format!("{NEWS}## Kế hoạch\n\nĐồng lòng.\n");
    let decomposed =
        format!("{NEWS}## Ke\u{302}\u{301} hoa\u{323}ch\n\nĐo\u{302}\u{300}ng lo\u{300}ng.\n");
    assert!(composed != decomposed && output_of(composed) == output_of(decomposed));
}
