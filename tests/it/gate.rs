//! What passes the gate and when.

use crate::support::{Site, lines, site};

/// Contest, decision and results; the decision is of 30/11/2021.
const RESULTS: &str = "
    -- don-vi/so-y-te.md --
    ---
    Tiêu đề: Sở Y tế
    Cấp: tỉnh
    Trạng thái: đã duyệt
    ---
    -- phong-trao/zalo.md --
    ---
    Tiêu đề: Nhóm Zalo
    Trạng thái: đã duyệt
    ---
    -- van-ban/quyet-dinh.md --
    ---
    Loại văn bản: Quyết định
    Số ký hiệu: 99/QĐ-SYT
    Ngày ban hành: 30/11/2021
    Trạng thái: đã duyệt
    ---
    -- ket-qua/zalo.md --
    ---
    Tiêu đề: Kết quả nhóm Zalo
    Kết quả của: phong-trao/zalo
    Quyết định: 99/QĐ-SYT
    Danh sách: [{Giải: Nhất, Tên tập thể: Tổ một, Đơn vị: Sở Y tế}]
    Trạng thái: đã duyệt
    ---
";

fn is_there(site: &Site, address: &str) -> bool {
    let outcome = site.build();
    let errors: Vec<String> = lines(&outcome).into_iter().filter(|l| l.starts_with('E')).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    site.output().contains_key(std::path::Path::new(&format!("{address}index.html")))
}

fn results_at(instant: &str) -> Site {
    site(RESULTS).at(instant)
}

#[test]
fn a_result_is_not_public_before_the_day_of_its_decision() {
    assert!(!is_there(&results_at("2021-11-29T23:59:59+07:00"), "ket-qua/zalo/"));
    assert!(is_there(&results_at("2021-11-30T00:00:00+07:00"), "ket-qua/zalo/"));
}

#[test]
fn a_result_waits_for_its_decision_to_be_public() {
    let site = results_at("2021-12-05");
    site.edit(
        "van-ban/quyet-dinh.md",
        "---\nLoại văn bản: Quyết định\nSố ký hiệu: 99/QĐ-SYT\nNgày ban hành: 30/11/2021\nTrạng thái: chờ duyệt\n---\n",
    );
    assert!(!is_there(&site, "ket-qua/zalo/"));
}

#[test]
fn a_result_whose_decision_has_no_day_waits_for_the_announcement() {
    for (day, public) in [("2021-12-01", false), ("2021-12-02", true)] {
        let site = results_at(day);
        let decision =
            "---\nLoại văn bản: Quyết định\nSố ký hiệu: 99/QĐ-SYT\nTrạng thái: đã duyệt\n---\n";
        site.edit("van-ban/quyet-dinh.md", decision);
        site.edit(
            "ket-qua/zalo.md",
            "---\nTiêu đề: Kết quả\nKết quả của: phong-trao/zalo\nQuyết định: 99/QĐ-SYT\nNgày công bố: 02/12/2021\nDanh sách: [{Tên tập thể: Tổ một, Đơn vị: Sở Y tế}]\nTrạng thái: đã duyệt\n---\n",
        );
        assert_eq!(is_there(&site, "ket-qua/zalo/"), public, "{day}");
    }
}

/// News with these lines in its front matter.
fn news(lines: &str) -> Site {
    let site = site("");
    site.edit(
        "tin/a.md",
        format!("---\nTiêu đề: Tin A\nNgày đăng: 01/11/2021\n{lines}---\n\nBài.\n"),
    );
    site
}

#[test]
fn an_embargo_ends_at_its_minute_in_vietnam() {
    let lines = "Trạng thái: đã duyệt\nHẹn giờ đăng: 12/11/2021 08:00\nGỡ từ: 12/11/2021 17:00\n";
    for (instant, public) in [
        ("2021-11-12T00:59:59Z", false),
        ("2021-11-12T01:00:00Z", true),
        ("2021-11-12T16:59:59+07:00", true),
        ("2021-11-12T17:00:00+07:00", false),
    ] {
        assert_eq!(is_there(&news(lines).at(instant), "tin/a/"), public, "{instant}");
    }
}

#[test]
fn only_what_is_approved_is_public() {
    for status in ["nháp", "chờ duyệt", "trả lại", "đã gỡ", "lưu trữ"] {
        assert!(!is_there(&news(&format!("Trạng thái: {status}\n")), "tin/a/"), "{status}");
    }
    assert!(is_there(&news("Trạng thái: đã duyệt\n"), "tin/a/"));
}

#[test]
fn a_section_has_hours_too() {
    let site = news("Trạng thái: đã duyệt\n");
    site.edit("tin/_index.md", "---\nTiêu đề: Tin\nTrạng thái: nháp\n---\n");
    assert!(!is_there(&site, "tin/a/"));
}

/// A contest whose rules have these lines; the page says what it shows of them.
fn contest(rules: &str) -> Site {
    let site = site("");
    site.edit(
        "hoi-thi/zalo.md",
        "---\nTiêu đề: Hội thi\nThể lệ: the-le/bi-mat\nTrạng thái: đã duyệt\n---\n\nXem [[the-le/bi-mat]] và [[the-le/bi-mat|thể lệ]].\n",
    );
    let rules = format!(
        "---\nTiêu đề: Thể lệ kín\nHội thi: hoi-thi/zalo\nLoại văn bản: Thể lệ\n{rules}---\n"
    );
    site.edit("the-le/bi-mat.md", rules);
    site
}

#[test]
fn a_planned_document_is_shown_by_the_line_it_declares() {
    let page = contest("Hiện trước: Thể lệ sẽ có trong tháng 12\nTrạng thái: nháp\n")
        .page("hoi-thi/zalo/");
    assert_eq!(page.matches("Thể lệ sẽ có trong tháng 12").count(), 2, "{page}");
    assert!(
        page.contains("và thể lệ.") && !page.contains("bi-mat") && !page.contains("kín"),
        "{page}"
    );
}

#[test]
fn what_was_taken_down_is_no_longer_foretold() {
    for gone in [
        "Trạng thái: đã gỡ\n",
        "Trạng thái: đã duyệt\nGỡ từ: 01/11/2021\nNgày ban hành: 01/10/2021\nĐịa danh: Lai Châu\n",
    ] {
        let site = contest(&format!("Hiện trước: Sắp có thể lệ\n{gone}"));
        site.build();
        let page = site.output().remove(std::path::Path::new("hoi-thi/zalo/index.html"));
        let page = String::from_utf8(page.unwrap_or_default()).expect("UTF-8");
        assert!(!page.contains("Sắp có thể lệ"), "{gone}: {page}");
    }
}

#[test]
fn without_such_a_line_the_words_are_the_authors_own() {
    let page = contest("Trạng thái: nháp\n").page("hoi-thi/zalo/");
    assert!(page.contains("Xem the-le/bi-mat và thể lệ.") && !page.contains("kín"), "{page}");
}

#[test]
fn the_line_is_dropped_as_soon_as_the_document_is_public() {
    let site = contest("Hiện trước: Sắp có thể lệ\nTrạng thái: nháp\n");
    let before = site.page("hoi-thi/zalo/");
    site.edit(
        "the-le/bi-mat.md",
        "---\nTiêu đề: Thể lệ kín\nHội thi: hoi-thi/zalo\nLoại văn bản: Thể lệ\nHiện trước: Sắp có thể lệ\nTrạng thái: nháp\nNgôn ngữ: en\n---\n",
    );
    assert_eq!(site.page("hoi-thi/zalo/"), before, "nothing of a withheld document is seen");
    assert_eq!(site.output(), site.clean_output());
}

#[test]
fn an_author_hears_of_links_that_stay_plain() {
    let told = |site: &Site| -> Vec<String> {
        site.problems().into_iter().filter(|line| line.contains(" L01.")).collect()
    };
    let places = ["3:9", "7:7", "7:28"];
    let hints = |id| places.map(|at| format!("H hoi-thi/zalo.md:{at} L01.{id}"));
    assert_eq!(told(&contest("Trạng thái: nháp\n")), hints("withheld"));
    let waiting = contest("Trạng thái: đã duyệt\nHẹn giờ đăng: 13/11/2021 08:00\n");
    assert_eq!(told(&waiting)[..], hints("not_yet"));
}
