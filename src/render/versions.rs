//! What a template sees of a document's texts: the versions, and what differs between two of them.

use crate::model::comparison::{Block, Change, FieldChange, FileChange, Mark, NOTHING, Run, Shape};
use crate::model::data::Data;
use crate::model::field::show;
use crate::model::history::{Event, Versions};
use crate::model::page::PageKind;
use crate::render::context::Shown;
use crate::text::number;

/// So many blocks in a row that stayed the same fold away.
const FOLD: usize = 2;

impl<'a> Shown<'a> {
    /// `page.versions`, none for a document of which nothing is known to have changed.
    pub(super) fn versions(&self) -> Data<'a> {
        let Some(versions) = &self.page.versions else { return Data::None };
        let versions: &'a Versions = &versions.value;
        let last = versions.texts.len().saturating_sub(1);
        let shown = self.page.text;
        let at = |at: Option<usize>| Data::option(at.map(|at| self.text(versions, at)));
        let before = shown.and_then(|shown| shown.checked_sub(1));
        let after = shown.map(|shown| shown + 1).filter(|after| *after <= last);
        let compared = before.zip(shown).filter(|_| versions.has_texts());
        let compared =
            compared.map(|(before, shown)| self.below(&versions.comparison(before, shown)));
        let coming = (0..=last).filter(|at| versions.is_coming(*at) && *at != versions.current);
        let is_own = self.page.kind == PageKind::Version;
        Data::map([
            ("document_url", self.below(&versions.document)),
            ("history_url", self.below(&versions.history())),
            ("data_url", self.below(&format!("{}lich-su.json", versions.document))),
            ("title", Data::text(&versions.title)),
            ("several", Data::Bool(versions.has_texts())),
            ("official", Data::Bool(self.is_official())),
            ("withdrawn", Data::Bool(versions.is_withdrawn)),
            ("is_version", Data::Bool(is_own)),
            ("shown", at(shown.filter(|_| versions.has_texts()))),
            ("current", self.text(versions, versions.current)),
            ("previous", at(before)),
            ("next", at(after)),
            ("compared_url", Data::option(compared)),
            ("coming", Data::list(coming.map(|at| self.text(versions, at)))),
            ("texts", Data::list((0..=last).map(|at| self.text(versions, at)))),
            ("pairs", self.pairs(versions)),
            ("events", Data::list(versions.events.iter().map(|event| self.event(event)))),
            ("today", show::date(versions.today, self.page.language)),
        ])
    }

    /// Whether the texts are those of a document that takes effect, and not of news.
    fn is_official(&self) -> bool {
        self.page.card.kind.is_some_and(|kind| self.theme.kinds.at(kind).official)
    }

    fn below(&self, address: &str) -> Data<'a> {
        Data::text(show::below(self.showing.root, address))
    }

    fn text(&self, versions: &'a Versions, at: usize) -> Data<'a> {
        let text = &versions.texts[at];
        let language = self.page.language;
        let state = match () {
            () if at == versions.current && !versions.is_coming(at) => "current",
            () if versions.is_coming(at) => "coming",
            () if text.is_corrected => "corrected",
            () => "past",
        };
        let last = text.until.and_then(|until| until.add_days(-1));
        // A text that was corrected on the day it began was never the valid one.
        let last = last.filter(|last| text.name.day.is_none_or(|from| from <= *last));
        Data::map([
            ("name", Data::text(text.name.to_string())),
            ("nth", Data::Int(i64::from(text.name.number))),
            ("url", self.below(&text.address)),
            ("from", Data::option(text.name.day.map(|day| show::date(day, language)))),
            ("until", Data::option(text.until.map(|day| show::date(day, language)))),
            ("last", Data::option(last.map(|day| show::date(day, language)))),
            ("state", Data::text(state)),
            ("change", Data::option(text.event.as_ref().map(|event| self.event(event)))),
            ("hash", Data::text(&text.hash)),
        ])
    }

    fn event(&self, event: &'a Event) -> Data<'a> {
        let by = event.by.as_ref().map(|card| show::card(card, self.showing));
        Data::map([
            ("class", show::worded("change", event.class.key(), self.showing.strings)),
            ("note", Data::text(&event.note)),
            ("by", Data::option(by)),
            ("by_words", Data::text(&event.by_words)),
            (
                "recorded",
                Data::option(event.recorded.map(|when| show::when(when, self.page.language))),
            ),
        ])
    }

    fn pairs(&self, versions: &'a Versions) -> Data<'a> {
        let pairs = crate::model::history::pairs(versions.texts.len());
        Data::list(pairs.map(|(before, after)| {
            Data::map([
                ("before", self.text(versions, before)),
                ("after", self.text(versions, after)),
                ("url", self.below(&versions.comparison(before, after))),
            ])
        }))
    }

    /// `page.comparison`, on the pages that have one.
    pub(super) fn comparison(&self) -> Data<'a> {
        let page = self.page;
        let (Some(versions), Some(pair)) = (&page.versions, &page.pair) else { return Data::None };
        let comparison = page.comparison.as_deref().unwrap_or(NOTHING);
        let counts = comparison.counts;
        let count = |count: usize| Data::Int(count as i64);
        Data::map([
            ("before", self.text(&versions.value, pair.before.0)),
            ("after", self.text(&versions.value, pair.after.0)),
            ("fields", Data::list(comparison.fields.iter().map(field))),
            ("files", Data::list(comparison.files.iter().map(file))),
            ("parts", parts(&comparison.blocks)),
            ("edited", count(counts.edited)),
            ("added", count(counts.added)),
            ("removed", count(counts.removed)),
            ("moved", count(counts.moved)),
        ])
    }
}

fn runs<'a>(runs: &'a [Run]) -> Data<'a> {
    Data::list(runs.iter().map(|run| {
        let mark = match run.mark {
            Mark::Same => "same",
            Mark::Removed => "removed",
            Mark::Added => "added",
        };
        Data::map([
            ("text", Data::text(&run.text)),
            ("spaced", Data::Bool(run.spaced)),
            ("mark", Data::text(mark)),
        ])
    }))
}

fn field(change: &FieldChange) -> Data<'_> {
    Data::map([
        ("label", Data::text(&change.label)),
        ("before", runs(&change.before)),
        ("after", runs(&change.after)),
    ])
}

fn file(change: &FileChange) -> Data<'_> {
    let facts = |facts: &Option<(u64, String)>| {
        Data::option(facts.as_ref().map(|(length, hash)| {
            Data::map([
                ("size_text", Data::text(number::bytes(*length))),
                ("sha256", Data::text(hash.clone())),
            ])
        }))
    };
    Data::map([
        ("name", Data::text(&change.name)),
        ("before", facts(&change.before)),
        ("after", facts(&change.after)),
    ])
}

/// Blocks in order; several that stayed the same are one part that folds away, headings never.
fn parts<'a>(blocks: &'a [Block]) -> Data<'a> {
    let folds =
        |block: &Block| block.change == Change::Same && !matches!(block.shape, Shape::Heading(_));
    let mut number = 0;
    let mut parts = Vec::new();
    for group in blocks.chunk_by(|a, b| folds(a) && folds(b)) {
        let is_folded = group.len() >= FOLD;
        let blocks = group.iter().map(|block| {
            if block.change != Change::Same {
                number += 1;
            }
            self::block(block, number)
        });
        let blocks = Data::list(blocks.collect::<Vec<_>>());
        let count = Data::Int(group.len() as i64);
        parts.push(Data::map([
            ("folded", Data::Bool(is_folded)),
            ("count", count),
            ("blocks", blocks),
        ]));
    }
    Data::List(parts)
}

/// Blocks one after the other, without numbers to lead to.
pub(super) fn blocks<'a>(blocks: &'a [Block]) -> Data<'a> {
    Data::list(blocks.iter().map(|block| self::block(block, 0)))
}

fn block(block: &Block, number: i64) -> Data<'_> {
    let level = match block.shape {
        // Headings of the text stand below those of the page.
        Shape::Heading(level) => i64::from(level.clamp(2, 5)) + 1,
        _ => 0,
    };
    let pair = match block.change {
        Change::MovedAway(pair) | Change::MovedHere(pair) => i64::from(pair),
        _ => 0,
    };
    Data::map([
        ("shape", Data::text(block.shape.key())),
        ("level", Data::Int(level)),
        ("change", Data::text(block.change.key())),
        ("number", Data::Int(number)),
        ("pair", Data::Int(pair)),
        ("runs", runs(&block.runs)),
    ])
}
