//! Which past inspections look like rubber stamps: 录入过快, 连续雷同. For the manager's view; nothing is refused for it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::domain::date::add_days;
use crate::domain::inspection::{Counts, Guard, ItemResult, RubberStamp, Watched};
use crate::error::Result;
use crate::store::{InspectionFacts, Store};

/// Days before the span that may hold the ten inspections running.
const RUNNING: i64 = 400;

/// Marks of the inspections of a span of days, by row id; those without a mark are left out.
pub(super) fn stamps(store: &Store, from: NaiveDate, to: NaiveDate) -> Result<HashMap<i64, Vec<RubberStamp>>> {
    let guard = Guard::default();
    let all = store.inspections_between(add_days(from, -RUNNING), to)?;
    let mut places: BTreeMap<(i64, Option<&str>), Vec<&InspectionFacts>> = BTreeMap::new();
    for it in all.iter().rev() {
        places.entry((it.checklist_id, it.place.as_deref())).or_default().push(it);
    }
    let mut marked = HashMap::new();
    for newest_first in places.values() {
        for (at, it) in newest_first.iter().enumerate().filter(|(_, it)| it.on_date >= from) {
            let run = newest_first.get(at..at + guard.same_running).unwrap_or_default();
            // Counts that differ cannot hide the same exceptions: only then are these read.
            let alike = !run.is_empty() && guard.is_same(&run.iter().map(|it| counts(it)).collect::<Vec<_>>());
            let said = if alike { exceptions(store, run)? } else { Vec::new() };
            let others_found = alike && found_elsewhere(&all, it, run.last().map_or(from, |it| it.on_date));
            let marks = guard.marks(Watched {
                terminal_seconds: seconds(it),
                items_answered: u32::try_from(counts(it).checked() + counts(it).not_applicable).unwrap_or(0),
                newest_first: &said,
                others_found,
            });
            if !marks.is_empty() {
                marked.insert(it.id, marks);
            }
        }
    }
    Ok(marked)
}

fn counts(it: &InspectionFacts) -> Counts {
    let [_, pass, fail, not_applicable, not_checked, _] = it.counts;
    Counts { pass, fail, not_applicable, not_checked }
}

fn seconds(it: &InspectionFacts) -> Option<u32> {
    it.entry_seconds.filter(|_| it.entered_by == "terminal").and_then(|seconds| u32::try_from(seconds).ok())
}

/// Codes and results of each; words and measured values may differ.
fn exceptions(store: &Store, run: &[&InspectionFacts]) -> Result<Vec<Vec<(String, ItemResult)>>> {
    run.iter()
        .map(|it| {
            let all = store.exceptions(it.id)?.into_iter();
            Ok(all.filter(|it| it.result != ItemResult::Pass).map(|it| (it.code, it.result)).collect())
        })
        .collect()
}

/// Whether another place found something in the days of a run.
fn found_elsewhere(all: &[InspectionFacts], it: &InspectionFacts, since: NaiveDate) -> bool {
    all.iter().any(|other| {
        let [.., findings] = other.counts;
        other.place != it.place && findings > 0 && since <= other.on_date && other.on_date <= it.on_date
    })
}
