//! What the records say of everybody, as the rules of training take it.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::domain::identity::Employment;
use crate::domain::post::PostRole;
use crate::domain::training::{Absence, Attendance, Length, Level, Tenure, Topic, Trait, Worker};
use crate::error::{Error, Result};
use crate::store::{HeldTenure, Query, Row, Store, Trained};

use super::super::{certificate, person};

/// Everybody in the register of people with posts, absences and sessions up to `today`, by row id.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn workers(store: &Store, today: NaiveDate) -> Result<Vec<Worker>> {
    workers_as_known(store, today, None)
}

/// As [`workers`], with only those sessions that had been entered by `known`.
///
/// # Errors
/// As [`workers`].
pub fn workers_as_known(store: &Store, today: NaiveDate, known: Option<NaiveDate>) -> Result<Vec<Worker>> {
    let traits = traits(store)?;
    let mut tenures: HashMap<i64, Vec<Tenure>> = HashMap::new();
    for held in store.held_tenures()? {
        tenures.entry(held.person_id).or_default().push(tenure(held, &traits)?);
    }
    let mut absences: HashMap<i64, Vec<Absence>> = HashMap::new();
    for row in store.rows(&person::ABSENCE.relation, &Query::default())? {
        if let (Some(id), Some(left_on)) = (row.get("person_id").as_int(), row.get("left_on").as_date()) {
            let returned_on = row.get("returned_on").as_date();
            absences.entry(id).or_default().push(Absence { left_on, returned_on });
        }
    }
    let mut attended: HashMap<i64, Vec<Attendance>> = HashMap::new();
    for it in store.trained(today, known)? {
        attended.entry(it.person_id).or_default().push(attendance(&it, today)?);
    }
    let everybody = store.rows(&person::PERSON.relation, &Query::default())?;
    let worker = |row: &Row| {
        Ok(Worker {
            id: row.id,
            name: row.get("name").as_text().unwrap_or_default().to_owned(),
            employment: code(row, "employment", Employment::from_code)?,
            hired_on: row.get("hired_on").as_date(),
            ended_on: row.get("ended_on").as_date(),
            tenures: tenures.remove(&row.id).unwrap_or_default(),
            absences: absences.remove(&row.id).unwrap_or_default(),
            attended: attended.remove(&row.id).unwrap_or_default(),
        })
    };
    everybody.iter().map(worker).collect()
}

/// The code in a column, read; an unknown one is a fault of the file.
fn code<T>(row: &Row, column: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    row.get(column).as_text().map(|text| read(text).ok_or_else(|| odd(column, text))).transpose()
}

fn odd(column: &str, code: &str) -> Error {
    Error::file(format!("{column} 列有不认识的代码 {code}"))
}

fn traits(store: &Store) -> Result<HashMap<i64, BTreeSet<Trait>>> {
    let mut found: HashMap<i64, BTreeSet<Trait>> = HashMap::new();
    for row in store.rows(&certificate::POST_TRAIT.relation, &Query::default())? {
        if let (Some(post), Some(it)) = (row.get("post_id").as_int(), code(&row, "trait", Trait::from_code)?) {
            found.entry(post).or_default().insert(it);
        }
    }
    Ok(found)
}

fn tenure(held: HeldTenure, traits: &HashMap<i64, BTreeSet<Trait>>) -> Result<Tenure> {
    Ok(Tenure {
        post: held.post_id,
        post_name: held.post,
        department: held.department_id,
        role: PostRole::from_code(&held.role).ok_or_else(|| odd("role", &held.role))?,
        traits: traits.get(&held.post_id).cloned().unwrap_or_default(),
        from: held.from,
        to: held.to,
    })
}

/// Topics as they are stored: codes with blanks between.
///
/// # Errors
/// When one of them is unknown.
pub fn topics(stored: &str) -> Result<BTreeSet<Topic>> {
    stored.split_whitespace().map(|it| Topic::from_code(it).ok_or_else(|| odd("topics", it))).collect()
}

/// What a pass at a second attempt teaches is complete on that day and not before: until then the assessment was failed.
fn attendance(it: &Trained, today: NaiveDate) -> Result<Attendance> {
    let (passed, on) = match it.resit_on {
        Some(resit) if resit > today => (it.passed.map(|_| false), it.on_date),
        Some(resit) if it.passed == Some(true) => (it.passed, it.on_date.max(resit)),
        Some(_) | None => (it.passed, it.on_date),
    };
    let length = match (it.hours, it.minutes) {
        (Some(hundredths), _) => Length::Hours(hundredths),
        (None, minutes) => Length::Minutes { taught: minutes.unwrap_or(0), unit: it.unit },
    };
    Ok(Attendance {
        session: it.session_id,
        on,
        began: it.from_on,
        topics: topics(&it.topics)?,
        level: it.level.as_deref().map(|code| Level::from_code(code).ok_or_else(|| odd("level", code))).transpose()?,
        length,
        post: it.post_id,
        attended: it.attended,
        passed,
    })
}
