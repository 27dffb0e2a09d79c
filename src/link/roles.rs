//! Which fields of a kind the program itself understands.

use crate::model::field::{FieldType, record};
use crate::model::kind::Kinds;

/// Positions of the fields that the program itself understands, for one kind.
#[derive(Clone, Default)]
pub(super) struct Roles {
    pub movement: Option<u16>,
    pub criteria: Option<u16>,
    pub criterion_id: Option<u16>,
    pub relations: Option<u16>,
    pub issued_on: Option<u16>,
    pub effective_from: Option<u16>,
    pub effective_to: Option<u16>,
    pub period: Option<u16>,
    pub source_quality: Option<u16>,
    pub report_type: Option<u16>,
}

impl Roles {
    pub(super) fn of_kinds(kinds: &Kinds) -> Vec<Self> {
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
