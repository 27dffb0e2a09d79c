//! What documents say of each other: references, relations, tasks, criteria.

use expect_test::expect;

use crate::reading::{bare, card, check_page, check_part, document, is_anywhere, news, plan};
use crate::support::{Site, site};

#[test]
fn a_reference_shows_the_title_of_its_document() {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", "Xem [[gioi-thieu]]."));
    site.edit("trang/gioi-thieu.md", document("Giới thiệu & mời", ""));
    check_page(
        &site,
        "tin/bai/",
        expect![[r#"<p>Xem <a href="../../trang/gioi-thieu/">Giới thiệu &amp; mời</a>.</p>"#]],
    );
}

#[test]
fn a_reference_may_have_words_of_its_own_and_an_anchor() {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", "Xem [[hai#muc-dich|ở đây]]."));
    site.edit("tin/hai.md", news("Hai", "", "## Mục đích"));
    check_page(
        &site,
        "tin/bai/",
        expect![[r#"<p>Xem <a href="../../tin/hai/#muc-dich">ở đây</a>.</p>"#]],
    );
}

#[test]
fn a_reference_by_number_keeps_the_number() {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", "Thực hiện [[147/KH-SYT]]."));
    site.edit("van-ban/147.md", card("147/KH-SYT", ""));
    check_page(
        &site,
        "tin/bai/",
        expect![[r#"<p>Thực hiện <a href="../../van-ban/147/">147/KH-SYT</a>.</p>"#]],
    );
}

#[test]
fn a_number_in_running_text_becomes_a_link() {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", "Kế hoạch số 147/KH-SYT ngày 22/10/2021."));
    site.edit("van-ban/147.md", card("147/KH-SYT", ""));
    check_page(
        &site,
        "tin/bai/",
        expect![[
            r#"<p>Kế hoạch số <a href="../../van-ban/147/">147/KH-SYT</a> ngày 22/10/2021.</p>"#
        ]],
    );
}

#[test]
fn a_number_in_running_text_of_a_draft_stays_text() {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", "Kế hoạch số 147/KH-SYT ngày 22/10/2021."));
    site.edit("van-ban/147.md", card("147/KH-SYT", "").replace("đã duyệt", "nháp"));
    check_page(&site, "tin/bai/", expect!["<p>Kế hoạch số 147/KH-SYT ngày 22/10/2021.</p>"]);
}

#[test]
fn a_reference_to_a_draft_stays_text() {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", "Xem [[ke-tiep]] và [[ke-tiep|bài sau]]."));
    site.edit("tin/ke-tiep.md", news("Chưa công bố", "", "").replace("đã duyệt", "nháp"));
    check_page(&site, "tin/bai/", expect!["<p>Xem ke-tiep và bài sau.</p>"]);
}

#[test]
fn nothing_of_a_draft_is_anywhere_in_the_site() {
    let site = site("");
    let fields = "Đơn vị phụ trách: don-vi/khoa-kin\nSự kiện: su-kien/le-kin\nLiên quan: [{Loại: dẫn chiếu, Văn bản: 12/KH-KIN}]\n";
    site.edit("tin/bai.md", news("Bài", fields, "Xem [[tin-kin]] và [tin](tin-kin.md)."));
    let draft = |text: String| text.replace("đã duyệt", "chờ duyệt");
    site.edit(
        "tin/tin-kin.md",
        draft(news("Tên kín", "Chủ đề: [Tên kín]\n", "Tên kín [tệp](kin.txt)")),
    );
    site.edit("tin/kin.txt", "Tên kín");
    site.edit("don-vi/khoa-kin.md", draft(document("Tên kín", "Cấp: đơn vị\n")));
    site.edit(
        "su-kien/le-kin.md",
        draft(document("Tên kín", "Loại sự kiện: phát động\nBắt đầu: 25/10/2021\n")),
    );
    site.edit("van-ban/kin.md", draft(card("12/KH-KIN", "Tiêu đề: Tên kín\n")));
    site.page("tin/bai/");
    assert!(!is_anywhere(&site, "Tên kín"));
}

// Documents that know of each other.

#[test]
fn a_page_lists_who_mentions_it() {
    let site = site("");
    site.edit("trang/gioi-thieu.md", document("Giới thiệu", ""));
    site.edit("tin/bai.md", news("Bài", "", "Xem [[gioi-thieu]]."));
    let part = ("<section><h2>Được nhắc đến trong", "</section>");
    check_part(
        &site,
        "trang/gioi-thieu/",
        part,
        expect![[r#"
        Được nhắc đến trong
        [Bài](../../tin/bai/) Tin 25/10/2021"#]],
    );
}

#[test]
fn a_relation_is_shown_from_both_sides() {
    let site = site("");
    site.edit("van-ban/147.md", card("147/KH-SYT", ""));
    let relation = "Liên quan: [{Loại: thực hiện, Văn bản: 147/KH-SYT, Phạm vi: mục II}]\n";
    site.edit("ke-hoach/kh.md", plan("12/KH-TTYT", relation, ""));
    let part = ("<section id=\"f-relations\"", "</section>");
    check_part(
        &site,
        "ke-hoach/kh/",
        part,
        expect![[r#"
            Sơ đồ văn bản
            [ Thực hiện · 147/KH-SYT Kế hoạch số 147/KH-SYT ](../../van-ban/147/) Kế hoạch Thi đua Thực hiện: [Kế hoạch số 147/KH-SYT](../../van-ban/147/) Kế hoạch 147/KH-SYT Phạm vi: mục II"#]],
    );
    check_part(
        &site,
        "van-ban/147/",
        part,
        expect![[r#"
            Sơ đồ văn bản
            Kế hoạch số 147/KH-SYT [ Được triển khai bởi · 12/KH-TTYT Kế hoạch Thi đua ](../../ke-hoach/kh/) Được triển khai bởi: [Kế hoạch Thi đua](../../ke-hoach/kh/) Kế hoạch 12/KH-TTYT 22/10/2021 Phạm vi: mục II"#]],
    );
}

#[test]
fn a_unit_lists_its_tasks_of_all_plans() {
    let site = site("");
    site.edit("don-vi/khoa-a.md", document("Khoa A", "Cấp: đơn vị\n"));
    site.edit("don-vi/khoa-b.md", document("Khoa B", "Cấp: đơn vị\n"));
    let tasks = "Nhiệm vụ:\n  - {Mã: NV1, Đơn vị: khoa-a, Vai trò: chủ trì, Nội dung: Tuyên truyền, Hạn: 01/11/2021}\n  - {Mã: NV2, Đơn vị: khoa-b, Phối hợp với: [khoa-a], Nội dung: Báo cáo, Hạn: 30/11/2021}\n  - {Mã: NV3, Đơn vị: khoa-b, Nội dung: Việc khác}\n";
    site.edit("ke-hoach/kh.md", plan("12/KH-TTYT", tasks, ""));
    check_part(
        &site,
        "don-vi/khoa-a/",
        ("<section id=\"l-tasks\"", "</section>"),
        expect![[r#"
            Việc của đơn vị tôi
            Tổng số: 2
            [Kế hoạch Thi đua](../../ke-hoach/kh/)
            [Tuyên truyền](../../ke-hoach/kh/#nv1)
            chủ trì Hạn: 01/11/2021 Quá hạn
            [Báo cáo](../../ke-hoach/kh/#nv2)
            Hạn: 30/11/2021 Chưa đến hạn"#]],
    );
}

/// A movement with two criteria, and a model that meets one of them.
fn with_criteria() -> Site {
    let site = site("");
    let criteria =
        "Tiêu chí:\n  - {Mã: TC1, Nội dung: Kịp thời}\n  - {Mã: TC2, Nội dung: Chính xác}\n";
    site.edit("phong-trao/zalo.md", document("Nhóm Zalo", criteria));
    let model = "Loại mô hình: cách làm\nPhong trào: zalo\nTiêu chí đạt: [tc2]\n";
    site.edit("mo-hinh/loa.md", document("Phát loa", model));
    site
}

#[test]
fn a_criterion_lists_who_cites_it() {
    let part = ("<section id=\"f-criteria\"", "</section>");
    check_part(
        &with_criteria(),
        "phong-trao/zalo/",
        part,
        expect![[r#"
        Tiêu chí
        TC1 Kịp thời
        TC2 Chính xác
        Được dẫn trong (1)
        [Phát loa](../../mo-hinh/loa/) Mô hình, điển hình"#]],
    );
}

#[test]
fn a_criterion_leads_to_its_place_in_the_movement() {
    let part = ("<dt>Tiêu chí đạt", "</dd>");
    check_part(
        &with_criteria(),
        "mo-hinh/loa/",
        part,
        expect!["Tiêu chí đạt [TC2](../../phong-trao/zalo/#tc2) Chính xác"],
    );
}

// What is computed at an instant.

#[test]
fn a_replaced_document_says_so() {
    let site = site("");
    site.edit("van-ban/cu.md", card("11/KH-SYT", "Ngày ban hành: 01/10/2021\n"));
    let replaces = "Ngày ban hành: 01/11/2021\nLiên quan: [{Loại: thay thế, Văn bản: 11/KH-SYT}]\n";
    site.edit("van-ban/moi.md", card("12/KH-SYT", replaces));
    check_part(
        &site,
        "van-ban/cu/",
        ("<header class=\"doc-head", "</header>"),
        expect![[r#"
            Kế hoạch
            Kế hoạch số 11/KH-SYT
            Số, ký hiệu 11/KH-SYT 01/10/2021
            Hết hiệu lực (được thay thế) Theo văn bản [12/KH-SYT](../../van-ban/moi/)
            Văn bản này đã được thay thế hoặc bãi bỏ.
            Sao chép liên kết Chia sẻ In"#]],
    );
    check_part(
        &site,
        "van-ban/",
        ("<ul class=\"cards", "</ul>"),
        expect![[r#"
        [Kế hoạch số 12/KH-SYT](../van-ban/moi/)
        12/KH-SYT 01/11/2021
        Còn hiệu lực
        [Kế hoạch số 11/KH-SYT](../van-ban/cu/)
        11/KH-SYT 01/10/2021
        Hết hiệu lực (được thay thế)"#]],
    );
}

#[test]
fn a_document_stays_in_force_until_the_day_of_the_one_that_replaces_it() {
    let site = site("").at("2021-10-31");
    site.edit("van-ban/cu.md", card("11/KH-SYT", "Ngày ban hành: 01/10/2021\n"));
    let replaces = "Ngày ban hành: 01/11/2021\nLiên quan: [{Loại: thay thế, Văn bản: 11/KH-SYT}]\n";
    site.edit("van-ban/moi.md", card("12/KH-SYT", replaces));
    check_part(
        &site,
        "van-ban/",
        ("<ul class=\"cards", "</ul>"),
        expect![[r#"
        [Kế hoạch số 12/KH-SYT](../van-ban/moi/)
        12/KH-SYT 01/11/2021
        Chưa có hiệu lực
        [Kế hoạch số 11/KH-SYT](../van-ban/cu/)
        11/KH-SYT 01/10/2021
        Còn hiệu lực"#]],
    );
}

#[test]
fn a_unit_stands_below_its_superiors() {
    let site = site("");
    site.edit("don-vi/so.md", document("Sở", "Cấp: tỉnh\n"));
    site.edit("don-vi/khoa.md", document("Khoa", "Cấp: đơn vị\nTrực thuộc: so\n"));
    site.edit("don-vi/to.md", document("Tổ", "Cấp: bộ phận\nTrực thuộc: khoa\n"));
    check_part(
        &site,
        "don-vi/to/",
        ("<p class=\"meta\"", "</p>"),
        expect!["Thuộc: [Sở](../../don-vi/so/) [Khoa](../../don-vi/khoa/)"],
    );
    check_part(
        &site,
        "don-vi/so/",
        ("<section><h2>Trực thuộc", "</section>"),
        expect![[r#"
        Trực thuộc
        [Khoa](../../don-vi/khoa/) Đơn vị"#]],
    );
}
