//! Plain data as the template engine's values.
//!
//! The engine rebuilds every map it is given as a value; what it is given to serialize it builds
//! once. So maps come in this way, with the program's names uncopied.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::Value;

use crate::model::data::Data;

/// What serde calls a map; the engine does not look at it.
const MAP: &str = "map";

/// One value.
pub(super) fn value(data: &Data<'_>) -> Value {
    match data {
        Data::Text(text) => Value::normal_string(text),
        Data::Html(html) => Value::safe_string(html),
        other => Value::from_serializable(&Shown(other)),
    }
}

/// A map of values that are made already.
pub(super) fn named(entries: &[(&'static str, Value)]) -> Value {
    Value::from_serializable(&Named(entries))
}

/// A map whose names are a theme's.
pub(super) fn fields(entries: &[(&str, Value)]) -> Value {
    Value::from_serializable(&Fields(entries))
}

struct Shown<'d>(&'d Data<'d>);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Data::None => serializer.serialize_unit(),
            Data::Bool(claim) => serializer.serialize_bool(*claim),
            Data::Int(number) => serializer.serialize_i64(*number),
            Data::Text(text) => serializer.serialize_str(text),
            Data::Html(html) => Value::safe_string(html).serialize(serializer),
            Data::List(items) => serializer.collect_seq(items.iter().map(Shown)),
            Data::Map(entries) => {
                let mut map = serializer.serialize_struct(MAP, entries.len())?;
                for (name, data) in entries {
                    map.serialize_field(name, &Shown(data))?;
                }
                map.end()
            }
            Data::Fields(entries) => {
                serializer.collect_map(entries.iter().map(|(name, data)| (name, Shown(data))))
            }
        }
    }
}

struct Named<'v>(&'v [(&'static str, Value)]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct(MAP, self.0.len())?;
        for (name, value) in self.0 {
            map.serialize_field(name, value)?;
        }
        map.end()
    }
}

struct Fields<'v>(&'v [(&'v str, Value)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
