//! What theme.yaml says of pages that belong to no document.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::declaration;
use crate::model::source::Source;
use crate::model::theme::{PageSpec, Pages, Taxonomy};
use crate::yaml::Node;

/// Declarations being read.
pub(super) struct Declaring<'a> {
    pub names: &'a [String],
    pub problems: Vec<Diagnostic>,
}

impl Declaring<'_> {
    pub(super) fn pages(&mut self, roots: &[(Source, Node)]) -> Pages {
        Pages {
            home: self.page(roots, "home", "home.html"),
            section: self.page(roots, "section", "section.html"),
            search: self.page(roots, "search", "search.html"),
            shelf: self.page(roots, "shelf", "shelf.html"),
            not_found: self.page(roots, "not_found", "404.html"),
            moved: self.page(roots, "moved", "moved.html"),
        }
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

/// The taxonomies that theme.yaml declares.
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
