//! References, relations and criteria: how one document names another.
//!
//! A reference is an id, a document number or a title. Whether it leads anywhere is judged across
//! all documents, not here.

use serde::{Deserialize, Serialize};

use crate::model::document::ReferenceFrom;
use crate::model::field::{Reading, Value};
use crate::model::kind::KindSet;
use crate::text::{distance, fold, normalise};
use crate::yaml::{Node, Value as Raw};

/// The types of relation and their inverses (domain rules after NĐ 30/2020/NĐ-CP Điều 18).
pub const RELATIONS: [(&str, &str); 12] = [
    ("can-cu", "căn cứ"),
    ("thuc-hien", "thực hiện"),
    ("huong-ung", "hưởng ứng"),
    ("sua-doi", "sửa đổi"),
    ("dinh-chinh", "đính chính"),
    ("thay-the", "thay thế"),
    ("bai-bo", "bãi bỏ"),
    ("thu-hoi", "thu hồi"),
    ("kem-theo", "kèm theo"),
    ("ket-qua-cua", "kết quả của"),
    ("minh-chung-cho", "minh chứng cho"),
    ("dan-chieu", "dẫn chiếu"),
];

/// What an author may not type because it is computed from the other side.
const INVERSES: [&str; 12] = [
    "la_can_cu_cua",
    "duoc_trien_khai_boi",
    "duoc_huong_ung_boi",
    "co_kem_theo",
    "co_ket_qua",
    "co_minh_chung",
    "duoc_sua_doi_boi",
    "duoc_dinh_chinh_boi",
    "duoc_thay_the_boi",
    "bi_bai_bo_boi",
    "bi_thu_hoi_theo",
    "duoc_dan_chieu_boi",
];

/// A typed relation to another document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Position in [`RELATIONS`].
    pub kind: u8,
    /// Position of the target in the outline's references.
    pub reference: u32,
    /// The part that is meant, empty for the whole.
    pub scope: String,
    /// A note.
    pub note: String,
}

impl Relation {
    /// The key of the type: `thay-the`.
    pub fn key(&self) -> &'static str {
        RELATIONS.get(self.kind as usize).map_or("", |(key, _)| key)
    }
}

/// A reference to a document of one of these kinds.
pub fn read(to: KindSet, node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = normalise::one_line(reading.scalar(node)?);
    if typed.is_empty() {
        return None;
    }
    let from = reading.from_field();
    Some(Value::Reference(reading.refer(node, &typed, to, from)))
}

/// The id of a criterion (`TC2`) of the document's movement.
pub fn read_criterion(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let typed = normalise::one_line(reading.scalar(node)?);
    let from = ReferenceFrom::Criterion { field: reading.field };
    Some(Value::Reference(reading.refer(node, &typed, KindSet::ALL, from)))
}

/// A relation: `{type, target, scope, note}`.
pub fn read_relation(to: KindSet, node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let Raw::Map(entries) = &node.value else {
        reading.error("S02.relation", node, &[]);
        return None;
    };
    let (mut kind, mut target) = (None, None);
    let (mut scope, mut note) = (String::new(), String::new());
    for (key, value) in entries {
        match fold::key(&key.text).as_str() {
            "type" | "loai" => kind = relation_kind(value, reading),
            "target" | "van_ban" | "document" => target = Some(value),
            "scope" | "pham_vi" => scope = value.scalar().unwrap_or("").to_owned(),
            "note" | "ghi_chu" => note = value.scalar().unwrap_or("").to_owned(),
            _ => reading.error("S01.relation_key", value, &[("key", &key.text)]),
        }
    }
    let is_type = |(key, _): &(crate::yaml::Key, Node)| {
        ["type", "loai"].contains(&fold::key(&key.text).as_str())
    };
    let was_refused = kind.is_none() && target.is_some() && entries.iter().any(is_type);
    let (Some(kind), Some(target)) = (kind, target) else {
        if !was_refused {
            reading.error("S02.relation", node, &[]);
        }
        return None;
    };
    let words = normalise::one_line(reading.scalar(target)?);
    let reference = reading.refer(target, &words, to, ReferenceFrom::Relation);
    Some(Value::Relation(Relation { kind, reference, scope, note }))
}

fn relation_kind(node: &Node, reading: &mut Reading<'_>) -> Option<u8> {
    let folded = fold::key(reading.scalar(node)?);
    let folded = if folded == "sua_doi_bo_sung" { "sua_doi" } else { &folded };
    let named = |(key, _): &(&str, &str)| fold::key(key) == folded;
    if let Some(at) = RELATIONS.iter().position(named) {
        return Some(at as u8);
    }
    if INVERSES.contains(&folded) {
        reading.error("D10.inverse_typed", node, &[]);
        return None;
    }
    let nearest = distance::nearest(folded, RELATIONS.iter().map(|(_, label)| *label));
    let all: Vec<&str> = RELATIONS.iter().map(|(_, label)| *label).collect();
    let all = all.join(" · ");
    match nearest {
        Some(nearest) => {
            reading.error("S02.choice_nearest", node, &[("nearest", nearest), ("choices", &all)]);
        }
        None => reading.error("S02.choice", node, &[("choices", &all)]),
    }
    None
}
