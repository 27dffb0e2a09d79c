//! Any text is YAML or an error, and every place lies in the text.

#![no_main]

use lantoa::yaml::{self, Node};

fn check(node: &Node, text: &str) {
    assert!(text.get(node.span.clone()).is_some());
    node.entries().iter().for_each(|(_, value)| check(value, text));
    if let yaml::Value::List(items) = &node.value {
        items.iter().for_each(|item| check(item, text));
    }
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(root) = yaml::read(text) {
        check(&root, text);
    }
});
