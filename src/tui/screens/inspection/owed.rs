//! Which inspections the plans ask for around today, and how each is shown.

use chrono::NaiveDate;

use super::sheet::Task;
use crate::domain::date::{add_days, days_between};
use crate::domain::period::PeriodKind;
use crate::domain::recurrence::{Occurrence, Standing};
use crate::error::Result;
use crate::registers::figures::{self, Planned};
use crate::store::Store;
use crate::tui::theme::Tone;

/// Days looked back for missed inspections.
pub(super) const BACK: i64 = 30;
/// Days looked ahead.
pub(super) const AHEAD: i64 = 7;
/// Days ahead in which the day due of an inspection may lie that can be made today: a yearly plan.
const FARTHEST: i64 = 366;

/// Everything the plans ask for that can be done today, was due in the last [`BACK`] days or falls due in the next
/// [`AHEAD`]. What can be done comes first, by the day due; then what was done, what was missed, what comes.
pub(super) fn read(store: &Store, today: NaiveDate) -> Result<Vec<Planned>> {
    let near = add_days(today, AHEAD);
    let mut all = figures::inspections(store, add_days(today, -BACK), near, today)?.planned;
    let far = figures::inspections(store, add_days(near, 1), add_days(today, FARTHEST), today)?.planned;
    all.extend(far.into_iter().filter(|it| it.state != Standing::Upcoming));
    all.sort_by_key(|it| (rank(it), it.occurrence.due_on, it.plan_id));
    Ok(all)
}

fn rank(it: &Planned) -> u8 {
    match it.state {
        Standing::Due => 0,
        Standing::Done { .. } => 1,
        Standing::Missed => 2,
        Standing::Upcoming => 3,
    }
}

/// The task of entering it.
pub(super) fn task(it: &Planned) -> Option<Task> {
    let period = Some(it.occurrence.period.to_string());
    it.checklist_id.map(|checklist| Task { checklist, plan: Some(it.plan_id), period })
}

/// Where it stands; the words say what the colour says.
pub(super) fn shown(it: &Planned, today: NaiveDate) -> (String, Tone) {
    match it.state {
        Standing::Done { late_days: 0, .. } => ("已查".to_owned(), Tone::Done),
        Standing::Done { late_days, .. } => (format!("已查 迟{late_days}天"), Tone::Done),
        Standing::Missed if it.reason.is_some() => ("漏查 已说明".to_owned(), Tone::Faint),
        Standing::Missed => ("漏查".to_owned(), Tone::Bad),
        Standing::Upcoming => (format!("{}天后", days_between(today, it.occurrence.due_on)), Tone::Faint),
        Standing::Due => match days_between(today, it.occurrence.due_on) {
            0 => ("今天".to_owned(), Tone::Soon),
            days if days < 0 => (format!("超期{}天", -days), Tone::Bad),
            days => (format!("还有{days}天"), Tone::Open),
        },
    }
}

/// The occurrence in words: its day, or its period with the day due.
pub(super) fn when(occurrence: &Occurrence) -> String {
    match occurrence.period.kind() {
        PeriodKind::Day => crate::domain::date::show(occurrence.due_on),
        _ => format!("{} 至 {}", occurrence.period.label(), occurrence.due_on.format("%m-%d")),
    }
}
