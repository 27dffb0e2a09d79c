//! What is looked for: made of the documents that the gate held back.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use crate::audit::seen::Seen;
use crate::audit::{FACTOR, RUN, key};
use crate::hash::{Hash, KeyHasher};
use crate::model::document::Outline;
use crate::model::source::Source;
use crate::text::{normalise, words};
use crate::yaml::{self, Node, Value};

/// A word alone is looked for if it is this long and has digits and letters, as codes have; dates
/// and sums are shorter or have no letters. Of digits alone it takes nine: a telephone has ten, an
/// identity card twelve, a day eight.
pub(super) const SHORTEST_CODE: usize = 8;
const SHORTEST_DIGITS: usize = 9;

/// No Vietnamese syllable has as many bytes (`nghuếch` has ten).
const SHORTEST_WORD: usize = 12;

/// A document that the gate held back, as far as it can be known.
pub struct Withheld<'a> {
    /// Its outline.
    pub outline: &'a Outline,
    /// Its own text first, then the tables beside it.
    pub sources: Vec<Source>,
    /// Its files: path below `content/`, and the hash where it is known.
    pub files: Vec<(Arc<str>, Hash)>,
}

/// What of a document was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Its title.
    Title,
    /// Its number.
    Number,
    /// Its address or id.
    Address,
    /// The name or the hash of a file of it.
    File,
    /// A value, a heading, or a run of words of its text or tables.
    Words,
}

/// Something of a withheld document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needle {
    /// Position of its file.
    file: u32,
    /// The line in which it stands.
    pub(super) line: u32,
    /// What it is.
    pub(super) what: What,
}

/// Everything that is looked for.
pub struct Needles {
    by_key: HashMap<u64, Needle, BuildHasherDefault<KeyHasher>>,
    /// Files as a person can open them.
    files: Vec<Arc<str>>,
    pub(super) runs: Bits,
    /// The last three words of what is shorter than a run, or both where it has two.
    pub(super) ends: Bits,
    /// Words that are looked for alone.
    pub(super) codes: Bits,
    /// The rarest word of each needle.
    pub(super) rare: Bits,
    /// Whether withheld documents have files of their own.
    pub has_files: bool,
    /// What was looked through for these needles.
    pub(super) seen: Seen,
}

/// A set of hashes that is asked for every word of the site: may say yes to one it does not hold,
/// never no to one it holds.
pub(super) struct Bits {
    words: Vec<u64>,
    shift: u32,
}

impl Bits {
    /// A set of 2 to this power of bits.
    fn new(power: u32) -> Self {
        Self { words: vec![0; 1 << (power - 6)], shift: 64 - power }
    }

    fn add(&mut self, hash: u64) {
        let bit = hash >> self.shift;
        self.words[(bit >> 6) as usize] |= 1 << (bit & 63);
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let bit = hash >> self.shift;
        self.words[(bit >> 6) as usize] >> (bit & 63) & 1 == 1
    }
}

impl Needles {
    /// The needles of these documents; `public` are texts that tell which words are common.
    pub fn of<'p>(withheld: &[Withheld<'_>], public: impl Iterator<Item = &'p str>) -> Self {
        let texts = withheld.iter().flat_map(|document| &document.sources);
        // About one run for six bytes, and eight bits for each: 100 documents of a thousand words
        // take 128 KiB, which stay in the processor's second cache. Names and titles are few.
        let bits = texts.map(|source| source.text.len()).sum::<usize>() * 8 / 6;
        let power = bits.next_power_of_two().ilog2().clamp(16, 26);
        let by_key = HashMap::default();
        let (runs, rare) = (Bits::new(power), Bits::new(18));
        let (ends, codes) = (Bits::new(18), Bits::new(18));
        let has_files = withheld.iter().any(|document| !document.files.is_empty());
        let (files, seen) = (Vec::new(), Seen::new());
        let mut needles = Self { by_key, files, runs, ends, codes, rare, has_files, seen };
        let common = frequencies(public);
        withheld.iter().for_each(|document| needles.add(document, &common));
        needles
    }

    pub(super) fn get(&self, key: u64) -> Option<&Needle> {
        self.by_key.get(&key)
    }

    /// The file in which a needle stands.
    pub(super) fn file(&self, needle: &Needle) -> &Arc<str> {
        &self.files[needle.file as usize]
    }

    #[inline]
    pub(super) fn note(&self, key: u64, found: &mut Vec<u64>) {
        if self.by_key.contains_key(&key) {
            found.push(key);
        }
    }

    fn add(&mut self, document: &Withheld<'_>, common: &Frequencies) {
        let outline = document.outline;
        self.files.push(Arc::clone(&outline.shown));
        let mut adding = Adding { needles: self, without: without(outline), common };
        adding.text(&outline.title, What::Title, 1);
        if let Some(number) = &outline.number {
            adding.exact(&number.to_string(), What::Number);
        }
        adding.exact(&outline.address, What::Address);
        adding.exact(&outline.id, What::Address);
        for (path, hash) in &document.files {
            adding.exact(path, What::File);
            adding.text(path.rsplit('/').next().unwrap_or(path), What::File, 1);
            adding.exact(&hash.hex(), What::File);
        }
        for (at, source) in document.sources.iter().enumerate() {
            if at == 0 {
                adding.document(&source.text);
            } else {
                adding.needles.files.push(Arc::clone(&source.shown));
                adding.table(&source.text);
            }
        }
    }
}

/// What a document says that is not its own: the line it declares for all to see, and the names of
/// others, which have needles of their own where they are withheld.
fn without(outline: &Outline) -> BTreeSet<String> {
    let names = outline.references.iter().map(|reference| reference.text.as_str());
    let all = names.chain([outline.visibility.placeholder.as_str()]);
    all.map(normalise::one_line).collect()
}

/// A document being taken apart.
struct Adding<'a> {
    needles: &'a mut Needles,
    without: BTreeSet<String>,
    common: &'a Frequencies,
}

impl Adding<'_> {
    /// Every value of the front matter, every paragraph of the text.
    fn document(&mut self, text: &str) {
        let (front, body) = parts(text);
        let root = yaml::read(front).ok();
        match &root {
            Some(root) => self.values(root, front),
            None => front.lines().enumerate().for_each(|(at, line)| {
                self.text(line, What::Words, at + 2);
            }),
        }
        let first = text[..text.len() - body.len()].matches('\n').count() + 1;
        let (mut paragraph, mut begin) = (String::new(), first);
        for (at, line) in body.lines().enumerate() {
            let stands_alone = line.trim().is_empty() || line.starts_with(['#', '|', '-', '>']);
            if stands_alone {
                self.text(&std::mem::take(&mut paragraph), What::Words, begin);
            }
            if line.trim().is_empty() {
                continue;
            }
            if paragraph.is_empty() {
                begin = first + at;
            }
            paragraph.push_str(line);
            paragraph.push('\n');
        }
        self.text(&paragraph, What::Words, begin);
    }

    fn values(&mut self, node: &Node, front: &str) {
        match &node.value {
            Value::Null => {}
            Value::Scalar(text) => {
                // The fence stands on the first line.
                let before = front.get(..node.span.start).unwrap_or("");
                self.text(text, What::Words, before.matches('\n').count() + 2);
            }
            Value::List(items) => items.iter().for_each(|item| self.values(item, front)),
            Value::Map(entries) => entries.iter().for_each(|(_, node)| self.values(node, front)),
        }
    }

    fn table(&mut self, text: &str) {
        for (at, line) in text.lines().enumerate() {
            for cell in line.split([',', ';', '\t', '"']) {
                self.text(cell, What::Words, at + 1);
            }
        }
    }

    /// Runs of a text, the whole of it where it is shorter than one, and the codes in it.
    fn text(&mut self, text: &str, what: What, line: usize) {
        if text.is_empty() || self.without.contains(&normalise::one_line(text)) {
            return;
        }
        let words = Word::all(text);
        for word in words.iter().filter(|word| word.is_code()) {
            self.insert(std::slice::from_ref(word), what, line);
        }
        if words.len() < RUN {
            if is_distinctive(&words) {
                self.insert(&words, what, line);
            }
            return;
        }
        for run in words.windows(RUN).filter(|run| is_distinctive(run)) {
            self.insert(run, what, line);
        }
    }

    /// All the words of a name, distinctive or not, unless it is short: `tin/a`.
    fn exact(&mut self, name: &str, what: What) {
        let words = Word::all(name);
        match words.len() {
            0 => {}
            1 => self.text(name, what, 1),
            length if length <= RUN => {
                if what == What::Number || words.iter().map(|word| word.length).sum::<usize>() >= 6
                {
                    self.insert(&words, what, 1);
                }
            }
            _ => words.windows(RUN).for_each(|run| self.insert(run, what, 1)),
        }
    }

    fn insert(&mut self, words: &[Word], what: What, line: usize) {
        let polynomial = polynomial(words);
        let frequency = |word: &&Word| self.common.get(&word.hash).copied().unwrap_or(0);
        let rarest = words.iter().min_by_key(frequency);
        rarest.into_iter().for_each(|word| self.needles.rare.add(word.hash));
        match words.len() {
            0 => {}
            1 => self.needles.codes.add(polynomial),
            RUN => self.needles.runs.add(polynomial),
            length => {
                self.needles.ends.add(self::polynomial(&words[length - length.min(3)..]));
            }
        }
        // A text is refused above 32 MiB, so its lines and all files fit into 32 bits.
        let file = self.needles.files.len() as u32 - 1;
        let needle = Needle { file, line: line as u32, what };
        self.needles.by_key.entry(key(words.len(), polynomial)).or_insert(needle);
    }
}

/// How often words stand in some public texts.
type Frequencies = HashMap<u64, u32, BuildHasherDefault<KeyHasher>>;

fn frequencies<'p>(public: impl Iterator<Item = &'p str>) -> Frequencies {
    let mut frequencies = Frequencies::default();
    for text in public {
        words::each(text.as_bytes(), |word, _| *frequencies.entry(word).or_default() += 1);
    }
    frequencies
}

fn polynomial(words: &[Word]) -> u64 {
    words.iter().fold(0, |sum, word| sum.wrapping_mul(FACTOR).wrapping_add(word.hash))
}

/// A word of a needle.
struct Word {
    hash: u64,
    length: usize,
    digits: usize,
    /// Whether it is one of the words that dates are made of, which pages write by themselves.
    is_of_dates: bool,
}

impl Word {
    fn all(text: &str) -> Vec<Self> {
        let (of_dates, mut all) = (words_of_dates(), Vec::new());
        words::each(text.as_bytes(), |hash, place| {
            let word = &text.as_bytes()[place];
            all.push(Self {
                hash,
                length: word.len(),
                digits: word.iter().filter(|byte| byte.is_ascii_digit()).count(),
                is_of_dates: of_dates.contains(&hash),
            });
        });
        all
    }

    /// A code: nobody writes it by chance.
    fn is_code(&self) -> bool {
        match self.digits {
            0 => self.length >= SHORTEST_WORD,
            digits if digits == self.length => digits >= SHORTEST_DIGITS,
            _ => self.length >= SHORTEST_CODE,
        }
    }

    /// A word that dates, numbers and sums do not have.
    fn is_plain(&self) -> bool {
        self.digits == 0 && !self.is_of_dates
    }
}

/// The hashes of the words that stand in dates and periods.
fn words_of_dates() -> [u64; 6] {
    let mut hashes = [0; 6];
    let mut slots = hashes.iter_mut();
    words::each("ngày tháng năm từ đến hết".as_bytes(), |hash, _| {
        slots.next().into_iter().for_each(|slot| *slot = hash);
    });
    hashes
}

/// Whether some words in this order would not be written by chance, nor by a page on its own: pages
/// write dates, numbers and single common words (“Kế hoạch”, “Tập thể”) that nobody told them.
fn is_distinctive(words: &[Word]) -> bool {
    let plain = words.iter().filter(|word| word.is_plain());
    let (count, length) =
        plain.fold((0, 0), |(count, length), word| (count + 1, length + word.length));
    if words.len() == RUN {
        let mut hashes: Vec<u64> = words.iter().map(|word| word.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        // A line of dots or of one repeated word tells nothing.
        return count > RUN / 2 && hashes.len() > RUN / 2;
    }
    words.len() > 1 && (count >= 3 || count == 2 && length >= 10)
}

/// The text of a document, without its front matter.
pub fn body(text: &str) -> &str {
    parts(text).1
}

/// Front matter and body of a text.
fn parts(text: &str) -> (&str, &str) {
    let opened = text.strip_prefix("---\n");
    let ends = |rest: &str| rest.find("\n---\n").or_else(|| rest.find("\n---"));
    match opened.and_then(|rest| Some((rest, ends(rest)?))) {
        Some((rest, end)) => (&rest[..end], rest.get(end + 5..).unwrap_or("")),
        None => ("", text),
    }
}
