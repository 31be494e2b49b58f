//! 重大隐患治理 and the money of rectification, as the statutory tables count them (16号令 14, 15).

use std::collections::{BTreeMap, HashMap};

use crate::domain::hazard::Verb;
use crate::error::Result;
use crate::store::{Query, Relation, Row, Store};

use super::figures::{BookedHazard, HazardFigures};

/// What a governance plan says of each hazard.
const CASE: Relation = Relation {
    table: "hazard_case",
    columns: &["hazard_id", "goal", "method", "resources", "funds_fen", "organisation", "schedule", "safety"],
    retires: true,
    versioned: true,
};

const PROGRESS: Relation = Relation {
    table: "hazard_progress",
    columns: &["hazard_id", "on_date", "cost_fen"],
    retires: true,
    versioned: true,
};

/// How far the governance plan of one major hazard is settled: which of the five elements the statutory table counts are
/// written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Row id of the hazard.
    pub hazard_id: i64,
    /// 治理目标任务.
    pub goal: bool,
    /// 治理经费物资.
    pub resources: bool,
    /// 治理机构人员.
    pub organisation: bool,
    /// 治理时间要求.
    pub schedule: bool,
    /// 安全措施应急预案.
    pub safety: bool,
    /// 已落实治理资金 in 分; none where nobody wrote it.
    pub funds_fen: Option<i64>,
}

/// Money of rectification in a span of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Actual cost of hazards rectified in it, and what governance under way cost in it: row id of the hazard and 分.
    pub spent: Vec<(i64, i64)>,
    /// Funds settled in the plans of major hazards still open at its end: row id of the hazard and 分.
    pub settled: Vec<(i64, i64)>,
    /// Hazards rectified in it for which nobody wrote a cost.
    pub unknown: Vec<i64>,
}

impl Money {
    /// The sum in 分. None where money must have been spent and none was written down.
    #[must_use]
    pub fn total(&self) -> Option<i64> {
        let known: Vec<i64> = self.spent.iter().chain(&self.settled).map(|(_, fen)| *fen).collect();
        (!known.is_empty() || self.unknown.is_empty()).then(|| known.iter().sum())
    }
}

/// How far the plans of the major hazards open at the end of a span are settled, by row id. A hazard without a plan has
/// settled nothing. Plans entered after that day, or after the day asked, are not there yet.
///
/// # Errors
/// When the file cannot be read.
pub fn settled(store: &Store, figures: &HazardFigures, today: chrono::NaiveDate) -> Result<Vec<Settled>> {
    let cases: HashMap<i64, Row> = store
        .rows(&CASE, &Query::default())?
        .into_iter()
        .filter(|row| row.entered_on.is_none_or(|day| day <= today))
        .filter_map(|row| Some((row.get("hazard_id").as_int()?, row)))
        .collect();
    let of = |id: &i64| {
        let Some(case) = cases.get(id) else { return Settled { hazard_id: *id, ..Settled::default() } };
        let is = |column: &str| case.get(column).as_text().is_some_and(|text| !text.trim().is_empty());
        Settled {
            hazard_id: *id,
            goal: is("goal"),
            resources: is("resources"),
            organisation: is("organisation"),
            schedule: is("schedule"),
            safety: is("safety"),
            funds_fen: case.get("funds_fen").as_int(),
        }
    };
    Ok(figures.major_open.iter().map(of).collect())
}

/// What rectification cost in a span, and what is settled for what is still open. A hazard counts once: where its plan has
/// settled funds these stand for it, and not what was spent out of them.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn money(store: &Store, figures: &HazardFigures, plans: &[Settled]) -> Result<Money> {
    let funds: BTreeMap<i64, i64> = plans.iter().filter_map(|it| Some((it.hazard_id, it.funds_fen?))).collect();
    let ids: Vec<i64> = figures.books.iter().map(BookedHazard::id).collect();
    let mut costs: HashMap<i64, Option<i64>> = HashMap::new();
    for step in store.hazard_steps_among(&ids)? {
        if step.step.verb == Verb::Rectify && step.step.on <= figures.until {
            costs.insert(step.hazard_id, step.cost_fen);
        }
    }
    let progress = progress(store, figures)?;
    let mut money = Money { settled: funds.iter().map(|(id, fen)| (*id, *fen)).collect(), ..Money::default() };
    for it in &figures.books {
        let retired = it.history.retired_on.is_some_and(|day| day <= figures.until);
        if retired || funds.contains_key(&it.id()) {
            continue;
        }
        let rectified = it.hazard.rectified_on.is_some_and(|day| figures.from <= day && day <= figures.until);
        let written = || costs.get(&it.id()).copied().flatten().or_else(|| it.row.get("cost_fen").as_int());
        let cost = rectified.then(written).flatten().or_else(|| progress.get(&it.id()).copied());
        match cost {
            Some(fen) => money.spent.push((it.id(), fen)),
            None if rectified => money.unknown.push(it.id()),
            None => {}
        }
    }
    Ok(money)
}

/// What governance under way cost in the span, by hazard.
fn progress(store: &Store, figures: &HazardFigures) -> Result<HashMap<i64, i64>> {
    let mut spent: HashMap<i64, i64> = HashMap::new();
    for row in store.rows(&PROGRESS, &Query::default())? {
        let on = row.get("on_date").as_date().filter(|day| figures.from <= *day && *day <= figures.until);
        if let (Some(_), Some(id), Some(fen)) = (on, row.get("hazard_id").as_int(), row.get("cost_fen").as_int()) {
            *spent.entry(id).or_default() += fen;
        }
    }
    Ok(spent)
}
