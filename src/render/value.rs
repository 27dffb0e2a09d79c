//! Plain data as the template engine's values.

use std::borrow::Cow;

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

fn map(entries: Vec<(Cow<'static, str>, Data)>) -> Map {
    let mut map = Map::with_capacity(entries.len());
    for (name, data) in entries {
        map.insert(key(name), value(data));
    }
    map
}

/// A name as the engine's key.
pub(super) fn key(name: Cow<'static, str>) -> Key<'static> {
    match name {
        Cow::Borrowed(name) => Key::Str(name),
        Cow::Owned(name) => Key::from(name),
    }
}
