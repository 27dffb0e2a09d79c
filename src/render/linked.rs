//! What a page is, for programs: JSON-LD in the words of schema.org.
//!
//! Made of the same page that readers see, and only where the site knows its own address, for an
//! address there is whole. What a kind is called there, its file says (`linked_as`).

use crate::model::field::Value;
use crate::model::field::show;
use crate::model::kind::Kind;
use crate::model::page::{Page, PageKind};
use crate::render::legislation;
use crate::text::json::{push_comma, push_member, push_name};

/// The object of a page; empty where it has no whole address.
pub(super) fn linked(page: &Page, kind: Option<&Kind>, url: &str) -> String {
    let site = &page.site.value;
    if url.is_empty() || page.kind == PageKind::Moved {
        return String::new();
    }
    let of_document = kind.filter(|_| page.kind == PageKind::Document);
    let name = match (page.kind, of_document) {
        (PageKind::Home, _) => "WebSite",
        (_, Some(kind)) if !kind.linked_as.is_empty() => kind.linked_as.as_str(),
        (_, Some(_)) => "WebPage",
        _ => "CollectionPage",
    };
    let mut json = String::with_capacity(800);
    json.push('{');
    push_member(&mut json, "@context", "https://schema.org");
    push_member(&mut json, "@type", name);
    push_member(&mut json, "@id", url);
    push_member(&mut json, "url", url);
    push_member(&mut json, "name", &page.card.title);
    let description = match page.card.summary.as_str() {
        "" if page.kind == PageKind::Home => site.description.as_str(),
        summary => summary,
    };
    if !description.is_empty() {
        push_member(&mut json, "description", description);
    }
    push_member(&mut json, "inLanguage", page.language.tag());
    if let Some(kind) = of_document {
        document(page, kind, name, &mut json);
    }
    if !site.unit.is_empty() {
        organisation("publisher", &site.unit, &mut json);
    }
    trail(page, &mut json);
    json.push('}');
    json
}

fn document(page: &Page, kind: &Kind, name: &str, json: &mut String) {
    let card = &page.card;
    let field = |name: &str| page.outline.as_ref()?.value(kind.fields.index(name));
    if name == "Event" {
        event(page, kind, json);
    } else {
        if let Some(date) = card.date {
            push_member(json, "datePublished", &date.iso());
        }
        if let Some(updated) = card.updated {
            push_member(json, "dateModified", &updated.iso());
        }
        if name == "NewsArticle" || name == "Article" {
            push_member(json, "headline", &card.title);
        }
        if !card.unit.is_empty() {
            organisation("author", &card.unit, json);
        }
    }
    if let Some(number) = &card.number {
        push_member(json, "identifier", &number.to_string());
    }
    if let (Some(versions), Some(at)) = (&page.versions, page.text)
        && versions.has_texts()
    {
        push_member(json, "version", &versions.texts[at].name.to_string());
    }
    if name == "Legislation" {
        legislation::members(page, kind, json);
    }
    if let Some(Value::Image(image)) = field("image") {
        let facts = page.files.get(image.index as usize).and_then(Option::as_ref);
        let largest = facts.and_then(|facts| facts.picture.as_ref()?.largest());
        if let Some(largest) = largest {
            let address = show::below(&page.site.value.base_url, &largest.address);
            push_member(json, "image", &address);
        }
    }
}

/// When and where: schema.org asks for both.
fn event(page: &Page, kind: &Kind, json: &mut String) {
    let field = |name: &str| page.outline.as_ref()?.value(kind.fields.index(name));
    let day = |value: &Value| match value {
        Value::Date(when) if when.minute.is_some() => Some(when.instant().rfc3339()),
        value => value.day().map(|day| day.iso()),
    };
    let (from, to) = match field("period") {
        Some(Value::Period(period)) => {
            (period.from.map(|day| day.iso()), period.to.map(|day| day.iso()))
        }
        _ => (field("starts").and_then(day), field("ends").and_then(day)),
    };
    for (name, day) in [("startDate", from), ("endDate", to)] {
        if let Some(day) = day {
            push_member(json, name, &day);
        }
    }
    if let Some(venue) = field("venue").and_then(Value::text) {
        push_name(json, "location");
        json.push('{');
        push_member(json, "@type", "Place");
        push_member(json, "name", venue);
        json.push('}');
    }
}

fn organisation(role: &str, name: &str, json: &mut String) {
    push_name(json, role);
    json.push('{');
    push_member(json, "@type", "GovernmentOrganization");
    push_member(json, "name", name);
    json.push('}');
}

fn trail(page: &Page, json: &mut String) {
    if page.trail.is_empty() {
        return;
    }
    push_name(json, "breadcrumb");
    json.push('{');
    push_member(json, "@type", "BreadcrumbList");
    push_name(json, "itemListElement");
    json.push('[');
    for (at, step) in page.trail.iter().enumerate() {
        push_comma(json);
        json.push('{');
        push_member(json, "@type", "ListItem");
        push_name(json, "position");
        json.push_str(&(at + 1).to_string());
        push_member(json, "name", &step.title);
        push_member(json, "item", &show::below(&page.site.value.base_url, &step.address));
        json.push('}');
    }
    json.push_str("]}");
}
