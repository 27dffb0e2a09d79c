//! What becomes of an index when some records change.
//!
//! Of every word it is remembered how many documents have it and how much room it takes, which is
//! enough to tell where files are cut. So an edit reads the files of the words it touches, changes
//! what they say of the edited documents, and makes those files anew. The result is the index that
//! all records together would give, byte for byte.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::artifact::Artifact;
use crate::search::postings::{self, Word, order};
use crate::search::record::Record;
use crate::search::shards::{self, Places};
use crate::search::shelf::{Read, Shelf};
use crate::search::standing::{File, Standing, Tally};
use crate::search::terms::{Rules, Terms};
use crate::search::{Subject, blocks, bulk_path, cuts, data};

/// A document whose record changed.
pub struct Edit {
    /// Its place in the order of the index.
    pub position: usize,
    /// The record that stands.
    pub before: Record,
    /// The one that takes its place.
    pub after: Record,
}

/// An index after edits.
pub struct Edited {
    /// What is remembered of it.
    pub standing: Standing,
    /// The blocks of texts in which something changed.
    pub blocks: Vec<Artifact>,
    /// Other files that are new, all but the entry.
    pub files: Vec<Artifact>,
}

impl Edit {
    /// The edit of one among so many documents that leads to a record; `None` where the one that
    /// stands cannot be read.
    pub fn of(position: usize, documents: usize, after: &Record, read: Read<'_>) -> Option<Self> {
        let (first, records) = blocks::standing(position, documents, read);
        let before = records.into_iter().nth(position - first)?;
        let is_same = before.address == after.address;
        is_same.then(|| Self { position, before, after: after.clone() })
    }

    /// Whether anything differs.
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// What becomes of one word in one document: the tails of its terms.
struct Turn {
    document: u32,
    before: Vec<u32>,
    after: Vec<u32>,
}

/// Words that an edit touches, in order, each with what becomes of it.
type Turns = Vec<(String, Vec<Turn>)>;

impl Standing {
    /// The index after some edits, in order. `None` where only all records can tell: filters change,
    /// or a word is no longer too common to be kept; so it is where a file is not what it should be.
    pub fn edited(&self, edits: &[Edit], subject: &Subject<'_>, read: Read<'_>) -> Option<Edited> {
        if !edits.iter().all(|edit| self.keeps_filters(edit)) {
            return None;
        }
        let (standing, mut files) = self.with_shards(edits, read)?;
        for edits in edits.chunk_by(|a, b| bulk_path(a.position) == bulk_path(b.position)) {
            let path = bulk_path(edits[0].position);
            let lines = data::edited(&read(&path)?, edits, subject)?;
            files.push(Artifact::made(path, lines));
        }
        let size = blocks::size(self.documents);
        let by_block = edits.chunk_by(|a, b| a.position / size == b.position / size);
        let blocks = by_block.map(|edits| {
            let (first, mut records) = blocks::standing(edits[0].position, self.documents, read);
            for edit in edits {
                *records.get_mut(edit.position - first)? = edit.after.clone();
            }
            Some(blocks::block(first / size, &records))
        });
        Some(Edited { standing, blocks: blocks.collect::<Option<_>>()?, files })
    }

    /// What is remembered after edits, and the shards that are new.
    fn with_shards(&self, edits: &[Edit], read: Read<'_>) -> Option<(Self, Vec<Artifact>)> {
        let mut shelf = Shelf::of(&self.files, read);
        let words = turns(edits, &Rules::default()).into_iter().map(|(word, turns)| {
            let places = shelf.places(&word)?;
            word_after(self.tally(&word), self.documents, places, (word, turns))
        });
        let words: Vec<Word> = words.collect::<Option<_>>()?;
        let tallies = merged(&self.tallies, &words);
        let (files, artifacts) = files(&tallies, &words, &mut shelf)?;
        let (filters, units) = (self.filters.clone(), self.units.clone());
        Some((Self { tallies, files, filters, units, ..*self }, artifacts))
    }

    /// Whether filters say the same after an edit.
    fn keeps_filters(&self, edit: &Edit) -> bool {
        let (before, after) = (&edit.before, &edit.after);
        let is_unit = self.units.contains(&before.address);
        (&before.date, &before.unit, &before.status, &before.filed)
            == (&after.date, &after.unit, &after.status, &after.filed)
            && (before.title == after.title || !is_unit)
    }

    fn tally(&self, word: &str) -> Option<&Tally> {
        let at = self.tallies.binary_search_by(|tally| order(&tally.word, word)).ok()?;
        Some(&self.tallies[at])
    }
}

/// The words whose terms differ in some document.
fn turns(edits: &[Edit], rules: &Rules) -> Turns {
    let mut turns: HashMap<String, Vec<Turn>> = HashMap::new();
    for edit in edits {
        let mut before = tails(&edit.before, rules);
        for (word, after) in tails(&edit.after, rules) {
            let before = before.remove(&word).unwrap_or_default();
            if before != after {
                let turn = Turn { document: edit.position as u32, before, after };
                turns.entry(word).or_default().push(turn);
            }
        }
        for (word, before) in before {
            let turn = Turn { document: edit.position as u32, before, after: Vec::new() };
            turns.entry(word).or_default().push(turn);
        }
    }
    let mut turns: Turns = turns.into_iter().collect();
    turns.sort_by(|(a, _), (b, _)| order(a, b));
    turns
}

/// The tails of a record's terms by first word.
fn tails(record: &Record, rules: &Rules) -> BTreeMap<String, Vec<u32>> {
    let terms = Terms::of(record, rules);
    let of_word = terms.list.chunk_by(|a, b| a.first() == b.first());
    let tails = of_word.map(|same| {
        let word = terms.word(same[0].first(), rules);
        (word, same.iter().map(|term| term.tail()).collect())
    });
    tails.collect()
}

/// A word after its turns; without items where no document has it any more.
fn word_after(
    tally: Option<&Tally>,
    documents: usize,
    places: &Places,
    (text, turns): (String, Vec<Turn>),
) -> Option<Word> {
    let is_alone = |tails: &[u32]| u32::from(tails.iter().any(|tail| postings::is_alone(*tail)));
    let was = tally.map_or(0, |tally| tally.frequency);
    let edited: BTreeSet<u32> = turns.iter().map(|turn| turn.document).collect();
    let (mut frequency, mut items) = (was, places.items()?);
    items.retain(|item| !edited.contains(&postings::document(*item)));
    for turn in &turns {
        frequency = (frequency + is_alone(&turn.after)).checked_sub(is_alone(&turn.before))?;
        items.extend(turn.after.iter().map(|tail| postings::item_of(*tail, turn.document)));
    }
    items.sort_unstable();
    let is_too_common = |frequency| postings::is_too_common(frequency, documents);
    if is_too_common(was) && !is_too_common(frequency) {
        return None;
    }
    let places = postings::places(items, frequency, documents);
    Some(Word { text, frequency, places })
}

/// The tallies after some words changed; both are in order.
fn merged(tallies: &[Tally], words: &[Word]) -> Vec<Tally> {
    let mut merged = Vec::with_capacity(tallies.len() + words.len());
    let mut rest = tallies;
    for word in words {
        let at = rest.partition_point(|tally| order(&tally.word, &word.text).is_lt());
        merged.extend_from_slice(&rest[..at]);
        let is_known = rest.get(at).is_some_and(|tally| tally.word == word.text);
        rest = &rest[at + usize::from(is_known)..];
        if word.frequency > 0 {
            merged.push(Tally::of(word));
        }
    }
    merged.extend_from_slice(rest);
    merged
}

/// The files of an index after some words changed: those that stand, and those that are new.
fn files(
    tallies: &[Tally],
    words: &[Word],
    shelf: &mut Shelf<'_>,
) -> Option<(Vec<File>, Vec<Artifact>)> {
    let (mut files, mut artifacts) = (Vec::new(), Vec::new());
    for part in cuts::cuts(tallies.iter().map(|tally| tally.cost)) {
        let first = tallies[part.start].word.as_str();
        let next = tallies.get(part.end).map(|tally| tally.word.as_str());
        let from = words.partition_point(|word| order(&word.text, first).is_lt());
        let to = next.map_or(words.len(), |next| {
            words.partition_point(|word| order(&word.text, next).is_lt())
        });
        let standing = if from == to { shelf.standing(first, next) } else { None };
        if let Some(standing) = standing {
            files.extend_from_slice(standing);
            continue;
        }
        let changed: BTreeMap<&str, &Places> =
            words[from..to].iter().map(|word| (word.text.as_str(), &word.places)).collect();
        let tallies = &tallies[part];
        for tally in tallies.iter().filter(|tally| !changed.contains_key(tally.word.as_str())) {
            shelf.places(&tally.word)?;
        }
        let places = |tally: &'_ Tally| match changed.get(tally.word.as_str()) {
            Some(places) => Some(*places),
            None => shelf.known(&tally.word),
        };
        let words = tallies.iter().map(|tally| Some((tally.word.as_str(), places(tally)?)));
        for shard in shards::shards(&words.collect::<Option<Vec<_>>>()?) {
            let (file, artifact) = File::of(shard);
            files.push(file);
            artifacts.push(artifact);
        }
    }
    Some((files, artifacts))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hash::Hash;
    use crate::model::artifact::Bytes;
    use crate::search::{Indexing, PART, block_paths, is_shard};

    type Files = BTreeMap<String, Vec<u8>>;

    const WORDS: [&str; 14] = [
        "thi",
        "đua",
        "Hòa",
        "hoa",
        "Sìn Hồ.",
        "UBND",
        "147/KH-SYT",
        "COVID",
        "xã",
        "bản",
        "12",
        "phòng chống dịch",
        "ấm",
        "nhan ",
    ];

    fn subject(documents: usize) -> Subject<'static> {
        Subject {
            kinds: vec![("tin".into(), "Tin".into(), documents)],
            statuses: Vec::new(),
            scripts: vec![""],
            worker: "",
            base_url: "https://a.example/",
        }
    }

    fn record(at: usize, words: &[usize], title: usize) -> Record {
        let text: Vec<&str> = words.iter().map(|word| WORDS[word % WORDS.len()]).collect();
        Record {
            address: format!("tin/{at}/"),
            title: format!("Tin {}", WORDS[title % WORDS.len()]),
            text: text.join(" "),
            ..Record::default()
        }
    }

    /// All files of an index from nothing.
    fn whole(records: &[Record]) -> (Files, Standing) {
        let subject = subject(records.len());
        let mut indexing = Indexing::new(records.len(), &subject);
        let (mut files, mut hashes) = (Files::new(), Vec::new());
        for part in records.chunks(PART) {
            let part = indexing.add(part.to_vec());
            files.entry(part.bulk).or_default().extend(part.lines);
            hashes.extend(part.blocks.iter().map(Artifact::hash));
            part.blocks.into_iter().for_each(|file| put(&mut files, file));
        }
        let (rest, standing) = indexing.finish(hashes);
        rest.into_iter().for_each(|file| put(&mut files, file));
        (files, standing)
    }

    fn put(files: &mut Files, file: Artifact) {
        if let Bytes::Made(bytes) = file.bytes {
            files.insert(file.path.to_string(), bytes);
        }
    }

    /// The files after edits of what stands.
    fn after(
        mut files: Files,
        standing: &Standing,
        records: &[Record],
    ) -> Option<(Files, Standing)> {
        let subject = subject(records.len());
        let read = |path: &str| files.get(path).cloned();
        let edits = records.iter().enumerate();
        let edits = edits.map(|(at, after)| Edit::of(at, records.len(), after, &read));
        let mut edits: Vec<Edit> = edits.collect::<Option<_>>()?;
        edits.retain(Edit::changes);
        let edited = standing.edited(&edits, &subject, &read)?;
        let shards: BTreeSet<String> = edited.standing.shards().collect();
        files.retain(|path, _| !is_shard(path) || shards.contains(path));
        edited.blocks.into_iter().chain(edited.files).for_each(|file| put(&mut files, file));
        let blocks = block_paths(records.len());
        let hashes: Vec<Hash> = blocks.map(|path| Hash::of(&files[&path])).collect();
        let entry = edited.standing.entry(&subject, hashes);
        entry.into_iter().for_each(|file| put(&mut files, file));
        Some((files, edited.standing))
    }

    fn texts() -> impl Strategy<Value = Vec<(Vec<usize>, usize)>> {
        proptest::collection::vec((proptest::collection::vec(0..200_usize, 0..60), 0..20_usize), 60)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn edits_lead_to_the_index_of_all_records(
            texts in texts(),
            edits in proptest::collection::vec((0..60_usize, proptest::collection::vec(0..14_usize, 0..9)), 1..5),
        ) {
            let mut records: Vec<Record> = texts.iter().enumerate()
                .map(|(at, (words, title))| record(at, words, *title)).collect();
            let (files, standing) = whole(&records);
            for (at, words) in &edits {
                records[*at] = record(*at, words, words.len());
            }
            // `None` is allowed: a word may have become rare. Such edits are made from nothing.
            if let Some((edited, _)) = after(files, &standing, &records) {
                prop_assert_eq!(edited, whole(&records).0);
            }
        }
    }

    #[test]
    fn a_word_more_in_a_large_index() {
        let text =
            |at: usize| (0..300).map(|word| at * 7 + word * (1 + at % 5)).collect::<Vec<_>>();
        let mut records: Vec<Record> = (0..900).map(|at| record(at, &text(at), at)).collect();
        for (at, record) in records.iter_mut().enumerate() {
            record.text.push_str(&format!(" số {at} quyển {} tờ x{}y", at % 300, at % 70));
        }
        let (mut files, mut standing) = whole(&records);
        assert!(standing.shards().count() > 5);
        for at in [3, 450, 899] {
            records[at].text.push_str(". Thêm một lời chưa ai nói");
            let (edited, next) = after(files, &standing, &records).expect("few words change");
            assert_eq!(edited, whole(&records).0);
            (files, standing) = (edited, next);
        }
    }

    #[test]
    fn another_unit_asks_all_records() {
        let records: Vec<Record> = (0..60).map(|at| record(at, &[at, at * 3], at)).collect();
        let (files, standing) = whole(&records);
        let mut edited = records;
        edited[7].unit = "Xã Tả Ngảo".into();
        assert!(after(files, &standing, &edited).is_none());
    }
}
