//! Dates and periods, as people write them in Vietnam.

use crate::model::field::{Reading, Value};
use crate::text::date::{self, DateError, Period};
use crate::text::fold;
use crate::yaml::{Node, Value as Raw};

/// A day, or with `minute` perhaps a time of day at +07:00.
pub fn read(minute: bool, node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = reading.scalar(node)?;
    match date::parse_when(typed) {
        Ok(when) if when.minute.is_some() && !minute => {
            reading.error("S02.date_with_time", node, &[("date", &when.date.short())]);
            None
        }
        Ok(when) => Some(Value::Date(when)),
        Err(error) => {
            refuse(error, node, reading);
            None
        }
    }
}

/// A period: a sentence (`từ ngày … đến ngày …`) or `{from, to}`.
pub fn read_period(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let period = match &node.value {
        Raw::Map(_) => from_map(node, reading)?,
        _ => {
            let typed = reading.scalar(node)?;
            match date::parse_period(typed) {
                Ok(period) => period,
                Err(error) => {
                    refuse(error, node, reading);
                    return None;
                }
            }
        }
    };
    Some(Value::Period(period))
}

fn from_map(node: &Node, reading: &mut Reading<'_>) -> Option<Period> {
    let mut period = Period { from: None, to: None };
    for (key, value) in node.entries() {
        if value.is_null() {
            continue;
        }
        let Some(Value::Date(when)) = read(false, value, reading) else { return None };
        match fold::key(&key.text).as_str() {
            "from" | "tu" | "tu_ngay" => period.from = Some(when.date),
            "to" | "den" | "den_ngay" => period.to = Some(when.date),
            _ => reading.error("S01.period_key", value, &[("key", &key.text)]),
        }
    }
    if let (Some(from), Some(to)) = (period.from, period.to)
        && to < from
    {
        refuse(DateError::Backwards, node, reading);
        return None;
    }
    Some(period)
}

fn refuse(error: DateError, node: &Node, reading: &mut Reading<'_>) {
    let id = match error {
        DateError::TwoDigitYear => "S02.date_two_digit_year",
        DateError::MonthFirst => "S02.date_month_first",
        DateError::Impossible => "S02.date_impossible",
        DateError::Unreadable => "S02.date",
        DateError::Backwards => "D07.period_backwards",
    };
    reading.error(id, node, &[]);
}
