//! Reads what `theme.yaml` says of pages that belong to no document: the home page, sections, the
//! page for wrong addresses, pages of the theme's own, and terms that documents are gathered under.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::declaration;
use crate::model::source::Source;
use crate::model::theme::{DeclaredPage, PageSpec, Pages, Taxonomy};
use crate::text::slug;
use crate::yaml::Node;

/// The pages every theme has; all others are its own.
const FIXED: [&str; 9] = [
    "home",
    "section",
    "search",
    "shelf",
    "not_found",
    "moved",
    "history",
    "comparison",
    "withdrawn",
];

/// First parts of addresses that are spoken for.
const TAKEN: [&str; 6] = ["assets", "phat-hanh", "ban-luu", "search", "data", "s"];

pub(super) struct Declaring<'a> {
    names: &'a [String],
    taxonomies: &'a [Taxonomy],
    pub(super) problems: Vec<Diagnostic>,
}

impl<'a> Declaring<'a> {
    /// `names` are those of all kinds.
    pub(super) fn new(names: &'a [String], taxonomies: &'a [Taxonomy]) -> Self {
        Self { names, taxonomies, problems: Vec::new() }
    }

    /// Pages of all layers, topmost first; each page as a whole from the topmost that has it.
    pub(super) fn pages(&mut self, roots: &[(Source, Node)]) -> Pages {
        Pages {
            home: self.page(roots, "home", "home.html"),
            section: self.page(roots, "section", "section.html"),
            search: self.page(roots, "search", "search.html"),
            shelf: self.page(roots, "shelf", "shelf.html"),
            not_found: self.page(roots, "not_found", "404.html"),
            moved: self.page(roots, "moved", "moved.html"),
            history: self.page(roots, "history", "history.html"),
            comparison: self.page(roots, "comparison", "comparison.html"),
            withdrawn: self.page(roots, "withdrawn", "withdrawn.html"),
            others: self.others(roots),
        }
    }

    fn others(&mut self, roots: &[(Source, Node)]) -> Vec<DeclaredPage> {
        let pages = roots.iter().filter_map(|(source, root)| Some((source, root.get("pages")?)));
        let mut found: BTreeMap<&str, (&Source, &Node)> = BTreeMap::new();
        for (source, pages) in pages {
            for (key, node) in pages.entries() {
                found.entry(key.text.as_str()).or_insert((source, node));
            }
        }
        let mut others = Vec::new();
        for (name, (source, node)) in found {
            let address = declaration::text(node, "address").unwrap_or("").trim_matches('/');
            // A layer above takes a page away by giving it no address.
            if FIXED.contains(&name) || address.is_empty() {
                continue;
            }
            if !self.is_free(address) {
                let place = source.place(node.span.clone());
                let problem = Diagnostic::error("K01.page_address", place);
                self.problems.push(problem.with("words", address));
            }
            let spec = self.page(roots, name, &format!("{name}.html"));
            others.push(DeclaredPage {
                name: name.to_owned(),
                address: format!("{address}/"),
                spec,
            });
        }
        others
    }

    /// Whether an address can be that of a page, and no section or list of terms stands there.
    fn is_free(&self, address: &str) -> bool {
        let first = address.split('/').next().unwrap_or("");
        address.split('/').all(|part| !part.is_empty() && slug::slug(part) == part)
            && !TAKEN.contains(&first)
            && !self.names.iter().any(|name| name == first)
            && !self.taxonomies.iter().any(|taxonomy| taxonomy.folder == first)
    }

    fn page(&mut self, roots: &[(Source, Node)], name: &str, template: &str) -> PageSpec {
        let found =
            roots.iter().find_map(|(source, root)| Some((source, root.get("pages")?.get(name)?)));
        let Some((source, node)) = found else {
            return PageSpec { template: template.to_owned(), lists: Vec::new() };
        };
        let tables = BTreeMap::new();
        let mut declaring = declaration::Declaring::new(source, self.names, &tables);
        let lists = declaring.lists(node.get("lists"));
        self.problems.append(&mut declaring.problems);
        let template = declaration::text(node, "template").unwrap_or(template).to_owned();
        PageSpec { template, lists }
    }
}

/// The terms of a theme.
pub(super) fn taxonomies(node: Option<&Node>) -> Vec<Taxonomy> {
    let items = node.map_or(&[][..], Node::items).iter().map(|node| {
        let text =
            |key: &str, default: &str| declaration::text(node, key).unwrap_or(default).to_owned();
        Taxonomy {
            name: text("name", "tags"),
            field: text("field", "tags"),
            folder: text("folder", "chu-de"),
            template: text("template", "tag.html"),
            index_template: text("index_template", "tags.html"),
        }
    });
    items.collect()
}
