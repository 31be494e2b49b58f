//! Facts of the monthly report, and of any period whose report shares its counts.

use super::counts::{count, counts};
use super::{Moment, chain_code, is_recorded, matters, unit};
use crate::domain::calendar::WITHOUT_HOLIDAYS;
use crate::domain::date::chinese;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::registers::figures::{HazardFigures, InspectionFigures};
use crate::registers::report_text;
use crate::registers::{duty, figures, organisation};
use crate::report::kinds::ReportKind;
use crate::report::monthly::{self as facts, MonthlyFacts, RATE_BASIS, Texts};
use crate::store::Store;

/// The figures of one period and where they came from.
pub(super) struct Span {
    pub(super) period: Period,
    pub(super) inspections: InspectionFigures,
    pub(super) hazards: HazardFigures,
}

impl Span {
    fn read(store: &Store, period: Period, moment: Moment) -> Result<Self> {
        let (from, to) = (period.first(), period.last());
        Ok(Self {
            period,
            inspections: figures::inspections(store, from, to, moment.today)?,
            hazards: figures::hazards(store, from, to, moment.today)?,
        })
    }
}

/// Facts of a period.
///
/// Records dated up to `moment.today` are counted. What is open or overdue is told as of the period's last day, or of
/// `moment.today` where that is earlier.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the period has not begun; when the file cannot be read.
pub fn monthly(store: &Store, kind: &ReportKind, period: Period, moment: Moment) -> Result<MonthlyFacts> {
    if period.first() > moment.today {
        return Err(Error::input(format!("{}还没有开始，没有可统计的数据", period.label())));
    }
    let span = Span::read(store, period, moment)?;
    let mut facts = counted(&span);
    facts.unit = unit(store)?;
    facts.cut_off = moment.cut_off();
    facts.chain_code = chain_code(store)?;
    facts.rate_basis = RATE_BASIS.to_owned();
    facts.zero_report = facts.hazards.registered == 0 && facts.hazards.open_end == 0 && facts.findings.total == 0;
    let earlier = |then: Period| -> Result<Option<MonthlyFacts>> {
        if is_recorded(store, then)? { Ok(Some(counted(&Span::read(store, then, moment)?))) } else { Ok(None) }
    };
    let (before, year_before) = (period.previous(), period.year_before());
    let (then, last_year) = (earlier(before)?, earlier(year_before)?);
    facts.compare((before.label(), then.as_ref()), (year_before.label(), last_year.as_ref()));
    matters::fill(store, &span, moment, &mut facts)?;
    let mut texts = report_text::all(store, kind.key, &period.to_string())?;
    let mut text = |section| texts.remove(section).unwrap_or_default();
    facts.texts = Texts { situation: text("situation"), problems: text("problems"), next_month: text("next_month") };
    let mut notes = notes(store, &span, moment)?;
    notes.append(&mut facts.notes);
    facts.notes = notes;
    Ok(facts)
}

fn counted(span: &Span) -> MonthlyFacts {
    let period = span.period;
    let mut facts = MonthlyFacts {
        period: facts::Period {
            key: period.to_string(),
            label: period.label(),
            from: period.first(),
            to: period.last(),
        },
        ..MonthlyFacts::default()
    };
    counts(span, &mut facts);
    facts
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
