//! 不得上岗: what is forbidden to whom on a day for want of training (decisions 6, 13).
//!
//! A record of the first day at the post meets the duty; without one the person is barred from that day on. What happened
//! before the records began and left none is not known and bars nobody.

use chrono::{Datelike, NaiveDate};

use super::owed::{Asked, Ground, Owed, Standing, concerns, fits_person, owed};
use super::rule::{HoursRule, Occasion};
use super::{Forbidden, Worker};
use crate::domain::date::chinese;

/// One thing one person must not do on the day judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Whom: row id.
    pub worker: i64,
    /// Row id of the post, where it is about one.
    pub post: Option<i64>,
    /// What is forbidden.
    pub forbidden: Forbidden,
    /// Code of the rule.
    pub code: String,
    /// First day on which it is forbidden.
    pub since: NaiveDate,
    /// What is wanting, in words.
    pub why: String,
}

/// Everything that is forbidden to a person on the day judged; nobody is barred who is not here or away.
#[must_use]
pub fn bars(ground: &Ground<'_>, worker: &Worker) -> Vec<Bar> {
    let today = ground.today;
    if !worker.is_here(today) || worker.is_away(today, today) {
        return Vec::new();
    }
    let mut found: Vec<Bar> = Vec::new();
    for it in owed(ground, worker) {
        let rule = ground.rules.iter().find(|rule| rule.code == it.code);
        let Some((rule, forbidden)) = rule.and_then(|rule| Some((rule, rule.forbids?))) else { continue };
        if rule.occasion != Occasion::Year
            && is_asked(rule, &it, worker, today)
            && matches!(it.standing, Standing::Unmet(_))
        {
            let why = wanting(&it);
            found.push(Bar { worker: worker.id, post: it.post, forbidden, code: it.code, since: it.from, why });
        }
    }
    let yearly = ground.rules.iter().filter(|rule| rule.occasion == Occasion::Year);
    found.extend(yearly.filter_map(|rule| by_year(ground, rule, worker)).filter(|it| it.known).map(|it| it.bar));
    found
}

/// What cannot be said of a person on the day judged, for want of an answer, a date or the records of the time before: the
/// work is not forbidden, and not known to be free either. `why` says what is wanting.
#[must_use]
pub fn undecided(ground: &Ground<'_>, worker: &Worker) -> Vec<Bar> {
    let today = ground.today;
    if !worker.is_here(today) || worker.is_away(today, today) {
        return Vec::new();
    }
    let mut found: Vec<Bar> = Vec::new();
    for it in owed(ground, worker) {
        let rule = ground.rules.iter().find(|rule| rule.code == it.code);
        let Some((rule, forbidden)) = rule.and_then(|rule| Some((rule, rule.forbids?))) else { continue };
        let Standing::Missing(_, why) = &it.standing else { continue };
        if rule.occasion != Occasion::Year && is_asked(rule, &it, worker, today) {
            let (why, since) = (why.clone(), it.from);
            found.push(Bar { worker: worker.id, post: it.post, forbidden, code: it.code, since, why });
        }
    }
    let yearly = ground.rules.iter().filter(|rule| rule.occasion == Occasion::Year);
    found.extend(yearly.filter_map(|rule| by_year(ground, rule, worker)).filter(|it| !it.known).map(|it| it.bar));
    found
}

/// Whether an event's training is asked at a post still held; what the entry asks goes with the person to every post.
fn is_asked(rule: &HoursRule, it: &Owed, worker: &Worker, today: NaiveDate) -> bool {
    let holds = |post: i64| worker.held_on(today).any(|tenure| tenure.post == post);
    let stands = rule.occasion == Occasion::Entry || it.post.is_none_or(holds);
    it.from <= today && stands
}

fn wanting(it: &Owed) -> String {
    let mut parts = Vec::new();
    if let Some(wanted) = it.wanted.filter(|wanted| it.done < *wanted) {
        parts.push(format!("应{wanted}学时，已{}学时", it.done));
    }
    if !it.levels_open.is_empty() {
        let open: Vec<&str> = it.levels_open.iter().map(|level| level.label()).collect();
        parts.push(format!("缺{}", open.join("、")));
    }
    if parts.is_empty() {
        parts.push("没有合格的培训记录".to_owned());
    }
    if let Standing::Unmet(Some(near)) = &it.standing {
        parts.push(near.clone());
    }
    parts.extend(it.open_answer.clone());
    parts.join("；")
}

/// A bar, and whether it is known to stand.
struct Yearly {
    bar: Bar,
    known: bool,
}

/// A yearly training that opens the work: one passed in this or the last calendar year is asked.
fn by_year(ground: &Ground<'_>, rule: &HoursRule, worker: &Worker) -> Option<Yearly> {
    let today = ground.today;
    let forbidden = rule.forbids?;
    if !fits_person(&rule.who, worker) || !concerns(&rule.who, worker, today) {
        return None;
    }
    let numbers = rule.on(today)?;
    let since = NaiveDate::from_ymd_opt(today.year() - 1, 1, 1)?;
    let asked = Asked { tenure: None, from: since, due_on: today, since, until: today, period: None };
    let it = ground.look(rule, worker, numbers, &asked)?;
    let open = match &it.standing {
        Standing::Unmet(_) => None,
        Standing::Missing(_, said) => Some(said.clone()),
        Standing::Met(_) | Standing::NotOwed(_) => return None,
    };
    let tenures = worker.held_on(today).filter(|tenure| tenure.traits.iter().any(|it| rule.who.traits.contains(it)));
    let began = tenures.map(|tenure| tenure.from.or(worker.began_on())).min().flatten();
    // The training may lie in the part of those two years before the records: not known, not forbidden.
    let known = since >= ground.records_since || began.is_some_and(|day| day >= ground.records_since);
    let before = !known && it.sessions.is_empty() && matches!(it.standing, Standing::Unmet(None));
    let open = open
        .or_else(|| before.then(|| format!("启用日{}以来没有培训记录，以前的没有登记", chinese(ground.records_since))));
    let first = NaiveDate::from_ymd_opt(today.year(), 1, 1)?;
    let from = began.map_or(first, |day| day.max(first));
    let known = open.is_none();
    let why = open.unwrap_or_else(|| wanting(&it));
    let bar = Bar { worker: worker.id, post: None, forbidden, code: rule.code.clone(), since: from, why };
    Some(Yearly { bar, known })
}
