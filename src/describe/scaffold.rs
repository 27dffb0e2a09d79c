//! A new document: the front matter its kind needs, ready to be filled in.

use crate::diagnostic::catalogue::Language;
use crate::model::kind::{Field, Kind, Need};
use crate::yaml;

/// The text of a new document of a kind. Every field that is always or officially needed has its
/// line; an example stands behind it as a comment.
pub fn document(kind: &Kind, title: &str, language: Language) -> String {
    let mut text = String::from("---\n");
    for (_, field) in kind.fields.iter().filter(|(_, field)| is_shown(field)) {
        text.push_str(&line(field, title, language));
        text.push('\n');
    }
    text.push_str("---\n");
    if kind.body {
        text.push('\n');
    }
    text
}

/// Whether a new document has a line for a field.
pub fn is_shown(field: &Field) -> bool {
    field.need != Need::Optional || ["title", "status"].contains(&field.name.as_str())
}

fn line(field: &Field, title: &str, language: Language) -> String {
    let label = field.label.in_language(language);
    if field.name == "title" {
        return format!("{label}: {}", yaml::quote(title));
    }
    match (&field.default, field.example.as_str()) {
        (Some(default), _) => format!("{label}: {default}"),
        (None, "") => format!("{label}:"),
        (None, example) => {
            let word = match language {
                Language::Vi => "Ví dụ",
                Language::En => "Example",
            };
            format!("{label}:  # {word}: {example}")
        }
    }
}
