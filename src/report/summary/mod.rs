//! 安全生产半年总结 and 年度总结: the facts. Key names are stable; they are the JSON of `anguan report half_year --format json`
//! and `year_summary`.
//!
//! Counts of inspections and hazards stand under the same keys as in the monthly report and are counted alike, those of the
//! statutory table as in the quarterly one. Areas the program keeps no records of have no figure here and say so on paper.

mod build;

use serde::{Deserialize, Serialize};

use crate::report::accident::{Accidents, Orders};
use crate::report::figure::RowMap;
use crate::report::monthly::{
    Comparison, Findings, Hazards, Inspections, Items, NextPeriod, OpenMatter, Period, Signers, Unit,
};
use crate::report::statistics::{Distribution, Official};
use crate::report::trend::Trend;
use crate::report::{Facts, model};

/// Facts of one half-year or year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SummaryFacts {
    /// Who reports to whom.
    pub unit: Unit,
    /// What time it is about.
    pub period: Period,
    /// A whole year, not a half one.
    pub whole_year: bool,
    /// Local time up to which records were counted.
    pub cut_off: String,
    /// Short code of the audit chain's head at that moment.
    pub chain_code: Option<String>,
    /// Nothing was found and nothing is open (零报告).
    pub zero_report: bool,
    /// 主要负责人, who has to sign.
    pub principal: Option<String>,
    /// The article that lists the principal's seven duties, as cited.
    pub basis: String,
    /// Plans and inspections.
    pub inspections: Inspections,
    /// Check items.
    pub items: Items,
    /// What the inspections found.
    pub findings: Findings,
    /// Hazards.
    pub hazards: Hazards,
    /// Further ways to divide the hazards.
    pub distribution: Distribution,
    /// The statutory table of the period.
    pub table: Official,
    /// Accidents.
    pub accidents: Accidents,
    /// Orders of authorities.
    pub orders: Orders,
    /// How rates are counted.
    pub rate_basis: String,
    /// Main indicators beside earlier periods.
    pub comparison: Comparison,
    /// Twelve months up to the last of the period.
    pub trend: Trend,
    /// What is open when the period ends.
    pub open_matters: Vec<OpenMatter>,
    /// What the next period brings.
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
    /// 履行主体责任.
    pub duties: String,
    /// 双重预防.
    pub prevention: String,
    /// 教育培训.
    pub training: String,
    /// 安全投入.
    pub funding: String,
    /// 应急与事故.
    pub emergency: String,
    /// 标准化与整改.
    pub standard: String,
    /// 存在问题.
    pub problems: String,
    /// 下期计划.
    pub next_plan: String,
}

impl SummaryFacts {
    /// `year_summary` or `half_year`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.whole_year { "year_summary" } else { Self::KIND }
    }
}

impl Facts for SummaryFacts {
    const KIND: &'static str = "half_year";
    const VERSION: u32 = 2;

    fn report(&self) -> model::Report {
        build::report(self)
    }
}
