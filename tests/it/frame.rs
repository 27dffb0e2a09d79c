//! What every page shares: the menu, icons, the picture it is shared with, links of the foot.

use std::path::Path;

use crate::support::{Site, site};

fn text(site: &Site, path: &str) -> String {
    let output = site.output();
    let bytes = output.get(Path::new(path)).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

const NEWS: &str =
    "---\nTiêu đề: Lễ phát động\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n---\n\nChữ.\n";

#[test]
fn a_menu_without_titles_takes_those_of_its_pages() {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua\nmenu: [{to: /, title: Đầu}, {to: tin}, {to: trang/gioi-thieu}, {to: ket-qua}]\n");
    site.edit("tin/le.md", NEWS);
    site.edit("tin/_index.md", "---\nTiêu đề: Tin tức và hoạt động\nTên menu: Tin\n---\n");
    let page = "---\nTiêu đề: Giới thiệu phong trào\nTên menu: Giới thiệu\nTrạng thái: đã duyệt\n---\n\nChữ.\n";
    site.edit("trang/gioi-thieu.md", page);
    let html = site.page("");
    let menu = html.split("<nav class=\"menu\"").nth(1).expect("a menu");
    let menu = menu.split("</nav>").next().unwrap_or("");
    let titles = menu.split("</a>").filter_map(|part| part.rsplit('>').next());
    let titles: Vec<&str> = titles.filter(|title| !title.trim().is_empty()).collect();
    assert_eq!(titles, ["Đầu", "Tin", "Giới thiệu", "Kết quả"]);
}

#[test]
fn a_phone_finds_name_colour_and_icons_of_the_site() {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua “lan tỏa”\naccent: \"#0b6e4f\"\n");
    site.edit("tin/le.md", NEWS);
    let html = site.page("tin/le/");
    assert!(html.contains(r#"<link rel="manifest" href="../../manifest.json">"#), "{html}");
    assert!(html.contains(r##"<meta name="theme-color" content="#0b6e4f">"##), "{html}");
    let manifest: serde_json::Value =
        serde_json::from_str(&text(&site, "manifest.json")).expect("JSON");
    assert_eq!(manifest["name"], "Thi đua “lan tỏa”");
    assert_eq!(manifest["theme_color"], "#0b6e4f");
    assert_eq!(manifest["start_url"], "./");
    let icons = manifest["icons"].as_array().expect("icons");
    assert_eq!(icons.len(), 3);
    for icon in icons {
        let src = icon["src"].as_str().expect("an address");
        assert!(site.output().contains_key(Path::new(src)), "{src}");
    }
}

#[test]
fn a_site_with_a_logo_has_no_other_mark() {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua\ntheme: rieng\nbase_url: https://x.vn/\n");
    site.disk.put("themes/rieng/theme.yaml", "name: rieng\nextends: lan-toa\n");
    site.disk.put("themes/rieng/static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.edit("tin/le.md", NEWS);
    let html = site.page("tin/le/");
    assert!(html.contains("rel=\"icon\" href=\"../../assets/logo-"), "{html}");
    assert!(!html.contains("apple-touch-icon") && !html.contains("og:image"), "{html}");
    let manifest = text(&site, "manifest.json");
    assert!(manifest.contains("assets/logo-") && !manifest.contains("lan-toa"), "{manifest}");
}

#[test]
fn a_page_without_a_picture_is_shared_with_that_of_the_site() {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua\nbase_url: https://x.vn/\n");
    site.edit("tin/le.md", NEWS);
    let html = site.page("tin/le/");
    assert!(
        html.contains(r#"property="og:image" content="https://x.vn/assets/lan-toa-share-"#),
        "{html}"
    );
    site.edit("anh.png", include_bytes!("../../themes/lan-toa/static/lan-toa-share.png").to_vec());
    let home = "---\nTiêu đề: Thi đua\nẢnh: {Tệp: anh.png, Mô tả: Dấu của phong trào}\n---\n";
    site.edit("_index.md", home);
    let html = site.page("tin/le/");
    assert!(html.contains(r#"property="og:image:alt" content="Dấu của phong trào""#), "{html}");
    assert!(!html.contains("lan-toa-share"), "{html}");
}

#[test]
fn the_foot_leads_to_data_and_feeds_that_are_there() {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua\n");
    let html = site.page("");
    assert!(!html.contains("du-lieu-mo/") && !html.contains("atom.xml"), "{html}");
    site.edit("site.yaml", "title: Thi đua\nbase_url: https://x.vn/\n");
    site.edit("tin/le.md", NEWS);
    let html = site.page("");
    let output = site.output();
    for (link, path) in [("du-lieu-mo/", "du-lieu-mo/index.html"), ("atom.xml", "atom.xml")] {
        assert!(html.contains(&format!("href=\"./{link}\"")), "{link}: {html}");
        assert!(output.contains_key(Path::new(path)), "{path}");
    }
}
