//! Facts from the file: what the reports' plain structs are filled with. Counting is done in `registers::figures`, once
//! for the screens and the reports; here it is put in order and the records behind each figure are named.

mod assessment;
mod counts;
mod events;
mod five;
pub mod ledger;
mod matters;
mod monthly;
mod organisation;
mod papers;
mod period;
mod person;
mod person_training;
mod responsibility;
mod risk;
mod sheet;
mod statistics;
mod summary;
mod training;
mod weekly;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::Value as Json;

use super::Facts;
use super::kinds::{About, ReportKind};
use super::model::{Report, file_stem};
use super::monthly::Unit;
use crate::error::{Error, Result};
use crate::registers;
use crate::registers::enterprise::ENTERPRISE;
use crate::registers::organisation::{AUTHORITY, AuthorityKind};
use crate::store::{Query, Store};

pub use assessment::{sheet as assessment_sheet, summary as assessment_summary};
pub use events::{accident, accident_change, major_hazard, order_reply};
pub use five::five_five;
pub use ledger::ledger;
use monthly::monthly as period_facts;
pub use organisation::{appointment, card, minutes, promise};
pub use person::{person, person_page};
pub use person_training::education_card;
pub use responsibility::{duty_coverage, duty_notice, pledge_letter};
pub use risk::{risk_card, risk_report};
pub use sheet::{filled_in, plan_sheet, planned, sheet};
pub use training::{catch_up, sign_sheet, training_plan, training_record, training_stats};

/// The time a report is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day judgements are made for; nothing dated later is counted.
    pub today: NaiveDate,
    /// The moment up to which records were read, local.
    pub at: DateTime<FixedOffset>,
}

impl Moment {
    /// As printed at the foot: `2026-12-03 09:12`.
    #[must_use]
    pub fn cut_off(&self) -> String {
        self.at.format("%Y-%m-%d %H:%M").to_string()
    }
}

/// A report ready for any format.
#[derive(Clone, Debug)]
pub struct Collected {
    /// As a reader sees it.
    pub report: Report,
    /// Its facts as JSON.
    pub facts: Json,
    /// Name for a file of it, without ending: `企业简称_安全生产月报_2026-11`.
    pub file_stem: String,
}

/// Collects a report about a period or a record; `about` as typed by the user.
///
/// # Errors
/// [`crate::error::Kind::Input`] for a period or record that does not fit the kind, a period that has not begun; when the file cannot be read.
pub fn collect(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    (kind.collect)(store, kind, about, moment)
}

/// Facts of a period's report.
///
/// # Errors
/// As [`collect`].
pub fn monthly(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    let facts = period_facts(store, kind, period, moment)?;
    collected(store, &facts, kind, &period.to_string())
}

/// Facts of a week's report.
///
/// # Errors
/// As [`collect`].
pub fn weekly(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    collected(store, &weekly::weekly(store, kind, period, moment)?, kind, &period.to_string())
}

/// Facts of the statutory table of a quarter or year.
///
/// # Errors
/// As [`collect`].
pub fn statistics(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    collected(store, &statistics::statistics(store, kind, period, moment)?, kind, &period.to_string())
}

/// Facts of the summary of a half-year or year.
///
/// # Errors
/// As [`collect`].
pub fn summary(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    collected(store, &summary::summary(store, kind, period, moment)?, kind, &period.to_string())
}

/// Row id of the record a report is about.
fn record(store: &Store, kind: &ReportKind, about: &str) -> Result<i64> {
    match kind.about {
        About::Record(register) => registers::resolve(store, register, about),
        About::Period(_) | About::Register(_) => Err(Error::internal(format!("{}不是关于记录的报告", kind.title))),
    }
}

/// Facts of a rectification notice.
///
/// # Errors
/// As [`collect`].
pub fn notice(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let facts = papers::notice(store, record(store, kind, about)?, moment)?;
    collected(store, &facts, kind, &facts.hazard.code)
}

/// Facts of an acceptance sheet.
///
/// # Errors
/// As [`collect`].
pub fn acceptance(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let facts = papers::acceptance(store, record(store, kind, about)?, moment)?;
    collected(store, &facts, kind, &facts.hazard.code)
}

/// Facts of an inspection's record.
///
/// # Errors
/// As [`collect`].
pub fn inspection(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let facts = papers::inspection(store, id, moment)?;
    let code = facts.number.clone().unwrap_or_else(|| id.to_string());
    collected(store, &facts, kind, &code)
}

fn collected<F: Facts>(store: &Store, facts: &F, kind: &ReportKind, about: &str) -> Result<Collected> {
    let mut json = facts_json(facts, kind)?;
    let report = if is_before_records(store, kind, about)? {
        if let Json::Object(map) = &mut json {
            // A nought of a time without records would be a false 零报告.
            map.insert("zero_report".to_owned(), false.into());
            map.insert(super::BEFORE_RECORDS.to_owned(), true.into());
        }
        (kind.reprint)(&json)?
    } else {
        facts.report()
    };
    Ok(Collected { report, facts: json, file_stem: file_stem(&[&short_name(store)?, kind.title, about]) })
}

/// Whether a period lies wholly before the day from which the plant keeps its records, and nothing of it was entered since.
fn is_before_records(store: &Store, kind: &ReportKind, about: &str) -> Result<bool> {
    let Some(last) = kind.period_kind().and_then(|_| kind.period(about).ok()).map(crate::domain::period::Period::last)
    else {
        return Ok(false);
    };
    Ok(last < registers::duty::records_since(store)? && first_entry(store)?.is_none_or(|day| day > last))
}

/// Facts as JSON under the name of the report's kind.
pub(super) fn facts_json<F: Facts>(facts: &F, kind: &ReportKind) -> Result<Json> {
    let mut json = super::layout::json::value(facts)?;
    if let Some(name) = json.get_mut("report") {
        *name = kind.key.into();
    }
    Ok(json)
}

/// 企业简称, else its full name.
fn short_name(store: &Store) -> Result<String> {
    let row = store.row(&ENTERPRISE.relation, 1)?;
    let text = |name: &str| row.as_ref().and_then(|row| row.get(name).as_text()).filter(|it| !it.is_empty());
    Ok(text("short_name").or_else(|| text("name")).unwrap_or("企业").to_owned())
}

/// A text of the enterprise's row; none where it is empty.
fn enterprise_text(store: &Store, column: &str) -> Result<Option<String>> {
    let row = store.row(&ENTERPRISE.relation, 1)?;
    Ok(row.and_then(|row| row.get(column).as_text().filter(|it| !it.trim().is_empty()).map(str::to_owned)))
}

/// The enterprise as it stands on a report; the authority of emergency management first.
fn unit(store: &Store) -> Result<Unit> {
    let row = store.row(&ENTERPRISE.relation, 1)?;
    let text = |name: &str| row.as_ref().and_then(|row| row.get(name).as_text()).map(str::to_owned);
    Ok(Unit { name: text("name").unwrap_or_default(), credit_code: text("credit_code"), authority: authority(store)? })
}

/// Name of the authority that reports go to: that of emergency management, else the first there is.
///
/// # Errors
/// When the file cannot be read.
pub fn authority(store: &Store) -> Result<Option<String>> {
    let all = store.rows(&AUTHORITY.relation, &Query::default())?;
    let is_first = |row: &&crate::store::Row| row.get("kind").as_text() == Some(AuthorityKind::Emergency.code());
    let first = all.iter().find(is_first).or_else(|| all.first());
    Ok(first.and_then(|row| row.get("name").as_text()).map(str::to_owned))
}

fn chain_code(store: &Store) -> Result<Option<String>> {
    Ok(store.chain_head()?.map(|head| head.code))
}

/// First day on which something was recorded; none in a plant without records. Nothing before `records_since` counts.
///
/// # Errors
/// When the file cannot be read.
pub fn first_record(store: &Store) -> Result<Option<NaiveDate>> {
    let since = registers::duty::records_since(store)?;
    Ok(first_entry(store)?.map(|day| day.max(since)))
}

/// The earliest day that any record is of, whenever the plant began to keep them.
fn first_entry(store: &Store) -> Result<Option<NaiveDate>> {
    use crate::registers::{hazard::HAZARD, inspection::INSPECTION, plan::PLAN};
    use crate::store::Direction;
    let mut first: Option<NaiveDate> = None;
    for (register, column) in [(&INSPECTION, "on_date"), (&HAZARD, "found_on"), (&PLAN, "from_on")] {
        let query = Query { order: Some((column, Direction::Up)), limit: Some(1), ..Query::default() };
        let day = store.rows(&register.relation, &query)?.first().and_then(|row| row.get(column).as_date());
        first = [first, day].into_iter().flatten().min();
    }
    Ok(first)
}
