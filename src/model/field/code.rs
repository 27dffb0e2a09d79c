//! Code: digits or a short word that is kept exactly as typed, leading zeros included.

use serde::{Deserialize, Serialize};

use crate::model::field::{Reading, Value};
use crate::text::slug;
use crate::yaml::Node;

/// What a code may look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pattern {
    /// Digits, of one of these lengths where any is given.
    Digits(Vec<u32>),
    /// Letters a–z, digits, hyphens.
    Slug,
    /// A BCP-47 tag of a language: `vi`, `twh-Tavt`.
    Language,
    /// Anything of one line.
    Any,
}

/// A code as typed.
pub fn read(pattern: &Pattern, node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = reading.scalar(node)?.trim();
    match pattern {
        Pattern::Digits(lengths) => digits(typed, lengths, node, reading)?,
        Pattern::Slug if !slug::is_slug(typed) => {
            let slug = slug::slug(typed);
            reading.error("S02.slug", node, &[("slug", &slug)]);
            return None;
        }
        Pattern::Language if !is_language(typed) => {
            reading.error("S02.language", node, &[]);
            return None;
        }
        _ => {}
    }
    Some(Value::Code(typed.to_owned()))
}

fn digits(typed: &str, lengths: &[u32], node: &Node, reading: &mut Reading<'_>) -> Option<()> {
    let length = typed.chars().count() as u32;
    if !typed.bytes().all(|byte| byte.is_ascii_digit()) || typed.is_empty() {
        reading.error("S02.digits", node, &[]);
        return None;
    }
    if lengths.is_empty() || lengths.contains(&length) {
        return Some(());
    }
    let wanted = lengths.iter().find(|wanted| **wanted > length).or(lengths.first())?;
    let padded = format!("{typed:0>width$}", width = *wanted as usize);
    reading.error("S02.code_length", node, &[("length", &wanted.to_string()), ("padded", &padded)]);
    None
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
