//! Circles: a document that replaces itself in the end, a unit that is its own superior.

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{Outline, Reference};
use crate::model::field::Value;
use crate::model::kind::Kinds;
use crate::model::names::{Found, Names};

/// One diagnostic a circle, at the reference of its first document that closes it.
pub(super) fn cycles(outlines: &[&Outline], kinds: &Kinds, names: &Names) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (field, id) in [("relations", "D10.cycle"), ("parent", "N03.parent_cycle")] {
        problems.extend(Edges::new(outlines, kinds, names, field).cycles(id));
    }
    problems
}

/// The documents that name others by one field, and whom they name.
struct Edges<'a> {
    outlines: &'a [&'a Outline],
    /// By document; most have none.
    all: Vec<Edge<'a>>,
    is_parent: bool,
}

#[derive(Clone, Copy)]
struct Edge<'a> {
    from: usize,
    to: usize,
    reference: &'a Reference,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

impl<'a> Edges<'a> {
    fn new(outlines: &'a [&'a Outline], kinds: &Kinds, names: &Names, field: &str) -> Self {
        let fields: Vec<Option<u16>> =
            kinds.iter().map(|(_, kind)| kind.fields.index(field)).collect();
        let is_parent = field == "parent";
        let edges = (0..outlines.len()).into_par_iter().flat_map_iter(|from| {
            let outline = outlines[from];
            let value = outline.value(fields[outline.kind as usize]);
            let wanted = value.map_or(&[][..], Value::items).iter().filter(move |value| {
                is_parent || matches!(value, Value::Relation(way) if way.key() == "thay-the")
            });
            wanted.filter_map(move |value| {
                let reference = outline.references.get(value.reference()? as usize)?;
                match names.find(reference.key, reference.to) {
                    Found::One(to) => Some(Edge { from, to: to as usize, reference }),
                    _ => None,
                }
            })
        });
        Self { outlines, all: edges.collect(), is_parent }
    }

    /// Where the edges of a document begin.
    fn first(&self, document: usize) -> usize {
        self.all.partition_point(|edge| edge.from < document)
    }

    /// Depth first, with a stack of our own: a chain may be as long as there are documents. Only
    /// documents with an edge are visited, so that a campaign without relations costs nothing.
    fn cycles(&self, id: &'static str) -> Vec<Diagnostic> {
        let mut marks = vec![Mark::New; self.outlines.len()];
        let mut problems = Vec::new();
        for root in self.all.chunk_by(|a, b| a.from == b.from) {
            let root = root[0].from;
            if marks[root] != Mark::New {
                continue;
            }
            marks[root] = Mark::Open;
            // Documents on the way, each with the edge it goes on by.
            let mut stack = vec![(root, self.first(root))];
            while let Some((at, next)) = stack.last_mut() {
                let Some(edge) = self.all.get(*next).filter(|edge| edge.from == *at) else {
                    marks[*at] = Mark::Done;
                    stack.pop();
                    continue;
                };
                *next += 1;
                match marks[edge.to] {
                    // A document that names itself is reported with its reference.
                    Mark::Open if edge.to != edge.from || self.is_parent => {
                        let chain: Vec<usize> = stack.iter().map(|(at, _)| *at).collect();
                        problems.push(self.report(id, &chain, *edge));
                    }
                    Mark::New => {
                        marks[edge.to] = Mark::Open;
                        stack.push((edge.to, self.first(edge.to)));
                    }
                    _ => {}
                }
            }
        }
        problems
    }

    /// `open` are the documents on the way, the last of them begins the edge.
    fn report(&self, id: &'static str, open: &[usize], edge: Edge<'_>) -> Diagnostic {
        let start = open.iter().position(|at| *at == edge.to).unwrap_or(0);
        let chain = open[start..].iter().chain([&edge.to]);
        let ids: Vec<&str> = chain.map(|at| &*self.outlines[*at].id).collect();
        let place = Place::at(&self.outlines[edge.from].shown, edge.reference.span);
        Diagnostic::error(id, place).with("chain", ids.join(" → "))
    }
}
