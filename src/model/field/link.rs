//! Link: an absolute address of the web, a telephone or a mailbox, or an internal path.

use crate::model::field::{Reading, Value};
use crate::yaml::Node;

const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// Whether words begin like an absolute address.
pub fn has_scheme(words: &str) -> bool {
    let words = words.trim_start();
    SCHEMES.iter().any(|scheme| {
        words.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// An address; scripts and unknown schemes are refused.
pub fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = reading.scalar(node)?.trim();
    let internal = typed.starts_with('/') && !typed.starts_with("//");
    if (has_scheme(typed) || internal) && !typed.contains(char::is_whitespace) {
        return Some(Value::Link(typed.to_owned()));
    }
    let host_like = typed.contains('.') && !typed.contains([':', ' ']);
    if host_like {
        let fixed = format!("https://{typed}");
        reading.error("S02.link_scheme", node, &[("fixed", &fixed)]);
    } else {
        reading.error("S02.link", node, &[]);
    }
    None
}

/// The host of an address, for the words that show where a link leads; empty where it has none.
pub fn host(address: &str) -> &str {
    let Some((_, rest)) = address.split_once("://") else { return "" };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest[..end].trim_start_matches("www.")
}
