//! PROPERTY: for any edits, linking with a previous campaign gives the campaign that linking from
//! scratch gives, in every array.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use lantoa::diagnostic::catalogue::Language;
use lantoa::disk::MemoryDisk;
use lantoa::hash::{Hash, Hashed};
use lantoa::model::campaign::{Campaign, NOBODY};
use lantoa::model::document::Outline;
use lantoa::model::kind::Sort;
use lantoa::model::source::Source;
use lantoa::model::theme::Theme;
use lantoa::parse::{self, Parsing};
use lantoa::text::collate::Collator;
use lantoa::text::date::Instant;
use lantoa::{gate, link, load_theme};

/// One document of the site: which of the paths, and what stands in it.
#[derive(Clone, Debug)]
struct Written {
    path: usize,
    title: u8,
    number: u8,
    day: u8,
    status: u8,
    names: (u8, u8),
    tag: u8,
}

/// A change between two builds.
#[derive(Clone, Debug)]
enum Edit {
    Write(Written),
    Delete(usize),
    Day(u8),
}

/// Their order by bytes is not that of folders (`a/` and `a-b`), and one id has two paths.
const PATHS: [&str; 13] = [
    "_index.md",
    "tin/_index.md",
    "don-vi/a.md",
    "don-vi/b.md",
    "ke-hoach/a.md",
    "ke-hoach/a/index.md",
    "ke-hoach/a-b.md",
    "ke-hoach/c.md",
    "mo-hinh/a.md",
    "phong-trao/p.md",
    "phong-trao/q.md",
    "tin/a.md",
    "tin/z.md",
];

/// What references may name: last segments that several have, ids, numbers, a title.
const NAMES: [&str; 10] =
    ["a", "b", "c", "p", "ke-hoach/a", "ke-hoach/a-b", "01/KH-SYT", "02/KH-SYT", "Tin 1", "không"];

fn written() -> impl Strategy<Value = Written> {
    let names = (0..NAMES.len() as u8, 0..NAMES.len() as u8);
    (0..PATHS.len(), 0..4_u8, 0..3_u8, 0..4_u8, 0..8_u8, names, 0..5_u8).prop_map(
        |(path, title, number, day, status, names, tag)| Written {
            path,
            title,
            number,
            day,
            status,
            names,
            tag,
        },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => written().prop_map(Edit::Write),
        2 => (0..PATHS.len()).prop_map(Edit::Delete),
        1 => (1..6_u8).prop_map(Edit::Day),
    ]
}

/// The front matter of a document, with whatever its kind has of fields that `link` looks at.
fn text(written: &Written) -> String {
    let kind = PATHS[written.path].split('/').next().unwrap_or("");
    let Written { title, number, day, names, tag, .. } = written;
    let (first, second) = (NAMES[names.0 as usize], NAMES[names.1 as usize]);
    let status = if written.status == 0 { "nháp" } else { "đã duyệt" };
    let mut lines = vec![format!("title: Tin {title}"), format!("status: {status}")];
    let relation = ["thay thế", "bãi bỏ", "sửa đổi", "thu hồi"][*day as usize];
    match kind {
        "ke-hoach" => lines.extend([
            format!("number: 0{}/KH-SYT", number + 1),
            format!("issued_on: 0{}/11/2021", day + 1),
            format!("relations: [{{type: {relation}, target: {first}}}]"),
            format!("movement: phong-trao/{}", if *tag == 0 { "q" } else { "p" }),
        ]),
        "don-vi" => lines.extend([format!("order: {number}"), format!("parent: {first}")]),
        "phong-trao" => lines.extend([
            format!("period: từ ngày 0{}/11/2021 đến ngày 0{}/11/2021", day + 1, day + 2),
            format!("criteria: [{{id: TC{number}, text: Đúng hạn}}]"),
        ]),
        "mo-hinh" => lines.extend([
            String::from("movement: phong-trao/p"),
            format!("criteria: [TC{number}, TC1]"),
        ]),
        "tin" => lines.push(format!("published_on: 0{}/11/2021", day + 1)),
        _ => {}
    }
    if *tag > 0 {
        lines.push(format!(
            "tags: [{}]",
            ["thi đua", "Thi Đua", "y tế", "a, thi đua"][*tag as usize - 1]
        ));
    }
    format!("---\n{}\n---\n\n## Mục {number}\n\nXem [[{second}]].\n", lines.join("\n"))
}

struct Ground {
    theme: Theme,
    collator: Collator,
}

/// Loading the theme takes longer than a whole case.
static GROUND: LazyLock<Ground> = LazyLock::new(Ground::new);

impl Ground {
    fn new() -> Self {
        let disk = MemoryDisk::default();
        let loaded = load_theme::load(&disk, "themes".as_ref(), "themes", load_theme::BASE);
        let theme = loaded.ok().and_then(Result::ok).expect("the embedded theme");
        Self { theme, collator: Collator::new() }
    }

    fn outline(&self, written: &Written) -> Arc<Hashed<Outline>> {
        let text = text(written);
        let hash = Hash::of(text.as_bytes());
        let source = Source::new("content", PATHS[written.path], text, hash);
        let (kinds, collator) = (&self.theme.kinds, &self.collator);
        let parsing = Parsing { kinds, language: Language::Vi, collator };
        parse::parse(&source, &[], &parsing).expect("a document").outline
    }

    fn link(
        &self,
        outlines: &BTreeMap<&str, Arc<Hashed<Outline>>>,
        day: u8,
        previous: Option<&Campaign>,
    ) -> Campaign {
        let now = Instant::parse(&format!("2021-11-0{day}")).expect("an instant");
        let outlines: Vec<_> = outlines.values().cloned().collect();
        let published = gate::open(&outlines, &self.theme.kinds, now);
        link::link(published, &self.theme.kinds, &self.theme.taxonomies, now.date(), previous)
    }
}

/// What must hold in any campaign, however it was made.
fn assert_sound(campaign: &Campaign) {
    let count = campaign.outlines.len() as u32;
    for document in 0..count {
        let outline = campaign.outline(document);
        let section = campaign.sections.row(u32::from(outline.kind));
        assert_eq!(section[campaign.places[document as usize] as usize], document);
        assert_eq!(campaign.targets.row(document).len(), outline.references.len());
        for (reference, target) in campaign.targets.row(document).iter().enumerate() {
            let links = campaign.backlinks.row(*target).iter();
            let mut own = links.filter(|link| link.from == document);
            let is_back = own.any(|link| link.reference as usize == reference);
            assert_eq!(is_back, *target != NOBODY);
        }
    }
    let mut titles: Vec<u32> = (0..count).collect();
    titles.sort_by_key(|document| campaign.place(*document, Sort::Title));
    let names = titles.iter().map(|document| campaign.outline(*document));
    assert!(names.map(|outline| (&outline.sort_key, &outline.id)).is_sorted());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_previous_campaign_changes_nothing(
        start in prop::collection::vec(written(), 0..14),
        edits in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..6),
    ) {
        let ground = &*GROUND;
        let mut outlines = BTreeMap::new();
        for written in &start {
            outlines.insert(PATHS[written.path], ground.outline(written));
        }
        let mut day = 2;
        let mut previous = ground.link(&outlines, day, None);
        for edits in edits {
            for edit in edits {
                match edit {
                    Edit::Write(written) => {
                        outlines.insert(PATHS[written.path], ground.outline(&written));
                    }
                    Edit::Delete(path) => {
                        outlines.remove(PATHS[path]);
                    }
                    Edit::Day(other) => day = other,
                }
            }
            let next = ground.link(&outlines, day, Some(&previous));
            assert_sound(&next);
            prop_assert_eq!(&next, &ground.link(&outlines, day, None));
            previous = next;
        }
    }
}

/// Long titles that begin alike, differ late, or are the same, are still in order.
#[test]
fn titles_of_any_length_are_sorted() {
    let ground = &*GROUND;
    let outline = |at: usize| {
        let common = "Kế hoạch triển khai phong trào thi đua ".repeat(at % 3 + 1);
        let text = format!("---\ntitle: \"{common}{}\"\nstatus: đã duyệt\n---\n", at * 7919 % 60);
        let hash = Hash::of(text.as_bytes());
        let source = Source::new("content", &format!("tin/tin-{at:03}.md"), text, hash);
        let (kinds, collator) = (&ground.theme.kinds, &ground.collator);
        let parsing = Parsing { kinds, language: Language::Vi, collator };
        parse::parse(&source, &[], &parsing).expect("a document").outline
    };
    let outlines: Vec<_> = (0..200).map(outline).collect();
    let all: BTreeMap<&str, _> = outlines.iter().map(|o| (&*o.id, Arc::clone(o))).collect();
    let campaign = ground.link(&all, 2, None);
    assert_eq!(campaign.outlines.len(), 200);
    assert_sound(&campaign);
}
