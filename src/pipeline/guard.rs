//! What the gate held back, and the proof that nothing of it is written.
//!
//! Reads the withheld documents again (they are few), has every artifact looked through while it is
//! in memory, and settles what was found against all that is public.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::assets::Used;
use crate::audit::{self, Needles, Withheld};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::FileRecord;
use crate::model::artifact::{Artifact, Bytes};
use crate::model::body::{Body, SlotTarget};
use crate::model::document::{Outline, Reference};
use crate::model::names::{self, Names};
use crate::model::theme::Theme;
use crate::parse::{self, Parsing};
use crate::pipeline::documents::{self, Parsed};
use crate::pipeline::plan::Planning;
use crate::pipeline::{Inputs, shown};
use crate::read::Listed;
use crate::text::collate::Collator;

/// So many public documents tell which words are common, and what is said on every page.
const SAMPLE: usize = 1000;

/// A file of the site in which something was found: its path and the keys of what.
pub(super) type Found = (String, Vec<u64>);

/// Looks through what is written.
pub(super) struct Guard<'a> {
    inputs: &'a Inputs<'a>,
    theme: &'a Theme,
    parsed: &'a Parsed,
    public: Vec<u32>,
    /// The lines that withheld documents declare for all to see.
    placeholders: String,
    needles: Option<Needles>,
    /// The hash of the names of everything withheld.
    pub key: Hash,
    /// Whether the files that stand must be looked through too: they were not, for this.
    pub is_new: bool,
    /// What is to be remembered of withheld files.
    pub files: Vec<FileRecord>,
}

impl<'a> Guard<'a> {
    /// A guard of everything but these public documents.
    pub(super) fn new(
        inputs: &'a Inputs<'a>,
        theme: &'a Theme,
        planning: &Planning<'_>,
        parsed: &'a Parsed,
        public: Vec<u32>,
    ) -> Result<Self, Failure> {
        let mut public = public;
        public.sort_unstable();
        let held = complement(&public, parsed.documents.len());
        let secret = secret_files(parsed, &held, &public, planning);
        let used: Vec<Used<'_>> = secret.iter().copied().map(Used::offered).collect();
        let (facts, files) = planning.facts(&used)?;
        let withheld = held.par_iter().map(|at| -> Result<Withheld<'_>, Failure> {
            let text = &parsed.files[*at as usize];
            let read =
                documents::sources(inputs, &text.file, &text.tables, &shown(&inputs.content))?;
            let outline = &parsed.documents[*at as usize].outline.value;
            let own = files_of(outline, &text.file.path, &secret).into_iter();
            let hash = |file: &Listed| facts.get(&file.path).map(|fact| fact.hash);
            let files = own.filter_map(|file| Some((Arc::clone(&file.path), hash(file)?)));
            Ok(Withheld { outline, sources: read.unwrap_or_default(), files: files.collect() })
        });
        let withheld: Vec<Withheld<'_>> = withheld.collect::<Result<_, Failure>>()?;
        // Words typed into what is withheld already stand in no page that was made before.
        let names = withheld.iter().map(|document| {
            let Outline { id, title, address, number, .. } = document.outline;
            Hash::of_value(&(id, title, address, number, &document.files))
        });
        let key = Hash::of_hashes(names);
        let lines = withheld.iter().map(|document| &*document.outline.visibility.placeholder);
        let placeholders = lines.collect::<Vec<&str>>().join("\n");
        let is_new = planning.memory.planned().audited != key;
        let needles = (!withheld.is_empty()).then(|| {
            let some = public.iter().step_by(public.len() / SAMPLE + 1);
            let outlines = some.map(|at| &parsed.documents[*at as usize].outline);
            let said: Vec<String> = outlines.map(|outline| audit::of_outline(outline)).collect();
            Needles::of(&withheld, &audit::of_theme(theme), &said)
        });
        Ok(Self { inputs, theme, parsed, public, placeholders, needles, key, is_new, files })
    }

    /// Whether anything is withheld; where nothing is, nothing is found.
    pub(super) fn is_needed(&self) -> bool {
        self.needles.is_some()
    }

    /// What is found in a page; its own text is public.
    pub(super) fn page(&self, path: &str, html: &[u8], body: Option<&Body>) -> Vec<u64> {
        let own = body.into_iter().flat_map(|body| body.html.between()).map(str::as_bytes);
        self.look(path, |needles| needles.search(html, own))
    }

    /// What is found in another file. An attachment is there because a public document names it, so
    /// only its address is looked at; the name of any other file says where its bytes come from.
    pub(super) fn artifact(&self, artifact: &Artifact) -> Vec<u64> {
        self.made(artifact, &[])
    }

    /// What is found in a file that says words of public texts, in their order.
    pub(super) fn made(&self, artifact: &Artifact, public: &[String]) -> Vec<u64> {
        self.look(&artifact.path, |needles| match &artifact.bytes {
            Bytes::Copied { .. } => Vec::new(),
            Bytes::Made(bytes) => {
                let lines = public.iter().flat_map(|text| audit::lines(text));
                let mut found = needles.search(bytes, lines);
                if needles.has_files {
                    found.extend(needles.search(Hash::of(bytes).hex().as_bytes(), []));
                }
                found
            }
        })
    }

    /// What is found in the name of a file whose bytes are those of a public picture.
    pub(super) fn name(&self, path: &str) -> Vec<u64> {
        self.look(path, |_| Vec::new())
    }

    /// What is found in a page that stands and stays.
    pub(super) fn standing(&self, path: &str) -> Result<Vec<u64>, Failure> {
        if !self.is_new || !self.is_needed() {
            return Ok(Vec::new());
        }
        let bytes = self.inputs.disk.read(&self.inputs.output.join("site").join(path))?;
        Ok(self.page(path, &bytes, None))
    }

    fn look(&self, path: &str, search: impl FnOnce(&Needles) -> Vec<u64>) -> Vec<u64> {
        let Some(needles) = &self.needles else { return Vec::new() };
        let mut found = search(needles);
        found.extend(needles.search(path.as_bytes(), []));
        found
    }

    /// What of that is nowhere public. Looks where it costs least first, and reads published sources
    /// only where something is still unexplained.
    pub(super) fn leaks(&self, found: &[Found]) -> Result<Vec<Diagnostic>, Failure> {
        let Some(needles) = &self.needles else { return Ok(Vec::new()) };
        let mut secret: BTreeSet<u64> = found.iter().flat_map(|(_, keys)| keys).copied().collect();
        if !found.is_empty() {
            publish(needles.search(audit::of_theme(self.theme).as_bytes(), []), &mut secret);
            publish(needles.search(self.placeholders.as_bytes(), []), &mut secret);
            let outlines = self.public.par_iter().map(|at| {
                let outline = &self.parsed.documents[*at as usize].outline;
                needles.search(audit::of_outline(outline).as_bytes(), [])
            });
            let keys: Vec<Vec<u64>> = outlines.collect();
            keys.into_iter().for_each(|keys| publish(keys, &mut secret));
        }
        if !secret.is_empty() {
            let keys = self.in_sources(needles)?;
            keys.into_iter().for_each(|keys| publish(keys, &mut secret));
        }
        if !secret.is_empty() {
            let keys = self.in_bodies(needles)?;
            keys.into_iter().for_each(|keys| publish(keys, &mut secret));
        }
        Ok(found
            .iter()
            .flat_map(|(path, keys)| {
                let keys: Vec<u64> =
                    keys.iter().copied().filter(|key| secret.contains(key)).collect();
                needles.leaks(path, &keys)
            })
            .collect())
    }

    /// What the texts of public documents say as readers see them: links by their words, documents that
    /// are named by their titles, so that a sentence runs on where the source has marks and addresses.
    fn in_bodies(&self, needles: &Needles) -> Result<Vec<Vec<u64>>, Failure> {
        let outlines = |at: &u32| &self.parsed.documents[*at as usize].outline;
        let known = Names::new(self.public.iter().map(|at| &outlines(at).value));
        let titles = |reference: &Reference| match known.find(reference.key, reference.to) {
            names::Found::One(at) => Some(outlines(&self.public[at as usize]).title.clone()),
            _ => None,
        };
        let bodies = self.public.par_iter().map(|at| -> Result<Vec<u64>, Failure> {
            let text = &self.parsed.files[*at as usize];
            let read = documents::sources(self.inputs, &text.file, &text.tables, "")?;
            let sources = read.unwrap_or_default();
            let Some((source, tables)) = sources.split_first() else { return Ok(Vec::new()) };
            let (language, collator) = (Language::default(), Collator::new());
            let parsing = Parsing { kinds: &self.theme.kinds, language, collator: &collator };
            let Ok(document) = parse::parse(source, tables, &parsing) else {
                return Ok(Vec::new());
            };
            let body = document.body.as_deref();
            let shown = body.map(|body| shown_text(body, &document.outline, &titles));
            Ok(shown.map_or_else(Vec::new, |shown| needles.search(shown.as_bytes(), [])))
        });
        bodies.collect()
    }

    /// What the settings and the texts of public documents hold. Their front matter is told by
    /// outlines already, without its private fields.
    fn in_sources(&self, needles: &Needles) -> Result<Vec<Vec<u64>>, Failure> {
        let inputs = self.inputs;
        let sources = self.public.par_iter().map(|at| -> Result<Vec<u64>, Failure> {
            let read = documents::sources(inputs, &self.parsed.files[*at as usize].file, &[], "")?;
            let read = read.unwrap_or_default();
            let bodies = read.iter().map(|source| audit::body(&source.text));
            Ok(bodies.flat_map(|body| needles.search(body.as_bytes(), [])).collect())
        });
        let mut all = sources.collect::<Result<Vec<_>, Failure>>()?;
        let settings = inputs.content.join("site.yaml");
        if inputs.disk.stamp(&settings)?.is_some() {
            all.push(needles.search(&inputs.disk.read(&settings)?, []));
        }
        Ok(all)
    }
}

/// A text with the titles of public documents where they are shown, and every other link as its words.
fn shown_text(
    body: &Body,
    outline: &Outline,
    titles: &dyn Fn(&Reference) -> Option<String>,
) -> String {
    let html = &body.html;
    let (mut text, mut done) = (String::with_capacity(html.text.len()), 0);
    for slot in &html.slots {
        let SlotTarget::Reference { index, titled: true } = slot.target else { continue };
        let title = outline.references.get(index as usize).and_then(titles);
        if let (Some(title), Some(before)) = (title, html.text.get(done..slot.start as usize)) {
            text.push_str(before);
            text.push_str(&title);
            done = slot.end as usize;
        }
    }
    text.push_str(html.text.get(done..).unwrap_or(""));
    text
}

/// What is public is no secret.
fn publish(keys: Vec<u64>, secret: &mut BTreeSet<u64>) {
    for key in keys {
        secret.remove(&key);
    }
}

/// The positions that are not among these, which are in order.
fn complement(positions: &[u32], count: usize) -> Vec<u32> {
    let is_missing = |at: &u32| positions.binary_search(at).is_err();
    (0..count as u32).filter(is_missing).collect()
}

/// The files of withheld documents that no public one uses.
fn secret_files<'l>(
    parsed: &Parsed,
    held: &[u32],
    public: &[u32],
    planning: &Planning<'l>,
) -> Vec<&'l Listed> {
    let uses = |at: &u32| parsed.documents[*at as usize].outline.files.iter();
    let shown = public.iter().flat_map(uses).filter(|file| !file.is_private);
    let shown: BTreeSet<&str> = shown.map(|file| file.path.as_str()).collect();
    let all: Vec<&Listed> = planning.listing.files.iter().collect();
    let of = held.iter().flat_map(|at| {
        let outline = &parsed.documents[*at as usize].outline;
        files_of(outline, &parsed.files[*at as usize].file.path, &all)
    });
    let of: BTreeSet<&str> = of.map(|file| &*file.path).collect();
    all.into_iter()
        .filter(|file| of.contains(&*file.path) && !shown.contains(&*file.path))
        .collect()
}

/// Those of some files, in the order of paths, that a document uses or that lie in its folder.
fn files_of<'l>(outline: &Outline, path: &str, files: &[&'l Listed]) -> Vec<&'l Listed> {
    let mut own = Vec::new();
    if let Some(folder) = path.strip_suffix("index.md").filter(|folder| folder.ends_with('/')) {
        let first = files.partition_point(|file| &*file.path < folder);
        let below = files[first..].iter().take_while(|file| file.path.starts_with(folder));
        own.extend(below.copied());
    }
    for used in &outline.files {
        if let Ok(at) = files.binary_search_by(|file| (*file.path).cmp(&used.path)) {
            own.push(files[at]);
        }
    }
    own
}
