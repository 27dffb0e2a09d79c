//! `lich-su.json` beside each history: every text with its days, what changed, and what is to come.
//!
//! Days are ISO 8601 in Vietnam; `until` is the first day on which the text is no longer valid, `null`
//! where nothing ends it. `text_sha256` is of the text as typed, not of the page.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::hash::Hashed;
use crate::model::artifact::Artifact;
use crate::model::history::{Event, Versions};
use crate::model::page::Site;

/// The file of each history.
pub fn histories(site: &Site, versions: &[Arc<Hashed<Versions>>]) -> Vec<Artifact> {
    let file = |versions: &Arc<Hashed<Versions>>| {
        let mut text = format!("{:#}", object(site, versions));
        text.push('\n');
        Artifact::made(format!("{}lich-su.json", versions.document), text.into_bytes())
    };
    versions.iter().map(file).collect()
}

fn object(site: &Site, versions: &Versions) -> Value {
    let address = |below: &str| format!("{}{below}", site.base_url);
    let texts = versions.texts.iter().enumerate().map(|(at, text)| {
        let is_shown = versions.has_texts() && !versions.is_withdrawn;
        json!({
            "version": text.name.to_string(),
            "address": is_shown.then(|| address(&text.address)),
            "from": text.name.day.map(|day| day.iso()),
            "until": text.until.map(|day| day.iso()),
            "in_force": at == versions.current && !versions.is_withdrawn,
            "coming": versions.is_coming(at),
            "corrected": text.is_corrected,
            "text_sha256": (!text.hash.is_empty()).then_some(&text.hash),
            "change": text.event.as_ref().map(|event| change(site, event)),
        })
    });
    json!({
        "title": versions.title,
        "address": address(&versions.document),
        "withdrawn": versions.is_withdrawn,
        "versions": texts.collect::<Vec<Value>>(),
        "events": versions.events.iter().map(|event| change(site, event)).collect::<Vec<Value>>(),
    })
}

fn change(site: &Site, event: &Event) -> Value {
    let by = event.by.as_ref().map(|card| {
        json!({
            "title": card.title,
            "number": card.number.as_ref().map(ToString::to_string),
            "address": format!("{}{}", site.base_url, card.address),
        })
    });
    json!({
        "class": event.class.key(),
        "note": event.note,
        "by": by.or_else(|| (!event.by_words.is_empty()).then(|| json!({ "title": event.by_words }))),
        "recorded": event.recorded.map(|when| when.instant().rfc3339()),
    })
}
