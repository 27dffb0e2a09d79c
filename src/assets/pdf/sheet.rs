//! A page under way: its state, the words on it and where they stand, and what came over them.

use std::collections::BTreeMap;
use std::sync::Arc;

use hayro_syntax::content::ops::TypedInstruction as Step;
use hayro_syntax::object::{Dict, Name, Number, Object};
use hayro_syntax::page::Resources;

use crate::assets::pdf::font::Font;
use crate::assets::pdf::plane::{Area, Matrix};
use crate::assets::pdf::streams::Streams;

/// States within states.
const DEEPEST: usize = 128;
/// Letters of a page whose places are kept.
const MOST_LETTERS: usize = 20_000;
/// Bytes of a page's words that are kept.
const MOST_WORDS: usize = 1 << 20;
/// Boxes of one path that are held against each other.
const MOST_BOXES: usize = 64;
/// Areas of a page that are looked at.
const MOST_AREAS: usize = 2_000;
/// So many letters under a box are a word; fewer are a frame that was drawn carelessly.
const FEWEST: usize = 3;

/// What `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    clip: Area,
    font: Option<Arc<Font>>,
    size: f64,
    leading: f64,
    between_letters: f64,
    between_words: f64,
    stretch: f64,
    rise: f64,
    /// Whether what is filled lets see what is below: light colours over a text, patterns.
    is_thin: bool,
    is_pattern: bool,
    /// Whether text leaves no mark, as what a scanner's program has read.
    is_invisible: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            matrix: Matrix::default(),
            clip: Area::ALL,
            font: None,
            size: 1.0,
            leading: 0.0,
            between_letters: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            rise: 0.0,
            is_thin: false,
            is_pattern: false,
            is_invisible: false,
        }
    }
}

/// A page under way.
#[derive(Default)]
pub(super) struct Sheet {
    state: State,
    kept: Vec<State>,
    /// How many states each drawing found.
    begun: Vec<usize>,
    fonts: BTreeMap<(usize, Vec<u8>), Arc<Font>>,
    text: Matrix,
    line: Matrix,
    /// Areas of the path under way, and whether it has other lines too, which may leave holes.
    path: Vec<Area>,
    is_mixed: bool,
    is_clipping: bool,
    /// Where letters are that can be seen so far.
    letters: Vec<(f64, f64)>,
    covers: usize,
    covering: u32,
    /// Where the last letter ended, and its size.
    last: Option<((f64, f64), f64)>,
    /// The words, line by line.
    pub(super) lines: String,
    /// Whether any text is set, seen or not.
    pub(super) has_text: bool,
}

impl Sheet {
    /// Boxes over words.
    pub(super) fn covering(&self) -> u32 {
        self.covering
    }

    /// A stream of instructions begins; what it saves it need not bring back.
    pub(super) fn begin(&mut self, depth: usize) {
        self.begun.truncate(depth);
        self.begun.push(self.kept.len());
        self.fonts.retain(|(of, _), _| *of <= depth);
    }

    pub(super) fn end(&mut self, depth: usize) {
        let begun = self.begun.get(depth).copied().unwrap_or(0);
        while self.kept.len() > begun {
            self.restore();
        }
        self.begun.truncate(depth);
    }

    pub(super) fn save(&mut self) {
        if self.kept.len() < DEEPEST {
            self.kept.push(self.state.clone());
        }
    }

    pub(super) fn restore(&mut self) {
        self.state = self.kept.pop().unwrap_or_default();
    }

    pub(super) fn transform(&mut self, matrix: [f64; 6]) {
        self.state.matrix = Matrix(matrix).then(self.state.matrix);
    }

    /// Nothing is seen outside a box of two corners.
    pub(super) fn clip(&mut self, [x0, y0, x1, y1]: [f64; 4]) {
        if let Some(area) = self.state.matrix.of_area([x0, y0, x1 - x0, y1 - y0]) {
            self.state.clip = self.state.clip.and(area);
        }
    }

    /// Follows an instruction; the name of a drawing that is to be put here.
    pub(super) fn step<'a>(
        &mut self,
        step: &Step<'_, 'a>,
        resources: &Resources<'_>,
        streams: &mut Streams,
    ) -> Option<Name<'a>> {
        match step {
            Step::SaveState(_) => self.save(),
            Step::RestoreState(_) => self.restore(),
            Step::Transform(m) => {
                self.transform([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(Number::as_f64));
            }
            Step::SetGraphicsState(state) => {
                if let Some(state) = resources.get_ext_g_state(state.0) {
                    self.state.is_thin = is_thin(&state, self.state.is_thin);
                }
            }
            Step::NonStrokeColorNamed(colour) => self.state.is_pattern = colour.1.is_some(),
            Step::NonStrokeColor(_)
            | Step::NonStrokeColorDeviceGray(_)
            | Step::NonStrokeColorDeviceRgb(_)
            | Step::NonStrokeColorCmyk(_)
            | Step::ColorSpaceNonStroke(_) => self.state.is_pattern = false,
            Step::XObject(drawing) => return Some(drawing.0.clone()),
            Step::TextFont(font) => {
                self.font(font.0, resources, streams);
                self.state.size = font.1.as_f64();
            }
            _ => self.path_step(step),
        }
        None
    }

    fn font(&mut self, name: &Name<'_>, resources: &Resources<'_>, streams: &mut Streams) {
        let key = (self.begun.len(), name.as_str().as_bytes().to_vec());
        let known = self.fonts.get(&key).cloned();
        self.state.font = known.or_else(|| {
            let font = Arc::new(Font::of(&resources.get_font(name)?, streams));
            self.fonts.insert(key, Arc::clone(&font));
            Some(font)
        });
    }

    /// What draws: boxes, their filling and clipping.
    fn path_step(&mut self, step: &Step<'_, '_>) {
        match step {
            Step::RectPath(area) => {
                let numbers = [&area.0, &area.1, &area.2, &area.3].map(Number::as_f64);
                self.path.extend(self.state.matrix.of_area(numbers));
                self.path.truncate(MOST_AREAS);
            }
            Step::MoveTo(_)
            | Step::LineTo(_)
            | Step::CubicTo(_)
            | Step::CubicStartTo(_)
            | Step::CubicEndTo(_) => self.is_mixed = true,
            Step::ClipNonZero(_) | Step::ClipEvenOdd(_) => self.is_clipping = true,
            Step::FillPathNonZero(_)
            | Step::FillPathNonZeroCompatibility(_)
            | Step::FillAndStrokeNonZero(_)
            | Step::CloseFillAndStrokeNonZero(_) => {
                let path = std::mem::take(&mut self.path);
                // Of two boxes one within the other only the frame between them may be filled.
                if !self.is_mixed && !has_nested(&path) {
                    path.iter().for_each(|area| self.fill(*area));
                }
                self.path = path;
                self.end_path();
            }
            Step::FillPathEvenOdd(_)
            | Step::FillAndStrokeEvenOdd(_)
            | Step::CloseFillAndStrokeEvenOdd(_) => {
                if let ([area], false) = (&self.path[..], self.is_mixed) {
                    let area = *area;
                    self.fill(area);
                }
                self.end_path();
            }
            Step::EndPath(_) | Step::StrokePath(_) | Step::CloseAndStrokePath(_) => self.end_path(),
            _ => self.text_step(step),
        }
    }

    fn end_path(&mut self) {
        if std::mem::take(&mut self.is_clipping) {
            // A path of other lines clips too, where is not known: what is filled then covers less.
            let bounds = self.path.iter().copied().reduce(|one, other| Area {
                x0: one.x0.min(other.x0),
                y0: one.y0.min(other.y0),
                x1: one.x1.max(other.x1),
                y1: one.y1.max(other.y1),
            });
            let nothing = Area { x0: 0.0, y0: 0.0, x1: 0.0, y1: 0.0 };
            self.state.clip = self.state.clip.and(bounds.unwrap_or(nothing));
        }
        self.path.clear();
        self.is_mixed = false;
    }

    fn fill(&mut self, area: Area) {
        if !self.state.is_thin && !self.state.is_pattern {
            self.cover(area.and(self.state.clip));
        }
    }

    /// Something solid comes over what is there.
    pub(super) fn cover(&mut self, area: Area) {
        self.covers += 1;
        if self.covers > MOST_AREAS {
            return;
        }
        let before = self.letters.len();
        self.letters.retain(|letter| !area.holds(*letter));
        self.covering += u32::from(before - self.letters.len() >= FEWEST);
    }

    /// What sets text.
    fn text_step(&mut self, step: &Step<'_, '_>) {
        let state = &mut self.state;
        match step {
            Step::BeginText(_) => (self.text, self.line) = Default::default(),
            Step::CharacterSpacing(space) => state.between_letters = space.0.as_f64(),
            Step::WordSpacing(space) => state.between_words = space.0.as_f64(),
            Step::HorizontalScaling(stretch) => state.stretch = stretch.0.as_f64() / 100.0,
            Step::TextLeading(leading) => state.leading = leading.0.as_f64(),
            Step::TextRise(rise) => state.rise = rise.0.as_f64(),
            Step::TextRenderingMode(mode) => state.is_invisible = mode.0.as_i64() == 3,
            Step::SetTextMatrix(m) => {
                self.line = Matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(Number::as_f64));
                self.text = self.line;
            }
            Step::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            Step::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Step::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Step::ShowText(text) => self.show(text.0.as_bytes()),
            Step::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes());
            }
            Step::ShowTextWithParameters(text) => {
                (state.between_words, state.between_letters) = (text.0.as_f64(), text.1.as_f64());
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes());
            }
            Step::ShowTexts(texts) => {
                for item in texts.0.iter::<Object<'_>>() {
                    match item {
                        Object::String(text) => self.show(text.as_bytes()),
                        Object::Number(by) => self.advance(-by.as_f64() / 1000.0 * self.state.size),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.moved(x, y);
        self.text = self.line;
    }

    fn advance(&mut self, by: f64) {
        self.text = self.text.moved(by * self.state.stretch, 0.0);
    }

    fn show(&mut self, bytes: &[u8]) {
        self.has_text |= !bytes.is_empty();
        let Some(font) = self.state.font.clone() else { return };
        font.shown(bytes, |text, width, is_space| {
            let state = &self.state;
            let width = width / 1000.0 * state.size;
            let space = if is_space { state.between_words } else { 0.0 };
            let by = width + state.between_letters + space;
            self.letter(text, width);
            self.advance(by);
        });
    }

    /// A letter at the place that is reached.
    fn letter(&mut self, text: &str, width: f64) {
        let state = &self.state;
        let place = self.text.then(state.matrix);
        let size = (place.scale() * state.size).abs();
        let begin = place.point(0.0, state.rise);
        let end = place.point(width * state.stretch, state.rise);
        if let Some((before, known)) = self.last {
            let (dx, dy) = (begin.0 - before.0, begin.1 - before.1);
            let larger = size.max(known);
            // A line goes on at the same height; what stands beside it, far away, is another one.
            if dy.abs() > larger * 0.4 || dx < -larger || dx > larger * 4.0 {
                self.lines.push('\n');
            } else if dx > larger * 0.15 {
                self.lines.push(' ');
            }
        }
        if self.lines.len() < MOST_WORDS {
            self.lines.push_str(text);
        }
        self.last = Some((end, size));
        let is_word = text.chars().any(char::is_alphanumeric);
        if is_word && !state.is_invisible && self.letters.len() < MOST_LETTERS {
            let middle = place.point(width * state.stretch / 2.0, state.rise + state.size * 0.25);
            if state.clip.holds(middle) {
                self.letters.push(middle);
            }
        }
    }
}

/// Whether a box of a path lies within another one; said of many boxes without looking.
fn has_nested(path: &[Area]) -> bool {
    let is_within = |one: &Area, other: &Area| {
        other.x0 <= one.x0 && other.y0 <= one.y0 && one.x1 <= other.x1 && one.y1 <= other.y1
    };
    path.len() > MOST_BOXES
        || path.iter().enumerate().any(|(at, one)| {
            path.iter().enumerate().any(|(of, other)| at != of && is_within(one, other))
        })
}

/// Whether a state lets see what is below what is filled; `before` where it does not say.
fn is_thin(state: &Dict<'_>, before: bool) -> bool {
    let mask = state.get::<Object<'_>>("SMask");
    if mask.is_some_and(|mask| !matches!(mask, Object::Name(_))) {
        return true;
    }
    let opacity = state.get::<Object<'_>>("ca").and_then(Object::into_f32);
    let blend = state.get::<Name<'_>>("BM");
    match (opacity, blend) {
        (None, None) => before,
        (opacity, blend) => {
            let is_normal =
                blend.is_none_or(|blend| ["Normal", "Compatible"].contains(&blend.as_str()));
            opacity.is_some_and(|opacity| opacity < 1.0) || !is_normal
        }
    }
}
