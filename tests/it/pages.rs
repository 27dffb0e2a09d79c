//! Pages as readers get them: phases, publication, lists, the frame of the site.

use std::path::Path;

use expect_test::expect;

use crate::reading::{bare, card, check_part, document, has_file, is_anywhere, news, plan, words};
use crate::support::{Site, site};

/// The phase of a movement that lasts from 25/10 to 25/11.
fn phase(at: &str) -> String {
    let site = bare().at(at);
    let period = "Thời gian: từ ngày 25/10/2021 đến ngày 25/11/2021\n";
    site.edit("phong-trao/zalo.md", document("Nhóm Zalo", period));
    site.page("phong-trao/zalo/").trim().to_owned()
}

#[test]
fn a_movement_is_coming_until_its_first_day() {
    assert_eq!(phase("2021-10-24"), "sap-dien-ra");
}

#[test]
fn a_movement_runs_from_its_first_day_to_its_last() {
    assert_eq!([phase("2021-10-25"), phase("2021-11-25")], ["dang-dien-ra", "dang-dien-ra"]);
}

#[test]
fn a_movement_is_over_on_the_day_after_its_last() {
    assert_eq!(phase("2021-11-26"), "da-ket-thuc");
}

/// Whether an item that waits for 08:00 on 25/10/2021 and goes at 17:00 is public.
fn is_public(at: &str) -> bool {
    let site = bare().at(at);
    let fields = "Hẹn giờ đăng: 25/10/2021 08:00\nGỡ từ: 25/10/2021 17:00\n";
    site.edit("tin/bai.md", news("Bài", fields, ""));
    site.build();
    has_file(&site, "tin/bai/index.html")
}

#[test]
fn a_document_appears_at_its_minute_and_goes_at_its_minute() {
    let minutes = ["07:59:59", "08:00:00", "16:59:59", "17:00:00"];
    let shown = minutes.map(|time| is_public(&format!("2021-10-25T{time}+07:00")));
    assert_eq!(shown, [false, true, true, false]);
}

#[test]
fn an_embargo_is_an_instant_wherever_the_builder_is() {
    assert_eq!(
        [is_public("2021-10-25T00:59:59Z"), is_public("2021-10-25T01:00:00Z")],
        [false, true]
    );
}

#[test]
fn a_draft_of_a_section_withholds_everything_below_it() {
    let site = bare();
    site.edit("tin/_index.md", "---\nTiêu đề: Tin\nTrạng thái: nháp\n---\n");
    site.edit("tin/bai.md", news("Bài", "", ""));
    site.build();
    assert!(!has_file(&site, "tin/bai/index.html"));
}

// Around the documents.

#[test]
fn a_page_leads_to_its_neighbours() {
    let site = site("");
    for (name, date) in [("mot", "01/11/2021"), ("hai", "02/11/2021"), ("ba", "03/11/2021")] {
        site.edit(&format!("tin/{name}.md"), news(name, "", "").replace("25/10/2021", date));
    }
    check_part(
        &site,
        "tin/hai/",
        ("<nav class=\"beside\"", "</nav>"),
        expect!["[ Trước ba](../../tin/ba/) [ Sau mot](../../tin/mot/)"],
    );
}

/// A section with so many news.
fn many(count: usize) -> Site {
    let site = site("");
    for at in 1..=count {
        site.edit(&format!("tin/tin-{at:02}.md"), news(&format!("Tin {at:02}"), "", ""));
    }
    site
}

#[test]
fn a_long_list_is_parted_into_pages_of_twenty() {
    let site = many(41);
    let cards = |address: &str| site.page(address).matches("<li class=\"card\">").count();
    assert_eq!([cards("tin/"), cards("tin/trang-2/"), cards("tin/trang-3/")], [20, 20, 1]);
}

#[test]
fn twenty_items_are_one_page() {
    let site = many(20);
    site.build();
    assert!(has_file(&site, "tin/index.html") && !has_file(&site, "tin/trang-2/index.html"));
}

#[test]
fn pages_of_a_list_lead_to_each_other() {
    check_part(
        &many(41),
        "tin/trang-2/",
        ("<nav class=\"pager\"", "</nav>"),
        expect![[r#"
        [Trước](../../tin/)
        [1](../../tin/)
        2
        [3](../../tin/trang-3/)
        [Sau](../../tin/trang-3/)"#]],
    );
}

#[test]
fn there_is_a_page_for_unknown_addresses() {
    let site = site("");
    site.build();
    assert!(has_file(&site, "404.html"));
}

/// The files at the root of a site under these settings.
fn root_files(settings: &str) -> Vec<String> {
    let site = site("");
    site.edit("site.yaml", settings);
    site.edit("tin/bai.md", news("Bài", "", ""));
    site.build();
    let names = site.output().into_keys().map(|path| path.to_string_lossy().into_owned());
    names.filter(|name| !name.contains('/')).collect()
}

#[test]
fn feed_and_sitemap_need_the_address_of_the_site() {
    assert_eq!(
        root_files("title: Thi đua\n"),
        ["404.html", "index.html", "manifest.json", "robots.txt"]
    );
    assert_eq!(
        root_files("title: Thi đua\nbase_url: https://x.vn/\n"),
        ["404.html", "atom.xml", "index.html", "manifest.json", "robots.txt", "sitemap.xml"]
    );
}

#[test]
fn feed_and_sitemap_name_whole_addresses() {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua\nbase_url: https://x.vn/thi-dua\n");
    site.edit("tin/bai.md", news("Bài", "", ""));
    site.build();
    let output = site.output();
    let text = |path: &str| String::from_utf8_lossy(&output[Path::new(path)]).into_owned();
    assert!(text("sitemap.xml").contains("<loc>https://x.vn/thi-dua/tin/bai/</loc>"));
    assert!(text("atom.xml").contains("<id>https://x.vn/thi-dua/tin/bai/</id>"));
}

#[test]
fn the_menu_marks_where_the_reader_is() {
    let site = site("");
    site.edit(
        "site.yaml",
        "title: Thi đua\nmenu: [{title: Tin, to: tin}, {title: Văn bản, to: van-ban}]\n",
    );
    site.edit("tin/bai.md", news("Bài", "", ""));
    site.edit("van-ban/147.md", card("147/KH-SYT", ""));
    let marked = |address: &str| {
        let page = site.page(address);
        let items = page.split("<nav class=\"menu\"").nth(1).unwrap_or("");
        let items = items.split("</nav>").next().unwrap_or("").split("<li>").skip(1);
        items.filter(|item| item.contains("aria-current")).map(words).collect::<Vec<String>>()
    };
    assert_eq!(marked("tin/"), ["[Tin](../tin/)"]);
    assert_eq!(marked("tin/bai/"), ["[Tin](../../tin/)"]);
    assert_eq!(marked(""), Vec::<String>::new());
}

#[test]
fn a_site_in_english_speaks_english() {
    let site = site("");
    site.edit("site.yaml", "title: Emulation\nlanguage: en\n");
    site.edit("tin/bai.md", news("News", "", ""));
    check_part(
        &site,
        "tin/bai/",
        ("<nav class=\"trail\"", "</nav>"),
        expect![[r#"
        [Home](../../)
        [News and activities](../../tin/)"#]],
    );
    check_part(&site, "tin/bai/", ("<p class=\"kicker\"", "</p>"), expect!["News"]);
}

#[test]
fn a_document_under_a_tag_is_found_there() {
    let site = site("");
    site.edit("tin/bai.md", news("Bài", "Chủ đề: [Nhóm Zalo]\n", ""));
    check_part(
        &site,
        "chu-de/nhom-zalo/",
        ("<ul class=\"cards", "</ul>"),
        expect![[r#"
        [Bài](../../tin/bai/)
        Tin 25/10/2021"#]],
    );
}

#[test]
fn a_gap_of_the_source_is_shown_with_its_reason() {
    let site = site("");
    site.edit("ke-hoach/kh.md", plan("12/KH-TTYT", "", ""));
    check_part(
        &site,
        "ke-hoach/kh/",
        ("<section class=\"box\" id=\"f-missing\"", "</section>"),
        expect![[r#"
            Chưa có thông tin
            Địa danh, Cơ quan ban hành, Người ký: ví dụ"#]],
    );
}

#[test]
fn a_private_field_is_nowhere_in_the_site() {
    let site = site("");
    let fields = "Người duyệt: Tên kín\nSự đồng ý: [{Người đồng ý: Tên kín, Hình thức: văn bản, Minh chứng: Tên kín}]\n";
    site.edit("tin/bai.md", news("Bài", fields, ""));
    site.page("tin/bai/");
    assert!(!is_anywhere(&site, "Tên kín"));
}

#[test]
fn words_of_an_author_are_escaped_everywhere() {
    let site = site("");
    let wild = "\"<b>\\\"&'</b>\"";
    site.edit("site.yaml", format!("title: {wild}\nbase_url: https://x.vn\n"));
    site.edit(
        "tin/bai.md",
        news(wild, &format!("Tóm tắt: {wild}\nTác giả: {wild}\nChủ đề: [{wild}]\n"), ""),
    );
    site.page("tin/bai/");
    // A table for Excel is no HTML: there words stand as they are.
    let mut files = site.output();
    files.retain(|path, _| path.extension().is_none_or(|ending| ending != "csv"));
    let wild = files.iter().find(|(_, bytes)| bytes.windows(3).any(|part| part == b"<b>"));
    assert_eq!(wild.map(|(path, _)| path), None);
}

#[test]
fn the_day_of_a_build_alone_changes_no_page() {
    let build = |at: &str| {
        let site = many(1).at(at);
        site.build();
        site.output()
    };
    assert!(build("2021-11-12") == build("2021-12-12"));
}

#[test]
fn a_tag_of_a_document_leads_to_its_page() {
    let site = site("");
    site.edit("tin/bai.md", news("Bài", "Chủ đề: [Nhóm Zalo]\n", ""));
    check_part(
        &site,
        "tin/bai/",
        ("<ul class=\"tags", "</ul>"),
        expect!["[Nhóm Zalo](../../chu-de/nhom-zalo/)"],
    );
}
