//! Pages that gather documents: years, columns, the map of the site for people.

use expect_test::expect;

use crate::reading::{check_part, document, news, words};
use crate::support::site;

fn channel(name: &str, count: u32) -> String {
    let members = format!(
        "Loại kênh: nhóm Zalo\nKhu dân cư: [Thôn 1]\nSố hộ tham gia: {{Số lượng: {count}, Tổng số: 120, Tính đến ngày: 30/11/2021}}\n"
    );
    document(name, &members)
}

#[test]
fn a_register_is_a_table_of_its_columns() {
    let site = site("");
    site.edit("kenh/mot.md", channel("Nhóm một", 90));
    check_part(
        &site,
        "kenh/",
        ("<div class=\"scroll\"", "</div>"),
        expect![[r#"
            Kênh thông tin
            Tên | Loại kênh | Khu dân cư | Đơn vị quản lý | Số thành viên | Số hộ tham gia |
            [Nhóm một](../kenh/mot/) | nhóm Zalo | Thôn 1 | | | 75 % (90/120, 30/11/2021 ) |"#]],
    );
}

#[test]
fn a_register_changes_with_the_fields_it_shows() {
    let site = site("");
    site.edit("kenh/mot.md", channel("Nhóm một", 90));
    site.page("kenh/");
    site.edit("kenh/mot.md", channel("Nhóm một", 60));
    assert!(words(&site.page("kenh/")).contains("50 %"));
}

#[test]
fn a_list_of_several_years_is_parted_by_them() {
    let site = site("");
    site.edit("tin/moi.md", news("Mới", "", ""));
    let old = news("Cũ", "", "").replace("25/10/2021", "25/10/2020");
    site.edit("tin/cu.md", old);
    check_part(
        &site,
        "tin/",
        ("<div class=\"column\">", "</div>"),
        expect![[r#"
            2021
            [Mới](../tin/moi/)
            25/10/2021
            2020
            [Cũ](../tin/cu/)
            25/10/2020"#]],
    );
}

#[test]
fn years_of_a_long_list_lead_to_the_page_on_which_they_begin() {
    let site = site("");
    for at in 0..25 {
        let year = if at < 21 { 2021 } else { 2020 };
        let item = news("Tin", "", "").replace("25/10/2021", &format!("{:02}/10/{year}", at + 1));
        site.edit(&format!("tin/{at}.md"), item);
    }
    let page = words(&site.page("tin/"));
    assert!(page.contains("[2021](../tin/#nam-2021)"), "{page}");
    assert!(page.contains("[2020](../tin/trang-2/)"), "{page}");
}

#[test]
fn the_map_of_the_site_counts_what_its_sections_hold() {
    let site = site("");
    site.edit("tin/mot.md", news("Một", "Chủ đề: [loa]\n", ""));
    site.edit("tin/hai.md", news("Hai", "", ""));
    check_part(
        &site,
        "so-do-trang/",
        ("<ul class=\"links\">", "</ul>"),
        expect![[r#"
            [Tin, hoạt động (2)](../tin/)
            [Chủ đề (1)](../chu-de/)"#]],
    );
}

#[test]
fn every_page_leads_to_the_statement_of_accessibility() {
    let page = words(&site("").page(""));
    assert!(page.contains("[Tuyên bố về khả năng tiếp cận](./kha-nang-tiep-can/)"), "{page}");
}

#[test]
fn a_register_sums_what_its_documents_count() {
    let site = site("");
    site.edit("kenh/mot.md", channel("Nhóm một", 90));
    assert!(!site.page("kenh/").contains("class=\"box sums\""), "one document needs no sum");
    site.edit("kenh/hai.md", channel("Nhóm hai", 30));
    site.edit("kenh/ba.md", document("Nhóm ba", "Loại kênh: nhóm Zalo\nKhu dân cư: [Bản 3]\n"));
    check_part(
        &site,
        "kenh/",
        ("<dl class=\"box sums\">", "</dl>"),
        expect![[r#"
            Số hộ tham gia 50 % 120 trên 240 (2 trên 3 có số liệu)"#]],
    );
}

#[test]
fn the_home_page_shows_what_is_to_come_and_else_what_was() {
    let event = |title: &str, starts: &str, ends: &str| {
        let text = format!("Loại sự kiện: trao giải\nBắt đầu: {starts}\nKết thúc: {ends}\n");
        document(title, &text)
    };
    let mut site = site("").at("2021-12-02");
    site.edit("su-kien/qua.md", event("Đã qua", "01/12/2021", "01/12/2021"));
    site.edit("su-kien/dang.md", event("Đang có", "30/11/2021", "02/12/2021"));
    site.edit("su-kien/toi.md", event("Sắp tới", "10/12/2021", "10/12/2021"));
    let listed = |site: &crate::support::Site| {
        let html = site.page("");
        let list = html.rsplit("class=\"halves\"").next().unwrap_or("").to_owned();
        let at = |title: &str| list.find(&format!(">{title}<"));
        (list.contains("id=\"l-upcoming\""), [at("Đã qua"), at("Đang có"), at("Sắp tới")])
    };
    let (is_upcoming, [past, present, next]) = listed(&site);
    assert!(is_upcoming && past.is_none() && present.is_some() && present < next);
    site.move_to("2021-12-11");
    let (is_upcoming, [past, present, next]) = listed(&site);
    assert!(!is_upcoming && next.is_some() && next < past && past < present);
}
