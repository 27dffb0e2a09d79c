//! `lantoa amend` without a terminal: what is kept, what is noted, what is refused.

use crate::folder::{Folder, Run};

const PLAN: &str = "---\nTrích yếu: Kế hoạch A\nLoại văn bản: kế hoạch\nNgày ban hành: 22/10/2021\n\
    Trạng thái: đã duyệt\n\
    Chưa có trong nguồn: [{Mục: [Số ký hiệu, Địa danh, Cơ quan ban hành, Người ký], Lý do: thử}]\n\
    ---\n\nNộp trước ngày 15/11/2021.\n";

fn with_plans(name: &str) -> Folder {
    let folder = Folder::site(name);
    folder.write("content/ke-hoach/a.md", PLAN);
    folder.write("content/ke-hoach/sua-a.md", PLAN.replace("Kế hoạch A", "Sửa kế hoạch A"));
    folder
}

fn amend(folder: &Folder, class: &str) -> Run {
    let by = ["--by", "ke-hoach/sua-a", "--effective", "05/11/2021", "--note", "Lùi hạn nộp"];
    folder.run(&[&["amend", "a", "--class", class], &by[..]].concat())
}

#[test]
fn an_amendment_keeps_the_old_text_and_makes_room_for_the_new() {
    let folder = with_plans("amend");
    let run = amend(&folder, "sửa đổi");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(folder.read("content/ke-hoach/a/2021-10-22.md"), PLAN);
    let new = folder.read("content/ke-hoach/a/index.md");
    for part in
        ["Hiệu lực từ: 05/11/2021\n", "Loại: sửa đổi, Ghi chú: \"Lùi hạn nộp\"", "Ghi nhận lúc:"]
    {
        assert!(new.contains(part), "{part}: {new}");
    }
    assert!(!folder.has("content/ke-hoach/a.md"));
    assert!(run.printed.contains("content/ke-hoach/a.md đã chuyển thành"), "{run:?}");
    for path in ["content/ke-hoach/a/2021-10-22.md", "content/ke-hoach/a/index.md"] {
        assert!(run.printed.contains(path), "{run:?}");
    }
    let run = folder.run(&["build", "--at", "2021-11-12"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(folder.read("output/site/ke-hoach/a/lich-su/index.html").contains("Lùi hạn nộp"));
}

#[test]
fn a_second_amendment_of_a_day_takes_the_next_name() {
    let folder = with_plans("amend-twice");
    assert_eq!(amend(&folder, "sửa đổi").code, 0);
    let corrigendum = ["amend", "a", "--class", "đính chính", "--note", "Sai chính tả"];
    let run = folder.run(&[&corrigendum[..], &["--by", "ke-hoach/sua-a"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let kept = folder.read("content/ke-hoach/a/2021-11-05.md");
    assert!(kept.contains("Hiệu lực từ: 05/11/2021"), "{kept}");
    assert_eq!(folder.run(&["check", "--at", "2021-11-12"]).code, 0);
}

#[test]
fn a_slip_of_our_own_is_noted_and_nothing_is_copied() {
    let folder = with_plans("amend-slip");
    let run = amend(&folder, "sửa lỗi đăng tải");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(folder.read("content/ke-hoach/a.md").contains("Loại: sửa lỗi đăng tải"));
    assert!(!folder.has("content/ke-hoach/a"));
    assert!(run.errors.contains("không ghi ngày 05/11/2021"), "{run:?}");
}

#[test]
fn what_was_edited_since_its_release_is_not_kept_as_the_old_text() {
    let folder = with_plans("amend-late");
    let at = ["--at", "2021-11-12"];
    assert_eq!(folder.run(&[&["publish", "--note", "x"], &at[..]].concat()).code, 0);
    let edited = PLAN.replace("15/11/2021", "25/11/2021");
    folder.write("content/ke-hoach/a.md", &edited);
    let run = amend(&folder, "sửa đổi");
    assert_eq!((run.code, run.printed.as_str()), (2, ""), "{run:?}");
    assert_eq!(folder.read("content/ke-hoach/a.md"), edited);
    assert_eq!(amend(&folder, "sửa lỗi đăng tải").code, 0, "our own slip");
    folder.write("content/ke-hoach/a.md", PLAN);
    assert_eq!(amend(&folder, "sửa đổi").code, 0, "put back first");
}

#[test]
fn what_is_not_known_is_refused_and_nothing_is_touched() {
    let folder = with_plans("amend-refused");
    let refused: [&[&str]; 9] = [
        &["amend", "không-có"],
        &["amend", "a"],
        &["amend", "a", "--class", "lung tung", "--note", "x"],
        &["amend", "a", "--class", "sửa đổi"],
        &["amend", "a", "--class", "sửa đổi", "--note", "x", "--effective", "31/11/2021"],
        &["amend", "a", "--class", "cập nhật", "--note", " "],
        &["amend", "a", "--class", "thay thế", "--note", "x"],
        &["amend", "a", "--class", "thu hồi", "--note", "x"],
        &["amend", "_index.md", "--class", "cập nhật", "--note", "x"],
    ];
    for arguments in refused {
        let run = folder.run(arguments);
        assert_eq!((run.code, run.printed.as_str()), (2, ""), "{run:?}");
        assert!(!run.errors.is_empty(), "{arguments:?}");
    }
    assert_eq!(folder.read("content/ke-hoach/a.md"), PLAN);
    assert!(!folder.has("content/ke-hoach/a"));
}
