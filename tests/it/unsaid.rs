//! What was said in a release is not changed unsaid, and `amend` says it.

use std::path::Path;

use lantoa::pipeline;
use lantoa::pipeline::release::{self, Done};

use crate::releases::{news, try_publish, wish};
use crate::support::{Site, site};

const PLAN: &str = "---\ntitle: Kế hoạch\ntype: kế hoạch\nissued_on: 22/10/2021\nstatus: đã duyệt\n\
    unknown: [{fields: [number, issue_place, issuer, subject, signer], reason: thử}]\n---\n\n";

/// A released site with a plan and a piece of news.
fn released() -> Site {
    let site = site("");
    site.edit("ke-hoach/k.md", format!("{PLAN}Nộp trước ngày 15/11/2021."));
    site.edit("tin/t.md", news("Tin", "Bài đầu."));
    publish(&site);
    site
}

fn publish(site: &Site) {
    let done = try_publish(site, 1_700_000_000).expect("the world does not fail here");
    assert!(matches!(done, Done::Made(_)), "{done:?}");
}

/// Which documents are said to differ from the last release, by which check.
fn unsaid(site: &Site) -> Vec<(String, String)> {
    let outcome = pipeline::check(&site.inputs()).expect("the world does not fail here");
    let unsaid = outcome.problems.iter().filter(|problem| problem.id.ends_with(".unsaid"));
    unsaid.map(|problem| (problem.id.to_string(), problem.place.path.to_string())).collect()
}

fn found(check: &str, path: &str) -> Vec<(String, String)> {
    vec![(check.to_owned(), format!("content/{path}"))]
}

#[test]
fn a_silent_edit_is_told_of() {
    let site = released();
    assert_eq!(unsaid(&site), []);
    site.edit("tin/t.md", news("Tin", "Bài đã khác."));
    assert_eq!(unsaid(&site), found("R01.unsaid", "tin/t.md"));
    site.edit("tin/t.md", news("Tin", "Bài đầu."));
    assert_eq!(unsaid(&site), [], "put back");
    site.edit("ke-hoach/k.md", format!("{PLAN}Nộp trước ngày 25/11/2021."));
    assert_eq!(unsaid(&site), found("D11.unsaid", "ke-hoach/k.md"));
}

#[test]
fn an_official_text_that_was_changed_unsaid_is_not_published() {
    let site = released();
    site.edit("ke-hoach/k.md", format!("{PLAN}Nộp trước ngày 25/11/2021."));
    let done = try_publish(&site, 1_700_000_100).expect("the world does not fail here");
    assert!(matches!(done, Done::Mistakes), "{done:?}");
    let noted = "changes: [{class: sửa lỗi đăng tải, note: Gõ nhầm hạn nộp}]\n---\n\n";
    let text = PLAN.replace("---\n\n", noted);
    site.edit("ke-hoach/k.md", format!("{text}Nộp trước ngày 25/11/2021."));
    assert_eq!(unsaid(&site), []);
    publish(&site);
    assert_eq!(unsaid(&site), []);
    site.edit("ke-hoach/k.md", format!("{text}Nộp trước ngày 30/11/2021."));
    assert_eq!(unsaid(&site), found("D11.unsaid", "ke-hoach/k.md"), "one note, one change");
}

#[test]
fn what_only_steers_the_site_and_what_was_never_said_may_change() {
    let site = released();
    let steered = news("Tin", "Bài đầu.").replace("status:", "review_by: 01/01/2030\nstatus:");
    site.edit("tin/t.md", steered.replace("\n\n", "\r\n\r\n"));
    site.edit("tin/moi.md", news("Tin mới", "Một."));
    assert_eq!(unsaid(&site), []);
    site.edit("tin/moi.md", news("Tin mới", "Hai."));
    assert_eq!(unsaid(&site), []);
    site.edit("tin/t.md", news("Tin", "Đang sửa dở.").replace("đã duyệt", "nháp"));
    assert_eq!(unsaid(&site), [], "a draft is shown to nobody");
}

#[test]
fn after_a_rollback_the_older_text_is_what_was_said() {
    let site = released();
    let noted = news("Tin", "Bài hai.")
        .replace("status:", "changes: [{class: cập nhật, note: Viết lại}]\nstatus:");
    site.edit("tin/t.md", noted);
    publish(&site);
    release::rollback(&site.inputs(), &wish(""), 1).expect("the world does not fail here");
    assert_eq!(unsaid(&site), [], "the note still explains it");
    site.edit("tin/t.md", news("Tin", "Bài ba."));
    assert_eq!(unsaid(&site), found("R01.unsaid", "tin/t.md"));
}

#[test]
fn a_lost_memory_of_what_was_said_accuses_nobody() {
    let site = released();
    site.disk.put(Path::new("output/store/releases/0001/said"), "rác");
    site.edit("tin/t.md", news("Tin", "Bài đã khác."));
    assert_eq!(unsaid(&site), []);
}
