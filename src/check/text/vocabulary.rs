//! The words that mean something to a check, by key.
//!
//! Made once a run of the dictionaries. A word is looked up once; what
//! is said of it are a few bits, among them whether a phrase of a dictionary begins with it.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

use crate::model::dictionaries::Dictionaries;
use crate::text::letter;
use crate::text::syllable::{KeyHasher, Style, Syllables};
use crate::text::word::{Traits, Word, words};

/// What is known of a word, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Facts(u8);

impl Facts {
    /// A right syllable, or an accepted word.
    pub(super) const RIGHT: Self = Self(1);
    /// `hòa`.
    pub(super) const TONE_ON_FIRST: Self = Self(2);
    /// `hoà`.
    pub(super) const TONE_ON_SECOND: Self = Self(4);
    /// `kỉ`, `kỷ`: written in two ways.
    pub(super) const I_OR_Y: Self = Self(8);
    /// A phrase begins here.
    pub(super) const STARTS: Self = Self(16);
    /// A family name.
    pub(super) const SURNAME: Self = Self(32);
    /// One of the two styles of a tone, or of i and y.
    pub(super) const STYLE: Self = Self(2 | 4 | 8);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a phrase is to the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Mistyped; the words in the dictionary are the right ones.
    Typo,
    /// A spelling of the campaign.
    Spelling,
    /// A word before a person's name.
    Person,
    /// A word before a child's name.
    Child,
    /// A class or an age.
    ChildSign,
    /// A state of health.
    Health,
    /// A people or a faith.
    Ethnic,
    /// Identity cards.
    Card,
    /// Bank accounts.
    Account,
    /// Social insurance.
    Insurance,
    /// A private address.
    Address,
    /// A birth date.
    Birth,
    /// A mark of secrecy.
    Secret,
    /// The beginning of a unit's name.
    Unit,
    /// What a call to join asks for.
    Call,
}

/// The lists of `personal.yaml` that are phrases.
const LISTS: [(&str, Meaning); 13] = [
    ("people", Meaning::Person),
    ("children", Meaning::Child),
    ("child_signs", Meaning::ChildSign),
    ("health", Meaning::Health),
    ("ethnic", Meaning::Ethnic),
    ("cards", Meaning::Card),
    ("accounts", Meaning::Account),
    ("insurance", Meaning::Insurance),
    ("addresses", Meaning::Address),
    ("births", Meaning::Birth),
    ("secrets", Meaning::Secret),
    ("units", Meaning::Unit),
    ("calls", Meaning::Call),
];

/// A phrase of a dictionary.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    keys: Vec<u64>,
    /// What it is.
    pub(super) meaning: Meaning,
    /// The words as the dictionary has them; of a typo the right ones.
    pub(super) words: String,
    /// Whether these words are wrong however they are written.
    pub(super) is_wrong: bool,
}

impl Phrase {
    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
}

type Table<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// All words that are known.
pub(super) struct Vocabulary {
    facts: Table<Facts>,
    /// A bit for every key of `facts`, by its hash: most words have none, and need no look-up.
    filter: Vec<u64>,
    syllables: Syllables,
    /// Phrases in the order of their first word, longer ones first.
    phrases: Vec<Phrase>,
    starts: Table<usize>,
    long: BTreeSet<String>,
}

impl Vocabulary {
    pub(super) fn new(dictionaries: &Dictionaries) -> Self {
        let mut vocabulary = Self {
            facts: Table::default(),
            filter: vec![0; 1 << 10],
            syllables: Syllables::new(),
            phrases: phrases(dictionaries),
            starts: Table::default(),
            long: BTreeSet::new(),
        };
        for word in dictionaries.list("syllables.words") {
            match letter::key(word) {
                Some(key) => vocabulary.add(key, Facts::RIGHT),
                None => {
                    vocabulary.long.insert(word.to_lowercase());
                }
            }
        }
        for name in dictionaries.list("personal.surnames") {
            if let Some(key) = letter::key(name) {
                vocabulary.add(key, Facts::SURNAME);
            }
        }
        vocabulary.index();
        vocabulary
    }

    fn add(&mut self, key: u64, facts: Facts) {
        let (word, bit) = filter_place(key);
        self.filter[word] |= bit;
        let known = self.facts.entry(key).or_default();
        *known = Facts(known.0 | facts.0);
    }

    fn index(&mut self) {
        self.phrases.sort_by(|a, b| {
            a.keys[0]
                .cmp(&b.keys[0])
                .then(b.keys.len().cmp(&a.keys.len()))
                .then(a.words.cmp(&b.words))
        });
        for at in 0..self.phrases.len() {
            let key = self.phrases[at].keys[0];
            self.starts.entry(key).or_insert(at);
            self.add(key, Facts::STARTS);
        }
    }

    /// What is known of a word.
    #[inline]
    pub(super) fn facts(&self, word: &Word) -> Facts {
        let (place, bit) = filter_place(word.key);
        if self.filter[place] & bit == 0 {
            return Facts::default();
        }
        self.facts.get(&word.key).copied().unwrap_or_default()
    }

    /// Whether a key is a right word.
    pub(super) fn is_right(&self, key: u64) -> bool {
        self.syllables.is_right(key)
            || self.facts.get(&key).is_some_and(|facts| facts.has(Facts::RIGHT))
    }

    /// What the rules of spelling say of a word.
    #[inline]
    pub(super) fn spelling(&self, word: &Word) -> Facts {
        self.syllables.style(word.key).map(of_style).unwrap_or_default()
    }

    /// Whether a word of more than eight letters is accepted.
    pub(super) fn is_accepted(&self, word: &str) -> bool {
        self.long.contains(&word.to_lowercase())
    }

    /// The longest phrase that begins with the first of these words.
    pub(super) fn phrase(&self, following: &[Word]) -> Option<usize> {
        let first = following.first()?.key;
        let from = *self.starts.get(&first)?;
        let candidates = self.phrases[from..].iter().take_while(|phrase| phrase.keys[0] == first);
        let is_here = |phrase: &Phrase| {
            following.len() >= phrase.keys.len()
                && phrase.keys.iter().zip(following).all(|(key, word)| {
                    *key == word.key && !word.traits.has(Traits::LONG.or(Traits::ODD))
                })
        };
        candidates.enumerate().find(|(_, phrase)| is_here(phrase)).map(|(at, _)| from + at)
    }

    pub(super) fn at(&self, phrase: usize) -> &Phrase {
        &self.phrases[phrase]
    }
}

/// One of 65,536 bits.
#[inline]
fn filter_place(key: u64) -> (usize, u64) {
    let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

fn of_style(style: Style) -> Facts {
    let bit = |is: bool, facts: Facts| if is { facts.0 } else { 0 };
    Facts(
        Facts::RIGHT.0
            | bit(style.tone_on_first, Facts::TONE_ON_FIRST)
            | bit(style.tone_on_second, Facts::TONE_ON_SECOND)
            | bit(style.with_i || style.with_y, Facts::I_OR_Y),
    )
}

fn phrases(dictionaries: &Dictionaries) -> Vec<Phrase> {
    let typos =
        dictionaries.phrases.iter().map(|(wrong, right)| (wrong, Meaning::Typo, right, true));
    let right = dictionaries.spellings.keys().map(|right| (right, Meaning::Spelling, right, false));
    let wrong = dictionaries.spellings.iter().flat_map(|(right, wrong)| {
        wrong.iter().map(move |wrong| (wrong, Meaning::Spelling, right, true))
    });
    let lists = LISTS.iter().flat_map(|(list, meaning)| {
        let words = dictionaries.list(&format!("personal.{list}"));
        words.iter().map(|word| (word, *meaning, word, false))
    });
    let all = typos.chain(right).chain(wrong).chain(lists);
    all.filter_map(|(typed, meaning, words, is_wrong)| {
        let keys = keys(typed)?;
        Some(Phrase { keys, meaning, words: words.clone(), is_wrong })
    })
    .collect()
}

/// The keys of a phrase's words; none where one of them cannot be told by its key.
fn keys(phrase: &str) -> Option<Vec<u64>> {
    let parted = words(phrase).words;
    let is_known = |word: &Word| !word.traits.has(Traits::LONG.or(Traits::ODD));
    (!parted.is_empty() && parted.iter().all(is_known))
        .then(|| parted.iter().map(|word| word.key).collect())
}
