//! References and their targets, seen from both sides.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::link::kept::Kept;
use crate::link::roles::Roles;
use crate::model::campaign::{Backlink, NOBODY, Table};
use crate::model::document::{Outline, Reference, ReferenceFrom};
use crate::model::field::Value;
use crate::model::names::{self, Found, Names};

/// Every reference and what it leads to.
pub(super) struct Mentions {
    /// For each reference of each document its target.
    pub targets: Table<u32>,
    /// For each of them the key of its name.
    pub keys: Table<u64>,
    /// Whether something may have changed in or around a document.
    pub affected: Vec<bool>,
}

impl Mentions {
    /// Resolves what must be resolved and takes over the rest.
    pub(super) fn new(
        outlines: &[Arc<Hashed<Outline>>],
        names: &Names,
        roles: &[Roles],
        kept: &Kept<'_>,
    ) -> Self {
        let (before, count) = (kept.before, outlines.len());
        let room = before.keys.items().len().max(count * 4);
        let mut mentions = Self {
            targets: Table::with_room(count, room),
            keys: Table::with_room(count, room),
            affected: vec![false; count],
        };
        let mut resolving = Resolving { outlines, names, roles, criteria: BTreeMap::new() };
        let touched = Touched::new(outlines, kept);
        for (document, then) in kept.then.iter().enumerate() {
            if *then == NOBODY {
                mentions.resolve(document, &mut resolving);
            } else if touched.any(before.keys.row(*then)) {
                mentions.affect(before.targets.row(*then), &kept.now);
                mentions.resolve(document, &mut resolving);
            } else {
                mentions.keys.extend(before.keys.row(*then).iter().copied());
                let targets = before.targets.row(*then).iter();
                let now = |then: &u32| kept.now.get(*then as usize).copied().unwrap_or(NOBODY);
                mentions.targets.extend(targets.map(now));
            }
            mentions.targets.end_row();
            mentions.keys.end_row();
        }
        for (then, _) in kept.gone() {
            mentions.affect(before.targets.row(then), &kept.now);
        }
        mentions
    }

    fn resolve(&mut self, document: usize, resolving: &mut Resolving<'_>) {
        let references = &resolving.outlines[document].references;
        self.keys.extend(references.iter().map(|reference| reference.key));
        let target = |reference| resolving.target(document as u32, reference);
        self.targets.extend(references.iter().map(target));
        if references.iter().any(is_criterion) {
            resolving.settle_criteria(document, self.targets.open_row());
        }
        self.affected[document] = true;
        for target in self.targets.open_row() {
            if *target != NOBODY {
                self.affected[*target as usize] = true;
            }
        }
    }

    /// The targets of then are not what they were.
    fn affect(&mut self, targets: &[u32], now: &[u32]) {
        for target in targets.iter().filter_map(|then| now.get(*then as usize)) {
            if *target != NOBODY {
                self.affected[*target as usize] = true;
            }
        }
    }

    /// The same links seen from their targets, by counting.
    pub(super) fn backlinks(&self) -> Table<Backlink> {
        let (targets, count) = (&self.targets, self.affected.len());
        let mut starts = vec![0_u32; count + 1];
        for target in targets.items().iter().filter(|target| **target != NOBODY) {
            starts[*target as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![Backlink::default(); starts[count] as usize];
        for from in 0..count as u32 {
            for (reference, target) in targets.row(from).iter().enumerate() {
                if *target != NOBODY {
                    let slot = &mut next[*target as usize];
                    items[*slot as usize] = Backlink { from, reference: reference as u32 };
                    *slot += 1;
                }
            }
        }
        Table::new(starts, items)
    }
}

fn is_criterion(reference: &Reference) -> bool {
    matches!(reference.from, ReferenceFrom::Criterion { .. })
}

struct Resolving<'a> {
    outlines: &'a [Arc<Hashed<Outline>>],
    names: &'a Names,
    roles: &'a [Roles],
    /// For each movement that was asked for the keys of its criteria.
    criteria: BTreeMap<u32, Vec<u64>>,
}

impl Resolving<'_> {
    fn target(&self, document: u32, reference: &Reference) -> u32 {
        if is_criterion(reference) || reference.key == 0 {
            return NOBODY;
        }
        match self.names.find(reference.key, reference.to) {
            // A number that cites its own document is no link.
            Found::One(target) if target != document => target,
            _ => NOBODY,
        }
    }

    /// A criterion leads to the document's movement, if that has it.
    fn settle_criteria(&mut self, document: usize, targets: &mut [u32]) {
        let outline = &self.outlines[document];
        let movement = outline.value(self.roles[outline.kind as usize].movement);
        let movement = movement.and_then(Value::reference).and_then(|at| targets.get(at as usize));
        let Some(&movement) = movement.filter(|movement| **movement != NOBODY) else { return };
        let of = &self.outlines[movement as usize];
        let roles = &self.roles[of.kind as usize];
        let known = self.criteria.entry(movement).or_insert_with(|| criteria(of, roles));
        for (target, reference) in targets.iter_mut().zip(&outline.references) {
            if is_criterion(reference) && known.contains(&reference.key) {
                *target = movement;
            }
        }
    }
}

/// The keys by which a movement's criteria are cited.
fn criteria(movement: &Outline, roles: &Roles) -> Vec<u64> {
    let rows = movement.value(roles.criteria).map_or(&[][..], Value::items).iter();
    let id = |row: &Value| Some(names::key(row.sub(roles.criterion_id?)?.text()?));
    rows.filter_map(id).collect()
}

/// The names of documents that are not kept, as they are and as they were. A name that is not among
/// them leads where it led.
struct Touched {
    /// One bit for each beginning of a key: a few names too many do no harm.
    bits: Vec<u64>,
    shift: u32,
}

/// Bits for each name: of the names that are not touched one in so many is taken for one that is.
const ROOM: usize = 64;

impl Touched {
    fn new(outlines: &[Arc<Hashed<Outline>>], kept: &Kept<'_>) -> Self {
        if kept.is_nothing() {
            // Nobody will ask.
            return Self { bits: vec![0], shift: u64::BITS - 6 };
        }
        let fresh = kept.fresh.iter().map(|document| &outlines[*document as usize].value);
        let gone = kept.gone().map(|(_, outline)| outline);
        let keys: Vec<u64> =
            fresh.chain(gone).flat_map(|outline| outline.names.iter().copied()).collect();
        let bits = (keys.len() * ROOM).max(ROOM).next_power_of_two();
        let mut touched = Self { bits: vec![0; bits / 64], shift: u64::BITS - bits.ilog2() };
        for key in keys {
            let bit = key >> touched.shift;
            touched.bits[bit as usize / 64] |= 1 << (bit % 64);
        }
        touched
    }

    fn any(&self, keys: &[u64]) -> bool {
        keys.iter().any(|key| {
            let bit = key >> self.shift;
            self.bits[bit as usize / 64] & (1 << (bit % 64)) != 0
        })
    }
}
