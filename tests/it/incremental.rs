//! PROPERTY: for any site and any edits, incremental output equals clean output, byte for byte.

use proptest::prelude::*;

use crate::pictures::photograph;
use crate::support::{Site, lines, site};

/// A change that a person may make between two builds.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Text(usize, u8),
    Title(usize, u8),
    Number(usize, u8),
    Date(usize, u8),
    Status(usize, bool),
    Delete(usize),
    Move(usize, u8),
    Touch(usize),
    Unit(u8),
    Menu(bool),
    Style(u8),
    Template(u8),
    String(u8),
    Attachment(u8),
    Time(u8, u8),
    PublishAt(usize, u8),
    OldPath(usize, u8),
    Changed(usize, u8),
    Picture(u8),
    Shown(usize, bool),
}

const DOCUMENTS: usize = 6;

pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let document = 0..DOCUMENTS;
    let edit = prop_oneof![
        4 => (document.clone(), any::<u8>()).prop_map(|(d, n)| Edit::Text(d, n)),
        3 => (document.clone(), 0..4_u8).prop_map(|(d, n)| Edit::Title(d, n)),
        2 => (document.clone(), any::<u8>()).prop_map(|(d, n)| Edit::Number(d, n)),
        2 => (document.clone(), 1..28_u8).prop_map(|(d, n)| Edit::Date(d, n)),
        2 => (document.clone(), any::<bool>()).prop_map(|(d, n)| Edit::Status(d, n)),
        2 => document.clone().prop_map(Edit::Delete),
        2 => (document.clone(), 0..3_u8).prop_map(|(d, n)| Edit::Move(d, n)),
        1 => document.prop_map(Edit::Touch),
        1 => (0..3_u8).prop_map(Edit::Unit),
        1 => any::<bool>().prop_map(Edit::Menu),
        1 => (0..3_u8).prop_map(Edit::Style),
        1 => (0..3_u8).prop_map(Edit::Template),
        1 => (0..3_u8).prop_map(Edit::String),
        1 => (0..3_u8).prop_map(Edit::Attachment),
        2 => (10..14_u8, 0..24_u8).prop_map(|(day, hour)| Edit::Time(day, hour)),
        2 => (0..DOCUMENTS, 0..24_u8).prop_map(|(d, n)| Edit::PublishAt(d, n)),
        2 => (0..DOCUMENTS, 0..9_u8).prop_map(|(d, n)| Edit::OldPath(d, n)),
        1 => (0..DOCUMENTS, 1..28_u8).prop_map(|(d, n)| Edit::Changed(d, n)),
        1 => (0..3_u8).prop_map(Edit::Picture),
        2 => (0..DOCUMENTS, any::<bool>()).prop_map(|(d, n)| Edit::Shown(d, n)),
    ];
    prop::collection::vec(edit, 1..10)
}

/// One news item as the model of the test knows it.
#[derive(Clone)]
struct Item {
    path: String,
    title: String,
    text: String,
    number: u8,
    date: u8,
    is_public: bool,
    is_there: bool,
    publish_at: Option<u8>,
    old_path: Option<u8>,
    changed: Option<u8>,
    has_picture: bool,
}

pub(crate) struct Model {
    pub(crate) site: Site,
    items: Vec<Item>,
}

impl Model {
    pub(crate) fn new() -> Self {
        let site = site(
            "
            -- don-vi/khoa-a.md --
            ---
            title: Khoa A
            level: đơn vị
            status: đã duyệt
            ---
            -- don-vi/khoa-b.md --
            ---
            title: Khoa B
            level: đơn vị
            status: đã duyệt
            ---
            -- themes/rieng/theme.yaml --
            name: rieng
            extends: lan-toa
            ",
        );
        site.edit("site.yaml", "title: Thi đua\ntheme: rieng\nbase_url: https://x.vn/\n");
        let items = (0..DOCUMENTS).map(|at| Item {
            path: format!("tin/tin-{at}.md"),
            title: format!("Tin số {at}"),
            text: format!("Nội dung {at}. Xem [[tin-{}]].", (at + 1) % DOCUMENTS),
            number: 0,
            date: at as u8 + 1,
            is_public: true,
            is_there: true,
            publish_at: None,
            old_path: None,
            changed: None,
            has_picture: at == 0,
        });
        let model = Self { site, items: items.collect() };
        (0..DOCUMENTS).for_each(|at| model.write(at));
        model.site.edit("tin/tep.txt", "tệp");
        model.site.edit("tin/anh.jpg", photograph(500, 300, 6, 0));
        model
    }

    fn write(&self, at: usize) {
        let item = &self.items[at];
        if !item.is_there {
            return;
        }
        let status = if item.is_public { "đã duyệt" } else { "nháp" };
        let unit = if item.number.is_multiple_of(2) { "khoa-a" } else { "khoa-b" };
        let publish_at = item
            .publish_at
            .map_or_else(String::new, |hour| format!("publish_at: 12/11/2021 {hour:02}:00\n"));
        let old_path = item.old_path.map_or_else(String::new, |n| format!("old_paths: [cu/{n}]\n"));
        let changed = item.changed.map_or_else(String::new, |day| {
            format!("changes: [{{class: cập nhật, note: x, recorded: {day:02}/11/2021}}]\n")
        });
        let picture =
            if item.has_picture { "![Quang cảnh hội trường](/tin/anh.jpg)\n\n" } else { "" };
        let text = format!(
            "---\ntitle: \"{}\"\npublished_on: {:02}/11/2021\n{publish_at}{old_path}{changed}status: {status}\nunit: {unit}\ntags: [chủ đề {}]\n---\n\n## Mục {}\n\n{picture}{}\n\n[tệp](/tin/tep.txt)\n",
            item.title,
            item.date,
            item.number % 3,
            item.number,
            item.text,
        );
        self.site.edit(&item.path, text);
    }

    pub(crate) fn apply(&mut self, edit: &Edit) {
        match edit.clone() {
            Edit::Text(at, n) => self.change(at, |item| item.text = format!("Chữ khác {n}.")),
            Edit::Title(at, n) => self.change(at, |item| item.title = format!("Tên {at} lần {n}")),
            Edit::Number(at, n) => self.change(at, |item| item.number = n),
            Edit::PublishAt(at, n) => self.change(at, |item| item.publish_at = Some(n)),
            Edit::OldPath(at, n) => self.change(at, |item| item.old_path = Some(n)),
            Edit::Shown(at, is) => self.change(at, |item| item.has_picture = is),
            Edit::Changed(at, day) => self.change(at, |item| item.changed = Some(day)),
            Edit::Time(day, hour) => {
                self.site.move_to(&format!("2021-11-{day:02}T{hour:02}:00+07:00"));
            }
            Edit::Date(at, n) => self.change(at, |item| item.date = n),
            Edit::Status(at, is_public) => self.change(at, |item| item.is_public = is_public),
            Edit::Touch(at) => self.write(at),
            Edit::Delete(at) => {
                if self.items[at].is_there {
                    self.site.delete(&self.items[at].path);
                }
                self.items[at].is_there = false;
            }
            Edit::Move(at, n) => {
                if self.items[at].is_there {
                    self.site.delete(&self.items[at].path);
                }
                self.items[at].path = format!("tin/nhom-{n}/tin-{at}.md");
                self.items[at].is_there = true;
                self.write(at);
            }
            Edit::Unit(n) => {
                let text =
                    format!("---\ntitle: Khoa A {n}\nlevel: đơn vị\nstatus: đã duyệt\n---\n");
                self.site.edit("don-vi/khoa-a.md", text);
            }
            other => self.apply_to_site(&other),
        }
    }

    fn apply_to_site(&mut self, edit: &Edit) {
        match edit {
            Edit::Menu(has_menu) => {
                let menu = if *has_menu { "menu: [{title: Tin, to: tin}]\n" } else { "" };
                let text = format!("title: Thi đua\ntheme: rieng\nbase_url: https://x.vn/\n{menu}");
                self.site.edit("site.yaml", text);
            }
            Edit::Style(n) => {
                let css = format!("p {{ margin: {n}px }}\n");
                self.site.edit("themes/rieng/styles/site/rieng.css", css);
            }
            Edit::Template(n) => {
                let html = format!(
                    "{{% extends \"document.html\" %}}\n{{% block content %}}{n}{{{{ page.body }}}}{{% endblock %}}\n"
                );
                self.site.edit("themes/rieng/templates/tin.html", html);
            }
            Edit::String(n) => {
                self.site
                    .edit("themes/rieng/strings/vi.yaml", format!("home: \"Trang đầu {n}\"\n"));
            }
            Edit::Attachment(n) => self.site.edit("tin/tep.txt", format!("tệp {n}")),
            Edit::Picture(n) => self.site.edit("tin/anh.jpg", photograph(500, 300, 1 + n, n * 80)),
            _ => {}
        }
    }

    fn change(&mut self, at: usize, change: impl FnOnce(&mut Item)) {
        change(&mut self.items[at]);
        self.write(at);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn incremental_output_equals_clean_output(rounds in prop::collection::vec(edits(), 1..4)) {
        let mut model = Model::new();
        model.site.build();
        for edits in rounds {
            edits.iter().for_each(|edit| model.apply(edit));
            let outcome = model.site.build();
            let (clean, problems) = model.site.clean();
            prop_assert_eq!(lines(&outcome), problems);
            if lantoa::diagnostic::any_error(&outcome.problems) {
                // A reference to a deleted item: nothing is built, from nothing or from before.
                prop_assert!(clean.is_empty());
                continue;
            }
            let output = model.site.output();
            prop_assert!(output.keys().eq(clean.keys()), "{:?} / {:?}", output.keys(), clean.keys());
            for (path, bytes) in &output {
                prop_assert_eq!(
                    String::from_utf8_lossy(bytes),
                    String::from_utf8_lossy(&clean[path]),
                    "{}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let model = Model::new();
    model.site.build();
    let before = model.site.disk.files(std::path::Path::new("output/site"));
    let report = model.site.build().report;
    assert_eq!((report.rendered, report.written, report.removed), (0, 0, 0));
    assert_eq!(before, model.site.output());
}

#[test]
fn an_edited_text_renders_its_own_page_only() {
    let mut model = Model::new();
    model.site.build();
    model.apply(&Edit::Text(2, 7));
    let report = model.site.build().report;
    let pages: Vec<&str> = report.reasons.iter().map(|(path, _)| path.as_str()).collect();
    // The page itself, and the one whose mention it no longer holds.
    assert_eq!(pages, ["tin/tin-3/index.html", "tin/tin-2/index.html"]);
}

#[test]
fn a_file_of_the_site_that_somebody_changed_is_made_again() {
    let model = Model::new();
    model.site.build();
    let clean = model.site.output();
    model.site.disk.put("output/site/tin/index.html", "hỏng");
    model.site.build();
    assert_eq!(clean, model.site.output());
}

#[test]
fn damaged_memory_is_no_memory() {
    let model = Model::new();
    model.site.build();
    for file in ["part-03", "outlines-03", "head"] {
        model.site.disk.put(format!("output/cache/build/{file}"), "hỏng");
        // Outlines are looked at only where one differs.
        let unit = format!("---\ntitle: {file}\nlevel: đơn vị\nstatus: đã duyệt\n---\n");
        model.site.edit("don-vi/khoa-b.md", unit);
        let report = model.site.build().report;
        assert!(report.rendered > 0);
        assert_eq!(model.site.clean_output(), model.site.output());
    }
}

#[test]
fn one_thread_or_many_the_bytes_are_the_same() {
    let build = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let model = Model::new();
            model.site.build();
            model.site.output()
        })
    };
    assert_eq!(build(1), build(4));
}
