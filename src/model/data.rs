//! What a template sees: a tree of plain values, in an order that never changes.
//!
//! Field types turn their values into it, `render` hands it to the template engine. It exists so
//! that no other room knows that engine.

use std::borrow::Cow;

/// One value for a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Nothing.
    None,
    /// A claim.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text that is escaped where it is printed.
    Text(String),
    /// HTML that was cleaned already.
    Html(String),
    /// Several values.
    List(Vec<Data>),
    /// Named values in this order.
    Map(Vec<(Cow<'static, str>, Data)>),
}

impl Data {
    /// Text, whether borrowed or owned.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A map of names known to the program.
    pub fn map<const N: usize>(entries: [(&'static str, Self); N]) -> Self {
        Self::Map(entries.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
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
            Self::Map(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, v)| v),
            _ => None,
        }
    }
}
