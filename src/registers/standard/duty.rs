//! What a grade owes: a self-assessment each year (A12), its posting (A12P), and what comes at the end of the
//! certificate (A13). A plant without a certificate owes none of it.

use chrono::{Datelike, NaiveDate};

use crate::domain::date::{chinese, days_between};
use crate::domain::obligation::records::{Evidence, Need, RecordRef};
use crate::domain::standardisation::RoundKind;
use crate::error::Result;
use crate::registers::organisation::calendar;
use crate::registers::posting::{POSTING, PostingKind};
use crate::store::{Condition, Direction, Query, Row, Store};

use super::certificate::all;
use super::{Certificate, STANDARD_ROUND, current, text};

/// Working days a self-assessment hangs out (待核).
const POSTED_DAYS: i64 = 10;

/// Duties of the plant's grade, from the certificates and rounds known by today.
///
/// # Errors
/// When the file cannot be read.
pub fn needs(store: &Store, since: NaiveDate, today: NaiveDate) -> Result<Vec<Need>> {
    let certificates = all(store, today)?;
    if certificates.is_empty() {
        return Ok(Vec::new());
    }
    let order = Some(("on_date", Direction::Up));
    let rounds = store.rows(&STANDARD_ROUND.relation, &Query { order, ..Query::default() })?;
    let mut needs: Vec<Need> =
        (since.year()..=today.year()).filter_map(|year| of_year(&certificates, &rounds, year, today)).collect();
    needs.extend(postings(store, &certificates, &rounds, since, today)?);
    needs.extend(current(store, today)?.map(|it| of_certificate(&it)));
    Ok(needs)
}

fn is_yearly(row: &Row) -> bool {
    row.get("kind").as_text() == Some(RoundKind::Yearly.code())
}

/// The self-assessment of a calendar year in which a certificate held on the last day (of it, or today).
fn of_year(certificates: &[Certificate], rounds: &[Row], year: i32, today: NaiveDate) -> Option<Need> {
    let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?);
    let held = certificates.iter().find(|it| it.held_on(last.min(today)))?;
    let mut looked = vec![format!("{year}年持有标准化证书 {}", text(&held.row, "number"))];
    let mut near = None;
    let mut met = None;
    for row in rounds.iter().filter(|row| is_yearly(row)) {
        let (Some(begun), code) = (row.get("on_date").as_date(), text(row, "code")) else { continue };
        let finished = row.get("finished_on").as_date().filter(|on| *on <= today);
        match finished {
            Some(on) if on.year() == year => {
                met = Some(Evidence::Met {
                    record: RecordRef { register: "standard_round", id: row.id },
                    on: Some(on),
                    said: format!("年度自评 {code} 已办结"),
                });
            }
            Some(_) => {}
            None if begun.year() == year && begun <= today => near = Some(format!("年度自评 {code} 还没有办结")),
            None => {}
        }
    }
    looked.extend(near.clone());
    Some(Need {
        kind: "standard_round",
        object: "plant".to_owned(),
        of_period: Some(year.to_string()),
        title: format!("{year}年标准化年度自评"),
        subject: None,
        owner: None,
        from: first,
        due_on: Some(last),
        lapses: true,
        field: "finished_on",
        evidence: met.unwrap_or(Evidence::Unmet { near }),
        looked,
    })
}

/// Each finished yearly round is to hang out for ten working days.
fn postings(
    store: &Store,
    certificates: &[Certificate],
    rounds: &[Row],
    since: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Need>> {
    let conditions = vec![Condition::Is("kind", PostingKind::Standardisation.code().into())];
    let order = Some(("from_on", Direction::Up));
    let posted = store.rows(&POSTING.relation, &Query { conditions, order, ..Query::default() })?;
    let calendar = calendar(store)?;
    let ends: Vec<(&Row, NaiveDate)> = rounds
        .iter()
        .filter(|row| is_yearly(row))
        .filter_map(|row| Some((row, row.get("finished_on").as_date().filter(|on| since <= *on && *on <= today)?)))
        .collect();
    let mut all = Vec::new();
    for (at, (row, finished)) in ends.iter().enumerate() {
        if !certificates.iter().any(|it| it.held_on(*finished)) {
            continue;
        }
        let next = ends.get(at + 1).map(|(_, on)| *on);
        let code = text(row, "code");
        let mut evidence = Evidence::Unmet { near: None };
        let mut looked = vec![format!("年度自评 {code} 于{}办结", chinese(*finished))];
        for it in &posted {
            let Some(from) = it.get("from_on").as_date() else { continue };
            if from < *finished || from > today || next.is_some_and(|next| from >= next) {
                continue;
            }
            let to = it.get("to_on").as_date();
            let days = calendar.working_days_between(from, to.unwrap_or(today).min(today));
            looked.push(format!(
                "{}起公示“{}”，到{}共 {days} 个工作日",
                chinese(from),
                text(it, "title"),
                chinese(to.unwrap_or(today).min(today))
            ));
            // What still hangs has begun in time; what was taken down early never met it.
            if to.is_some_and(|to| to <= today) && days < POSTED_DAYS {
                evidence = Evidence::Unmet {
                    near: Some(format!("公示只有 {days} 个工作日，不足 {POSTED_DAYS} 个（待核）")),
                };
                continue;
            }
            evidence = Evidence::Met {
                record: RecordRef { register: "posting", id: it.id },
                on: Some(from),
                said: if to.is_some_and(|to| to <= today) { "已公示".to_owned() } else { "公示中".to_owned() },
            };
            break;
        }
        all.push(Need {
            kind: "standard_posting",
            object: code.clone(),
            of_period: None,
            title: format!("公示年度自评 {code}"),
            subject: None,
            owner: None,
            from: *finished,
            due_on: None,
            lapses: false,
            field: "from_on",
            evidence,
            looked,
        });
    }
    Ok(all)
}

/// The end of the certificate that counts. It is never met: a newer certificate takes its place.
fn of_certificate(it: &Certificate) -> Need {
    let number = text(&it.row, "number");
    let level = it.level.map_or("", |level| level.label());
    let mut looked = vec![format!("{level}证书 {number}")];
    looked.extend(it.until.map(|day| format!("届满日 {}", chinese(day))));
    looked.extend(it.window_from.map(|day| format!("届满前3个月：{}起可以申请换证", chinese(day))));
    looked.extend(it.step.map(|(what, day)| format!("换证已办到：{what} {}", chinese(day))));
    let near = it.step.map(|(what, day)| format!("换证办到“{what}”（{}）", chinese(day)));
    let evidence = if it.until.is_some() {
        Evidence::Unmet { near }
    } else {
        Evidence::Missing {
            field: "announced_on", said: "没有公告日期，也没有印在证书上的有效期".to_owned()
        }
    };
    let window = it.window_from.map_or_else(String::new, |day| format!("（{}起可申请）", chinese(day)));
    // A certificate that ended before it was announced is refused at the door.
    let from = it.from.or(it.row.entered_on).unwrap_or_default();
    let due_on = it.until.filter(|until| days_between(from, *until) >= 0);
    Need {
        kind: "standard_certificate",
        object: format!("certificate-{}", it.row.id),
        of_period: Some(it.until.map_or_else(|| "unknown".to_owned(), |day| day.to_string())),
        title: format!("标准化{level}证书换证{window}"),
        subject: None,
        owner: None,
        from,
        due_on,
        lapses: false,
        field: "announced_on",
        evidence,
        looked,
    }
}
