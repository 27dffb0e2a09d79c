//! Checks across runs: what is accepted, what turns with the day, what a mistake carries with it.

use expect_test::{Expect, expect};

use crate::support::{Site, lines, site, themed};

fn check_problems(site: &Site, code: &str, expected: Expect) {
    let outcome = site.build();
    let said = lines(&outcome).into_iter().filter(|line| line.contains(&format!(" {code}.")));
    expected.assert_eq(&said.collect::<Vec<String>>().join("\n"));
}

fn stub(number: &str, more: &str) -> String {
    format!("---\nLoại văn bản: Kế hoạch\nSố ký hiệu: {number}\n{more}---\n")
}

#[test]
fn a_mending_replaces_the_words_and_leaves_the_quotes() {
    let site = site("");
    let text = stub("\"5/KH-SYT\"", "Trích yếu: \"Phát động thi đua.\"\n");
    site.edit("van-ban/a.md", text.clone());
    let mut mended = text;
    let mut fixes: Vec<_> =
        site.build().problems.into_iter().filter_map(|problem| problem.fix).collect();
    fixes.sort();
    for fix in fixes.iter().rev() {
        mended.replace_range(fix.start as usize..fix.end as usize, &fix.text);
    }
    assert_eq!(mended, stub("\"05/KH-SYT\"", "Trích yếu: \"Phát động thi đua\"\n"));
}

#[test]
fn a_remembered_warning_stays_accepted() {
    let site = site("");
    let accepted = "Chấp nhận cảnh báo: [{Mã cảnh báo: D03, Lý do: bản gốc ghi vậy}]\n";
    site.edit("van-ban/a.md", stub("12/QĐ-SYT", accepted));
    check_problems(&site, "D03", expect!["A van-ban/a.md:3:13 D03.other_type"]);
    site.edit("van-ban/b.md", stub("13/KH-SYT", ""));
    check_problems(&site, "D03", expect!["A van-ban/a.md:3:13 D03.other_type"]);
    site.edit("van-ban/a.md", stub("12/QĐ-SYT", ""));
    check_problems(&site, "D03", expect!["W van-ban/a.md:3:13 D03.other_type"]);
}

#[test]
fn an_acceptance_of_a_document_holds_for_the_table_beside_it() {
    let site = site("");
    site.edit("don-vi/khoa-a.md", "---\nTiêu đề: Khoa A\nCấp: bộ phận\n---\n");
    site.edit("ket-qua/x/a.csv", "Tên tập thể,Đơn vị\nTổ 1,khoa-a\nTổ 1,khoa-a\n");
    site.edit(
        "ket-qua/x/index.md",
        "---\nTiêu đề: Kết quả\nKết quả của: y\nTệp danh sách: a.csv\n\
         Chấp nhận cảnh báo: [{Mã cảnh báo: W03, Lý do: hai tổ cùng tên}]\n---\n",
    );
    check_problems(&site, "W03", expect!["A ket-qua/x/a.csv:3:6 W03.repeated_row"]);
}

#[test]
fn a_consent_ends_without_any_edit() {
    let site = site("").at("2021-11-12");
    site.edit(
        "tin/a.md",
        "---\nTiêu đề: Tin\nNgày đăng: 01/11/2021\nTrạng thái: đã duyệt\n\
         Sự đồng ý: [{Người đồng ý: Nguyễn Văn A, Hết hạn: 20/11/2021}]\n---\n",
    );
    check_problems(&site, "P10", expect![""]);
    let site = site.at("2021-11-20");
    check_problems(&site, "P10", expect![""]);
    let site = site.at("2021-11-21");
    check_problems(&site, "P10", expect!["E tin/a.md P10.consent_ended"]);
    let said = format!("{:?}", site.build().problems);
    assert!(!said.contains("Nguyễn Văn A"), "{said}");
}

#[test]
fn what_a_withheld_section_holds_is_not_public() {
    let site = site(
        "
        -- tin/_index.md --
        ---
        Tiêu đề: Tin
        Trạng thái: nháp
        ---
        -- tin/a.md --
        ---
        Tiêu đề: Tin
        Ngày đăng: 01/10/2021
        Soát lại trước: 01/11/2021
        Trạng thái: đã duyệt
        ---
    ",
    );
    check_problems(&site, "R02", expect![""]);
    site.delete("tin/_index.md");
    check_problems(&site, "R02", expect!["W tin/a.md:4:17 R02.review_due"]);
}

#[test]
fn a_site_may_add_holidays_of_its_own() {
    let site = themed(
        "
        -- themes/rieng/dictionaries/holidays.yaml --
        2031:
          off: [24/10/2031]
        -- lay-y-kien/a.md --
        ---
        Tiêu đề: Lấy ý kiến
        Ngày bắt đầu: 22/10/2031
        Ngày kết thúc: 05/11/2031
        ---
    ",
    );
    check_problems(&site, "W07", expect!["E lay-y-kien/a.md:4:16 W07.too_short"]);
}

#[test]
fn a_link_may_lead_to_a_row_of_a_table() {
    let site = site(
        "
        -- phong-trao/a.md --
        ---
        Tiêu đề: Phong trào A
        Tiêu chí: [{Mã: TC1, Nội dung: Báo tin trong ngày}]
        ---
        Xem [tiêu chí](#tc1) và [tiêu chí khác](#tc2).
        -- tin/b.md --
        ---
        Tiêu đề: Tin
        Ngày đăng: 01/11/2021
        ---
        Xem [[phong-trao/a#tc1]] và [[phong-trao/a#tc2]].
    ",
    );
    check_problems(
        &site,
        "L01",
        expect![[r#"
            E phong-trao/a.md:5:25 L01.anchor
            E tin/b.md:5:31 L01.anchor_elsewhere"#]],
    );
}
