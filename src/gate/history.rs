//! Which text of a document is in force, and what else of its history may be seen.
//!
//! Takes the texts that are public, and a day. A text is valid from its day until the next one
//! begins; the last that has begun stands at the document's address, or the first where none has.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::Outline;
use crate::model::family::named_as;
use crate::model::history::{self, Change, History, Text};
use crate::model::kind::{Kind, Kinds};
use crate::model::version::Name;
use crate::text::date::Date;

/// A text that may be seen: its position among all that were read, and what it shows.
pub(super) type Seen = (u32, Arc<Hashed<Outline>>);

/// A document that stands on the site.
pub(super) struct Standing {
    /// The position of the text in force.
    pub position: u32,
    /// What it shows, under the names and the address of the document.
    pub outline: Arc<Hashed<Outline>>,
    /// Its history, where it has one; places are positions among all texts that were read.
    pub history: Option<History>,
}

/// The document of these texts, in the order of their names; `None` where none may be seen.
pub(super) fn standing(texts: Vec<Seen>, kinds: &Kinds, today: Date) -> Option<Standing> {
    let newest = Arc::clone(&texts.last()?.1);
    let kind = kinds.at(newest.kind);
    if texts.len() == 1 {
        let (position, outline) = texts.into_iter().next()?;
        let events = history::changes(&outline, kind);
        let history = (!events.is_empty()).then(|| alone(position, &outline, kind, events));
        return Some(Standing { position, outline, history });
    }
    let history = several(texts, kind, today);
    let current = &history.texts[history.current];
    let outlines: Vec<&Outline> = history.texts.iter().map(|text| &text.outline.value).collect();
    let mut outline = named_as(&current.outline, &outlines);
    outline.address.clone_from(&newest.address);
    let (position, outline) = (current.text, Arc::new(Hashed::new(outline)));
    Some(Standing { position, outline, history: Some(history) })
}

/// One text with notes on what was changed in it.
fn alone(
    position: u32,
    outline: &Arc<Hashed<Outline>>,
    kind: &Kind,
    events: Vec<Change>,
) -> History {
    let name = name(outline, kind, &[]);
    let outline = Arc::clone(outline);
    let text = Text { name, text: position, outline, until: None, change: None };
    History { document: 0, texts: vec![text], current: 0, events }
}

/// The history of several texts.
fn several(texts: Vec<Seen>, kind: &Kind, today: Date) -> History {
    let mut named: Vec<Text> = Vec::with_capacity(texts.len());
    let mut noted = Vec::new();
    for (position, outline) in texts {
        noted = history::changes(&outline, kind);
        let name = name(&outline, kind, &named);
        named.push(Text { name, text: position, outline, until: None, change: None });
    }
    named.sort_by_key(|text| text.name);
    for at in 1..named.len() {
        named[at - 1].until = named[at].name.day;
    }
    // The newest text notes every change; the last of those that make a text made these.
    let (mut made, mut events): (Vec<Change>, Vec<Change>) =
        noted.into_iter().partition(|change| change.class.makes_a_text());
    for text in named.iter_mut().skip(1).rev() {
        text.change = made.pop();
    }
    made.append(&mut events);
    let has_begun = |text: &Text| text.name.day.is_none_or(|day| day <= today);
    let current = named.iter().rposition(has_begun).unwrap_or(0);
    History { document: 0, texts: named, current, events: made }
}

/// The name of a text: of an earlier one that of its file, of the newest the day it begins.
fn name(outline: &Outline, kind: &Kind, before: &[Text]) -> Name {
    if let Some(name) = outline.version {
        return name;
    }
    let day = history::start(outline, kind);
    let same = before.iter().filter(|text| text.name.day == day);
    Name { day, number: same.map(|text| text.name.number).max().unwrap_or(0) + 1 }
}
