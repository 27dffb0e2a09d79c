//! JSON Schemas and snippets for editors.

use serde_json::{Map, Value, json};

use crate::describe::scaffold;
use crate::diagnostic::catalogue::Language;
use crate::model::field::{FieldType, schema};
use crate::model::kind::{Field, Fields, Kind, Kinds, SECTION};
use crate::yaml;

/// The files for an editor: path below the folder of editor settings, and content.
pub fn files(kinds: &Kinds, settings: &Fields, language: Language) -> Vec<(String, Value)> {
    let mut files = vec![("lantoa/site.schema.json".to_owned(), site(settings, language))];
    for (_, kind) in kinds.iter().filter(|(_, kind)| kind.name != SECTION) {
        files.push((format!("lantoa/{}.schema.json", kind.name), of_kind(kind, language)));
    }
    files.push(("lantoa.code-snippets".to_owned(), snippets(kinds, language)));
    files
}

/// The schema of a kind's front matter.
pub fn of_kind(kind: &Kind, language: Language) -> Value {
    let title = kind.title.in_language(language);
    let object = schema::object(title, &kind.fields, language);
    document(object, kind.about.in_language(language))
}

fn site(settings: &Fields, language: Language) -> Value {
    document(schema::object("site.yaml", settings, language), "")
}

fn document(mut object: Value, about: &str) -> Value {
    object["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    if !about.is_empty() {
        object["description"] = about.into();
    }
    object
}

/// One snippet a kind: its name as prefix, the front matter with a stop at each value.
fn snippets(kinds: &Kinds, language: Language) -> Value {
    let mut snippets = Map::new();
    for (_, kind) in kinds.iter().filter(|(_, kind)| kind.name != SECTION) {
        let snippet = json!({
            "scope": "markdown",
            "prefix": kind.name,
            "description": kind.about.in_language(language),
            "body": body(kind, language),
        });
        snippets.insert(kind.title.in_language(language).to_owned(), snippet);
    }
    Value::Object(snippets)
}

fn body(kind: &Kind, language: Language) -> Vec<String> {
    let mut lines = vec!["---".to_owned()];
    let shown = kind.fields.iter().filter(|(_, field)| scaffold::is_shown(field));
    for (stop, (_, field)) in shown.enumerate() {
        let label = field.label.in_language(language);
        lines.push(format!("{label}: {}", placeholder(field, stop + 1, language)));
    }
    lines.extend(["---".to_owned(), String::new(), "$0".to_owned()]);
    lines
}

fn placeholder(field: &Field, stop: usize, language: Language) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
    match (&field.kind, &field.default) {
        (FieldType::Choice(choices), _) => {
            let labels: Vec<String> = choices
                .iter()
                .map(|choice| {
                    choice.label.in_language(language).replace(',', "\\,").replace('|', "\\|")
                })
                .collect();
            format!("${{{stop}|{}|}}", labels.join(","))
        }
        (_, Some(default)) => format!("${{{stop}:{}}}", escape(default)),
        (_, None) if field.name == "title" => format!("\"${{{stop}}}\""),
        (_, None) if field.example.is_empty() => {
            format!("${{{stop}:{}}}", escape(&yaml::quote("")))
        }
        (_, None) => format!("${{{stop}:{}}}", escape(&field.example)),
    }
}
