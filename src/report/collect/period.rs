//! The ground every report of a period stands on: who, when, what was counted, what it is compared with.

use std::collections::BTreeMap;

use super::counts::{behind, count, counts, size};
use super::matters::{Matters, matters};
use super::{Moment, chain_code, first_record, unit};
use crate::domain::calendar::WITHOUT_HOLIDAYS;
use crate::domain::date::chinese;
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Result};
use crate::registers::figures::{HazardFigures, InspectionFigures};
use crate::registers::report_text;
use crate::registers::{duty, figures, organisation};
use crate::report::figure::{Rate, RowMap};
use crate::report::kinds::ReportKind;
use crate::report::monthly::{self as facts, Comparison, Counts, Unit};
use crate::report::trend::{MonthPoint, Trend};
use crate::store::Store;

/// Months a trend shows.
const MONTHS: usize = 12;

/// The figures of one period and where they came from.
pub(super) struct Span {
    pub(super) period: Period,
    pub(super) inspections: InspectionFigures,
    pub(super) hazards: HazardFigures,
}

impl Span {
    pub(super) fn read(store: &Store, period: Period, moment: Moment) -> Result<Self> {
        let (from, to) = (period.first(), period.last());
        Ok(Self {
            period,
            inspections: figures::inspections(store, from, to, moment.today)?,
            hazards: figures::hazards(store, from, to, moment.today)?,
        })
    }
}

/// What the facts of every report of a period begin with.
pub(super) struct Ground {
    pub(super) span: Span,
    pub(super) unit: Unit,
    pub(super) period: facts::Period,
    pub(super) cut_off: String,
    pub(super) chain_code: Option<String>,
    /// Nothing registered, nothing open, nothing found.
    pub(super) zero: bool,
    /// Counts of the period; their `rows` hold those of the matters too.
    pub(super) counts: Counts,
    pub(super) comparison: Comparison,
    pub(super) matters: Matters,
    pub(super) notes: Vec<String>,
    texts: BTreeMap<String, String>,
}

impl Ground {
    /// What the author wrote under this key.
    pub(super) fn text(&mut self, section: &str) -> String {
        self.texts.remove(section).unwrap_or_default()
    }
}

/// Reads the ground of a period's report.
///
/// Records dated up to `moment.today` are counted. What is open or overdue is told as of the period's last day, or of
/// `moment.today` where that is earlier.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the period has not begun; when the file cannot be read.
pub(super) fn ground(store: &Store, kind: &ReportKind, period: Period, moment: Moment) -> Result<Ground> {
    if period.first() > moment.today {
        return Err(Error::input(format!("{}还没有开始，没有可统计的数据", period.label())));
    }
    let span = Span::read(store, period, moment)?;
    let mut now = counts(&span);
    let first = first_record(store)?;
    let earlier = |then: Period| -> Result<Option<Counts>> {
        if first.is_none_or(|day| day > then.last()) {
            return Ok(None);
        }
        Ok(Some(counts(&Span::read(store, then, moment)?)))
    };
    let (before, year_before) = (period.previous(), period.year_before());
    let then = earlier(before)?;
    let last_year = if year_before == before { then.clone() } else { earlier(year_before)? };
    let comparison = Comparison::of(&now, (before.label(), then.as_ref()), (year_before.label(), last_year.as_ref()));
    let mut matters = matters(store, &span, moment)?;
    now.rows.append(&mut matters.rows);
    let mut notes = notes(store, &span, moment)?;
    notes.append(&mut matters.notes);
    Ok(Ground {
        unit: unit(store)?,
        period: facts::Period {
            key: period.to_string(),
            label: period.label(),
            from: period.first(),
            to: period.last(),
        },
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        zero: now.hazards.registered == 0 && now.hazards.open_end == 0 && now.findings.total == 0,
        counts: now,
        comparison,
        matters,
        notes,
        texts: report_text::all(store, kind.key, &period.to_string())?,
        span,
    })
}

/// The twelve months up to the last one of a period, each counted as its own report counts it.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn trend(store: &Store, period: Period, moment: Moment, rows: &mut RowMap) -> Result<Trend> {
    let first = first_record(store)?;
    let mut month = Period::containing(PeriodKind::Month, period.last());
    let mut months = Vec::with_capacity(MONTHS);
    for _ in 0..MONTHS {
        months.push(month);
        month = month.previous();
    }
    let mut points = Vec::with_capacity(MONTHS);
    for month in months.into_iter().rev() {
        let key = month.to_string();
        let known = month.first() <= moment.today && first.is_some_and(|day| day <= month.last());
        if !known {
            points.push(MonthPoint { key, ..MonthPoint::default() });
            continue;
        }
        let figures = figures::hazards(store, month.first(), month.last(), moment.today)?;
        let (registered, accepted) = (size(figures.registered.len()), size(figures.accepted.len()));
        let closed: Vec<i64> = figures.closed().collect();
        points.push(MonthPoint {
            registered: Some(registered),
            closed: Some(size(closed.len())),
            rate: Some(Rate::new(accepted, registered)),
            key: key.clone(),
        });
        behind(rows, format!("trend.months.{key}.rate"), "hazard", figures.registered.iter().copied());
        behind(rows, format!("trend.months.{key}.registered"), "hazard", figures.registered.iter().copied());
        behind(rows, format!("trend.months.{key}.closed"), "hazard", closed);
    }
    Ok(Trend { months: points })
}

/// What a reader must know of the data.
fn notes(store: &Store, span: &Span, moment: Moment) -> Result<Vec<String>> {
    let period = span.period;
    let mut notes = Vec::new();
    if moment.today <= period.last() {
        notes.push(format!("期间尚未结束，只统计到{}。", chinese(moment.today)));
    }
    let since = duty::records_since(store)?;
    if period.contains(since) && since > period.first() {
        notes.push(format!("本厂自{}起记录，此前的情况不在其中。", chinese(since)));
    }
    if span.inspections.planned.is_empty() {
        notes.push("本期没有应查的检查计划，自查完成率记“—”。".to_owned());
    } else if !organisation::calendar(store)?.covers(chrono::Datelike::year(&period.last())) {
        notes.push(format!("未录入当年的放假安排，计划次数{WITHOUT_HOLIDAYS}。"));
    }
    let ungraded = span.hazards.flow.ungraded.open_at_end;
    if ungraded > 0 {
        notes.push(format!("有 {ungraded} 项隐患尚未定级，单列为“未定级”。"));
    }
    let retired = count(span.hazards.flow_total().retired);
    if retired > 0 {
        notes.push(format!("本期作废隐患登记 {retired} 条；本期登记本期作废的不计入登记数和整改率。"));
    }
    Ok(notes)
}
