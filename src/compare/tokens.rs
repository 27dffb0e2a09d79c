//! Parts words into what readers take for one: a word, a whole date, number, document number or
//! address; marks stand alone.
//!
//! `25/10/2021` that becomes `01/11/2021` is one change and not five, and so is `ngày 25 tháng 10
//! năm 2021`. Common splitters of words part both at every mark.

/// One token and whether a space stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// The token as written.
    pub text: &'t str,
    /// Whether a space parts it from the one before.
    pub spaced: bool,
}

/// The tokens of some words.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let mut start = 0;
    for (end, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        if letter.is_whitespace() {
            if start < end {
                chunk(&text[start..end], start > 0, &mut tokens);
            }
            start = end + letter.len_utf8();
        }
    }
    joined(text, tokens)
}

/// What stands between two spaces: the marks around it, and what is within.
fn chunk<'t>(chunk: &'t str, spaced: bool, tokens: &mut Vec<Token<'t>>) {
    let is_mark = |letter: char| !letter.is_alphanumeric() && letter != '%';
    let core = chunk.trim_start_matches(is_mark);
    let (before, core) = chunk.split_at(chunk.len() - core.len());
    let trimmed = core.trim_end_matches(is_mark);
    let (core, after) = core.split_at(trimmed.len());
    let mut spaced = spaced;
    let mut push = |text: &'t str| {
        if !text.is_empty() {
            tokens.push(Token { text, spaced });
            spaced = false;
        }
    };
    letters(before).for_each(&mut push);
    // Marks within a number, a date, a document number or an address belong to it.
    let is_whole = core.bytes().any(|byte| byte.is_ascii_digit()) || core.contains(['@', ':', '_']);
    if is_whole {
        push(core);
    } else {
        core.split_inclusive(is_mark).for_each(|part| {
            let word = part.trim_end_matches(is_mark);
            push(word);
            push(&part[word.len()..]);
        });
    }
    letters(after).for_each(&mut push);
}

/// Each mark by itself.
fn letters(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, letter)| &text[at..at + letter.len_utf8()])
}

/// Dates in words, and numbers with their per cent, as one token each.
fn joined<'t>(text: &'t str, tokens: Vec<Token<'t>>) -> Vec<Token<'t>> {
    let mut joined: Vec<Token<'t>> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let length = date(&tokens[at..]).max(share(&tokens[at..])).max(1);
        let (first, last) = (tokens[at], tokens[at + length - 1]);
        let whole = span(text, first.text, last.text);
        joined.push(Token { text: whole, spaced: first.spaced });
        at += length;
    }
    joined
}

/// The stretch of the text from one part of it to another.
fn span<'t>(text: &'t str, first: &'t str, last: &'t str) -> &'t str {
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    text.get(offset(first)..offset(last) + last.len()).unwrap_or(first)
}

/// How many tokens from here are `ngày 22 tháng 10 năm 2021`, or `tháng 10 năm 2021`.
fn date(tokens: &[Token<'_>]) -> usize {
    let is = |at: usize, word: &str| {
        let is_word = |text: &str| text.len() == word.len() && text.to_lowercase() == word;
        tokens.get(at).is_some_and(|token: &Token<'_>| is_word(token.text))
    };
    let number = |at: usize| {
        tokens.get(at).is_some_and(|token| token.text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let day = if is(0, "ngày") && number(1) { 2 } else { 0 };
    if !is(day, "tháng") || !number(day + 1) {
        return 0;
    }
    let month = day + 2;
    match is(month, "năm") && number(month + 1) {
        true => month + 2,
        false => month,
    }
}

/// How many tokens from here are `95 %`.
fn share(tokens: &[Token<'_>]) -> usize {
    let is_number = |token: &Token<'_>| token.text.starts_with(|c: char| c.is_ascii_digit());
    match tokens {
        [number, sign, ..] if is_number(number) && sign.text == "%" => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(text).into_iter().map(|token| token.text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_date_is_one_token() {
        check("từ 25/10/2021, đến", &["từ", "25/10/2021", ",", "đến"]);
        check("Ngày 05 tháng 11 năm 2021.", &["Ngày 05 tháng 11 năm 2021", "."]);
        check("trong tháng 10 năm 2021", &["trong", "tháng 10 năm 2021"]);
        check("ngày mai, tháng sau", &["ngày", "mai", ",", "tháng", "sau"]);
    }

    #[test]
    fn numbers_document_numbers_and_addresses_are_whole() {
        check("số 30/2020/NĐ-CP;", &["số", "30/2020/NĐ-CP", ";"]);
        check("(1.234.567,89 đồng)", &["(", "1.234.567,89", "đồng", ")"]);
        check("đạt 95 % hoặc 95%", &["đạt", "95 %", "hoặc", "95%"]);
        check(
            "xem https://x.vn/a?b, gửi a@x.vn.",
            &["xem", "https://x.vn/a?b", ",", "gửi", "a@x.vn", "."],
        );
    }

    #[test]
    fn marks_stand_alone() {
        check("khoa/phòng “mới”./.", &["khoa", "/", "phòng", "“", "mới", "”", ".", "/", "."]);
        check("Covid-19", &["Covid-19"]);
    }
}
