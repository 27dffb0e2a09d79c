//! What goes wrong: broken files, broken themes, a broken world. None of it panics, and a site that
//! was built before stands untouched.

use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use lantoa::disk::{Action, Failure, Faults};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Site, site};

/// The front matter of a public news item.
const HEAD: &str = "---\nTiêu đề: Tin\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n---\n\n";

/// A site without mistakes, under a theme of its own.
fn good() -> Site {
    let site = site(
        "
        -- site.yaml --
        title: Thi đua
        theme: rieng
        -- themes/rieng/theme.yaml --
        name: rieng
        extends: lan-toa
        -- tin/tot.md --
        ---
        Tiêu đề: Tin tốt
        Ngày đăng: 25/10/2021
        Trạng thái: đã duyệt
        ---

        Nội dung.
        ",
    );
    site.build();
    site
}

/// Breaks a good site: these are the errors, and the old output stands untouched.
#[track_caller]
fn check(break_it: impl FnOnce(&Site), expected: Expect) {
    let site = good();
    let before = site.output();
    break_it(&site);
    expected.assert_eq(&site.errors().join("\n"));
    assert!(!before.is_empty() && site.output() == before, "the old output was touched");
}

/// A file of the content breaks a good site.
#[track_caller]
fn check_file(path: &str, bytes: impl Into<Vec<u8>>, expected: Expect) {
    check(|site| site.edit(path, bytes), expected);
}

/// A file of the content is no mistake and becomes a page.
#[track_caller]
fn check_builds(path: &str, bytes: impl Into<Vec<u8>>, page: &str) {
    let site = good();
    site.edit(path, bytes);
    assert!(site.page(page).contains("</html>"));
}

// Files that cannot be read as documents.

#[test]
fn an_empty_file_is_reported() {
    check_file("tin/trong.md", "", expect!["tin/trong.md S01.empty_file"]);
}

#[test]
fn a_document_may_have_front_matter_only() {
    check_builds("tin/dau.md", HEAD.trim_end(), "tin/dau/");
}

#[test]
fn unterminated_front_matter_is_reported_where_it_opens() {
    check_file(
        "tin/mo.md",
        "---\nTiêu đề: Tin\nNgày đăng: 25/10/2021\n\nNội dung.\n",
        expect!["tin/mo.md:1:1 S01.unterminated"],
    );
}

#[test]
fn a_yaml_bomb_is_refused_before_it_is_read() {
    let mut bomb = String::from("---\nTiêu đề: Tin\na: &a [x, x, x, x, x, x, x, x, x]\n");
    for pair in "abcdefghi".as_bytes().windows(2) {
        let (last, name) = (char::from(pair[0]), char::from(pair[1]));
        let many = vec![format!("*{last}"); 9].join(", ");
        bomb.push_str(&format!("{name}: &{name} [{many}]\n"));
    }
    bomb.push_str("---\n");
    check_file(
        "tin/bom.md",
        bomb,
        expect![[r#"
        tin/bom.md:3:4 S01.anchor
        tin/bom.md:4:4 S01.anchor
        tin/bom.md:5:4 S01.anchor
        tin/bom.md:6:4 S01.anchor
        tin/bom.md:7:4 S01.anchor
        tin/bom.md:8:4 S01.anchor
        tin/bom.md:9:4 S01.anchor
        tin/bom.md:10:4 S01.anchor
        tin/bom.md:11:4 S01.anchor"#]],
    );
}

#[test]
fn a_yaml_bomb_in_one_line_is_refused() {
    let mut bomb = String::from("---\nTiêu đề: Tin\nChủ đề: [&a [x, x, x, x, x, x, x, x, x]");
    for pair in "abcdefghi".as_bytes().windows(2) {
        let (last, name) = (char::from(pair[0]), char::from(pair[1]));
        let many = vec![format!("*{last}"); 9].join(", ");
        bomb.push_str(&format!(", &{name} [{many}]"));
    }
    bomb.push_str("]\n---\n");
    check_file("tin/bom.md", bomb, expect!["tin/bom.md:3:10 S01.yaml"]);
}

#[test]
fn a_paragraph_of_ten_megabytes_builds() {
    let paragraph = "thi đua ".repeat(10 * 1024 * 1024 / "thi đua ".len());
    check_builds("tin/dai.md", format!("{HEAD}{paragraph}\n"), "tin/dai/");
}

#[test]
fn a_hundred_thousand_nested_quotes_are_refused() {
    check_file(
        "tin/sau.md",
        format!("{HEAD}{}sâu\n", "> ".repeat(100_000)),
        expect!["tin/sau.md:7:129 M11.too_deep"],
    );
}

#[test]
fn a_hundred_thousand_nested_brackets_in_front_matter_are_refused() {
    let brackets = "[".repeat(30_000);
    check_file(
        "tin/sau.md",
        format!("---\nTiêu đề: Tin\nChủ đề: {brackets}\n---\n"),
        expect!["tin/sau.md:3:136 S01.yaml"],
    );
}

#[test]
fn a_nul_byte_is_reported_where_it_stands() {
    check_file(
        "tin/nul.md",
        format!("{HEAD}Nội\0 dung.\n"),
        expect!["tin/nul.md:7:4 F02.control_character"],
    );
}

// Encodings.

/// The bytes are refused with this message about this encoding.
#[track_caller]
fn check_encoding(bytes: &[u8], id: &str, encoding: Option<&str>) {
    let site = good();
    let before = site.output();
    site.edit("tin/la.md", bytes);
    let problems = site.build().problems;
    let problem = problems.iter().find(|problem| problem.id.starts_with("F01")).expect("F01");
    let named = problem.arguments.iter().find(|(name, _)| name == "encoding");
    assert_eq!((&*problem.id, named.map(|(_, name)| name.as_str())), (id, encoding));
    assert!(site.output() == before, "the old output was touched");
}

/// The bytes of text that shows an old encoding as Latin-1 letters.
fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin-1")).collect()
}

#[test]
fn text_in_tcvn3_is_named() {
    let text = "KÕ ho¹ch tæ chøc phong trµo thi ®ua ®Æc biÖt trong phßng, chèng dÞch";
    check_encoding(&latin(text), "F01.encoding", Some("TCVN3 (ABC)"));
}

#[test]
fn text_in_windows_1258_is_named() {
    let text = "Kêì hoaòch tôÒ chýìc phong traÌo thi ðua ðãòc biêòt trong phoÌng, chôìng diòch";
    check_encoding(&latin(text), "F01.encoding", Some("Windows-1258"));
}

#[test]
fn text_in_utf_16_is_named() {
    let units = "\u{feff}---\nTiêu đề: Kế hoạch\n---\n".encode_utf16();
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    check_encoding(&bytes, "F01.encoding", Some("UTF-16 LE"));
}

#[test]
fn a_picture_with_the_ending_of_a_document_is_called_one() {
    check_encoding(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\xFF\xD8", "F01.binary", None);
}

#[test]
fn damaged_utf_8_is_not_guessed_at() {
    let mut bytes = format!("{HEAD}Kế hoạch tổ chức phong trào thi đua").into_bytes();
    bytes.truncate(bytes.len() - 2);
    bytes.extend_from_slice(b"\xC4\n");
    check_encoding(&bytes, "F01.unknown_encoding", None);
}

/// The site of one document of these bytes.
fn output_of(document: impl Into<Vec<u8>>) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let site = good();
    site.edit("tin/bai.md", document);
    site.page("tin/bai/");
    site.output()
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let plain = format!("{HEAD}Một.\n\nHai.\n");
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert!(output_of(plain) == output_of(windows));
}

#[test]
fn composed_and_decomposed_letters_give_the_same_site() {
    let composed = format!("{HEAD}## Kế hoạch\n\nĐồng lòng.\n");
    let decomposed =
        format!("{HEAD}## Ke\u{302}\u{301} hoa\u{323}ch\n\nĐo\u{302}\u{300}ng lo\u{300}ng.\n");
    assert!(composed != decomposed && output_of(composed) == output_of(decomposed));
}

// Documents that are in each other's way.

#[test]
fn two_files_with_one_id_are_reported() {
    check(
        |site| {
            site.edit("tin/x.md", HEAD);
            site.edit("tin/x/index.md", HEAD);
        },
        expect![[r#"
            tin/x/index.md N01.same_address
            tin/x/index.md N02.same_id"#]],
    );
}

#[test]
fn two_documents_with_one_number_are_reported() {
    let text =
        "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: 147/KH-SYT\nNgày ban hành: 22/10/2021\n---\n";
    check(
        |site| {
            site.edit("van-ban/mot.md", text);
            site.edit("van-ban/hai.md", text);
        },
        expect!["van-ban/mot.md D06.same_number"],
    );
}

#[test]
fn two_documents_with_one_address_are_reported() {
    check(
        |site| {
            site.edit("tin/mot.md", HEAD);
            site.edit("tin/hai.md", HEAD.replace("Tiêu đề: Tin", "Tiêu đề: Tin\nĐường dẫn: mot"));
        },
        expect!["tin/mot.md N01.same_address"],
    );
}

#[test]
fn documents_that_replace_each_other_in_a_circle_are_reported() {
    let text = |number: &str, other: &str| {
        format!(
            "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: {number}\nLiên quan: [{{Loại: thay thế, Văn bản: {other}}}]\n---\n"
        )
    };
    check(
        |site| {
            site.edit("van-ban/a.md", text("11/KH-SYT", "12/KH-SYT"));
            site.edit("van-ban/b.md", text("12/KH-SYT", "13/KH-SYT"));
            site.edit("van-ban/c.md", text("13/KH-SYT", "11/KH-SYT"));
        },
        expect!["van-ban/c.md:4:39 D10.cycle"],
    );
}

/// A unit below another one.
fn unit(parent: &str) -> String {
    format!("---\nTiêu đề: Khoa\nCấp: đơn vị\nTrực thuộc: {parent}\nTrạng thái: đã duyệt\n---\n")
}

#[test]
fn units_that_stand_above_each_other_are_reported() {
    check(
        |site| {
            site.edit("don-vi/a.md", unit("don-vi/b"));
            site.edit("don-vi/b.md", unit("don-vi/a"));
        },
        expect!["don-vi/b.md:4:13 N03.parent_cycle"],
    );
}

#[test]
fn a_unit_that_is_its_own_superior_is_reported() {
    check_file("don-vi/a.md", unit("don-vi/a"), expect!["don-vi/a.md:4:13 N03.parent_cycle"]);
}

#[test]
fn an_address_cannot_leave_its_folder() {
    let text = HEAD.replace("Tiêu đề: Tin", "Tiêu đề: Tin\nĐường dẫn: ../x");
    check_file("tin/ra.md", text, expect!["tin/ra.md:3:12 S02.slug"]);
}

#[test]
fn a_file_cannot_be_taken_from_outside_of_the_content() {
    let text = format!("{HEAD}[tệp](../../../etc/passwd.txt)\n");
    check_file("tin/ra.md", text, expect!["tin/ra.md:7:1 L01.file_outside"]);
}

#[test]
fn a_title_of_five_hundred_letters_builds() {
    let text = HEAD.replace("Tiêu đề: Tin", &format!("Tiêu đề: {}", "Đ".repeat(500)));
    check_builds("tin/dai.md", text, "tin/dai/");
}

#[test]
fn a_summary_beyond_the_length_of_its_kind_is_reported() {
    let summary = format!("Tiêu đề: Tin\nTóm tắt: {}", "Đ".repeat(301));
    check_file(
        "tin/dai.md",
        HEAD.replace("Tiêu đề: Tin", &summary),
        expect!["tin/dai.md:3:10 S03.text_too_long"],
    );
}

// The world fails.

/// The world fails while a good site is built again: the failure, the old output untouched.
#[track_caller]
fn failure(faults: Faults) -> Failure {
    let site = good();
    let before = site.output();
    site.edit("tin/moi.md", format!("{HEAD}Mới.\n"));
    site.fail(faults);
    let failure = site.try_build().expect_err("the world fails");
    assert!(site.output() == before, "the old output was touched");
    failure
}

#[test]
fn a_file_that_vanishes_while_it_is_read_is_named() {
    let path = PathBuf::from("content/tin/moi.md");
    let faults = Faults { unreadable: [path.clone()].into(), ..Faults::default() };
    let failure = failure(faults);
    assert_eq!((failure.action, failure.path), (Action::Read, path));
}

#[test]
fn a_folder_without_permission_is_named() {
    let path = PathBuf::from("content/tin");
    let faults = Faults { closed: [path.clone()].into(), ..Faults::default() };
    let failure = failure(faults);
    assert_eq!((failure.action, failure.path), (Action::List, path));
    assert_eq!(failure.source.kind(), std::io::ErrorKind::PermissionDenied);
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let failure = failure(Faults { room: Some(2000), ..Faults::default() });
    assert_eq!(failure.source.kind(), std::io::ErrorKind::StorageFull);
}

#[test]
fn a_disk_that_is_full_at_any_moment_leaves_the_old_site_or_the_new_one() {
    let site = good();
    let before = site.output();
    site.edit("tin/moi.md", format!("{HEAD}Mới.\n"));
    let clean = site.clean_output();
    let mut outcomes = (0, 0);
    for room in (0..120_000).step_by(10_000) {
        let site = good();
        site.edit("tin/moi.md", format!("{HEAD}Mới.\n"));
        site.fail(Faults { room: Some(room), ..Faults::default() });
        let built = site.try_build();
        let output = site.output();
        assert!(output == before || output == clean, "half a site with {room} bytes of room");
        match built {
            Ok(_) => outcomes.1 += 1,
            Err(failure) => {
                outcomes.0 += 1;
                assert_eq!(failure.source.kind(), std::io::ErrorKind::StorageFull);
            }
        }
    }
    assert!(outcomes.0 > 0 && outcomes.1 > 0, "{outcomes:?}");
}

#[test]
fn when_there_is_room_again_the_site_is_built() {
    let site = good();
    site.edit("tin/moi.md", format!("{HEAD}Mới.\n"));
    site.fail(Faults { room: Some(2000), ..Faults::default() });
    site.try_build().expect_err("the disk is full");
    site.fail(Faults::default());
    site.build();
    assert!(site.output() == site.clean_output());
}

#[test]
fn a_first_build_on_a_full_disk_leaves_no_site() {
    let site = site(&format!("-- tin/bai.md --\n{HEAD}"));
    site.fail(Faults { room: Some(2000), ..Faults::default() });
    site.try_build().expect_err("the disk is full");
    assert!(site.output().is_empty());
}

// Broken themes.

#[test]
fn a_template_with_a_syntax_error_is_reported_with_its_place() {
    check(
        |site| site.edit("themes/rieng/templates/tin.html", "<p>\n{% if %}\n"),
        expect!["themes/rieng/templates/tin.html:2:7 H01.template"],
    );
}

#[test]
fn a_template_with_an_unknown_filter_is_reported() {
    check(
        |site| site.edit("themes/rieng/templates/tin.html", "{{ page.title | khong_co }}\n"),
        expect!["themes/rieng/templates/tin.html H01.template"],
    );
}

#[test]
fn a_template_that_includes_itself_is_reported() {
    check(
        |site| site.edit("themes/rieng/templates/tin.html", "{% include \"tin.html\" %}\n"),
        expect!["themes/rieng/templates/tin.html H01.circle"],
    );
}

#[test]
fn a_template_that_extends_itself_is_reported() {
    check(
        |site| site.edit("themes/rieng/templates/tin.html", "{% extends \"rieng/tin.html\" %}\n"),
        expect!["themes/rieng/templates/tin.html H01.circle"],
    );
}

#[test]
fn a_broken_style_sheet_is_reported_with_its_place() {
    check(
        |site| site.edit("themes/rieng/styles/site/x.css", "p { margin: 0 }\np { color red; }\n"),
        expect!["themes/rieng/styles/site/x.css:2:10 H03.style"],
    );
}

#[test]
fn an_unknown_kind_in_a_list_is_reported() {
    let theme = "name: rieng\nextends: lan-toa\npages:\n  home: {template: home.html, lists: {tin: {kinds: [tinn]}}}\n";
    check(
        |site| site.edit("themes/rieng/theme.yaml", theme),
        expect!["themes/rieng/theme.yaml:4:53 K01.unknown_kind"],
    );
}

#[test]
fn a_theme_that_does_not_exist_is_reported() {
    check_file(
        "site.yaml",
        "title: Thi đua\ntheme: khong-co\n",
        expect!["themes/khong-co K01.no_theme"],
    );
}

#[test]
fn a_theme_that_extends_itself_is_reported() {
    check(
        |site| site.edit("themes/rieng/theme.yaml", "name: rieng\nextends: rieng\n"),
        expect!["themes/rieng/theme.yaml K01.extends_itself"],
    );
}

#[test]
fn a_theme_file_that_is_no_yaml_is_reported() {
    check(
        |site| site.edit("themes/rieng/theme.yaml", "name: [rieng\n"),
        expect!["themes/rieng/theme.yaml:2:1 S01.yaml"],
    );
}

#[test]
fn a_template_that_fails_while_rendering_is_reported_with_its_place() {
    check(
        |site| site.edit("themes/rieng/templates/tin.html", "<p>\n{{ page.khong.co }}\n"),
        expect!["themes/rieng/templates/tin.html:2:9 H02.rendering"],
    );
}

#[test]
fn a_template_that_fails_names_the_page() {
    let site = good();
    site.edit("themes/rieng/templates/tin.html", "{{ page.khong.co }}\n");
    let problems = site.build().problems;
    let problem = problems.iter().find(|problem| problem.id == "H02.rendering").expect("H02");
    let page = problem.arguments.iter().find(|(name, _)| name == "page");
    assert_eq!(page.map(|(_, page)| page.as_str()), Some("content/tin/tot.md"));
}

// Any bytes.

/// Something of everything a document can hold.
const RICH: &str = "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: 147/KH-SYT\nNgày ban hành: 22/10/2021\nTrích yếu: \"Phát động “thi đua”\"\nTrạng thái: đã duyệt\nNgười ký: {Chức vụ: GIÁM ĐỐC, Họ tên: Nguyễn Văn A}\nThời gian: từ ngày 25/10/2021 đến ngày 25/11/2021\nNhiệm vụ:\n  - {Mã: NV1, Đơn vị: khoa-a, Nội dung: \"Làm\", Hạn: 01/11/2021}\nLiên quan: [{Loại: thay thế, Văn bản: 11/KH-SYT}]\nBản dễ hiểu: |\n  Lời **dễ hiểu**.\n---\n\n## I. MỤC ĐÍCH\n\na) Một;\n\n3. ba\n\n> [!NOTE]\n> Ghi chú 147/KH-SYT[^1] và [[tin/tot|lời]].\n\nBảng 1\n\n| a | b |\n|---|--:|\n| 1 | <b onclick=x>2</b> |\n\n![ảnh](anh.jpg \"Tên\")\n\n[^1]: chú\n\n- [x] xong\n";

/// A table of results.
const TABLE: &str = "STT;Giải;Đối tượng;Họ và tên;Đơn vị;Điểm\n1;Nhất;cá nhân;Nguyễn Văn A;khoa-a;9,5\n2;Nhì;tập thể;\"Tổ \"\"1\"\"\";khoa-a;8\n";

/// What a slip of the hand or a broken program does to a file.
#[derive(Clone, Debug)]
enum Slip {
    Insert(Index, Vec<u8>),
    Delete(Index, usize),
    Double(Index, usize),
}

fn slips() -> impl Strategy<Value = Vec<Slip>> {
    let marks = prop::sample::select(vec![
        "---\n", "\n", "  ", "\t", "[[", "]]", "{", "}", "[", "]", "\"", "'", "&a ", "*a", ": ",
        "#", "|", "> ", "**", "`", "<", "![", "](", "[^1]", "\u{0}", "\u{301}", "\u{f8f0}",
        "\u{feff}", "đ", "𝟙", "/", ";",
    ]);
    let bytes = prop_oneof![
        3 => marks.prop_map(|mark| mark.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    let slip = prop_oneof![
        (any::<Index>(), bytes).prop_map(|(at, bytes)| Slip::Insert(at, bytes)),
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Slip::Delete(at, length)),
        (any::<Index>(), 1..80_usize).prop_map(|(at, length)| Slip::Double(at, length)),
    ];
    prop::collection::vec(slip, 1..8)
}

fn slipped(text: &str, slips: &[Slip]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for slip in slips {
        let range = |at: &Index, length: usize| {
            let start = at.index(bytes.len() + 1);
            start..(start + length).min(bytes.len())
        };
        match slip {
            Slip::Insert(at, new) => {
                bytes.splice(range(at, 0), new.iter().copied());
            }
            Slip::Delete(at, length) => {
                bytes.drain(range(at, *length));
            }
            Slip::Double(at, length) => {
                let range = range(at, *length);
                let part = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, part);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(
        random in prop::collection::vec(any::<u8>(), 0..300),
        plan in slips(),
        table in slips(),
        settings in slips(),
    ) {
        let site = site("");
        site.edit("tin/ngau-nhien.md", random);
        site.edit("ke-hoach/ke-hoach.md", slipped(RICH, &plan));
        let results = "---\nTiêu đề: Kết quả\nKết quả của: phong-trao/a\nTệp danh sách: danh-sach.csv\n---\n";
        site.edit("ket-qua/bang/index.md", results);
        site.edit("ket-qua/bang/danh-sach.csv", slipped(TABLE, &table));
        site.edit("site.yaml", slipped("title: Thi đua\nmenu: [{title: Tin, to: tin}]\n", &settings));
        prop_assert!(site.try_build().is_ok());
    }

    #[test]
    fn a_slip_in_a_document_that_still_builds_gives_what_a_clean_build_gives(plan in slips()) {
        let site = good();
        site.edit("tin/rich.md", slipped(&format!("{HEAD}{}", body(RICH)), &plan));
        site.build();
        let clean = site.clean_output();
        prop_assert!(clean.is_empty() || site.output() == clean);
    }
}

fn body(document: &str) -> &str {
    document.splitn(3, "---\n").nth(2).unwrap_or("")
}

#[test]
fn an_unreadable_settings_file_is_a_failure_that_names_it() {
    let path = Path::new("content/site.yaml").to_owned();
    let faults = Faults { unreadable: [path.clone()].into(), ..Faults::default() };
    assert_eq!(failure(faults).path, path);
}

#[test]
fn two_files_with_one_address_are_reported() {
    check(
        |site| {
            site.edit("tin/a/Mẫu đơn.txt", "một");
            site.edit("tin/a/mau-don.txt", "hai");
            site.edit("tin/a/index.md", format!("{HEAD}[một](<Mẫu đơn.txt>) [hai](mau-don.txt)\n"));
        },
        expect!["tin/a/index.md:7:22 N01.file_address"],
    );
}

#[test]
fn a_file_with_the_address_of_a_page_is_reported() {
    check(
        |site| {
            site.edit("tin/a/index.html", "tệp");
            site.edit("tin/a/index.md", format!("{HEAD}[trang](/tin/a/index.html)\n"));
        },
        expect!["tin/a/index.md:7:1 N01.file_address"],
    );
}
