//! Facts of the paper about one round of 重大事故隐患自判, from its stored criteria alone.

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::hazard::State;
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::criteria::{self, Round};
use crate::registers::hazard::HAZARD;
use crate::report::criteria::{CategoryFacts, CriteriaFacts, CriterionFacts};
use crate::report::kinds::ReportKind;
use crate::store::{Row, Store};

/// Facts of a round's paper.
///
/// # Errors
/// As [`super::collect`].
pub fn criteria(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let round = criteria::round(store, record(store, kind, about)?)?;
    let row = &round.row;
    let lookups = Lookups::named(&["person"], store)?;
    let facts = CriteriaFacts {
        id: row.id,
        unit: unit(store)?.name,
        number: round.code(),
        edition: text(row, "edition").unwrap_or_default(),
        note: text(row, "note_on_order"),
        months: round.months(),
        on_date: row.get("on_date").as_date().unwrap_or(moment.today),
        leader: name(row, &lookups, "person", "leader_id"),
        others: text(row, "others"),
        scope: text(row, "scope"),
        finished_on: row.get("finished_on").as_date(),
        signed_by: text(row, "signed_by"),
        categories: round
            .categories()
            .into_iter()
            .map(|(code, title, counts)| CategoryFacts { code, title, counts })
            .collect(),
        total: round.counts(),
        items: items(store, &round, &lookups)?,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    };
    collected(store, &facts, kind, &facts.number)
}

fn items(store: &Store, round: &Round, lookups: &Lookups) -> Result<Vec<CriterionFacts>> {
    let again = criteria::again(store, round)?;
    let hazards: Vec<i64> = round.items.iter().filter_map(|row| row.get("hazard_id").as_int()).collect();
    let hazards = store.rows_among(&HAZARD.relation, &hazards)?;
    let item = |row: &Row| {
        let hazard = row.get("hazard_id").as_int().and_then(|id| hazards.iter().find(|it| it.id == id));
        let state = hazard.and_then(|it| it.get("state").as_text()).and_then(State::from_code);
        CriterionFacts {
            id: row.id,
            code: text(row, "code").unwrap_or_default(),
            category: text(row, "category").unwrap_or_default(),
            content: text(row, "content").unwrap_or_default(),
            basis: text(row, "basis").unwrap_or_default(),
            unverified: row.get("basis_mark").as_text() == Some("unverified"),
            asked: text(row, "asked"),
            proposed: criteria::verdict(row, "proposed"),
            trace: text(row, "trace").unwrap_or_default().lines().map(str::to_owned).collect(),
            verdict: criteria::verdict(row, "verdict"),
            last: criteria::verdict(row, "last_verdict"),
            reason: text(row, "reason"),
            evidence: text(row, "evidence"),
            evidence_on: row.get("evidence_on").as_date(),
            decided_by: text(row, "decided_by"),
            decided_on: row.get("decided_on").as_date(),
            hazard: hazard.and_then(|it| text(it, "code")),
            hazard_id: hazard.map(|it| it.id),
            hazard_state: state.map(|it| it.label().to_owned()),
            owner: hazard.and_then(|it| name(it, lookups, "person", "owner_id")),
            due_on: hazard.and_then(|it| it.get("due_on").as_date()),
            changed: again.iter().find(|it| it.id == row.id && it.changed).map(|it| it.now),
        }
    };
    Ok(round.items.iter().map(item).collect())
}
