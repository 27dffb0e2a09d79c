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

/// A stretch of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'h> {
    /// What stands between two tags, with its entities; never empty.
    Words(&'h str),
    /// A tag without its brackets: `a href="…"`, `/p`.
    Tag(&'h str),
}

/// Our own HTML, or cleaned: tags end at the first `>`, and there is neither script nor comment in
/// it. A tag that is cut off is passed over.
pub fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if let Some(tag) = rest.strip_prefix('<') {
            let (tag, after) = tag.split_once('>')?;
            rest = after;
            return Some(Piece::Tag(tag));
        }
        let (words, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        rest = after;
        (!words.is_empty()).then_some(Piece::Words(words))
    })
}

/// The name of such a tag, as it was typed, and whether it ends an element.
pub fn tag_name(tag: &str) -> (&str, bool) {
    let (tag, is_end) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
    let length = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
    (&tag[..length], is_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_parted_into_words_and_tags() {
        let of = |html| pieces(html).collect::<Vec<_>>();
        use Piece::{Tag, Words};
        assert_eq!(of(""), []);
        assert_eq!(of("Một"), [Words("Một")]);
        let parts = [Tag("p"), Words("A &amp; "), Tag("b"), Words("B"), Tag("/b"), Tag("/p")];
        assert_eq!(of("<p>A &amp; <b>B</b></p>"), parts);
        assert_eq!(of("Một <a href"), [Words("Một ")], "cut off");
        assert_eq!(tag_name("h2 id=\"a\""), ("h2", false));
        assert_eq!(tag_name("/Sup"), ("Sup", true));
    }

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
