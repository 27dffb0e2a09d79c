//! Person: a name, or a mapping with name, position, authority, role and unit.

use serde::{Deserialize, Serialize};

use crate::model::field::FieldType;
use crate::model::field::{Reading, Value, label};
use crate::model::kind::{Field, Fields, KindSet, Need};
use crate::text::person;
use crate::yaml::{Node, Value as Raw};

/// A person as named in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name as given, titles split off.
    pub name: String,
    /// Title before the name, as given.
    pub title: String,
    /// What the person is sorted by: given name first.
    pub sort: String,
    /// Chức vụ.
    pub position: String,
    /// Quyền hạn: TM., KT., TL., …
    pub authority: String,
    /// Role in a body: trưởng ban, thư ký.
    pub role: String,
    /// Position of the unit in the outline's references.
    pub unit: Option<u32>,
}

/// The sub-fields of a person.
pub fn fields() -> Fields {
    let text = |name: &str, vi: &str, en: &str, aliases: &[&str]| Field {
        name: name.to_owned(),
        label: label(vi, en),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        kind: FieldType::Text { max: None, markdown: false },
        need: Need::Optional,
        many: false,
        private: false,
        calendar: false,
        default: None,
        help: label("", ""),
        example: String::new(),
    };
    let mut unit = text("unit", "Đơn vị", "Unit", &[]);
    unit.kind = FieldType::Reference(KindSet::ALL);
    let list = vec![
        text("name", "Họ tên", "Full name", &["họ và tên", "tên"]),
        text("sort_name", "Tên sắp xếp", "Sort name", &[]),
        text("position", "Chức vụ", "Position", &[]),
        text("authority", "Quyền hạn", "Authority", &["ký thay"]),
        text("role", "Vai trò", "Role", &[]),
        unit,
    ];
    // The six lists of keys above are disjoint; a test reads a person by each of them.
    Fields::new(list).unwrap_or_default()
}

/// A person from a name or a mapping.
pub fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    if let Raw::Map(_) = node.value {
        let fields = fields();
        let record = super::record::read(&fields, node, reading)?;
        return from_record(&fields, &record).or_else(|| {
            reading.error("S02.person_without_name", node, &[]);
            None
        });
    }
    let typed = reading.scalar(node)?;
    Some(Value::Person(Box::new(named(typed, ""))))
}

fn from_record(fields: &Fields, record: &Value) -> Option<Value> {
    let text = |name: &str| {
        let value = fields.index(name).and_then(|index| record.sub(index));
        value.and_then(Value::text).unwrap_or("").to_owned()
    };
    let name = text("name");
    if name.is_empty() && text("position").is_empty() {
        return None;
    }
    let unit = fields.index("unit").and_then(|index| record.sub(index)?.reference());
    let person = named(&name, &text("sort_name"));
    let (position, authority, role) = (text("position"), text("authority"), text("role"));
    Some(Value::Person(Box::new(Person { position, authority, role, unit, ..person })))
}

fn named(typed: &str, sort_name: &str) -> Person {
    let parsed = person::parse(typed);
    Person {
        name: parsed.display,
        title: parsed.title.unwrap_or_default(),
        sort: if sort_name.is_empty() { parsed.sort } else { sort_name.to_owned() },
        position: String::new(),
        authority: String::new(),
        role: String::new(),
        unit: None,
    }
}
