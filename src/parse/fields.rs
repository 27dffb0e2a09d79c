//! Front matter to outline: every key found its field, every value its type.

use crate::diagnostic::Diagnostic;
use crate::model::body::Html;
use crate::model::document::{Outline, ReferenceFrom, Visibility};
use crate::model::field::{self, FieldType, Reading, Value, record};
use crate::model::kind::{Kind, SECTION};
use crate::model::names;
use crate::model::source::Source;
use crate::model::watched::{Aside, Watched};
use crate::parse::address::Place;
use crate::parse::{Parsing, markdown, watched};
use crate::text::date::Date;
use crate::text::slug;
use crate::yaml::{Key, Node};

/// What the front matter told.
pub(super) struct Told {
    /// The outline.
    pub outline: Outline,
    /// What it tells the checks alone.
    pub aside: Aside,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

/// The outline of a document as far as the front matter tells.
pub(super) fn outline(
    source: &Source,
    place: &Place,
    root: Option<&Node>,
    offset: usize,
    parsing: &Parsing<'_>,
) -> Told {
    let kind = parsing.kinds.at(place.kind);
    let render = |text: &str| -> Html { markdown::inline_block(text, parsing.language) };
    let mut reading = Reading {
        source,
        offset,
        is_table: false,
        kinds: parsing.kinds,
        field: 0,
        sub: None,
        references: Vec::new(),
        files: Vec::new(),
        problems: Vec::new(),
        markdown: &render,
    };
    let values = read_values(root, kind, &mut reading);
    let unknown = unknown(kind, &values, root, &mut reading);
    let (references, files) = (reading.references, reading.files);
    let problems = reading.problems;
    let known = Known { kind, values: &values };
    let title = title(&known, place, parsing);
    let number = match known.value("number") {
        Some(Value::DocNumber(number)) => Some(number.clone()),
        _ => None,
    };
    let address = address(&known, place);
    let mut outline = Outline {
        id: place.id.as_str().into(),
        shown: source.shown.clone(),
        kind: place.kind,
        sort_key: parsing.collator.sort_key(&title),
        names: Vec::new(),
        number,
        date: date(&known),
        summary: known.text("summary").to_owned(),
        order: match known.value("order") {
            Some(Value::Number(number)) => Some(number.as_f64() as i64),
            _ => None,
        },
        headings: Vec::new(),
        references,
        files,
        visibility: visibility(&known),
        unknown,
        has_deadlines: has_deadlines(&known),
        language: known.text("language").to_owned(),
        title,
        address,
        version: place.version,
        fields: Vec::new(),
        watched: Watched::default(),
    };
    outline.names = all_names(&outline, &known);
    let typed = watched::typed(source, root, offset, kind);
    outline.watched = watched::watched(source, (root, offset), kind, (&typed, &values));
    // Private fields were read so that mistakes in them are told; they stay behind here.
    let (private, public) =
        values.into_iter().partition(|(at, _): &(u16, Value)| kind.fields.at(*at).private);
    outline.fields = public;
    forget_private(&mut outline, kind);
    Told { outline, aside: Aside { typed, private, ..Aside::default() }, problems }
}

/// What private fields mention must not show as a link from anywhere else.
fn forget_private(outline: &mut Outline, kind: &Kind) {
    let is_private =
        |from: ReferenceFrom| from.field().is_some_and(|at| kind.fields.at(at).private);
    for reference in outline.references.iter_mut().filter(|other| is_private(other.from)) {
        reference.from = ReferenceFrom::Citation;
        reference.key = 0;
        reference.text.clear();
    }
}

fn read_values(root: Option<&Node>, kind: &Kind, reading: &mut Reading<'_>) -> Vec<(u16, Value)> {
    let mut values: Vec<(u16, Value)> = Vec::new();
    let mut seen = vec![false; kind.fields.iter().count()];
    for (key, node) in root.map_or(&[][..], Node::entries) {
        let Some((index, field)) = kind.fields.find(&key.text) else {
            unknown_key(kind, key, reading);
            continue;
        };
        if std::mem::replace(&mut seen[index as usize], true) {
            record::key_problem("S01.repeated_key", key, &field.label.vi, reading);
            continue;
        }
        reading.field = index;
        if let Some(value) = field::read(field, node, reading) {
            values.push((index, value));
        }
    }
    values.sort_by_key(|(index, _)| *index);
    values
}

fn unknown_key(kind: &Kind, key: &Key, reading: &mut Reading<'_>) {
    match kind.fields.nearest(&key.text).map(str::to_owned) {
        Some(nearest) => {
            record::key_problem("S01.unknown_key_nearest", key, &nearest, reading);
        }
        None => {
            let title = kind.title.vi.clone();
            record::key_problem("S01.unknown_key", key, &title, reading);
        }
    }
}

fn find(values: &[(u16, Value)], at: u16) -> Option<&Value> {
    values.iter().find(|(index, _)| *index == at).map(|(_, value)| value)
}

/// The fields named under `unknown`, each with its reason.
fn unknown(
    kind: &Kind,
    values: &[(u16, Value)],
    root: Option<&Node>,
    reading: &mut Reading<'_>,
) -> Vec<(u16, String)> {
    let Some(at) = kind.fields.index("unknown") else { return Vec::new() };
    let FieldType::Record { fields, .. } = &kind.fields.at(at).kind else { return Vec::new() };
    let (Some(names), Some(reason)) = (fields.index("fields"), fields.index("reason")) else {
        return Vec::new();
    };
    let mut unknown = Vec::new();
    for row in find(values, at).map_or(&[][..], Value::items) {
        let reason = row.sub(reason).and_then(Value::text).unwrap_or("");
        for name in row.sub(names).map_or(&[][..], Value::items).iter().filter_map(Value::text) {
            match kind.fields.find(name) {
                Some((index, _)) => unknown.push((index, reason.to_owned())),
                None => {
                    if let Some(node) = node_of(root, kind, at, name) {
                        let nearest = kind.fields.nearest(name).unwrap_or("").to_owned();
                        reading.error("S01.unknown_names_nothing", node, &[("nearest", &nearest)]);
                    }
                }
            }
        }
    }
    unknown
}

/// The scalar with these words below a field, to point at it.
fn node_of<'n>(root: Option<&'n Node>, kind: &Kind, at: u16, words: &str) -> Option<&'n Node> {
    let entries = root?.entries();
    let is_field = |key: &Key| kind.fields.find(&key.text).is_some_and(|(index, _)| index == at);
    let (_, node) = entries.iter().find(|(key, _)| is_field(key))?;
    search(node, words)
}

fn search<'n>(node: &'n Node, words: &str) -> Option<&'n Node> {
    if node.scalar().is_some_and(|text| text.trim() == words) {
        return Some(node);
    }
    if let crate::yaml::Value::List(items) = &node.value {
        return items.iter().find_map(|item| search(item, words));
    }
    node.entries().iter().find_map(|(_, value)| search(value, words))
}

struct Known<'a> {
    kind: &'a Kind,
    values: &'a [(u16, Value)],
}

impl Known<'_> {
    fn value(&self, name: &str) -> Option<&Value> {
        find(self.values, self.kind.fields.index(name)?)
    }

    fn text(&self, name: &str) -> &str {
        self.value(name).and_then(Value::text).unwrap_or("")
    }

    fn choice(&self, name: &str) -> Option<&field::choice::Choice> {
        let at = self.kind.fields.index(name)?;
        self.kind.fields.at(at).kind.choice(self.value(name)?)
    }
}

/// The title, or for an official document type and subject, else its number; last the id.
fn title(known: &Known<'_>, place: &Place, parsing: &Parsing<'_>) -> String {
    let given = known.text("title");
    if !given.is_empty() {
        return given.to_owned();
    }
    if let Some(section) = place.section_of {
        return parsing.kinds.at(section).plural.in_language(parsing.language).to_owned();
    }
    let kind = known.choice("type").map(|choice| choice.label.in_language(parsing.language));
    match (kind, known.text("subject"), known.value("number")) {
        (Some(kind), subject, _) if !subject.is_empty() => format!("{kind} {subject}"),
        (None, subject, _) if !subject.is_empty() => subject.to_owned(),
        (Some(kind), _, Some(Value::DocNumber(number))) => format!("{kind} số {number}"),
        (_, _, Some(Value::DocNumber(number))) => number.to_string(),
        _ => place.id.rsplit('/').next().unwrap_or("").to_owned(),
    }
}

/// The address, its last segment replaced by the field `slug`.
fn address(known: &Known<'_>, place: &Place) -> String {
    let slug = known.text("slug");
    if slug.is_empty() || known.kind.name == SECTION {
        return place.address.clone();
    }
    let folder = place.address.trim_end_matches('/').rsplit_once('/').map_or("", |(f, _)| f);
    if folder.is_empty() { format!("{slug}/") } else { format!("{folder}/{slug}/") }
}

fn date(known: &Known<'_>) -> Option<Date> {
    match known.value(known.kind.date.as_deref()?)? {
        Value::Date(when) => Some(when.date),
        Value::Period(period) => period.from.or(period.to),
        _ => None,
    }
}

/// Without a status the kind's default holds: a draft until it is approved, but a section's own
/// introduction is public.
fn visibility(known: &Known<'_>) -> Visibility {
    let status = known.kind.fields.index("status").map(|at| known.kind.fields.at(at));
    let default = status.and_then(|field| field.default.as_deref()).map(slug::slug);
    let default = default.unwrap_or_else(|| "nhap".to_owned());
    let when = |name: &str| match known.value(name) {
        Some(Value::Date(when)) => Some(*when),
        _ => None,
    };
    Visibility {
        status: known.choice("status").map_or(default, |choice| choice.key.clone()),
        publish_at: when("publish_at"),
        unpublish_at: when("unpublish_at"),
        placeholder: known.text("placeholder").to_owned(),
    }
}

fn has_deadlines(known: &Known<'_>) -> bool {
    known.values.iter().any(|(at, value)| match &known.kind.fields.at(*at).kind {
        FieldType::Record { shape: record::Shape::Tasks, fields } => {
            let due = fields.index("due");
            value.items().iter().any(|row| due.and_then(|due| row.sub(due)).is_some())
        }
        _ => false,
    })
}

/// Keys of the names a reference may use; the whole id stands first.
fn all_names(outline: &Outline, known: &Known<'_>) -> Vec<u64> {
    let id = if outline.id.is_empty() { "/" } else { &outline.id };
    let mut keys = vec![names::key(id)];
    if known.kind.name == SECTION {
        return keys;
    }
    let segment = outline.id.rsplit('/').next().unwrap_or("");
    let number = outline.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let others = [segment, &number, &outline.title, known.text("short_name"), known.text("id")];
    for name in others.into_iter().filter(|name| !name.is_empty()) {
        let key = names::key(name);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
