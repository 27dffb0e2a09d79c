//! Days off and the counting of working days.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::date::Date;

/// Days off of a country's offices, year by year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Each year that is known.
    pub years: BTreeMap<i16, Year>,
}

/// The exceptions of one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Weekdays that are off.
    pub off: BTreeSet<Date>,
    /// Saturdays and Sundays on which offices work.
    pub working: BTreeSet<Date>,
}

impl Holidays {
    /// Whether the days off of a year are known.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// Working days after `from` up to and with `until`, counted no further than `enough`: the
    /// first day does not count (Bộ luật Dân sự 2015, Điều 147).
    pub fn working_days(&self, from: Date, until: Date, enough: u32) -> u32 {
        let mut count = 0;
        let mut day = from;
        while count < enough && day < until {
            let Some(next) = day.add_days(1) else { break };
            day = next;
            count += u32::from(self.is_working(day));
        }
        count
    }

    fn is_working(&self, day: Date) -> bool {
        let year = self.years.get(&day.year());
        match day.weekday() {
            6 | 7 => year.is_some_and(|year| year.working.contains(&day)),
            _ => year.is_none_or(|year| !year.off.contains(&day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Holidays, Year};
    use crate::text::date::{Date, parse_date};

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    #[test]
    fn working_days_leave_out_weekends_and_holidays_but_not_saturdays_worked() {
        let mut holidays = Holidays::default();
        let count =
            |holidays: &Holidays| holidays.working_days(day("29/04/2024"), day("06/05/2024"), 100);
        assert_eq!(count(&holidays), 5);
        let year = Year {
            off: [day("30/04/2024"), day("01/05/2024")].into(),
            working: [day("04/05/2024")].into(),
        };
        holidays.years.insert(2024, year);
        assert_eq!(count(&holidays), 4);
        assert_eq!(holidays.working_days(day("29/04/2024"), day("06/05/2024"), 2), 2);
    }
}
