//! Choice: one of a fixed set of words.

use serde::{Deserialize, Serialize};

use crate::model::field::{Reading, Value};
use crate::model::language::Localised;
use crate::text::{distance, fold, slug};
use crate::yaml::Node;

/// One of the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stable key: the Vietnamese label as a slug, `chuyen-de`.
    pub key: String,
    /// What people read.
    pub label: Localised,
}

impl Choice {
    /// A choice from its labels.
    pub fn new(label: Localised) -> Self {
        Self { key: slug::slug(&label.vi), label }
    }

    fn is_named(&self, folded: &str) -> bool {
        [&self.key, &self.label.vi, &self.label.en].iter().any(|name| fold::key(name) == folded)
    }
}

/// The position of the choice that was typed, by key or label in either language.
pub fn read(choices: &[Choice], node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = reading.scalar(node)?;
    if let Some(at) = find(choices, typed) {
        return Some(Value::Choice(at));
    }
    let labels: Vec<&str> = choices.iter().map(|choice| choice.label.vi.as_str()).collect();
    let all = labels.join(" · ");
    match distance::nearest(typed, labels.iter().copied()) {
        Some(nearest) => {
            reading.error("S02.choice_nearest", node, &[("nearest", nearest), ("choices", &all)]);
        }
        None => reading.error("S02.choice", node, &[("choices", &all)]),
    }
    None
}

/// The position of a choice by any of its names; yes and no have their usual spellings.
pub fn find(choices: &[Choice], typed: &str) -> Option<u16> {
    let folded = fold::key(typed);
    let usual = match folded.as_str() {
        "yes" | "true" | "y" => "co",
        "no" | "false" | "n" => "khong",
        other => other,
    };
    let position =
        |name: &str| choices.iter().position(|choice| choice.is_named(name)).map(|at| at as u16);
    position(&folded).or_else(|| position(usual))
}
