//! 安全生产周报告: the facts. Key names are stable; they are the JSON of `anguan report weekly --format json`.
//!
//! Counts of inspections and hazards stand under the same keys as in the monthly report and are counted alike.

mod build;

use serde::{Deserialize, Serialize};

use crate::report::accident::Accidents;
use crate::report::figure::RowMap;
use crate::report::monthly::{
    Comparison, Findings, Hazards, Inspections, Items, NextPeriod, OpenMatter, Period, Signers, Unit,
};
use crate::report::{Facts, model};

/// Facts of one week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeeklyFacts {
    /// Who reports to whom.
    pub unit: Unit,
    /// What time it is about.
    pub period: Period,
    /// Local time up to which records were counted.
    pub cut_off: String,
    /// Short code of the audit chain's head at that moment.
    pub chain_code: Option<String>,
    /// Nothing was found and nothing is open (零报告).
    pub zero_report: bool,
    /// Plans and inspections.
    pub inspections: Inspections,
    /// Check items.
    pub items: Items,
    /// What the inspections found.
    pub findings: Findings,
    /// Hazards.
    pub hazards: Hazards,
    /// Accidents of the week.
    pub accidents: Accidents,
    /// How rates are counted.
    pub rate_basis: String,
    /// Main indicators beside the week before and the same week a year before.
    pub comparison: Comparison,
    /// What is open when the week ends.
    pub open_matters: Vec<OpenMatter>,
    /// What the next week brings.
    pub next: NextPeriod,
    /// What the author wrote.
    pub texts: Texts,
    /// What a reader must know of the data.
    pub notes: Vec<String>,
    /// Who signs.
    pub signers: Signers,
    /// Records behind the figures, by path.
    #[serde(default, skip_serializing_if = "RowMap::is_empty")]
    pub rows: RowMap,
}

/// What the author wrote; empty parts print 无.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// 重点工作.
    pub key_work: String,
    /// 事故事件说明.
    pub incidents: String,
    /// 下周重点.
    pub next_week: String,
}

impl Facts for WeeklyFacts {
    const KIND: &'static str = "weekly";
    const VERSION: u32 = 2;

    fn report(&self) -> model::Report {
        build::report(self)
    }
}
