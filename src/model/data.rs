//! What a template sees: a tree of plain values, in an order that never changes.
//!
//! Field types turn their values into it, `render` hands it to the template engine. It exists so
//! that no other room knows that engine. Texts are borrowed from the page wherever they stand there
//! as they are shown: a page has some hundred of them, and the engine copies them once more.

use std::borrow::Cow;

/// One value for a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Data<'a> {
    /// Nothing.
    None,
    /// A claim.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text that is escaped where it is printed.
    Text(Cow<'a, str>),
    /// HTML that was cleaned already.
    Html(Cow<'a, str>),
    /// Several values.
    List(Vec<Data<'a>>),
    /// Named values in this order; the names are the program's.
    Map(Vec<(&'static str, Data<'a>)>),
    /// Named values in this order; the names are a theme's.
    Fields(Vec<(&'a str, Data<'a>)>),
}

impl<'a> Data<'a> {
    /// Text, whether borrowed or owned.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A map of names known to the program.
    pub fn map<const N: usize>(entries: [(&'static str, Self); N]) -> Self {
        Self::Map(entries.into())
    }

    /// A list of what an iterator gives.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect())
    }

    /// The value or nothing.
    pub fn option(value: Option<Self>) -> Self {
        value.unwrap_or(Self::None)
    }

    /// The value under a name of a map.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(key, _)| *key == name).map(|(_, v)| v),
            Self::Fields(entries) => entries.iter().find(|(key, _)| *key == name).map(|(_, v)| v),
            _ => None,
        }
    }
}
