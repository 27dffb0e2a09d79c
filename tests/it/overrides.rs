//! A theme of one's own: a few small files over `lan-toa`, from `tests/themes/xanh-la`.

#![expect(clippy::disallowed_methods, reason = "the theme under test is read from disk")]

use std::path::Path;

use crate::reading::{document, news, words};
use crate::support::{Site, site};

/// A site under that theme, with one document of a kind that the theme adds.
fn green() -> Site {
    let site = site(
        "
        -- site.yaml --
        title: Thi đua
        theme: xanh-la
        menu: [{Tên: Hỏi đáp, Đến: cau-hoi}]
        ",
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/themes/xanh-la");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the theme") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(&root).expect("below the theme");
                let bytes = std::fs::read(&path).expect("a file of the theme");
                site.disk.put(Path::new("themes/xanh-la").join(below), bytes);
            }
        }
    }
    site.edit("tin/bai.md", news("Bài", "", "Nội dung."));
    let fields = "Lĩnh vực: Thi đua\nNgày hỏi: 02/11/2021\n";
    site.edit("cau-hoi/mot.md", document("Nộp bài ở đâu?", fields));
    site
}

/// The text of a file of the site whose name begins and ends like this.
fn asset(site: &Site, begins: &str, ends: &str) -> String {
    site.build();
    let found = site.output().into_iter().find(|(path, _)| {
        let name = path.to_string_lossy();
        name.starts_with(begins) && name.ends_with(ends)
    });
    String::from_utf8(found.expect("an asset").1).expect("UTF-8")
}

#[test]
fn a_site_has_its_own_colour_and_width() {
    let css = asset(&green(), "assets/site-", ".css");
    assert!(css.contains("--band:#1b6e3c") || css.contains("--band:#1"), "{css}");
    assert!(!css.contains("--band:#a4262c"), "{css}");
    assert!(css.contains("--page:80rem"), "{css}");
}

#[test]
fn a_site_has_its_own_mark_and_words() {
    let page = green().page("tin/bai/");
    assert!(page.contains("<img src=\"../../assets/logo-"), "{page}");
    assert!(words(&page).contains("Đầu trang"), "{page}");
}

#[test]
fn a_template_of_a_site_may_change_one_block_of_the_one_below() {
    let page = words(&green().page("tin/bai/"));
    assert!(page.contains("Bản tin của đơn vị"), "{page}");
    assert!(page.contains("Nội dung."), "{page}");
}

#[test]
fn a_kind_of_a_site_has_a_section_with_its_columns() {
    let page = words(&green().page("cau-hoi/"));
    assert!(page.contains("Tên | Lĩnh vực | Ngày hỏi |"), "{page}");
    assert!(page.contains("[Nộp bài ở đâu?](../cau-hoi/mot/) | Thi đua | 02/11/2021 |"), "{page}");
}

#[test]
fn a_site_adds_pages_of_its_own_and_takes_others_away() {
    let site = green();
    let page = words(&site.page("tin/bai/"));
    assert!(page.contains("[Lời cảm ơn](../../cam-on/)"), "{page}");
    assert!(!page.contains("kha-nang-tiep-can"), "{page}");
    assert!(words(&site.page("cam-on/")).contains("Lời cảm ơn"));
    assert!(site.output().keys().all(|path| !path.starts_with("kha-nang-tiep-can")));
}
