//! Days to remember: what the kinds mark with `calendar: true`.

use crate::model::feed::{Event, When};
use crate::model::field::{FieldType, Value};
use crate::model::kind::{Field, Fields, Kind};
use crate::model::theme::Theme;
use crate::text::date::{self, Date, Instant};
use crate::view::View;

impl View {
    /// Whether a page of this kind may have days to remember.
    fn is_marked(&self, kind: u8) -> bool {
        self.marked & (1 << kind) != 0
    }

    /// Everything to remember, document by document in the order of paths.
    pub fn events(&self) -> Vec<Event> {
        let outlines = self.campaign.outlines.iter().enumerate();
        let some = outlines.filter(|(_, outline)| self.is_marked(outline.value.kind));
        some.flat_map(|(at, _)| self.events_of(at as u32)).collect()
    }

    /// What is to be remembered of one document.
    pub(super) fn events_of(&self, document: u32) -> Vec<Event> {
        let outline = self.campaign.outline(document);
        let kind = self.theme.kinds.at(outline.kind);
        let mut events = Vec::new();
        if !self.is_marked(outline.kind) {
            return events;
        }
        for (at, value) in &outline.fields {
            let field = kind.fields.at(*at);
            if let FieldType::Record { fields, .. } = &field.kind {
                for (number, row) in value.items().iter().enumerate() {
                    self.of_row(document, (field, fields), (number, row), &mut events);
                }
            } else if field.calendar {
                let ends =
                    value_of(kind, &outline.fields, "ends").filter(|_| field.name == "starts");
                let summary = match (&field.kind, field.name.as_str()) {
                    (FieldType::Period, _) | (_, "starts") => outline.title.clone(),
                    _ => format!("{}: {}", self.label(field), outline.title),
                };
                let event = self.event(document, &field.name, (value, ends), summary);
                events.extend(event);
            }
        }
        events
    }

    /// A row of a table, such as a round of a contest.
    fn of_row(
        &self,
        document: u32,
        (field, fields): (&Field, &Fields),
        (number, row): (usize, &Value),
        events: &mut Vec<Event>,
    ) {
        let title = &self.campaign.outline(document).title;
        let named = ["name", "text"].iter().find_map(|name| row.sub(fields.index(name)?)?.text());
        for (at, sub) in fields.iter().filter(|(_, sub)| sub.calendar) {
            let Some(value) = row.sub(at) else { continue };
            let what = match (named, &sub.kind) {
                (Some(name), FieldType::Period) => name.to_owned(),
                (Some(name), _) => format!("{}, {name}", self.label(sub)),
                (None, _) => self.label(sub).to_owned(),
            };
            let name = format!("{}/{}/{number}", field.name, sub.name);
            events.extend(self.event(document, &name, (value, None), format!("{what}: {title}")));
        }
    }

    fn event(
        &self,
        document: u32,
        name: &str,
        (value, ends): (&Value, Option<&Value>),
        summary: String,
    ) -> Option<Event> {
        let outline = self.campaign.outline(document);
        let kind = self.theme.kinds.at(outline.kind);
        let venue = value_of(kind, &outline.fields, "venue").and_then(Value::text);
        Some(Event {
            uid: format!("{}/{name}", outline.id),
            address: outline.address.clone(),
            title: outline.title.clone(),
            summary,
            description: outline.summary.clone(),
            place: venue.unwrap_or("").to_owned(),
            when: when(value, ends)?,
            changed: self.cards[document as usize].updated.unwrap_or_else(long_ago),
        })
    }

    fn label<'f>(&self, field: &'f Field) -> &'f str {
        field.label.in_language(self.settings.language)
    }
}

/// The kinds with days to remember, as a set.
pub(super) fn marked(theme: &Theme) -> u64 {
    let kinds = theme.kinds.iter().filter(|(_, kind)| is_marked(&kind.fields));
    kinds.fold(0, |set, (index, _)| set | 1 << index)
}

fn is_marked(fields: &Fields) -> bool {
    fields.iter().any(|(_, field)| match &field.kind {
        FieldType::Record { fields, .. } => is_marked(fields),
        _ => field.calendar,
    })
}

fn value_of<'v>(kind: &Kind, values: &'v [(u16, Value)], name: &str) -> Option<&'v Value> {
    let index = kind.fields.index(name)?;
    values.iter().find(|(at, _)| *at == index).map(|(_, value)| value)
}

/// 1 January 2000: a document that tells of no change says nothing of when it was changed.
fn long_ago() -> Date {
    Instant::from_unix(946_684_800).date()
}

fn when(value: &Value, ends: Option<&Value>) -> Option<When> {
    let end = match ends {
        Some(Value::Date(when)) => Some(*when),
        _ => None,
    };
    match value {
        Value::Date(from) if from.minute.is_some() => {
            let until = end.filter(|end| end.minute.is_some()).map(|end| end.instant());
            Some(When::Hours(from.instant(), until.filter(|until| *until >= from.instant())))
        }
        Value::Date(date::When { date, .. }) => {
            Some(When::Days(*date, end.map_or(*date, |end| end.date.max(*date))))
        }
        Value::Period(period) => {
            let first = period.from.or(period.to)?;
            Some(When::Days(first, period.to.unwrap_or(first)))
        }
        _ => None,
    }
}
