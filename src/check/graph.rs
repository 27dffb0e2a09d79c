//! Circles: a document that replaces itself in the end, a unit that is its own superior.

use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{Outline, Reference};
use crate::model::field::Value;
use crate::model::kind::Kinds;
use crate::model::names::{Found, Names};

/// One diagnostic a circle, at the reference of its first document that closes it.
pub(super) fn cycles(outlines: &[&Outline], kinds: &Kinds, names: &Names) -> Vec<Diagnostic> {
    let replaces = Edges { outlines, kinds, names, is_parent: false };
    let parents = Edges { outlines, kinds, names, is_parent: true };
    let mut problems = replaces.cycles("D10.cycle");
    problems.extend(parents.cycles("N03.parent_cycle"));
    problems
}

struct Edges<'a> {
    outlines: &'a [&'a Outline],
    kinds: &'a Kinds,
    names: &'a Names,
    is_parent: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

impl Edges<'_> {
    /// The references of a document that are edges here.
    fn references(&self, at: usize) -> Vec<&Reference> {
        let outline = self.outlines[at];
        let kind = self.kinds.at(outline.kind);
        let name = if self.is_parent { "parent" } else { "relations" };
        let Some(index) = kind.fields.index(name) else { return Vec::new() };
        let Some((_, value)) = outline.fields.iter().find(|(at, _)| *at == index) else {
            return Vec::new();
        };
        let wanted = value.items().iter().filter(|value| match value {
            Value::Relation(relation) => relation.key() == "thay-the",
            _ => self.is_parent,
        });
        wanted.filter_map(|value| outline.references.get(value.reference()? as usize)).collect()
    }

    fn target(&self, reference: &Reference) -> Option<usize> {
        match self.names.find(reference.key, reference.to) {
            Found::One(target) => Some(target as usize),
            _ => None,
        }
    }

    /// Depth first, with a stack of our own: a chain may be as long as there are documents.
    fn cycles(&self, id: &'static str) -> Vec<Diagnostic> {
        let mut marks = vec![Mark::New; self.outlines.len()];
        let mut problems = Vec::new();
        for root in 0..self.outlines.len() {
            if marks[root] != Mark::New {
                continue;
            }
            marks[root] = Mark::Open;
            let mut stack = vec![(root, self.references(root), 0)];
            while let Some((at, references, next)) = stack.last_mut() {
                let Some(reference) = references.get(*next).copied() else {
                    marks[*at] = Mark::Done;
                    stack.pop();
                    continue;
                };
                *next += 1;
                let from = *at;
                let Some(target) = self.target(reference) else { continue };
                match marks[target] {
                    // A document that names itself is reported with its reference.
                    Mark::Open if target != from || self.is_parent => {
                        let chain: Vec<usize> = stack.iter().map(|(at, _, _)| *at).collect();
                        problems.push(self.report(id, &chain, reference, target));
                    }
                    Mark::New => {
                        marks[target] = Mark::Open;
                        stack.push((target, self.references(target), 0));
                    }
                    _ => {}
                }
            }
        }
        problems
    }

    /// `open` are the documents on the way, the last of them names `target` by `reference`.
    fn report(
        &self,
        id: &'static str,
        open: &[usize],
        reference: &Reference,
        target: usize,
    ) -> Diagnostic {
        let start = open.iter().position(|at| *at == target).unwrap_or(0);
        let chain = open[start..].iter().chain([&target]);
        let ids: Vec<&str> = chain.map(|at| &*self.outlines[*at].id).collect();
        let from = open.last().map_or(target, |from| *from);
        let place = Place::at(&self.outlines[from].shown, reference.span);
        Diagnostic::error(id, place).with("chain", ids.join(" → "))
    }
}
