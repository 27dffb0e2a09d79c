//! Takes the words of a date apart.
//!
//! Text comes in folded by `fold::plain`; out go checked dates and times of day. Only the shapes
//! people type are read, and only when nothing is left over. What the values mean, and their
//! text, is in `date`.

use super::{Date, DateError};

/// A time of day as written.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    hour: i64,
    minute: i64,
    second: i64,
    /// Seconds east of Greenwich, if written.
    pub(super) offset: Option<i64>,
}

impl Clock {
    /// Seconds since midnight, if there is such a time.
    pub(super) fn seconds(&self) -> Result<i64, DateError> {
        let exists = self.hour < 24 && self.minute < 60 && self.second < 60;
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        exists.then_some(seconds).ok_or(DateError::Impossible)
    }
}

/// Reads a day: `22/10/2021`, `22-10-2021`, `2021-10-22`, `ngay 22 thang 10 nam 2021`.
pub(super) fn date(text: &str) -> Result<Date, DateError> {
    let text = text.trim_matches([' ', ',', '.', ';']);
    let text = text.strip_prefix("ngay ").unwrap_or(text);
    let words: Vec<&str> = text.split(' ').collect();
    if let [day, "thang", month, "nam", year] = words.as_slice() {
        return day_month_year(day, month, year);
    }
    let slashed: Vec<&str> = text.split('/').collect();
    let hyphened: Vec<&str> = text.split('-').collect();
    let dotted: Vec<&str> = text.split('.').collect();
    if let [day, month, year] = dotted.as_slice() {
        return day_month_year(day, month, year);
    }
    match (slashed.as_slice(), hyphened.as_slice()) {
        ([year, month, day], _) | (_, [year, month, day]) if year.len() == 4 => {
            dated(digits(year)?, short_digits(month)?, short_digits(day)?)
        }
        ([day, month, year], _) => day_month_year(day, month, year),
        (_, [day, month, year]) => day_month_year(day, month, year),
        _ => Err(DateError::Unreadable),
    }
}

fn day_month_year(day: &str, month: &str, year: &str) -> Result<Date, DateError> {
    let (day, month, long_year) = (short_digits(day)?, short_digits(month)?, digits(year)?);
    match year.len() {
        2 => Err(DateError::TwoDigitYear),
        4 if day <= 12 && (13..=31).contains(&month) => Err(DateError::MonthFirst),
        4 => dated(long_year, month, day),
        _ => Err(DateError::Unreadable),
    }
}

fn dated(year: i16, month: i16, day: i16) -> Result<Date, DateError> {
    let (month, day) = (i8::try_from(month), i8::try_from(day));
    let date = month.ok().zip(day.ok()).and_then(|(month, day)| Date::new(year, month, day));
    date.ok_or(DateError::Impossible)
}

fn short_digits(text: &str) -> Result<i16, DateError> {
    if text.len() <= 2 { digits(text) } else { Err(DateError::Unreadable) }
}

fn digits(text: &str) -> Result<i16, DateError> {
    let is_number = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).ok_or(DateError::Unreadable)
}

/// Reads a day with a time before or behind it, or alone.
pub(super) fn date_and_clock(text: &str) -> Result<(Date, Option<Clock>), DateError> {
    let text = text.strip_prefix("vao ").unwrap_or(text);
    let text = text.strip_prefix("luc ").unwrap_or(text);
    if let Some((day, time)) = text.split_once('t')
        && let (Ok(day), Some(clock)) = (date(day), clock(time))
    {
        return Ok((day, Some(clock)));
    }
    match behind(text).or_else(|| before(text)) {
        Some((day, clock)) => Ok((date(day)?, Some(clock))),
        None => Ok((date(text)?, None)),
    }
}

/// Most spaces inside a time: `8 gio 30 phut`.
const CLOCK_SPACES: usize = 3;

/// The day and the time behind it: `22/10/2021 luc 08:00`.
fn behind(text: &str) -> Option<(&str, Clock)> {
    let spaces: Vec<usize> = text.rmatch_indices(' ').map(|m| m.0).take(CLOCK_SPACES + 1).collect();
    spaces.iter().rev().find_map(|&space| {
        let (day, time) = text.split_at(space);
        Some((day.strip_suffix(" luc").unwrap_or(day), clock(time)?))
    })
}

/// The day and the time before it: `08:00 ngay 22/10/2021`.
fn before(text: &str) -> Option<(&str, Clock)> {
    let spaces: Vec<usize> = text.match_indices(' ').map(|m| m.0).take(CLOCK_SPACES + 1).collect();
    spaces.iter().rev().find_map(|&space| {
        let (time, day) = text.split_at(space);
        Some((day, clock(time)?))
    })
}

/// Reads `08:00`, `8h30`, `8 gio`, `8 gio 30 phut`, `08:00:30.5+07:00`, `01:00z`.
fn clock(text: &str) -> Option<Clock> {
    let text = text.trim_matches([' ', ',']);
    let text = text.strip_suffix(" phut").unwrap_or(text).replace(" gio", "h").replace(' ', "");
    let (time, offset) = split_offset(&text)?;
    let (hour, rest) = time.split_once([':', 'h'])?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    let minute = if minute.is_empty() && time.ends_with('h') { "00" } else { minute };
    let two = |text: &str| short_digits(text).ok().map(i64::from).filter(|_| text.len() == 2);
    fraction.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    let hour = short_digits(hour).ok()?.into();
    Some(Clock { hour, minute: two(minute)?, second: two(second)?, offset })
}

/// The time without its offset, and that in seconds: 0 for `z`, 25200 for `+07:00` and `+0700`.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    if let Some(time) = text.strip_suffix('z') {
        return Some((time, Some(0)));
    }
    let Some(sign) = text.find(['+', '-']) else { return Some((text, None)) };
    let (time, offset) = text.split_at(sign);
    let number = offset.get(1..)?.replace(':', "");
    let (hours, minutes) =
        if number.len() == 4 { number.split_at_checked(2)? } else { return None };
    let (hours, minutes) = (short_digits(hours).ok()?, short_digits(minutes).ok()?);
    let seconds = (i64::from(hours) * 60 + i64::from(minutes)) * 60;
    Some((time, Some(if offset.starts_with('-') { -seconds } else { seconds })))
}

/// The two ends of a period that names both: `… den ngay …`, `… – …`, `… - …`.
pub(super) fn ends(text: &str) -> Option<(&str, &str)> {
    let marks = [" den het ", " den ", "–", "—", " - "];
    marks.iter().find_map(|mark| text.split_once(mark))
}
