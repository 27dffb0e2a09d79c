//! Where the fields that checks ask for stand in a kind, looked up once a run.

use crate::model::field::{FieldType, record};
use crate::model::kind::{Fields, Kind};

/// A text may speak of the past, these fields say who acts now.
const ACTORS: [&str; 6] =
    ["issuer", "organiser", "launched_by", "tasks", "managed_by", "verified_by"];

/// Positions of fields; none where the kind has no such field.
#[derive(Default)]
pub(super) struct Roles {
    pub announced_on: Option<u16>,
    pub bodies: Option<u16>,
    pub checked_on: Option<u16>,
    pub closes_on: Option<u16>,
    pub contest: Option<u16>,
    pub council_on: Option<u16>,
    pub decision: Option<u16>,
    pub effective_from: Option<u16>,
    pub effective_to: Option<u16>,
    pub issued_on: Option<u16>,
    pub issuer: Option<u16>,
    pub level: Option<u16>,
    pub of: Option<u16>,
    pub opens_on: Option<u16>,
    pub period: Option<u16>,
    pub prizes: Option<u16>,
    pub publish_at: Option<u16>,
    pub relations: Option<u16>,
    pub review_by: Option<u16>,
    pub rules: Option<u16>,
    pub short_code: Option<u16>,
    pub old_paths: Option<u16>,
    pub valid_to: Option<u16>,
    /// The table of a result: `entries`, with where its columns stand.
    pub entries: Option<(u16, Columns)>,
    /// Fields that say which units act in a document.
    pub actors: Vec<u16>,
    /// Whether rows of some field are anchors of their own.
    pub has_row_anchors: bool,
}

/// Columns of a table of entries.
#[derive(Default)]
pub(super) struct Columns {
    pub name: Option<u16>,
    pub unit: Option<u16>,
    pub prize: Option<u16>,
    pub model: Option<u16>,
    pub amount: Option<u16>,
    pub award_form: Option<u16>,
    pub status: Option<u16>,
}

impl Roles {
    pub(super) fn new(kind: &Kind) -> Self {
        let at = |name: &str| kind.fields.index(name);
        Self {
            announced_on: at("announced_on"),
            bodies: at("bodies"),
            checked_on: at("checked_on"),
            closes_on: at("closes_on"),
            contest: at("contest"),
            council_on: at("council_on"),
            decision: at("decision"),
            effective_from: at("effective_from"),
            effective_to: at("effective_to"),
            issued_on: at("issued_on"),
            issuer: at("issuer"),
            level: at("level"),
            of: at("of"),
            opens_on: at("opens_on"),
            period: at("period"),
            prizes: at("prizes"),
            publish_at: at("publish_at"),
            relations: at("relations"),
            review_by: at("review_by"),
            rules: at("rules"),
            short_code: at("short_code"),
            old_paths: at("old_paths"),
            valid_to: at("valid_to"),
            entries: at("entries").and_then(|at| Some((at, columns(record_of(kind, at)?)))),
            actors: ACTORS.iter().filter_map(|name| kind.fields.index(name)).collect(),
            has_row_anchors: kind.fields.iter().any(|(_, field)| has_anchors(&field.kind)),
        }
    }
}

/// The sub-fields of a record.
pub(super) fn record_of(kind: &Kind, field: u16) -> Option<&Fields> {
    match &kind.fields.at(field).kind {
        FieldType::Record { fields, .. } => Some(fields),
        _ => None,
    }
}

fn columns(fields: &Fields) -> Columns {
    Columns {
        name: fields.index("name"),
        unit: fields.index("unit"),
        prize: fields.index("prize"),
        model: fields.index("model"),
        amount: fields.index("amount"),
        award_form: fields.index("award_form"),
        status: fields.index("status"),
    }
}

fn has_anchors(kind: &FieldType) -> bool {
    matches!(kind, FieldType::Record { shape, .. } if *shape != record::Shape::Plain)
}
