//! Facts of one person's page.

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::hazard::State as HazardState;
use crate::domain::obligation::{Obligation, State};
use crate::error::{Error, Result};
use crate::registers::duty;
use crate::registers::hazard::HAZARD;
use crate::registers::person::{ABSENCE, ASSIGNMENT, PERSON};
use crate::registers::plan::PLAN;
use crate::registers::{self, Context, Lookups, Register};
use crate::report::kinds::ReportKind;
use crate::report::person_page::{Absence, Assignment, Concerned, Inspected, Owed, PersonFacts};
use crate::store::{Condition, Direction, Query, Row, Store};

/// Days ahead within which a duty that is not due yet is listed.
const SOON: i64 = 30;
/// Inspections listed on the page; the others are counted.
const LATEST: usize = 30;

/// Facts of a person's page, personal numbers masked.
///
/// # Errors
/// As [`super::collect`].
pub fn person(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    person_page(store, kind, about, false, moment)
}

/// As [`person`]; with `reveal` personal numbers stand in full, which the caller has to log before.
///
/// # Errors
/// As [`super::collect`].
pub fn person_page(store: &Store, kind: &ReportKind, about: &str, reveal: bool, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let facts = facts(store, id, reveal, moment)?;
    let named = format!("{}_{}", facts.no.as_deref().unwrap_or("").trim(), facts.name);
    collected(store, &facts, kind, named.trim_start_matches('_'))
}

fn facts(store: &Store, id: i64, reveal: bool, moment: Moment) -> Result<PersonFacts> {
    let lookups = Lookups::of(&PERSON, store)?;
    let context = Context { today: moment.today, lookups: &lookups };
    let listed = registers::one(store, &PERSON, id, &context)?.ok_or_else(|| Error::input("没有这个人"))?;
    let shown = |key: &str| {
        let column = PERSON.column(key)?;
        let cell = listed.cell(&PERSON, key)?;
        Some(listed.text(column, cell, reveal)).filter(|it| !it.is_empty())
    };
    let row = &listed.row;
    let name = text(row, "name").unwrap_or_default();
    let (total, latest) = store.inspections_of_person(id, LATEST)?;
    Ok(PersonFacts {
        id,
        unit: unit(store)?.name,
        no: text(row, "no"),
        sex: shown("sex"),
        id_kind: shown("id_kind"),
        id_number: shown("id_number"),
        id_unverified: row.get("id_unverified").as_int() == Some(1),
        phone: shown("phone"),
        department: shown("department"),
        post: shown("post"),
        employment: shown("employment"),
        hired_on: row.get("hired_on").as_date(),
        ended_on: row.get("ended_on").as_date(),
        note: text(row, "note"),
        revealed: reveal,
        assignments: assignments(store, id)?,
        absences: absences(store, id)?,
        inspections_total: total,
        inspections: inspections(store, &latest)?,
        hazards: hazards(store, id)?,
        duties: duties(store, id, &name, moment)?,
        training: super::person_training::of(store, id, moment)?,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        name,
    })
}

/// Records of a register that name the person in this column, in that order.
fn naming(
    store: &Store,
    register: &Register,
    column: &'static str,
    id: i64,
    order: (&'static str, Direction),
) -> Result<Vec<Row>> {
    let query = Query { conditions: vec![Condition::Is(column, id.into())], order: Some(order), ..Query::default() };
    store.rows(&register.relation, &query)
}

fn assignments(store: &Store, id: i64) -> Result<Vec<Assignment>> {
    let lookups = Lookups::of(&ASSIGNMENT, store)?;
    let rows = naming(store, &ASSIGNMENT, "person_id", id, ("from_on", Direction::Up))?;
    let read = |row: &Row| Assignment {
        id: row.id,
        from_on: row.get("from_on").as_date(),
        to_on: row.get("to_on").as_date(),
        department: name(row, &lookups, "department", "department_id"),
        post: name(row, &lookups, "post", "post_id"),
        main: row.get("main").as_int() == Some(1),
        note: text(row, "note"),
    };
    Ok(rows.iter().map(read).collect())
}

fn absences(store: &Store, id: i64) -> Result<Vec<Absence>> {
    let rows = naming(store, &ABSENCE, "person_id", id, ("left_on", Direction::Up))?;
    let read = |row: &Row| Absence {
        id: row.id,
        left_on: row.get("left_on").as_date(),
        returned_on: row.get("returned_on").as_date(),
        reason: text(row, "reason"),
    };
    Ok(rows.iter().map(read).collect())
}

fn inspections(store: &Store, latest: &[crate::store::InspectionFacts]) -> Result<Vec<Inspected>> {
    let lookups = Lookups::of(&PLAN, store)?;
    let read = |it: &crate::store::InspectionFacts| {
        let [_, _, failed, _, _, findings] = it.counts;
        Inspected {
            id: it.id,
            code: it.code.clone(),
            on: Some(it.on_date),
            checklist: lookups.get("checklist").label(it.checklist_id).map(str::to_owned),
            place: it.place.clone(),
            failed: u64::try_from(failed).unwrap_or(0),
            findings: u64::try_from(findings).unwrap_or(0),
        }
    };
    Ok(latest.iter().map(read).collect())
}

/// Hazards the person found, sees to or accepted, newest first.
fn hazards(store: &Store, id: i64) -> Result<Vec<Concerned>> {
    let mut all: Vec<(Row, Vec<&str>)> = Vec::new();
    let order = ("found_on", Direction::Down);
    for (column, role) in
        [("found_by_id", "发现"), ("owner_id", "整改"), ("accepter_id", "验收"), ("closer_id", "销号")]
    {
        for row in naming(store, &HAZARD, column, id, order)? {
            match all.iter_mut().find(|(known, _)| known.id == row.id) {
                Some((_, roles)) => roles.push(role),
                None => all.push((row, vec![role])),
            }
        }
    }
    all.sort_by_key(|(row, _)| std::cmp::Reverse((row.get("found_on").as_date(), row.id)));
    let read = |(row, roles): &(Row, Vec<&str>)| Concerned {
        id: row.id,
        code: text(row, "code").unwrap_or_default(),
        title: text(row, "title").unwrap_or_default(),
        role: roles.join("、"),
        state: row.get("state").as_text().and_then(HazardState::from_code).map_or("—", HazardState::label).to_owned(),
        found_on: row.get("found_on").as_date(),
        due_on: row.get("due_on").as_date(),
        closed_on: row.get("closed_on").as_date(),
    };
    Ok(all.iter().map(read).collect())
}

/// Open duties of today and the next days that name the person: a plan by its row, all else by the name of who sees to it.
fn duties(store: &Store, id: i64, called: &str, moment: Moment) -> Result<Vec<Owed>> {
    let plans: Vec<i64> =
        naming(store, &PLAN, "person_id", id, ("id", Direction::Up))?.iter().map(|row| row.id).collect();
    let names = |it: &Obligation| match it.object.strip_prefix("plan-").and_then(|it| it.parse().ok()) {
        Some(plan) => plans.contains(&plan),
        None => it.owner.as_deref().is_some_and(|all| all.split('、').any(|one| one == called)),
    };
    let open = |it: &Obligation| match it.state {
        State::Due | State::Overdue | State::DataMissing => !it.missed,
        State::Upcoming => it.days.is_some_and(|days| days <= SOON),
        State::Met | State::NotApplicable => false,
    };
    let judged = duty::judgement(store, moment.today)?;
    let owed = |it: &Obligation| Owed {
        key: it.id.clone(),
        title: it.title.clone(),
        state: it.state.label().to_owned(),
        due_on: it.due_on,
    };
    Ok(judged.obligations.iter().filter(|it| names(it) && open(it)).map(owed).collect())
}
