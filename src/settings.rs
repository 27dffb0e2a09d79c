//! `site.yaml` as settings.
//!
//! Declared in `settings.yaml` with the grammar of a kind file, so a wrong key or value is
//! reported as it is in a document's front matter. Takes the file as a source; returns settings
//! and what is wrong. Which theme or unit a name stands for is found later.

mod targets;

use std::sync::LazyLock;

use serde::Serialize;

use crate::diagnostic::acceptance::{Acceptance, Scope};
use crate::diagnostic::catalogue::Language;
use crate::diagnostic::{Diagnostic, Place};
use crate::hash::Hash;
use crate::model::declaration::Declaring;
use crate::model::feed::Server;
use crate::model::field::{self, Reading, Value};
use crate::model::kind::{Fields, Kinds};
use crate::model::source::Source;
use crate::model::target::Destination;
use crate::model::{body, field::record};
use crate::yaml;

/// What a site says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Settings {
    /// Title of the site.
    pub title: String,
    /// Description.
    pub description: String,
    /// Absolute address, ending in `/`; empty while unknown.
    pub base_url: String,
    /// Name of the theme.
    pub theme: String,
    /// Id or title of the publishing unit, or just its name.
    pub unit: String,
    /// Mailbox of the office.
    pub email: String,
    /// Telephone of the office.
    pub phone: String,
    /// Language of the interface.
    pub language: Language,
    /// Languages the site has texts in.
    pub languages: Vec<String>,
    /// Menu: title, empty for that of the page, and where it leads (id, folder or address).
    pub menu: Vec<(String, String)>,
    /// Accent colour, `#rrggbb`; empty for the theme's own.
    pub accent: String,
    /// Items on a page of a list; 0 for the theme's own number.
    pub per_page: usize,
    /// Warnings that are accepted wherever they stand.
    pub accepted: Vec<Acceptance>,
    /// How large pictures and attachments may be.
    pub budget: Budget,
    /// The servers that are told of earlier addresses; `None` for all that can be told.
    pub servers: Option<Vec<Server>>,
    /// Where the site is published to; no page depends on it.
    #[serde(skip)]
    pub targets: Vec<Destination>,
}

/// What the site allows itself, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// The first view of the home page, deflated; none is the program's own limit.
    pub home: Option<u64>,
    /// Any page without pictures, deflated; none is the program's own limit.
    pub page: Option<u64>,
    /// A picture; none is no limit.
    pub picture: Option<u64>,
    /// Any other attachment; none is no limit.
    pub attachment: Option<u64>,
}

const DECLARATION: &str = include_str!("settings.yaml");

/// The declared fields of `site.yaml`.
pub fn fields() -> &'static Fields {
    static FIELDS: LazyLock<Fields> = LazyLock::new(declared);
    &FIELDS
}

fn declared() -> Fields {
    let hash = Hash::of(DECLARATION.as_bytes());
    let source = Source::new("", "settings.yaml", DECLARATION.to_owned(), hash);
    let tables = std::collections::BTreeMap::new();
    let mut declaring = Declaring::new(&source, &[], &tables);
    let root = yaml::read(DECLARATION).ok();
    let fields = root.as_ref().and_then(|root| declaring.fields(root.get("fields")?));
    // The declaration is part of the program; a test reads a site through it.
    fields.unwrap_or_default()
}

/// Settings from `site.yaml`, and what is wrong with it.
pub fn read(source: &Source) -> (Settings, Vec<Diagnostic>) {
    let root = match yaml::read(&source.text) {
        Ok(root) => root,
        Err(error) => {
            let problem = Diagnostic::error("S01.yaml", source.place(error.at..error.at + 1));
            return (Settings::default(), vec![problem.with("parser", &error.message)]);
        }
    };
    let fields = fields();
    let kinds = Kinds::default();
    let plain = |_: &str| body::Html::default();
    let mut reading = Reading {
        source,
        offset: 0,
        is_table: false,
        kinds: &kinds,
        field: 0,
        sub: None,
        references: Vec::new(),
        files: Vec::new(),
        problems: Vec::new(),
        markdown: &plain,
    };
    let read = record::read(fields, &root, &mut reading);
    let mut problems = reading.problems;
    let empty = Value::Record(Vec::new());
    let mut settings = settings(fields, read.as_ref().unwrap_or(&empty), source, &mut problems);
    settings.accepted = accepted(fields, &root, source);
    settings.targets = targets::read(fields, &root, source, &mut problems);
    (settings, problems)
}

/// What a site without `site.yaml` is missing.
pub fn missing(shown: &str) -> Diagnostic {
    let place = Place::file(&format!("{shown}/site.yaml").into());
    Diagnostic::error("S06.no_site_file", place)
}

fn settings(
    fields: &Fields,
    record: &Value,
    source: &Source,
    problems: &mut Vec<Diagnostic>,
) -> Settings {
    let value = |name: &str| fields.index(name).and_then(|index| record.sub(index));
    let text = |name: &str| value(name).and_then(Value::text).unwrap_or("").to_owned();
    let mut base_url = text("base_url");
    if !base_url.is_empty() && !base_url.ends_with('/') {
        base_url.push('/');
    }
    let accent = text("accent");
    if !accent.is_empty() && !is_colour(&accent) {
        problems.push(Diagnostic::error("S02.colour", source.whole()).with("value", &accent));
    }
    let theme = text("theme");
    Settings {
        title: text("title"),
        description: text("description"),
        base_url,
        theme: if theme.is_empty() { "lan-toa".to_owned() } else { theme },
        unit: text("unit"),
        email: text("email"),
        phone: text("phone"),
        language: match value("language") {
            Some(Value::Choice(1)) => Language::En,
            _ => Language::Vi,
        },
        languages: value("languages").map_or(Vec::new(), |value| {
            value.items().iter().filter_map(Value::text).map(str::to_owned).collect()
        }),
        menu: menu(fields, value("menu")),
        accent,
        per_page: match value("per_page") {
            Some(Value::Number(number)) => number.as_f64().clamp(0.0, 1000.0) as usize,
            _ => 0,
        },
        accepted: Vec::new(),
        budget: budget(fields, value("budget")),
        servers: value("servers").map(servers),
        targets: Vec::new(),
    }
}

fn budget(fields: &Fields, value: Option<&Value>) -> Budget {
    let Some((_, field)) = fields.find("budget") else { return Budget::default() };
    let field::FieldType::Record { fields, .. } = &field.kind else { return Budget::default() };
    let bytes = |name: &str| match value?.sub(fields.index(name)?)? {
        Value::Number(number) => Some((number.as_f64().max(0.0) * 1024.0) as u64),
        _ => None,
    };
    Budget {
        home: bytes("home"),
        page: bytes("page"),
        picture: bytes("picture"),
        attachment: bytes("attachment"),
    }
}

/// In the order in which the declaration names them.
fn servers(value: &Value) -> Vec<Server> {
    let server = |item: &Value| match item {
        Value::Choice(0) => Some(Server::Apache),
        Value::Choice(1) => Some(Server::Iis),
        Value::Choice(2) => Some(Server::Netlify),
        _ => None,
    };
    value.items().iter().filter_map(server).collect()
}

/// What is accepted for the whole site or below a path.
fn accepted(fields: &Fields, root: &yaml::Node, source: &Source) -> Vec<Acceptance> {
    let Some((at, field)) = fields.find("accepted") else { return Vec::new() };
    let field::FieldType::Record { fields: parts, .. } = &field.kind else { return Vec::new() };
    let folder = source.shown.strip_suffix("site.yaml").unwrap_or("");
    let is_own = |key: &yaml::Key| fields.find(&key.text).is_some_and(|(index, _)| index == at);
    let own = root.entries().iter().filter(|(key, _)| is_own(key));
    let items = own.flat_map(|(_, node)| node.items()).filter_map(|item| {
        let part = |name: &str| record::part(parts, item, name);
        let text = |name: &str| part(name).and_then(yaml::Node::scalar).unwrap_or("").trim();
        let check = part("check")?;
        Some(Acceptance {
            place: source.place(check.span.clone()),
            check: check.scalar()?.trim().to_owned(),
            reason: text("reason").to_owned(),
            words: text("words").to_owned(),
            scope: Scope::Below(format!("{folder}{}", text("path").trim_matches('/'))),
        })
    });
    items.filter(|item| !item.reason.is_empty()).collect()
}

fn menu(fields: &Fields, value: Option<&Value>) -> Vec<(String, String)> {
    let Some(index) = fields.index("menu") else { return Vec::new() };
    let field::FieldType::Record { fields, .. } = &fields.at(index).kind else { return Vec::new() };
    let items = value.map_or(&[][..], Value::items).iter().filter_map(|item| {
        let text = |name: &str| item.sub(fields.index(name)?)?.text().map(str::to_owned);
        Some((text("title").unwrap_or_default(), text("to")?))
    });
    items.collect()
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        [3, 6].contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::hash::Hash;
    use crate::model::source::Source;

    #[test]
    fn a_site_is_read_by_vietnamese_or_english_keys() {
        let text = "Tiêu đề: Thi đua\nbase_url: https://x.vn\nmenu: [{Tên: A, Đến: ke-hoach}]\n";
        let source = Source::new("content", "site.yaml", text.to_owned(), Hash::default());
        let (settings, problems) = read(&source);
        assert_eq!(problems, []);
        assert_eq!(settings.title, "Thi đua");
        assert_eq!(settings.base_url, "https://x.vn/");
        assert_eq!(settings.menu, [("A".to_owned(), "ke-hoach".to_owned())]);
    }

    #[test]
    fn a_wrong_key_and_a_missing_title_are_reported_together() {
        let source =
            Source::new("content", "site.yaml", "descripton: x\n".to_owned(), Hash::default());
        let (_, problems) = read(&source);
        let ids: Vec<&str> = problems.iter().map(|problem| problem.id.as_ref()).collect();
        assert_eq!(ids, ["S01.unknown_key_nearest", "S06.required_in_record"]);
    }
}
