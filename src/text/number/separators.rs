//! Tells grouping dots from decimal commas.
//!
//! Takes digits with dots and commas, sign and unit removed; gives the exact number, or the error
//! that offers what may have been meant. Signs, percent and money are in `number`.

use super::{Number, NumberError};

/// Reads digits with dots and commas.
pub(super) fn read(text: &str) -> Result<Number, NumberError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) {
        return Err(NumberError::Unreadable);
    }
    let Some((before, after)) = text.rsplit_once(['.', ',']) else { return exact(text, "") };
    if before.is_empty() || after.is_empty() {
        return Err(NumberError::Unreadable);
    }
    let is_comma = text.get(before.len()..).is_some_and(|rest| rest.starts_with(','));
    match (ungrouped(text, '.'), ungrouped(text, ',')) {
        (Some(digits), _) => exact(&digits, ""),
        (_, None) if is_comma && is_digits(before) => exact(before, after),
        _ if is_digits(before) => Err(ambiguous(before, after)),
        (_, Some(digits)) => Err(english(&digits, "")),
        _ => mixed(before, is_comma, after),
    }
}

/// Reads a number with both marks, the last one before `after`: `1.234,5` or, English, `1,234.5`.
fn mixed(before: &str, is_comma: bool, after: &str) -> Result<Number, NumberError> {
    match ungrouped(before, if is_comma { '.' } else { ',' }) {
        Some(digits) if is_comma => exact(&digits, after),
        Some(digits) => Err(english(&digits, after)),
        None => Err(NumberError::Unreadable),
    }
}

/// The digits without the marks, if these stand where grouping marks stand: one to three digits
/// without a leading zero, then three digits each.
fn ungrouped(text: &str, mark: char) -> Option<String> {
    let (first, rest) = text.split_once(mark)?;
    let leads = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
    let follows = rest.split(mark).all(|part| part.len() == 3 && is_digits(part));
    (leads && follows).then(|| text.replace(mark, ""))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The error that offers the mark as decimal comma and as no mark at all.
fn ambiguous(whole: &str, decimals: &str) -> NumberError {
    let decimal = exact(whole, decimals).map(|number| number.display());
    let grouped = exact(&format!("{whole}{decimals}"), "").map(|number| number.display());
    match (decimal, grouped) {
        (Ok(decimal), Ok(grouped)) => NumberError::Ambiguous(decimal, grouped),
        (Err(error), _) | (_, Err(error)) => error,
    }
}

/// The error that offers an English number as one would type it here.
fn english(whole: &str, decimals: &str) -> NumberError {
    exact(whole, decimals).map_or_else(|error| error, |n| NumberError::English(n.display()))
}

/// The number of these digits; zeros at the end of the decimals say nothing and go.
fn exact(whole: &str, decimals: &str) -> Result<Number, NumberError> {
    let decimals = decimals.trim_end_matches('0');
    let scale = u8::try_from(decimals.len()).ok().filter(|&scale| scale <= 18);
    let mantissa = format!("{whole}{decimals}").parse().ok();
    match (mantissa, scale) {
        (Some(mantissa), Some(scale)) => Ok(Number { mantissa, scale, percent: false }),
        _ => Err(NumberError::TooLong),
    }
}
