//! What happened to a person that training rules speak of.

use chrono::NaiveDate;

use super::{Tenure, Worker};
use crate::domain::date::{add_days, add_months};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Came into the plant.
    Entered,
    /// Took up another post, or the same one in another department.
    Transferred,
    /// Came back to work after being away since `left_on`, the last day at work.
    Returned {
        /// Last day at work before.
        left_on: NaiveDate,
    },
}

/// One event; its day is the first at the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// What happened.
    pub what: Happened,
    /// First day at the post; absent: unknown.
    pub on: Option<NaiveDate>,
    /// The post it leads to, where one is recorded.
    pub tenure: Option<&'a Tenure>,
}

/// Whether somebody back on `returned_on` was away `months` months or more: back after the corresponding day (decisions 8).
#[must_use]
pub fn was_away(left_on: NaiveDate, returned_on: NaiveDate, months: u32) -> bool {
    returned_on > add_months(left_on, i32::try_from(months).unwrap_or(i32::MAX))
}

/// The events of a person, by day; the entry first.
#[must_use]
pub fn events(worker: &Worker) -> Vec<Event<'_>> {
    let began = worker.began_on();
    let first = began.and_then(|day| worker.held_on(day).next()).or_else(|| worker.tenures.first());
    let entered = Event { what: Happened::Entered, on: began, tenure: first };
    let mut later: Vec<Event<'_>> = worker.tenures.iter().filter_map(|it| taken_up(worker, it, began)).collect();
    later.extend(worker.absences.iter().filter_map(|absence| {
        let back = absence.returned_on?;
        let tenure = worker.held_on(back).next();
        Some(Event { what: Happened::Returned { left_on: absence.left_on }, on: Some(back), tenure })
    }));
    later.sort_by_key(|it| it.on);
    std::iter::once(entered).chain(later).collect()
}

/// What taking up this post was, after the entry.
fn taken_up<'a>(worker: &'a Worker, tenure: &'a Tenure, began: Option<NaiveDate>) -> Option<Event<'a>> {
    let from = tenure.from.filter(|from| began.is_none_or(|began| *from > began))?;
    let eve = add_days(from, -1);
    let before: Vec<&Tenure> = worker.held_on(eve).collect();
    if before.iter().any(|it| it.post == tenure.post && it.department == tenure.department) {
        // The same post in a new row: nothing happened.
        return None;
    }
    // Taking on management beside the post that goes on is no change of post (3号令 17: 调整工作岗位); taking on work is.
    let manages = tenure.role.is_leader() || tenure.role.is_safety_staff();
    if manages && !tenure.main && before.iter().any(|it| it.covers(from)) {
        return None;
    }
    if !before.is_empty() {
        return Some(Event { what: Happened::Transferred, on: Some(from), tenure: Some(tenure) });
    }
    // No post the day before: back after a gap, to the post left or to another.
    let last = worker.tenures.iter().filter_map(|it| Some((it.to.filter(|to| *to < from)?, it))).max_by_key(|it| it.0);
    let what = match last {
        Some((left_on, old)) if old.post == tenure.post && old.department == tenure.department => {
            Happened::Returned { left_on }
        }
        Some(_) => Happened::Transferred,
        // The first post given to somebody already here belongs to the entry.
        None => return None,
    };
    Some(Event { what, on: Some(from), tenure: Some(tenure) })
}
