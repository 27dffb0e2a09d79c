//! Pages as readers get them: Markdown, and what a campaign makes of its documents.

use std::path::Path;

use expect_test::{Expect, expect};

use crate::support::{Site, site};

/// A public news item with more fields and a text.
fn news(title: &str, fields: &str, text: &str) -> String {
    format!(
        "---\nTiêu đề: {title}\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n{fields}---\n\n{text}\n"
    )
}

/// A public plan; what the law asks for and the test does not is said to be unknown.
fn plan(number: &str, fields: &str, text: &str) -> String {
    let unknown =
        "Chưa có trong nguồn: [{Mục: [Địa danh, Cơ quan ban hành, Người ký], Lý do: ví dụ}]";
    format!(
        "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: {number}\nNgày ban hành: 22/10/2021\nTrích yếu: Thi đua\nTrạng thái: đã duyệt\n{unknown}\n{fields}---\n\n{text}\n"
    )
}

/// The public card of another body's document.
fn card(number: &str, fields: &str) -> String {
    format!(
        "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: {number}\nTrạng thái: đã duyệt\n{fields}---\n"
    )
}

/// A public document with a title and more fields.
fn document(title: &str, fields: &str) -> String {
    format!("---\nTiêu đề: {title}\nTrạng thái: đã duyệt\n{fields}---\n")
}

/// A site whose news and plans are their texts and nothing around them.
fn bare() -> Site {
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
fn check_text(markdown: &str, expected: Expect) {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", markdown));
    check_page(&site, "tin/bai/", expected);
}

/// The whole of a page.
#[track_caller]
fn check_page(site: &Site, address: &str, expected: Expect) {
    expected.assert_eq(site.page(address).trim());
}

/// The words of a part of a page, links as `[words](address)`.
#[track_caller]
fn check_part(site: &Site, address: &str, (start, end): (&str, &str), expected: Expect) {
    let page = site.page(address);
    let part = match page.find(start) {
        Some(at) => page[at..].split_inclusive(end).next().unwrap_or(""),
        None => "",
    };
    expected.assert_eq(&words(part));
}

/// HTML without its tags: one line a block, links as `[words](address)`.
fn words(html: &str) -> String {
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
fn is_anywhere(site: &Site, words: &str) -> bool {
    site.output().values().any(|bytes| String::from_utf8_lossy(bytes).contains(words))
}

fn has_file(site: &Site, path: &str) -> bool {
    site.output().contains_key(Path::new(path))
}

// Markdown.

#[test]
fn a_list_keeps_the_numbers_its_author_wrote() {
    check_text(
        "1. một\n3. ba\n4. bốn",
        expect![[r#"
        <ol>
        <li>một</li>
        <li value="3">ba</li>
        <li>bốn</li>
        </ol>"#]],
    );
}

#[test]
fn a_list_may_begin_with_any_number() {
    check_text(
        "3. ba\n4. bốn",
        expect![[r#"
        <ol start="3">
        <li>ba</li>
        <li>bốn</li>
        </ol>"#]],
    );
}

#[test]
fn footnotes_stand_at_the_end() {
    check_text(
        "Trước[^a].\n\n[^a]: Chú thích.\n\nSau.",
        expect![[r##"
        <p>Trước<sup class="footnote-call"><a href="#chu-thich-1" id="goi-1">1</a></sup>.</p>
        <p>Sau.</p>
        <section class="footnotes" role="doc-endnotes">
        <ol>
        <li id="chu-thich-1"><p>Chú thích. <a href="#goi-1" role="doc-backlink">↩</a></p></li>
        </ol>
        </section>"##]],
    );
}

#[test]
fn a_heading_is_found_by_its_words_without_marks() {
    check_text(
        "## Mục đích, yêu cầu\n\n### Đường đi\n\n## Mục đích, yêu cầu",
        expect![[r#"
        <h2 id="muc-dich-yeu-cau">Mục đích, yêu cầu</h2>
        <h3 id="duong-di">Đường đi</h3>
        <h2 id="muc-dich-yeu-cau-2">Mục đích, yêu cầu</h2>"#]],
    );
}

#[test]
fn the_only_first_heading_is_the_title() {
    check_text("# Lớn", expect![[r#"<h2 id="lon">Lớn</h2>"#]]);
}

#[test]
fn parts_of_a_plan_are_cited_by_their_numbers() {
    let site = bare();
    let text = "## I. MỤC ĐÍCH\n\n### 1. Mục đích\n\na) Một;\n\nđ) Hai.\n\n## II. NỘI DUNG\n\n1. Việc\n2. Việc\n\n## Điều 5. Giải";
    site.edit("ke-hoach/kh.md", plan("147/KH-SYT", "", text));
    check_page(
        &site,
        "ke-hoach/kh/",
        expect![[r#"
        <h2 id="muc-i">I. MỤC ĐÍCH</h2>
        <h3 id="muc-i-1">1. Mục đích</h3>
        <p id="muc-i-1-a">a) Một;</p>
        <p id="muc-i-1-d">đ) Hai.</p>
        <h2 id="muc-ii">II. NỘI DUNG</h2>
        <ol>
        <li id="muc-ii-1">Việc</li>
        <li id="muc-ii-2">Việc</li>
        </ol>
        <h2 id="dieu-5">Điều 5. Giải</h2>"#]],
    );
}

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

#[test]
fn a_file_is_linked_with_its_type_and_size_and_copied() {
    let site = bare();
    site.edit("tin/bai/index.md", news("Bài", "", "Xem [mẫu](mau-don.txt)"));
    site.edit("tin/bai/mau-don.txt", "x".repeat(2048));
    check_page(
        &site,
        "tin/bai/",
        expect![[
            r#"<p>Xem <a href="../../tin/bai/mau-don.txt">mẫu</a> <span class="file-facts">(TXT, 2 KB)</span></p>"#
        ]],
    );
    assert!(has_file(&site, "tin/bai/mau-don.txt"));
}

#[test]
fn a_file_that_no_public_document_uses_is_not_copied() {
    let site = bare();
    site.edit("tin/bai/index.md", news("Bài", "", "Không dùng tệp nào."));
    site.edit("tin/bai/rieng.txt", "riêng");
    site.build();
    assert!(has_file(&site, "tin/bai/index.html") && !has_file(&site, "tin/bai/rieng.txt"));
}

#[test]
fn scripts_and_handlers_are_removed() {
    check_text(
        "Chữ <b onclick=\"x()\">đậm</b> [hai](https://x.vn)\n\n<script>alert(1)</script>\n\n<a href=\"javascript:x()\">ba</a>\n\n<iframe src=\"https://x.vn\"></iframe>",
        expect![[r#"
            <p>Chữ <b>đậm</b> <a href="https://x.vn">hai</a></p>

            <p><a>ba</a></p>"#]],
    );
}

#[test]
fn a_reference_survives_beside_raw_html() {
    let site = bare();
    site.edit("tin/bai.md", news("Bài", "", "<u>Xem</u> [[gioi-thieu]]."));
    site.edit("trang/gioi-thieu.md", document("Giới thiệu", ""));
    check_page(
        &site,
        "tin/bai/",
        expect![[r#"<p><u>Xem</u> <a href="../../trang/gioi-thieu/">Giới thiệu</a>.</p>"#]],
    );
}

#[test]
fn an_alert_is_titled_in_the_language_of_the_page() {
    check_text(
        "> [!WARNING]\n> Coi chừng.",
        expect![[r#"
        <div class="alert alert-warning" role="note">
        <p class="alert-title">Cảnh báo</p>
        <p>Coi chừng.</p>
        </div>"#]],
    );
}

#[test]
fn task_lists_show_what_is_done() {
    check_text(
        "- [x] xong\n- [ ] chưa",
        expect![[r#"
        <ul>
        <li><input type="checkbox" disabled checked> xong</li>
        <li><input type="checkbox" disabled> chưa</li>
        </ul>"#]],
    );
}

#[test]
fn definition_lists_are_lists_of_terms() {
    check_text(
        "F0\n: Người mắc bệnh.",
        expect![[r#"
        <dl>
        <dt>F0</dt>
        <dd>Người mắc bệnh.</dd>
        </dl>"#]],
    );
}

#[test]
fn the_paragraph_before_a_table_is_its_caption() {
    check_text(
        "Bảng 1. Kết quả\n\n| Tên | Điểm |\n|---|--:|\n| A | 9 |",
        expect![[r#"
        <div class="table-wrap" tabindex="0"><table><caption>Bảng 1. Kết quả</caption><thead><tr><th scope="col">Tên</th><th scope="col" class="right">Điểm</th></tr></thead><tbody>
        <tr><td>A</td><td class="right">9</td></tr>
        </tbody></table></div>"#]],
    );
}

#[test]
fn a_picture_with_a_title_is_a_figure() {
    let site = bare();
    site.edit("tin/bai/index.md", news("Bài", "", "![Quang cảnh](anh.jpg \"Lễ phát động\")"));
    site.edit("tin/bai/anh.jpg", "ảnh");
    check_page(
        &site,
        "tin/bai/",
        expect![[
            r#"<figure><img loading="lazy" alt="Quang cảnh" src="../../tin/bai/anh.jpg"><figcaption>Lễ phát động</figcaption></figure>"#
        ]],
    );
}

#[test]
fn bare_addresses_become_links() {
    check_text(
        "Xem https://x.vn/a?b=1&c=2, hỏi a@x.vn.",
        expect![[
            r#"<p>Xem <a href="https://x.vn/a?b=1&amp;c=2">https://x.vn/a?b=1&amp;c=2</a>, hỏi <a href="mailto:a@x.vn">a@x.vn</a>.</p>"#
        ]],
    );
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
            Liên quan
            Thực hiện: [Kế hoạch số 147/KH-SYT](../../van-ban/147/) Kế hoạch 147/KH-SYT Phạm vi: mục II"#]],
    );
    check_part(
        &site,
        "van-ban/147/",
        part,
        expect![[r#"
        Liên quan
        Được triển khai bởi: [Kế hoạch Thi đua](../../ke-hoach/kh/) Kế hoạch 12/KH-TTYT 22/10/2021 Phạm vi: mục II"#]],
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
        Việc của đơn vị tôi (Tổng số: 2)
        Nhiệm vụ | Vai trò | Hạn | Tình trạng | Văn bản |
        Tuyên truyền | chủ trì | 01/11/2021 | Quá hạn | [12/KH-TTYT](../../ke-hoach/kh/#nv1) |
        Báo cáo | | 30/11/2021 | Chưa đến hạn | [12/KH-TTYT](../../ke-hoach/kh/#nv2) |"#]],
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

// Results.

/// A result with these fields; `so-y-te` and a decision are there.
fn results(fields: &str) -> Site {
    let site = site("");
    site.edit("don-vi/so-y-te.md", document("Sở Y tế", "Cấp: tỉnh\n"));
    site.edit("phong-trao/zalo.md", document("Nhóm Zalo", ""));
    site.edit("van-ban/99.md", card("99/QĐ-SYT", "").replace("Kế hoạch", "Quyết định"));
    let head = "Kết quả của: phong-trao/zalo\nQuyết định: 99/QĐ-SYT\nNgày công bố: 01/11/2021\n";
    site.edit("ket-qua/kq/index.md", document("Kết quả", &format!("{head}{fields}")));
    site
}

const ENTRIES: (&str, &str) = ("<section id=\"f-entries\"", "</section>");

/// Three people and two prizes, in the order of nobody.
const PEOPLE: &str = "Danh sách:\n  - {Giải: Nhất, Đối tượng: cá nhân, Họ và tên: Vàng A Sử, Đơn vị: so-y-te, Điểm: 95}\n  - {Giải: Nhì, Đối tượng: cá nhân, Họ và tên: Trần Văn Đức, Đơn vị: so-y-te, Điểm: 80}\n  - {Giải: Nhất, Đối tượng: cá nhân, Họ và tên: Nguyễn Thị An, Đơn vị: so-y-te, Điểm: 97}\n  - {Giải: Nhì, Đối tượng: cá nhân, Họ và tên: Giàng Thị Dua, Đơn vị: so-y-te, Điểm: 81}\n";

#[test]
fn results_are_in_the_order_of_prizes_then_of_given_names() {
    check_part(
        &results(PEOPLE),
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
        Danh sách
        Tổng số: 4
        Danh sách
        STT | Đối tượng | Họ và tên | Đơn vị |
        Nhất (2) |
        1 | cá nhân | Nguyễn Thị An | [Sở Y tế](../../don-vi/so-y-te/) |
        2 | cá nhân | Vàng A Sử | [Sở Y tế](../../don-vi/so-y-te/) |
        Nhì (2) |
        1 | cá nhân | Giàng Thị Dua | [Sở Y tế](../../don-vi/so-y-te/) |
        2 | cá nhân | Trần Văn Đức | [Sở Y tế](../../don-vi/so-y-te/) |
        Theo giải
        Giải thưởng | Số lượng |
        Nhất | 2 |
        Nhì | 2 |"#]],
    );
}

#[test]
fn scores_are_shown_where_the_result_says_so() {
    let site = results(&format!("{PEOPLE}Hiện điểm: có\n"));
    check_part(
        &site,
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
        Danh sách
        Tổng số: 4
        Danh sách
        STT | Đối tượng | Họ và tên | Đơn vị | Điểm |
        Nhất (2) |
        1 | cá nhân | Nguyễn Thị An | [Sở Y tế](../../don-vi/so-y-te/) | 97 |
        2 | cá nhân | Vàng A Sử | [Sở Y tế](../../don-vi/so-y-te/) | 95 |
        Nhì (2) |
        1 | cá nhân | Giàng Thị Dua | [Sở Y tế](../../don-vi/so-y-te/) | 81 |
        2 | cá nhân | Trần Văn Đức | [Sở Y tế](../../don-vi/so-y-te/) | 80 |
        Theo giải
        Giải thưởng | Số lượng |
        Nhất | 2 |
        Nhì | 2 |"#]],
    );
}

#[test]
fn a_revoked_row_stays_and_is_marked_and_not_counted() {
    let rows = "Danh sách:\n  - {Giải: Nhất, Họ và tên: Tổ một, Đơn vị: so-y-te}\n  - {Giải: Nhất, Họ và tên: Tổ hai, Đơn vị: so-y-te, Trạng thái: thu hồi}\n";
    check_part(
        &results(rows),
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
        Danh sách
        Tổng số: 1
        Danh sách
        STT | Họ và tên | Đơn vị |
        Nhất (1) |
        1 | Tổ hai thu hồi | [Sở Y tế](../../don-vi/so-y-te/) |
        2 | Tổ một | [Sở Y tế](../../don-vi/so-y-te/) |"#]],
    );
}

#[test]
fn a_unit_lists_its_rows_of_all_results() {
    let rows = "Danh sách:\n  - {Giải: Nhất, Họ và tên: Tổ một, Đơn vị: so-y-te}\n";
    let site = results(rows);
    let row = words(&site.page("don-vi/so-y-te/"));
    assert!(row.contains("Tổ một | Nhất | [Kết quả](../../ket-qua/kq/#hang-"), "{row}");
}

/// The table as Excel saves it in Vietnam.
const TABLE: &str = "\u{feff}STT;Giải;Tên tập thể;Đơn vị;Điểm\r\n1;Nhất;Tổ một;Sở Y tế;9,5\r\n2;Nhì;Tổ hai;Sở Y tế;8\r\n;;Tổng cộng;2;\r\n";

#[test]
fn a_table_with_semicolons_and_a_byte_order_mark_is_read() {
    let site = results("Tệp danh sách: bang.csv\nHiện điểm: có\n");
    site.edit("ket-qua/kq/bang.csv", TABLE);
    check_part(
        &site,
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
        Danh sách
        Tổng số: 2
        Danh sách
        STT | Họ và tên | Đơn vị | Điểm |
        Nhất (1) |
        1 | Tổ một | [Sở Y tế](../../don-vi/so-y-te/) | 9,5 |
        Nhì (1) |
        1 | Tổ hai | [Sở Y tế](../../don-vi/so-y-te/) | 8 |
        Theo giải
        Giải thưởng | Số lượng |
        Nhất | 1 |
        Nhì | 1 |"#]],
    );
}

#[test]
fn scores_of_a_table_are_nowhere_in_the_site() {
    let site = results("Tệp danh sách: bang.csv\n");
    site.edit("ket-qua/kq/bang.csv", TABLE);
    site.page("ket-qua/kq/");
    assert!(!is_anywhere(&site, "9,5"));
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
            Văn bản này đã được thay thế hoặc bãi bỏ."#]],
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
    assert_eq!(root_files("title: Thi đua\n"), ["404.html", "index.html", "robots.txt"]);
    assert_eq!(
        root_files("title: Thi đua\nbase_url: https://x.vn/\n"),
        ["404.html", "atom.xml", "index.html", "robots.txt", "sitemap.xml"]
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
            Địa danh Chưa có thông tin: ví dụ Cơ quan ban hành Chưa có thông tin: ví dụ Người ký Chưa có thông tin: ví dụ"#]],
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
    assert!(!is_anywhere(&site, "<b>"));
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
