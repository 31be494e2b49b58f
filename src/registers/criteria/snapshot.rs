//! The snapshot that proposals look at, read from what checklists found and from other areas as they stood on a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::certificate::Family;
use crate::domain::criteria::{Failure, Items, Judging, Look, Snapshot, Test};
use crate::domain::hazard::Level;
use crate::domain::obligation::State;
use crate::domain::profile::Condition;
use crate::error::Result;
use crate::knowledge::fact::{self, Concern};
use crate::knowledge::{Packs, certificate};
use crate::registers::certificate::POST_CERTIFICATE;
use crate::registers::hazard::HAZARD;
use crate::registers::person::PERSON;
use crate::registers::readiness::bar;
use crate::registers::{duty, enterprise};
use crate::store::{Query, Row, Store};

/// Duty of a manager to pass the assessment within six months of the appointment.
const ASSESSED: &str = "T02";
/// Duty to have the certificate of the assessment valid.
const VALID: &str = "T02V";

/// Everything the proposals of these criteria look at, as it stood on a day.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn read(store: &Store, judging: &[Judging], months: u32, day: NaiveDate) -> Result<Snapshot> {
    let packs = Packs::builtin()?;
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let mut wanted: Vec<String> = Vec::new();
    let entries = judging.iter().flat_map(|it| match it {
        Judging::Items(Items { items, .. }) => items.as_slice(),
        Judging::Test { .. } => &[],
    });
    for code in entries.flat_map(|entry| entry.split('|')).map(str::trim) {
        // Only the list the pack knows the item by: a plant's own list may use the same code for something else.
        if let Some((list, item)) = packs.item(code) {
            titles.insert(code.to_owned(), format!("{}“{}”", list.title, item.object));
            wanted.push(format!("{}/{code}", list.id));
        }
    }
    let wants = |test: Test| judging.contains(&Judging::Test { test });
    Ok(Snapshot {
        months,
        looks: looks(store, &wanted, day)?,
        titles,
        special_operators_without_certificate: if wants(Test::SpecialOperators) {
            special_operators(store, day)?
        } else {
            None
        },
        managers_not_qualified: if wants(Test::SmeltingManagers) { smelting_managers(store, day)? } else { None },
    })
}

fn looks(store: &Store, wanted: &[String], day: NaiveDate) -> Result<Vec<Look>> {
    let found = store.items_found(wanted, day)?;
    let ids: Vec<i64> = found.iter().filter_map(|it| it.hazard_id).collect();
    let hazards = store.rows_among(&HAZARD.relation, &ids)?;
    let mut failures: BTreeMap<i64, Failure> = BTreeMap::new();
    for row in &hazards {
        // As it stood on the day: what was closed later was open then.
        let is_over = |column: &str| row.get(column).as_date().is_some_and(|on| on <= day);
        let failure = Failure {
            id: row.id,
            code: row.get("code").as_text().unwrap_or_default().to_owned(),
            is_open: !is_over("closed_on") && row.retired_on.is_none_or(|on| on > day),
            is_major: row.get("level").as_text() == Some(Level::Major.code()),
        };
        failures.insert(row.id, failure);
    }
    Ok(found
        .into_iter()
        .map(|it| Look {
            hazard: it.hazard_id.and_then(|id| failures.get(&id).cloned()),
            item: it.item,
            on: it.on,
            place: it.place,
            inspection: it.inspection,
            result: it.result,
            words: it.words,
        })
        .collect())
}

/// Names of those who do special operations without a valid certificate: who is barred for that. Free of such is only a plant
/// whose posts say which certificates they ask for, and whose people all have a post.
fn special_operators(store: &Store, day: NaiveDate) -> Result<Option<Vec<String>>> {
    let barred = bar::barred(store, day, false)?;
    let named = barred.iter().filter(|it| it.major_hazard.is_some()).map(|it| {
        let post = it.post.as_deref().unwrap_or_default();
        format!("{}（{post}，{}）", it.person, it.why)
    });
    let names: Vec<String> = named.collect();
    if !names.is_empty() {
        return Ok(Some(names));
    }
    let kinds = &certificate::builtin()?.kinds;
    let special = |row: &Row| {
        let kind = row.get("kind").as_text().and_then(|id| kinds.iter().find(|it| it.id == id));
        kind.is_some_and(|it| it.family == Family::Special)
    };
    let asked = store.rows(&POST_CERTIFICATE.relation, &Query::default())?.iter().any(special);
    let people = store.rows(&PERSON.relation, &Query::default())?;
    let here = |row: &&Row| row.get("ended_on").as_date().is_none_or(|last| day <= last);
    let without_post = people.iter().filter(here).any(|row| row.get("post_id").is_null());
    Ok((asked && !without_post).then(Vec::new))
}

/// Names of the managers of a metal-smelting plant without a valid assessment, by the duties about it. Only asked where the
/// plant said that it is one.
fn smelting_managers(store: &Store, day: NaiveDate) -> Result<Option<Vec<String>>> {
    let answers = enterprise::answers(store)?;
    if fact::concern(&Condition::is("metal_smelting"), &answers)? != Concern::Yes {
        return Ok(None);
    }
    let judged = duty::judgement(store, day)?;
    let of = |code: &'static str| judged.obligations.iter().filter(move |it| it.code == code);
    let overdue = of(ASSESSED).chain(of(VALID)).filter(|it| it.state == State::Overdue);
    let names: Vec<String> = overdue.map(|it| it.title.clone()).collect();
    if !names.is_empty() {
        return Ok(Some(names));
    }
    let all_met = of(ASSESSED).all(|it| it.state == State::Met) && of(VALID).all(|it| it.state != State::DataMissing);
    Ok((all_met && of(ASSESSED).next().is_some()).then(Vec::new))
}
