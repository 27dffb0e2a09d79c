//! Reads and writes days, minutes and periods.
//!
//! Takes text as typed (`22/10/2021 08:00`, `ngày 22 tháng 10 năm 2021`, `từ ngày … đến ngày …`);
//! gives checked values that sort, and their text in Vietnamese, English and ISO 8601. All time is
//! Vietnamese time, +07:00 the year round; the clock is never read here. How the words of a date
//! are taken apart is in `date/words.rs`, how days and periods are written in `date/written.rs`.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::text::fold;

mod words;
mod written;

/// Years beyond these are slips of the finger.
const FIRST_YEAR: i16 = 1000;
const LAST_YEAR: i16 = 2999;

/// Vietnamese time.
const OFFSET: jiff::tz::Offset = jiff::tz::offset(7);

/// A day that exists, in the years 1000 to 2999. Stored as the number 20211022.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct Date {
    year: i16,
    month: i8,
    day: i8,
}

/// A day, perhaps with a minute.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct When {
    /// The day.
    pub date: Date,
    /// Minutes since midnight, if a time was written.
    pub minute: Option<u16>,
}

/// A first and a last day, both included; a missing one leaves that end open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// Why a text is not a date, a time or a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateError {
    /// `22/10/21`.
    TwoDigitYear,
    /// `10/22/2021`.
    MonthFirst,
    /// A day or time that does not exist: `31/11/2021`, `25:00`.
    Impossible,
    /// Not a date at all.
    Unreadable,
    /// A period that ends before it begins.
    Backwards,
}

/// A second in time, within the years of `Date`. Stored as Unix seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Instant {
    seconds: i64,
}

impl Date {
    /// The day, if it exists.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        let in_range = (FIRST_YEAR..=LAST_YEAR).contains(&year);
        let civil = civil::Date::new(year, month, day).ok().filter(|_| in_range)?;
        Some(Date::from_civil(civil))
    }

    /// The year, 1000 to 2999.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(&self) -> i8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(&self) -> i8 {
        self.day
    }

    /// The day so many days later, or earlier; None beyond the years of `Date`.
    pub fn add_days(&self, days: i32) -> Option<Date> {
        let span = jiff::Span::new().try_days(days).ok()?;
        let day = self.civil().checked_add(span).ok()?;
        Date::new(day.year(), day.month(), day.day())
    }

    /// The day of the week, Monday 1 to Sunday 7.
    pub fn weekday(&self) -> u8 {
        self.civil().weekday().to_monday_one_offset().unsigned_abs()
    }

    fn civil(&self) -> civil::Date {
        civil::Date::new(self.year, self.month, self.day).unwrap_or_default()
    }

    fn from_civil(date: civil::Date) -> Date {
        Date { year: date.year(), month: date.month(), day: date.day() }
    }
}

impl From<Date> for i32 {
    fn from(date: Date) -> i32 {
        (i32::from(date.year) * 100 + i32::from(date.month)) * 100 + i32::from(date.day)
    }
}

impl TryFrom<i32> for Date {
    type Error = &'static str;

    fn try_from(number: i32) -> Result<Date, &'static str> {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let fields = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
        let (Ok(year), Ok(month), Ok(day)) = fields else { return Err("no such day") };
        Date::new(year, month, day).ok_or("no such day")
    }
}

impl When {
    /// The beginning of the minute; without one, of the day.
    pub fn instant(&self) -> Instant {
        Instant::on(self.date, i64::from(self.minute.unwrap_or_default()) * 60)
    }
}

impl Period {
    /// The period between two days, unless it ends before it begins.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Result<Period, DateError> {
        match (from, to) {
            (Some(first), Some(last)) if last < first => Err(DateError::Backwards),
            _ => Ok(Period { from, to }),
        }
    }
}

impl Instant {
    const FIRST: i64 = -30_610_249_200;
    const LAST: i64 = 32_503_654_799;

    /// The second so many seconds after 1970 began in Greenwich; clamped to the years of `Date`.
    pub fn from_unix(seconds: i64) -> Instant {
        Instant { seconds: seconds.clamp(Instant::FIRST, Instant::LAST) }
    }

    /// Reads what `parse_when` reads, with seconds; a day alone is its midnight.
    pub fn parse(text: &str) -> Result<Instant, DateError> {
        let (date, clock) = words::date_and_clock(&fold::plain(text))?;
        let Some(clock) = clock else { return Ok(Instant::on(date, 0)) };
        let here = i64::from(OFFSET.seconds());
        Ok(Instant::on(date, clock.seconds()? + here - clock.offset.unwrap_or(here)))
    }

    /// Seconds since 1970 began in Greenwich.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The day in Vietnam.
    pub fn date(&self) -> Date {
        Date::from_civil(self.civil().date())
    }

    /// `2021-10-22T08:00:00+07:00`.
    pub fn rfc3339(&self) -> String {
        let time = self.civil();
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        format!("{}T{hour:02}:{minute:02}:{second:02}+07:00", self.date().iso())
    }

    /// So many seconds after midnight in Vietnam.
    fn on(date: Date, seconds: i64) -> Instant {
        let midnight = OFFSET.to_timestamp(date.civil().at(0, 0, 0, 0)).unwrap_or_default();
        Instant::from_unix(midnight.as_second() + seconds)
    }

    fn civil(&self) -> civil::DateTime {
        OFFSET.to_datetime(Timestamp::from_second(self.seconds).unwrap_or_default())
    }
}

impl From<Instant> for i64 {
    fn from(instant: Instant) -> i64 {
        instant.seconds
    }
}

impl From<i64> for Instant {
    fn from(seconds: i64) -> Instant {
        Instant::from_unix(seconds)
    }
}

/// Reads a day: `22/10/2021`, `22-10-2021`, `2021-10-22`, `ngày 22 tháng 10 năm 2021`.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    words::date(&fold::plain(text))
}

/// Reads a day, perhaps with a time: `22/10/2021 08:00`, `08:00 ngày 22/10/2021`,
/// `2021-10-22T08:00+07:00`. A time with another offset becomes the one in Vietnam.
pub fn parse_when(text: &str) -> Result<When, DateError> {
    let (date, clock) = words::date_and_clock(&fold::plain(text))?;
    if clock.is_none() {
        return Ok(When { date, minute: None });
    }
    let time = Instant::parse(text)?.civil();
    let minute =
        u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
    Ok(When { date: Date::from_civil(time.date()), minute: Some(minute) })
}

/// Reads a period: `từ ngày … đến ngày …`, `a – b`, `từ ngày …`, `đến ngày …`, or one day alone.
pub fn parse_period(text: &str) -> Result<Period, DateError> {
    let folded = fold::plain(text);
    let text = folded.strip_prefix("ke ").unwrap_or(&folded);
    if let Some(last) = text.strip_prefix("den ") {
        let last = words::date(last.strip_prefix("het ").unwrap_or(last))?;
        return Ok(Period { from: None, to: Some(last) });
    }
    let (text, is_open) = text.strip_prefix("tu ").map_or((text, false), |rest| (rest, true));
    match words::ends(text) {
        Some((from, to)) => Period::new(Some(words::date(from)?), Some(words::date(to)?)),
        None => {
            let from = words::date(text)?;
            Ok(Period { from: Some(from), to: (!is_open).then_some(from) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    #[test]
    fn every_way_to_write_a_day_gives_the_same_day() {
        for text in [
            "22/10/2021",
            "22-10-2021",
            "2021-10-22",
            "2021/10/22",
            "22.10.2021",
            "ngày 22 tháng 10 năm 2021",
            " 22/10/2021. ",
            "22 tháng 10 năm 2021",
            "Ngày 22/10/2021",
            "ngay 22 thang 10 nam 2021",
        ] {
            assert_eq!(parse_date(text).map(|date| date.iso()), Ok("2021-10-22".to_owned()));
        }
    }

    #[test]
    fn a_wrong_day_says_what_is_wrong() {
        for (text, error) in [
            ("22/10/21", DateError::TwoDigitYear),
            ("ngày 5 tháng 6 năm 21", DateError::TwoDigitYear),
            ("10/22/2021", DateError::MonthFirst),
            ("31/11/2021", DateError::Impossible),
            ("29/02/2021", DateError::Impossible),
            ("2021-13-01", DateError::Impossible),
            ("0/1/2021", DateError::Impossible),
            ("01/01/9021", DateError::Impossible),
            ("22/10", DateError::Unreadable),
            ("22/10/20211", DateError::Unreadable),
            ("", DateError::Unreadable),
            ("147/KH-SYT", DateError::Unreadable),
            ("22/10/2021 08:00", DateError::Unreadable),
            ("+2/10/2021", DateError::Unreadable),
        ] {
            assert_eq!(parse_date(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_time_may_stand_before_or_behind_the_day() {
        for text in [
            "22/10/2021 08:00",
            "2021-10-22 08:00",
            "2021-10-22T08:00+07:00",
            "2021-10-22T01:00:00Z",
            "08:00 ngày 22/10/2021",
            "ngày 22 tháng 10 năm 2021 08:00",
            "8h ngày 22/10/2021",
            "8 giờ 00 phút, ngày 22 tháng 10 năm 2021",
            "22/10/2021 lúc 8h00",
            "22/10/2021, 8 giờ",
            "2021-10-22 08:00:59.9 +07:00",
        ] {
            let when = When { date: day("22/10/2021"), minute: Some(480) };
            assert_eq!(parse_when(text), Ok(when), "{text}");
        }
        assert_eq!(parse_when("22/10/2021").map(|when| when.minute), Ok(None));
        assert_eq!(parse_when("22/10/2021 25:00"), Err(DateError::Impossible));
        assert_eq!(parse_when("22/10/21 08:00"), Err(DateError::TwoDigitYear));
        assert_eq!(parse_when("22/10/2021 08"), Err(DateError::Unreadable));
    }

    #[test]
    fn a_period_may_be_open_at_one_end() {
        for (text, shown) in [
            ("từ ngày 25/10/2021 đến ngày 25/11/2021", "từ ngày 25/10/2021 đến ngày 25/11/2021"),
            ("25/10/2021 – 25/11/2021", "từ ngày 25/10/2021 đến ngày 25/11/2021"),
            ("2021-10-25 - 2021-11-25", "từ ngày 25/10/2021 đến ngày 25/11/2021"),
            ("Từ 25/10/2021 đến hết ngày 25/11/2021.", "từ ngày 25/10/2021 đến ngày 25/11/2021"),
            ("kể từ ngày 25/10/2021", "từ ngày 25/10/2021"),
            ("đến ngày 25/11/2021", "đến ngày 25/11/2021"),
            ("ngày 25/10/2021", "ngày 25/10/2021"),
        ] {
            assert_eq!(parse_period(text).map(|period| period.text_vi()), Ok(shown.to_owned()));
        }
        assert_eq!(parse_period("2/1/2021 - 1/1/2021"), Err(DateError::Backwards));
        assert_eq!(parse_period("từ ngày nào"), Err(DateError::Unreadable));
    }

    #[test]
    fn days_can_be_counted() {
        assert_eq!(day("28/2/2024").add_days(2), Some(day("1/3/2024")));
        assert_eq!(day("1/1/2021").add_days(-1), Some(day("31/12/2020")));
        assert_eq!(day("1/1/2021").add_days(i32::MAX), None);
        assert_eq!((day("22/10/2021").weekday(), day("24/10/2021").weekday()), (5, 7));
    }

    #[test]
    fn an_instant_is_shown_in_vietnamese_time() {
        let instant = Instant::parse("2021-10-21T17:00:05Z").unwrap();
        assert_eq!(instant.rfc3339(), "2021-10-22T00:00:05+07:00");
        assert_eq!(Instant::parse(&instant.rfc3339()), Ok(instant));
        assert_eq!(Instant::parse("22/10/2021").map(|i| i.seconds()), Ok(1_634_835_600));
        assert_eq!(
            When { date: day("22/10/2021"), minute: Some(1) }.instant().seconds(),
            1_634_835_660
        );
    }

    #[test]
    fn the_ends_of_time_are_days_too() {
        assert_eq!(Instant::from_unix(i64::MIN).rfc3339(), "1000-01-01T00:00:00+07:00");
        assert_eq!(Instant::from_unix(i64::MAX).rfc3339(), "2999-12-31T23:59:59+07:00");
        assert_eq!(Date::try_from(20_211_022), Ok(day("22/10/2021")));
        assert!(
            [0, -1, i32::MIN, i32::MAX, 20_210_230].iter().all(|&n| Date::try_from(n).is_err())
        );
    }

    #[test]
    fn any_text_is_read_or_refused() {
        for text in
            ["t", "tt1:", "h", "1h+", "1h-", "ngay ", " - ", "–", "22/10/2021t", "é:é z", "+é7:00"]
        {
            assert!(parse_when(text).is_err() && parse_period(text).is_err(), "{text}");
        }
    }
}
