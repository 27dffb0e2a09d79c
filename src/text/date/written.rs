//! Writes days and periods.
//!
//! Takes the values of `date`; gives their text for lists, for documents and for English pages.
//! Texts for machines are here, too; the `<time>` element around them is not.

use super::{Date, Instant, Period};

impl Date {
    /// `2021-10-22`.
    pub fn iso(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `22/10/2021`, always padded, for lists.
    pub fn short(&self) -> String {
        format!("{:02}/{:02}/{}", self.day, self.month, self.year)
    }

    /// `ngày 22 tháng 10 năm 2021`, for documents.
    ///
    /// Padded are days under 10 and the months 1 and 2 only (NĐ 30/2020/NĐ-CP, Phụ lục I):
    /// `ngày 05 tháng 01`, `ngày 29 tháng 6`.
    pub fn long_vi(&self) -> String {
        let month_width = if self.month <= 2 { 2 } else { 1 };
        let Date { year, month, day } = self;
        format!("ngày {day:02} tháng {month:0month_width$} năm {year}")
    }

    /// `22 October 2021`.
    pub fn long_en(&self) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let index = usize::try_from(self.month - 1).unwrap_or_default();
        let month = MONTHS.get(index).copied().unwrap_or_default();
        format!("{} {month} {}", self.day, self.year)
    }
}

impl Period {
    /// `từ ngày 25/10/2021 đến ngày 25/11/2021`, `ngày 25/10/2021`; empty if both ends are open.
    pub fn text_vi(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => format!("ngày {}", from.short()),
            (Some(from), Some(to)) => {
                format!("từ ngày {} đến ngày {}", from.short(), to.short())
            }
            (Some(from), None) => format!("từ ngày {}", from.short()),
            (None, Some(to)) => format!("đến ngày {}", to.short()),
            (None, None) => String::new(),
        }
    }

    /// `from 25 October 2021 to 25 November 2021`; empty if both ends are open.
    pub fn text_en(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => format!("on {}", from.long_en()),
            (Some(from), Some(to)) => format!("from {} to {}", from.long_en(), to.long_en()),
            (Some(from), None) => format!("from {}", from.long_en()),
            (None, Some(to)) => format!("until {}", to.long_en()),
            (None, None) => String::new(),
        }
    }
}

impl Instant {
    /// `08:00 ngày 12 tháng 11 năm 2021`, in Vietnam.
    pub fn long_vi(&self) -> String {
        format!("{} {}", self.clock(), self.date().long_vi())
    }

    /// `08:00 on 12 November 2021`, in Vietnam.
    pub fn long_en(&self) -> String {
        format!("{} on {}", self.clock(), self.date().long_en())
    }

    /// `12/11/2021 08:00`, as it is typed.
    pub fn short(&self) -> String {
        format!("{} {}", self.date().short(), self.clock())
    }

    fn clock(&self) -> String {
        let time = self.civil();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn days_and_the_first_two_months_are_padded_in_documents() {
        assert_eq!(day(2021, 1, 5).long_vi(), "ngày 05 tháng 01 năm 2021");
        assert_eq!(day(2021, 2, 15).long_vi(), "ngày 15 tháng 02 năm 2021");
        assert_eq!(day(2021, 6, 29).long_vi(), "ngày 29 tháng 6 năm 2021");
        assert_eq!(day(2021, 12, 9).long_vi(), "ngày 09 tháng 12 năm 2021");
    }

    #[test]
    fn lists_and_machines_read_padded_days() {
        assert_eq!(day(2021, 6, 5).short(), "05/06/2021");
        assert_eq!(day(2021, 6, 5).iso(), "2021-06-05");
    }

    #[test]
    fn an_instant_is_told_by_the_clock_in_vietnam() {
        let instant = Instant::parse("2021-11-12T01:00:00Z").unwrap();
        assert_eq!(instant.long_vi(), "08:00 ngày 12 tháng 11 năm 2021");
        assert_eq!(instant.long_en(), "08:00 on 12 November 2021");
        assert_eq!(instant.short(), "12/11/2021 08:00");
    }

    #[test]
    fn english_pages_name_the_month() {
        let days = (Some(day(2021, 10, 25)), Some(day(2021, 11, 5)));
        let text = |from, to| Period { from, to }.text_en();
        assert_eq!(text(days.0, days.1), "from 25 October 2021 to 5 November 2021");
        assert_eq!(text(days.0, days.0), "on 25 October 2021");
        assert_eq!(text(None, days.1), "until 5 November 2021");
    }
}
