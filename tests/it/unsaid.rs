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
    found_of(site, ".unsaid")
}

/// What is found under ids with these words, and where.
fn found_of(site: &Site, id: &str) -> Vec<(String, String)> {
    let outcome = pipeline::check(&site.inputs()).expect("the world does not fail here");
    let found = outcome.problems.iter().filter(|problem| problem.id.contains(id));
    found.map(|problem| (problem.id.to_string(), problem.place.path.to_string())).collect()
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
fn the_words_of_a_section_are_explained_with_the_release_alone() {
    let site = released();
    let words = |text: &str| format!("---\ntitle: Tin\nstatus: đã duyệt\n---\n\n{text}");
    site.edit("tin/_index.md", words("Lời đầu."));
    publish(&site);
    site.edit("tin/_index.md", words("Lời khác."));
    assert_eq!(unsaid(&site), found("R01.unsaid_section", "tin/_index.md"));
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
fn a_lost_memory_of_what_was_said_is_told_and_the_next_release_knows_again() {
    let site = released();
    site.disk.put(Path::new("output/store/releases/0001/said"), "rác");
    let told = vec![("R01.forgotten".to_owned(), "output/store/releases/0001/said".to_owned())];
    assert_eq!(found_of(&site, "R01.forgotten"), told);
    assert_eq!(unsaid(&site), [], "nobody is accused");
    let done = release::publish(&site.inputs(), &wish("")).expect("memory").done;
    assert!(matches!(done, Done::Unexplained(_) | Done::NothingNew(_)), "{done:?}");
    site.edit("tin/t.md", news("Tin", "Bài đã khác."));
    publish(&site);
    site.edit("tin/t.md", news("Tin", "Bài khác nữa."));
    assert_eq!(unsaid(&site), found("R01.unsaid", "tin/t.md"));
}

#[test]
fn a_damaged_memory_of_the_build_leaves_no_release_without_what_it_said() {
    let site = released();
    site.edit("tin/t.md", news("Tin", "Bài hai."));
    site.build();
    let outlines = Path::new("output/cache/build");
    for (path, _) in site.disk.files(outlines) {
        if path.to_string_lossy().starts_with("outlines") {
            site.disk.put(outlines.join(path), "rác");
        }
    }
    publish(&site);
    site.edit("tin/t.md", news("Tin", "Bài ba."));
    assert_eq!(unsaid(&site), found("R01.unsaid", "tin/t.md"));
}

/// A released site whose plan and news each offer a file.
fn with_files() -> Site {
    let site = site("");
    site.edit("ke-hoach/k/index.md", format!("{PLAN}Xem [phụ lục](phu-luc.pdf)."));
    site.edit("ke-hoach/k/phu-luc.pdf", "%PDF-1.4 một");
    site.edit("tin/t/index.md", news("Tin", "Xem [bảng](bang.xlsx)."));
    site.edit("tin/t/bang.xlsx", "một");
    publish(&site);
    site
}

#[test]
fn a_file_that_was_exchanged_unsaid_is_told_of() {
    let site = with_files();
    assert_eq!(unsaid(&site), []);
    site.edit("tin/t/bang.xlsx", "hai");
    assert_eq!(unsaid(&site), found("R01.unsaid_file", "tin/t/index.md"));
    site.edit("tin/t/bang.xlsx", "một");
    assert_eq!(unsaid(&site), [], "put back");
    site.edit("ke-hoach/k/phu-luc.pdf", "%PDF-1.4 hai");
    assert_eq!(unsaid(&site), found("D11.unsaid_file", "ke-hoach/k/index.md"));
    let done = try_publish(&site, 1_700_000_100).expect("the world does not fail here");
    assert!(matches!(done, Done::Mistakes), "{done:?}");
    let noted = "changes: [{class: sửa lỗi đăng tải, note: Đăng nhầm tệp}]\n---\n\n";
    let text = PLAN.replace("---\n\n", noted);
    site.edit("ke-hoach/k/index.md", format!("{text}Xem [phụ lục](phu-luc.pdf)."));
    assert_eq!(unsaid(&site), []);
    publish(&site);
    assert_eq!(unsaid(&site), []);
}

/// The ids of what is found, but for what a release always asks for.
fn ids(site: &Site) -> Vec<String> {
    let outcome = pipeline::check(&site.inputs()).expect("the world does not fail here");
    let told = ["D11.unsaid", "D13.changed", "L05.moved", "P10.kept", "R01.unsaid"];
    let is_told = |id: &str| told.contains(&id) || id.starts_with("R03");
    let ids = outcome.problems.iter().map(|problem| problem.id.to_string());
    ids.filter(|id| is_told(id)).collect()
}

#[test]
fn a_page_that_moved_leads_on_from_the_address_that_readers_know() {
    let site = released();
    let text = news("Tin", "Bài đầu.");
    site.edit("tin/t.md", text.replace("status:", "slug: tin-moi\nstatus:"));
    assert_eq!(ids(&site), ["L05.moved"], "another slug");
    site.delete("tin/t.md");
    site.edit("tin/doi-ten.md", text.clone());
    let outcome = pipeline::check(&site.inputs()).expect("the world does not fail here");
    let moved = outcome.problems.iter().find(|problem| problem.id == "L05.moved");
    let fix = moved.and_then(|problem| problem.fix.clone()).expect("a change that leads on");
    let mended = lantoa::edit::apply(&text, &[fix]);
    assert!(mended.contains("\nĐịa chỉ cũ: [/tin/t/]\n---\n"), "{mended}");
    site.edit("tin/doi-ten.md", mended);
    assert_eq!(ids(&site), [""; 0]);
    site.edit("tin/doi-ten.md", text.replace("đã duyệt", "nháp"));
    assert_eq!(ids(&site), [""; 0], "taken down, and so nowhere");
}

#[test]
fn another_signed_file_is_told_of_unless_a_change_says_so() {
    let site = site("");
    let plan = PLAN.replace("status:", "signed_file: ky.pdf\nstatus:");
    site.edit("ke-hoach/k.md", format!("{plan}Nộp."));
    site.edit("ke-hoach/ky.pdf", "%PDF-1.7 /Font a");
    publish(&site);
    assert_eq!(ids(&site), [""; 0]);
    site.edit("ke-hoach/ky.pdf", "%PDF-1.7 /Font b");
    assert_eq!(ids(&site), ["D13.changed"], "the same name, other bytes");
    site.edit("ke-hoach/ky.pdf", "%PDF-1.7 /Font a");
    site.edit("ke-hoach/ky-2.pdf", "%PDF-1.7 /Font b");
    site.edit("ke-hoach/k.md", format!("{}Nộp.", plan.replace("ky.pdf", "ky-2.pdf")));
    assert_eq!(ids(&site), ["D11.unsaid", "D13.changed"], "another file");
    let noted = plan.replace("status:", "changes: [{class: đính chính, note: Ký lại}]\nstatus:");
    site.edit("ke-hoach/k.md", format!("{}Nộp.", noted.replace("ky.pdf", "ky-2.pdf")));
    assert_eq!(ids(&site), [""; 0]);
}

#[test]
fn who_edits_from_an_older_state_is_told_before_undoing_the_work_of_others() {
    let site = released();
    let first = news("Tin", "Bài đầu.");
    let note = |text: &str, when: &str| {
        let change = format!("changes: [{{class: cập nhật, note: x, recorded: {when}}}]\nstatus:");
        news("Tin", text).replace("status:", &change)
    };
    site.edit("tin/t.md", note("Người thứ nhất sửa.", "01/11/2021"));
    publish(&site);
    site.edit("tin/t.md", first.clone());
    assert_eq!(ids(&site), ["R03.note_gone"], "the state of before");
    site.edit("tin/t.md", news("Tin", "Người thứ hai sửa bài đầu."));
    assert_eq!(ids(&site), ["R03.note_gone"], "an edit of the state of before");
    site.edit("tin/t.md", note("Người thứ hai sửa bài đầu.", "02/11/2021"));
    assert_eq!(ids(&site), ["R03.note_gone"], "noted, and the first note is lost");
}

#[test]
fn a_text_that_only_an_older_release_said_is_told_by_its_number() {
    let site = released();
    site.edit("tin/t.md", news("Tin", "Bài hai."));
    publish(&site);
    site.edit("tin/t.md", news("Tin", "Bài đầu."));
    assert_eq!(ids(&site), ["R03.older_text"]);
}

#[test]
fn a_milestone_does_not_outlive_a_consent() {
    let consents = "consents: [{person: A, form: văn bản, on: 01/11/2021, scope: tên, expires: \
        30/11/2021}]\nstatus:";
    let site = site("");
    site.edit("tin/t.md", news("Tin", "Bài đầu.").replace("status:", consents));
    publish(&site);
    site.disk.put(Path::new("output/store/pins"), "1 Tổng kết\n");
    assert_eq!(ids(&site), [""; 0], "the consent holds");
    let mut site = site;
    site.move_to("2021-12-01");
    site.edit("tin/t.md", news("Tin", "Bài đầu.").replace("status: đã duyệt", "status: nháp"));
    assert_eq!(ids(&site), [""; 0], "no consent is known of any more");
    let taken_down = news("Tin", "Bài đầu.").replace("status:", consents);
    site.edit("tin/t.md", taken_down.replace("đã duyệt", "đã gỡ"));
    assert_eq!(ids(&site), ["P10.kept"]);
    site.disk.put(Path::new("output/store/pins"), "");
    assert_eq!(ids(&site), [""; 0]);
}
