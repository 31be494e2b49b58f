//! Reports: typed facts → one neutral [`model::Report`] → layouts.
//!
//! Facts ([`monthly::MonthlyFacts`], [`notice::NoticeFacts`] …) are plain structs that somebody above fills from the
//! file; they know no layout. A build function turns them into sections, tables and figures; a layout prints those and
//! knows no facts. So a further report costs one facts struct and one build function, a further layout one function.

pub mod acceptance;
pub mod accident;
pub mod accident_report;
pub mod appointment_letter;
pub mod assessment_sheet;
pub mod assessment_summary;
pub mod card;
pub mod collect;
pub mod drafts;
pub mod duty_coverage;
pub mod duty_notice;
pub mod education_card;
pub mod figure;
pub mod five_five;
pub mod frozen;
pub mod inspection_record;
pub mod kinds;
pub mod layout;
pub mod ledger;
pub mod letter;
pub mod major_hazard;
pub mod minutes;
pub mod model;
pub mod monthly;
pub mod notice;
pub mod order_reply;
pub mod parts;
pub mod person_page;
pub mod person_training;
pub mod pledge_letter;
pub mod promise_sheet;
pub mod render;
pub mod risk_report;
pub mod sheet;
pub mod statistics;
pub mod subject;
pub mod summary;
pub mod training_record;
pub mod training_stats;
pub mod trend;
pub mod weekly;
pub mod wording;

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Typed facts of one report: what is frozen, compared and printed.
pub trait Facts: Serialize {
    /// Stable name of the report, as `anguan report KIND` takes it.
    const KIND: &'static str;
    /// Version of the JSON keys; rises when a key changes its meaning or goes away, not when one is added.
    const VERSION: u32;

    /// The report as a reader sees it.
    fn report(&self) -> model::Report;
}

/// Lays facts that were frozen as JSON out again.
///
/// # Errors
/// [`crate::error::Kind::File`] when the JSON is not of these facts.
pub fn reprint<F: Facts + DeserializeOwned>(frozen: &serde_json::Value) -> Result<model::Report> {
    let facts: F = serde_json::from_value(frozen.clone())
        .map_err(|error| Error::file(format!("冻结的报告数据读不出来：{error}")))?;
    let mut report = facts.report();
    if frozen.get(BEFORE_RECORDS).and_then(serde_json::Value::as_bool) == Some(true) {
        report.without_records();
    }
    Ok(report)
}

/// Key of the facts of a period that lies wholly before the day from which the plant keeps its records: its noughts were
/// never counted.
pub const BEFORE_RECORDS: &str = "before_records";
