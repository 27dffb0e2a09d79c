//! Runs of the real program in folders of their own: exit codes, what is printed, what is written.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "these tests look at a real disk from outside"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::folder::{Folder, Run};
use crate::support::tree;

/// A news item with a mistake in line 3.
const WRONG: &str = "---\nTiêu đề: Tin\nNgày đăng: 31/11/2021\n---\n";

#[test]
fn a_new_site_builds_at_once() {
    let folder = Folder::site("init");
    let run = folder.run(&["build", "--at", "2021-11-12"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(folder.read("output/site/trang/gioi-thieu/index.html").contains("</html>"));
}

#[test]
fn a_new_site_in_english_builds_at_once() {
    let folder = Folder::new("init-en");
    assert_eq!(folder.run(&["init", "--lang", "en", "trang-web"]).code, 0);
    let content = ["--content", "trang-web/content", "--output", "ra", "--at", "2021-11-12"];
    let run = folder.run(&[&["build"], &content[..]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(folder.read("ra/site/index.html").contains("<html lang=\"en\">"));
}

#[test]
fn a_site_is_never_made_over_another_one() {
    let folder = Folder::site("init-twice");
    folder.write("content/site.yaml", "title: Của tôi\n");
    assert_eq!(folder.run(&["init"]).code, 2);
    assert_eq!(folder.read("content/site.yaml"), "title: Của tôi\n");
}

#[test]
fn a_new_document_is_made_where_its_kind_lives() {
    let folder = Folder::site("new");
    assert_eq!(folder.run(&["new", "tin", "Lễ phát động"]).code, 0);
    assert!(folder.read("content/tin/le-phat-dong.md").starts_with("---\n"));
}

#[test]
fn a_new_document_never_overwrites_one() {
    let folder = Folder::site("new-twice");
    folder.write("content/tin/le-phat-dong.md", "của tôi");
    let run = folder.run(&["new", "tin", "Lễ phát động"]);
    assert_eq!((run.code, run.printed.as_str()), (2, ""), "{run:?}");
    assert_eq!(folder.read("content/tin/le-phat-dong.md"), "của tôi");
}

#[test]
fn a_new_document_of_an_unknown_kind_is_refused() {
    let folder = Folder::site("new-unknown");
    assert_eq!(folder.run(&["new", "tinn", "Lễ phát động"]).code, 2);
}

#[test]
fn a_mistake_is_printed_with_its_place() {
    let folder = Folder::site("check");
    folder.write("content/tin/sai.md", WRONG);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.errors.contains("content/tin/sai.md:3:12"), "{}", run.errors);
}

#[test]
fn a_site_without_mistakes_passes_the_check_and_nothing_is_written() {
    let folder = Folder::site("check-good");
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!folder.0.join("output").exists());
}

#[test]
fn a_mistake_keeps_the_old_site() {
    let folder = Folder::site("build-wrong");
    folder.run(&["build", "--at", "2021-11-12"]);
    let before = tree(&folder.0.join("output/site"));
    folder.write("content/tin/sai.md", WRONG);
    assert_eq!(folder.run(&["build", "--at", "2021-11-12"]).code, 1);
    assert!(!before.is_empty() && before == tree(&folder.0.join("output/site")));
}

#[test]
fn results_are_printed_as_json() {
    let folder = Folder::site("json");
    folder.write("content/tin/sai.md", WRONG);
    let run = folder.run(&["check", "--json"]);
    let printed: serde_json::Value = serde_json::from_str(&run.printed).expect("JSON");
    assert_eq!((run.code, run.errors.as_str()), (1, ""));
    let problems = printed["problems"].as_array().expect("problems");
    let problem =
        problems.iter().find(|problem| problem["severity"] == "error").expect("a mistake");
    let place = [&problem["path"], &problem["line"], &problem["column"]].map(ToString::to_string);
    assert_eq!(problem["id"], "S02.date_impossible");
    assert_eq!(place, ["\"content/tin/sai.md\"", "3", "12"]);
}

#[test]
fn an_unknown_command_is_a_wrong_use() {
    assert_eq!(Folder::new("unknown").run(&["dung"]).code, 2);
}

#[test]
fn a_wrong_instant_is_a_wrong_use() {
    let folder = Folder::site("at");
    let run = folder.run(&["build", "--at", "hôm qua"]);
    assert_eq!((run.code, run.errors.lines().count()), (2, 1), "{run:?}");
    assert!(!folder.0.join("output").exists());
}

#[test]
fn a_folder_without_a_site_is_a_mistake_and_not_a_crash() {
    let run = Folder::new("nothing").run(&["build", "--at", "2021-11-12"]);
    assert_eq!(run.code, 1, "{run:?}");
}

/// The world failed: exit 3 and one line that names the path.
#[track_caller]
fn check_world(run: &Run, path: &str) {
    assert_eq!((run.code, run.printed.as_str(), run.errors.lines().count()), (3, "", 1), "{run:?}");
    assert!(run.errors.contains(path), "{run:?}");
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = Folder::site("output");
    folder.write("tep", "đây là tệp");
    check_world(&folder.run(&["build", "--at", "2021-11-12", "--output", "tep"]), "tep");
}

#[test]
fn a_document_that_cannot_be_made_is_named() {
    let folder = Folder::site("new-output");
    folder.write("content/tin", "đây là tệp");
    check_world(&folder.run(&["new", "tin", "Lễ phát động"]), "content/tin");
}

/// Nobody but root may pass folders without permission, so root sees a site and not a failure.
#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named_or_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::site("closed");
    let closed = folder.0.join("content/trang");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("closed");
    let is_closed = fs::read_dir(&closed).is_err();
    let run = folder.run(&["build", "--at", "2021-11-12"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("opened again");
    if is_closed {
        check_world(&run, "content/trang");
    } else {
        assert_eq!(run.code, 0, "{run:?}");
    }
}

#[test]
fn completions_are_printed() {
    let run = Folder::new("completions").run(&["completions", "bash"]);
    assert_eq!(run.code, 0);
    assert!(run.printed.contains("complete -F _lantoa"), "{}", run.printed);
}

#[test]
fn help_speaks_the_language_that_is_asked_for() {
    let run = Folder::new("help").run(&["--lang", "vi", "--help"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.printed.contains("Soát lỗi các bài"), "{}", run.printed);
}

#[test]
fn schemas_are_written_where_they_are_wanted() {
    let folder = Folder::site("schema");
    assert_eq!(folder.run(&["schema", "--to", "soan"]).code, 0);
    let schema = folder.read("soan/lantoa/tin.schema.json");
    assert!(serde_json::from_str::<serde_json::Value>(&schema).is_ok());
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        let target = to.join(path);
        fs::create_dir_all(target.parent().expect("a file has a folder")).expect("its folder");
        fs::write(target, bytes).expect("the file");
    }
}

/// The sample site, built in a folder of this name under these variables.
fn sample(name: &str, variables: &[(&str, &str)]) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = Folder::new(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &folder.0.join("content"));
    let run = folder.run_in(&["build", "--at", "2021-11-12"], variables);
    assert_eq!(run.code, 0, "{run:?}");
    tree(&folder.0.join("output/site"))
}

#[test]
fn any_folder_any_locale_and_any_number_of_threads_give_the_same_bytes() {
    let one = sample(
        "a",
        &[("LC_ALL", "C"), ("LANG", "C"), ("TZ", "Pacific/Kiritimati"), ("RAYON_NUM_THREADS", "1")],
    );
    let other = sample(
        "mot thư mục khác",
        &[
            ("LC_ALL", "vi_VN.UTF-8"),
            ("LANG", "tr_TR.UTF-8"),
            ("TZ", "America/Los_Angeles"),
            ("RAYON_NUM_THREADS", "4"),
        ],
    );
    assert!(!one.is_empty() && one.keys().eq(other.keys()));
    let different: Vec<&PathBuf> =
        one.iter().filter(|(path, bytes)| other[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn a_second_build_of_a_real_folder_writes_nothing() {
    let folder = Folder::site("again");
    // Long before the first build, so that its stamps are trusted.
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    for path in tree(&folder.0.join("content")).keys() {
        let file = fs::File::options().write(true).open(folder.0.join("content").join(path));
        file.and_then(|file| file.set_modified(long_ago)).expect("its time");
    }
    folder.run(&["build", "--at", "2021-11-12"]);
    // The mark by which a build that reads something knows the disk's time.
    fs::remove_file(folder.0.join("output/cache/begun")).expect("the first build read files");
    let before = tree(&folder.0.join("output"));
    let run = folder.run(&["build", "--at", "2021-11-12", "--json"]);
    let printed: serde_json::Value = serde_json::from_str(&run.printed).expect("JSON");
    assert_eq!(printed["report"]["written"], 0, "{printed}");
    assert!(tree(&folder.0.join("output")) == before, "nothing at all is written");
    folder.write("content/tin/moi.md", "---\nTiêu đề: Mới\nNgày đăng: 01/11/2021\n---\n\nBài.\n");
    folder.run(&["build", "--at", "2021-11-12"]);
    assert!(folder.has("output/cache/begun"), "what is new is read in its time");
}

#[test]
fn schedule_tells_cron_by_its_exit_code_whether_to_build() {
    let folder = Folder::site("schedule");
    let news = "---\nTiêu đề: Tin\nNgày đăng: 01/11/2021\nHẹn giờ đăng: 12/11/2021 08:00\nTrạng thái: đã duyệt\n---\n\nBài.\n";
    folder.write("content/tin/a.md", news);
    let due = |at: &str| folder.run(&["schedule", "--due", "--at", at]);
    assert_eq!(due("2021-11-12").code, 0, "nothing was built yet");
    assert_eq!(folder.run(&["build", "--at", "2021-11-12"]).code, 0);
    let before = due("2021-11-12T07:59+07:00");
    assert_eq!(
        (before.code, before.printed.as_str()),
        (1, "cần dựng trang lúc 08:00 ngày 12 tháng 11 năm 2021\n")
    );
    assert_eq!(due("2021-11-12T08:00+07:00").code, 0);
    assert_eq!(due("2021-11-11").code, 0, "the site is of a later instant");
    let listed = folder.run(&["schedule", "--at", "2021-11-12"]);
    assert_eq!(listed.code, 0);
    assert!(listed.printed.contains("  hiện ra: Tin (content/tin/a.md)"), "{}", listed.printed);
    let json = folder.run(&["schedule", "--json", "--at", "2021-11-12"]).printed;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["next"], "2021-11-12T08:00:00+07:00");
    assert_eq!(folder.run(&["schedule", "--since", "hôm qua"]).code, 2);
    folder.write("content/tin/b.md", "---\nNgày đăng: 99\n---\n");
    assert_eq!(due("2021-11-12T08:00+07:00").code, 1, "a build would be refused");
}

#[test]
fn fix_shows_each_change_and_makes_it_when_told_to() {
    let folder = Folder::site("fix");
    let head = "---\r\nTiêu đề: Tin\r\nNgày đăng: 01/11/2021\r\n---\r\n\r\n";
    let typed = format!("{head}Phòng dịch Covid - 19, huy động lược lượng tham gia..\r\n");
    folder.write("content/tin/a.md", &typed);
    let shown = folder.run(&["fix"]);
    assert_eq!(shown.code, 1, "nobody was there to say yes");
    let lines = [
        "content/tin/a.md:6: [T07]",
        "  - Phòng dịch Covid - 19, huy động",
        "  + Phòng dịch Covid-19, huy động",
    ];
    lines.iter().for_each(|line| assert!(shown.printed.contains(line), "{}", shown.printed));
    assert_eq!(folder.read("content/tin/a.md"), typed);
    let made = folder.run(&["fix", "--yes", "--json"]);
    assert_eq!(made.code, 0);
    let printed: serde_json::Value = serde_json::from_str(&made.printed).expect("JSON");
    assert_eq!(printed["fixes"][0]["new"], "Covid-19", "{printed}");
    let mended = format!("{head}Phòng dịch Covid-19, huy động lực lượng tham gia.\r\n");
    assert_eq!(folder.read("content/tin/a.md"), mended);
    assert_eq!(folder.run(&["fix"]).code, 0);
}

/// Words of `clap` that no clerk should have to understand.
const ENGLISH: [&str; 9] =
    ["Usage", "Options", "Commands", "Arguments", "default", "possible", "Print", "error:", "tip:"];

#[test]
fn help_and_what_is_typed_wrongly_speak_vietnamese() {
    let folder = Folder::new("help-vi");
    let commands =
        ["init", "new", "amend", "check", "fix", "build", "schedule", "serve", "publish"];
    let helps = commands.iter().map(|command| vec![*command, "--help"]);
    for typed in helps.chain([vec!["--help"], vec!["-h"], vec![]]) {
        let run = folder.run(&typed);
        let text = run.printed + &run.errors;
        let english = ENGLISH.iter().find(|word| text.contains(**word));
        assert!(text.contains("Cách gõ:") && english.is_none(), "{english:?} in {text}");
    }
    let wrong = |typed: &[&str]| {
        let run = folder.run(typed);
        assert_eq!((run.code, run.printed.as_str()), (2, ""), "{typed:?}");
        assert!(ENGLISH.iter().all(|word| !run.errors.contains(word)), "{}", run.errors);
        run.errors
    };
    assert!(wrong(&["chek"]).starts_with("không có lệnh “chek”\ncó phải ý bạn là check?\n"));
    assert!(wrong(&["build", "--outpt", "x"]).contains("có phải ý bạn là --output?"));
    assert!(wrong(&["new", "tin"]).starts_with("lệnh còn thiếu: <TIÊU ĐỀ>\n"));
    assert!(wrong(&["serve", "--port", "abc"]).contains("không hiểu “abc”"));
    assert!(wrong(&["check", "--color", "x"]).contains("chọn một trong: auto"));
    assert!(wrong(&["new", "tin", "Lễ", "phát"]).contains("ngoặc kép"));
    assert!(folder.run(&["chek", "--lang", "en"]).errors.starts_with("there is no command “chek”"));
}

#[test]
fn what_the_system_refuses_is_told_in_vietnamese() {
    let folder = Folder::site("refused");
    folder.write("output", "một tệp chứ không phải thư mục");
    let run = folder.run(&["build"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(!run.errors.contains("os error"), "{run:?}");
}
