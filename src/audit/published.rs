//! The words that are public anyway: what is told by published outlines and by the theme.

use crate::model::document::Outline;
use crate::model::field::file::address;
use crate::model::field::{FieldType, Value};
use crate::model::kind::{Fields, Kinds};
use crate::model::theme::Theme;

/// Everything that others may see of a published document.
pub fn of_outline(outline: &Outline) -> String {
    let mut text = String::with_capacity(1024);
    let mut add = |words: &str| {
        text.push_str(words);
        // No word is made of two fields; a run may be, which can only spare a page.
        text.push('\n');
    };
    for words in [&*outline.title, &outline.summary, &outline.id, &outline.address] {
        add(words);
    }
    outline.number.iter().for_each(|number| add(&number.to_string()));
    outline.headings.iter().for_each(|heading| add(&heading.text));
    outline.unknown.iter().for_each(|(_, reason)| add(reason));
    outline.references.iter().for_each(|reference| add(&reference.text));
    for file in outline.files.iter().filter(|file| !file.is_private) {
        add(&file.path);
        add(&address(&file.path));
    }
    outline.fields.iter().for_each(|(_, value)| add_value(value, &mut add));
    text
}

fn add_value(value: &Value, add: &mut impl FnMut(&str)) {
    match value {
        Value::Text(text) | Value::Code(text) | Value::Link(text) => add(text),
        Value::Html(html) => add(&html.text),
        Value::DocNumber(number) => add(&number.to_string()),
        Value::Person(person) => {
            [&person.title, &person.name, &person.position, &person.authority, &person.role]
                .into_iter()
                .for_each(|words| add(words));
        }
        Value::Relation(relation) => {
            add(&relation.note);
            add(&relation.scope);
        }
        Value::File(file) => add(&file.title),
        Value::Image(image) => {
            add(&image.alt);
            add(&image.credit);
        }
        Value::ReferenceOr(_, other) => add_value(other, add),
        Value::Record(fields) => fields.iter().for_each(|(_, value)| add_value(value, add)),
        Value::List(items) => items.iter().for_each(|item| add_value(item, add)),
        Value::Choice(_)
        | Value::Number(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::Period(_)
        | Value::Reference(_) => {}
    }
}

/// The words of the interface and of the kinds. Not its templates and files: there a withheld name
/// can only have been put by hand.
pub fn of_theme(theme: &Theme) -> String {
    let mut text = String::new();
    for words in theme.vi.values().chain(theme.en.values()) {
        text.push_str(words);
        text.push('\n');
    }
    add_kinds(&theme.kinds, &mut text);
    text
}

fn add_kinds(kinds: &Kinds, text: &mut String) {
    for (_, kind) in kinds.iter() {
        for words in [&kind.title, &kind.plural, &kind.about] {
            text.push_str(&format!("{}\n{}\n", words.vi, words.en));
        }
        add_fields(&kind.fields, text);
    }
}

fn add_fields(fields: &Fields, text: &mut String) {
    for (_, field) in fields.iter() {
        text.push_str(&format!("{}\n{}\n", field.label.vi, field.label.en));
        match &field.kind {
            FieldType::Choice(choices) => choices.iter().for_each(|choice| {
                text.push_str(&format!(
                    "{}\n{}\n{}\n",
                    choice.key, choice.label.vi, choice.label.en
                ));
            }),
            FieldType::Record { fields, .. } => add_fields(fields, text),
            _ => {}
        }
    }
}
