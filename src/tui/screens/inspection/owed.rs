//! Which inspections the plans ask for around today, and where each stands.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::date::{add_days, days_between};
use crate::domain::period::{Period, PeriodKind};
use crate::domain::recurrence::{Done, Occurrence, Standing, settle};
use crate::error::Result;
use crate::registers::inspection::schedule_of;
use crate::registers::plan::PLAN;
use crate::registers::{Lookups, organisation};
use crate::store::{Query, Store};
use crate::tui::theme::Tone;

/// Days looked back for missed inspections.
pub(super) const BACK: i64 = 30;
/// Days looked ahead.
pub(super) const AHEAD: i64 = 7;

/// One inspection a plan asks for.
#[derive(Clone, Debug)]
pub(super) struct Owed {
    /// The plan.
    pub plan: i64,
    /// Its checklist.
    pub checklist: i64,
    /// Name of the checklist.
    pub title: String,
    /// Place; empty for none.
    pub place: String,
    /// Inspected department; empty for none.
    pub department: String,
    /// Person or post that inspects.
    pub who: String,
    /// The occurrence.
    pub occurrence: Occurrence,
    /// Where it stands.
    pub state: Standing,
}

impl Owed {
    /// What tells it apart: plan and period.
    pub(super) fn id(&self) -> String {
        format!("{}/{}", self.plan, self.occurrence.period)
    }

    /// Whether an inspection made today would meet it.
    pub(super) fn is_open(&self) -> bool {
        self.state == Standing::Due
    }

    /// How it is shown: the words say what the colour says.
    pub(super) fn shown(&self, today: NaiveDate) -> (String, Tone) {
        match self.state {
            Standing::Done { late_days: 0, .. } => ("已查".to_owned(), Tone::Done),
            Standing::Done { late_days, .. } => (format!("已查 迟{late_days}天"), Tone::Done),
            Standing::Missed => ("漏查".to_owned(), Tone::Bad),
            Standing::Upcoming => (format!("{}天后", days_between(today, self.occurrence.due_on)), Tone::Faint),
            Standing::Due => match days_between(today, self.occurrence.due_on) {
                0 => ("今天".to_owned(), Tone::Soon),
                days if days < 0 => (format!("超期{}天", -days), Tone::Bad),
                days => (format!("还有{days}天"), Tone::Open),
            },
        }
    }

    /// Its place in the list: what can be done first, by the day due; then what was done, what was missed, what comes.
    pub(super) fn rank(&self) -> (u8, NaiveDate, i64) {
        let group = match self.state {
            Standing::Due => 0,
            Standing::Done { .. } => 1,
            Standing::Missed => 2,
            Standing::Upcoming => 3,
        };
        (group, self.occurrence.due_on, self.plan)
    }
}

/// Everything the plans ask for that is open, was due in the last [`BACK`] days or falls due in the next [`AHEAD`].
pub(super) fn read(store: &Store, today: NaiveDate) -> Result<Vec<Owed>> {
    let lookups = Lookups::of(&PLAN, store)?;
    let calendar = organisation::calendar(store)?;
    let (from, to) = (add_days(today, -BACK), add_days(today, AHEAD));
    let mut plans = Vec::new();
    for row in store.rows(&PLAN.relation, &Query::default())? {
        let Some(schedule) = schedule_of(&row) else { continue };
        let department = row.get("department_id").as_int();
        let calendar = department.map_or_else(|| calendar.clone(), |id| calendar.seen_by(&[id]));
        let occurrences: Vec<Occurrence> = schedule
            .occurrences(&calendar, from, to)
            .into_iter()
            .filter(|it| it.due_on >= from && (it.due_on <= to || it.window_from <= today))
            .collect();
        plans.push((row, occurrences));
    }
    let first = plans.iter().flat_map(|(_, all)| all).map(|it| it.window_from).min().unwrap_or(from);
    let mut made: HashMap<i64, Vec<Done>> = HashMap::new();
    for it in store.inspections_between(first, today)? {
        let [_, passed, failed, ..] = it.counts;
        if let Some(plan) = it.plan_id.filter(|_| passed + failed > 0) {
            made.entry(plan).or_default().push(Done { inspection_id: it.id, date: it.on_date, period: None });
        }
    }
    let mut all = Vec::new();
    for (row, occurrences) in plans {
        let label = |register: &str, column: &str| {
            let id = row.get(column).as_int();
            id.and_then(|id| lookups.get(register).label(id)).unwrap_or_default().to_owned()
        };
        let person = label("person", "person_id");
        let who = if person.is_empty() { label("post", "post_id") } else { person };
        for settled in settle(&occurrences, made.get(&row.id).map_or(&[], Vec::as_slice), today) {
            all.push(Owed {
                plan: row.id,
                checklist: row.get("checklist_id").as_int().unwrap_or_default(),
                title: label("checklist", "checklist_id"),
                place: row.get("place").as_text().unwrap_or_default().to_owned(),
                department: label("department", "department_id"),
                who: who.clone(),
                occurrence: settled.occurrence,
                state: settled.state,
            });
        }
    }
    all.sort_by_key(Owed::rank);
    Ok(all)
}

/// The occurrence in words: its day, or its period with the day due.
pub(super) fn when(occurrence: &Occurrence) -> String {
    match occurrence.period.kind() {
        PeriodKind::Day => crate::domain::date::show(occurrence.due_on),
        _ => format!("{} 至 {}", Period::label(occurrence.period), occurrence.due_on.format("%m-%d")),
    }
}
