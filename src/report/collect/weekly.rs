//! Facts of the weekly report, and the accidents every periodic report tells.

use super::Moment;
use super::counts::{behind, count, size};
use super::period::{Span, ground};
use crate::domain::period::Period;
use crate::error::Result;
use crate::registers::toll;
use crate::report::accident::{AccidentLine, Accidents, Orders};
use crate::report::figure::RowMap;
use crate::report::kinds::ReportKind;
use crate::report::monthly::{RATE_BASIS, Signers};
use crate::report::weekly::{Texts, WeeklyFacts};
use crate::store::Store;

/// Facts of a week.
///
/// # Errors
/// As [`ground`].
pub fn weekly(store: &Store, kind: &ReportKind, period: Period, moment: Moment) -> Result<WeeklyFacts> {
    let mut ground = ground(store, kind, period, moment)?;
    let texts = Texts {
        key_work: ground.text("key_work"),
        incidents: ground.text("incidents"),
        next_week: ground.text("next_week"),
    };
    let mut counts = ground.counts;
    let accidents = accidents(store, &ground.span, moment, &mut counts.rows)?;
    Ok(WeeklyFacts {
        unit: ground.unit,
        period: ground.period,
        cut_off: ground.cut_off,
        chain_code: ground.chain_code,
        zero_report: ground.zero,
        inspections: counts.inspections,
        items: counts.items,
        findings: counts.findings,
        hazards: counts.hazards,
        accidents,
        rate_basis: RATE_BASIS.to_owned(),
        comparison: ground.comparison,
        open_matters: ground.matters.open,
        next: ground.matters.next,
        texts,
        notes: ground.notes,
        signers: Signers::default(),
        rows: counts.rows,
    })
}

/// Accidents of a span.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn accidents(store: &Store, span: &Span, moment: Moment, rows: &mut RowMap) -> Result<Accidents> {
    let found = toll::accidents(store, span.period.first(), span.period.last(), moment.today)?;
    let sum = |at: usize| count(found.iter().filter_map(|it| it.casualties.get(at)).sum());
    let losses: Vec<i64> = found.iter().filter_map(|it| it.loss_fen).collect();
    for name in ["total", "deaths", "missing", "serious", "minor", "reported", "loss_fen"] {
        let reported = found.iter().filter(|it| name != "reported" || it.reported_at.is_some());
        behind(rows, format!("accidents.{name}"), "accident", reported.map(|it| it.id));
    }
    let at = |time: &str| time.replacen('T', " ", 1);
    Ok(Accidents {
        total: size(found.len()),
        deaths: sum(0),
        missing: sum(1),
        serious: sum(2),
        minor: sum(3),
        reported: size(found.iter().filter(|it| it.reported_at.is_some()).count()),
        loss_fen: (found.is_empty() || !losses.is_empty()).then(|| losses.iter().sum()),
        list: found
            .iter()
            .map(|it| {
                let [deaths, missing, serious, minor] = it.casualties.map(count);
                AccidentLine {
                    id: it.id,
                    code: it.code.clone(),
                    title: it.title.clone(),
                    happened_at: at(&it.happened_at),
                    place: it.place.clone(),
                    deaths,
                    missing,
                    serious,
                    minor,
                    reported_at: it.reported_at.as_deref().map(at),
                }
            })
            .collect(),
    })
}

/// Orders of authorities in a span.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn orders(store: &Store, span: &Span, moment: Moment, rows: &mut RowMap) -> Result<Orders> {
    let found = toll::orders(store, span.period.first(), span.period.last(), moment.today)?;
    let orders = Orders {
        issued: size(found.issued.len()),
        replied: size(found.replied.len()),
        items: size(found.items),
        done: size(found.done),
    };
    behind(rows, "orders.items", "authority_order", found.issued.iter().copied());
    behind(rows, "orders.done", "authority_order", found.issued.iter().copied());
    behind(rows, "orders.issued", "authority_order", found.issued);
    behind(rows, "orders.replied", "authority_order", found.replied);
    Ok(orders)
}
