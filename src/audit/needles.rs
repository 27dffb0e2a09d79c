//! What is looked for: made of the documents that the gate held back.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use crate::audit::seen::Seen;
use crate::audit::word::{self, Frequencies, Word, is_distinctive};
use crate::audit::{RUN, key};
use crate::hash::{Hash, KeyHasher};
use crate::model::document::Outline;
use crate::model::source::Source;
use crate::text::normalise;
use crate::yaml::{self, Node, Value};

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
    /// The rarest pair of words of each needle.
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

    /// Adds it as three bits of one word: one look into memory, and hardly taken for another one.
    fn add_thrice(&mut self, hash: u64) {
        self.words[(hash >> self.shift >> 6) as usize] |= three(hash);
    }

    #[inline]
    pub(super) fn has_thrice(&self, hash: u64) -> bool {
        let bits = three(hash);
        self.words[(hash >> self.shift >> 6) as usize] & bits == bits
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let bit = hash >> self.shift;
        self.words[(bit >> 6) as usize] >> (bit & 63) & 1 == 1
    }
}

/// Three bits of a word, by bits of a hash that say nothing of its place.
#[inline]
fn three(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63)
}

impl Needles {
    /// The needles of these documents, but for those that the words of the theme or `public` texts
    /// hold: whatever is found of them is no secret, and names of units or authors are found on
    /// every page. Nor is a label of the theme with a number beside it, as counts are shown.
    pub fn of(withheld: &[Withheld<'_>], theme: &str, public: &[String]) -> Self {
        let common =
            word::frequencies([theme].into_iter().chain(public.iter().map(String::as_str)));
        let mut files = Vec::new();
        let mut cuts = Vec::new();
        for document in withheld {
            Adding {
                cuts: &mut cuts,
                files: &mut files,
                without: BTreeSet::new(),
                common: &common,
            }
            .all(document);
        }
        let has_files = withheld.iter().any(|document| !document.files.is_empty());
        let labels: Vec<Cut> =
            cuts.iter().filter_map(|cut| cut.label.as_deref()).cloned().collect();
        let labels = Self::made(&labels, Vec::new(), false);
        let labels = BTreeSet::from_iter(labels.search(theme.as_bytes(), []));
        let is_label = |cut: &Cut| cut.label.as_ref().is_some_and(|own| labels.contains(&own.key));
        cuts.retain(|cut| !is_label(cut));
        let all = Self::made(&cuts, files, has_files);
        let texts = [theme].into_iter().chain(public.iter().map(String::as_str));
        let known = BTreeSet::from_iter(texts.flat_map(|text| all.search(text.as_bytes(), [])));
        cuts.retain(|cut| !known.contains(&cut.key));
        Self::made(&cuts, all.files, has_files)
    }

    fn made(cuts: &[Cut], files: Vec<Arc<str>>, has_files: bool) -> Self {
        // Eight bits for each: 100 documents of a thousand words take 128 KiB, which stay in the
        // processor's second cache. Names and titles are few.
        let power = (cuts.len() * 8).next_power_of_two().ilog2().clamp(16, 26);
        let (runs, rare) = (Bits::new(power), Bits::new(18));
        let (ends, codes) = (Bits::new(18), Bits::new(18));
        let (by_key, seen) = (HashMap::default(), Seen::new());
        let mut needles = Self { by_key, files, runs, ends, codes, rare, has_files, seen };
        for cut in cuts {
            match cut.length {
                1 => needles.codes.add(cut.end),
                RUN => needles.runs.add(cut.end),
                _ => needles.ends.add(cut.end),
            }
            cut.rarest.into_iter().for_each(|pair| needles.rare.add_thrice(pair));
            needles.by_key.entry(cut.key).or_insert(cut.needle);
        }
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
}

/// What a document says that is not its own: the line it declares for all to see, and the names of
/// others, which have needles of their own where they are withheld.
fn without(outline: &Outline) -> BTreeSet<String> {
    let names = outline.references.iter().map(|reference| reference.text.as_str());
    let all = names.chain([outline.visibility.placeholder.as_str()]);
    all.map(normalise::one_line).collect()
}

/// A needle as it was cut out of a document.
#[derive(Clone)]
struct Cut {
    key: u64,
    needle: Needle,
    /// How many words it has.
    length: usize,
    /// The polynomial by which its end is known.
    end: u64,
    /// The polynomial of its rarest pair of words, where it has more than one.
    rarest: Option<u64>,
    /// The same without the numbers at its ends, where it has some: `Chủ đề` of `Chủ đề 1`.
    label: Option<Box<Cut>>,
}

/// A document being taken apart.
struct Adding<'a> {
    cuts: &'a mut Vec<Cut>,
    files: &'a mut Vec<Arc<str>>,
    without: BTreeSet<String>,
    common: &'a Frequencies,
}

impl Adding<'_> {
    fn all(mut self, document: &Withheld<'_>) {
        let outline = document.outline;
        self.files.push(Arc::clone(&outline.shown));
        self.without = without(outline);
        self.text(&outline.title, What::Title, 1);
        if let Some(number) = &outline.number {
            self.exact(&number.to_string(), What::Number);
        }
        self.exact(&outline.address, What::Address);
        self.exact(&outline.id, What::Address);
        for (path, hash) in &document.files {
            self.exact(path, What::File);
            self.text(path.rsplit('/').next().unwrap_or(path), What::File, 1);
            self.exact(&hash.hex(), What::File);
        }
        for (at, source) in document.sources.iter().enumerate() {
            if at == 0 {
                self.document(&source.text);
            } else {
                self.files.push(Arc::clone(&source.shown));
                self.table(&source.text);
            }
        }
    }

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
        let mut cut = self.cut(words, what, line);
        let label = without_numbers(words);
        // The number of a plan is no count.
        if (2..words.len()).contains(&label.len()) && what != What::Number {
            cut.label = Some(Box::new(self.cut(label, what, line)));
        }
        self.cuts.push(cut);
    }

    fn cut(&self, words: &[Word], what: What, line: usize) -> Cut {
        // Pages write days and amounts wherever they stand.
        let is_number = |pair: &[Word]| pair.iter().all(Word::is_number);
        let pairs = words.windows(2).map(|pair| (is_number(pair), word::polynomial(pair)));
        let frequency =
            |(is_number, pair): &(bool, u64)| (*is_number, self.common.get(pair).copied());
        let rarest = pairs.min_by_key(frequency).map(|(_, pair)| pair);
        let (length, polynomial) = (words.len(), word::polynomial(words));
        let end = match length {
            1 | RUN => polynomial,
            _ => word::polynomial(&words[length - length.min(3)..]),
        };
        // A text is refused above 32 MiB, so its lines and all files fit into 32 bits.
        let file = self.files.len() as u32 - 1;
        let needle = Needle { file, line: line as u32, what };
        let key = key(length, polynomial);
        Cut { key, needle, length, end, rarest, label: None }
    }
}

/// Some words without the numbers at both ends.
fn without_numbers(words: &[Word]) -> &[Word] {
    let is_word = |word: &Word| !word.is_number();
    let (first, last) = (words.iter().position(is_word), words.iter().rposition(is_word));
    first.zip(last).map_or(&[], |(first, last)| &words[first..=last])
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
