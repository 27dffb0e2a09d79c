//! What a template sees of a page.
//!
//! The names here are the theme author's interface: they are listed in `ARCHITECTURE.md` and change
//! only together with it.

use tera::{Context, Value};

use crate::diagnostic::catalogue::Language;
use crate::model::data::Data;
use crate::model::document::Outline;
use crate::model::feed::CALENDAR;
use crate::model::field::record::Shape;
use crate::model::field::show::{self, Showing};
use crate::model::field::{self, FieldType, link, splice};
use crate::model::kind::{Field, Kind};
use crate::model::page::{Page, PageKind, Site};
use crate::model::picture::Variant;
use crate::model::theme::{Strings, Theme};
use crate::render::linked;
use crate::render::map;
use crate::render::value::{fields, named, value};
use crate::text::collate::Collator;
use crate::text::slug;

/// Values that are the same on all pages, made once.
pub(super) struct Shared {
    vi: Value,
    en: Value,
}

impl Shared {
    pub(super) fn new(theme: &Theme) -> Self {
        let words = |strings: &Strings| {
            let entries = strings.iter();
            let entries = entries.map(|(key, text)| (key.as_str(), Data::text(text)));
            value(&Data::Fields(entries.collect()))
        };
        Self { vi: words(&theme.vi), en: words(&theme.en) }
    }

    fn strings(&self, language: Language) -> Value {
        match language {
            Language::Vi => self.vi.clone(),
            Language::En => self.en.clone(),
        }
    }
}

/// The context of a page.
pub(super) fn context(page: &Page, theme: &Theme, shared: &Shared, collator: &Collator) -> Context {
    let root = root(page);
    let showing = Showing {
        kinds: &theme.kinds,
        strings: theme.strings(page.language),
        language: page.language,
        root: &root,
        references: page.outline.as_ref().map_or(&[], |outline| &outline.references),
        targets: &page.targets,
        files: &page.files,
        cited: &page.cited,
        today: page.today,
        collator,
    };
    let mut context = Context::new();
    let assets = page.site.assets.iter().map(|(name, path)| (name.as_str(), Data::text(path)));
    context.insert_value("lang", Value::from(page.language.tag()));
    context.insert_value("t", shared.strings(page.language));
    context.insert_value("root", Value::from(root.as_str()));
    context.insert_value("assets", value(&Data::Fields(assets.collect())));
    // Only the page that must stand alone carries the sheet.
    let alone = if page.kind == PageKind::NotFound { page.site.style_text.as_str() } else { "" };
    context.insert_value("style_text", Value::safe_string(alone));
    context.insert_value("site", value(&site(page, &root)));
    context.insert_value("page", Shown { page, theme, showing: &showing }.page());
    context
}

/// From a page to the site's root. The page for unknown addresses may be shown anywhere, so it
/// starts at the site's own address.
fn root(page: &Page) -> String {
    if page.kind == PageKind::NotFound {
        return if page.site.base_url.is_empty() {
            "/".to_owned()
        } else {
            page.site.base_url.clone()
        };
    }
    match page.address.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

fn url<'a>(root: &str, address: &'a str) -> Data<'a> {
    if link::has_scheme(address) {
        Data::text(address)
    } else {
        Data::text(show::below(root, address))
    }
}

fn site<'a>(page: &'a Page, root: &str) -> Data<'a> {
    let site = &page.site.value;
    let menu = site.menu.iter().map(|(title, address)| {
        let current = if address.is_empty() {
            page.address.is_empty()
        } else {
            page.address.starts_with(address.as_str())
        };
        Data::map([
            ("title", Data::text(title)),
            ("url", url(root, address)),
            ("current", Data::Bool(current && page.kind != PageKind::NotFound)),
        ])
    });
    let pages = site.pages.iter().map(|(name, address)| {
        Data::map([("name", Data::text(name)), ("url", url(root, address))])
    });
    let unit_url = match site.unit_address.as_str() {
        "" => Data::text(""),
        address => url(root, address),
    };
    Data::map([
        ("title", Data::text(&site.title)),
        ("description", Data::text(&site.description)),
        ("base_url", Data::text(&site.base_url)),
        ("unit", Data::text(&site.unit)),
        ("unit_url", unit_url),
        ("email", Data::text(&site.email)),
        ("phone", Data::text(&site.phone)),
        ("menu", Data::list(menu)),
        ("pages", Data::list(pages)),
        ("languages", Data::list(site.languages.iter().map(Data::text))),
        ("accent", Data::text(&site.accent)),
    ])
}

pub(super) struct Shown<'a> {
    pub(super) page: &'a Page,
    pub(super) theme: &'a Theme,
    pub(super) showing: &'a Showing<'a>,
}

impl<'a> Shown<'a> {
    fn page(&self) -> Value {
        let page = self.page;
        let card = &page.card.value;
        let kind = card.kind.map(|kind| self.theme.kinds.at(kind));
        let language = page.language;
        let strings = self.showing.strings;
        let number = card.number.as_ref().map_or_else(String::new, ToString::to_string);
        let status = card.status.map(|status| show::worded("status", status.key(), strings));
        let phase = card.phase.map(|phase| show::worded("phase", phase.key(), strings));
        let (links, inverse) = (self.links(), self.inverse());
        let drawn = map::map(&card.title, &links, &inverse);
        let others = [
            ("number", Data::text(number)),
            ("date", Data::option(card.date.map(|date| show::date(date, language)))),
            ("updated", Data::option(card.updated.map(|day| show::date(day, language)))),
            ("calendar", Data::text(self.beside(page.has_calendar, CALENDAR))),
            ("feed", Data::text(self.feed())),
            ("share_image", Data::option(self.share_image())),
            ("linked_data", Data::Html(linked::linked(page, kind, &self.absolute()).into())),
            ("trail", self.steps()),
            ("links", links),
            ("inverse", inverse),
            ("map", drawn),
            ("backlinks", self.cards(&page.backlinks)),
            ("lists", self.lists()),
            ("items", self.items()),
            ("columns", self.columns()),
            ("sums", self.sums()),
            ("pager", Data::option(page.pager.as_ref().map(|pager| self.pager(pager)))),
            ("previous", self.card(page.previous.as_ref())),
            ("next", self.card(page.next.as_ref())),
            ("parents", self.cards(&page.parents)),
            ("children", self.cards(&page.children)),
            ("status", Data::option(status)),
            ("status_by", self.card(page.status_by.as_ref())),
            ("phase", Data::option(phase)),
            ("illustration", Data::Bool(card.illustration)),
            ("versions", self.versions()),
            ("comparison", self.comparison()),
            ("releases", self.releases()),
            ("open_data", self.open_data()),
        ];
        let mut entries = self.document(kind);
        let plain = self.head(kind).into_iter().chain(others);
        entries.extend(plain.map(|(name, data)| (name, value(&data))));
        named(&entries)
    }

    fn head(&self, kind: Option<&'a Kind>) -> [(&'static str, Data<'a>); 11] {
        let page = self.page;
        let language = page.language;
        let name = kind.map_or(page.kind.key(), |kind| kind.name.as_str());
        let kind_name = kind.map_or("", |kind| kind.title.in_language(language));
        let label = page.card.label.as_str();
        // Texts that are not in force, and what differs between them, are found through the document.
        let is_beside = matches!(page.kind, PageKind::Version | PageKind::Comparison);
        let base = &page.site.base_url;
        let canonical = match &page.versions {
            Some(versions) if is_beside && !base.is_empty() => {
                show::below(base, &versions.document)
            }
            _ => self.absolute(),
        };
        let section = page.trail.last().filter(|_| page.kind == PageKind::Document);
        let section_title = section.map_or("", |section| section.title.as_str());
        let section_url = section
            .map_or_else(String::new, |section| show::below(self.showing.root, &section.address));
        [
            ("title", Data::text(&page.card.title)),
            ("heading", Data::text(&page.card.title)),
            ("kind", Data::text(name)),
            ("kind_name", Data::text(if label.is_empty() { kind_name } else { label })),
            ("section_title", Data::text(section_title)),
            ("section_url", Data::text(section_url)),
            ("address", Data::text(&page.address)),
            ("url_absolute", Data::text(self.absolute())),
            ("canonical", Data::text(canonical)),
            ("noindex", Data::Bool(is_beside || page.kind == PageKind::Removed)),
            ("summary", Data::text(&page.card.summary)),
        ]
    }

    /// The whole address; empty where the site does not know its own.
    fn absolute(&self) -> String {
        let page = self.page;
        // At an earlier address a page speaks of the present one.
        let present = match page.kind {
            PageKind::Moved => page.items.first().map_or("", |card| &card.address),
            _ => &page.address,
        };
        match page.site.base_url.as_str() {
            "" => String::new(),
            _ if matches!(page.kind, PageKind::NotFound | PageKind::Removed) => String::new(),
            base => show::below(base, present),
        }
    }

    /// The address of a file beside the page, where there is one.
    fn beside(&self, is_there: bool, name: &str) -> String {
        match is_there {
            true => format!("{}{name}", show::below(self.showing.root, &self.page.address)),
            false => String::new(),
        }
    }

    /// The feed of a section stands beside its first page.
    fn feed(&self) -> String {
        let base = self.page.pager.as_ref().map_or(&self.page.address, |pager| &pager.base);
        match self.page.has_feed {
            true => format!("{}atom.xml", show::below(self.showing.root, base)),
            false => String::new(),
        }
    }

    /// The picture that is shown when the page is shared: a card's size, cut from its own picture, or
    /// the site's.
    fn share_image(&self) -> Option<Data<'a>> {
        let site: &'a Site = &self.page.site.value;
        let (card, alt) = match self.own_image() {
            Some((card, alt)) => ((&card.address, card.width, card.height), alt),
            None => {
                let share = site.share.as_ref()?;
                ((&share.address, share.width, share.height), &share.alt)
            }
        };
        let (address, width, height) = card;
        Some(Data::map([
            ("url", Data::text(show::below(&site.base_url, address))),
            ("width", Data::Int(i64::from(width))),
            ("height", Data::Int(i64::from(height))),
            ("alt", Data::text(alt)),
        ]))
    }

    fn own_image(&self) -> Option<(&'a Variant, &'a String)> {
        let page: &'a Page = self.page;
        let outline = &page.outline.as_ref()?.value;
        let kind = self.theme.kinds.at(outline.kind);
        let field::Value::Image(image) = outline.value(kind.fields.index("image"))? else {
            return None;
        };
        let facts = page.files.get(image.index as usize)?.as_ref()?;
        Some((facts.picture.as_ref()?.card.as_ref()?, &image.alt))
    }

    /// What comes from the document itself; there for every page, so that templates may ask. A
    /// field's value is made once and shared by `fields` and `facts`.
    fn document(&self, kind: Option<&'a Kind>) -> Vec<(&'static str, Value)> {
        let outline = self.page.outline.as_ref().map(|outline| &outline.value);
        let kind = kind.or_else(|| outline.map(|outline| self.theme.kinds.at(outline.kind)));
        let own = outline.zip(kind);
        let shown: Vec<(&Field, Value)> = own.map_or(Vec::new(), |(outline, kind)| {
            let fields = outline.fields.iter().map(|(at, value)| (kind.fields.at(*at), value));
            fields.map(|(field, shown)| (field, value(&self.field(field, shown)))).collect()
        });
        let find = |name: &str| shown.iter().find(|(field, _)| field.name == name).map(|f| &f.1);
        let quality = find("source_quality").and_then(|value| value.get_from_path("key"));
        let digest = quality.and_then(Value::as_str) == Some("tom-luoc");
        let unit = find("unit").cloned().unwrap_or(Value::none());
        let attachments = find("attachments").cloned().unwrap_or(Value::from(Vec::<Value>::new()));
        let facts: Vec<Value> =
            shown.iter().map(|(field, value)| self.fact(field, value)).collect();
        let named: Vec<(&str, Value)> =
            shown.iter().map(|(field, value)| (field.name.as_str(), value.clone())).collect();
        let missing = own.map_or(Data::List(Vec::new()), |own| self.missing(own.0, own.1));
        let (body, words) = self.body();
        vec![
            ("body", body),
            ("word_count", words),
            ("toc", value(&self.contents())),
            ("fields", fields(&named)),
            ("facts", Value::from(facts)),
            ("missing", value(&missing)),
            ("unit", unit),
            ("digest", Value::from(digest)),
            ("attachments", attachments),
        ]
    }

    /// A field's value; terms of a taxonomy lead to their pages.
    fn field(&self, field: &'a Field, shown: &'a field::Value) -> Data<'a> {
        let Some(taxonomy) = self.theme.taxonomies.iter().find(|other| other.field == field.name)
        else {
            return show::show(field, shown, self.showing);
        };
        Data::list(shown.items().iter().filter_map(field::Value::text).map(|term| {
            let address = format!("{}/{}/", taxonomy.folder, slug::slug(term));
            let url = Data::text(show::below(self.showing.root, &address));
            Data::map([("title", Data::text(term)), ("url", url)])
        }))
    }

    fn fact(&self, field: &Field, shown: &Value) -> Value {
        let label = field.label.in_language(self.page.language);
        named(&[
            ("name", Value::from(field.name.as_str())),
            ("label", Value::from(label)),
            ("type", Value::from(type_name(&field.kind))),
            ("value", shown.clone()),
        ])
    }

    fn body(&self) -> (Value, Value) {
        match &self.page.body {
            Some(body) => {
                let html = splice::splice(&body.html, self.showing);
                (Value::safe_string(&html), Value::from(body.words))
            }
            None => (Value::safe_string(""), Value::from(0)),
        }
    }

    fn contents(&self) -> Data<'a> {
        let headings = self.page.outline.as_ref().map_or(&[][..], |outline| &outline.headings);
        Data::list(headings.iter().filter(|heading| heading.level <= 4).map(|heading| {
            Data::map([
                ("id", Data::text(&heading.id)),
                ("text", Data::text(&heading.text)),
                ("level", Data::Int(i64::from(heading.level))),
            ])
        }))
    }

    fn missing(&self, outline: &'a Outline, kind: &'a Kind) -> Data<'a> {
        Data::list(outline.unknown.iter().map(|(at, reason)| {
            let label = kind.fields.at(*at).label.in_language(self.page.language);
            Data::map([("label", Data::text(label)), ("reason", Data::text(reason))])
        }))
    }
}

/// The word a kind file uses for a type.
fn type_name(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Text { markdown: true, .. } => "markdown",
        FieldType::Text { .. } => "text",
        FieldType::Choice(_) => "choice",
        FieldType::Number => "number",
        FieldType::Money => "money",
        FieldType::Code(_) => "code",
        FieldType::Date { .. } => "date",
        FieldType::Period => "period",
        FieldType::DocNumber => "doc-number",
        FieldType::Reference(_) | FieldType::Criterion => "reference",
        FieldType::Relation(_) => "relation",
        FieldType::Person => "person",
        FieldType::Link => "link",
        FieldType::File => "file",
        FieldType::Image => "image",
        FieldType::Record { shape: Shape::Plain, .. } => "record",
        FieldType::Record { shape: Shape::Criteria, .. } => "criteria",
        FieldType::Record { shape: Shape::Tasks, .. } => "tasks",
        FieldType::Record { shape: Shape::Entries, .. } => "entries",
        FieldType::Either(_) => "either",
    }
}
