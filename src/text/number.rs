//! Reads and writes numbers, money, sizes and Roman numerals the Vietnamese way.
//!
//! Takes text as typed (`1.234,5`, `95 %`, `1,5 tỷ`, `IV`); gives exact values, and values back as
//! text. The dot groups by three, the comma begins the decimals; what an English reader may have
//! meant otherwise is an error that offers both readings. How the error is worded is elsewhere.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::text::fold;

mod separators;

/// An exact decimal number, perhaps a percentage. Equal values are equal, however they were typed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Number {
    mantissa: i64,
    scale: u8,
    percent: bool,
}

/// Why a text is not a number, or not an amount of money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// A dot or comma that may be meant the English way. The two readings as one would type them:
    /// first with the mark as decimal comma, then with the mark grouping or there by mistake.
    Ambiguous(String, String),
    /// Written the English way beyond doubt (`1,234.5`); the same number as one would type it.
    English(String),
    /// More digits than fit.
    TooLong,
    /// A fraction of a đồng.
    Fraction,
    /// Money that is not đồng.
    Currency,
    /// Not a number at all.
    Unreadable,
}

impl Number {
    /// The value without its decimal comma: 125 for `12,5`.
    pub fn mantissa(&self) -> i64 {
        self.mantissa
    }

    /// How many digits of the mantissa stand behind the comma: 1 for `12,5`.
    pub fn scale(&self) -> u8 {
        self.scale
    }

    /// Whether a percent sign was written.
    pub fn is_percent(&self) -> bool {
        self.percent
    }

    /// The value as written, approximately; 95 for `95 %`.
    pub fn as_f64(&self) -> f64 {
        self.mantissa as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// The canonical text: `1.234.567,89`, `95%`.
    pub fn display(&self) -> String {
        let unit = 10u64.checked_pow(u32::from(self.scale)).unwrap_or(u64::MAX);
        let size = self.mantissa.unsigned_abs();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let percent = if self.percent { "%" } else { "" };
        let whole = grouped(size / unit);
        match usize::from(self.scale) {
            0 => format!("{sign}{whole}{percent}"),
            width => format!("{sign}{whole},{:0width$}{percent}", size % unit),
        }
    }

    /// The value with as many decimals as given, for comparing without rounding.
    fn at_scale(&self, scale: u8) -> i128 {
        let steps = u32::from(scale.saturating_sub(self.scale));
        i128::from(self.mantissa).saturating_mul(10i128.saturating_pow(steps))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number { mantissa: value, scale: 0, percent: false }
    }
}

impl Ord for Number {
    /// By the value as written; of two equal ones the percentage comes last.
    fn cmp(&self, other: &Number) -> Ordering {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.at_scale(scale), other.at_scale(scale));
        a.cmp(&b).then(self.percent.cmp(&other.percent))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Reads `1.250`, `12,5`, `-3`, `95 %`.
pub fn parse_number(text: &str) -> Result<Number, NumberError> {
    let text = text.trim();
    let (text, percent) = match text.strip_suffix('%') {
        Some(value) => (value.trim_end(), true),
        None => (text, false),
    };
    let (digits, negative) = match text.strip_prefix(['-', '−']) {
        Some(digits) => (digits, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let sign = if negative { "-" } else { "" };
    let unit = if percent { "%" } else { "" };
    let number = separators::read(digits).map_err(|error| dressed(error, sign, unit))?;
    let mantissa = if negative { -number.mantissa } else { number.mantissa };
    Ok(Number { mantissa, percent, ..number })
}

/// Puts sign and percent sign back on the readings of an error.
fn dressed(error: NumberError, sign: &str, unit: &str) -> NumberError {
    let dress = |digits: String| format!("{sign}{digits}{unit}");
    match error {
        NumberError::Ambiguous(decimal, grouped) => {
            NumberError::Ambiguous(dress(decimal), dress(grouped))
        }
        NumberError::English(digits) => NumberError::English(dress(digits)),
        other => other,
    }
}

/// Words that multiply an amount, folded; how they end a reading; their worth.
const MULTIPLIERS: [(&str, &str, i64); 7] = [
    ("nghin", " nghìn đồng", 1_000),
    ("ngan", " nghìn đồng", 1_000),
    ("k", " nghìn đồng", 1_000),
    ("trieu", " triệu đồng", 1_000_000),
    ("tr", " triệu đồng", 1_000_000),
    ("ty", " tỷ đồng", 1_000_000_000),
    ("ti", " tỷ đồng", 1_000_000_000),
];

/// Names and signs of other currencies, folded.
const FOREIGN: [&str; 16] = [
    "$", "us$", "usd", "do", "dola", "€", "eur", "euro", "£", "gbp", "¥", "cny", "jpy", "kip",
    "lak", "thb",
];

/// Reads an amount of money in whole đồng: `1.000.000`, `500 nghìn`, `1,5 tỷ đồng`, `3 triệu ₫`.
pub fn parse_money(text: &str) -> Result<i64, NumberError> {
    let folded = fold::plain(text);
    let words = folded.trim_start_matches(is_amount);
    let (amount, words) = folded.split_at(folded.len() - words.len());
    let (unit, worth) = multiplier(words)?;
    let amount = separators::read(amount).map_err(|error| dressed(error, "", unit))?;
    whole_dong(amount, worth)
}

/// How the words behind an amount end a reading, and what they multiply it by.
fn multiplier(words: &str) -> Result<(&'static str, i64), NumberError> {
    let is_dong = |word: &str| matches!(word, "dong" | "d" | "vnd" | "₫");
    let words: Vec<&str> = words.split_whitespace().collect();
    let unit = match words.as_slice() {
        [] => None,
        [word] if is_dong(word) => None,
        [unit] => Some(*unit),
        [unit, currency] if is_dong(currency) => Some(*unit),
        _ => return Err(unreadable_money(&words)),
    };
    let Some(unit) = unit else { return Ok((" đồng", 1)) };
    let known = MULTIPLIERS.iter().find(|(word, ..)| *word == unit);
    known.map(|&(_, ending, worth)| (ending, worth)).ok_or_else(|| unreadable_money(&words))
}

fn unreadable_money(words: &[&str]) -> NumberError {
    let is_foreign = |word: &&str| FOREIGN.contains(&word.trim_end_matches(is_amount));
    if words.iter().any(is_foreign) { NumberError::Currency } else { NumberError::Unreadable }
}

fn is_amount(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}

fn whole_dong(amount: Number, worth: i64) -> Result<i64, NumberError> {
    let unit = 10i64.checked_pow(u32::from(amount.scale)).ok_or(NumberError::TooLong)?;
    let value = i128::from(amount.mantissa) * i128::from(worth);
    if value % i128::from(unit) != 0 {
        return Err(NumberError::Fraction);
    }
    i64::try_from(value / i128::from(unit)).map_err(|_| NumberError::TooLong)
}

/// The canonical text of an amount of money: `1.000.000 đồng`.
pub fn display_money(dong: i64) -> String {
    format!("{} đồng", group(dong))
}

/// The whole number with dots between groups of three: `1.234.567`.
pub fn group(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(value.unsigned_abs()))
}

fn grouped(value: u64) -> String {
    if value < 1000 {
        return value.to_string();
    }
    format!("{}.{:03}", grouped(value / 1000), value % 1000)
}

/// The size of a file as Windows shows it (1 KB = 1024 B): `512 B`, `340 KB`, `1,2 MB`.
pub fn bytes(size: u64) -> String {
    let mut tenths = u128::from(size) * 10;
    for unit in ["B", "KB", "MB", "GB"] {
        let rounded = if tenths < 100 { tenths } else { (tenths + 5) / 10 * 10 };
        if rounded < 10_240 {
            return format!("{} {unit}", tenths_text(rounded));
        }
        tenths = (tenths + 512) / 1024;
    }
    format!("{} TB", tenths_text(tenths))
}

fn tenths_text(tenths: u128) -> String {
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, decimal) => format!("{whole},{decimal}"),
    }
}

const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// Reads a Roman numeral in capitals, I to MMMCMXCIX, in its one correct spelling.
///
/// Small letters are no numeral: `vi`, `xi`, `di` are Vietnamese words.
pub fn roman(text: &str) -> Option<u32> {
    const LONGEST: usize = "MMMDCCCLXXXVIII".len();
    let mut rest = text.get(..text.len().min(LONGEST))?;
    let mut value = 0;
    for (worth, letters) in ROMAN {
        while let Some(shorter) = rest.strip_prefix(letters) {
            rest = shorter;
            value += worth;
        }
    }
    ((1..4000).contains(&value) && roman_text(value) == text).then_some(value)
}

fn roman_text(mut value: u32) -> String {
    let mut text = String::new();
    for (worth, letters) in ROMAN {
        while value >= worth {
            text.push_str(letters);
            value -= worth;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, NumberError> {
        parse_number(text).map(|number| number.display())
    }

    fn either<T>(decimal: &str, grouped: &str) -> Result<T, NumberError> {
        Err(NumberError::Ambiguous(decimal.to_owned(), grouped.to_owned()))
    }

    #[test]
    fn the_dot_groups_and_the_comma_begins_decimals() {
        for (typed, canonical) in [
            ("1.250", "1.250"),
            ("1250", "1.250"),
            ("12,5", "12,5"),
            (" 95 % ", "95%"),
            ("1.234.567,89", "1.234.567,89"),
            ("-0,50", "-0,5"),
            ("−3", "-3"),
            ("+7", "7"),
            ("05", "5"),
            ("0,125", "0,125"),
            ("1234,567", "1.234,567"),
            ("9,00", "9"),
        ] {
            assert_eq!(shown(typed), Ok(canonical.to_owned()), "{typed}");
        }
    }

    #[test]
    fn a_mark_that_may_be_english_offers_both_readings() {
        assert_eq!(shown("1.5"), either("1,5", "15"));
        assert_eq!(shown("1,000"), either("1", "1.000"));
        assert_eq!(shown("-12.5 %"), either("-12,5%", "-125%"));
        assert_eq!(shown("0.250"), either("0,25", "250"));
        assert_eq!(shown("1,234.5"), Err(NumberError::English("1.234,5".to_owned())));
        assert_eq!(shown("1,234,567"), Err(NumberError::English("1.234.567".to_owned())));
    }

    #[test]
    fn what_is_no_number_is_unreadable() {
        for text in
            ["", "%", "-", ".", ",5", "5.", "1..2", "1.2.3", "12 a", "1.23,4.5", "1 000", "٣"]
        {
            assert_eq!(shown(text), Err(NumberError::Unreadable), "{text}");
        }
        assert_eq!(shown(&"9".repeat(40)), Err(NumberError::TooLong));
        assert_eq!(shown(&format!("0,{}1", "0".repeat(300))), Err(NumberError::TooLong));
    }

    #[test]
    fn numbers_are_equal_and_sort_by_value() {
        assert_eq!(parse_number("1,50"), parse_number("1,5"));
        let value = |text| parse_number(text).unwrap();
        assert!(value("9,75") < value("10") && value("-1") < value("-0,5"));
        assert!(value("9223372036854775807") > value("0,000000000000000001"));
        assert_eq!(value("95 %").as_f64(), 95.0);
    }

    #[test]
    fn money_is_whole_dong() {
        for (typed, dong) in [
            ("1.000.000", 1_000_000),
            ("1.000.000 đồng", 1_000_000),
            ("3 triệu", 3_000_000),
            ("1,5 tỷ", 1_500_000_000),
            ("500 nghìn", 500_000),
            ("2 tỉ đồng", 2_000_000_000),
            ("1.000.000\u{a0}₫", 1_000_000),
            ("200.000đ", 200_000),
            ("500k", 500_000),
            ("0", 0),
            ("1000000 VNĐ", 1_000_000),
        ] {
            assert_eq!(parse_money(typed), Ok(dong), "{typed}");
        }
        assert_eq!(display_money(1_000_000), "1.000.000 đồng");
    }

    #[test]
    fn other_money_is_refused() {
        assert_eq!(parse_money("12,5 đồng"), Err(NumberError::Fraction));
        assert_eq!(parse_money("1.5 triệu"), either("1,5 triệu đồng", "15 triệu đồng"));
        for text in ["100 USD", "$100", "5 triệu đô la", "3 €"] {
            assert_eq!(parse_money(text), Err(NumberError::Currency), "{text}");
        }
        for text in ["", "đồng", "-5 đồng", "5 %", "ba triệu", "5 triệu mỗi giải"] {
            assert_eq!(parse_money(text), Err(NumberError::Unreadable), "{text}");
        }
        assert_eq!(parse_money("9999999999 tỷ"), Err(NumberError::TooLong));
    }

    #[test]
    fn groups_and_sizes_read_as_in_vietnam() {
        assert_eq!(group(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!((group(0), group(-1_000)), ("0".to_owned(), "-1.000".to_owned()));
        for (size, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KB"),
            (348_160, "340 KB"),
            (1_258_291, "1,2 MB"),
            (1_048_570, "1 MB"),
            (52_428_800, "50 MB"),
        ] {
            assert_eq!(bytes(size), text);
        }
        assert!(bytes(u64::MAX).ends_with(" TB"));
    }

    #[test]
    fn roman_numerals_have_one_spelling() {
        assert_eq!((1..4000).find(|&value| roman(&roman_text(value)) != Some(value)), None);
        for text in ["", "IIII", "VX", "IC", "vi", "MMMM", "IVI", "É", &"M".repeat(1000)] {
            assert_eq!(roman(text), None, "{text}");
        }
    }
}
