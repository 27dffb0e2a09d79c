//! Small documents, and pages read as their readers see them.

use std::path::Path;

use expect_test::Expect;

use crate::support::{Site, site};

/// A public news item with more fields and a text.
pub(crate) fn news(title: &str, fields: &str, text: &str) -> String {
    format!(
        "---\nTiêu đề: {title}\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n{fields}---\n\n{text}\n"
    )
}

/// A public plan; what the law asks for and the test does not is said to be unknown.
pub(crate) fn plan(number: &str, fields: &str, text: &str) -> String {
    let unknown =
        "Chưa có trong nguồn: [{Mục: [Địa danh, Cơ quan ban hành, Người ký], Lý do: ví dụ}]";
    format!(
        "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: {number}\nNgày ban hành: 22/10/2021\nTrích yếu: Thi đua\nTrạng thái: đã duyệt\n{unknown}\n{fields}---\n\n{text}\n"
    )
}

/// The public card of another body's document.
pub(crate) fn card(number: &str, fields: &str) -> String {
    format!(
        "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: {number}\nTrạng thái: đã duyệt\n{fields}---\n"
    )
}

/// A public document with a title and more fields.
pub(crate) fn document(title: &str, fields: &str) -> String {
    format!("---\nTiêu đề: {title}\nTrạng thái: đã duyệt\n{fields}---\n")
}

/// A site whose news and plans are their texts and nothing around them.
pub(crate) fn bare() -> Site {
    site(
        "
        -- site.yaml --
        title: Thi đua
        theme: rieng
        -- themes/rieng/theme.yaml --
        name: rieng
        extends: lan-toa
        -- themes/rieng/templates/tin.html --
        {{ page.body }}
        -- themes/rieng/templates/ke-hoach.html --
        {{ page.body }}
        -- themes/rieng/templates/phong-trao.html --
        {{ page.phase.key }}
        ",
    )
}

/// The HTML of a news item's text.
#[track_caller]
pub(crate) fn check_text(markdown: &str, expected: Expect) {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", markdown));
    check_page(&site, "tin/bai/", expected);
}

/// The whole of a page.
#[track_caller]
pub(crate) fn check_page(site: &Site, address: &str, expected: Expect) {
    expected.assert_eq(site.page(address).trim());
}

/// The words of a part of a page, links as `[words](address)`.
#[track_caller]
pub(crate) fn check_part(site: &Site, address: &str, (start, end): (&str, &str), expected: Expect) {
    let page = site.page(address);
    let part = match page.find(start) {
        Some(at) => page[at..].split_inclusive(end).next().unwrap_or(""),
        None => "",
    };
    expected.assert_eq(&words(part));
}

/// HTML without its tags: one line a block, links as `[words](address)`.
pub(crate) fn words(html: &str) -> String {
    let mut text = String::new();
    let mut address = String::new();
    let mut parts = html.split('<');
    text.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let (tag, rest) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.split(' ').next().unwrap_or("");
        match name {
            "a" => {
                address = tag
                    .split("href=\"")
                    .nth(1)
                    .and_then(|t| t.split('"').next())
                    .unwrap_or("")
                    .to_owned();
                text.push('[');
            }
            "/a" => text.push_str(&format!("]({address})")),
            "/li" | "/tr" | "/p" | "/h1" | "/h2" | "/h3" | "/caption" | "/summary" => {
                text.push('\n');
            }
            "/td" | "/th" => text.push_str(" | "),
            _ => text.push(' '),
        }
        text.push_str(&rest.replace('\n', " "));
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<&str>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Whether these words stand anywhere in the built site.
pub(crate) fn is_anywhere(site: &Site, words: &str) -> bool {
    site.output().values().any(|bytes| String::from_utf8_lossy(bytes).contains(words))
}

pub(crate) fn has_file(site: &Site, path: &str) -> bool {
    site.output().contains_key(Path::new(path))
}
