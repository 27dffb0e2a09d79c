//! Text: one line, or a block of Markdown.

use crate::model::field::{Reading, Value};
use crate::text::normalise;
use crate::yaml::Node;

/// One line with inner white space collapsed, or Markdown rendered to HTML.
pub fn read(
    max: Option<u32>,
    markdown: bool,
    node: &Node,
    reading: &mut Reading<'_>,
) -> Option<Value> {
    let typed = reading.scalar(node)?;
    let length = typed.chars().count();
    if let Some(max) = max.filter(|max| length > *max as usize) {
        let (max, length) = (max.to_string(), length.to_string());
        reading.error("S03.text_too_long", node, &[("max", &max), ("length", &length)]);
    }
    if markdown {
        return Some(Value::Html((reading.markdown)(typed)));
    }
    let line = normalise::one_line(typed);
    (!line.is_empty()).then_some(Value::Text(line))
}
