//! The builtin duties judged day by day: one table of cases a code, the article beside each.

mod events;
mod flags;
mod hazards;
mod inspections;
mod listings;
mod properties;
mod reports;

use chrono::NaiveDate;

use super::builtin;
use crate::domain::obligation::records::{Case, Closure, Hazard, Inspection, Plan, Submission};
use crate::domain::obligation::{Judgement, Obligation, Records, Rules, judge};
use crate::domain::period::Period;
use crate::domain::recurrence::{Frequency, Schedule, Weekdays};

fn rules() -> &'static Rules {
    builtin().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A plant that began its records at the start of 2026 and answered these facts.
fn plant(facts: &str) -> Records {
    plant_since("2026-01-01", facts)
}

fn plant_since(since: &str, facts: &str) -> Records {
    let mut records = Records::new(day(since));
    for pair in facts.split_whitespace() {
        let (key, value) = pair.split_once('=').unwrap();
        records.facts.set(key, rules().book.read(key, value).unwrap());
    }
    records
}

/// Adds an inspection by a checklist serving this code.
fn inspected(records: &mut Records, code: &str, on: &str) -> i64 {
    let checklist = code.bytes().fold(0, |sum, b| sum * 256 + i64::from(b));
    records.serves.entry(checklist).or_default().insert(code.to_owned());
    let id = i64::try_from(records.inspections.len()).unwrap() + 1;
    records.inspections.push(Inspection {
        id,
        on: day(on),
        checklist: Some(checklist),
        plan: None,
        occurrence: None,
        led_by_principal: None,
        checked: 12,
    });
    id
}

fn submitted(records: &mut Records, kind: &str, period: &str, on: &str, signed_by: &str) -> i64 {
    let id = i64::try_from(records.submissions.len()).unwrap() + 1;
    records.submissions.push(Submission {
        id,
        kind: kind.to_owned(),
        period: period.to_owned(),
        submitted_on: day(on),
        signed_by: (!signed_by.is_empty()).then(|| signed_by.to_owned()),
    });
    id
}

fn judged(records: &Records, today: &str) -> Judgement {
    judge(rules(), records, day(today))
}

fn find<'a>(judgement: &'a Judgement, id: &str) -> Option<&'a Obligation> {
    judgement.get(id)
}

/// `state` of one obligation on a day, `-` when there is none.
fn state(records: &Records, today: &str, id: &str) -> String {
    find(&judged(records, today), id).map_or_else(|| "-".to_owned(), |it| it.state.code().to_owned())
}

/// Holds a table `(today, state)` for one obligation.
fn holds(records: &Records, id: &str, cases: &[(&str, &str)]) {
    for (today, expected) in cases {
        assert_eq!(state(records, today, id), *expected, "{id} on {today}");
    }
}
