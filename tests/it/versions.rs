//! The texts of a document: which one is in force, where the others are, and what never leaks.

use std::path::Path;

use crate::support::{Site, lines, site};

/// A plan with an earlier text, amended by a decision; the new text is in force from 05/11/2021.
fn amended() -> Site {
    let site = site(
        "
        -- ke-hoach/sua.md --
        ---
        title: Quyết định sửa kế hoạch
        type: kế hoạch
        unknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]
        issued_on: 01/11/2021
        status: đã duyệt
        relations: [{type: sửa đổi, target: ke-hoach/k}]
        ---
        -- ke-hoach/k/index.md --
        ---
        title: Kế hoạch mới
        type: kế hoạch
        unknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]
        issued_on: 22/10/2021
        effective_from: 05/11/2021
        status: đã duyệt
        attachments: [{path: phu-luc.pdf, title: Phụ lục}]
        changes:
          - {class: sửa đổi, note: Lùi hạn nộp, by: ke-hoach/sua, recorded: '01/11/2021 08:10'}
        ---

        ## Mục một

        Nộp bài trước ngày 25/11/2021 tại phòng A.
        -- ke-hoach/k/2021-10-22.md --
        ---
        title: Kế hoạch cũ
        type: kế hoạch
        unknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]
        issued_on: 22/10/2021
        status: đã duyệt
        attachments: [{path: phu-luc.pdf, title: Phụ lục}]
        ---

        ## Mục một

        Nộp bài trước ngày 15/11/2021 tại phòng A.
        -- tin/t.md --
        ---
        title: Tin
        published_on: 02/11/2021
        status: đã duyệt
        ---

        Xem [[Kế hoạch cũ]] và [[Kế hoạch mới]].
        ",
    );
    site.edit("site.yaml", "title: Thi đua\nbase_url: https://x.vn/\n");
    site.edit("ke-hoach/k/phu-luc.pdf", "%PDF-1.7 mới");
    site.edit("ke-hoach/k/2021-10-22/phu-luc.pdf", "%PDF-1.7 cũ");
    site
}

fn has(site: &Site, path: &str) -> bool {
    site.output().contains_key(Path::new(path))
}

#[test]
fn the_text_in_force_stands_at_the_documents_address() {
    assert!(amended().at("2021-11-12").page("ke-hoach/k/").contains("25/11/2021"));
    let before = amended().at("2021-11-02").page("ke-hoach/k/");
    assert!(before.contains("15/11/2021") && !before.contains("trước ngày 25/11/2021"));
    assert!(before.contains("Từ ngày 05/11/2021 áp dụng bản mới"));
    assert!(before.contains("href=\"../../ke-hoach/k/2021-11-05/\""));
}

#[test]
fn each_text_keeps_an_address_of_its_own() {
    let site = amended();
    let old = site.page("ke-hoach/k/2021-10-22/");
    assert!(old.contains("15/11/2021") && old.contains("đến hết ngày 04/11/2021"));
    assert!(old.contains("<meta name=\"robots\" content=\"noindex, follow\">"));
    assert!(old.contains("<link rel=\"canonical\" href=\"https://x.vn/ke-hoach/k/\">"));
    assert!(
        old.contains("<link rel=\"successor-version\" href=\"../../../ke-hoach/k/2021-11-05/\">")
    );
    assert!(site.page("ke-hoach/k/2021-11-05/").contains("25/11/2021"));
}

#[test]
fn attachments_lie_under_their_text() {
    let site = amended();
    assert!(site.page("ke-hoach/k/").contains("href=\"../../ke-hoach/k/phu-luc.pdf\""));
    assert!(site.page("ke-hoach/k/2021-10-22/").contains("k/2021-10-22/phu-luc.pdf\""));
    let output = site.output();
    assert_eq!(output[Path::new("ke-hoach/k/2021-10-22/phu-luc.pdf")], "%PDF-1.7 cũ".as_bytes());
    assert_eq!(output[Path::new("ke-hoach/k/phu-luc.pdf")], "%PDF-1.7 mới".as_bytes());
}

#[test]
fn the_history_answers_which_text_on_which_day() {
    let site = amended();
    let history = site.page("ke-hoach/k/lich-su/");
    assert!(history.contains("data-from=\"2021-10-22\" data-until=\"2021-11-05\""));
    assert!(history.contains("data-from=\"2021-11-05\" data-until=\"\""));
    assert!(history.contains("Sửa đổi, bổ sung: Lùi hạn nộp"));
    assert!(history.contains("Quyết định sửa kế hoạch"));
    let output = site.output();
    let data = String::from_utf8_lossy(&output[Path::new("ke-hoach/k/lich-su.json")]).into_owned();
    assert!(data.contains("\"until\": \"2021-11-05\"") && data.contains("\"in_force\": true"));
}

#[test]
fn two_texts_are_compared_word_by_word() {
    let page = amended().page("ke-hoach/k/so-sanh/2021-10-22--2021-11-05/");
    assert!(page.contains("[bỏ: </span>15/11/2021<span"));
    assert!(page.contains("[thêm: </span>25/11/2021<span"));
    assert!(page.contains("1 đoạn sửa"));
    assert!(page.contains("phu-luc.pdf: tệp khác"));
}

#[test]
fn lists_and_feeds_know_the_text_in_force_alone() {
    let site = amended();
    let section = site.page("ke-hoach/");
    assert_eq!(section.matches("Kế hoạch mới").count(), 1);
    assert!(!section.contains("Kế hoạch cũ"));
    let output = site.output();
    for feed in ["atom.xml", "sitemap.xml"] {
        let text = String::from_utf8_lossy(&output[Path::new(feed)]).into_owned();
        assert!(!text.contains("2021-10-22/") && !text.contains("so-sanh"), "{feed}");
    }
}

#[test]
fn whoever_names_an_earlier_title_means_the_document() {
    let page = amended().page("tin/t/");
    assert_eq!(page.matches("href=\"../../ke-hoach/k/\"").count(), 2);
}

#[test]
fn a_text_that_is_not_approved_yet_is_nowhere() {
    let site = amended();
    let index = "---\ntitle: Kế hoạch chim hoàng yến\ntype: kế hoạch\nunknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]\nissued_on: 22/10/2021\neffective_from: 05/11/2021\nattachments: [{path: vang-anh.pdf, title: Vàng anh}]\nchanges: [{class: sửa đổi, note: Lý do chim họa mi rừng sâu, by: ke-hoach/sua}]\n---\n\nLời của chim khướu bạc má trong rừng rất xa.\n";
    site.edit("ke-hoach/k/index.md", index);
    site.edit("ke-hoach/k/vang-anh.pdf", "%PDF-1.7 kín");
    site.edit(
        "tin/t.md",
        "---\ntitle: Tin\npublished_on: 02/11/2021\nstatus: đã duyệt\n---\n\nChữ.\n",
    );
    let page = site.page("ke-hoach/k/");
    assert!(page.contains("15/11/2021"));
    for (path, bytes) in site.output() {
        let text = String::from_utf8_lossy(&bytes).into_owned() + &path.to_string_lossy();
        for word in ["hoàng yến", "họa mi", "khướu", "vang-anh", "2021-11-05"] {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
}

#[test]
fn an_earlier_text_that_is_withheld_is_nowhere() {
    let site = amended();
    let old = "---\ntitle: Bản của chim hoàng yến\ntype: kế hoạch\nunknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]\nissued_on: 22/10/2021\nstatus: nháp\n---\n\nLời của chim khướu bạc má.\n";
    site.edit("ke-hoach/k/2021-10-22.md", old);
    site.edit(
        "tin/t.md",
        "---\ntitle: Tin\npublished_on: 02/11/2021\nstatus: đã duyệt\n---\n\nChữ.\n",
    );
    site.page("ke-hoach/k/");
    assert!(!has(&site, "ke-hoach/k/2021-10-22/index.html"));
    for (path, bytes) in site.output() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("hoàng yến") && !text.contains("khướu"), "{}", path.display());
    }
}

#[test]
fn words_of_a_withheld_text_in_a_theme_are_found_before_they_are_written() {
    let site = amended();
    site.edit("site.yaml", "title: Thi đua\ntheme: rieng\n");
    site.edit("themes/rieng/theme.yaml", "extends: lan-toa\n");
    site.edit("themes/rieng/static/tin.txt", "Lời của chim khướu bạc má trong rừng rất xa.");
    let coming = "---\ntitle: Kế hoạch mới\ntype: kế hoạch\nunknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]\nissued_on: 22/10/2021\neffective_from: 05/11/2021\nstatus: nháp\nchanges: [{class: sửa đổi, note: Lùi, by: ke-hoach/sua}]\n---\n\nLời của chim khướu bạc má trong rừng rất xa.\n";
    site.edit("ke-hoach/k/index.md", coming);
    assert_eq!(site.errors(), ["ke-hoach/k/index.md W02.words"]);
}

#[test]
fn what_is_taken_down_goes_with_all_its_texts() {
    let site = amended();
    let index = "---\ntitle: Kế hoạch mới\ntype: kế hoạch\nunknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]\nissued_on: 22/10/2021\neffective_from: 05/11/2021\nstatus: đã gỡ\nchanges: [{class: sửa đổi, note: Lùi, by: ke-hoach/sua}]\n---\n";
    site.edit("ke-hoach/k/index.md", index);
    site.build();
    assert!(has(&site, "tin/t/index.html"));
    assert!(
        !has(&site, "ke-hoach/k/index.html") && !has(&site, "ke-hoach/k/2021-10-22/index.html")
    );
}

#[test]
fn a_withdrawn_document_keeps_its_address_and_loses_its_text() {
    let site = amended();
    let notice = "---\ntitle: Thông báo thu hồi\ntype: kế hoạch\nunknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]\nissued_on: 10/11/2021\nstatus: đã duyệt\nrelations: [{type: thu hồi, target: ke-hoach/k, note: Ban hành không đúng thẩm quyền}]\n---\n";
    site.edit("ke-hoach/thu-hoi.md", notice);
    let page = site.page("ke-hoach/k/");
    assert!(page.contains("Kế hoạch mới") && page.contains("Ban hành không đúng thẩm quyền"));
    assert!(!page.contains("Nộp bài trước"));
    assert!(
        !has(&site, "ke-hoach/k/2021-10-22/index.html") && !has(&site, "ke-hoach/k/phu-luc.pdf")
    );
    assert!(site.page("ke-hoach/k/lich-su/").contains("Bản từ 22/10/2021"));
}

#[test]
fn the_schedule_knows_when_a_text_takes_the_place_of_another() {
    let coming = amended().at("2021-11-02").coming(None);
    let moments = coming.schedule.expect("no mistakes").moments;
    let turns: Vec<(String, &str)> = moments
        .iter()
        .flat_map(|moment| moment.turns.iter().map(|turn| (moment.at.rfc3339(), turn.change.key())))
        .collect();
    assert_eq!(turns, [("2021-11-05T00:00:00+07:00".to_owned(), "in_force")]);
}

#[test]
fn news_are_updated_from_the_day_that_was_noted() {
    let site = site(
        "
        -- tin/t/index.md --
        ---
        title: Tin mới
        published_on: 01/11/2021
        status: đã duyệt
        changes: [{class: cập nhật, note: Thêm số liệu, recorded: '08/11/2021 09:00'}]
        ---

        Ba nhóm.
        -- tin/t/2021-11-01.md --
        ---
        title: Tin
        published_on: 01/11/2021
        status: đã duyệt
        ---

        Hai nhóm.
        ",
    );
    assert!(site.page("tin/t/").contains("Ba nhóm"));
    assert!(site.page("tin/t/2021-11-01/").contains("đến hết ngày 07/11/2021"));
    assert!(site.page("tin/t/so-sanh/2021-11-01--2021-11-08/").contains("[thêm: </span>Ba<"));
}

#[test]
fn a_posting_error_is_an_entry_of_the_history_and_no_text() {
    let site = site(
        "
        -- tin/t.md --
        ---
        title: Tin
        published_on: 01/11/2021
        status: đã duyệt
        changes: [{class: sửa lỗi đăng tải, note: Sửa tên xã, recorded: '02/11/2021 09:00'}]
        ---
        ",
    );
    assert!(site.page("tin/t/lich-su/").contains("Sửa lỗi đăng tải: Sửa tên xã"));
    assert!(!has(&site, "tin/t/2021-11-01/index.html"));
}

#[test]
fn an_edited_text_of_a_history_brings_its_pages_up_to_date() {
    let site = amended();
    site.build();
    let old = "---\ntitle: Kế hoạch cũ\ntype: kế hoạch\nunknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]\nissued_on: 22/10/2021\nstatus: đã duyệt\n---\n\nLời khác hẳn.\n";
    site.edit("ke-hoach/k/2021-10-22.md", old);
    assert_eq!(lines(&site.build()), site.clean().1);
    assert_eq!(site.output(), site.clean_output());
    assert!(site.page("ke-hoach/k/2021-10-22/").contains("Lời khác hẳn."));
}
