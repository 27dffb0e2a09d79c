//! What HTML and XML write for their own signs.

/// The entities that our renderer and the cleaner of raw HTML write.
const ENTITIES: [(&str, char); 9] = [
    ("&amp;", '&'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&quot;", '"'),
    ("&#39;", '\''),
    ("&#x27;", '\''),
    ("&#34;", '"'),
    ("&#x2F;", '/'),
    ("&nbsp;", '\u{a0}'),
];

/// Adds words as HTML and XML hold them, in text and between double quotation marks.
pub fn push_escaped(words: &str, text: &mut String) {
    for letter in words.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            other => text.push(other),
        }
    }
}

/// The same as a text of its own.
pub fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    push_escaped(words, &mut text);
    text
}

/// The letter that the entity at the beginning of a text stands for, and its length in bytes; `None`
/// where no known one stands there.
pub fn entity(text: &str) -> Option<(char, usize)> {
    let found = ENTITIES.iter().find(|(name, _)| text.starts_with(name));
    found.map(|(name, letter)| (*letter, name.len()))
}

/// Words without entities.
pub fn unescaped(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (letter, length) = entity(&rest[at..]).unwrap_or(('&', 1));
        words.push_str(&rest[..at]);
        words.push(letter);
        rest = &rest[at + length..];
    }
    words + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_comes_back() {
        for words in ["", "A & B", "<b>\"x\"</b>", "&lt; & &amp;", "Sìn Hồ &#x", "&"] {
            assert_eq!(unescaped(&escaped(words)), words);
        }
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }

    #[test]
    fn an_entity_is_read_once() {
        assert_eq!(unescaped("&amp;lt; &#39;a&#x27; b&nbsp;c &khac;"), "&lt; 'a' b\u{a0}c &khac;");
    }
}
