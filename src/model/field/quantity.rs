//! Number and money, as Vietnamese write them: dots group by three, a comma begins the decimals.

use crate::model::field::{Reading, Value};
use crate::text::number::{self, NumberError};
use crate::yaml::Node;

/// A number: `1.250`, `12,5`, `95 %`.
pub fn read_number(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = reading.scalar(node)?;
    match number::parse_number(typed) {
        Ok(number) => Some(Value::Number(number)),
        Err(error) => {
            refuse(&error, "S02.number", node, reading);
            None
        }
    }
}

/// An amount of money in whole đồng: `1.000.000`, `3 triệu`, `1,5 tỷ`.
pub fn read_money(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = reading.scalar(node)?;
    match number::parse_money(typed) {
        Ok(amount) => Some(Value::Money(amount)),
        Err(error) => {
            refuse(&error, "S02.money", node, reading);
            None
        }
    }
}

fn refuse(error: &NumberError, id: &'static str, node: &Node, reading: &mut Reading<'_>) {
    match error {
        NumberError::Ambiguous(one, other) => {
            reading.error("S02.number_ambiguous", node, &[("one", one), ("other", other)]);
        }
        _ => reading.error(id, node, &[]),
    }
}
