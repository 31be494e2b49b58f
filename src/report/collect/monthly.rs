//! Facts of the monthly report.

use super::Moment;
use super::period::{ground, trend};
use crate::domain::period::{Period, PeriodKind};
use crate::error::Result;
use crate::registers::duty;
use crate::registers::readiness::figures;
use crate::report::figure::Rate;
use crate::report::kinds::ReportKind;
use crate::report::monthly::{MonthlyFacts, RATE_BASIS, Signers, Texts};
use crate::report::parts::training::TrainingPart;
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
        training: if is_month { training(store, period, moment)? } else { None },
        open_matters: ground.matters.open,
        next: ground.matters.next,
        texts,
        notes: ground.notes,
        signers: Signers::default(),
        rows: counts.rows,
    })
}

/// Training of a period, and how people and certificates stood on its last day, or on the day it is told.
fn training(store: &Store, period: Period, moment: Moment) -> Result<Option<TrainingPart>> {
    let until = period.last().min(moment.today);
    let people = figures::training(store, &duty::judgement(store, until)?)?;
    let certificates = figures::certificates(store, until)?;
    if people.is_none() && certificates.is_none() {
        return Ok(None);
    }
    let (people, certificates) = (people.unwrap_or_default(), certificates.unwrap_or_default());
    let trained = store.trained(until, None)?;
    let mine: Vec<_> = trained.iter().filter(|it| period.contains(it.on_date)).collect();
    let sessions: std::collections::BTreeSet<i64> = mine.iter().map(|it| it.session_id).collect();
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    let counts = people.counts();
    let ready = certificates.counts();
    Ok(Some(TrainingPart {
        sessions: count(sessions.len()),
        attended: count(mine.iter().filter(|it| it.attended).count()),
        passed: count(mine.iter().filter(|it| it.attended && it.passed == Some(true)).count()),
        people: count(counts.people),
        reached: count(counts.reached),
        short: count(counts.short),
        rate: Rate::new(count(counts.reached), count(counts.reached + counts.short)),
        barred: count(counts.barred),
        valid: count(ready.valid),
        expiring: count(ready.expiring),
        expired: count(ready.expired),
    }))
}
