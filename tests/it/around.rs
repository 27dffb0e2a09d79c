//! What stands around the pages: feeds, maps, earlier addresses.

use std::path::Path;

use roxmltree::{Document, Node};

use crate::support::{Site, lines, site};

/// A site that knows its address.
fn at_home() -> Site {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua & “lan tỏa”\nbase_url: https://x.vn/a/\nunit: Đơn vị\n");
    site
}

fn news(title: &str, day: &str, fields: &str) -> String {
    format!(
        "---\nTiêu đề: \"{title}\"\nNgày đăng: {day}\nTrạng thái: đã duyệt\n{fields}---\n\nChữ.\n"
    )
}

fn text(site: &Site, path: &str) -> String {
    let output = site.output();
    let bytes = output.get(Path::new(path));
    let bytes = bytes.unwrap_or_else(|| panic!("no {path} among {:#?}", output.keys()));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

fn names<'a>(node: Node<'a, 'a>) -> Vec<&'a str> {
    let elements = node.children().filter(Node::is_element);
    elements.map(|element| element.tag_name().name()).collect()
}

fn words<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    let found = node.children().find(|child| child.tag_name().name() == name);
    found.and_then(|child| child.text()).unwrap_or("")
}

/// RFC 3339 as RFC 4287 wants it.
fn is_instant(text: &str) -> bool {
    text.len() == 25 && lantoa::text::date::Instant::parse(text).is_ok()
}

/// RFC 4287, 4.1: what a feed and an entry must hold, may hold, and how often.
fn check_atom(xml: &str) {
    let document = Document::parse(xml).expect("well-formed");
    let feed = document.root_element();
    assert_eq!(feed.tag_name().namespace(), Some("http://www.w3.org/2005/Atom"));
    assert_eq!(feed.tag_name().name(), "feed");
    let entries = feed.children().filter(|node| node.tag_name().name() == "entry");
    let mut ids = Vec::new();
    for node in std::iter::once(feed).chain(entries) {
        let names = names(node);
        for once in ["id", "title", "updated"] {
            assert_eq!(names.iter().filter(|name| **name == once).count(), 1, "{once}: {xml}");
        }
        let known = ["id", "title", "updated", "published", "link", "author", "summary", "entry"];
        assert!(names.iter().all(|name| known.contains(name)), "{names:?}");
        assert!(is_instant(words(node, "updated")), "{xml}");
        let id = words(node, "id");
        assert!(id.starts_with("https://"), "{id}");
        ids.push(id);
        for link in node.children().filter(|child| child.tag_name().name() == "link") {
            assert!(link.attribute("href").is_some_and(|href| href.starts_with("https://")));
        }
    }
    let own = feed.children().filter(|node| node.attribute("rel") == Some("self"));
    assert_eq!(own.count(), 1);
    assert!(names(feed).contains(&"author"));
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
}

#[test]
fn feeds_of_the_site_and_of_each_section_are_atom() {
    let site = at_home();
    site.edit("tin/a.md", news("A & <b>", "25/10/2021", "Tóm tắt: Một & hai\n"));
    site.edit("tin/b.md", news("B", "26/10/2021", ""));
    site.edit("don-vi/c.md", "---\nTiêu đề: Đơn vị C\nCấp: đơn vị\nTrạng thái: đã duyệt\n---\n");
    site.build();
    for path in ["atom.xml", "tin/atom.xml"] {
        check_atom(&text(&site, path));
    }
    assert!(!site.output().contains_key(Path::new("don-vi/atom.xml")), "nothing there has a day");
    let feed = text(&site, "tin/atom.xml");
    let places =
        ["tin/b/", "tin/a/"].map(|address| feed.find(&format!("<id>https://x.vn/a/{address}")));
    assert!(places[0] < places[1], "newest first: {feed}");
}

#[test]
fn a_feed_tells_of_nothing_that_is_still_to_come() {
    let site = at_home();
    site.edit(
        "su-kien/le.md",
        "---\nTiêu đề: Lễ\nLoại sự kiện: trao giải\nBắt đầu: 25/12/2021\nTrạng thái: đã duyệt\n---\n",
    );
    site.build();
    assert!(!text(&site, "atom.xml").contains("su-kien/le/"));
    let map = text(&site, "sitemap.xml");
    assert!(map.contains("<loc>https://x.vn/a/su-kien/le/</loc></url>"), "{map}");
}

#[test]
fn a_sitemap_follows_its_schema_and_takes_days_from_content() {
    let site = at_home();
    let changes =
        "Nội dung cập nhật: [{Loại: cập nhật, Ghi chú: Thêm, Ghi nhận lúc: 01/11/2021 08:10}]\n";
    site.edit("tin/a.md", news("A", "25/10/2021", changes));
    site.edit("tin/b.md", news("B", "26/10/2021", "Địa chỉ cũ: [tin/cu]\n"));
    site.build();
    let xml = text(&site, "sitemap.xml");
    let document = Document::parse(&xml).expect("well-formed");
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.sitemaps.org/schemas/sitemap/0.9"));
    assert_eq!(root.tag_name().name(), "urlset");
    let mut days = Vec::new();
    for url in root.children().filter(Node::is_element) {
        let names = names(url);
        assert!(names == ["loc"] || names == ["loc", "lastmod"], "{names:?}");
        let loc = words(url, "loc").strip_prefix("https://x.vn/a/").expect("below the site");
        days.push(format!("{loc} {}", words(url, "lastmod")));
    }
    assert_eq!(
        days,
        [
            " 2021-10-26",
            "kha-nang-tiep-can/ ",
            "so-do-trang/ ",
            "tin/ 2021-11-01",
            "tin/a/ 2021-11-01",
            "tin/a/lich-su/ 2021-11-01",
            "tin/b/ 2021-10-26",
        ],
        "an earlier address is none of them"
    );
}

#[test]
fn a_page_tells_when_it_was_last_changed() {
    let site = site(
        r#"
        -- themes/rieng/theme.yaml --
        name: rieng
        extends: lan-toa
        -- themes/rieng/templates/tin.html --
        {% if page.updated %}{{ page.updated.iso }}{% else %}none{% endif %}
        "#,
    );
    site.edit("site.yaml", "title: Thi đua\ntheme: rieng\n");
    let changes =
        "Nội dung cập nhật: [{Loại: cập nhật, Ghi chú: Thêm, Ghi nhận lúc: 01/11/2021 08:10}]\n";
    site.edit("tin/a.md", news("A", "25/10/2021", changes));
    site.edit("tin/b.md", news("B", "25/10/2021", ""));
    assert_eq!(site.page("tin/a/").trim(), "2021-11-01");
    assert_eq!(site.page("tin/b/").trim(), "none");
}

#[test]
fn an_earlier_address_leads_to_the_page_on_any_host() {
    let site = site("");
    let fields = "Địa chỉ cũ: [tin-tuc/cu, /bai/1.html, trang/x.aspx]\nMã rút gọn: k7m2x\n";
    site.edit("tin/a.md", news("A", "25/10/2021", fields));
    assert_eq!(lines(&site.build()).into_iter().find(|line| line.starts_with('E')), None);
    for (path, to) in [
        ("tin-tuc/cu/index.html", "../../tin/a/index.html"),
        ("bai/1.html", "../tin/a/index.html"),
        ("s/k7m2x/index.html", "../../tin/a/index.html"),
    ] {
        let page = text(&site, path);
        let refresh = format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">");
        assert!(page.contains(&refresh) && page.contains(&format!("<a href=\"{to}\">")), "{page}");
    }
    assert!(!site.output().contains_key(Path::new("trang/x.aspx")), "a server would run it");
    assert!(
        text(&site, ".htaccess").contains("RedirectMatch 301 \"^/trang/x\\.aspx$\" \"/tin/a/\"")
    );
    assert!(text(&site, "_redirects").contains("/bai/1.html /tin/a/ 301\n"));
    Document::parse(&text(&site, "web.config")).expect("well-formed");
}

#[test]
fn an_earlier_address_names_the_present_one_as_canonical() {
    let site = at_home();
    site.edit("tin/a.md", news("A", "25/10/2021", "Địa chỉ cũ: [cu]\n"));
    assert!(site.page("cu/").contains("<link rel=\"canonical\" href=\"https://x.vn/a/tin/a/\">"));
    assert!(text(&site, "_redirects").contains("/a/cu/ /a/tin/a/ 301\n"));
}

#[test]
fn only_servers_that_are_named_are_told() {
    let site = site("");
    site.edit("tin/a.md", news("A", "25/10/2021", "Địa chỉ cũ: [cu]\n"));
    let told = |settings: &str| {
        site.edit("site.yaml", format!("title: Thi đua\n{settings}"));
        site.build();
        let output = site.output();
        let names = [".htaccess", "web.config", "_redirects"];
        names.into_iter().filter(|name| output.contains_key(Path::new(name))).collect::<Vec<_>>()
    };
    assert_eq!(told("Máy chủ: [iis]\n"), ["web.config"]);
    assert_eq!(told("Máy chủ: [không]\n"), [""; 0]);
    assert_eq!(told(""), [".htaccess", "web.config", "_redirects"]);
    site.delete("tin/a.md");
    assert_eq!(told(""), [""; 0]);
}

#[test]
fn what_is_withheld_leads_nowhere_from_its_old_address() {
    let site = site("");
    let draft = news("A", "25/10/2021", "Địa chỉ cũ: [cu]\n").replace("đã duyệt", "nháp");
    site.edit("tin/a.md", draft);
    site.build();
    assert!(!site.output().contains_key(Path::new("cu/index.html")));
}
