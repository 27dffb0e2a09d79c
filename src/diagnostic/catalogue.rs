//! The words of the messages, one catalogue a language.
//!
//! `messages/vi.yaml` and `messages/en.yaml` hold, for each message, what is wrong (`message`),
//! what stands under the caret (`label`), what to type (`hint`) and why it matters with its source
//! (`why`). `{name}` in them is filled from the diagnostic. No code here knows a particular check.
//!
//! A run says a few of a thousand things: of the rest only where they stand is looked up.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::yaml;

/// The language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The language of a BCP-47 or POSIX tag: `vi…` is Vietnamese, all else English.
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("vi") { Self::Vi } else { Self::En }
    }

    /// `vi` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
}

/// All messages of one language.
pub struct Catalogue {
    language: Language,
    messages: BTreeMap<&'static str, Block<Entry>>,
    words: BTreeMap<&'static str, Block<String>>,
}

/// A key of a catalogue with its value: the text, and what is read in it once it is said.
struct Block<T> {
    text: &'static str,
    read: OnceLock<T>,
}

impl<T: Default> Block<T> {
    fn read(&self, from: fn(&yaml::Node) -> T) -> &T {
        self.read.get_or_init(|| {
            // The two files are part of the program, and a test reads every block.
            let root = yaml::read(self.text).ok();
            let node = root.as_ref().and_then(|root| root.entries().first());
            node.map(|(_, node)| from(node)).unwrap_or_default()
        })
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Entry {
    message: String,
    label: String,
    hint: String,
    why: String,
}

/// A diagnostic in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What is wrong.
    pub message: String,
    /// What stands under the caret; may be empty.
    pub label: String,
    /// What to type; may be empty.
    pub hint: String,
    /// Why it matters, with its source; may be empty.
    pub why: String,
}

impl Catalogue {
    /// The catalogue of a language, read once from the text inside the program.
    pub fn of(language: Language) -> &'static Self {
        static BOTH: [OnceLock<Catalogue>; 2] = [OnceLock::new(), OnceLock::new()];
        BOTH[usize::from(language == Language::En)].get_or_init(|| Self::new(language))
    }

    fn new(language: Language) -> Self {
        let mut catalogue = Self { language, messages: BTreeMap::new(), words: BTreeMap::new() };
        for (id, is_word, text) in blocks(text(language)) {
            if is_word {
                catalogue.words.insert(id, Block { text, read: OnceLock::new() });
            } else {
                catalogue.messages.insert(id, Block { text, read: OnceLock::new() });
            }
        }
        catalogue
    }

    /// The language of this catalogue.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A diagnostic in words; one that has no entry is shown by its id and arguments.
    pub fn wording(&self, diagnostic: &Diagnostic) -> Wording {
        let block = self.messages.get(diagnostic.id.as_ref());
        let Some(entry) = block.map(|block| block.read(entry)) else {
            return Wording {
                message: format!("{} {:?}", diagnostic.id, diagnostic.arguments),
                label: String::new(),
                hint: String::new(),
                why: String::new(),
            };
        };
        let words = |template: &str| fill(template, &diagnostic.arguments);
        Wording {
            message: words(&entry.message),
            label: words(&entry.label),
            hint: words(&entry.hint),
            why: words(&entry.why),
        }
    }

    /// A word or sentence of the program itself, such as the summary of a run; its id where the
    /// catalogue lacks it.
    pub fn word(&self, id: &str, arguments: &[(&str, String)]) -> String {
        fill(self.known(id).unwrap_or(id), arguments)
    }

    fn known(&self, id: &str) -> Option<&str> {
        self.words.get(id).map(|block| block.read(word).as_str())
    }

    /// `lỗi`, `cảnh báo` or `gợi ý`.
    pub fn severity(&self, severity: Severity) -> &str {
        let id = match severity {
            Severity::Error => "severity_error",
            Severity::Warning => "severity_warning",
            Severity::Hint => "severity_hint",
        };
        self.known(id).unwrap_or(id)
    }

    /// Every message id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().copied()
    }
}

fn text(language: Language) -> &'static str {
    match language {
        Language::Vi => include_str!("messages/vi.yaml"),
        Language::En => include_str!("messages/en.yaml"),
    }
}

/// Each key at the margin with its lines: the key, whether a word follows it in its line, the lines.
fn blocks(text: &str) -> impl Iterator<Item = (&str, bool, &str)> {
    let is_key = |line: &str| line.starts_with(|first: char| first.is_ascii_alphanumeric());
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let first = rest.split_inclusive('\n').next()?;
            let later = rest[first.len()..].split_inclusive('\n');
            let length: usize = later.take_while(|line| !is_key(line)).map(str::len).sum();
            let (block, after) = rest.split_at(first.len() + length);
            rest = after;
            if let Some((key, value)) = first.split_once(':').filter(|_| is_key(first)) {
                return Some((key, !value.trim().is_empty(), block));
            }
        }
    })
}

fn word(node: &yaml::Node) -> String {
    node.scalar().unwrap_or_default().to_owned()
}

fn entry(node: &yaml::Node) -> Entry {
    let text = |key: &str| node.get(key).and_then(yaml::Node::scalar).unwrap_or("").to_owned();
    Entry { message: text("message"), label: text("label"), hint: text("hint"), why: text("why") }
}

/// Puts values in place of `{names}`; one pass, so a value that holds braces is left alone.
fn fill<N: AsRef<str>, V: AsRef<str>>(template: &str, arguments: &[(N, V)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            let value = arguments.iter().find(|(key, _)| key.as_ref() == name)?;
            Some((value.1.as_ref(), tail))
        });
        match found {
            Some((value, tail)) => {
                text.push_str(value);
                rest = tail;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::{Catalogue, Language, entry, fill, text};
    use crate::yaml;

    #[test]
    fn both_catalogues_hold_the_same_messages() {
        let vi = Catalogue::of(Language::Vi);
        let en = Catalogue::of(Language::En);
        assert!(vi.ids().eq(en.ids()));
        assert!(vi.words.keys().eq(en.words.keys()));
        assert!(vi.ids().count() > 20);
    }

    #[test]
    fn block_by_block_a_catalogue_is_what_it_is_as_a_whole() {
        for language in [Language::Vi, Language::En] {
            let catalogue = Catalogue::of(language);
            let whole = yaml::read(text(language)).expect("the files are part of the program");
            for (key, node) in whole.entries() {
                if let Some(said) = node.scalar() {
                    assert_eq!(catalogue.known(&key.text), Some(said), "{}", key.text);
                } else {
                    let block = &catalogue.messages[key.text.as_str()];
                    assert_eq!(*block.read(entry), entry(node), "{}", key.text);
                }
            }
            let count = catalogue.messages.len() + catalogue.words.len();
            assert_eq!(count, whole.entries().len());
        }
    }

    #[test]
    fn every_message_says_why_it_matters() {
        for catalogue in [Catalogue::of(Language::Vi), Catalogue::of(Language::En)] {
            let is_silent = |id: &&str| catalogue.messages[*id].read(entry).why.trim().is_empty();
            let silent: Vec<&str> = catalogue.ids().filter(is_silent).collect();
            assert!(silent.is_empty(), "{silent:?}");
        }
    }

    #[test]
    fn a_value_with_braces_is_left_alone() {
        assert_eq!(fill("{a}-{b}-{c}", &[("a", "{b}"), ("b", "x")]), "{b}-x-{c}");
    }
}
