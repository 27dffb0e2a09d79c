//! The history of a document: its texts, the days on which each is valid, and what was changed.
//!
//! An end is never typed: a text is valid until the next one begins. What lies here has passed the
//! gate; texts that are withheld are in no history.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hash::Hashed;
use crate::model::document::Outline;
use crate::model::field::{FieldType, Value};
use crate::model::kind::Kind;
use crate::model::page::SharedCard;
use crate::model::version::Name;
use crate::text::date::{Date, When};

/// The texts of one document that may be seen.
#[derive(Clone, Debug)]
pub struct History {
    /// The document's position among those that may be seen.
    pub document: u32,
    /// Its texts, oldest first; at least one.
    pub texts: Vec<Text>,
    /// Which of them stands at the document's own address.
    pub current: usize,
    /// What was changed without a new text, as it was noted.
    pub events: Vec<Change>,
}

/// One text of a document.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its name, which is the last part of its address.
    pub name: Name,
    /// Position among all texts that may be seen; of documents' own texts that of the document.
    pub text: u32,
    /// What it says of itself.
    pub outline: Arc<Hashed<Outline>>,
    /// The first day of the next one.
    pub until: Option<Date>,
    /// The change that made it out of the one before.
    pub change: Option<Change>,
}

/// Classes of change: what happened, in the words of the law or of the newsroom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Sửa đổi, bổ sung: other content, by a document of the same form (NĐ 30/2020 Điều 18).
    Amended,
    /// Thay thế: another document takes its place.
    Replaced,
    /// Đính chính: form or technique was wrong.
    Corrected,
    /// Thu hồi: withdrawn.
    Withdrawn,
    /// Sửa lỗi đăng tải: our own slip, the document is as it was.
    PostingError,
    /// Cập nhật: no document behind.
    Updated,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Amended,
        Self::Replaced,
        Self::Corrected,
        Self::Withdrawn,
        Self::PostingError,
        Self::Updated,
    ];

    /// The key by which kind files, strings and JSON know it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Amended => "sua-doi",
            Self::Replaced => "thay-the",
            Self::Corrected => "dinh-chinh",
            Self::Withdrawn => "thu-hoi",
            Self::PostingError => "sua-loi-dang-tai",
            Self::Updated => "cap-nhat",
        }
    }

    /// The class of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.key() == key)
    }

    /// Whether the text before stays beside the new one.
    pub fn makes_a_text(self) -> bool {
        matches!(self, Self::Amended | Self::Corrected | Self::Updated)
    }

    /// Whether the law asks for a document that makes the change.
    pub fn needs_a_document(self) -> bool {
        matches!(self, Self::Amended | Self::Corrected)
    }
}

/// One entry under `changes`.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What kind of change it is.
    pub class: Class,
    /// What was changed, in a person's words.
    pub note: String,
    /// The document that made the change: position in the outline's references.
    pub by: Option<u32>,
    /// When it was noted.
    pub recorded: Option<When>,
}

/// The entries under `changes`, as written.
pub fn changes(outline: &Outline, kind: &Kind) -> Vec<Change> {
    let Some(at) = kind.fields.index("changes") else { return Vec::new() };
    let Some(value) = outline.value(Some(at)) else { return Vec::new() };
    let FieldType::Record { fields, .. } = &kind.fields.at(at).kind else { return Vec::new() };
    let sub = |row: &'_ Value, name: &str| row.sub(fields.index(name)?).cloned();
    let rows = value.items().iter().filter_map(|row| {
        let class = fields.index("class")?;
        let choice = fields.at(class).kind.choice(row.sub(class)?)?;
        Some(Change {
            class: Class::of_key(&choice.key)?,
            note: sub(row, "note").and_then(|note| note.text().map(str::to_owned))?,
            by: sub(row, "by").and_then(|by| by.reference()),
            recorded: match sub(row, "recorded") {
                Some(Value::Date(when)) => Some(when),
                _ => None,
            },
        })
    });
    rows.collect()
}

/// The first day on which a document's own text is valid: the day it takes effect, else (where
/// nothing is issued) the day on which the last change that made it was noted, else its date.
pub fn start(outline: &Outline, kind: &Kind) -> Option<Date> {
    let day = |name: &str| outline.value(kind.fields.index(name))?.day();
    if kind.fields.index("issued_on").is_some() {
        return day("effective_from").or_else(|| day("issued_on"));
    }
    let changes = changes(outline, kind);
    let made = changes.iter().filter(|change| change.class.makes_a_text());
    let noted = made.filter_map(|change| change.recorded).map(|when| when.date).max();
    noted.or(outline.date)
}

/// What a page shows of a document's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Versions {
    /// Address of the document.
    pub document: String,
    /// Title of the text in force.
    pub title: String,
    /// The texts, oldest first.
    pub texts: Vec<Shown>,
    /// Which of them stands at the document's own address.
    pub current: usize,
    /// What was changed without a new text.
    pub events: Vec<Event>,
    /// The day for which the site is made: texts that begin later are still to come.
    pub today: Date,
    /// Whether the document is withdrawn, and with it every text.
    pub is_withdrawn: bool,
}

/// A text on the versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Its name.
    pub name: Name,
    /// Address of its own page.
    pub address: String,
    /// The first day of the next one.
    pub until: Option<Date>,
    /// How it came about.
    pub event: Option<Event>,
    /// Whether the next one corrects it.
    pub is_corrected: bool,
    /// SHA-256 of the text as it was typed, in hexadecimal digits.
    pub hash: String,
}

/// A change as readers see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// What kind of change it is.
    pub class: Class,
    /// What was changed.
    pub note: String,
    /// The document that made the change.
    pub by: Option<SharedCard>,
    /// That document as typed; empty where none is named.
    pub by_words: String,
    /// When it was noted.
    pub recorded: Option<When>,
}

impl Versions {
    /// Address of the page with every text.
    pub fn history(&self) -> String {
        format!("{}lich-su/", self.document)
    }

    /// Address of the page that compares two texts.
    pub fn comparison(&self, before: usize, after: usize) -> String {
        comparison(&self.document, self.texts[before].name, self.texts[after].name)
    }

    /// Whether there is more than one text.
    pub fn has_texts(&self) -> bool {
        self.texts.len() > 1
    }

    /// Whether a text is still to come.
    pub fn is_coming(&self, at: usize) -> bool {
        self.texts[at].name.day.is_some_and(|day| day > self.today)
    }
}

/// Address of the comparison of two texts of a document.
pub fn comparison(document: &str, before: Name, after: Name) -> String {
    format!("{document}so-sanh/{before}--{after}/")
}

/// Pairs of texts that are compared: neighbours, and where there are more than two, the first with
/// the last.
pub fn pairs(texts: usize) -> impl Iterator<Item = (usize, usize)> {
    let neighbours = (1..texts).map(|after| (after - 1, after));
    neighbours.chain((texts > 2).then(|| (0, texts - 1)))
}
