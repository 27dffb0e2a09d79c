//! Stages by themselves: `cargo bench --bench stages`.
//!
//! `link` is measured on 100,000 documents with about five references each, from scratch and after
//! one outline changed, on one core; `parse` on one document of the usual length.

#![allow(missing_docs, reason = "criterion's macros make public items without docs")]

use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

use lantoa::diagnostic::catalogue::Language;
use lantoa::disk::MemoryDisk;
use lantoa::gate;
use lantoa::hash::{Hash, Hashed};
use lantoa::link;
use lantoa::load_theme;
use lantoa::model::document::Outline;
use lantoa::model::source::Source;
use lantoa::model::theme::Theme;
use lantoa::parse::{self, Parsing};
use lantoa::text::collate::Collator;
use lantoa::text::date::Instant;

const DOCUMENTS: usize = 100_000;
const UNITS: usize = 50;

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

fn news(at: usize, title: &str) -> String {
    let (next, other) = ((at + 1) % DOCUMENTS, (at * 7 + 3) % DOCUMENTS);
    let (unit, day) = (at % UNITS, at % 28 + 1);
    format!(
        "---\nTiêu đề: \"{title} {at}\"\nTrạng thái: đã duyệt\nNgày đăng: {day:02}/11/2021\n\
         Đơn vị phụ trách: khoa-{unit}\nChủ đề: [chủ đề {unit}]\n---\n\n\
         Xem [[tin-{next}]], [[tin-{other}]] và [[khoa-{unit}]].\n"
    )
}

fn outlines(theme: &Theme, collator: &Collator) -> Outlines {
    let units = (0..UNITS).map(|at| {
        let text = format!("---\ntitle: Khoa {at}\nlevel: đơn vị\nstatus: đã duyệt\n---\n");
        outline(theme, collator, &format!("don-vi/khoa-{at}.md"), text)
    });
    let news = (0..DOCUMENTS)
        .map(|at| outline(theme, collator, &format!("tin/tin-{at}.md"), news(at, "Tin")));
    units.chain(news).collect()
}

fn link(criterion: &mut Criterion) {
    let (theme, collator) = (theme(), Collator::new());
    let mut outlines = outlines(&theme, &collator);
    let at = Instant::parse("2021-11-12").expect("an instant");
    let publish = |outlines: &Outlines| gate::open(outlines, &theme.kinds, at);
    let run = |published| link::link(published, &theme.kinds, &theme.taxonomies, at.date());
    let mut group = criterion.benchmark_group("link 100,000 documents");
    group.sample_size(10);
    group.bench_function("from scratch", |bencher| {
        bencher.iter_batched(|| publish(&outlines), run, BatchSize::PerIteration);
    });
    let changed = news(UNITS, "Tên khác");
    outlines[UNITS * 2] = outline(&theme, &collator, "tin/tin-50.md", changed);
    group.bench_function("after one changed outline", |bencher| {
        bencher.iter_batched(|| publish(&outlines), run, BatchSize::PerIteration);
    });
    group.finish();
}

fn parse(criterion: &mut Criterion) {
    let (theme, collator) = (theme(), Collator::new());
    let text = news(1, "Tin") + &"Toàn thể viên chức tham gia phong trào thi đua.\n\n".repeat(60);
    criterion.bench_function("parse 600 words", |bencher| {
        bencher.iter(|| outline(&theme, &collator, "tin/tin-1.md", text.clone()));
    });
}

criterion_group!(stages, link, parse);
criterion_main!(stages);
