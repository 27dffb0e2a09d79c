//! Plain data as the template engine's values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tera::value::Key;
use tera::{Map, Value};

use crate::model::data::Data;

/// Converts without copying names that the program knows.
pub(super) fn value(data: Data) -> Value {
    match data {
        Data::None => Value::none(),
        Data::Bool(claim) => Value::from(claim),
        Data::Int(number) => Value::from(number),
        Data::Text(text) => Value::from(text),
        Data::Html(html) => Value::safe_string(&html),
        Data::List(items) => Value::from(items.into_iter().map(value).collect::<Vec<Value>>()),
        Data::Map(entries) => Value::from(map(entries)),
    }
}

/// The engine rebuilds whatever map it is given; of those it takes, this is the cheapest to make for
/// the dozen names of a card, and its order never changes.
fn map(entries: Vec<(Cow<'static, str>, Data)>) -> BTreeMap<Key<'static>, Value> {
    entries.into_iter().map(|(name, data)| (key(name), value(data))).collect()
}

/// A map whose order is shown: templates walk it.
pub(super) fn ordered(data: Data) -> Value {
    match data {
        Data::Map(entries) => {
            let entries = entries.into_iter().map(|(name, data)| (key(name), value(data)));
            Value::from(entries.collect::<Map>())
        }
        other => value(other),
    }
}

/// A name as the engine's key.
pub(super) fn key(name: Cow<'static, str>) -> Key<'static> {
    match name {
        Cow::Borrowed(name) => Key::Str(name),
        Cow::Owned(name) => Key::from(name),
    }
}
