//! A document: what others may see of it (outline) and what only its own page sees (body).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Span};
use crate::hash::{Hash, Hashed};
use crate::model::body::Body;
use crate::model::field::Value;
use crate::model::kind::KindSet;
use crate::model::version::Name;
use crate::model::watched::{Aside, Watched};
use crate::text::date::{Date, When};
use crate::text::doc_number::DocNumber;

/// One parsed file.
#[derive(Clone, Debug)]
pub struct Document {
    /// What others may see.
    pub outline: Arc<Hashed<Outline>>,
    /// The text; `None` once it was left on disk because its page stands already.
    pub body: Option<Arc<Body>>,
    /// The hash of the text.
    pub body_hash: Hash,
    /// The hash of what was typed, table and all: what must not change unsaid.
    pub said: Hash,
    /// What checks may know beside the outline, for this run only.
    pub aside: Aside,
    /// What is wrong with the file alone.
    pub problems: Vec<Diagnostic>,
}

/// What other documents and lists may know of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Path below `content/` without `.md` or `/index`.
    pub id: Arc<str>,
    /// The file as a person can open it.
    pub shown: Arc<str>,
    /// Position of the kind in the theme's kinds.
    pub kind: u8,
    /// Title, never empty.
    pub title: String,
    /// Where it sorts among titles (a Vietnamese collation key).
    pub sort_key: Vec<u8>,
    /// Address below the site's root, a folder: `ke-hoach/x/`; empty for the home page. An earlier
    /// text has the address of its document.
    pub address: String,
    /// The name of an earlier text; `None` for the document's own file.
    pub version: Option<Name>,
    /// Keys of every name by which a reference may find it.
    pub names: Vec<u64>,
    /// Number and symbol, where it has one.
    pub number: Option<DocNumber>,
    /// The date that orders it.
    pub date: Option<Date>,
    /// A short description.
    pub summary: String,
    /// Its place by the field `order`.
    pub order: Option<i64>,
    /// Public fields by position in the kind, in declared order.
    pub fields: Vec<(u16, Value)>,
    /// Headings of the body, for the contents list and for links into it.
    pub headings: Vec<Heading>,
    /// Everything it refers to, from fields first, then from the body.
    pub references: Vec<Reference>,
    /// Files it uses.
    pub files: Vec<FileUse>,
    /// Whether and when it is public.
    pub visibility: Visibility,
    /// Fields that have no value, each with the reason the author gives.
    pub unknown: Vec<(u16, String)>,
    /// Whether it has tasks with a deadline, whose state turns with the day.
    pub has_deadlines: bool,
    /// Language of the text (BCP-47), empty for the site's own.
    pub language: String,
    /// What checks remember; no page shows it.
    pub watched: Watched,
}

impl Outline {
    /// The value of a field by its position, where the kind has it and the document gives it.
    pub fn value(&self, at: Option<u16>) -> Option<&Value> {
        let at = at?;
        // Fields are few and sorted; a scan beats a search.
        self.fields.iter().find(|(index, _)| *index == at).map(|(_, value)| value)
    }

    /// Without the room that was left for more: an outline is done, and all of them are held.
    pub fn trimmed(mut self) -> Self {
        trim(&mut self.names);
        trim(&mut self.fields);
        trim(&mut self.headings);
        trim(&mut self.references);
        trim(&mut self.files);
        self
    }
}

/// Moves items to where there is room for them alone. Shrinking leaves them where they are: an
/// allocator frees nothing of a block that is used by more than half.
fn trim<T>(items: &mut Vec<T>) {
    if items.capacity() > items.len() {
        let mut own = Vec::with_capacity(items.len());
        own.append(items);
        *items = own;
    }
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Level, 2 to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// Its anchor.
    pub id: String,
}

/// One mention of another document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Key of the folded words; see [`crate::model::names`].
    pub key: u64,
    /// The words as typed.
    pub text: String,
    /// An anchor behind `#`, or empty.
    pub anchor: String,
    /// The kinds allowed.
    pub to: KindSet,
    /// Where it is written.
    pub from: ReferenceFrom,
    /// Where it stands in the file.
    pub span: Span,
    /// The table beside the document in which it is written, as a person can open it; `None` for
    /// the document itself.
    pub table: Option<Arc<str>>,
}

/// Where a reference is written, which says what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceFrom {
    /// In a field (its position in the kind), perhaps inside a record's sub-field.
    Field {
        /// The field.
        field: u16,
        /// The sub-field of a record.
        sub: Option<u16>,
    },
    /// In a field, where the words may also be a name that stands for itself.
    FieldOrName {
        /// The field.
        field: u16,
    },
    /// The id of a criterion of the document's movement.
    Criterion {
        /// The field.
        field: u16,
    },
    /// In the field `relations`.
    Relation,
    /// In the body, as a link the author wrote.
    Body,
    /// In the body, as a document number in the running text: linked where it resolves.
    Citation,
}

impl ReferenceFrom {
    /// Whether a target that does not exist is a mistake.
    pub fn must_resolve(self) -> bool {
        !matches!(self, Self::Citation | Self::FieldOrName { .. })
    }

    /// The field it is written in.
    pub fn field(self) -> Option<u16> {
        match self {
            Self::Field { field, .. } | Self::FieldOrName { field } | Self::Criterion { field } => {
                Some(field)
            }
            Self::Relation | Self::Body | Self::Citation => None,
        }
    }
}

/// One use of a file that lies in `content/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUse {
    /// Path below `content/`, `..` resolved.
    pub path: String,
    /// Where it is mentioned.
    pub span: Span,
    /// Whether it is read but never published.
    pub is_private: bool,
    /// Whether it is shown as a picture, and not offered as it is.
    pub is_picture: bool,
}

/// Whether and when a document is public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visibility {
    /// Key of the status: `da-duyet`, `nhap`, …
    pub status: String,
    /// Not before this instant.
    pub publish_at: Option<When>,
    /// Not from this instant on.
    pub unpublish_at: Option<When>,
    /// What stands in its place where others name it before it is public; empty for nothing.
    pub placeholder: String,
}
