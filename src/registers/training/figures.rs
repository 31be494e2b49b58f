//! Figures of training in a span of days: sessions, people, hours, who was reached. What reports, 首页 and `status` print.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::domain::training::{Length, Sum, Topic};
use crate::error::Result;
use crate::store::{Query, Row, Store, Trained};

use super::session::TRAINING_SESSION;
use super::{Roster, TRAINING_PLAN, topics};

/// People and hours of one part: a department, a topic, a level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// Stable key: code or row id.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Attendances (人次).
    pub turns: u64,
    /// Of these, passed.
    pub passed: u64,
    /// 学时 of those who passed, exact.
    pub hours: Sum,
    /// People of the department on the last day; 0 for other parts.
    pub people: u64,
    /// Of these, those with at least one passed session in the span.
    pub reached: u64,
    /// Sessions, row ids.
    pub sessions: BTreeSet<i64>,
}

/// One line of the plan with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Row id of the line.
    pub id: i64,
    /// The line itself.
    pub row: Row,
    /// Sessions held for it, day and number.
    pub held: Vec<(NaiveDate, String)>,
}

/// Training in a span of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrainingFigures {
    /// Sessions held, row ids.
    pub sessions: Vec<i64>,
    /// Attendances (人次): absentees not counted.
    pub turns: u64,
    /// People who were in at least one session.
    pub people: u64,
    /// Not there.
    pub absent: u64,
    /// Failed.
    pub failed: u64,
    /// Without a result.
    pub pending: u64,
    /// Passed.
    pub passed: u64,
    /// 学时 of those who passed, all together.
    pub hours: Sum,
    /// People on the books on the last day of the span.
    pub on_books: u64,
    /// Of these, those with at least one passed session in the span.
    pub reached: u64,
    /// By the people's department.
    pub by_department: Vec<Part>,
    /// By topic; a session with several counts in each.
    pub by_topic: Vec<Part>,
}

impl TrainingFigures {
    /// Whether anything was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }
}

fn length(it: &Trained) -> Length {
    match (it.hours, it.minutes) {
        (Some(hundredths), _) => Length::Hours(hundredths),
        (None, minutes) => Length::Minutes { taught: minutes.unwrap_or(0), unit: it.unit },
    }
}

/// Whether a person's session counts by `today`: there, and passed at the latest by then.
fn counts(it: &Trained, today: NaiveDate) -> bool {
    it.attended && it.passed == Some(true) && it.resit_on.is_none_or(|day| day <= today)
}

/// Training between two days, both included, as known on `today`.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn figures(store: &Store, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<TrainingFigures> {
    let until = to.min(today);
    let roster = Roster::read(store, until)?;
    let mut found = TrainingFigures::default();
    let department: HashMap<i64, Option<i64>> = roster.people.iter().map(|it| (it.id, it.department_id)).collect();
    let mut parts: BTreeMap<Option<i64>, Part> = BTreeMap::new();
    for it in &roster.people {
        parts.entry(it.department_id).or_default().people += 1;
    }
    found.on_books = roster.people.len() as u64;
    let mut by_topic: BTreeMap<Topic, Part> = BTreeMap::new();
    let (mut sessions, mut people, mut reached) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for it in store.trained(until, None)?.into_iter().filter(|it| it.on_date >= from) {
        sessions.insert(it.session_id);
        let passed = counts(&it, today);
        match (it.attended, it.passed) {
            (false, _) => found.absent += 1,
            (true, Some(true)) if passed => found.passed += 1,
            (true, None) => found.pending += 1,
            (true, Some(_)) => found.failed += 1,
        }
        if !it.attended {
            continue;
        }
        found.turns += 1;
        people.insert(it.person_id);
        let of_unit = department.get(&it.person_id).copied();
        let mut all: Vec<&mut Part> = Vec::new();
        if let Some(unit) = of_unit {
            all.extend(parts.get_mut(&unit));
        }
        let taught = topics(&it.topics)?;
        for topic in &taught {
            by_topic.entry(*topic).or_default();
        }
        all.extend(by_topic.iter_mut().filter(|(topic, _)| taught.contains(topic)).map(|(_, part)| part));
        let is_new = passed && reached.insert(it.person_id);
        for (n, part) in all.into_iter().enumerate() {
            part.turns += 1;
            part.sessions.insert(it.session_id);
            if passed {
                part.passed += 1;
                part.hours = part.hours.and(length(&it));
            }
            // The first is the department: it counts whom it reached.
            if n == 0 && of_unit.is_some() && is_new {
                part.reached += 1;
            }
        }
        if passed {
            found.hours = found.hours.and(length(&it));
        }
    }
    found.reached = reached.iter().filter(|id| department.contains_key(id)).count() as u64;
    found.people = people.len() as u64;
    found.sessions = sessions.into_iter().collect();
    let place =
        |id: &Option<i64>| roster.departments.iter().position(|(other, ..)| Some(*other) == *id).unwrap_or(usize::MAX);
    let mut units: Vec<(Option<i64>, Part)> = parts.into_iter().collect();
    units.sort_by_key(|(id, _)| place(id));
    found.by_department = units
        .into_iter()
        .map(|(id, part)| {
            let name = roster.departments.iter().find(|(other, ..)| Some(*other) == id).map(|(.., name)| name.clone());
            Part {
                key: id.map_or_else(|| "none".to_owned(), |id| id.to_string()),
                label: name.unwrap_or_else(|| "未写部门".to_owned()),
                ..part
            }
        })
        .collect();
    found.by_topic = by_topic
        .into_iter()
        .map(|(topic, part)| Part { key: topic.code().to_owned(), label: topic.label().to_owned(), ..part })
        .collect();
    Ok(found)
}

/// Lines of a year's plan in the order of their months, each with the sessions held for it up to `today`.
///
/// # Errors
/// When the file cannot be read.
pub fn planned(store: &Store, year: i32, today: NaiveDate) -> Result<Vec<Planned>> {
    use crate::store::Condition;
    let conditions = vec![Condition::Is("year", i64::from(year).into())];
    let mut lines = store.rows(&TRAINING_PLAN.relation, &Query { conditions, ..Query::default() })?;
    lines.sort_by_key(|row| {
        (row.get("month").as_int().unwrap_or(99), row.get("planned_on").as_text().unwrap_or("9").to_owned(), row.id)
    });
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
    let held = Query {
        conditions: vec![Condition::AtLeast("on_date", first.into()), Condition::AtMost("on_date", today.into())],
        ..Query::default()
    };
    let mut of: HashMap<i64, Vec<(NaiveDate, String)>> = HashMap::new();
    for row in store.rows(&TRAINING_SESSION.relation, &held)? {
        if let (Some(plan), Some(on)) = (row.get("plan_id").as_int(), row.get("on_date").as_date()) {
            of.entry(plan).or_default().push((on, row.get("code").as_text().unwrap_or_default().to_owned()));
        }
    }
    Ok(lines.into_iter().map(|row| Planned { id: row.id, held: of.remove(&row.id).unwrap_or_default(), row }).collect())
}
