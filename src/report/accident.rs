//! Accidents of a period and the orders of authorities in it, as the periodic reports tell them.

use serde::{Deserialize, Serialize};

/// Accidents on record that happened in the period, as known when the report was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accidents {
    /// How many.
    pub total: u64,
    /// Dead.
    pub deaths: u64,
    /// Missing.
    pub missing: u64,
    /// Seriously injured.
    pub serious: u64,
    /// Slightly injured.
    pub minor: u64,
    /// Of `total`, reported to the authorities.
    pub reported: u64,
    /// Direct loss in 分 as far as known; null where none of them has one, 0 where there was no accident.
    pub loss_fen: Option<i64>,
    /// One by one, oldest first.
    pub list: Vec<AccidentLine>,
}

/// One accident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccidentLine {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// What happened.
    pub title: String,
    /// Local time, `2026-11-05 14:20`.
    pub happened_at: String,
    /// Where.
    pub place: Option<String>,
    /// Dead.
    pub deaths: u64,
    /// Missing.
    pub missing: u64,
    /// Seriously injured.
    pub serious: u64,
    /// Slightly injured.
    pub minor: u64,
    /// Local time of the first report to the authorities.
    pub reported_at: Option<String>,
}

/// Orders of authorities issued in the period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orders {
    /// How many.
    pub issued: u64,
    /// Of these, answered by its end.
    pub replied: u64,
    /// What they ask for, items.
    pub items: u64,
    /// Of these, done by its end.
    pub done: u64,
}
