//! What goes wrong in documents: files that are none, documents in each other's way. None of it panics,
//! and a site that was built before stands untouched.

use expect_test::{Expect, expect};
use lantoa::disk::RealDisk;
use lantoa::read;

use crate::folder::Folder;
use crate::support::{NEWS, check_broken, good};

/// A file of the content breaks a good site.
#[track_caller]
fn check_file(path: &str, bytes: impl Into<Vec<u8>>, expected: Expect) {
    check_broken(|site| site.edit(path, bytes), expected);
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
    check_builds("tin/dau.md", NEWS.trim_end(), "tin/dau/");
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
    check_builds("tin/dai.md", format!("{NEWS}{paragraph}\n"), "tin/dai/");
}

#[test]
fn a_hundred_thousand_nested_quotes_are_refused() {
    check_file(
        "tin/sau.md",
        format!("{NEWS}{}sâu\n", "> ".repeat(100_000)),
        expect!["tin/sau.md:7:129 M11.too_deep"],
    );
}

#[test]
fn a_hundred_thousand_nested_brackets_in_front_matter_are_refused() {
    let brackets = "[".repeat(30_000);
    check_file(
        "tin/sau.md",
        format!("---\nTiêu đề: Tin\nChủ đề: {brackets}\n---\n"),
        expect!["tin/sau.md:3:9 S01.unclosed"],
    );
}

#[test]
fn a_nul_byte_is_reported_where_it_stands() {
    check_file(
        "tin/nul.md",
        format!("{NEWS}Nội\0 dung.\n"),
        expect!["tin/nul.md:7:4 F02.control_character"],
    );
}

// Documents that are in each other's way.

#[test]
fn two_files_with_one_id_are_reported() {
    check_broken(
        |site| {
            site.edit("tin/x.md", NEWS);
            site.edit("tin/x/index.md", NEWS);
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
    check_broken(
        |site| {
            site.edit("van-ban/mot.md", text);
            site.edit("van-ban/hai.md", text);
        },
        expect!["van-ban/mot.md D06.same_number"],
    );
}

#[test]
fn two_documents_with_one_address_are_reported() {
    check_broken(
        |site| {
            site.edit("tin/mot.md", NEWS);
            site.edit("tin/hai.md", NEWS.replace("Tiêu đề: Tin", "Tiêu đề: Tin\nĐường dẫn: mot"));
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
    check_broken(
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
    check_broken(
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
    let text = NEWS.replace("Tiêu đề: Tin", "Tiêu đề: Tin\nĐường dẫn: ../x");
    check_file("tin/ra.md", text, expect!["tin/ra.md:3:12 S02.slug"]);
}

#[test]
fn a_file_cannot_be_taken_from_outside_of_the_content() {
    let text = format!("{NEWS}[tệp](../../../etc/passwd.txt)\n");
    check_file("tin/ra.md", text, expect!["tin/ra.md:7:1 L01.file_outside"]);
}

#[test]
fn a_title_of_five_hundred_letters_builds() {
    let text = NEWS.replace("Tiêu đề: Tin", &format!("Tiêu đề: {}", "Đ".repeat(500)));
    check_builds("tin/dai.md", text, "tin/dai/");
}

#[test]
fn a_summary_beyond_the_length_of_its_kind_is_reported() {
    let summary = format!("Tiêu đề: Tin\nTóm tắt: {}", "Đ".repeat(301));
    check_file(
        "tin/dai.md",
        NEWS.replace("Tiêu đề: Tin", &summary),
        expect!["tin/dai.md:3:10 S03.text_too_long"],
    );
}

#[test]
fn two_files_with_one_address_are_reported() {
    check_broken(
        |site| {
            site.edit("tin/a/Mẫu đơn.txt", "một");
            site.edit("tin/a/mau-don.txt", "hai");
            site.edit("tin/a/index.md", format!("{NEWS}[một](<Mẫu đơn.txt>) [hai](mau-don.txt)\n"));
        },
        expect!["tin/a/index.md:7:22 N01.file_address"],
    );
}

#[test]
fn a_file_with_the_address_of_a_page_is_reported() {
    check_broken(
        |site| {
            site.edit("tin/a/index.html", "tệp");
            site.edit("tin/a/index.md", format!("{NEWS}[trang](/tin/a/index.html)\n"));
        },
        expect!["tin/a/index.md:7:1 N01.file_address"],
    );
}

// What no case can show: names and sizes that cannot be typed into a text.

#[test]
#[cfg(unix)]
fn a_name_that_is_no_text_is_reported() {
    use std::os::unix::ffi::OsStrExt as _;
    let name = std::ffi::OsStr::from_bytes(b"content/tin/k\xd5.md");
    check_broken(|site| site.disk.put(name, NEWS), expect!["tin/k�.md F03.name_not_utf8"]);
}

#[test]
fn two_names_that_look_alike_are_reported() {
    check_broken(
        |site| {
            site.edit("tin/h\u{e0}.md", NEWS);
            site.edit("tin/ha\u{300}.md", NEWS);
        },
        expect!["tin/hà.md F03.same_name"],
    );
}

#[test]
#[cfg(unix)]
fn a_link_of_the_disk_is_passed_over_and_told() {
    let folder = Folder::new("links");
    let target = folder.write("ngoai.md", NEWS);
    folder.write("content/tin/a.md", NEWS);
    let link = folder.0.join("content/tin/b.md");
    std::os::unix::fs::symlink(target, link).expect("a link");
    let listing = read::list(&RealDisk, &folder.0.join("content"), "content").expect("listed");
    let told: Vec<(&str, &str)> =
        listing.problems.iter().map(|problem| (&*problem.id, &*problem.place.path)).collect();
    assert_eq!(told, [("F04.link", "content/tin/b.md")]);
    assert_eq!(listing.documents.len(), 1);
}

#[test]
fn a_text_that_is_too_large_is_not_read() {
    let text = format!("{NEWS}{}", "Dài. ".repeat(6 << 20));
    check_file("tin/dai.md", text, expect!["tin/dai.md F05.too_large"]);
}

#[test]
fn front_matter_that_is_too_long_is_not_read() {
    let summary = format!("Tóm tắt: {}\nTrạng thái", "dài ".repeat(20_000));
    let text = NEWS.replace("Trạng thái", &summary);
    check_file("tin/dai.md", text, expect!["tin/dai.md:1:1 S01.front_matter_too_long"]);
}

#[test]
fn a_site_without_settings_is_reported() {
    check_broken(|site| site.delete("site.yaml"), expect!["site.yaml S06.no_site_file"]);
}
