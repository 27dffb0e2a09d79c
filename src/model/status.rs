//! What is computed of a document at an instant: legal status, phase, state of a task.
//!
//! Three axes that are never mixed (domain rules §4.5): whether the *page* is public is
//! `Visibility`, whether the *text* is in force is [`Legal`], how far the *movement* is, [`Phase`].

use serde::{Deserialize, Serialize};

/// Legal status of an official document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Legal {
    /// Dự thảo.
    Draft,
    /// Đã thu hồi.
    Withdrawn,
    /// Hết hiệu lực, bị bãi bỏ.
    Repealed,
    /// Hết hiệu lực, được thay thế.
    Replaced,
    /// Hết hiệu lực.
    Expired,
    /// Chưa có hiệu lực.
    NotYet,
    /// Hết hiệu lực một phần.
    PartlyExpired,
    /// Còn hiệu lực, đã được sửa đổi.
    Amended,
    /// Chưa rõ hiệu lực.
    Unknown,
    /// Còn hiệu lực.
    InForce,
}

impl Legal {
    /// The key under which strings and templates know it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "du-thao",
            Self::Withdrawn => "da-thu-hoi",
            Self::Repealed => "het-hieu-luc-bai-bo",
            Self::Replaced => "het-hieu-luc-thay-the",
            Self::Expired => "het-hieu-luc",
            Self::NotYet => "chua-co-hieu-luc",
            Self::PartlyExpired => "het-hieu-luc-mot-phan",
            Self::Amended => "con-hieu-luc-da-sua-doi",
            Self::Unknown => "chua-ro-hieu-luc",
            Self::InForce => "con-hieu-luc",
        }
    }
}

/// A legal status and the document that brought it about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The status.
    pub legal: Legal,
    /// Position of the document that changed it.
    pub by: Option<u32>,
}

/// How far a movement or a contest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Sắp diễn ra.
    Coming,
    /// Đang diễn ra.
    Running,
    /// Đã kết thúc.
    Over,
    /// Đã tổng kết.
    Reviewed,
}

impl Phase {
    /// The key under which strings and templates know it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Coming => "sap-dien-ra",
            Self::Running => "dang-dien-ra",
            Self::Over => "da-ket-thuc",
            Self::Reviewed => "da-tong-ket",
        }
    }
}

/// The state of a task, from its due day and the day it was done.
pub fn task_state(
    due: Option<crate::text::date::Date>,
    done: bool,
    today: crate::text::date::Date,
) -> &'static str {
    match (done, due) {
        (true, _) => "xong",
        (false, None) => "khong-han",
        (false, Some(due)) if due < today => "qua-han",
        (false, Some(_)) => "chua-den-han",
    }
}
