//! Text as JSON holds it.

/// Adds a text in quotes. `<` is escaped too, so that what is written may stand in a page's script.
pub fn push_string(json: &mut String, words: &str) {
    json.push('"');
    let mut done = 0;
    for (at, byte) in words.bytes().enumerate() {
        let escaped = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'<' => "\\u003c",
            0..=0x1f => " ",
            _ => continue,
        };
        json.push_str(&words[done..at]);
        json.push_str(escaped);
        done = at + 1;
    }
    json.push_str(&words[done..]);
    json.push('"');
}

/// Adds the name of a member and its text, behind a comma where one is due.
pub fn push_member(json: &mut String, name: &str, words: &str) {
    push_name(json, name);
    push_string(json, words);
}

/// Adds the name of a member, behind a comma where one is due.
pub fn push_name(json: &mut String, name: &str) {
    push_comma(json);
    push_string(json, name);
    json.push(':');
}

/// Adds a comma, unless an object or a list has just begun.
pub fn push_comma(json: &mut String) {
    if !json.ends_with(['{', '[']) && !json.is_empty() {
        json.push(',');
    }
}

#[cfg(test)]
mod tests {
    use super::{push_member, push_string};

    #[test]
    fn any_text_comes_back_from_json() {
        for words in ["", "“Lan tỏa”", "a\"b\\c\nd", "</script><!--"] {
            let mut json = String::new();
            push_string(&mut json, words);
            assert!(!json.contains('<'));
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), words);
        }
    }

    #[test]
    fn members_are_parted_by_commas() {
        let mut json = String::from("{");
        push_member(&mut json, "a", "1");
        push_member(&mut json, "b", "2");
        assert_eq!(json, r#"{"a":"1","b":"2""#);
    }
}
