//! The nine conditions of revocation, filled from the records.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::domain::hazard::Level;
use crate::domain::standardisation::RoundKind;
use crate::domain::standardisation::revocation::{self, Accident, Answer, Condition, Facts, Judged, Major, Said};
use crate::error::Result;
use crate::registers::accident::{ACCIDENT, REPORT_MINUTES};
use crate::registers::{duty, hazard::HAZARD, toll};
use crate::store::{Condition as Where, Query, Row, Store};

use super::{STANDARD_ANSWER, STANDARD_ROUND, current, text};

/// The nine conditions of the certificate that counts; `None`: there is none.
///
/// # Errors
/// When the file cannot be read.
pub fn judged(store: &Store, today: NaiveDate) -> Result<Option<Vec<Judged>>> {
    let Some(certificate) = current(store, today)? else { return Ok(None) };
    let from = certificate.from.unwrap_or(today);
    Ok(Some(revocation::judge(&facts(store, from, today)?)))
}

/// What the conditions are judged by, of a certificate that runs from `from`.
///
/// # Errors
/// When the file cannot be read.
pub fn facts(store: &Store, from: NaiveDate, today: NaiveDate) -> Result<Facts> {
    Ok(Facts {
        from,
        today,
        records_since: duty::records_since(store)?,
        accidents: accidents(store, today)?,
        majors: majors(store, today)?,
        keeps_hazards: store.count(&HAZARD.relation)? > 0,
        years_without: years_without(store, from, today)?,
        answers: answers(store, today)?,
    })
}

fn accidents(store: &Store, today: NaiveDate) -> Result<Vec<Accident>> {
    let told: BTreeMap<i64, Row> =
        store.rows(&ACCIDENT.relation, &Query::default())?.into_iter().map(|row| (row.id, row)).collect();
    let known = toll::accidents(store, NaiveDate::MIN.with_year(1900).unwrap_or(today), today, today)?;
    let late = |it: &toll::Accident| -> Option<bool> {
        let row = told.get(&it.id)?;
        let at = |column: &str| -> Option<NaiveDateTime> { row.get(column).as_moment() };
        let (told, reported) = (at("told_at")?, at("reported_at")?);
        Some((reported - told).num_minutes() > REPORT_MINUTES)
    };
    let all = known.iter().map(|it| {
        let [deaths, _, serious, _] = it.casualties;
        let on = it.happened_at.get(..10).and_then(|day| day.parse().ok()).unwrap_or(today);
        Accident { code: it.code.clone(), on, deaths, serious, loss_fen: it.loss_fen, late: late(it) }
    });
    Ok(all.collect())
}

fn majors(store: &Store, today: NaiveDate) -> Result<Vec<Major>> {
    let conditions = vec![Where::Is("level", Level::Major.code().into()), Where::AtMost("found_on", today.into())];
    let rows = store.rows(&HAZARD.relation, &Query { conditions, ..Query::default() })?;
    let day = |row: &Row, column: &str| row.get(column).as_date();
    let one = |row: &Row| Major {
        code: text(row, "code"),
        due_on: day(row, "due_on"),
        rectified_on: day(row, "rectified_on").or_else(|| day(row, "closed_on")),
    };
    Ok(rows.iter().map(one).collect())
}

/// Whole calendar years since the certificate, and since records are kept, without a finished yearly self-assessment.
fn years_without(store: &Store, from: NaiveDate, today: NaiveDate) -> Result<Vec<i32>> {
    let since = duty::records_since(store)?.max(from);
    let rows = store.rows(&STANDARD_ROUND.relation, &Query::default())?;
    let done = |year: i32| {
        rows.iter().any(|row| {
            row.get("kind").as_text() == Some(RoundKind::Yearly.code())
                && row.get("finished_on").as_date().is_some_and(|on| on.year() == year && on <= today)
        })
    };
    let first = if (since.month(), since.day()) == (1, 1) { since.year() } else { since.year() + 1 };
    Ok((first..today.year()).filter(|year| !done(*year)).collect())
}

fn answers(store: &Store, today: NaiveDate) -> Result<BTreeMap<Condition, Said>> {
    let mut newest: BTreeMap<Condition, Said> = BTreeMap::new();
    for row in store.rows(&STANDARD_ANSWER.relation, &Query::default())? {
        let condition = row.get("condition").as_text().and_then(Condition::from_code);
        let answer = row.get("answer").as_text().and_then(Answer::from_code);
        let (Some(condition), Some(answer), Some(on)) = (condition, answer, row.get("on_date").as_date()) else {
            continue;
        };
        if on > today || newest.get(&condition).is_some_and(|it| it.on > on) {
            continue;
        }
        let said = Said { answer, on, by: text(&row, "answered_by"), evidence: text(&row, "evidence") };
        newest.insert(condition, said);
    }
    Ok(newest)
}
