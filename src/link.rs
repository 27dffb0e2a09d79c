//! Joins documents into a campaign.
//!
//! Takes every published outline, resolves each reference by name, and records links both ways;
//! orders sections, gathers terms, computes status and phase at a day. Sees no file and no body: an
//! edit that leaves an outline as it was cannot reach this module.

mod order;
mod status;

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::campaign::{Backlink, Campaign, NOBODY, Table};
use crate::model::document::{Outline, Reference, ReferenceFrom};
use crate::model::field::{FieldType, Value, record};
use crate::model::kind::{Kinds, SECTION};
use crate::model::names::{self, Found, Names};
use crate::model::published::Published;
use crate::model::theme::Taxonomy;
use crate::text::date::Date;

/// The campaign at a day.
pub fn link(published: Published, kinds: &Kinds, taxonomies: &[Taxonomy], today: Date) -> Campaign {
    let outlines = published.outlines;
    let names = Names::new(outlines.iter().map(|outline| &outline.value));
    let roles = Roles::of_kinds(kinds);
    let targets = targets(&outlines, &names, &roles);
    let backlinks = backlinks(outlines.len(), &targets);
    let linked = Linked { outlines: &outlines, roles: &roles, backlinks: &backlinks, kinds };
    let sections = order::sections(&outlines, kinds);
    let mut places = vec![0; outlines.len()];
    for kind in 0..kinds.iter().count() as u32 {
        for (place, document) in sections.row(kind).iter().enumerate() {
            places[*document as usize] = place as u32;
        }
    }
    let introduction = |folder: &str| match names.find(names::key(folder), section_set(kinds)) {
        Found::One(document) => document,
        _ => NOBODY,
    };
    let introductions = kinds.iter().map(|(_, kind)| introduction(&kind.name)).collect();
    let home = introduction("/");
    let statuses = linked.statuses(today);
    let phases = linked.phases(today);
    let terms =
        taxonomies.iter().map(|taxonomy| order::terms(&outlines, kinds, taxonomy)).collect();
    Campaign {
        today,
        names,
        targets,
        backlinks,
        sections,
        places,
        introductions,
        home,
        statuses,
        phases,
        terms,
        outlines,
    }
}

fn section_set(kinds: &Kinds) -> crate::model::kind::KindSet {
    let section = kinds.find(SECTION).map_or(0, |(index, _)| 1 << index);
    crate::model::kind::KindSet(section)
}

/// Positions of the fields that the program itself understands, for one kind.
#[derive(Clone, Default)]
struct Roles {
    movement: Option<u16>,
    criteria: Option<u16>,
    criterion_id: Option<u16>,
    relations: Option<u16>,
    issued_on: Option<u16>,
    effective_from: Option<u16>,
    effective_to: Option<u16>,
    period: Option<u16>,
    source_quality: Option<u16>,
    report_type: Option<u16>,
}

impl Roles {
    fn of_kinds(kinds: &Kinds) -> Vec<Self> {
        kinds
            .iter()
            .map(|(_, kind)| {
                let index = |name: &str| kind.fields.index(name);
                let criteria = kind.fields.iter().find_map(|(at, field)| match &field.kind {
                    FieldType::Record { shape: record::Shape::Criteria, fields } => {
                        Some((at, fields.index("id")?))
                    }
                    _ => None,
                });
                Self {
                    movement: index("movement"),
                    criteria: criteria.map(|(at, _)| at),
                    criterion_id: criteria.map(|(_, id)| id),
                    relations: index("relations"),
                    issued_on: index("issued_on"),
                    effective_from: index("effective_from"),
                    effective_to: index("effective_to"),
                    period: index("period"),
                    source_quality: index("source_quality"),
                    report_type: index("report_type"),
                }
            })
            .collect()
    }
}

/// Documents whose references are resolved.
struct Linked<'a> {
    outlines: &'a [Arc<Hashed<Outline>>],
    roles: &'a [Roles],
    backlinks: &'a Table<Backlink>,
    kinds: &'a Kinds,
}

/// For each reference of each document its target.
fn targets(outlines: &[Arc<Hashed<Outline>>], names: &Names, roles: &[Roles]) -> Table<u32> {
    let count = outlines.iter().map(|outline| outline.references.len()).sum();
    let mut starts = Vec::with_capacity(outlines.len() + 1);
    let mut items: Vec<u32> = Vec::with_capacity(count);
    starts.push(0);
    for (document, outline) in outlines.iter().enumerate() {
        let begin = items.len();
        for reference in &outline.references {
            items.push(target(document as u32, reference, names));
        }
        settle_criteria(outline, &mut items[begin..], outlines, roles);
        starts.push(items.len() as u32);
    }
    Table::new(starts, items)
}

fn target(document: u32, reference: &Reference, names: &Names) -> u32 {
    if matches!(reference.from, ReferenceFrom::Criterion { .. }) || reference.key == 0 {
        return NOBODY;
    }
    match names.find(reference.key, reference.to) {
        // A number that cites its own document is no link.
        Found::One(target) if target != document => target,
        _ => NOBODY,
    }
}

/// A criterion leads to the document's movement, if that has it.
fn settle_criteria(
    outline: &Outline,
    targets: &mut [u32],
    outlines: &[Arc<Hashed<Outline>>],
    roles: &[Roles],
) {
    let is_criterion =
        |reference: &Reference| matches!(reference.from, ReferenceFrom::Criterion { .. });
    if !outline.references.iter().any(is_criterion) {
        return;
    }
    let movement = outline.value(roles[outline.kind as usize].movement);
    let movement = movement.and_then(Value::reference).and_then(|at| targets.get(at as usize));
    let Some(&movement) = movement.filter(|movement| **movement != NOBODY) else { return };
    let of = &outlines[movement as usize];
    let roles = &roles[of.kind as usize];
    let rows = of.value(roles.criteria).map_or(&[][..], Value::items);
    for (at, reference) in outline.references.iter().enumerate() {
        let has = |row: &Value| {
            let id = roles.criterion_id.and_then(|id| row.sub(id)).and_then(Value::text);
            id.is_some_and(|id| names::key(id) == reference.key)
        };
        if is_criterion(reference) && rows.iter().any(has) {
            targets[at] = movement;
        }
    }
}

/// The same links seen from their targets, by counting.
fn backlinks(count: usize, targets: &Table<u32>) -> Table<Backlink> {
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
