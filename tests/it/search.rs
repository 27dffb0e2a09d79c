//! The search index: what of a site is in it, and which files an edit changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lantoa::text::cell::Cells;
use lantoa::text::token::{Gap, Tokens};
use proptest::prelude::*;

use crate::support::{Site, site};

fn news(title: &str, text: &str) -> String {
    format!("---\nTiêu đề: {title}\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n---\n\n{text}\n")
}

fn many() -> Site {
    let site = site("");
    for at in 0..40 {
        let text = format!("Bản Nậm Nhùn số {at}, phòng chống dịch bệnh ở xã thứ {}.", at * 7);
        site.edit(&format!("tin/tin-{at:02}.md"), news(&format!("Tin thứ {at}"), &text));
    }
    site
}

/// The files of the index, by path.
fn index(site: &Site) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = site.output();
    files.retain(|path, _| {
        path.starts_with("search") && path.extension().is_some_and(|e| e != "html")
    });
    files
}

fn text(site: &Site, path: &str) -> String {
    let output = site.output();
    let bytes = output.get(Path::new(path)).cloned().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_text_stands_in_its_block_without_tags() {
    let site = site("");
    site.edit("tin/bai.md", news("Bài", "**Xã** Tả Ngảo <b>nói</b>\n\n- một & hai"));
    site.build();
    let block = text(&site, "search/t/0.js");
    assert!(block.starts_with("lanToa(\"t0\",[[\"tin/bai/\",\"Bài\""), "{block}");
    assert!(block.contains("Xã Tả Ngảo nói\\nmột & hai"), "{block}");
}

#[test]
fn drafts_are_not_in_the_index() {
    let site = many();
    site.edit(
        "tin/nhap.md",
        "---\nTiêu đề: Điều bí mật\nTrạng thái: nháp\n---\n\nChưa ai được biết.\n",
    );
    site.build();
    let found: Vec<PathBuf> = index(&site)
        .into_iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Chưa ai"))
        .map(|(path, _)| path)
        .collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(text(&site, "search/entry.json").contains("\"n\":40"));
}

#[test]
fn an_edit_of_one_page_changes_few_files_of_the_index() {
    let site = many();
    site.build();
    let before = index(&site);
    site.edit("tin/tin-07.md", news("Tin thứ 7", "Bản Nậm Nhùn số 7, phòng chống dịch sởi."));
    site.build();
    let after = index(&site);
    assert_eq!(after, site_index_of_clean(&site));
    let kept = after.iter().filter(|(path, bytes)| before.get(*path) == Some(bytes)).count();
    assert!(after.len() - kept <= 8, "{} of {}", after.len() - kept, after.len());
}

fn site_index_of_clean(site: &Site) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = site.clean_output();
    files.retain(|path, _| {
        path.starts_with("search") && path.extension().is_some_and(|e| e != "html")
    });
    files
}

#[test]
fn a_block_that_was_touched_is_made_again() {
    let site = many();
    site.build();
    let whole = site.output();
    site.disk.put("output/site/search/t/3.js", "x");
    site.edit("tin/tin-09.md", news("Tin thứ 9", "Khác."));
    site.build();
    assert_ne!(site.output(), whole);
    assert_eq!(site.output(), site.clean_output());
}

#[test]
fn a_rendered_page_that_says_the_same_changes_no_file_of_the_index() {
    let site = many();
    site.build();
    let before = index(&site);
    site.edit("themes/rieng/theme.yaml", "name: rieng\nextends: lan-toa\n");
    site.edit("site.yaml", "title: Khác\ntheme: rieng\n");
    site.build();
    assert_eq!(index(&site), before);
}

#[test]
fn complete_lists_name_every_document() {
    let site = many();
    let page = site.page("search/");
    assert!(page.contains("search/a-z/t/") || page.contains("a-z/t/"), "{page}");
    let letters = site.page("search/a-z/t/");
    assert_eq!(letters.matches("<li><a href=\"../../../tin/tin-").count(), 40);
    assert_eq!(site.page("search/nam/2021/").matches("../tin/tin-").count(), 40);
}

#[test]
fn documents_are_data_for_a_search_server() {
    let site = site("");
    site.edit("tin/bai.md", news("Bài", "Lời."));
    site.build();
    let lines: Vec<serde_json::Value> = text(&site, "data/search.ndjson")
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["index"]["_id"], "tin/bai/");
    assert_eq!(lines[1]["kind"], "tin");
    assert_eq!(lines[1]["date"], "2021-10-25");
    let mapping: serde_json::Value =
        serde_json::from_str(&text(&site, "data/search-mapping.json")).unwrap_or_default();
    let properties = mapping["mappings"]["properties"].as_object().map_or(0, |all| all.len());
    assert_eq!(properties, lines[1].as_object().map_or(1, |all| all.len()));
}

/// One line of vectors: the text, then each token with its marks and its gap, and its cell.
fn vector(text: &str, tokens: &Tokens, cells: &Cells) -> String {
    let all = tokens.all(text);
    let parts: Vec<serde_json::Value> = all
        .iter()
        .map(|token| {
            let gap = match token.gap {
                Gap::Break => 0,
                Gap::Joint => 1,
                Gap::Space => 2,
            };
            serde_json::json!([token.word, token.marks, gap, cells.of(&token.word)])
        })
        .collect();
    serde_json::json!([text, parts]).to_string()
}

/// Texts that readers and writers type, with every trap that is known.
const TEXTS: [&str; 24] = [
    "Kế hoạch số 147/KH-SYT ngày 22/10/2021 của Sở Y tế tỉnh Lai Châu",
    "ke hoach 147",
    "phòng, chống dịch ở Sìn Hồ; Nậm Nhùn: Tủa Sín Chải.",
    "ĐƯỜNG Ðà Nẵng đặc biệt Ɖ ð",
    "hoà hòa thuỷ thủy uỷ ủy khoẻ khỏe quý quí",
    "Lý lí kỷ kỉ mỹ mĩ tỷ tỉ hy hi",
    "30/2020/NĐ-CP 147khsyt 05/2021 1.250.000 đ, 95 %",
    "Ke\u{302}\u{301} hoa\u{323}ch — “thi đua” … lan tỏa!",
    "l\u{AD}ưu hành \u{200B}không\u{200B}khí\u{FEFF}",
    "🎉 chúc mừng 👨‍👩‍👧 gia đình",
    "Ἀθῆναι Москва 北京 한국 ꪼꪕ ไทย العربية",
    "İstanbul ǅ ﬁ ½ ² Ⅳ Å K",
    "xxxxxxxxxxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxxxxxxxxxxx y",
    "a/b a-b a–b a / b a--b a, b",
    "\u{301}\u{301}a \u{0}\u{7}\u{1F}b",
    "<script>alert(1)</script> & \"' \\ .* [a-z]+ $",
    "nghiêng ngoằn ngoèo khuỷu tay quỳnh giếng gìn giữ gì",
    "oẳn oái oăm yếm yêu ỷ lại",
    "UBND TTYT BTC ubnd",
    "999 1000 007 0 12 100a",
    "ở.đây ở…đây ở\nđây ở\rđây ở;đây ở:đây ở?đây",
    "Sùng A Páo, bản Tà Tủ",
    "trường trương truờng trưởng",
    "",
];

/// Vectors that both implementations must give; `UPDATE=1` writes them anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "the vectors lie on disk, for the other side too")]
fn tokens_are_those_of_the_shared_vectors() {
    let (tokens, cells) = (Tokens::new(), Cells::new());
    let mut lines: String = TEXTS.iter().map(|text| vector(text, &tokens, &cells) + "\n").collect();
    // Random text too, the same each time: the property is proved on both sides by one file.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let alphabet = "[a-zA-Zăâđêôơưáàảãạấờữỵ0-9 \u{300}-\u{340}./,–\\-\n\u{AD}À-ʯ\u{370}-\u{5FF}\u{1E00}-\u{1FFF}\u{2000}-\u{2100}ก-๛가-힣一-丂𠀀-𠀂😀-😂\u{0}-\u{1F}]{0,40}";
    let strategy = proptest::string::string_regex(alphabet).expect("a regular expression");
    for _ in 0..600 {
        let tree = strategy.new_tree(&mut runner).expect("a text");
        lines.push_str(&vector(&proptest::strategy::ValueTree::current(&tree), &tokens, &cells));
        lines.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/vectors.jsonl");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &lines).expect("the vectors are written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == lines, "tests/search/vectors.jsonl differs; UPDATE=1 writes it anew");
}

proptest! {
    #[test]
    fn composition_makes_no_difference(text in "[a-zăâđêôơưáàảãạấờữỵ ,./\n]{0,60}") {
        use unicode_normalization::UnicodeNormalization;
        let tokens = Tokens::new();
        let apart: String = text.nfd().collect();
        prop_assert_eq!(tokens.all(&apart), tokens.all(&text));
    }

    #[test]
    fn case_makes_no_difference(text in "[a-zăâđêôơưáàảãạấờữỵ ,./\n]{0,60}") {
        let tokens = Tokens::new();
        prop_assert_eq!(tokens.all(&text.to_uppercase()), tokens.all(&text));
    }
}
