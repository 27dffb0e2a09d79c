//! The engine: the same source as a module, and as a script for pages opened from disk.

use crate::model::artifact::Artifact;
use crate::search::{FOLDER, names};

/// `engine.js` exports `open`; `engine-classic.js` puts it into `lanToaSearch`; `sw.js` keeps what was
/// asked for at hand.
pub(super) fn scripts(parts: &[&str], worker: &str) -> Vec<Artifact> {
    let source = names::shortened(&parts.iter().map(|part| bare(part)).collect::<String>());
    let module = format!("{source}export{{open}};\n");
    let classic = format!("var lanToaSearch=(function(){{\n{source}return{{open:open}}}})();\n");
    vec![
        Artifact::made(format!("{FOLDER}engine.js"), module.into_bytes()),
        Artifact::made(format!("{FOLDER}engine-classic.js"), classic.into_bytes()),
        Artifact::made(format!("{FOLDER}sw.js"), bare(worker).into_bytes()),
    ]
}

/// Without indentation, empty lines, lines that are comments, spaces and ends of lines that part
/// nothing and the last semicolon of a block; what lines declare one below the other is one
/// declaration. The scripts have no text that goes over several lines
/// and no loop that does nothing, and end every statement that is no block with a semicolon.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let mut bare = String::with_capacity(script.len());
    let mut is_declared = false;
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let line = dense(line);
        let declared = declared(&line);
        if let Some(declared) = declared.filter(|_| is_declared) {
            bare.pop();
            bare.push(',');
            bare.push_str(declared);
            continue;
        }
        is_declared = declared.is_some();
        if line.starts_with('}') {
            end_block(&mut bare);
        }
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_$".contains(c));
        if is_word(bare.chars().next_back()) && is_word(line.chars().next()) {
            bare.push(' ');
        }
        bare.push_str(&line);
    }
    bare
}

/// What a line declares, if that is all it does.
fn declared(line: &str) -> Option<&str> {
    line.strip_prefix("const ").filter(|rest| rest.find(';') == Some(rest.len() - 1))
}

/// Takes off a semicolon before the end of a block.
fn end_block(script: &mut String) {
    if script.ends_with(';') {
        script.pop();
    }
}

/// One line without the spaces beside punctuation; texts and regular expressions stay as they are.
fn dense(line: &str) -> String {
    let mut dense = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let before = dense.chars().next_back();
        let length = match c {
            '"' | '\'' | '`' => literal(rest, c),
            '/' if opens(before) => literal(rest, '/'),
            ' ' => {
                let after = rest[1..].chars().next();
                let parts = |c: Option<char>| {
                    c.is_none_or(|c| {
                        c.is_alphanumeric() || matches!(c, '_' | '$' | '"' | '\'' | '`' | '#')
                    })
                };
                let is_sign = before == after && matches!(before, Some('+' | '-'));
                if is_sign || parts(before) && parts(after) {
                    dense.push(' ');
                }
                rest = &rest[1..];
                continue;
            }
            '}' => {
                end_block(&mut dense);
                1
            }
            c => c.len_utf8(),
        };
        dense.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    dense
}

/// Whether a regular expression, not a division, may begin behind a sign.
pub(super) fn opens(before: Option<char>) -> bool {
    before.is_none_or(|before| "(,=:[!&|?{;".contains(before))
}

/// The length of a text or regular expression that begins here, to its end or that of the line.
pub(super) fn literal(text: &str, end: char) -> usize {
    let (mut is_escaped, mut is_class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if end == '/' => is_class = true,
            ']' => is_class = false,
            _ if c == end && !is_class => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_that_part_something_stay() {
        assert_eq!(dense("const a = b + c;"), "const a=b+c;");
        assert_eq!(dense("a + +b - -c"), "a+ +b- -c");
        assert_eq!(dense(r#"x = "a  b"; y = / [/ ] "/;"#), r#"x="a  b";y=/ [/ ] "/;"#);
        assert_eq!(dense("return { a, b };"), "return{a,b};");
        assert_eq!(dense("if (a) b = c / d / e"), "if(a)b=c/d/e");
        assert_eq!(dense("{ a; } { b(); }"), "{a}{b()}");
    }

    #[test]
    fn comments_are_left_out() {
        assert_eq!(bare("// a\n  let b = 1;\n\n}\nc();\n"), "let b=1}c();");
        assert_eq!(bare("if (a) {\n  b();\n}\n"), "if(a){b()}");
        assert_eq!(bare("return a\n  in b;\n"), "return a in b;");
    }

    #[test]
    fn neighbours_are_declared_together() {
        assert_eq!(
            bare("const a = 1;\nconst b = 2;\nconst c = [\n3];\n"),
            "const a=1,b=2;const c=[3];"
        );
        assert_eq!(bare("const a = 1; b();\nconst c = 2;\n"), "const a=1;b();const c=2;");
        assert_eq!(bare("const a = 1;\nb();\nconst c = 2;\n"), "const a=1;b();const c=2;");
    }
}
