//! All documents together: names, references, files, numbers.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::graph;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{FileUse, Outline, Reference, ReferenceFrom};
use crate::model::field::{FieldType, Value, file, record};
use crate::model::kind::{Kind, Kinds};
use crate::model::names::{self, Found, Names};
use crate::text::distance;

/// Everything the documents are judged against.
pub struct Everything<'a> {
    /// Every document, in the order of paths.
    pub outlines: &'a [&'a Outline],
    /// The kinds of the theme.
    pub kinds: &'a Kinds,
    /// Paths of all files of the content, sorted.
    pub files: &'a [Arc<str>],
    /// Where the settings say that the menu leads.
    pub menu: &'a [(String, String)],
    /// Folders of terms, which have pages too.
    pub folders: &'a [&'a str],
    /// The settings' file as a person can open it.
    pub settings_shown: &'a Arc<str>,
}

/// What is wrong between documents.
pub fn across(everything: &Everything<'_>) -> Vec<Diagnostic> {
    let outlines = everything.outlines;
    let names = Names::new(outlines.iter().copied());
    let judge = Judge { everything, names: &names, criteria: keys_of_criteria(everything) };
    let mut problems: Vec<Diagnostic> =
        (0..outlines.len()).into_par_iter().flat_map_iter(|at| judge.document(at as u32)).collect();
    problems.extend(judge.same_ids());
    problems.extend(judge.same_addresses());
    problems.extend(judge.same_file_addresses());
    problems.extend(judge.same_numbers());
    problems.extend(graph::cycles(outlines, everything.kinds, &names));
    problems.extend(judge.menu());
    problems
}

struct Judge<'a> {
    everything: &'a Everything<'a>,
    names: &'a Names,
    /// For each document that has criteria the keys of their ids.
    criteria: BTreeMap<u32, Vec<u64>>,
}

impl Judge<'_> {
    fn outline(&self, at: u32) -> &Outline {
        self.everything.outlines[at as usize]
    }

    fn document(&self, at: u32) -> Vec<Diagnostic> {
        let outline = self.outline(at);
        let references = outline.references.iter().filter_map(|r| self.reference(at, r));
        let files = outline.files.iter().filter_map(|file| self.file(outline, file));
        let pager = self.reserved(outline);
        references.chain(files).chain(pager).collect()
    }

    fn reference(&self, at: u32, reference: &Reference) -> Option<Diagnostic> {
        if !reference.from.must_resolve() {
            return None;
        }
        let outline = self.outline(at);
        let shown = reference.table.as_ref().unwrap_or(&outline.shown);
        let place = || Place::at(shown, reference.span);
        if matches!(reference.from, ReferenceFrom::Criterion { .. }) {
            return self.criterion(outline, reference, place());
        }
        let with = |problem: Diagnostic| Some(problem.with("name", &reference.text));
        match self.names.find(reference.key, reference.to) {
            Found::One(target) if target == at => (reference.from == ReferenceFrom::Relation)
                .then(|| with(Diagnostic::error("D10.itself", place())))
                .flatten(),
            Found::One(_) if reference.anchor.is_empty() => None,
            Found::One(target) => self.anchor(reference, target, place()),
            Found::None => with(self.not_found(reference, place())),
            Found::Many(all) => with(self.ambiguous(&all, place())),
            Found::WrongKind(target) => with(self.wrong_kind(reference, target, place())),
        }
    }

    fn not_found(&self, reference: &Reference, place: Place) -> Diagnostic {
        // Only a run with a mistake pays for this walk over all names.
        let outlines = self.everything.outlines.iter();
        let allowed = outlines.filter(|outline| reference.to.contains(outline.kind));
        let spellings = allowed.flat_map(|outline| {
            let segment = outline.id.rsplit('/').next().unwrap_or("");
            let number = outline.number.as_ref().map(ToString::to_string);
            [Some(segment.to_owned()), number, Some(outline.title.clone())].into_iter().flatten()
        });
        let spellings: Vec<String> = spellings.collect();
        match distance::nearest(&reference.text, spellings.iter().map(String::as_str)) {
            Some(nearest) => {
                Diagnostic::error("L01.not_found_nearest", place).with("nearest", nearest)
            }
            None => Diagnostic::error("L01.not_found", place),
        }
    }

    fn ambiguous(&self, all: &[u32], place: Place) -> Diagnostic {
        let ids: Vec<&str> = all.iter().map(|at| self.outline(*at).id.as_ref()).collect();
        let problem = Diagnostic::error("L01.ambiguous", place).with("ids", ids.join(", "));
        all.iter()
            .fold(problem, |problem, at| problem.related(Place::file(&self.outline(*at).shown)))
    }

    fn wrong_kind(&self, reference: &Reference, target: u32, place: Place) -> Diagnostic {
        let kinds: Vec<&str> = self.everything.kinds.names(reference.to).collect();
        let target = self.outline(target);
        Diagnostic::error("L01.wrong_kind", place)
            .with("kind", &self.everything.kinds.at(target.kind).name)
            .with("kinds", kinds.join(", "))
            .related(Place::file(&target.shown))
    }

    /// An anchor is judged where headings alone make anchors.
    fn anchor(&self, reference: &Reference, target: u32, place: Place) -> Option<Diagnostic> {
        let target = self.outline(target);
        let kind = self.everything.kinds.at(target.kind);
        let unknown = !kind.official
            && !target.headings.iter().any(|heading| heading.id == reference.anchor)
            && !kind.fields.iter().any(|(_, field)| has_anchors(&field.kind));
        unknown.then(|| {
            let all: Vec<&str> = target.headings.iter().map(|h| h.id.as_str()).collect();
            Diagnostic::error("L01.anchor_elsewhere", place)
                .with("anchor", &reference.anchor)
                .with("anchors", all.join(", "))
                .related(Place::file(&target.shown))
        })
    }

    /// The criterion must be one of the document's movement.
    fn criterion(
        &self,
        outline: &Outline,
        reference: &Reference,
        place: Place,
    ) -> Option<Diagnostic> {
        let field = self.everything.kinds.at(outline.kind).fields.index("movement");
        let Some(movement) = self.named(outline, field) else {
            return Some(Diagnostic::error("W03.no_movement", place).with("name", &reference.text));
        };
        if self.criteria.get(&movement).is_some_and(|keys| keys.contains(&reference.key)) {
            return None;
        }
        let ids = criteria(self.outline(movement), self.everything.kinds);
        let problem = Diagnostic::error("W03.no_criterion", place)
            .with("name", &reference.text)
            .with("ids", ids.join(", "));
        Some(problem.related(Place::file(&self.outline(movement).shown)))
    }

    /// The document that a field leads to.
    fn named(&self, outline: &Outline, field: Option<u16>) -> Option<u32> {
        let reference = outline.references.get(outline.value(field)?.reference()? as usize)?;
        match self.names.find(reference.key, reference.to) {
            Found::One(target) => Some(target),
            _ => None,
        }
    }

    fn file(&self, outline: &Outline, file: &FileUse) -> Option<Diagnostic> {
        let files = self.everything.files;
        if files.binary_search_by(|path| (**path).cmp(&file.path)).is_ok() {
            return None;
        }
        let place = Place::at(&outline.shown, file.span);
        let twin = files.iter().find(|path| path.to_lowercase() == file.path.to_lowercase());
        let problem = match twin {
            Some(twin) => Diagnostic::error("L01.file_case", place).with("twin", twin.as_ref()),
            None => Diagnostic::error("L01.no_file", place),
        };
        Some(problem.with("path", &file.path))
    }

    /// `trang-2` in a section is the address of its second page.
    fn reserved(&self, outline: &Outline) -> Option<Diagnostic> {
        let (_, last) = outline.address.trim_end_matches('/').rsplit_once('/')?;
        let number = last.strip_prefix("trang-")?;
        let taken = number.parse::<u32>().is_ok() && outline.address.matches('/').count() == 2;
        taken.then(|| {
            let place = Place::file(&outline.shown);
            Diagnostic::error("N01.reserved_address", place).with("address", &outline.address)
        })
    }

    /// Two files that claim one id, such as `x.md` and `x/index.md`.
    fn same_ids(&self) -> Vec<Diagnostic> {
        self.twins("N02.same_id", |outline| Some(outline.names.first().copied().unwrap_or(0)))
    }

    fn same_addresses(&self) -> Vec<Diagnostic> {
        self.twins("N01.same_address", |outline| Some(outline.address.as_str()))
    }

    /// Files whose names become one in ASCII, or that would stand in place of a page.
    fn same_file_addresses(&self) -> Vec<Diagnostic> {
        let outlines = || self.everything.outlines.iter().copied();
        let used = outlines().flat_map(|outline| &outline.files);
        let mut pages: BTreeMap<String, Option<&Outline>> =
            used.map(|used| (file::address(&used.path), None)).collect();
        if pages.is_empty() {
            return Vec::new();
        }
        if pages.keys().any(|address| address.ends_with("index.html")) {
            for outline in outlines() {
                if let Some(page) = pages.get_mut(&format!("{}index.html", outline.address)) {
                    *page = Some(outline);
                }
            }
        }
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        let mut problems = Vec::new();
        for outline in outlines() {
            for used in outline.files.iter().filter(|used| !used.is_private) {
                let address = file::address(&used.path);
                let page = pages.get(&address).copied().flatten().map(|page| &*page.shown);
                let file = *first.entry(address.clone()).or_insert(&used.path);
                let Some(other) = page.or_else(|| (file != used.path).then_some(file)) else {
                    continue;
                };
                let place = Place::at(&outline.shown, used.span);
                problems.push(
                    Diagnostic::error("N01.file_address", place)
                        .with("path", &used.path)
                        .with("address", &address)
                        .with("other", other),
                );
            }
        }
        problems
    }

    /// Number, symbol, year and issuer together are unique (NĐ 30/2020/NĐ-CP Điều 15).
    fn same_numbers(&self) -> Vec<Diagnostic> {
        let kinds = self.everything.kinds.iter();
        let issuers: Vec<Option<u16>> =
            kinds.map(|(_, kind)| kind.fields.index("issuer")).collect();
        self.twins("D06.same_number", |outline| {
            let number = outline.number.as_ref()?;
            let year = outline.date.map(|date| date.year());
            Some((number, year, self.named(outline, issuers[outline.kind as usize])))
        })
    }

    /// Documents that share a key: each after the first is reported with the first.
    fn twins<'k, K: Hash + Eq>(
        &'k self,
        id: &'static str,
        key: impl Fn(&'k Outline) -> Option<K> + Sync,
    ) -> Vec<Diagnostic> {
        let outlines = self.everything.outlines;
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let marks = outlines.par_iter().enumerate().filter_map(|(at, outline)| {
            let key = key(outline)?;
            Some((hasher.hash_one(key), at))
        });
        let mut marks: Vec<(u64, usize)> = marks.collect();
        marks.par_sort_unstable();
        // Hashes find the few that may share a key, the keys themselves decide.
        let near = marks.chunk_by(|a, b| a.0 == b.0).filter(|near| near.len() > 1);
        let mut near: Vec<usize> = near.flatten().map(|(_, at)| *at).collect();
        near.sort_unstable();
        let mut first: HashMap<K, &Outline> = HashMap::new();
        let mut problems = Vec::new();
        for outline in near.into_iter().map(|at| outlines[at]) {
            let Some(key) = key(outline) else { continue };
            let other = *first.entry(key).or_insert(outline);
            if std::ptr::eq(other, outline) {
                continue;
            }
            let problem = Diagnostic::error(id, Place::file(&outline.shown))
                .with("address", &outline.address)
                .with("other", other.shown.as_ref());
            problems.push(problem.related(Place::file(&other.shown)));
        }
        problems
    }

    fn menu(&self) -> Vec<Diagnostic> {
        let leads = |to: &str| {
            crate::model::field::link::has_scheme(to)
                || to.trim_matches('/').is_empty()
                || self.everything.kinds.find(to.trim_matches('/')).is_some()
                || self.everything.folders.contains(&to.trim_matches('/'))
                || matches!(
                    self.names.find(names::key(to), crate::model::kind::KindSet::ALL),
                    Found::One(_)
                )
        };
        let broken = self.everything.menu.iter().filter(|(_, to)| !leads(to));
        broken
            .map(|(title, to)| {
                Diagnostic::error("L01.menu", Place::file(self.everything.settings_shown))
                    .with("title", title)
                    .with("name", to)
            })
            .collect()
    }
}

/// Whether rows of a field are anchors of their own.
fn has_anchors(kind: &FieldType) -> bool {
    matches!(kind, FieldType::Record { shape, .. } if *shape != record::Shape::Plain)
}

/// The keys by which criteria are cited, of every document that has some.
fn keys_of_criteria(everything: &Everything<'_>) -> BTreeMap<u32, Vec<u64>> {
    let is_criteria = |field: &FieldType| {
        matches!(field, FieldType::Record { shape: record::Shape::Criteria, .. })
    };
    let has_criteria = |kind: &Kind| kind.fields.iter().any(|(_, field)| is_criteria(&field.kind));
    let kinds: Vec<bool> = everything.kinds.iter().map(|(_, kind)| has_criteria(kind)).collect();
    let outlines = everything.outlines.par_iter().enumerate();
    let movements = outlines.filter(|(_, outline)| kinds[outline.kind as usize]);
    let keys = movements.map(|(at, movement)| {
        let ids = criteria(movement, everything.kinds);
        (at as u32, ids.into_iter().map(names::key).collect())
    });
    keys.collect()
}

/// Ids of a movement's criteria.
fn criteria<'o>(movement: &'o Outline, kinds: &Kinds) -> Vec<&'o str> {
    let kind = kinds.at(movement.kind);
    let mut ids = Vec::new();
    for (at, value) in &movement.fields {
        if let FieldType::Record { shape: record::Shape::Criteria, fields } =
            &kind.fields.at(*at).kind
            && let Some(id) = fields.index("id")
        {
            ids.extend(value.items().iter().filter_map(|row| row.sub(id).and_then(Value::text)));
        }
    }
    ids
}
