//! Facts of the training part of a person's page, and of the card of the three-level education.

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::training::{Level, Topic};
use crate::error::{Error, Result};
use crate::registers::certificate::CERTIFICATE;
use crate::registers::person::PERSON;
use crate::registers::readiness::{Staff, bar, hours};
use crate::registers::training::{TRAINING, TRAINING_SESSION, topics};
use crate::registers::{self, Context, Filter, ListQuery, Listed, Lookups, Register};
use crate::report::education_card::{EducationFacts, Taught};
use crate::report::kinds::ReportKind;
use crate::report::person_training::{Attended, Forbidden, Held, PersonTraining};
use crate::store::{Row, Store};

/// The training part of a person's page; `None` while neither training nor certificates were ever entered.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn of(store: &Store, id: i64, moment: Moment) -> Result<Option<PersonTraining>> {
    let empty = store.count(&TRAINING_SESSION.relation)? == 0 && store.count(&CERTIFICATE.relation)? == 0;
    if empty {
        return Ok(None);
    }
    let staff = Staff::read(store, moment.today, None)?;
    let Some(worker) = staff.workers.iter().find(|it| it.id == id) else { return Ok(None) };
    let planned = hours::planned(store, moment.today)?;
    let ground = staff.ground(None)?;
    let bars = bar::of_worker(&staff, &ground, worker)?.into_iter().map(|it| Forbidden {
        operation: it.post.map_or(it.operation.clone(), |post| format!("{}（{post}）", it.operation)),
        since: Some(it.since),
        why: it.major_hazard.map_or(it.why.clone(), |sign| format!("{}。{sign}", it.why)),
        basis: it.basis,
        cure: it.cure,
    });
    Ok(Some(PersonTraining {
        hours: hours::of_worker(&staff, &planned, worker)?,
        sessions: sessions(store, id, moment)?.iter().map(|it| it.0.clone()).collect(),
        certificates: certificates(store, id, moment)?,
        bars: bars.collect(),
    }))
}

/// Sessions of a person, newest first, each with its row.
fn sessions(store: &Store, id: i64, moment: Moment) -> Result<Vec<(Attended, Row)>> {
    let rows = of_person(store, &TRAINING, id, moment)?;
    let mut found = Vec::new();
    for it in rows {
        let Some(session) = it.row.get("session_id").as_int() else { continue };
        let Some(row) = store.row(&TRAINING_SESSION.relation, session)?.filter(|row| row.retired_on.is_none()) else {
            continue;
        };
        let on = row.get("on_date").as_date();
        if on.is_some_and(|on| on > moment.today) {
            continue;
        }
        let passed = it.row.get("passed").as_int();
        let result = match (it.row.get("attended").as_int(), passed) {
            (Some(0), _) => "缺席",
            (_, Some(1)) => "合格",
            (_, Some(_)) => "不合格",
            (_, None) => "未考核",
        };
        let tenths = it.row.get("resit_score").as_int().or(it.row.get("score").as_int());
        let score =
            tenths.map(|it| if it % 10 == 0 { (it / 10).to_string() } else { format!("{}.{}", it / 10, it % 10) });
        let attended = Attended {
            id: session,
            code: text(&row, "code").unwrap_or_default(),
            on,
            title: text(&row, "title").unwrap_or_default(),
            level: row.get("level").as_text().and_then(Level::from_code).map(|it| it.label().to_owned()),
            hours: length(&row),
            trainer: text(&row, "trainer"),
            score,
            result: result.to_owned(),
        };
        found.push((attended, row));
    }
    found.sort_by_key(|(it, _)| std::cmp::Reverse((it.on, it.id)));
    Ok(found)
}

/// 学时 of a session, exact to two places, converted with the unit it names.
fn length(row: &Row) -> String {
    let hundredths = match (row.get("hours").as_int(), row.get("minutes").as_int(), row.get("unit").as_int()) {
        (Some(hours), ..) => hours,
        (None, Some(minutes), Some(unit)) if unit > 0 => minutes * 100 / unit,
        (None, ..) => return String::new(),
    };
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        rest if rest % 10 == 0 => format!("{}.{}", hundredths / 100, rest / 10),
        rest => format!("{}.{rest:02}", hundredths / 100),
    }
}

/// Rows of a register that name the person.
fn of_person(store: &Store, register: &'static Register, id: i64, moment: Moment) -> Result<Vec<Listed>> {
    let lookups = Lookups::of(register, store)?;
    let context = Context { today: moment.today, lookups: &lookups };
    let filter: Filter = registers::parse_where(register, &format!("person=#{id}"), &lookups, moment.today)?;
    registers::list(store, register, &ListQuery { filters: vec![filter], ..ListQuery::default() }, &context)
}

fn certificates(store: &Store, id: i64, moment: Moment) -> Result<Vec<Held>> {
    let rows = of_person(store, &CERTIFICATE, id, moment)?;
    let read = |it: &Listed| {
        let shown = |key: &str| it.cell(&CERTIFICATE, key).map(|cell| cell.text.clone()).filter(|it| !it.is_empty());
        let day = |key: &str| it.cell(&CERTIFICATE, key).and_then(|cell| cell.value.as_date());
        Held {
            id: it.row.id,
            kind: shown("kind").unwrap_or_default(),
            number: shown("number"),
            issued_on: day("issued_on"),
            ends_on: day("ends_on"),
            review_on: day("review_next"),
            standing: shown("standing").unwrap_or_default(),
        }
    };
    let mut found: Vec<Held> = rows.iter().map(read).collect();
    found.sort_by_key(|it| std::cmp::Reverse((it.issued_on, it.id)));
    Ok(found)
}

/// Facts of a person's card of the three-level education.
///
/// # Errors
/// As [`super::collect`].
pub fn education_card(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let lookups = Lookups::of(&PERSON, store)?;
    let row = store.row(&PERSON.relation, id)?.ok_or_else(|| Error::input("没有这个人"))?;
    let staff = Staff::read(store, moment.today, None)?;
    let worker = staff.workers.iter().find(|it| it.id == id);
    let mut facts = EducationFacts {
        id,
        unit: unit(store)?.name,
        no: text(&row, "no"),
        name: text(&row, "name").unwrap_or_default(),
        sex: row.get("sex").as_text().and_then(crate::domain::identity::Sex::from_code).map(|it| it.label().to_owned()),
        department: name(&row, &lookups, "department", "department_id"),
        post: name(&row, &lookups, "post", "post_id"),
        employment: row
            .get("employment")
            .as_text()
            .and_then(crate::domain::identity::Employment::from_code)
            .map(|it| it.label().to_owned()),
        hired_on: row.get("hired_on").as_date(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        ..EducationFacts::default()
    };
    let about: Vec<(Attended, Row)> = sessions(store, id, moment)?;
    for (it, session) in about.iter().rev() {
        let topics = topics(session.get("topics").as_text().unwrap_or_default())?;
        if topics.contains(&Topic::Initial) {
            facts.taught.push(Taught {
                level: session.get("level").as_text().unwrap_or_default().to_owned(),
                session: it.clone(),
                place: text(session, "place"),
            });
        }
    }
    if let Some(worker) = worker {
        let lines = hours::of_worker(&staff, &[], worker)?;
        facts.required = lines.into_iter().find(|it| matches!(it.code.as_str(), "HR05" | "HR20" | "HR21"));
    }
    let named = format!("{}_{}", facts.no.as_deref().unwrap_or("").trim(), facts.name);
    collected(store, &facts, kind, named.trim_start_matches('_'))
}
