//! The shards of an index that stands, read as words in them are asked for.

use std::collections::HashMap;
use std::ops::Range;

use crate::search::content;
use crate::search::postings::order;
use crate::search::shards::{self, Places};
use crate::search::standing::File;

/// Reads a file of the index that stands.
pub type Read<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// All of them.
pub(super) struct Shelf<'a> {
    files: &'a [File],
    /// Files that begin with the same word, hence hold one large word or neighbours.
    groups: Vec<Range<usize>>,
    read: Read<'a>,
    /// By group.
    known: HashMap<usize, HashMap<String, Places>>,
    nowhere: Places,
}

impl<'a> Shelf<'a> {
    pub(super) fn of(files: &'a [File], read: Read<'a>) -> Self {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for same in files.chunk_by(|a, b| a.word == b.word) {
            let begin = groups.last().map_or(0, |group| group.end);
            groups.push(begin..begin + same.len());
        }
        Self { files, groups, read, known: HashMap::new(), nowhere: Places::default() }
    }

    /// The group in which a word stands, if it stands.
    fn group(&self, word: &str) -> Option<usize> {
        let is_before = |group: &Range<usize>| order(&self.files[group.start].word, word).is_le();
        self.groups.partition_point(is_before).checked_sub(1)
    }

    /// The places of a word that may stand nowhere; `None` where a file cannot be read.
    pub(super) fn places(&mut self, word: &str) -> Option<&Places> {
        let Some(group) = self.group(word) else { return Some(&self.nowhere) };
        if !self.known.contains_key(&group) {
            let files = self.files[self.groups[group].clone()].iter();
            let read = files.map(|file| String::from_utf8((self.read)(&file.path())?).ok());
            let files: Vec<String> = read.collect::<Option<_>>()?;
            let texts =
                files.iter().map(|file| content(file)?.strip_prefix('"')?.strip_suffix('"'));
            let words = shards::words(texts.collect::<Option<Vec<&str>>>()?.into_iter())?;
            self.known.insert(group, words.into_iter().collect());
        }
        Some(self.known(word).unwrap_or(&self.nowhere))
    }

    /// The places of a word whose files were read.
    pub(super) fn known(&self, word: &str) -> Option<&Places> {
        self.known.get(&self.group(word)?)?.get(word)
    }

    /// The files from one word on up to another one, if they stand as they are.
    pub(super) fn standing(&self, first: &str, next: Option<&str>) -> Option<&'a [File]> {
        let at = self.group(first)?;
        let files = &self.files[self.groups[at].clone()];
        let follows = self.groups.get(at + 1).map(|group| self.files[group.start].word.as_str());
        (files[0].word == first && follows == next).then_some(files)
    }
}
