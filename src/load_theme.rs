//! Loads a theme: layers, kinds, strings, templates, styles.
//!
//! Takes a disk and a folder of themes; a theme that says `extends` is laid over another one, the
//! bottom layer `lan-toa` is inside the program and may stand on disk too. Of kinds, strings and
//! styles the topmost layer wins file by file (strings key by key); templates keep their layers.
//! Reads no content and renders nothing: what a template says is judged by `render`.

mod pages;
mod tables;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Place};
use crate::disk::{Disk, EntryKind, Failure, MemoryDisk};
use crate::hash::Hash;
use crate::model::declaration::{self, Declaring, Groups};
use crate::model::dictionaries::{self, Dictionaries};
use crate::model::kind::{Kind, Kinds, MOST_KINDS};
use crate::model::source::Source;
use crate::model::theme::{Strings, Theme};
use crate::yaml::{self, Node};

/// The theme inside the program.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/lan-toa");

/// The name of the bottom layer.
pub const BASE: &str = "lan-toa";

/// A text of a layer; what is YAML is read at once, several files at a time.
struct File {
    source: Source,
    root: Option<Result<Node, yaml::SyntaxError>>,
}

/// The files of one layer.
struct Layer {
    name: String,
    files: BTreeMap<String, File>,
    statics: Vec<(String, Vec<u8>)>,
}

/// A theme, or everything that is wrong with it.
pub type Loaded = Result<Theme, Vec<Diagnostic>>;

/// Loads the theme of this name; `shown` is how messages call the folder of themes.
pub fn load(disk: &dyn Disk, themes: &Path, shown: &str, name: &str) -> Result<Loaded, Failure> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = Some(name.to_owned());
    while let Some(name) = next.take() {
        let Some(layer) = layer(disk, themes, shown, &name)? else {
            return Ok(Err(vec![no_theme(shown, &name)]));
        };
        if layers.iter().any(|other| other.name == layer.name) {
            let place = Place::file(&format!("{shown}/{name}/theme.yaml").into());
            return Ok(Err(vec![Diagnostic::error("K01.extends_itself", place)]));
        }
        next = extends(&layer).or_else(|| (name != BASE).then(|| BASE.to_owned()));
        layers.push(layer);
    }
    Ok(Loading { layers, problems: Vec::new() }.theme())
}

/// Every file of the embedded theme with its path, for `init`.
pub fn embedded() -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    gather(&EMBEDDED, &mut files);
    files.sort();
    files
}

fn gather(folder: &Dir<'static>, files: &mut Vec<(String, &'static [u8])>) {
    for file in folder.files() {
        files.push((file.path().to_string_lossy().replace('\\', "/"), file.contents()));
    }
    for folder in folder.dirs() {
        gather(folder, files);
    }
}

fn no_theme(shown: &str, name: &str) -> Diagnostic {
    let place = Place::file(&format!("{shown}/{name}").into());
    Diagnostic::error("K01.no_theme", place).with("name", name)
}

fn extends(layer: &Layer) -> Option<String> {
    let root = layer.files.get("theme.yaml")?.root.as_ref()?.as_ref().ok()?;
    declaration::text(root, "extends").map(str::to_owned)
}

/// The files of one layer: from disk where they stand there, else those inside the program.
fn layer(
    disk: &dyn Disk,
    themes: &Path,
    shown: &str,
    name: &str,
) -> Result<Option<Layer>, Failure> {
    let is_name = !name.is_empty() && !name.contains(['/', '\\']) && name != "..";
    let folder = if is_name { themes.join(name) } else { Path::new(name).to_owned() };
    if disk.stamp(&folder.join("theme.yaml"))?.is_some() {
        let shown = if is_name { format!("{shown}/{name}") } else { name.to_owned() };
        return from_disk(disk, &folder, &shown, name).map(Some);
    }
    if name != BASE {
        return Ok(None);
    }
    let memory = MemoryDisk::new(embedded());
    from_disk(&memory, Path::new(""), &format!("{shown}/{name}"), name).map(Some)
}

fn from_disk(disk: &dyn Disk, folder: &Path, shown: &str, name: &str) -> Result<Layer, Failure> {
    let short = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let mut layer = Layer { name: short, files: BTreeMap::new(), statics: Vec::new() };
    let mut sources = Vec::new();
    for entry in disk.walk(folder)? {
        let path = entry.path.to_string_lossy().replace('\\', "/");
        if entry.kind != EntryKind::File || path.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        let bytes = disk.read(&folder.join(&entry.path))?;
        let hash = Hash::of(&bytes);
        match path.strip_prefix("static/") {
            Some(below) => layer.statics.push((below.to_owned(), bytes)),
            None => {
                let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                let source = Source::new(shown, &path, text, hash);
                sources.push((path, source));
            }
        }
    }
    let file = |(path, source): (String, Source)| {
        let root = path.ends_with(".yaml").then(|| yaml::read(&source.text));
        (path, File { source, root })
    };
    // Nearly all YAML stands in one row, and its files are of very different lengths.
    let each = sources.into_par_iter().with_max_len(1);
    let files: Vec<(String, File)> = each.map(file).collect();
    layer.files.extend(files);
    Ok(layer)
}

/// The layers, topmost first, on their way to a theme.
struct Loading {
    layers: Vec<Layer>,
    problems: Vec<Diagnostic>,
}

impl Loading {
    fn theme(mut self) -> Loaded {
        let hash = self.hash(|_| true);
        let kinds_hash =
            self.hash(|path| path.starts_with("kinds/") || path.starts_with("dictionaries/"));
        let is_dress = |path: &str| path.starts_with("templates/") || path.starts_with("styles/");
        let frame_hash = self.hash(|path| !is_dress(path));
        let names = self.kind_names();
        let kinds = self.kinds(&names);
        let (vi, en) = (self.strings("vi"), self.strings("en"));
        let root = self.settings();
        let find = |key: &str| root.iter().find_map(|(_, node)| node.get(key));
        let text = |key: &str| find(key).and_then(Node::scalar).map(str::to_owned);
        let styles = self.styles(find("styles"));
        let taxonomies = pages::taxonomies(find("taxonomies"));
        let mut declaring = pages::Declaring::new(&names, &taxonomies);
        let pages = declaring.pages(&root);
        let per_page = text("per_page").and_then(|n| n.parse().ok()).filter(|n| *n > 0);
        let accent = text("accent");
        self.problems.append(&mut declaring.problems);
        let mut problems = Vec::new();
        let holidays = self.table("holidays", &mut problems);
        let holidays = tables::holidays(&holidays, &mut problems);
        let awards = tables::awards(&self.table("awards", &mut problems));
        let dictionaries = self.dictionaries(&mut problems);
        self.problems.append(&mut problems);
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let statics = self.statics();
        let scripts = self.scripts();
        Ok(Theme {
            holidays,
            awards,
            dictionaries,
            name: self.layers[0].name.clone(),
            layers: self.layers.iter().map(|layer| format!("{}/", layer.name)).collect(),
            templates: self.templates(),
            kinds: Kinds::new(kinds),
            vi,
            en,
            styles,
            statics,
            scripts,
            accent: accent.unwrap_or_else(|| "#a4262c".to_owned()),
            per_page: per_page.unwrap_or(20),
            pages,
            taxonomies,
            hash,
            frame_hash,
            kinds_hash,
        })
    }

    fn hash(&self, wanted: impl Fn(&str) -> bool) -> Hash {
        let mut hashes = vec![Hash::of(env!("CARGO_PKG_VERSION").as_bytes())];
        for layer in &self.layers {
            hashes.push(Hash::of(layer.name.as_bytes()));
            for (path, file) in layer.files.iter().filter(|(path, _)| wanted(path)) {
                hashes.extend([Hash::of(path.as_bytes()), file.source.hash]);
            }
        }
        Hash::of_hashes(hashes)
    }

    /// The topmost file of a path.
    fn file(&self, path: &str) -> Option<&File> {
        self.layers.iter().find_map(|layer| layer.files.get(path))
    }

    /// Paths in any layer below a folder, sorted, each once.
    fn paths(&self, folder: &str, ending: &str) -> Vec<String> {
        let all = self.layers.iter().flat_map(|layer| layer.files.keys());
        let mut paths: Vec<String> =
            all.filter(|p| p.starts_with(folder) && p.ends_with(ending)).cloned().collect();
        paths.sort();
        paths.dedup();
        paths
    }

    fn kind_names(&mut self) -> Vec<String> {
        let stem = |path: &String| path["kinds/".len()..path.len() - ".yaml".len()].to_owned();
        let is_kind = |name: &String| !name.starts_with('_') || name == crate::model::kind::SECTION;
        let mut names: Vec<String> =
            self.paths("kinds/", ".yaml").iter().map(stem).filter(is_kind).collect();
        names.sort();
        if names.len() > MOST_KINDS {
            // Those of the lowest layers stay, for the files of all others name them.
            let path = |name: &str| format!("kinds/{name}.yaml");
            let is_in = |layer: &Layer, name: &str| layer.files.contains_key(&path(name));
            let lowest = |name: &String| self.layers.iter().rposition(|layer| is_in(layer, name));
            names.sort_by_key(|name| Reverse(lowest(name)));
            let first = self.file(&path(&names[MOST_KINDS]));
            let place = first.map(|file| Place::file(&file.source.shown));
            self.problems.extend(place.map(|at| Diagnostic::error("K01.too_many_kinds", at)));
            names.truncate(MOST_KINDS);
            names.sort();
        }
        names
    }

    fn kinds(&mut self, names: &[String]) -> Vec<Kind> {
        let tables = declaration::tables(names);
        let paths = self.paths("kinds/", ".yaml");
        let files = paths.iter().filter_map(|path| Some((path.as_str(), self.file(path)?)));
        let (mut groups, mut roots) = (Groups::new(), Vec::new());
        let mut problems = Vec::new();
        for (path, file) in files {
            let Some(root) = file.root(&mut problems) else { continue };
            match declaration::text(root, "group") {
                Some(group) => {
                    let mut declaring = Declaring::new(&file.source, names, &tables);
                    groups.insert(group.to_owned(), declaring.group(root));
                    problems.append(&mut declaring.problems);
                }
                None => roots.push((path, &file.source, root)),
            }
        }
        let mut kinds = Vec::new();
        for (path, source, root) in roots {
            let mut declaring = Declaring::new(source, names, &tables);
            if let Some(kind) = declaring.kind(root, &groups) {
                if format!("kinds/{}.yaml", kind.name) != path {
                    let problem = Diagnostic::error("K01.kind_name", source.whole());
                    declaring.problems.push(problem.with("name", &kind.name));
                }
                kinds.push(kind);
            }
            problems.append(&mut declaring.problems);
        }
        self.problems.append(&mut problems);
        kinds
    }

    /// The sources of a table, lowest layer first.
    fn table(&self, name: &str, problems: &mut Vec<Diagnostic>) -> Vec<(&Source, &Node)> {
        let path = format!("dictionaries/{name}.yaml");
        let files = self.layers.iter().rev().filter_map(|layer| layer.files.get(&path));
        files.filter_map(|file| Some((&file.source, file.root(problems)?))).collect()
    }

    /// What the checks know of words, rows of every layer.
    fn dictionaries(&self, problems: &mut Vec<Diagnostic>) -> Dictionaries {
        let mut dictionaries = Dictionaries::default();
        for name in dictionaries::NAMES {
            for (source, root) in self.table(name, problems) {
                problems.extend(dictionaries.add(name, source, root));
            }
        }
        dictionaries
    }

    fn strings(&mut self, language: &str) -> Strings {
        let path = format!("strings/{language}.yaml");
        let mut strings = Strings::new();
        let mut problems = Vec::new();
        for file in self.layers.iter().rev().filter_map(|layer| layer.files.get(&path)) {
            let Some(root) = file.root(&mut problems) else { continue };
            for (key, node) in root.entries() {
                strings.insert(key.text.clone(), node.scalar().unwrap_or("").to_owned());
            }
        }
        self.problems.append(&mut problems);
        strings
    }

    /// `theme.yaml` of every layer, topmost first.
    fn settings(&mut self) -> Vec<(Source, Node)> {
        let mut problems = Vec::new();
        let files = self.layers.iter().filter_map(|layer| layer.files.get("theme.yaml"));
        let root = |file: &File| Some((file.source.clone(), file.root(&mut problems)?.clone()));
        let roots = files.filter_map(root);
        let roots = roots.collect();
        self.problems.append(&mut problems);
        roots
    }

    /// The named sheets, and after them those a site's own layer adds under `styles/site/`.
    fn styles(&mut self, names: Option<&Node>) -> Vec<Source> {
        let mut sources = Vec::new();
        for node in names.map_or(&[][..], Node::items) {
            let path = node.scalar().unwrap_or("");
            match self.file(path) {
                Some(file) => sources.push(file.source.clone()),
                None => {
                    let place = Place::file(&path.into());
                    self.problems.push(Diagnostic::error("K01.no_style", place));
                }
            }
        }
        for path in self.paths("styles/site/", ".css") {
            sources.extend(self.file(&path).map(|file| file.source.clone()));
        }
        sources
    }

    fn statics(&self) -> Vec<(String, Vec<u8>)> {
        let all = self.layers.iter().rev().flat_map(|layer| layer.statics.iter().cloned());
        all.collect::<BTreeMap<String, Vec<u8>>>().into_iter().collect()
    }

    fn scripts(&self) -> BTreeMap<String, String> {
        let paths = self.paths("scripts/", ".js").into_iter();
        let text = |path: String| {
            let text = self.file(&path)?.source.text.to_string();
            Some((path["scripts/".len()..].to_owned(), text))
        };
        paths.filter_map(text).collect()
    }

    fn templates(&self) -> Vec<Source> {
        let mut templates = Vec::new();
        for layer in &self.layers {
            for (path, file) in &layer.files {
                if let Some(name) = path.strip_prefix("templates/") {
                    let mut template = file.source.clone();
                    template.path = format!("{}/{name}", layer.name).into();
                    templates.push(template);
                }
            }
        }
        templates
    }
}

impl File {
    /// What its YAML says; what is wrong with that is told.
    fn root(&self, problems: &mut Vec<Diagnostic>) -> Option<&Node> {
        match self.root.as_ref()? {
            Ok(root) => Some(root),
            Err(error) => {
                let place = self.source.place(error.at..error.at + 1);
                problems.push(Diagnostic::error("S01.yaml", place).with("parser", &error.message));
                None
            }
        }
    }
}
