//! What stands around the pages: feeds, maps, earlier addresses.

use std::path::Path;

use expect_test::expect;
use roxmltree::{Document, Node};

use crate::reading::check_part;
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
        // Complete lists follow from the documents and have no day.
        if !loc.starts_with("search/") {
            days.push(format!("{loc} {}", words(url, "lastmod")));
        }
    }
    assert_eq!(
        days,
        [
            " 2021-10-26",
            "du-lieu-mo/ ",
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

/// A plan with everything Phụ lục VI asks for.
const PLAN: &str = "---
Loại văn bản: Kế hoạch
Số ký hiệu: 147/KH-SYT
Ngày ban hành: 22/10/2021
Địa danh: Lai Châu
Cơ quan ban hành: don-vi/so-y-te
Trích yếu: Thi đua “chống dịch”
Người ký: {Quyền hạn: KT. GIÁM ĐỐC, Chức vụ: PHÓ GIÁM ĐỐC, Họ tên: Nguyễn Văn An}
Nơi nhận: [{Tên: Các khoa, Mục đích: thực hiện}]
Nhiệm vụ: [{Mã: NV1, Đơn vị: don-vi/so-y-te, Nội dung: \"=1+1\", Hạn: 01/11/2021}]
Số trang: 4
Lưu: \"VT, TCHC\"
Trạng thái: đã duyệt
---
";

fn with_plan() -> Site {
    let site = site("");
    site.edit(
        "don-vi/so-y-te.md",
        "---\nTiêu đề: Sở Y tế\nCấp: tỉnh\nMã hành chính: \"12\"\nTrạng thái: đã duyệt\n---\n",
    );
    site.edit("ke-hoach/147.md", PLAN);
    assert_eq!(lines(&site.build()).into_iter().find(|line| line.starts_with('E')), None);
    site
}

fn json(site: &Site, path: &str) -> serde_json::Value {
    serde_json::from_str(&text(site, path)).expect("JSON")
}

/// The rows of a table, as Excel and every reader of RFC 4180 sees them.
fn rows(site: &Site, path: &str) -> Vec<Vec<String>> {
    let text = text(site, path);
    let text = text.strip_prefix('\u{feff}').expect("a mark for Excel");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("as long as the others"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

#[test]
fn official_documents_are_told_by_the_names_of_the_decree() {
    let site = with_plan();
    let row = json(&site, "data/van-ban.json")["rows"][0].clone();
    let told = serde_json::json!({
        "TypeName": "Kế hoạch", "CodeNumber": "147", "CodeNotation": "KH-SYT",
        "IssuedDate": "2021-10-22", "OrganName": "Sở Y tế", "Subject": "Thi đua “chống dịch”",
        "Language": "Tiếng Việt", "PageAmount": 4,
        "SignerInfo": {"Position": "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", "FullName": "Nguyễn Văn An"},
        "To": [{"OrganName": "Các khoa"}],
    });
    for (name, value) in told.as_object().expect("an object") {
        assert_eq!(&row[name], value, "{name}");
    }
    assert_eq!(row["url"], "ke-hoach/147/");
    assert!(!text(&site, "data/van-ban.json").contains("TCHC"), "the archive line is private");
    let rows = rows(&site, "data/van-ban.csv");
    assert_eq!(rows[1][..3], ["Kế hoạch", "147", "KH-SYT"]);
}

#[test]
fn each_kind_and_each_table_has_a_file_and_the_index_lists_them() {
    let site = with_plan();
    let index = json(&site, "data/index.json");
    let files = index["files"].as_array().expect("a list");
    let paths: Vec<&str> = files.iter().filter_map(|file| file["path"].as_str()).collect();
    assert_eq!(paths, ["don-vi.json", "don-vi.csv", "van-ban.json", "van-ban.csv", "nhiem-vu.csv"]);
    for path in paths {
        assert!(site.output().contains_key(&Path::new("data").join(path)), "{path}");
    }
    assert_eq!(json(&site, "data/don-vi.json")["rows"][0]["fields"]["admin_code"], "12");
}

#[test]
fn people_are_told_what_the_files_hold_and_how_much() {
    check_part(
        &with_plan(),
        "du-lieu-mo/",
        ("<tbody>", "</tbody>"),
        expect![[r#"
            Đơn vị | 1 | [CSV](../data/don-vi.csv) [JSON](../data/don-vi.json) |
            Văn bản | 1 | [CSV](../data/van-ban.csv) [JSON](../data/van-ban.json) |
            Nhiệm vụ trong các văn bản | 1 | [CSV](../data/nhiem-vu.csv) |"#]],
    );
}

#[test]
fn no_cell_is_a_formula() {
    let tasks = rows(&with_plan(), "data/nhiem-vu.csv");
    assert!(tasks[1].contains(&"'=1+1".to_owned()), "{tasks:?}");
    assert!(tasks[1].contains(&"2021-11-01".to_owned()), "{tasks:?}");
}

#[test]
fn an_illustration_says_so_in_every_row() {
    let site = site("");
    site.edit("tin/a.md", news("A", "25/10/2021", "Ví dụ minh họa: có\n"));
    site.edit("tin/b.md", news("B", "25/10/2021", ""));
    site.build();
    let table = rows(&site, "data/tin.csv");
    let last: Vec<&str> = table.iter().filter_map(|row| row.last()).map(String::as_str).collect();
    assert_eq!(last, ["Ví dụ minh họa", "Có", ""]);
}

#[test]
fn only_the_file_of_a_changed_document_is_made_anew() {
    let site = with_plan();
    site.edit("tin/a.md", news("A", "25/10/2021", ""));
    site.build();
    let stamps = |site: &Site| {
        use lantoa::disk::Disk as _;
        ["don-vi.json", "tin.json"]
            .map(|file| site.disk.stamp(&Path::new("output/site/data").join(file)).expect("a disk"))
    };
    let before = stamps(&site);
    site.edit("tin/a.md", news("A khác", "25/10/2021", ""));
    site.build();
    let after = stamps(&site);
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
    assert_eq!(site.clean_output(), site.output());
}

/// RFC 5545: what a calendar must hold, and how its lines are written.
fn check_calendar(text: &str) -> Vec<String> {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"), "{text}");
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    let unfolded = text.replace("\r\n ", "");
    let events: Vec<&str> = unfolded.split("BEGIN:VEVENT\r\n").skip(1).collect();
    let mut ids: Vec<&str> = Vec::new();
    for event in &events {
        for name in ["UID:", "DTSTAMP:", "DTSTART", "SUMMARY:"] {
            let lines = event.split("\r\n").filter(|line| line.starts_with(name));
            assert_eq!(lines.count(), 1, "{name} {event}");
        }
        ids.extend(event.split("\r\n").filter_map(|line| line.strip_prefix("UID:")));
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
    let lines = unfolded.split("\r\n").filter(|line| {
        line.starts_with("SUMMARY") || line.starts_with("DTSTART") || line.starts_with("DTEND")
    });
    lines.map(str::to_owned).collect()
}

#[test]
fn days_to_remember_are_in_the_calendar_of_the_site_and_of_their_page() {
    let site = at_home();
    site.edit(
        "su-kien/le.md",
        "---\nTiêu đề: Lễ trao giải, tổng kết\nLoại sự kiện: trao giải\nBắt đầu: 25/12/2021 08:00\nKết thúc: 25/12/2021 11:00\nĐịa điểm: Hội trường\nTrạng thái: đã duyệt\n---\n",
    );
    site.edit(
        "hoi-thi/thi.md",
        "---\nTiêu đề: Hội thi\nVòng thi: [{Tên: Sơ khảo, Thời gian: từ ngày 01/11/2021 đến ngày 05/11/2021, Hạn báo kết quả: 08/11/2021}]\nTrạng thái: đã duyệt\n---\n",
    );
    site.edit("tin/a.md", news("A", "25/10/2021", ""));
    site.build();
    assert_eq!(
        check_calendar(&text(&site, "lich.ics")),
        [
            "DTSTART;VALUE=DATE:20211101",
            "DTEND;VALUE=DATE:20211106",
            "SUMMARY:Sơ khảo: Hội thi",
            "DTSTART;VALUE=DATE:20211108",
            "DTEND;VALUE=DATE:20211109",
            "SUMMARY:Hạn báo kết quả\\, Sơ khảo: Hội thi",
            "DTSTART:20211225T010000Z",
            "DTEND:20211225T040000Z",
            "SUMMARY:Lễ trao giải\\, tổng kết",
        ]
    );
    assert_eq!(check_calendar(&text(&site, "su-kien/le/lich.ics")).len(), 3);
    assert!(site.page("su-kien/le/").contains("href=\"../../su-kien/le/lich.ics\""));
    assert!(!site.output().contains_key(Path::new("tin/a/lich.ics")));
}

/// The JSON-LD of a page.
fn linked(page: &str) -> serde_json::Value {
    let begin = "<script type=\"application/ld+json\">";
    let (_, rest) = page.split_once(begin).unwrap_or_else(|| panic!("no JSON-LD in {page}"));
    let (json, _) = rest.split_once("</script>").expect("an end");
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn a_page_says_what_it_is_to_programs() {
    let site = at_home();
    let fields = "Tóm tắt: Một </script> hai\n";
    site.edit("tin/a.md", news("Tin A", "25/10/2021", fields));
    let page = site.page("tin/a/");
    let object = linked(&page);
    let told = serde_json::json!({
        "@context": "https://schema.org", "@type": "NewsArticle", "name": "Tin A",
        "@id": "https://x.vn/a/tin/a/", "datePublished": "2021-10-25",
        "description": "Một </script> hai", "inLanguage": "vi",
    });
    for (name, value) in told.as_object().expect("an object") {
        assert_eq!(&object[name], value, "{name}");
    }
    let trail = object["breadcrumb"]["itemListElement"].as_array().expect("a list");
    assert_eq!(trail[1]["item"], "https://x.vn/a/tin/");
    assert!(page.contains("<meta property=\"og:type\" content=\"article\">"));
    assert_eq!(linked(&site.page(""))["@type"], "WebSite");
    let section = site.page("tin/");
    assert_eq!(linked(&section)["@type"], "CollectionPage");
    assert!(section.contains("href=\"../tin/atom.xml\">"), "{section}");
}

#[test]
fn an_event_says_when_and_where() {
    let site = at_home();
    site.edit(
        "su-kien/le.md",
        "---\nTiêu đề: Lễ\nLoại sự kiện: trao giải\nBắt đầu: 25/12/2021 08:00\nĐịa điểm: Hội trường\nTrạng thái: đã duyệt\n---\n",
    );
    let object = linked(&site.page("su-kien/le/"));
    assert_eq!(object["@type"], "Event");
    assert_eq!(object["startDate"], "2021-12-25T08:00:00+07:00");
    assert_eq!(object["location"]["name"], "Hội trường");
}

#[test]
fn without_its_address_a_site_says_nothing_to_programs() {
    let site = site("");
    site.edit("tin/a.md", news("Tin A", "25/10/2021", ""));
    let page = site.page("tin/a/");
    assert!(
        !page.contains("ld+json") && !page.contains("property=\"og:") && !page.contains("atom.xml")
    );
}
