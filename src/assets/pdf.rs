//! Looks into PDF files: whether they hold text, short lines in capitals, text under a box.
//!
//! ISO 32000-1, 7.8, 8 and 9: the instructions of each page are followed as far as they move, set and
//! cover text; nothing is drawn. Text is told by the maps that fonts bring along (9.10). What cannot
//! be read, or is locked by a password, tells nothing. Files of any bytes may come, so nothing here is
//! followed without a limit; the library unpacks a file's own lists of objects without one.

mod font;
mod map;
mod plane;
mod sheet;
mod streams;

use std::panic;

use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Rect};
use hayro_syntax::page::{Page, Resources};

use crate::assets::capitals::Capitals;
use crate::model::findings::{Findings, Format, Hidden};
use plane::Area;
use sheet::Sheet;
use streams::Streams;

/// Of a longer file only so many pages are read: a book of laws.
const MOST_PAGES: usize = 1000;
/// So many instructions of a file are followed.
const MOST_STEPS: usize = 20_000_000;
/// Drawings within drawings.
const DEEPEST: usize = 8;

/// What a PDF holds. The library divides by zero where a file's own list of objects says that its
/// rows have no columns (hayro-syntax 0.9.0): such a file tells nothing.
pub(super) fn findings(version: (u8, u8), bytes: Vec<u8>) -> Findings {
    let format = Format::Pdf(version.0, version.1);
    let found = panic::catch_unwind(|| found(format.clone(), bytes));
    found.unwrap_or(Findings { format, ..Findings::default() })
}

fn found(format: Format, bytes: Vec<u8>) -> Findings {
    let Ok(pdf) = Pdf::new(bytes) else { return Findings { format, ..Findings::default() } };
    let mut look = Look { is_unsure: pdf.pages().len() > MOST_PAGES, ..Look::default() };
    for page in pdf.pages().iter().take(MOST_PAGES) {
        look.page(page);
    }
    let hidden = (look.covered > 0).then_some(Hidden::Covered(look.covered));
    Findings {
        format,
        is_without_text: !pdf.pages().is_empty() && !look.has_text && !look.is_unsure,
        hidden: hidden.into_iter().collect(),
        capitals: look.capitals.into_lines(),
        ..Findings::default()
    }
}

/// What was seen so far.
#[derive(Default)]
struct Look {
    has_text: bool,
    /// Whether something could not be read in which there may be text.
    is_unsure: bool,
    capitals: Capitals,
    /// Boxes over text.
    covered: u32,
    steps: usize,
    streams: Streams,
}

impl Look {
    fn page(&mut self, page: &Page<'_>) {
        let mut sheet = Sheet::default();
        let Some(stream) = self.streams.of_page(page.raw()) else {
            self.is_unsure = true;
            return;
        };
        self.follow(&stream, page.resources(), &mut sheet, 0);
        self.is_unsure |= has_words_of_its_own(page);
        for annotation in annotations(page) {
            sheet.cover(annotation);
        }
        self.has_text |= sheet.has_text;
        self.covered += sheet.covering();
        sheet.lines.lines().for_each(|line| self.capitals.add(line));
    }

    fn follow(
        &mut self,
        stream: &[u8],
        resources: &Resources<'_>,
        sheet: &mut Sheet,
        depth: usize,
    ) {
        let mut steps = TypedIter::new(stream);
        sheet.begin(depth);
        while let Some(step) = steps.next() {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                self.is_unsure = true;
                return;
            }
            if let Some(name) = sheet.step(&step, resources, &mut self.streams) {
                self.drawing(&name, resources, sheet, depth);
            }
        }
        sheet.end(depth);
    }

    /// A drawing that is used as a stamp: with its own place and resources.
    fn drawing(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'_>,
        sheet: &mut Sheet,
        depth: usize,
    ) {
        let Some(stream) = resources.get_x_object(name) else { return };
        let dict = stream.dict();
        let is_drawing =
            dict.get::<Name<'_>>("Subtype").is_some_and(|name| name.as_str() == "Form");
        if !is_drawing || depth >= DEEPEST {
            return;
        }
        let Some(decoded) = self.streams.bytes(&stream) else {
            self.is_unsure = true;
            return;
        };
        let own = dict.get::<Dict<'_>>("Resources").map(Resources::new);
        sheet.save();
        let matrix = dict.get::<Array<'_>>("Matrix").and_then(|matrix| numbers::<6>(&matrix));
        matrix.into_iter().for_each(|matrix| sheet.transform(matrix));
        let bounds = dict.get::<Array<'_>>("BBox").and_then(|bounds| numbers::<4>(&bounds));
        bounds.into_iter().for_each(|bounds| sheet.clip(bounds));
        self.follow(&decoded, own.as_ref().unwrap_or(resources), sheet, depth + 1);
        sheet.restore();
    }
}

/// Whether notes or fields of a form on a page may say something that its instructions do not.
fn has_words_of_its_own(page: &Page<'_>) -> bool {
    let all = page.raw().get::<Array<'_>>("Annots");
    let kinds = all.iter().flat_map(|all| all.iter::<Dict<'_>>());
    kinds.filter_map(|note| note.get::<Name<'_>>("Subtype")).any(|kind| kind.as_str() != "Link")
}

/// Boxes that were put on a page as notes, in its own units: filled squares, and passages that were
/// marked to be blackened and never were.
fn annotations(page: &Page<'_>) -> Vec<Area> {
    let all = page.raw().get::<Array<'_>>("Annots");
    let all = all.iter().flat_map(|all| all.iter::<Dict<'_>>());
    let covers = |note: &Dict<'_>| {
        let kind = note.get::<Name<'_>>("Subtype");
        let is_solid =
            note.get::<Object<'_>>("CA").and_then(Object::into_f32).unwrap_or(1.0) >= 1.0;
        match kind.as_ref().map(Name::as_str) {
            Some("Square") => {
                let inside = note.get::<Array<'_>>("IC");
                is_solid && inside.is_some_and(|colour| colour.raw_iter().next().is_some())
            }
            kind => kind == Some("Redact"),
        }
    };
    let boxes = all.filter(covers).filter_map(|note| note.get::<Rect>("Rect"));
    boxes.map(|rect| Area { x0: rect.x0, y0: rect.y0, x1: rect.x1, y1: rect.y1 }).collect()
}

/// An array of exactly so many numbers.
fn numbers<const N: usize>(array: &Array<'_>) -> Option<[f64; N]> {
    let numbers = array.iter::<Object<'_>>().map(|number| Some(f64::from(number.into_f32()?)));
    numbers.collect::<Option<Vec<f64>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests;
