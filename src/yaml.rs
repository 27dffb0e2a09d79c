//! Reads YAML as a tree of raw text; the only file that names `serde_yaml`.
//!
//! A scalar is kept as its author typed it (`03478`, `12E3`, `1.10`, `no`): no guess of YAML's
//! becomes a value. Mappings keep their order and their repeated keys, every node knows where it
//! stands. What the keys and words mean is judged elsewhere.

mod placing;

use std::fmt;
use std::ops::Range;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// A value of a YAML text and the bytes it stands at.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Byte range in the text that was read; for a list or a mapping, that of its first scalar.
    pub span: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// The three shapes of YAML, and nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value: `key:`, `~` or `null` without quotes.
    Null,
    /// One scalar, as typed, without quotes and escapes.
    Scalar(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of the text, repeated keys included.
    Map(Vec<(Key, Node)>),
}

/// The key of a mapping's entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key as typed.
    pub text: String,
    /// Byte range of the key.
    pub span: Range<usize>,
}

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// Byte offset in the text, as near as the parser knows it.
    pub at: usize,
    /// The parser's own words (English).
    pub message: String,
}

impl Node {
    /// The entries of a mapping, none for anything else.
    pub fn entries(&self) -> &[(Key, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; a single value counts as a list of one, nothing as an empty one.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The text of a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The value under a key that is written exactly so.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.text == key).map(|(_, node)| node)
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}

/// Reads one YAML document; an empty text is an empty mapping.
///
/// Anchors and aliases must have been refused before (they are counted here only so that a text
/// cannot grow: more nodes than bytes is an error).
pub fn read(text: &str) -> Result<Node, SyntaxError> {
    let budget = text.len() + 16;
    let mut root = Draft::read(text, budget)?;
    if root.has_guess() {
        Reread(&mut root)
            .deserialize(serde_yaml::Deserializer::from_str(text))
            .map_err(|error| syntax_error(text, &error))?;
    }
    let node = placing::place(text, root);
    Ok(match node.value {
        Value::Null => Node { span: 0..0, value: Value::Map(Vec::new()) },
        _ => node,
    })
}

/// Writes a scalar so that it reads back as typed: always in double quotes.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn syntax_error(text: &str, error: &serde_yaml::Error) -> SyntaxError {
    let at = error.location().map_or(0, |location| location.index().min(text.len()));
    SyntaxError { at: floor_boundary(text, at), message: without_places(&error.to_string()) }
}

/// The parser counts lines from the beginning of the fields, people from that of the file.
fn without_places(message: &str) -> String {
    let mut words = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(" at line ") {
        words.push_str(before);
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        rest = rest.strip_prefix(" column ").unwrap_or(rest);
        rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    words + rest
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A node before its place is known. `Guess` is a plain scalar that YAML took for a number or a
/// truth value: its own words are read again as text, because serde_yaml hands out only the guess.
enum Draft {
    Null,
    Text(String),
    Guess,
    List(Vec<Draft>),
    Map(Vec<(Draft, Draft)>),
}

impl Draft {
    fn read(text: &str, mut budget: usize) -> Result<Self, SyntaxError> {
        First { budget: &mut budget }
            .deserialize(serde_yaml::Deserializer::from_str(text))
            .map_err(|error| syntax_error(text, &error))
    }

    fn has_guess(&self) -> bool {
        match self {
            Self::Guess => true,
            Self::Null | Self::Text(_) => false,
            Self::List(items) => items.iter().any(Self::has_guess),
            Self::Map(entries) => entries.iter().any(|(k, v)| k.has_guess() || v.has_guess()),
        }
    }
}

struct First<'b> {
    budget: &'b mut usize,
}

impl First<'_> {
    fn spend<E: serde::de::Error>(&mut self) -> Result<(), E> {
        *self.budget =
            self.budget.checked_sub(1).ok_or_else(|| E::custom("more values than text"))?;
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for First<'_> {
    type Value = Draft;

    fn deserialize<D: Deserializer<'de>>(mut self, from: D) -> Result<Draft, D::Error> {
        self.spend()?;
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for First<'_> {
    type Value = Draft;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a mapping")
    }

    fn visit_str<E>(self, text: &str) -> Result<Draft, E> {
        Ok(Draft::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Draft, E> {
        Ok(Draft::Null)
    }

    /// A text without any value, which serde_yaml does not call a unit.
    fn visit_none<E>(self) -> Result<Draft, E> {
        Ok(Draft::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Draft, E> {
        Ok(Draft::Guess)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Draft, E> {
        Ok(Draft::Guess)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Draft, E> {
        Ok(Draft::Guess)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Draft, E> {
        Ok(Draft::Guess)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Draft, E> {
        Ok(Draft::Guess)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Draft, E> {
        Ok(Draft::Guess)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Draft, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(First { budget: self.budget })? {
            items.push(item);
        }
        Ok(Draft::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Draft, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(First { budget: self.budget })? {
            if matches!(key, Draft::List(_) | Draft::Map(_)) {
                return Err(A::Error::custom("a key must be a text"));
            }
            entries.push((key, map.next_value_seed(First { budget: self.budget })?));
        }
        Ok(Draft::Map(entries))
    }
}

/// The second reading: the shape is known now, so each guessed scalar is asked for as text.
struct Reread<'n>(&'n mut Draft);

impl<'de> DeserializeSeed<'de> for Reread<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.0 {
            Draft::Guess => from.deserialize_str(self),
            Draft::List(_) => from.deserialize_seq(self),
            Draft::Map(_) => from.deserialize_map(self),
            Draft::Null | Draft::Text(_) => from.deserialize_ignored_any(IgnoredAny).map(|_| ()),
        }
    }
}

impl<'de> Visitor<'de> for Reread<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same text as before")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        *self.0 = Draft::Text(text.to_owned());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Draft::List(items) = self.0 {
            for item in items {
                list.next_element_seed(Reread(item))?;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Draft::Map(entries) = self.0 {
            for (key, value) in entries {
                map.next_key_seed(Reread(key))?;
                map.next_value_seed(Reread(value))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, read};

    fn scalar(text: &str, key: &str) -> String {
        let root = read(text).expect("valid YAML");
        root.get(key).and_then(|node| node.scalar()).unwrap_or("(none)").to_owned()
    }

    #[test]
    fn every_scalar_is_kept_as_typed() {
        for word in
            ["03478", "12E3", "1.10", "no", "true", "0x1F", "+84912", "1_000", ".5", "1e3", "05"]
        {
            assert_eq!(scalar(&format!("a: {word}\nb: x"), "a"), word);
        }
        assert_eq!(scalar("a: \"null\"", "a"), "null");
    }

    #[test]
    fn nothing_is_nothing() {
        let root = read("a:\nb: ~\nc: null\n").expect("valid YAML");
        assert!(root.entries().iter().all(|(_, node)| node.value == Value::Null));
        assert!(read("").expect("valid").entries().is_empty());
    }

    #[test]
    fn repeated_keys_and_places_are_kept() {
        let text = "tên: một\ntên: hai\nsố: [1.10, no]\n";
        let root = read(text).expect("valid YAML");
        let places: Vec<&str> =
            root.entries().iter().map(|(key, _)| &text[key.span.clone()]).collect();
        assert_eq!(places, ["tên", "tên", "số"]);
        let numbers: Vec<&str> =
            root.entries()[2].1.items().iter().map(|node| &text[node.span.clone()]).collect();
        assert_eq!(numbers, ["1.10", "no"]);
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for level in 1..9 {
            let previous = level - 1;
            let aliases = format!("*a{previous},").repeat(9);
            text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        assert!(read(&text).is_err());
    }

    #[test]
    fn no_text_makes_it_panic() {
        for text in
            ["\u{feff}a: b", "a: [", "- - - {", "a: \"\\", "? x\n: y", "\0", "a: !x b", "{}: a"]
        {
            let _ = read(text);
        }
    }
}
