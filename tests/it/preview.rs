//! The preview: pages made when they are asked for, equal to those of a build, through all edits.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lantoa::diagnostic::Severity;
use lantoa::disk::Faults;
use lantoa::pipeline::preview::{Change, Preview, Sight, Suspects};
use lantoa::pipeline::scene::{Answer, Scene, Shown};
use proptest::prelude::*;

use crate::incremental::{Model, edits};
use crate::support::{Site, day, news, site};

/// A site with a preview that is kept fresh.
struct Watched {
    site: Site,
    files: BTreeMap<PathBuf, Vec<u8>>,
    preview: Preview,
}

fn files(site: &Site) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = site.disk.files(Path::new(""));
    files.retain(|path, _| !path.starts_with("output"));
    files
}

/// The paths that differ, as somebody who watches the folders would tell them.
fn suspects(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) -> Suspects {
    let paths: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    let changed: Vec<&PathBuf> =
        paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).collect();
    let is_ground = |path: &Path| path.starts_with("themes") || path.ends_with("site.yaml");
    Suspects::Some {
        ground: changed.iter().any(|path| is_ground(path)),
        content: changed
            .iter()
            .filter_map(|path| path.strip_prefix("content").ok().map(Path::to_owned))
            .collect(),
    }
}

impl Watched {
    fn new(site: Site) -> Self {
        let preview = Preview::open(&site.inputs()).expect("the world does not fail here");
        Self { files: files(&site), site, preview }
    }

    /// Looks again at what differs; says what came of it.
    fn look(&mut self) -> Change {
        let files = files(&self.site);
        let suspects = suspects(&self.files, &files);
        self.look_at(&suspects)
    }

    fn look_at(&mut self, suspects: &Suspects) -> Change {
        let next = self.preview.refresh(&self.site.inputs(), suspects);
        let next = next.expect("the world does not fail here");
        let change = next.change_since(&self.preview);
        self.files = files(&self.site);
        self.preview = next;
        change
    }

    fn edit(&mut self, path: &str, text: &str) -> Change {
        self.site.edit(path, text);
        self.look()
    }

    fn page(&self, path: &str) -> String {
        let scene = self.preview.scene().expect("there is a good scene");
        text(&self.site, scene, path).unwrap_or_else(|| panic!("no page {path}"))
    }

    fn has_page(&self, path: &str) -> bool {
        self.preview.scene().is_some_and(|scene| text(&self.site, scene, path).is_some())
    }

    fn errors(&self) -> Vec<&str> {
        let errors = self.preview.problems.iter();
        let errors = errors.filter(|problem| problem.severity == Severity::Error);
        errors.map(|problem| problem.id.as_ref()).collect()
    }
}

/// The bytes that stand at a path, as a browser would get them.
fn bytes(site: &Site, scene: &Scene, path: &str) -> Option<Vec<u8>> {
    use lantoa::disk::Disk as _;
    match scene.answer(&site.inputs(), path).expect("the world does not fail here") {
        Answer::Page(Shown { html, .. }) => Some(html),
        Answer::Bytes(bytes) => Some(bytes),
        Answer::File(path) => Some(site.disk.read(&path).expect("the file")),
        Answer::Missing(Shown { html, .. }) if path == "404.html" => Some(html),
        Answer::Missing(_) | Answer::Folder => None,
        Answer::Broken(problem) => panic!("{path} is broken: {problem:?}"),
        Answer::Changing => panic!("{path} is changing"),
    }
}

fn text(site: &Site, scene: &Scene, path: &str) -> Option<String> {
    bytes(site, scene, path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A news item.
fn two_items() -> Watched {
    let site = site("");
    site.edit("tin/a.md", news("Bài A", "Chữ A. Xem [[b]]."));
    site.edit("tin/b.md", news("Bài B", "Chữ B."));
    Watched::new(site)
}

#[test]
fn an_edited_text_is_seen() {
    let mut watched = two_items();
    assert_eq!(watched.edit("tin/b.md", &news("Bài B", "Chữ mới.")), Change::Pages);
    assert!(watched.page("tin/b/").contains("Chữ mới."));
}

#[test]
fn an_edited_title_moves_through_lists_and_links() {
    let mut watched = two_items();
    watched.edit("tin/b.md", &news("Tên khác", "Chữ B."));
    for path in ["tin/", "tin/a/", "tin/b/", ""] {
        assert!(watched.page(path).contains("Tên khác"), "{path}");
        assert!(!watched.page(path).contains("Bài B"), "{path}");
    }
}

#[test]
fn an_edited_template_and_the_settings_are_seen() {
    let mut watched = two_items();
    watched.edit("themes/rieng/theme.yaml", "name: rieng\nextends: lan-toa\n");
    watched.edit("site.yaml", "title: Tên trang mới\ntheme: rieng\n");
    assert!(watched.page("").contains("Tên trang mới"));
    watched.edit("themes/rieng/templates/tin.html", "mẫu riêng {{ page.title }}");
    assert_eq!(watched.page("tin/a/"), "mẫu riêng Bài A");
}

#[test]
fn a_deleted_document_is_gone_and_a_renamed_one_moves() {
    let mut watched = two_items();
    watched.site.delete("tin/a.md");
    watched.look();
    assert!(!watched.has_page("tin/a/"));
    watched.site.delete("tin/b.md");
    watched.site.edit("tin/c.md", news("Bài B", "Chữ B."));
    watched.look();
    assert!(!watched.has_page("tin/b/") && watched.has_page("tin/c/"));
}

#[test]
fn a_file_that_was_touched_changes_nothing() {
    let mut watched = two_items();
    watched.site.edit("tin/b.md", news("Bài B", "Chữ B."));
    let suspects = Suspects::Some { ground: false, content: vec!["tin/b.md".into()] };
    assert_eq!(watched.look_at(&suspects), Change::Nothing);
}

#[test]
fn a_mistake_leaves_the_last_good_pages_until_it_is_mended() {
    let mut watched = two_items();
    let good = watched.page("tin/a/");
    assert_eq!(watched.edit("tin/b.md", "---\ntitle: Bài B\n"), Change::Problems);
    assert!(watched.preview.is_broken());
    assert_eq!(watched.errors(), ["S01.unterminated"]);
    assert_eq!(watched.page("tin/a/"), good);
    assert_eq!(watched.edit("tin/b.md", &news("Bài B mới", "Chữ.")), Change::Pages);
    assert!(!watched.preview.is_broken());
    assert!(watched.page("tin/a/").contains("Bài B mới"));
}

/// While one document has a lỗi another one gets a title; once the first is mended both are shown.
#[test]
fn what_was_edited_while_something_was_broken_is_shown_when_it_is_mended() {
    let mut watched = two_items();
    // A lỗi that others cannot see: the document's outline is the same with it and without.
    watched.edit("tin/a.md", &news("Bài A\nkhông có mục này: x", "Chữ A. Xem [[b]]."));
    assert!(watched.preview.is_broken());
    watched.edit("tin/b.md", &news("Tên khác", "Chữ B."));
    watched.edit("tin/b.md", &news("Tên khác", "Chữ B thêm."));
    watched.edit("tin/a.md", &news("Bài A", "Chữ A. Xem [[b]]."));
    assert!(!watched.preview.is_broken());
    assert!(watched.page("tin/").contains("Tên khác"));
    assert!(watched.page("tin/b/").contains("Chữ B thêm."));
}

#[test]
fn a_template_that_cannot_be_compiled_leaves_the_last_good_pages() {
    let mut watched = two_items();
    watched.edit("themes/rieng/theme.yaml", "name: rieng\nextends: lan-toa\n");
    watched.edit("site.yaml", "title: Thi đua\ntheme: rieng\n");
    let good = watched.page("tin/a/");
    watched.edit("themes/rieng/templates/tin.html", "{{ chưa");
    assert_eq!(watched.errors(), ["H01.template"]);
    assert_eq!(watched.page("tin/a/"), good);
    watched.edit("themes/rieng/templates/tin.html", "xong");
    assert_eq!(watched.page("tin/a/"), "xong");
}

#[test]
fn a_text_that_changed_behind_the_back_is_not_shown_under_an_old_outline() {
    let watched = two_items();
    watched.site.edit("tin/b.md", news("Bài B", "Chữ mới."));
    let scene = watched.preview.scene().expect("a scene");
    let answer = scene.answer(&watched.site.inputs(), "tin/b/").expect("the world is well");
    assert!(matches!(answer, Answer::Changing));
}

#[test]
fn a_file_that_vanishes_while_it_is_looked_at_is_a_failure_and_the_old_preview_stands() {
    let mut watched = two_items();
    watched.site.edit("tin/b.md", news("Bài B", "Chữ mới."));
    let unreadable = BTreeSet::from([PathBuf::from("content/tin/b.md")]);
    watched.site.fail(Faults { unreadable, ..Faults::default() });
    assert!(watched.preview.refresh(&watched.site.inputs(), &Suspects::Everything).is_err());
    watched.site.fail(Faults::default());
    watched.look();
    assert!(watched.page("tin/b/").contains("Chữ mới."));
}

#[test]
fn writers_see_drafts_and_citizens_what_is_public_at_their_instant() {
    let site = site("");
    let scheduled = "---\ntitle: Hẹn giờ\npublished_on: 25/10/2021\nstatus: đã duyệt\npublish_at: 20/11/2021\n---\n\nChữ.\n";
    site.edit("tin/hen.md", scheduled);
    let watched = Watched::new(site);
    let inputs = watched.site.inputs();
    let scene = watched.preview.scene().expect("a scene");
    let Answer::Page(shown) = scene.answer(&inputs, "tin/hen/").expect("the world is well") else {
        panic!("writers see the page");
    };
    assert!(shown.withheld.is_some_and(|visibility| visibility.publish_at.is_some()));
    let has_page = |at: &str| {
        let scene = watched.preview.scene_for(&inputs, Sight::Citizens(day(at)));
        let scene = scene.expect("the world is well").expect("nothing is broken");
        text(&watched.site, &scene, "tin/hen/").is_some()
    };
    assert!(!has_page("2021-11-19") && has_page("2021-11-20"));
    assert_eq!(watched.preview.next_instant(day("2021-11-01")), Some(day("2021-11-20")));
    assert_eq!(watched.preview.next_instant(day("2021-11-20")), None);
}

/// Every page of a refreshed preview is that of a fresh one, and what a build would write.
fn agree(watched: &Watched) -> Result<(), TestCaseError> {
    let inputs = watched.site.inputs();
    let fresh = Preview::open(&inputs).expect("the world does not fail here");
    prop_assert_eq!(&watched.preview.problems, &fresh.problems);
    if fresh.is_broken() {
        return Ok(());
    }
    let (now, then) = (watched.preview.scene().expect("good"), fresh.scene().expect("good"));
    prop_assert_eq!(now.paths(), then.paths());
    for path in now.paths() {
        prop_assert_eq!(
            text(&watched.site, now, path),
            text(&watched.site, then, path),
            "{}",
            path
        );
    }
    let at = Sight::Citizens(inputs.at);
    let public = watched.preview.scene_for(&inputs, at).expect("the world is well").expect("good");
    let clean = watched.site.clean_output();
    for (path, built) in &clean {
        let path = path.to_string_lossy();
        let shown = text(&watched.site, &public, &path);
        prop_assert_eq!(shown, Some(String::from_utf8_lossy(built).into_owned()), "{}", path);
    }
    let unbuilt: Vec<&str> =
        public.paths().into_iter().filter(|path| !clean.contains_key(Path::new(path))).collect();
    prop_assert!(unbuilt.is_empty(), "{unbuilt:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_a_preview_is_what_a_fresh_one_and_a_build_are(
        rounds in prop::collection::vec((edits(), any::<bool>()), 1..4)
    ) {
        let mut model = Model::new();
        let mut watched = Watched::new(std::mem::replace(&mut model.site, site("")));
        for (edits, is_told) in rounds {
            std::mem::swap(&mut model.site, &mut watched.site);
            edits.iter().for_each(|edit| model.apply(edit));
            std::mem::swap(&mut model.site, &mut watched.site);
            if is_told { watched.look(); } else { watched.look_at(&Suspects::Everything); }
            agree(&watched)?;
        }
    }
}
