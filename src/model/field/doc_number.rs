//! Document number (số ký hiệu), NĐ 30/2020/NĐ-CP Phụ lục I and III.

use crate::diagnostic::Diagnostic;
use crate::model::field::{Reading, Value};
use crate::text::doc_number::{self, Repair};
use crate::yaml::Node;

/// A document number in its canonical spelling.
pub fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = reading.scalar(node)?;
    match doc_number::parse(typed) {
        Ok(number) => {
            if let Some(padded) = number.padded() {
                let problem = Diagnostic::warning("D02.padding", reading.place(node));
                reading.mendable(problem.with("padded", &padded), node, &padded);
            }
            Some(Value::DocNumber(number))
        }
        Err(Repair::Fix(fixed)) => {
            let problem = Diagnostic::error("D02.spelling", reading.place(node));
            reading.mendable(problem.with("fixed", &fixed), node, &fixed);
            None
        }
        Err(Repair::NotNumbered) => {
            reading.error("D02.not_numbered", node, &[]);
            None
        }
        Err(Repair::No) => {
            reading.error("D02.no_number", node, &[]);
            None
        }
    }
}
