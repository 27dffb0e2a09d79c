//! Turns values into what a template sees.
//!
//! Takes a value, its type and what the page knows of the outside (targets, files, day, language);
//! returns plain data. Words come from the theme's strings, addresses are relative to the page.

use std::borrow::Cow;

use crate::diagnostic::catalogue::Language;
use crate::model::data::Data;
use crate::model::document::Reference;
use crate::model::field::file::{File, Image};
use crate::model::field::person::Person;
use crate::model::field::splice::splice;
use crate::model::field::{FieldType, Value, link, record, table};
use crate::model::kind::{Field, Fields, Kinds};
use crate::model::page::{Card, FileFacts, SharedCard, Target};
use crate::model::picture::{Picture, Variant};
use crate::model::theme::Strings;
use crate::text::collate::Collator;
use crate::text::date::{Date, Period, When};
use crate::text::number;

/// What a value's showing depends on beside the value.
pub struct Showing<'a> {
    /// The kinds of the theme.
    pub kinds: &'a Kinds,
    /// The theme's words in the page's language.
    pub strings: &'a Strings,
    /// The page's language.
    pub language: Language,
    /// From the page to the site's root: `../../`.
    pub root: &'a str,
    /// The references of the document the value stands in.
    pub references: &'a [Reference],
    /// Where they lead.
    pub targets: &'a [Option<Target>],
    /// Facts about that document's files.
    pub files: &'a [Option<FileFacts>],
    /// Who cites the document's criteria.
    pub cited: &'a [(String, Vec<SharedCard>)],
    /// The day for states of tasks.
    pub today: Date,
    /// Vietnamese order.
    pub collator: &'a Collator,
}

/// A field's value, a list where the field is one.
pub fn show<'a>(field: &'a Field, value: &'a Value, showing: &Showing<'a>) -> Data<'a> {
    if let FieldType::Record { shape, fields } = &field.kind {
        let rows = value.items();
        match shape {
            record::Shape::Criteria => return table::criteria(fields, rows, showing),
            record::Shape::Tasks => return table::tasks(fields, rows, showing),
            record::Shape::Entries => return table::entries(fields, rows, showing),
            record::Shape::Plain => {}
        }
    }
    match value {
        Value::List(items) => Data::list(items.iter().map(|item| one(&field.kind, item, showing))),
        value => one(&field.kind, value, showing),
    }
}

/// One value of a type.
pub fn one<'a>(kind: &'a FieldType, value: &'a Value, showing: &Showing<'a>) -> Data<'a> {
    match (value, kind) {
        (Value::Text(text) | Value::Code(text), _) => Data::text(text),
        (Value::Html(html), _) => Data::Html(splice(html, showing)),
        (Value::Choice(at), FieldType::Choice(choices)) => Data::option(
            choices
                .get(*at as usize)
                .map(|choice| keyed(&choice.key, choice.label.in_language(showing.language))),
        ),
        (Value::Number(number), _) => quantity(number.display()),
        (Value::Money(amount), _) => Data::map([
            ("value", Data::Int(*amount)),
            ("text", Data::text(number::display_money(*amount))),
        ]),
        (Value::Date(when), _) => self::when(*when, showing.language),
        (Value::Period(period), _) => self::period(*period, showing.language),
        (Value::DocNumber(number), _) => Data::map([
            ("text", Data::text(number.to_string())),
            ("no", Data::text(&number.no)),
            ("year", Data::option(number.year.map(|year| Data::Int(i64::from(year))))),
            ("notation", Data::text(&number.notation)),
        ]),
        (Value::Reference(at), _) => reference(*at, showing),
        (Value::ReferenceOr(at, other), _) => reference_or(*at, other, kind, showing),
        (Value::Person(person), _) => self::person(person, showing),
        (Value::Link(address), _) => self::link(address, showing),
        (Value::File(file), _) => self::file(file, showing),
        (Value::Image(image), _) => self::image(image, showing),
        (Value::Record(values), FieldType::Record { fields, .. }) => {
            self::record(fields, values, showing)
        }
        (Value::List(items), kind) => Data::list(items.iter().map(|item| one(kind, item, showing))),
        _ => Data::None,
    }
}

fn quantity<'a>(text: String) -> Data<'a> {
    Data::map([("value", Data::text(text.clone())), ("text", Data::text(text))])
}

/// A key and its label.
pub fn keyed<'a>(key: &'a str, label: &'a str) -> Data<'a> {
    Data::map([("key", Data::text(key)), ("label", Data::text(label))])
}

/// A key and the theme's word for it: `status.con-hieu-luc`.
pub fn worded<'a>(family: &str, key: &'a str, strings: &'a Strings) -> Data<'a> {
    Data::map([("key", Data::text(key)), ("label", word(family, key, strings))])
}

/// The theme's word for a key of a family; the name of the string where the theme lacks it.
pub fn word<'a>(family: &str, key: &str, strings: &'a Strings) -> Data<'a> {
    let name = format!("{family}.{key}");
    strings.get(&name).map_or(Data::Text(Cow::Owned(name)), Data::text)
}

/// The sub-fields of a record, in the order of their names: templates walk them.
pub fn record<'a>(
    fields: &'a Fields,
    values: &'a [(u16, Value)],
    showing: &Showing<'a>,
) -> Data<'a> {
    let shown = values.iter().map(|(index, value)| {
        let field = fields.at(*index);
        (field.name.as_str(), show(field, value, showing))
    });
    let mut entries: Vec<(&str, Data<'_>)> = shown.collect();
    if let Some(percent) = percent(fields, values) {
        entries.push(("percent", Data::text(percent)));
    }
    entries.sort_by_key(|(name, _)| *name);
    Data::Fields(entries)
}

/// Coverage: where a record holds a count and a total, the share in whole per cent.
fn percent(fields: &Fields, values: &[(u16, Value)]) -> Option<String> {
    let number = |name: &str| {
        let index = fields.index(name)?;
        match values.iter().find(|(at, _)| *at == index)? {
            (_, Value::Number(number)) => Some(number.as_f64()),
            _ => None,
        }
    };
    let (count, total) = (number("count")?, number("total")?);
    (total > 0.0).then(|| format!("{:.0} %", count / total * 100.0))
}

/// A day, perhaps with a time, in every form templates print.
pub fn when<'a>(when: When, language: Language) -> Data<'a> {
    let time = when
        .minute
        .map_or_else(String::new, |minute| format!("{:02}:{:02}", minute / 60, minute % 60));
    Data::map([
        ("iso", Data::text(when.date.iso())),
        ("short", Data::text(when.date.short())),
        ("long", Data::text(long(when.date, language))),
        ("time", Data::text(time)),
    ])
}

/// A day in every form templates print.
pub fn date<'a>(date: Date, language: Language) -> Data<'a> {
    when(When { date, minute: None }, language)
}

/// A day as lists show it; the form of documents is left out, for cards are many.
fn short_date<'a>(date: Date) -> Data<'a> {
    let year = Data::text(date.year().to_string());
    Data::map([
        ("iso", Data::text(date.iso())),
        ("short", Data::text(date.short())),
        ("year", year),
    ])
}

fn long(date: Date, language: Language) -> String {
    match language {
        Language::Vi => date.long_vi(),
        Language::En => date.long_en(),
    }
}

fn period<'a>(period: Period, language: Language) -> Data<'a> {
    let text = period_text(period, language);
    Data::map([
        ("from", Data::option(period.from.map(|day| date(day, language)))),
        ("to", Data::option(period.to.map(|day| date(day, language)))),
        ("text", Data::text(text)),
    ])
}

fn period_text(period: Period, language: Language) -> String {
    match language {
        Language::Vi => period.text_vi(),
        Language::En => period.text_en(),
    }
}

/// What a reference leads to: a card, or the words as typed.
pub fn reference<'a>(at: u32, showing: &Showing<'a>) -> Data<'a> {
    match target(at, showing) {
        Some(Target { card, criterion: None }) => self::card(card, showing),
        Some(Target { card, criterion: Some((id, text)) }) => Data::map([
            ("id", Data::text(id)),
            ("text", Data::text(text)),
            ("title", Data::text(id)),
            ("url", Data::text(format!("{}{}#{}", showing.root, card.address, anchor(id)))),
            ("found", Data::Bool(true)),
        ]),
        None => {
            let words = showing.references.get(at as usize).map_or("", |words| &words.text);
            unfound(words)
        }
    }
}

fn unfound(words: &str) -> Data<'_> {
    Data::map([
        ("title", Data::text(words)),
        ("text", Data::text(words)),
        ("url", Data::text("")),
        ("found", Data::Bool(false)),
    ])
}

fn reference_or<'a>(
    at: u32,
    other: &'a Value,
    kind: &'a FieldType,
    showing: &Showing<'a>,
) -> Data<'a> {
    if target(at, showing).is_some() {
        return reference(at, showing);
    }
    match (other, kind) {
        (Value::Person(person), _) => self::person(person, showing),
        (Value::Text(text), _) => unfound(text),
        (value, FieldType::Either(types)) => {
            types.first().map_or(Data::None, |kind| one(kind, value, showing))
        }
        (value, kind) => one(kind, value, showing),
    }
}

pub(super) fn target<'a>(at: u32, showing: &Showing<'a>) -> Option<&'a Target> {
    showing.targets.get(at as usize)?.as_ref()
}

/// The anchor of an id: `TC1` becomes `tc1`.
pub fn anchor(id: &str) -> String {
    crate::text::slug::slug(id)
}

/// A card as templates see it.
pub fn card<'a>(card: &'a Card, showing: &Showing<'a>) -> Data<'a> {
    let kind = card.kind.map(|kind| showing.kinds.at(kind));
    let (name, word) = kind
        .map_or(("", ""), |kind| (kind.name.as_str(), kind.title.in_language(showing.language)));
    let word = if card.label.is_empty() { word } else { card.label.as_str() };
    let status = card.status.map(|status| worded("status", status.key(), showing.strings));
    let phase = card.phase.map(|phase| worded("phase", phase.key(), showing.strings));
    let number = card.number.as_ref().map_or_else(String::new, ToString::to_string);
    // Twelve names and no more: above that the engine hashes a name instead of looking along them.
    let mut entries = vec![
        ("title", Data::text(&card.title)),
        ("url", Data::text(below(showing.root, &card.address))),
        ("kind", Data::text(name)),
        ("kind_name", Data::text(word)),
        ("number", Data::text(number)),
        ("date", Data::option(card.date.map(short_date))),
        ("unit", Data::text(&card.unit)),
        ("summary", Data::text(&card.summary)),
        ("status", Data::option(status)),
        ("phase", Data::option(phase)),
        ("illustration", Data::Bool(card.illustration)),
        ("found", Data::Bool(true)),
    ];
    if let Some(period) = card.period {
        entries.push(("period", Data::text(period_text(period, showing.language))));
    }
    if card.count > 0 {
        entries.push(("count", Data::Int(i64::from(card.count))));
    }
    Data::Map(entries)
}

fn person<'a>(person: &'a Person, showing: &Showing<'a>) -> Data<'a> {
    Data::map([
        ("name", Data::text(&person.name)),
        ("title", Data::text(&person.title)),
        ("position", Data::text(&person.position)),
        ("authority", Data::text(&person.authority)),
        ("role", Data::text(&person.role)),
        ("unit", Data::option(person.unit.map(|unit| reference(unit, showing)))),
    ])
}

fn link<'a>(address: &'a str, showing: &Showing<'a>) -> Data<'a> {
    let url = match address.strip_prefix('/') {
        Some(below) => Cow::Owned(self::below(showing.root, below)),
        None => Cow::Borrowed(address),
    };
    let host = link::host(address);
    let text = if host.is_empty() {
        address.trim_start_matches("mailto:").trim_start_matches("tel:")
    } else {
        host
    };
    Data::map([("url", Data::text(url)), ("host", Data::text(host)), ("text", Data::text(text))])
}

fn file<'a>(file: &'a File, showing: &Showing<'a>) -> Data<'a> {
    let Some(Some(facts)) = showing.files.get(file.index as usize) else { return Data::None };
    file_facts(facts, &file.title, showing.root)
}

/// A picture in all its sizes; width and height are those of the largest.
fn image<'a>(image: &'a Image, showing: &Showing<'a>) -> Data<'a> {
    let facts = showing.files.get(image.index as usize).and_then(Option::as_ref);
    let picture = facts.and_then(|facts| facts.picture.as_ref());
    let largest = picture.and_then(Picture::largest).filter(|size| size.width > 0);
    let side = |side: fn(&Variant) -> u32| {
        Data::option(largest.map(|size| Data::Int(i64::from(side(size)))))
    };
    let srcset = picture.map_or_else(String::new, |picture| srcset(picture, showing.root));
    Data::map([
        ("url", Data::option(picture_url(image.index, showing).map(Data::text))),
        ("alt", Data::text(&image.alt)),
        ("credit", Data::text(&image.credit)),
        ("width", side(|size| size.width)),
        ("height", side(|size| size.height)),
        ("sizes", Data::text(if srcset.is_empty() { "" } else { SIZES })),
        ("srcset", Data::text(srcset)),
    ])
}

/// How wide a picture is on a page: as the screen, but for margins; on large ones, as the column.
pub const SIZES: &str = "(min-width: 48rem) 44rem, 94vw";

/// The sizes to choose from; nothing where there is only one.
pub(super) fn srcset(picture: &Picture, root: &str) -> String {
    if picture.sizes.len() < 2 {
        return String::new();
    }
    let sizes = picture.sizes.iter();
    let sizes = sizes.map(|size| format!("{root}{} {}w", size.address, size.width));
    sizes.collect::<Vec<String>>().join(", ")
}

/// The address of a picture for browsers that choose no size.
pub(super) fn picture_url(index: u32, showing: &Showing<'_>) -> Option<String> {
    let facts = showing.files.get(index as usize)?.as_ref()?;
    let plain = facts.picture.as_ref().and_then(Picture::plain);
    let address = plain.map_or(&facts.address, |size| &size.address);
    Some(below(showing.root, address))
}

/// A file with its type, size and hash.
pub fn file_facts<'a>(facts: &'a FileFacts, title: &'a str, root: &str) -> Data<'a> {
    let name = facts.address.rsplit('/').next().unwrap_or("");
    let title = if title.is_empty() { name } else { title };
    Data::map([
        ("url", Data::text(below(root, &facts.address))),
        ("name", Data::text(name)),
        ("title", Data::text(title)),
        ("type", Data::text(file_type(name))),
        ("size", Data::Int(facts.length.try_into().unwrap_or(i64::MAX))),
        ("size_text", Data::text(number::bytes(facts.length))),
        ("sha256", Data::text(facts.hash.hex())),
    ])
}

pub(super) fn file_type(name: &str) -> String {
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_uppercase()
}

/// An address below the site's root as a page names it.
pub fn below(root: &str, address: &str) -> String {
    let mut url = String::with_capacity(root.len() + address.len());
    url.push_str(root);
    url.push_str(address);
    url
}
