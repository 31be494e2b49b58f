//! Criteria decided before whose facts changed afterwards: worked out anew and compared, never altered.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::criteria::Verdict;
use crate::domain::date::add_months;
use crate::error::Result;
use crate::store::{Query, Store};

use super::open::proposals;
use super::{CRITERIA_ROUND, Round, round, text, verdict};

/// Rounds are looked at again for so many months after they were begun; older ones stand as they are.
const MONTHS: i32 = 13;

/// What the records propose of a criterion now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// Row id of the criterion.
    pub id: i64,
    /// The verdict the same records lead to now.
    pub now: Verdict,
    /// Why.
    pub trace: String,
    /// Whether it was decided, by a verdict or reasons of the records that are others now.
    pub changed: bool,
}

/// Every criterion of a round worked out anew for the day it was judged, as the records stand now. Those asked of a person are
/// left out.
///
/// # Errors
/// When the file cannot be read.
pub fn of_round(store: &Store, round: &Round) -> Result<Vec<Again>> {
    let day_of = |row: &crate::store::Row| row.get("proposed_on").as_date();
    let mut days: Vec<NaiveDate> = round.items.iter().filter_map(day_of).collect();
    days.sort_unstable();
    days.dedup();
    let mut all = Vec::new();
    for day in days {
        let of_day = || round.items.iter().filter(|row| day_of(row) == Some(day));
        let mut now = proposals(store, of_day(), round.months(), day)?;
        for row in of_day() {
            let Some(now) = now.remove(&row.id) else { continue };
            let differs = verdict(row, "proposed") != Some(now.verdict) || text(row, "trace") != now.text();
            let changed = differs && !row.get("verdict").is_null();
            all.push(Again { id: row.id, now: now.verdict, trace: now.text(), changed });
        }
    }
    Ok(all)
}

/// Notes on the criteria of the rounds of the last 13 months, by row id: `1 yes` where the facts changed, `0 yes` where not.
///
/// # Errors
/// When the file cannot be read.
pub fn notes(store: &Store) -> Result<BTreeMap<i64, String>> {
    let mut notes = BTreeMap::new();
    let rows = store.rows(&CRITERIA_ROUND.relation, &Query::default())?;
    let newest = rows.iter().filter_map(|row| row.get("on_date").as_date()).max();
    let since = newest.map(|day| add_months(day, -MONTHS));
    for row in rows.iter().filter(|row| row.get("on_date").as_date() >= since) {
        for it in of_round(store, &round(store, row.id)?)? {
            notes.insert(it.id, format!("{} {}", i32::from(it.changed), it.now.code()));
        }
    }
    Ok(notes)
}
