//! How many of how many, over all documents of a section.

use crate::model::document::Outline;
use crate::model::field::{FieldType, Value};
use crate::model::kind::Kind;

/// The sum of one column that counts something out of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The field of the column.
    pub field: u16,
    /// How many.
    pub count: i64,
    /// Out of how many.
    pub total: i64,
    /// Documents that say both; the others are in neither number.
    pub counted: usize,
}

impl Sum {
    /// The sums of a kind's columns, those with something to add.
    pub fn of<'a>(kind: &Kind, outlines: impl Iterator<Item = &'a Outline> + Clone) -> Vec<Self> {
        let columns = kind.columns.iter().filter_map(|column| {
            let FieldType::Record { fields, .. } = &kind.fields.at(*column).kind else {
                return None;
            };
            let (count, total) = (fields.index("count")?, fields.index("total")?);
            let mut sum = Self { field: *column, count: 0, total: 0, counted: 0 };
            for outline in outlines.clone() {
                let value = outline.value(Some(*column));
                let part = |at: u16| match value?.sub(at)? {
                    Value::Number(number) => Some(number.as_f64() as i64),
                    _ => None,
                };
                if let (Some(count), Some(total)) = (part(count), part(total)) {
                    sum.count = sum.count.saturating_add(count);
                    sum.total = sum.total.saturating_add(total);
                    sum.counted += 1;
                }
            }
            Some(sum)
        });
        columns.filter(|sum| sum.counted > 1 && sum.total > 0).collect()
    }
}
