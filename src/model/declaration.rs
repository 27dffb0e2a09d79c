//! Reads declarations (kinds, fields, lists) from YAML into the nouns of `kind`.
//!
//! Used for kind files, for the program's own tables and for the settings, so all three have the
//! same grammar. A mistake in a declaration is a diagnostic in the theme's file.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::field::choice::Choice;
use crate::model::field::code::Pattern;
use crate::model::field::record::Shape;
use crate::model::field::{FieldType, table};
use crate::model::kind::{Field, Fields, Kind, KindSet, ListOf, ListSpec, MOST_KINDS, Need, Sort};
use crate::model::language::Localised;
use crate::model::source::Source;
use crate::text::slug;
use crate::yaml::{self, Node, Value};

/// A group of fields that kinds include, by name.
pub type Groups = BTreeMap<String, Vec<(Field, Vec<String>)>>;

/// What is known while declarations are read.
pub struct Declaring<'a> {
    source: &'a Source,
    kinds: &'a [String],
    tables: &'a BTreeMap<String, Fields>,
    /// Mistakes found.
    pub problems: Vec<Diagnostic>,
}

const FIELD_KEYS: [&str; 21] = [
    "name", "label", "aliases", "type", "need", "many", "private", "max", "markdown", "minute",
    "to", "options", "default", "pattern", "length", "help", "example", "of", "fields", "except",
    "calendar",
];

impl<'a> Declaring<'a> {
    /// Reads declarations of this file; `kinds` are all names of kinds, sorted.
    pub fn new(
        source: &'a Source,
        kinds: &'a [String],
        tables: &'a BTreeMap<String, Fields>,
    ) -> Self {
        Self { source, kinds, tables, problems: Vec::new() }
    }

    fn error(&mut self, id: &'static str, node: &Node, words: &str) {
        let place = self.source.place(node.span.clone());
        self.problems.push(Diagnostic::error(id, place).with("words", words));
    }

    /// A kind file, its groups included.
    pub fn kind(&mut self, root: &Node, groups: &Groups) -> Option<Kind> {
        let name = self.required(root, "kind")?;
        let mut fields = self.included(root, groups, &name);
        for own in root.get("fields").map_or(&[][..], Node::items) {
            let Some((field, _)) = self.field(own) else { continue };
            match fields.iter_mut().find(|other| other.name == field.name) {
                Some(other) => *other = field,
                None => fields.push(field),
            }
        }
        let fields = self.checked(fields, root)?;
        Some(Kind {
            title: localised(root.get("name")),
            plural: localised(root.get("plural")),
            about: localised(root.get("about")),
            template: text(root, "template").map_or_else(|| format!("{name}.html"), str::to_owned),
            date: text(root, "date").map(str::to_owned),
            sort: self.sort(root, Sort::Title),
            official: truth(root, "official", false),
            body: truth(root, "body", true),
            linked_as: text(root, "linked_as").unwrap_or("").to_owned(),
            lists: self.lists(root.get("lists")),
            columns: self.columns(root.get("columns"), &fields),
            fields,
            name,
        })
    }

    fn included(&mut self, root: &Node, groups: &Groups, kind: &str) -> Vec<Field> {
        let mut names: Vec<&str> =
            if kind == crate::model::kind::SECTION { Vec::new() } else { vec!["common"] };
        names.extend(
            root.get("groups").map_or(&[][..], Node::items).iter().filter_map(Node::scalar),
        );
        let mut fields = Vec::new();
        for name in names {
            match groups.get(name) {
                Some(group) => fields.extend(
                    group
                        .iter()
                        .filter(|(_, except)| !except.iter().any(|other| other == kind))
                        .map(|(field, _)| field.clone()),
                ),
                None => self.error("K01.group", root, name),
            }
        }
        fields
    }

    /// Fields with the kinds that leave them out.
    pub fn group(&mut self, root: &Node) -> Vec<(Field, Vec<String>)> {
        let nodes = root.get("fields").map_or(&[][..], Node::items);
        nodes.iter().filter_map(|node| self.field(node)).collect()
    }

    /// A plain list of fields.
    pub fn fields(&mut self, node: &Node) -> Option<Fields> {
        let fields = node.items().iter().filter_map(|node| self.field(node)).map(|(f, _)| f);
        let fields = fields.collect();
        self.checked(fields, node)
    }

    fn checked(&mut self, fields: Vec<Field>, node: &Node) -> Option<Fields> {
        match Fields::new(fields) {
            Ok(fields) => Some(fields),
            Err(spelling) => {
                self.error("K01.two_fields_one_key", node, &spelling);
                None
            }
        }
    }

    fn field(&mut self, node: &Node) -> Option<(Field, Vec<String>)> {
        for (key, _) in node.entries() {
            if !FIELD_KEYS.contains(&key.text.as_str()) {
                self.error("K01.unknown_key", node, &key.text);
            }
        }
        let name = self.required(node, "name")?;
        let kind = self.types(node)?;
        let field = Field {
            label: localised(node.get("label")),
            aliases: words(node.get("aliases")),
            need: match text(node, "need") {
                Some("A") => Need::Always,
                Some("P") => Need::Publish,
                _ => Need::Optional,
            },
            many: truth(node, "many", is_table(&kind)),
            kind,
            private: truth(node, "private", false),
            calendar: truth(node, "calendar", false),
            default: text(node, "default").map(str::to_owned),
            help: localised(node.get("help")),
            example: node.get("example").map_or_else(String::new, flow),
            name,
        };
        Some((field, words(node.get("except"))))
    }

    fn types(&mut self, node: &Node) -> Option<FieldType> {
        let Some(names) = node.get("type") else {
            self.error("K01.missing_key", node, "type");
            return None;
        };
        let types: Vec<FieldType> =
            names.items().iter().filter_map(|name| self.field_type(name, node)).collect();
        match types.len() {
            0 => None,
            1 => types.into_iter().next(),
            _ => Some(FieldType::Either(types)),
        }
    }

    fn field_type(&mut self, name: &Node, node: &Node) -> Option<FieldType> {
        Some(match name.scalar().unwrap_or("") {
            "text" => FieldType::Text {
                max: count(node, "max"),
                markdown: truth(node, "markdown", false),
            },
            "choice" => self.choice(node),
            "number" => FieldType::Number,
            "money" => FieldType::Money,
            "code" => FieldType::Code(pattern(node)),
            "date" => FieldType::Date { minute: truth(node, "minute", false) },
            "period" => FieldType::Period,
            "doc-number" => FieldType::DocNumber,
            "reference" if text(node, "of") == Some("criteria") => FieldType::Criterion,
            "reference" => FieldType::Reference(self.kind_set(node.get("to"))),
            "relation" => FieldType::Relation(self.kind_set(node.get("to"))),
            "person" => FieldType::Person,
            "link" => FieldType::Link,
            "file" => FieldType::File,
            "image" => FieldType::Image,
            "record" => {
                let fields = node.get("fields").and_then(|fields| self.fields(fields))?;
                FieldType::Record { shape: Shape::Plain, fields }
            }
            "criteria" => self.table("criteria", Shape::Criteria)?,
            "tasks" => self.table("tasks", Shape::Tasks)?,
            "entries" => self.table("entries", Shape::Entries)?,
            other => {
                self.error("K01.unknown_type", name, other);
                return None;
            }
        })
    }

    fn table(&self, name: &str, shape: Shape) -> Option<FieldType> {
        let fields = self.tables.get(name)?.clone();
        Some(FieldType::Record { shape, fields })
    }

    fn choice(&mut self, node: &Node) -> FieldType {
        let options = node.get("options").map_or(&[][..], Node::items);
        if options.is_empty() {
            self.error("K01.missing_key", node, "options");
        }
        let choices = options.iter().map(|option| match option.scalar() {
            Some(word) => Choice::new(Localised { vi: word.to_owned(), en: word.to_owned() }),
            None => Choice::new(localised(Some(option))),
        });
        FieldType::Choice(choices.collect())
    }

    /// The kinds named; none named means all.
    pub fn kind_set(&mut self, node: Option<&Node>) -> KindSet {
        let Some(node) = node else { return KindSet::ALL };
        let mut set = 0;
        for item in node.items() {
            let name = item.scalar().unwrap_or("");
            match self.kinds.binary_search_by(|kind| kind.as_str().cmp(name)) {
                Ok(index) if index < MOST_KINDS => set |= 1 << index,
                _ => self.error("K01.unknown_kind", item, name),
            }
        }
        KindSet(set)
    }

    /// Fields by name that a section shows; private ones never.
    fn columns(&mut self, node: Option<&Node>, fields: &Fields) -> Vec<u16> {
        let mut columns = Vec::new();
        for node in node.map_or(&[][..], Node::items) {
            let name = node.scalar().unwrap_or("");
            match fields.index(name).filter(|at| !fields.at(*at).private) {
                Some(at) => columns.push(at),
                None => self.error("K01.unknown_column", node, name),
            }
        }
        columns
    }

    /// Lists by name.
    pub fn lists(&mut self, node: Option<&Node>) -> Vec<ListSpec> {
        let entries = node.map_or(&[][..], Node::entries);
        entries
            .iter()
            .map(|(key, node)| ListSpec {
                name: key.text.clone(),
                of: match text(node, "rows") {
                    Some(field) => ListOf::Rows(field.to_owned()),
                    None => ListOf::Documents(self.kind_set(node.get("kinds"))),
                },
                by: text(node, "by").map(str::to_owned),
                subtree: truth(node, "subtree", false),
                upcoming: truth(node, "upcoming", false),
                sort: self.sort(node, Sort::Newest),
                limit: count(node, "limit").unwrap_or(0),
            })
            .collect()
    }

    fn sort(&mut self, node: &Node, default: Sort) -> Sort {
        match text(node, "sort") {
            None => default,
            Some("-date") => Sort::Newest,
            Some("date") => Sort::Oldest,
            Some("title") => Sort::Title,
            Some("order") => Sort::Order,
            Some(other) => {
                let other = other.to_owned();
                self.error("K01.unknown_sort", node, &other);
                default
            }
        }
    }

    fn required(&mut self, node: &Node, key: &str) -> Option<String> {
        let found = text(node, key).map(str::to_owned);
        if found.is_none() {
            self.error("K01.missing_key", node, key);
        }
        found
    }
}

/// The program's own tables are lists of rows without saying so.
fn is_table(kind: &FieldType) -> bool {
    matches!(kind, FieldType::Record { shape, .. } if *shape != Shape::Plain)
}

/// The sub-fields of the program's own tables: `criteria`, `tasks`, `entries`.
pub fn tables(kinds: &[String]) -> BTreeMap<String, Fields> {
    let none = BTreeMap::new();
    let hash = crate::hash::Hash::of(table::DECLARATION.as_bytes());
    let source = Source::new("", "tables.yaml", table::DECLARATION.to_owned(), hash);
    let mut declaring = Declaring::new(&source, kinds, &none);
    let Ok(root) = yaml::read(table::DECLARATION) else { return none };
    let fields = root
        .entries()
        .iter()
        .filter_map(|(key, node)| Some((key.text.clone(), declaring.fields(node)?)));
    fields.collect()
}

/// The text under a key.
pub fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::scalar)
}

/// A truth under a key.
pub fn truth(node: &Node, key: &str, default: bool) -> bool {
    text(node, key).map_or(default, |word| word == "true")
}

/// A count under a key.
pub fn count(node: &Node, key: &str) -> Option<u32> {
    text(node, key)?.parse().ok()
}

fn words(node: Option<&Node>) -> Vec<String> {
    let items = node.map_or(&[][..], Node::items);
    items.iter().filter_map(Node::scalar).map(str::to_owned).collect()
}

fn localised(node: Option<&Node>) -> Localised {
    let Some(node) = node else { return Localised::default() };
    match node.scalar() {
        Some(word) => Localised { vi: word.to_owned(), en: word.to_owned() },
        None => {
            let word = |key: &str| text(node, key).unwrap_or("").to_owned();
            Localised { vi: word("vi"), en: word("en") }
        }
    }
}

fn pattern(node: &Node) -> Pattern {
    let lengths = node.get("length").map_or(&[][..], Node::items);
    let lengths: Vec<u32> = lengths.iter().filter_map(|n| n.scalar()?.parse().ok()).collect();
    match text(node, "pattern") {
        Some("digits") => Pattern::Digits(lengths),
        Some("slug") => Pattern::Slug,
        Some("language") => Pattern::Language,
        _ if !lengths.is_empty() => Pattern::Digits(lengths),
        _ => Pattern::Any,
    }
}

/// A value in one line of YAML, texts in quotes where they need them.
fn flow(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Scalar(word) => scalar(word),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", scalar(&key.text), flow(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn scalar(word: &str) -> String {
    let plain =
        slug::is_slug(word) || word.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '/');
    let trimmed = word.trim() == word && !word.is_empty();
    if plain && trimmed && !word.contains("  ") { word.to_owned() } else { yaml::quote(word) }
}
