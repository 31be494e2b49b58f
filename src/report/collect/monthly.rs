//! Facts of the monthly report.

use super::Moment;
use super::period::{ground, trend};
use crate::domain::period::{Period, PeriodKind};
use crate::error::Result;
use crate::report::kinds::ReportKind;
use crate::report::monthly::{MonthlyFacts, RATE_BASIS, Signers, Texts};
use crate::store::Store;

/// Facts of a month; of another period for reports frozen before they had facts of their own.
///
/// # Errors
/// As [`ground`].
pub fn monthly(store: &Store, kind: &ReportKind, period: Period, moment: Moment) -> Result<MonthlyFacts> {
    let mut ground = ground(store, kind, period, moment)?;
    let texts = Texts {
        situation: ground.text("situation"),
        problems: ground.text("problems"),
        next_month: ground.text("next_month"),
    };
    let mut counts = ground.counts;
    let is_month = period.kind() == PeriodKind::Month;
    let trend = if is_month { Some(trend(store, period, moment, &mut counts.rows)?) } else { None };
    Ok(MonthlyFacts {
        unit: ground.unit,
        period: ground.period,
        cut_off: ground.cut_off,
        chain_code: ground.chain_code,
        zero_report: ground.zero,
        inspections: counts.inspections,
        items: counts.items,
        findings: counts.findings,
        hazards: counts.hazards,
        rate_basis: RATE_BASIS.to_owned(),
        comparison: ground.comparison,
        trend,
        training: if is_month { super::training::training_of(store, period, moment)? } else { None },
        open_matters: ground.matters.open,
        next: ground.matters.next,
        texts,
        notes: ground.notes,
        signers: Signers::default(),
        rows: counts.rows,
    })
}
