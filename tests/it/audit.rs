//! Nothing withheld is in the bytes of a site, and what is gets found.

use std::collections::BTreeSet;
use std::path::Path;

use lantoa::load_theme;
use lantoa::model::field::code::Pattern;
use lantoa::model::field::{FieldType, record};
use lantoa::model::kind::{Fields, Kind, Kinds, SECTION};

use crate::support::{self, Site, lines, site};

/// The kinds of the theme inside the program.
fn kinds() -> Kinds {
    let disk = lantoa::disk::MemoryDisk::default();
    let loaded = load_theme::load(&disk, Path::new("themes"), "themes", "lan-toa");
    let Ok(Ok(theme)) = loaded else { panic!("the theme inside the program is sound") };
    theme.kinds
}

/// Words that nobody would write, each of them once, in everything a document can have.
struct Canaries {
    kinds: Kinds,
    planted: usize,
    files: Vec<(String, Vec<u8>)>,
    folder: String,
}

impl Canaries {
    fn new() -> Self {
        Self { kinds: kinds(), planted: 0, files: Vec::new(), folder: String::new() }
    }

    fn word(&mut self) -> String {
        self.planted += 1;
        format!("canary{:04}", self.planted)
    }

    fn file(&mut self, ending: &str) -> String {
        let name = format!("{}.{ending}", self.word());
        // A picture with a comment, as cameras and editors write them; a text otherwise.
        let inside = self.word();
        let bytes = match ending {
            "jpg" => {
                let picture = crate::pictures::photograph(8, 8, 1, 0);
                let comment = [b"\xff\xd8\xff\xfe\x00\x0c", inside.as_bytes()].concat();
                [comment.as_slice(), &picture[2..]].concat()
            }
            _ => inside.into_bytes(),
        };
        self.files.push((format!("{}/{name}", self.folder), bytes));
        name
    }

    /// A value of a type; a reference leads to the empty draft of its kind.
    fn value(&mut self, kind: &FieldType) -> Option<String> {
        Some(match kind {
            FieldType::Text { markdown: true, .. } => {
                format!("\"{} **{}** lời kín\"", self.word(), self.word())
            }
            FieldType::Text { .. } => format!("\"Lời kín {}\"", self.word()),
            FieldType::Code(Pattern::Slug | Pattern::Any) => self.word(),
            FieldType::Link => format!("\"https://{}.example/\"", self.word()),
            FieldType::Person => {
                format!("{{Họ tên: {} Văn An, Chức vụ: {}}}", self.word(), self.word())
            }
            FieldType::File => format!("{{Tệp: {}, Tiêu đề: {}}}", self.file("pdf"), self.word()),
            FieldType::Image => {
                format!(
                    "{{Tệp: {}, Mô tả: {}, Nguồn: {}}}",
                    self.file("jpg"),
                    self.word(),
                    self.word()
                )
            }
            FieldType::Record { fields, .. } => format!("{{{}}}", self.fields(fields, ", ")),
            FieldType::Either(types) => {
                let is_own = |kind: &&FieldType| !matches!(kind, FieldType::Reference(_));
                let own = types.iter().find(is_own)?;
                self.value(own)?
            }
            FieldType::Number | FieldType::Money => "12".to_owned(),
            FieldType::Date { .. } => "01/11/2021".to_owned(),
            FieldType::Period => "01/11/2021".to_owned(),
            FieldType::Code(Pattern::Language) => "vi".to_owned(),
            FieldType::Code(Pattern::Digits(lengths)) => {
                "1".repeat(lengths.first().map_or(5, |length| *length as usize))
            }
            FieldType::Reference(to) => {
                format!("{}/khung", self.kinds.names(*to).next()?)
            }
            FieldType::Choice(choices) => format!("\"{}\"", choices.first()?.label.vi),
            _ => return None,
        })
    }

    fn fields(&mut self, fields: &Fields, between: &str) -> String {
        // Left to their defaults, or judged by rules of their own that ask for more than words.
        let own = "status slug unknown entries_file publish_at unpublish_at accepted expires closes_on council_on";
        let own: Vec<&str> = own.split(' ').collect();
        let mut lines = Vec::new();
        for (_, field) in fields.iter().filter(|(_, field)| !own.contains(&field.name.as_str())) {
            // What checks would refuse by itself has a value of its own.
            let value = match field.name.as_str() {
                "check" => Some("D03".to_owned()),
                "old_paths" => Some(format!("cu/{}", self.word())),
                "closes_on" => Some("30/11/2021".to_owned()),
                "council_on" => Some("01/12/2021".to_owned()),
                "expires" => Some("31/12/2031".to_owned()),
                _ => self.value(&field.kind),
            };
            let Some(value) = value else { continue };
            let is_list = field.many
                || matches!(&field.kind, FieldType::Record { shape, .. } if *shape != record::Shape::Plain);
            let value = if is_list { format!("[{value}]") } else { value };
            lines.push(format!("{}: {value}", field.label.vi));
        }
        lines.join(between)
    }

    /// A document of a kind that has everything, a table beside it included.
    fn document(&mut self, kind: &Kind) -> Vec<(String, Vec<u8>)> {
        self.folder = format!("{}/{}", kind.name, self.word());
        let fields = self.fields(&kind.fields, "\n");
        let body = format!(
            "## {}\n\nĐoạn {} có [tệp]({}) và ![Ảnh {}]({} \"Lời chú {}\").\n\n| {} | b |\n|---|---|\n| {} | c |\n",
            self.word(),
            self.word(),
            self.file("txt"),
            self.word(),
            self.file("jpg"),
            self.word(),
            self.word(),
            self.word(),
        );
        let body = if kind.body { body } else { String::new() };
        let text = format!("---\n{fields}\nTrạng thái: nháp\n---\n\n{body}");
        let table = format!("Tên tập thể,Đơn vị\nTổ {},Khoa {}\n", self.word(), self.word());
        let mut files = std::mem::take(&mut self.files);
        files.push((format!("{}/danh-sach.csv", self.folder), table.into_bytes()));
        files.push((format!("{}/index.md", self.folder), text.into_bytes()));
        files
    }
}

/// A site with one public document, and an empty draft of each kind.
fn public() -> Site {
    let site = site("");
    for (_, kind) in kinds().iter().filter(|(_, kind)| kind.name != SECTION) {
        let draft = format!("---\nTiêu đề: Khung {}\nTrạng thái: nháp\n---\n", kind.name);
        site.edit(&format!("{}/khung.md", kind.name), draft);
    }
    site.edit("site.yaml", "title: Thi đua\nbase_url: \"https://thi-dua.example/\"\n");
    site.edit("tin/a.md", "---\nTiêu đề: Tin công khai\nNgày đăng: 01/11/2021\nChủ đề: [loa]\nTrạng thái: đã duyệt\n---\n\nBài.\n");
    site
}

fn build(site: &Site) {
    let errors: Vec<String> =
        lines(&site.build()).into_iter().filter(|line| line.starts_with('E')).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// The canaries in the names and bytes of a site.
fn sweep(site: &Site) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, bytes) in site.output() {
        let text = format!("{} {}", path.display(), String::from_utf8_lossy(&bytes)).to_lowercase();
        found.extend(text.match_indices("canary").map(|(at, _)| text[at..at + 10].to_owned()));
    }
    found
}

#[test]
fn a_thousand_canaries_stay_where_they_were_planted() {
    let (site, kinds, mut canaries) = (public(), kinds(), Canaries::new());
    let all: Vec<&Kind> =
        kinds.iter().map(|(_, kind)| kind).filter(|kind| kind.name != SECTION).collect();
    while canaries.planted < 1000 {
        for kind in &all {
            for (path, bytes) in canaries.document(kind) {
                site.edit(&path, bytes);
            }
        }
    }
    build(&site);
    assert_eq!(sweep(&site), BTreeSet::new());
    assert!(site.output().contains_key(Path::new("tin/a/index.html")));
}

/// News with a picture, a file and a table, under these lines and with canaries everywhere.
fn news(canaries: &mut Canaries, lines: &str) -> Vec<(String, Vec<u8>)> {
    let kinds = kinds();
    let (_, kind) = kinds.find("tin").expect("the theme has news");
    let files = canaries.document(kind).into_iter();
    let approved = |text: Vec<u8>| {
        let text = String::from_utf8(text).expect("UTF-8");
        text.replace("Trạng thái: nháp", lines).into_bytes()
    };
    files
        .map(
            |(path, bytes)| {
                if path.ends_with(".md") { (path, approved(bytes)) } else { (path, bytes) }
            },
        )
        .collect()
}

#[test]
fn times_and_sections_hold_canaries_back_as_drafts_are() {
    for lines in [
        "Trạng thái: đã duyệt\nHẹn giờ đăng: 12/11/2021 00:01",
        "Trạng thái: đã duyệt\nGỡ từ: 11/11/2021",
        "Trạng thái: đã gỡ",
    ] {
        let (site, mut canaries) = (public(), Canaries::new());
        news(&mut canaries, lines).into_iter().for_each(|(path, bytes)| site.edit(&path, bytes));
        build(&site);
        assert_eq!(sweep(&site), BTreeSet::new(), "{lines}");
    }
    let (site, mut canaries) = (public(), Canaries::new());
    let files = news(&mut canaries, "Trạng thái: đã duyệt");
    files.into_iter().for_each(|(path, bytes)| site.edit(&path, bytes));
    build(&site);
    assert!(sweep(&site).len() > 20, "the same news is full of them once it is public");
    site.edit("tin/_index.md", "---\nTiêu đề: Tin\nTrạng thái: nháp\n---\n");
    build(&site);
    assert_eq!(sweep(&site), BTreeSet::new());
}

/// A draft, and a theme of the site's own that has these files.
fn with_theme(files: &[(&str, &str)]) -> Site {
    let site = public();
    site.edit("site.yaml", "title: Thi đua\ntheme: rieng\n");
    site.edit("themes/rieng/theme.yaml", "extends: lan-toa\n");
    site.edit("tin/kin/index.md", DRAFT);
    site.edit("tin/kin/bang-diem.csv", "Tên,Điểm\nTổ một,9\n");
    for (path, text) in files {
        site.edit(&format!("themes/rieng/{path}"), *text);
    }
    site
}

const DRAFT: &str = "---
Tiêu đề: Tổ sáu giành giải nhất hội thi
Ngày đăng: 01/11/2021
Người duyệt: Giàng Thị Dua Mỷ
Trạng thái: nháp
---

Ban Giám khảo chấm bài của tổ sáu cao nhất, bằng tám phiếu trên chín phiếu, mã 77XK2021B.
";

/// What the audit says, file by file; the site must be as it was.
fn check_leak(files: &[(&str, &str)], expected: &[&str]) {
    let site = with_theme(&[]);
    build(&site);
    let before = site.output();
    for (path, text) in files {
        site.edit(&format!("themes/rieng/{path}"), *text);
    }
    let outcome = site.build();
    let leaks = outcome.problems.iter().filter(|problem| problem.code() == "W02").map(|problem| {
        let page = problem.arguments.iter().find(|(name, _)| name == "page");
        // The name of a static file ends in its hash.
        let page = page.map_or("", |(_, page)| page).split('-').next().unwrap_or("").to_owned();
        format!("{} {} {page}", problem.place.path, problem.id)
    });
    assert_eq!(leaks.collect::<Vec<_>>(), expected);
    assert_eq!(site.output(), before, "a leak leaves the old site");
}

#[test]
fn a_leak_in_any_form_of_words_is_found() {
    let title = "content/tin/kin/index.md W02.title assets/x";
    let words = "content/tin/kin/index.md W02.words assets/x";
    for (leak, expected) in [
        ("Tin mới: TỔ SÁU GIÀNH GIẢI NHẤT HỘI THI!", title),
        ("<p>Tổ <b>sáu</b> giành giải&nbsp;nh&#x1ea5;t <em>hội</em> thi</p>", title),
        ("{\"a\":\"T\\u1ed5 s\\u00e1u gi\\u00e0nh gi\\u1ea3i nh\\u1ea5t h\\u1ed9i thi\"}", title),
        ("?q=T%E1%BB%95+s%C3%A1u+gi%C3%A0nh+gi%E1%BA%A3i+nh%E1%BA%A5t+h%E1%BB%99i+thi", title),
        ("<a title=\"bài của tổ sáu cao nhất, bằng tám phiếu\">x</a>", words),
        ("Duyệt: Giàng Thị Dua Mỷ", words),
        ("xem 77xk2021b", words),
        ("<a href=\"../tin/kin/\">x</a>", "content/tin/kin/index.md W02.address assets/x"),
        ("tải bang-diem.csv", "content/tin/kin/index.md W02.file assets/x"),
        ("Tên,Điểm\nTổ một,9\n", "content/tin/kin/index.md W02.file assets/x"),
    ] {
        // The draft's own table, byte for byte, under another name.
        let name = if leak.starts_with("Tên,") { "static/x" } else { "static/x.txt" };
        check_leak(&[(name, leak)], &[expected]);
    }
}

#[test]
fn a_template_that_tells_is_found_on_every_page_it_makes() {
    let page = "<!doctype html><title>x</title><p>Tổ sáu giành giải nhất hội thi</p>\n";
    check_leak(&[("templates/404.html", page)], &["content/tin/kin/index.md W02.title 404.html"]);
}

#[test]
fn words_that_a_public_source_holds_are_no_leak() {
    for quote in
        ["Tổ sáu giành giải nhất hội thi, báo viết.", "Theo tổ **sáu** giành giải nhất hội thi."]
    {
        let site = with_theme(&[("static/x.txt", "Tổ sáu giành giải nhất hội thi")]);
        site.edit(
            "tin/a.md",
            format!(
                "---\nTiêu đề: Tin\nNgày đăng: 01/11/2021\nTrạng thái: đã duyệt\n---\n\n{quote}\n"
            ),
        );
        build(&site);
    }
}

#[test]
fn the_site_that_stands_is_looked_through_when_something_is_withdrawn() {
    let page = "<!doctype html><title>x</title><p>Tổ sáu giành giải nhất hội thi</p>\n";
    let site = with_theme(&[("templates/404.html", page)]);
    site.edit("tin/kin/index.md", DRAFT.replace("nháp", "đã duyệt"));
    build(&site);
    site.edit("tin/kin/index.md", DRAFT);
    let leaks = site.errors();
    assert_eq!(leaks, ["tin/kin/index.md W02.title"]);
}

#[test]
fn a_sentence_that_readers_see_is_no_leak_where_its_source_has_links_in_it() {
    let site = site("");
    site.edit("tin/mau.md", support::news("Cách làm hay của bà con xã Tả Phìn", "Một."));
    site.edit(
        "tin/a.md",
         support::news(
            "Tin A",
            "Hôm qua xem [[tin/mau]] để biết thêm. Mời xem [trang của tỉnh](https://laichau.gov.vn/) \
             để biết thêm việc.",
        ),
    );
    let draft = "Hôm qua xem Cách làm hay của bà con xã Tả Phìn để biết thêm.\n\n\
        Mời xem trang của tỉnh để biết thêm việc.";
    site.edit("tin/nhap.md", support::news("Nháp kín của ban", draft).replace("đã duyệt", "nháp"));
    assert_eq!(site.errors(), [""; 0]);
    let secret = "Mời xem trang của tỉnh để biết danh sách đạt giải.";
    site.edit("tin/nhap.md", support::news("Nháp kín", secret).replace("đã duyệt", "nháp"));
    assert_eq!(site.errors(), [""; 0], "nothing of it is anywhere");
}

#[test]
fn what_every_page_writes_by_itself_is_no_leak() {
    let site = public();
    let lines = "Tiêu đề: Kết quả\nNgày đăng: ngày 01 tháng 11 năm 2021\nTóm tắt: Từ ngày 25/10/2021 đến ngày 25/11/2021\nTrạng thái: nháp\n";
    site.edit(
        "tin/ngay.md",
        format!("---\n{lines}---\n\nNgày 01 tháng 11 năm 2021. Kế hoạch. Tệp đính kèm.\n"),
    );
    build(&site);
}

#[test]
fn a_count_beside_a_label_is_no_leak() {
    let site = public();
    assert!(site_map(&site).contains("Chủ đề (1)"));
    let draft = support::news("Tin kín", "Bài.").replace("đã duyệt", "nháp");
    site.edit("tin/dem.md", draft.replace("Trạng thái", "Chủ đề: [chủ đề 1]\nTrạng thái"));
    assert!(site_map(&site).contains("Chủ đề (1)"), "the draft counts for nothing");
    let named = draft.replace("Tin kín", "Chủ đề kín 1");
    site.edit("tin/dem.md", named);
    site.edit("themes/rieng/theme.yaml", "extends: lan-toa\n");
    site.edit("themes/rieng/static/x.txt", "Chủ đề kín 1");
    site.edit("site.yaml", "title: Thi đua\ntheme: rieng\nbase_url: https://x.vn/\n");
    assert_eq!(site.errors(), ["tin/dem.md W02.title"]);
}

fn site_map(site: &Site) -> String {
    build(site);
    site.page("so-do-trang/")
}

#[test]
fn a_declared_line_is_public_even_where_it_is_the_title() {
    let site = public();
    let contest = "---\nTiêu đề: Hội thi\nThể lệ: the-le/kin\nTrạng thái: đã duyệt\n---\n";
    site.edit("hoi-thi/zalo.md", contest);
    let rules = "---\nTiêu đề: Thể lệ sẽ ban hành trong tháng sau\nHiện trước: Thể lệ sẽ ban hành trong tháng sau\nHội thi: hoi-thi/zalo\nTrạng thái: nháp\n---\n";
    site.edit("the-le/kin.md", rules);
    assert!(site.page("hoi-thi/zalo/").contains("Thể lệ sẽ ban hành trong tháng sau"));
}

#[test]
fn a_private_field_of_a_public_document_makes_nothing_public() {
    let site = with_theme(&[]);
    site.edit("tin/b.md", "---\nTiêu đề: Tin b\nNgày đăng: 01/11/2021\nNgười duyệt: Giàng Thị Dua Mỷ\nTrạng thái: đã duyệt\n---\n\nBài.\n");
    build(&site);
    site.edit("themes/rieng/static/x.txt", "Duyệt: Giàng Thị Dua Mỷ");
    assert_eq!(site.errors(), ["tin/kin/index.md W02.words"]);
}

#[test]
fn words_of_two_blocks_make_no_sentence() {
    let site = with_theme(&[("static/x.txt", "<h3>Tin tổ sáu giành giải</h3><p>nhất hội thi</p>")]);
    build(&site);
}
