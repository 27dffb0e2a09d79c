//! Stages by themselves: `cargo bench --bench stages`.
//!
//! `link` and `check::across` are measured on 100,000 documents with about five references each, a
//! tenth of them plans with numbers and relations; `link` on one core, from scratch and, given the
//! campaign before, after one outline changed or went; `parse` on one document of the usual length;
//! `compare` on two texts of 10,000 words.

#![allow(missing_docs, reason = "criterion's macros make public items without docs")]

use std::sync::Arc;

use criterion::{BatchSize, Bencher, Criterion, criterion_group, criterion_main};

use lantoa::check::{self, Everything};
use lantoa::compare::{align, blocks};
use lantoa::diagnostic::catalogue::Language;
use lantoa::disk::MemoryDisk;
use lantoa::gate;
use lantoa::hash::{Hash, Hashed};
use lantoa::link;
use lantoa::load_theme;
use lantoa::model::campaign::Campaign;
use lantoa::model::document::Outline;
use lantoa::model::source::Source;
use lantoa::model::theme::Theme;
use lantoa::parse::{self, Parsing};
use lantoa::text::collate::Collator;
use lantoa::text::date::Instant;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DOCUMENTS: usize = 100_000;
const UNITS: usize = 50;
const TITLE: &str = "Hội nghị triển khai phong trào thi đua số";
const CHANGED: usize = 50_000;

type Outlines = Vec<Arc<Hashed<Outline>>>;

fn theme() -> Theme {
    let disk = MemoryDisk::default();
    let loaded = load_theme::load(&disk, "themes".as_ref(), "themes", load_theme::BASE);
    loaded.ok().and_then(Result::ok).expect("the embedded theme")
}

fn outline(theme: &Theme, collator: &Collator, path: &str, text: String) -> Arc<Hashed<Outline>> {
    let hash = Hash::of(text.as_bytes());
    let source = Source::new("content", path, text, hash);
    let parsing = Parsing { kinds: &theme.kinds, language: Language::Vi, collator };
    let document = parse::parse(&source, &[], &parsing).expect("a document");
    assert!(document.problems.is_empty(), "{:?}", document.problems);
    document.outline
}

/// Where a document lies: one in ten is a plan, the others are news.
fn path(at: usize) -> String {
    if is_plan(at) { format!("ke-hoach/ke-hoach-{at}.md") } else { format!("tin/tin-{at}.md") }
}

fn is_plan(at: usize) -> bool {
    at % 10 == 4
}

/// A document with about five references; titles begin alike, as those of a campaign do.
fn text(at: usize, title: &str) -> String {
    let name = |at: usize| {
        let at = at % DOCUMENTS;
        if is_plan(at) { format!("ke-hoach-{at}") } else { format!("tin-{at}") }
    };
    let (next, other) = (name(at + 1), name(at * 7 + 3));
    let (unit, day) = (at % UNITS, at % 28 + 1);
    let own = if is_plan(at) {
        // Every second plan replaces the one before it, which is based on the one that comes next.
        let (relation, target) = match at % 20 {
            14 => ("thay thế", name(at - 10)),
            _ => ("căn cứ", name(at + 20)),
        };
        format!(
            "Số ký hiệu: \"{at:02}/KH-K{unit}\"\nNgày ban hành: {day:02}/11/2021\n\
             Liên quan: [{{Loại: {relation}, Văn bản: {target}}}]\n"
        )
    } else {
        format!("Ngày đăng: {day:02}/11/2021\n")
    };
    format!(
        "---\nTiêu đề: \"{title} {at}\"\nTrạng thái: đã duyệt\n{own}\
         Đơn vị phụ trách: khoa-{unit}\nChủ đề: [chủ đề {unit}]\n---\n\n\
         Xem [[{next}]], [[{other}]] và [[khoa-{unit}]].\n"
    )
}

fn outlines(theme: &Theme, collator: &Collator) -> Outlines {
    let units = (0..UNITS).map(|at| {
        let text = format!("---\ntitle: Khoa {at}\nlevel: đơn vị\nstatus: đã duyệt\n---\n");
        (format!("don-vi/khoa-{at}.md"), text)
    });
    let texts = (0..DOCUMENTS).map(|at| (path(at), text(at, TITLE)));
    let mut all: Vec<(String, String)> = units.chain(texts).collect();
    all.sort();
    all.into_iter().map(|(path, text)| outline(theme, collator, &path, text)).collect()
}

fn link(criterion: &mut Criterion) {
    let (theme, collator) = (theme(), Collator::new());
    let mut outlines = outlines(&theme, &collator);
    let now = Instant::parse("2021-11-12").expect("an instant");
    let publish = |outlines: &Outlines| gate::open(outlines, &theme.kinds, now);
    let run = |published, previous: Option<&Campaign>| {
        link::link(published, &theme.kinds, &theme.taxonomies, now.date(), previous)
    };
    let mut group = criterion.benchmark_group("link 100,000 documents");
    group.sample_size(10);
    group.bench_function("from scratch", |bencher| {
        let run = |published| run(published, None);
        bencher.iter_batched(|| publish(&outlines), run, BatchSize::PerIteration);
    });
    let previous = run(publish(&outlines), None);
    let changed = outline(&theme, &collator, &path(CHANGED), text(CHANGED, "Tên khác"));
    let at = outlines.iter().position(|outline| outline.id == changed.id).expect("it is there");
    outlines[at] = changed;
    let after = |bencher: &mut Bencher<'_>, outlines: &Outlines| {
        let run = |published| run(published, Some(&previous));
        bencher.iter_batched(|| publish(outlines), run, BatchSize::PerIteration);
    };
    group.bench_function("after one changed outline", |bencher| after(bencher, &outlines));
    outlines.remove(at);
    group.bench_function("after one document was deleted", |bencher| after(bencher, &outlines));
    group.finish();
}

/// What check::across costs where nothing is wrong, on all cores.
fn across(criterion: &mut Criterion) {
    let (theme, collator) = (theme(), Collator::new());
    let outlines = outlines(&theme, &collator);
    let windows = gate::windows(&outlines, &theme.kinds);
    let outlines: Vec<&Outline> = outlines.iter().map(|outline| &outline.value).collect();
    let now = Instant::parse("2021-11-12").expect("an instant");
    let everything = Everything {
        outlines: &outlines,
        earlier: &[],
        kinds: &theme.kinds,
        files: &[],
        menu: &[],
        folders: &[],
        content_shown: "content",
        settings_shown: &"content/site.yaml".into(),
        windows: &windows,
        base_url: "https://x.vn/",
        holidays: &theme.holidays,
        awards: &theme.awards,
        laws: &theme.dictionaries.laws,
        at: now,
        now,
    };
    let mut group = criterion.benchmark_group("check 100,000 documents");
    group.sample_size(10);
    group.bench_function("across", |bencher| {
        bencher.iter(|| assert!(check::across(&everything).is_empty()));
    });
    group.finish();
}

fn parse(criterion: &mut Criterion) {
    let (theme, collator) = (theme(), Collator::new());
    let text = text(1, TITLE) + &"Toàn thể viên chức tham gia phong trào thi đua.\n\n".repeat(60);
    criterion.bench_function("parse 600 words", |bencher| {
        bencher.iter(|| outline(&theme, &collator, "tin/tin-1.md", text.clone()));
    });
}

/// Two texts of 10,000 words: every tenth paragraph has another day, one is moved, one is new.
fn compare(criterion: &mut Criterion) {
    let paragraph = |at: usize, day: usize| {
        format!(
            "<p>Đoạn {at}: các khoa, phòng, trạm y tế xã tổ chức cho viên chức, người lao động thi đua phòng, chống dịch; gửi báo cáo số {at} về Phòng Tổ chức hành chính trước ngày {day:02}/11/2021, ghi rõ nguồn và người chịu trách nhiệm trả lời.</p>\n"
        )
    };
    let mut before: Vec<String> = (0..240).map(|at| paragraph(at, 10)).collect();
    let after = before.iter().enumerate().map(|(at, old)| match at % 10 {
        3 => paragraph(at, 25),
        _ => old.clone(),
    });
    let mut after: Vec<String> = after.collect();
    let moved = after.remove(20);
    after.insert(200, moved);
    after.insert(120, "<p>Một đoạn mới, không có trong bản trước.</p>\n".to_owned());
    before.remove(99);
    let (before, after) = (before.concat(), after.concat());
    assert!(before.split_whitespace().count() >= 10_000);
    criterion.bench_function("compare 10,000 words", |bencher| {
        bencher.iter(|| {
            let (blocks, counts) =
                align::aligned(&blocks::blocks(&before), &blocks::blocks(&after));
            assert!(counts.moved == 1 && counts.edited > 20, "{counts:?}");
            blocks
        });
    });
    // Nothing in common: the worst there is.
    let other = before.replace("phòng", "khu").replace("thi đua", "cùng làm").replace("các", "mọi");
    criterion.bench_function("compare 10,000 words, each paragraph another", |bencher| {
        bencher.iter(|| align::aligned(&blocks::blocks(&before), &blocks::blocks(&other)));
    });
}

criterion_group!(stages, across, link, parse, compare);
criterion_main!(stages);
