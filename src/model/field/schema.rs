//! JSON Schema (draft 2020-12) of fields, for editors that complete and check front matter.
//!
//! Pure data to data; the command `schema` decides where the files go.

use serde_json::{Map, Value, json};

use crate::diagnostic::catalogue::Language;
use crate::model::field::{FieldType, code, reference};
use crate::model::kind::{Field, Fields, Need};

/// The schema of an object with these fields. Keys are labels, English names and aliases as they
/// are declared; `title` is the object's own title.
pub fn object(title: &str, fields: &Fields, language: Language) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (_, field) in fields.iter() {
        let schema = property(field, language);
        let keys = spellings(field);
        for key in &keys {
            properties.insert(key.clone(), schema.clone());
        }
        if field.need == Need::Always && field.default.is_none() {
            let any: Vec<Value> = keys.iter().map(|key| json!({ "required": [key] })).collect();
            required.push(json!({ "anyOf": any }));
        }
    }
    let mut object = json!({
        "title": title,
        "type": "object",
        "properties": properties,
        // Other spellings of a key are accepted by folding, which a schema cannot express.
        "additionalProperties": true,
    });
    if !required.is_empty() {
        object["allOf"] = Value::Array(required);
    }
    object
}

/// A field's keys as people begin them: aliases with a small and with a capital letter.
fn spellings(field: &Field) -> Vec<String> {
    let mut keys = vec![field.label.vi.clone(), field.label.en.clone(), field.name.clone()];
    for alias in &field.aliases {
        let mut letters = alias.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string());
        keys.push(alias.clone());
        keys.push(first.unwrap_or_default() + letters.as_str());
    }
    keys
}

fn property(field: &Field, language: Language) -> Value {
    let one = of_type(&field.kind, language);
    let schema =
        if field.many { json!({ "anyOf": [{ "type": "array", "items": one }, one] }) } else { one };
    let mut schema = json!({ "anyOf": [schema, { "type": "null" }] });
    schema["title"] = field.label.in_language(language).into();
    if !field.help.in_language(language).is_empty() {
        schema["description"] = field.help.in_language(language).into();
    }
    if let Some(default) = &field.default {
        schema["default"] = default.clone().into();
    }
    schema
}

/// Whatever YAML may take a plain scalar for: every type reads its own words.
fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn of_type(kind: &FieldType, language: Language) -> Value {
    match kind {
        FieldType::Text { max: Some(max), markdown: false } => {
            json!({ "type": ["string", "number", "boolean"], "maxLength": max })
        }
        FieldType::Choice(choices) => {
            let labels: Vec<&str> =
                choices.iter().flat_map(|c| [c.label.vi.as_str(), c.label.en.as_str()]).collect();
            // Other spellings fold to these words, so an editor completes but does not refuse.
            json!({ "anyOf": [{ "enum": labels }, { "type": ["string", "boolean"] }] })
        }
        FieldType::Code(code::Pattern::Slug) => {
            json!({ "type": ["string", "number"], "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" })
        }
        FieldType::Period => json!({
            "anyOf": [scalar(), {
                "type": "object",
                "properties": { "from": scalar(), "to": scalar(), "từ": scalar(), "đến": scalar() },
            }]
        }),
        FieldType::Relation(_) => relation(),
        FieldType::Person => json!({ "anyOf": [scalar(), { "type": "object" }] }),
        FieldType::File => json!({ "anyOf": [scalar(), {
            "type": "object",
            "properties": { "path": scalar(), "title": scalar() },
        }] }),
        FieldType::Image => json!({
            "type": "object",
            "properties": { "path": scalar(), "alt": scalar(), "credit": scalar() },
        }),
        FieldType::Record { fields, .. } => object("", fields, language),
        FieldType::Either(types) => {
            json!({ "anyOf": types.iter().map(|kind| of_type(kind, language)).collect::<Vec<_>>() })
        }
        _ => scalar(),
    }
}

fn relation() -> Value {
    let types: Vec<&str> = reference::RELATIONS.iter().map(|(_, label)| *label).collect();
    json!({
        "type": "object",
        "properties": {
            "type": { "enum": types }, "Loại": { "enum": types },
            "target": scalar(), "Văn bản": scalar(),
            "scope": scalar(), "note": scalar(),
        },
    })
}
