//! Fills the lists a theme declares.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::campaign::{Backlink, Campaign};
use crate::model::document::ReferenceFrom;
use crate::model::field::Value;
use crate::model::kind::{KindSet, ListOf, ListSpec, Sort};
use crate::model::page::{Item, List, Row};
use crate::view::View;

/// A circle of parents cannot go on for longer than this.
const DEEPEST: usize = 32;

impl View {
    /// The lists of a page; `document` is whom they are about.
    pub(super) fn lists(&self, specs: &[ListSpec], document: Option<u32>) -> Vec<(String, List)> {
        let filled = specs.iter().map(|spec| {
            let list = match &spec.of {
                ListOf::Documents(kinds) => self.documents(spec, *kinds, document),
                ListOf::Rows(field) => self.rows(spec, field, document),
            };
            (spec.name.clone(), list)
        });
        filled.filter(|(_, list)| list.total > 0).collect()
    }

    fn documents(&self, spec: &ListSpec, kinds: KindSet, document: Option<u32>) -> List {
        let mut found = match (&spec.by, document) {
            (Some(by), Some(document)) => {
                let mut found: Vec<u32> = self
                    .mentions(document, spec.subtree)
                    .filter(|backlink| self.is_by(*backlink, by, kinds))
                    .map(|backlink| backlink.from)
                    .collect();
                sort(&self.campaign, &mut found, spec.sort);
                found.dedup();
                found
            }
            _ => sorted(&self.campaign, kinds, spec.sort),
        };
        if spec.upcoming {
            found.retain(|document| self.is_to_come(*document));
        }
        let total = found.len();
        let shown = found.into_iter().take(limit(spec));
        let items = shown.map(|at| Item::Card(Arc::clone(&self.cards[at as usize]))).collect();
        List { items, total }
    }

    /// Whether the last day of what a document announces has not passed.
    fn is_to_come(&self, document: u32) -> bool {
        let outline = self.campaign.outline(document);
        let ends = self.theme.kinds.at(outline.kind).fields.index("ends");
        let last = outline.value(ends).and_then(Value::day).or(outline.date);
        last.is_some_and(|last| last >= self.campaign.today)
    }

    /// Who mentions a document, or with `subtree` it or one of its descendants.
    fn mentions(&self, document: u32, subtree: bool) -> impl Iterator<Item = Backlink> {
        let mut documents = vec![document];
        if subtree {
            self.descendants(document, &mut documents);
        }
        documents.into_iter().flat_map(|at| self.campaign.backlinks.row(at).iter().copied())
    }

    fn descendants(&self, document: u32, found: &mut Vec<u32>) {
        let mut next = found.len();
        found.extend(self.children(document));
        while let Some(at) = found.get(next).copied() {
            next += 1;
            for child in self.children(at) {
                // A circle of parents is a mistake that is reported elsewhere.
                if !found.contains(&child) {
                    found.push(child);
                }
            }
        }
    }

    /// Documents whose `parent` is this one, in the order of their section.
    pub(super) fn children(&self, document: u32) -> Vec<u32> {
        let kinds = KindSet(1 << self.campaign.outline(document).kind);
        let all = self.campaign.backlinks.row(document).iter().copied();
        let mut children: Vec<u32> =
            all.filter(|link| self.is_by(*link, "parent", kinds)).map(|link| link.from).collect();
        children.sort_by_key(|child| self.campaign.places[*child as usize]);
        children.dedup();
        children
    }

    /// The chain of a document's parents, root first.
    pub(super) fn parents(&self, document: u32) -> Vec<u32> {
        let mut chain = Vec::new();
        let mut at = document;
        while chain.len() < DEEPEST {
            let kind = self.theme.kinds.at(self.campaign.outline(at).kind);
            let parent = self.campaign.outline(at).value(kind.fields.index("parent"));
            let parent = parent.and_then(Value::reference);
            match parent.and_then(|reference| self.campaign.target(at, reference)) {
                Some(parent) if parent != document && !chain.contains(&parent) => {
                    chain.push(parent);
                    at = parent;
                }
                _ => break,
            }
        }
        chain.reverse();
        chain
    }

    /// Whether a mention stands in this field of a document of these kinds.
    fn is_by(&self, backlink: Backlink, by: &str, kinds: KindSet) -> bool {
        let outline = self.campaign.outline(backlink.from);
        if !kinds.contains(outline.kind) {
            return false;
        }
        let from = outline.references[backlink.reference as usize].from;
        let field = match from {
            ReferenceFrom::Field { field, .. } | ReferenceFrom::FieldOrName { field } => field,
            _ => return false,
        };
        self.theme.kinds.at(outline.kind).fields.at(field).name == by
    }

    /// Rows of tables in which the document is named by the sub-field `by`, or by `with`.
    fn rows(&self, spec: &ListSpec, table: &str, document: Option<u32>) -> List {
        let Some(document) = document else { return List::default() };
        let mut found: Vec<(u32, u16, usize)> = self
            .mentions(document, spec.subtree)
            .filter_map(|backlink| self.row(backlink, table, spec.by.as_deref()))
            .collect();
        let place = |document| self.campaign.place(document, spec.sort);
        found.sort_by_key(|(from, field, at)| (place(*from), *field, *at));
        found.dedup();
        let total = found.len();
        let items = found.into_iter().take(limit(spec)).map(|(from, field, at)| {
            Item::Row(Row {
                document: Arc::clone(&self.cards[from as usize]),
                outline: Arc::clone(&self.campaign.outlines[from as usize]),
                field,
                at,
                targets: self.targets(from),
            })
        });
        List { items: items.collect(), total }
    }

    /// The document, field and position of the row a mention stands in.
    fn row(&self, backlink: Backlink, table: &str, by: Option<&str>) -> Option<(u32, u16, usize)> {
        let outline = self.campaign.outline(backlink.from);
        let reference = outline.references.get(backlink.reference as usize)?;
        let ReferenceFrom::Field { field, sub: Some(sub) } = reference.from else { return None };
        let declared = self.theme.kinds.at(outline.kind).fields.at(field);
        let crate::model::field::FieldType::Record { fields, .. } = &declared.kind else {
            return None;
        };
        let sub_name = fields.at(sub).name.as_str();
        if declared.name != table || !by.is_none_or(|by| sub_name == by || sub_name == "with") {
            return None;
        }
        let value = self.campaign.outline(backlink.from).value(Some(field))?;
        let names = |row: &Value| {
            row.sub(sub).is_some_and(|value| {
                value.items().iter().any(|item| item.reference() == Some(backlink.reference))
            })
        };
        let at = value.items().iter().position(names)?;
        Some((backlink.from, field, at))
    }

    /// Mentions in texts and in fields that no list and no fixed part of the page shows already.
    pub(super) fn other_mentions(&self, document: u32, specs: &[ListSpec]) -> Vec<u32> {
        let fixed = ["unit", "movement", "parent", "unknown"];
        let is_shown = |name: &str| {
            fixed.contains(&name) || specs.iter().any(|spec| spec.by.as_deref() == Some(name))
        };
        let mut found = BTreeSet::new();
        let mut related = BTreeSet::new();
        for backlink in self.campaign.backlinks.row(document) {
            let outline = self.campaign.outline(backlink.from);
            match outline.references[backlink.reference as usize].from {
                ReferenceFrom::Relation => {
                    related.insert(backlink.from);
                }
                ReferenceFrom::Body | ReferenceFrom::Citation => {
                    found.insert(backlink.from);
                }
                ReferenceFrom::Field { field, sub: None }
                | ReferenceFrom::FieldOrName { field } => {
                    let name = &self.theme.kinds.at(outline.kind).fields.at(field).name;
                    if !is_shown(name) {
                        found.insert(backlink.from);
                    }
                }
                ReferenceFrom::Field { .. } | ReferenceFrom::Criterion { .. } => {}
            }
        }
        found.retain(|from| !related.contains(from));
        let mut found: Vec<u32> = found.into_iter().collect();
        sort(&self.campaign, &mut found, Sort::Newest);
        found
    }
}

fn limit(spec: &ListSpec) -> usize {
    if spec.limit == 0 { usize::MAX } else { spec.limit as usize }
}

/// All documents of some kinds in an order.
pub(super) fn sorted(campaign: &Campaign, kinds: KindSet, sort: Sort) -> Vec<u32> {
    let all = 0..campaign.outlines.len() as u32;
    let mut documents: Vec<u32> =
        all.filter(|at| kinds.contains(campaign.outline(*at).kind)).collect();
    self::sort(campaign, &mut documents, sort);
    documents
}

fn sort(campaign: &Campaign, documents: &mut [u32], sort: Sort) {
    documents.sort_unstable_by_key(|document| campaign.place(*document, sort));
}
