//! The hash of a text as it was typed: what must not change unsaid.
//!
//! Taken of the source and not of what is made of it, so that another version of the program gives
//! the same one. What only steers the site (status, times, notes on changes) is left out.

use crate::hash::Hash;
use crate::model::kind::Kind;
use crate::model::source::Source;
use crate::parse::front_matter::{self, Parts};
use crate::yaml::{Node, Value};

/// The hash of what a document's file and the tables that it reads say.
pub(super) fn said(source: &Source, parts: &Parts, tables: &[Source], kind: &Kind) -> Hash {
    let read = tables.iter().filter(|table| reads_table(parts, kind, &table.path));
    let text = std::iter::once(text_of(source, parts, kind));
    Hash::of_hashes(text.chain(read.map(|table| table.hash)))
}

/// SHA-256 of the body and of every public field that says something, in the order of the kind.
pub fn text_hash(source: &Source, kind: &Kind) -> Hash {
    text_of(source, &front_matter::split(source, &kind.fields), kind)
}

fn text_of(source: &Source, parts: &Parts, kind: &Kind) -> Hash {
    let mut fields: Vec<(u16, String)> = Vec::new();
    for (key, node) in parts.root.as_ref().map_or(&[][..], Node::entries) {
        if let Some((at, field)) = kind.fields.find(&key.text)
            && !field.private
            && !field.is_steering()
        {
            let mut words = format!("{}:", field.name);
            flatten(node, &mut words);
            fields.push((at, words));
        }
    }
    fields.sort();
    let body = source.text.get(parts.body..).unwrap_or("").trim();
    let mut text: String = fields.into_iter().map(|(_, words)| words + "\n").collect();
    text.push('\n');
    text.extend(body.lines().map(str::trim_end).flat_map(|line| [line, "\n"]));
    Hash::of(text.as_bytes())
}

/// Whether a document names a table, which lies beside it, as that of its entries.
fn reads_table(parts: &Parts, kind: &Kind, table: &str) -> bool {
    let name = table.rsplit('/').next();
    let entries = parts.root.as_ref().map_or(&[][..], Node::entries).iter();
    let named = entries.filter(|(key, _)| {
        kind.fields.find(&key.text).is_some_and(|(_, field)| field.name == "entries_file")
    });
    let mut paths = named.flat_map(|(_, node)| {
        node.scalar().into_iter().chain(node.items().iter().filter_map(Node::scalar))
    });
    paths.any(|path| path.trim().rsplit('/').next() == name)
}

fn flatten(node: &Node, words: &mut String) {
    match &node.value {
        Value::List(items) => {
            for item in items {
                words.push('[');
                flatten(item, words);
                words.push(']');
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                words.push('{');
                words.push_str(key.text.trim());
                words.push(':');
                flatten(value, words);
                words.push('}');
            }
        }
        _ => words.push_str(node.scalar().unwrap_or("").trim()),
    }
}
