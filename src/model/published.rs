//! What passes the gate, and when.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::Outline;
use crate::model::history::History;
use crate::text::date::Instant;

/// The documents that are public at an instant, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// Their outlines.
    pub outlines: Vec<Arc<Hashed<Outline>>>,
    /// The position among all texts that were read: first of each of these outlines, then of the
    /// other texts of documents that have several.
    pub positions: Vec<u32>,
    /// What is known of the changes of documents that have some, in the order of documents.
    pub histories: Vec<History>,
}

/// When a document is public: from an instant until another one, at which it is so no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub from: Instant,
    /// The instant at which it is over.
    pub until: Instant,
}

impl Window {
    /// Public at any time.
    pub fn always() -> Self {
        // Both are clamped to the years a date can have.
        Self { from: Instant::from_unix(i64::MIN), until: Instant::from_unix(i64::MAX) }
    }

    /// Never public.
    pub fn never() -> Self {
        let Self { from, until } = Self::always();
        Self { from: until, until: from }
    }

    /// Whether it is public at an instant.
    pub fn contains(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }

    /// When both are public.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Whether there is no instant in it.
    pub fn is_never(&self) -> bool {
        self.until <= self.from
    }

    /// The instant at which it begins; `None` where it never does, or has always been.
    pub fn begins(&self) -> Option<Instant> {
        (!self.is_never() && self.from > Self::always().from).then_some(self.from)
    }

    /// The instant at which it ends; `None` where it never does.
    pub fn ends(&self) -> Option<Instant> {
        (!self.is_never() && self.until < Self::always().until).then_some(self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use crate::text::date::Instant;

    #[test]
    fn two_windows_meet_in_what_they_share() {
        let at = |day: &str| Instant::parse(day).expect("a day");
        let early = Window { until: at("2021-11-12"), ..Window::always() };
        let late = Window { from: at("2021-11-12"), ..Window::always() };
        assert!(early.meet(late).is_never());
        assert!(late.contains(at("2021-11-12")) && !early.contains(at("2021-11-12")));
        assert_eq!(early.meet(Window::always()), early);
        assert_eq!((early.begins(), early.ends()), (None, Some(at("2021-11-12"))));
        assert_eq!((Window::never().begins(), Window::never().ends()), (None, None));
    }
}
