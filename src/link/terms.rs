//! The terms of taxonomies and the documents under them.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use crate::hash::Hashed;
use crate::link::kept::Kept;
use crate::model::campaign::{NOBODY, Table, Term, Words};
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::model::kind::Kinds;
use crate::model::theme::Taxonomy;
use crate::text::{fold, slug};

/// The words of each taxonomy.
pub(super) fn words(
    outlines: &[Arc<Hashed<Outline>>],
    kinds: &Kinds,
    taxonomies: &[Taxonomy],
    kept: &Kept<'_>,
) -> Vec<Words> {
    let none = Words::default();
    let one = |(at, taxonomy): (usize, &Taxonomy)| {
        let before = kept.before.words.get(at).unwrap_or(&none);
        words_of(outlines, kinds, taxonomy, kept, before)
    };
    taxonomies.iter().enumerate().map(one).collect()
}

/// The words of a taxonomy, numbered as they are met; those of kept documents are not read again.
fn words_of(
    outlines: &[Arc<Hashed<Outline>>],
    kinds: &Kinds,
    taxonomy: &Taxonomy,
    kept: &Kept<'_>,
    before: &Words,
) -> Words {
    let fields: Vec<Option<u16>> =
        kinds.iter().map(|(_, kind)| kind.fields.index(&taxonomy.field)).collect();
    let mut met = Met::new(before);
    let mut of = Table::with_room(outlines.len(), before.of.items().len());
    for (document, then) in kept.then.iter().enumerate() {
        if *then == NOBODY {
            let outline = &outlines[document];
            let value = outline.value(fields[outline.kind as usize]);
            let texts = value.map_or(&[][..], Value::items).iter().filter_map(Value::text);
            of.extend(texts.map(|text| met.text(text)));
        } else {
            of.extend(before.of.row(*then).iter().map(|word| met.word(*word)));
        }
        of.end_row();
    }
    Words { list: met.list, of }
}

/// The words met so far.
struct Met<'a> {
    before: &'a Words,
    /// For each word of before its number, [`NOBODY`] until it is met.
    numbers: Vec<u32>,
    /// Words by their texts: of before by their number then, of now by their number now.
    then: Option<HashMap<&'a str, u32, Hasher>>,
    now: HashMap<Arc<str>, u32, Hasher>,
    list: Vec<(Arc<str>, Arc<str>)>,
}

type Hasher = BuildHasherDefault<DefaultHasher>;

impl<'a> Met<'a> {
    fn new(before: &'a Words) -> Self {
        let numbers = vec![NOBODY; before.list.len()];
        Self { before, numbers, then: None, now: HashMap::default(), list: Vec::new() }
    }

    /// A word of before.
    fn word(&mut self, then: u32) -> u32 {
        let number = &mut self.numbers[then as usize];
        if *number == NOBODY {
            *number = self.list.len() as u32;
            self.list.push(self.before.list[then as usize].clone());
        }
        *number
    }

    /// A word as written.
    fn text(&mut self, text: &str) -> u32 {
        let list = &self.before.list;
        let then = self.then.get_or_insert_with(|| {
            list.iter().enumerate().map(|(at, (text, _))| (&**text, at as u32)).collect()
        });
        if let Some(then) = then.get(text).copied() {
            return self.word(then);
        }
        if let Some(number) = self.now.get(text) {
            return *number;
        }
        let (number, text) = (self.list.len() as u32, Arc::<str>::from(text));
        self.list.push((Arc::clone(&text), slug::slug(&text).into()));
        self.now.insert(text, number);
        number
    }
}

/// The terms that words stand for. Spellings that fold to one slug are one term, titled as the
/// first; `newest` are all documents in the order in which a term has them.
pub(super) fn terms(words: &Words, newest: &[u32]) -> Vec<Term> {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut terms: Vec<Term> = Vec::new();
    let mut term_of = Vec::with_capacity(words.list.len());
    for (title, slug) in &words.list {
        let term = *known.entry(slug).or_insert_with(|| {
            let (title, slug) = (title.to_string(), slug.to_string());
            terms.push(Term { title, slug, documents: Vec::new() });
            terms.len() as u32 - 1
        });
        term_of.push(term as usize);
    }
    if terms.is_empty() {
        return terms;
    }
    for document in newest {
        for word in words.of.row(*document) {
            let documents = &mut terms[term_of[*word as usize]].documents;
            if documents.last() != Some(document) {
                documents.push(*document);
            }
        }
    }
    terms.sort_by_cached_key(|term| (fold::plain(&term.title), term.slug.clone()));
    terms
}
