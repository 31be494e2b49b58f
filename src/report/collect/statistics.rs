//! Facts of the statutory table of a quarter or year, and of it what the summaries tell too.

use super::counts::{behind, count, distribution, size};
use super::period::{Ground, Span, ground, trend};
use super::{Moment, enterprise_text, first_record};
use crate::domain::hazard::Level;
use crate::domain::period::{Period, PeriodKind};
use crate::error::Result;
use crate::knowledge;
use crate::registers::figures::BookedHazard;
use crate::registers::governance::{self, Settled};
use crate::report::figure::{Rate, RowMap};
use crate::report::kinds::ReportKind;
use crate::report::monthly::{RATE_BASIS, Signers};
use crate::report::statistics::{
    Annual, Funds, Governance, Governed, Header, Official, Plan, StatisticsFacts, TABLE_BASIS, Texts,
};
use crate::store::Store;

/// The statutory table of a span, and the plans behind it.
pub(super) struct Counted {
    pub(super) table: Official,
    pub(super) plans: Vec<Settled>,
}

/// Counts the statutory table.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn official(store: &Store, span: &Span, moment: Moment, rows: &mut RowMap) -> Result<Counted> {
    let figures = &span.hazards;
    let of = |keep: &dyn Fn(&BookedHazard) -> bool| -> Vec<i64> {
        let registered = figures.registered.iter().filter_map(|id| figures.get(*id));
        registered.filter(|it| keep(it)).map(BookedHazard::id).collect()
    };
    let accepted = |it: &BookedHazard| it.history.accepted_on.is_some_and(|day| day <= figures.until);
    let closed = |it: &BookedHazard| it.history.closed_on.is_some_and(|day| day <= figures.until);
    let is = |it: &BookedHazard, level: Level| it.hazard.level == Some(level);
    let mut level = |path: &str, found: Vec<i64>, rectified: Vec<i64>| {
        let counted = Governance {
            found: size(found.len()),
            rectified: size(rectified.len()),
            rate: Rate::new(size(rectified.len()), size(found.len())),
        };
        behind(rows, format!("table.{path}.rate"), "hazard", found.iter().copied());
        behind(rows, format!("table.{path}.found"), "hazard", found);
        behind(rows, format!("table.{path}.rectified"), "hazard", rectified);
        counted
    };
    let general = level("general", of(&|it| is(it, Level::General)), of(&|it| is(it, Level::General) && accepted(it)));
    let major = level("major", of(&|it| is(it, Level::Major)), of(&|it| is(it, Level::Major) && closed(it)));
    let ungraded = of(&|it| it.hazard.level.is_none());
    let plans = governance::settled(store, figures, moment.today)?;
    let table = Official {
        general,
        major,
        ungraded: size(ungraded.len()),
        plan: plan(&plans, rows),
        funds: funds(&governance::money(store, figures, &plans)?, rows),
    };
    behind(rows, "table.ungraded", "hazard", ungraded);
    Ok(Counted { table, plans })
}

fn plan(plans: &[Settled], rows: &mut RowMap) -> Plan {
    let mut figure = |name: &str, keep: fn(&Settled) -> bool| {
        let ids: Vec<i64> = plans.iter().filter(|it| keep(it)).map(|it| it.hazard_id).collect();
        let size = size(ids.len());
        behind(rows, format!("table.plan.{name}"), "hazard", ids);
        size
    };
    Plan {
        count: figure("count", |_| true),
        goal: figure("goal", |it| it.goal),
        resources: figure("resources", |it| it.resources),
        organisation: figure("organisation", |it| it.organisation),
        schedule: figure("schedule", |it| it.schedule),
        safety: figure("safety", |it| it.safety),
    }
}

fn funds(money: &governance::Money, rows: &mut RowMap) -> Funds {
    let ids = |list: &[(i64, i64)]| -> Vec<i64> { list.iter().map(|(id, _)| *id).collect() };
    let sum = |list: &[(i64, i64)]| list.iter().map(|(_, fen)| *fen).sum();
    behind(rows, "table.funds.total_fen", "hazard", [ids(&money.spent), ids(&money.settled)].concat());
    behind(rows, "table.funds.spent_fen", "hazard", ids(&money.spent));
    behind(rows, "table.funds.settled_fen", "hazard", ids(&money.settled));
    behind(rows, "table.funds.unknown", "hazard", money.unknown.iter().copied());
    Funds {
        total_fen: money.total(),
        spent_fen: sum(&money.spent),
        settled_fen: sum(&money.settled),
        unknown: size(money.unknown.len()),
    }
}

/// What must be said of the table's money and plans.
pub(super) fn table_notes(table: &Official) -> Vec<String> {
    let mut notes = Vec::new();
    if table.funds.unknown > 0 {
        notes.push(format!("本期整改的隐患中有 {} 项未填写实际费用，未计入治理资金。", table.funds.unknown));
    }
    let plan = &table.plan;
    let whole = [plan.goal, plan.resources, plan.organisation, plan.schedule, plan.safety].into_iter().min();
    let short = plan.count.saturating_sub(whole.unwrap_or(0));
    if short > 0 {
        notes.push(format!("期末未销号的重大隐患中至少有 {short} 项治理方案尚未五项全部落实，须补齐。"));
    }
    notes
}

/// Facts of a quarter or year.
///
/// # Errors
/// As [`ground`].
pub fn statistics(store: &Store, kind: &ReportKind, period: Period, moment: Moment) -> Result<StatisticsFacts> {
    let mut ground = ground(store, kind, period, moment)?;
    let yearly = period.kind() == PeriodKind::Year;
    let texts = Texts {
        distribution: ground.text("distribution"),
        causes: ground.text("causes"),
        trend: ground.text("trend"),
        measures: ground.text("measures"),
    };
    let Ground { span, mut counts, mut notes, .. } = ground;
    let counted = official(store, &span, moment, &mut counts.rows)?;
    notes.extend(table_notes(&counted.table));
    let annual = yearly.then(|| annual(&span, &mut counts.rows));
    let first = first_record(store)?;
    let earlier = |then: Period| -> Result<Option<(Official, Annual)>> {
        if first.is_none_or(|day| day > then.last()) {
            return Ok(None);
        }
        let span = Span::read(store, then, moment)?;
        let mut unread = RowMap::new();
        Ok(Some((official(store, &span, moment, &mut unread)?.table, self::annual(&span, &mut unread))))
    };
    let (before, annual_before) = earlier(period.previous())?.unzip();
    let year_before = if yearly { before.clone() } else { earlier(period.year_before())?.map(|(table, _)| table) };
    let trend = trend(store, period, moment, &mut counts.rows)?;
    Ok(StatisticsFacts {
        header: Header {
            industry: enterprise_text(store, "industry")?,
            phone: enterprise_text(store, "phone")?,
            principal: enterprise_text(store, "principal")?,
        },
        unit: ground.unit,
        period: ground.period,
        cut_off: ground.cut_off,
        chain_code: ground.chain_code,
        zero_report: ground.zero,
        basis: basis(kind, period)?,
        governed: governed(&span, &counted.plans),
        table: counted.table,
        before,
        year_before,
        annual,
        annual_before: annual_before.filter(|_| yearly),
        distribution: distribution(&span, &mut counts.rows),
        inspections: counts.inspections,
        items: counts.items,
        findings: counts.findings,
        hazards: counts.hazards,
        table_basis: TABLE_BASIS.to_owned(),
        rate_basis: RATE_BASIS.to_owned(),
        comparison: ground.comparison,
        trend,
        texts,
        notes,
        signers: Signers::default(),
        rows: counts.rows,
    })
}

/// The articles the report is owed by, in the edition of the period's last day.
fn basis(kind: &ReportKind, period: Period) -> Result<String> {
    let rules = knowledge::obligation::builtin()?;
    let rule = kind.duty.and_then(|code| rules.rule(code));
    let day = period.last();
    let edition = rule.and_then(|rule| rule.editions.iter().rev().find(|it| it.effective_from <= day));
    edition.map_or(Ok(String::new()), |it| knowledge::obligation::cite(&it.basis, Some(day)))
}

fn annual(span: &Span, rows: &mut RowMap) -> Annual {
    let flow = span.hazards.flow_total();
    let figures = &span.hazards;
    let carried = figures.books.iter().filter(|it| it.history.registered_on < figures.from).map(BookedHazard::id);
    behind(rows, "annual.carried", "hazard", carried);
    behind(rows, "annual.registered", "hazard", figures.registered.iter().copied());
    behind(rows, "annual.overdue", "hazard", figures.overdue.iter().copied());
    Annual {
        carried: count(flow.open_at_start),
        registered: size(figures.registered.len()),
        overdue: size(figures.overdue.len()),
    }
}

fn governed(span: &Span, plans: &[Settled]) -> Vec<Governed> {
    let mut found: Vec<Governed> = plans
        .iter()
        .filter_map(|plan| {
            let it = span.hazards.get(plan.hazard_id)?;
            Some(Governed {
                id: plan.hazard_id,
                code: it.text("code").unwrap_or_default().to_owned(),
                title: it.text("title").unwrap_or_default().to_owned(),
                owner: it.owner.clone(),
                due_on: it.hazard.due_on,
                goal: plan.goal,
                resources: plan.resources,
                organisation: plan.organisation,
                schedule: plan.schedule,
                safety: plan.safety,
                funds_fen: plan.funds_fen,
            })
        })
        .collect();
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}
