//! From a path below `content/` to kind, id and address.

use crate::diagnostic::Diagnostic;
use crate::model::kind::{Kinds, SECTION};
use crate::model::source::Source;
use crate::model::version::{self, Name};
use crate::text::{distance, slug};

/// Where a document belongs.
pub(super) struct Place {
    /// Position of the kind.
    pub kind: u8,
    /// Id: path without `.md`, `/index` or `/_index`; empty for the home page.
    pub id: String,
    /// Address below the root, ending in `/`; empty for the home page.
    pub address: String,
    /// The kind whose section it introduces, for an `_index.md` in a kind's folder.
    pub section_of: Option<u8>,
    /// The name of an earlier text of a document.
    pub version: Option<Name>,
}

/// The place of a source, or why it has none.
pub(super) fn place(source: &Source, kinds: &Kinds) -> Result<Place, Diagnostic> {
    let stem = strip_ending(&source.path);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let first = stem.split('/').next().unwrap_or("");
    let kind = kinds.find(first).filter(|(_, kind)| kind.name != SECTION);
    if name == "_index" {
        let section = kinds.find(SECTION).map(|(index, _)| index);
        let section = section.ok_or_else(|| misplaced(source, first, kinds))?;
        if folder.contains('/') {
            return Err(Diagnostic::error("F06.nested_section", source.whole()));
        }
        if !folder.is_empty() && kind.is_none() {
            return Err(misplaced(source, first, kinds));
        }
        let section_of = kind.map(|(index, _)| index);
        let address = address(folder);
        let id = folder.to_owned();
        return Ok(Place { kind: section, id, address, section_of, version: None });
    }
    let Some((kind, _)) = kind.filter(|_| !folder.is_empty()) else {
        return Err(misplaced(source, first, kinds));
    };
    let version = Name::of_path(&source.path);
    if version.is_none() && Name::is_meant(&source.path) {
        return Err(Diagnostic::error("V02.no_such_day", source.whole()).with("name", name));
    }
    let id = if name == "index" || version.is_some() { folder } else { stem };
    if !id.contains('/') {
        return Err(misplaced(source, first, kinds));
    }
    Ok(Place { kind, id: id.to_owned(), address: address(id), section_of: None, version })
}

fn strip_ending(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn address(id: &str) -> String {
    if id.is_empty() {
        return String::new();
    }
    let mut address = String::with_capacity(id.len() + 1);
    for segment in id.split('/') {
        if slug::is_slug(segment) {
            address.push_str(segment);
        } else {
            address.push_str(&slug::slug(segment));
        }
        address.push('/');
    }
    address
}

fn misplaced(source: &Source, folder: &str, kinds: &Kinds) -> Diagnostic {
    let names: Vec<&str> = kinds.names(crate::model::kind::KindSet::ALL).collect();
    let all = names.join(", ");
    match distance::nearest(folder, names.into_iter()) {
        Some(nearest) => Diagnostic::error("F06.misplaced_nearest", source.whole())
            .with("folder", folder)
            .with("nearest", nearest),
        None => Diagnostic::error("F06.misplaced", source.whole()).with("folders", all),
    }
}

/// Whether a table lies beside a document: in the folder of its `index.md`, or under its own name;
/// of an earlier text in the folder of its name.
pub fn table_belongs_to(table: &str, document: &str) -> bool {
    let own = version::folder(document);
    let own = own.as_deref().and_then(|folder| folder.strip_suffix('/'));
    match own.or_else(|| document.strip_suffix("/index.md")) {
        Some(folder) => table
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/') && !rest[1..].contains('/')),
        None => strip_ending(table) == strip_ending(document),
    }
}

#[cfg(test)]
mod tests {
    use super::table_belongs_to;

    #[test]
    fn a_table_belongs_to_the_document_beside_it() {
        assert!(table_belongs_to("ket-qua/x/danh-sach.csv", "ket-qua/x/index.md"));
        assert!(table_belongs_to("ket-qua/x.csv", "ket-qua/x.md"));
        assert!(!table_belongs_to("ket-qua/x/y/danh-sach.csv", "ket-qua/x/index.md"));
        assert!(!table_belongs_to("ket-qua/y.csv", "ket-qua/x.md"));
        let earlier = "ket-qua/x/2021-12-10.md";
        assert!(table_belongs_to("ket-qua/x/2021-12-10/danh-sach.csv", earlier));
        assert!(!table_belongs_to("ket-qua/x/danh-sach.csv", earlier));
    }
}
