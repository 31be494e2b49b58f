//! Twelve months of hazards, as the charts of the reports show them.

use serde::{Deserialize, Serialize};

use crate::report::figure::Rate;

/// The twelve months up to a period's last one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// Oldest first.
    pub months: Vec<MonthPoint>,
}

/// One month. Each figure is what that month's own report says; null where nothing was recorded yet, which is not 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthPoint {
    /// `2026-11`.
    pub key: String,
    /// Hazards registered in it.
    pub registered: Option<u64>,
    /// Hazards closed in it.
    pub closed: Option<u64>,
    /// Of those registered in it, the share accepted by its end (decisions, no. 18).
    pub rate: Option<Rate>,
}
