//! The text of a page: Markdown as HTML.

use expect_test::expect;

use crate::reading::{bare, check_page, check_text, document, has_file, news, plan};

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
            <li><input type="checkbox" disabled checked aria-label="Đã xong"> xong</li>
            <li><input type="checkbox" disabled aria-label="Chưa xong"> chưa</li>
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
    site.edit("tin/bai/index.md", news("Bài", "", "![Quang cảnh](anh.svg \"Lễ phát động\")"));
    site.edit("tin/bai/anh.svg", "<svg width=\"4\" height=\"3\"/>");
    check_page(
        &site,
        "tin/bai/",
        expect![[
            r#"<figure><img loading="lazy" decoding="async" alt="Quang cảnh" src="../../tin/bai/anh.svg" width="4" height="3"><figcaption>Lễ phát động</figcaption></figure>"#
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
