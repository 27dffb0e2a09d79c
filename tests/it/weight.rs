//! Pages that are heavier than their site allows.

use crate::support::{Site, site};

/// A document with so many letters that nothing makes shorter.
fn long(letters: usize) -> String {
    let mut state = 7_u32;
    let text: String = (0..letters)
        .map(|at| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let letter = char::from(b"abcdefghijklmnopqrstuvwxyzABCDEF"[(state >> 27) as usize]);
            if at % 80 == 79 { '\n' } else { letter }
        })
        .collect();
    let head = "---\nTiêu đề: Bài dài\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n---\n";
    format!("{head}\n```\n{text}\n```\n")
}

fn with(settings: &str, letters: usize) -> Site {
    let site = site("");
    site.edit("site.yaml", format!("Tiêu đề: Trang thử\n{settings}"));
    site.edit("tin/dai.md", long(letters));
    site
}

/// What is said of weight.
fn said(site: &Site) -> Vec<String> {
    site.problems().into_iter().filter(|line| line.contains("A05")).collect()
}

#[test]
fn a_heavy_page_is_told_of_as_often_as_the_site_is_built() {
    let site = with("", 120_000);
    let told = ["W tin/dai.md A05.page_too_heavy"];
    assert_eq!(said(&site), told);
    assert_eq!(said(&site), told, "nothing is new");
    site.edit("tin/ngan.md", long(10));
    assert_eq!(said(&site), told, "another page is new");
    site.edit("tin/ngan.md", long(20));
    assert_eq!(said(&site), told, "the text of another page is new");
    site.edit("tin/dai.md", long(200));
    assert_eq!(said(&site), [""; 0], "it is light now");
}

#[test]
fn a_page_over_a_limit_of_the_site_itself_is_not_built() {
    let site = with("Hạn mức dung lượng: {Trang: 70}\n", 60_000);
    assert_eq!(said(&site), [""; 0]);
    let before = site.output();
    site.edit("tin/dai.md", long(120_000));
    assert_eq!(said(&site), ["E tin/dai.md A05.page_too_heavy"]);
    assert_eq!(site.output(), before);
    site.edit("site.yaml", "Tiêu đề: Trang thử\nHạn mức dung lượng: {Trang: 0}\n");
    assert_eq!(said(&site), [""; 0], "0 is no limit");
}

#[test]
fn a_heavy_page_can_be_accepted_and_that_is_never_useless() {
    let accepted = "Chấp nhận cảnh báo: [{Mã cảnh báo: A05, Lý do: Phụ lục phải đủ}]\n";
    let site = with(accepted, 120_000);
    assert_eq!(said(&site), ["A tin/dai.md A05.page_too_heavy"]);
    site.edit("tin/dai.md", long(10));
    let problems = site.problems();
    assert!(!problems.iter().any(|line| line.contains("C01")), "{problems:?}");
}
