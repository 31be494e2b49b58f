//! Facts of the half-year's and the year's summary.

use super::counts::distribution;
use super::period::{Ground, ground, trend};
use super::statistics::{official, table_notes};
use super::weekly::{accidents, orders};
use super::{Moment, enterprise_text};
use crate::domain::period::{Period, PeriodKind};
use crate::domain::profile::Basis;
use crate::error::Result;
use crate::knowledge;
use crate::report::kinds::ReportKind;
use crate::report::monthly::{RATE_BASIS, Signers};
use crate::report::summary::{SummaryFacts, Texts};
use crate::store::Store;

/// Facts of a half-year or year.
///
/// # Errors
/// As [`ground`].
pub fn summary(store: &Store, kind: &ReportKind, period: Period, moment: Moment) -> Result<SummaryFacts> {
    let mut ground = ground(store, kind, period, moment)?;
    let texts = Texts {
        duties: ground.text("duties"),
        prevention: ground.text("prevention"),
        training: ground.text("training"),
        funding: ground.text("funding"),
        emergency: ground.text("emergency"),
        standard: ground.text("standard"),
        problems: ground.text("problems"),
        next_plan: ground.text("next_plan"),
    };
    let Ground { span, mut counts, mut notes, .. } = ground;
    let table = official(store, &span, moment, &mut counts.rows)?.table;
    notes.extend(table_notes(&table));
    // 安全生产法 21 lists the seven duties of the principal.
    let duties = Basis { reg: "reg.work-safety-law".to_owned(), article: "21".to_owned() };
    Ok(SummaryFacts {
        unit: ground.unit,
        period: ground.period,
        whole_year: period.kind() == PeriodKind::Year,
        cut_off: ground.cut_off,
        chain_code: ground.chain_code,
        zero_report: ground.zero,
        principal: enterprise_text(store, "principal")?,
        basis: knowledge::obligation::cite(&[duties], Some(period.last()))?,
        accidents: accidents(store, &span, moment, &mut counts.rows)?,
        orders: orders(store, &span, moment, &mut counts.rows)?,
        trend: trend(store, period, moment, &mut counts.rows)?,
        distribution: distribution(&span, &mut counts.rows),
        table,
        inspections: counts.inspections,
        items: counts.items,
        findings: counts.findings,
        hazards: counts.hazards,
        rate_basis: RATE_BASIS.to_owned(),
        comparison: ground.comparison,
        open_matters: ground.matters.open,
        next: ground.matters.next,
        texts,
        notes,
        signers: Signers::default(),
        rows: counts.rows,
    })
}
