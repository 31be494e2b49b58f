//! Facts of the self-check report of one round, from its stored points alone: what the packs say today is not looked at.
//!
//! A finished round stands as at its finish: its items in the state of that day, no flags of what changed since. Those stand
//! on the screen and in the list of check points, which are of today.

use std::collections::BTreeMap;

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::five::RoundKind;
use crate::domain::five::score::{ADD_ON, Counts};
use crate::domain::hazard::State;
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::five::{self, Round};
use crate::registers::hazard::{HAZARD, snapshot};
use crate::report::five_five::{ClauseFacts, FiveFacts, PointFacts, TrendFacts};
use crate::report::kinds::ReportKind;
use crate::store::{Row, Store};

/// Rounds the trend shows at most.
const TREND: usize = 8;

/// Facts of a round's self-check report.
///
/// # Errors
/// As [`super::collect`].
pub fn five_five(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let round = five::round(store, record(store, kind, about)?)?;
    let facts = facts(store, &round, moment)?;
    collected(store, &facts, kind, &facts.number)
}

fn kind_of(row: &Row) -> Option<RoundKind> {
    row.get("kind").as_text().and_then(RoundKind::from_code)
}

fn facts(store: &Store, round: &Round, moment: Moment) -> Result<FiveFacts> {
    let row = &round.row;
    let lookups = Lookups::named(&["person"], store)?;
    let score = round.score();
    let (from_on, to_on) = round.span();
    let points = points(store, round)?;
    Ok(FiveFacts {
        id: row.id,
        unit: unit(store)?.name,
        number: round.code(),
        kind: kind_of(row),
        edition: text(row, "edition").unwrap_or_default(),
        from_on,
        to_on,
        on_date: row.get("on_date").as_date().unwrap_or(from_on),
        leader: name(row, &lookups, "person", "leader_id"),
        others: text(row, "others"),
        scope: text(row, "scope"),
        finished_on: row.get("finished_on").as_date(),
        signed_by: text(row, "signed_by"),
        clauses: clauses(round, &points),
        total: score.total,
        whole: Some(score.whole()),
        failed: score.failed,
        points,
        trend: trend(store, round)?,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    })
}

fn clauses(round: &Round, points: &[PointFacts]) -> Vec<ClauseFacts> {
    let titles = round.clause_titles();
    let mut all: Vec<ClauseFacts> = Vec::new();
    for point in points {
        if all.iter().any(|it| it.code == point.clause) {
            continue;
        }
        let own = points.iter().filter(|it| it.clause == point.clause);
        all.push(ClauseFacts {
            code: point.clause.clone(),
            title: titles.get(&point.clause).cloned().unwrap_or_default(),
            counts: Counts::of(own.map(|it| it.verdict.unwrap_or(crate::domain::five::Verdict::DataMissing))),
            counted: point.clause != ADD_ON,
        });
    }
    all
}

fn points(store: &Store, round: &Round) -> Result<Vec<PointFacts>> {
    let lookups = Lookups::named(&["person"], store)?;
    let finished_on = round.row.get("finished_on").as_date();
    let again = if finished_on.is_none() { five::again(store, round)? } else { Vec::new() };
    let hazards: Vec<i64> = round.points.iter().filter_map(|row| row.get("hazard_id").as_int()).collect();
    let hazards = store.rows_among(&HAZARD.relation, &hazards)?;
    let mut states: BTreeMap<i64, State> = BTreeMap::new();
    for hazard in &hazards {
        let stored = hazard.get("state").as_text().and_then(State::from_code);
        let state = match finished_on {
            Some(day) => Some(snapshot(hazard, &store.hazard_steps(hazard.id)?, day).state),
            None => stored,
        };
        states.extend(state.map(|it| (hazard.id, it)));
    }
    let point = |row: &Row| {
        let hazard = row.get("hazard_id").as_int().and_then(|id| hazards.iter().find(|it| it.id == id));
        let state = hazard.and_then(|it| states.get(&it.id));
        let changed = again.iter().find(|it| it.id == row.id && it.changed && !row.get("verdict").is_null());
        PointFacts {
            id: row.id,
            code: text(row, "code").unwrap_or_default(),
            clause: text(row, "clause").unwrap_or_default(),
            content: text(row, "content").unwrap_or_default(),
            basis: text(row, "basis").unwrap_or_default(),
            unverified: row.get("basis_mark").as_text() == Some("unverified"),
            hard_stop: row.get("hard_stop").as_int() == Some(1),
            proposed: five::verdict(row, "proposed"),
            trace: text(row, "trace").unwrap_or_default().lines().map(str::to_owned).collect(),
            verdict: five::verdict(row, "verdict"),
            last: five::verdict(row, "last_verdict"),
            reason: text(row, "reason"),
            evidence: text(row, "evidence"),
            evidence_on: row.get("evidence_on").as_date(),
            decided_by: text(row, "decided_by"),
            owner: name(row, &lookups, "person", "owner_id"),
            due_on: row.get("due_on").as_date(),
            hazard: hazard.and_then(|it| text(it, "code")),
            hazard_id: hazard.map(|it| it.id),
            hazard_state: state.map(|it| it.label().to_owned()),
            changed: changed.map(|it| it.now),
        }
    };
    Ok(round.points.iter().map(point).collect())
}

/// This round and those begun before it, oldest first.
fn trend(store: &Store, round: &Round) -> Result<Vec<TrendFacts>> {
    let on = round.row.get("on_date").as_date().unwrap_or_default();
    let rows = five::rounds(store, on)?;
    let finished = round.row.get("finished_on").as_date();
    let counted = |row: &&Row| {
        let end = row.get("finished_on").as_date();
        row.id == round.row.id || row.id < round.row.id && end.is_some_and(|end| finished.is_none_or(|own| end <= own))
    };
    let earlier = rows.iter().filter(counted);
    let mut all = Vec::new();
    for row in earlier.take(TREND) {
        let score = five::round(store, row.id)?.score();
        all.push(TrendFacts {
            id: row.id,
            number: text(row, "code").unwrap_or_default(),
            kind: kind_of(row),
            to_on: row.get("to_on").as_date().unwrap_or(on),
            counts: score.total,
            whole: Some(score.whole()),
        });
    }
    all.reverse();
    Ok(all)
}
