//! Days that contradict each other within one document (D07) and windows that are too short.

use super::Alone;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::field::Value;
use crate::text::date::When;

/// The later of two days must not stand before the earlier one.
const IN_ORDER: [(&str, &str); 8] = [
    ("issued_on", "effective_from"),
    ("issued_on", "effective_to"),
    ("effective_from", "effective_to"),
    ("starts", "ends"),
    ("valid_from", "valid_to"),
    ("publish_at", "unpublish_at"),
    ("opens_on", "closes_on"),
    ("announced_on", "appeals_until"),
];

impl Alone<'_> {
    pub(super) fn days(&self) -> Vec<Diagnostic> {
        let pairs = IN_ORDER.iter().filter_map(|(first, last)| {
            let (begin, end) = (self.when(first)?, self.when(last)?);
            is_before(end, begin).then(|| {
                Diagnostic::error("D07.out_of_order", self.place(last))
                    .with("first", self.label(first))
                    .with("last", self.label(last))
                    .with("day", begin.date.short())
                    .related(Place { line: None, ..self.place(first) })
            })
        });
        pairs.collect()
    }

    fn when(&self, name: &str) -> Option<When> {
        match self.value(name)? {
            Value::Date(when) => Some(*when),
            _ => None,
        }
    }
}

/// A day without a time is a whole day: it is before another one only where the days differ.
fn is_before(end: When, begin: When) -> bool {
    match (end.minute, begin.minute) {
        (Some(_), Some(_)) => end < begin,
        _ => end.date < begin.date,
    }
}
