//! Points decided before whose facts changed afterwards: worked out anew and compared, never altered.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::date::{add_days, days_between};
use crate::domain::five::Verdict;
use crate::error::Result;
use crate::store::{Query, Store};

use super::open::proposal_of;
use super::{FIVE_ROUND, Round, round, text, verdict};

/// Rounds are looked at again for so many days after they were made; older ones stand as they are.
const DAYS: i64 = 400;

/// What the records propose of a point now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// Row id of the point.
    pub id: i64,
    /// The verdict the same records lead to now.
    pub now: Verdict,
    /// Why.
    pub trace: String,
    /// Whether the point was decided, by a verdict or reasons of the records that are others now.
    pub changed: bool,
}

/// Every point of a round worked out anew for the day it was judged, as the records stand now. Points asked of a person
/// are left out.
///
/// # Errors
/// When the file cannot be read.
pub fn of_round(store: &Store, round: &Round) -> Result<Vec<Again>> {
    let (from, to) = round.span();
    let mut by_day: BTreeMap<NaiveDate, crate::domain::five::Snapshot> = BTreeMap::new();
    let mut all = Vec::new();
    for row in &round.points {
        let Some(day) = row.get("proposed_on").as_date() else { continue };
        let s = match by_day.entry(day) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => free.insert(super::snapshot(store, from, to, day)?),
        };
        let Some(now) = proposal_of(row, s)? else { continue };
        // What nobody decided is proposed anew when that is asked for; only a decision can be left behind by its facts.
        let differs = verdict(row, "proposed") != Some(now.verdict) || text(row, "trace") != now.text();
        let changed = differs && !row.get("verdict").is_null();
        all.push(Again { id: row.id, now: now.verdict, trace: now.text(), changed });
    }
    Ok(all)
}

/// Notes on the points of the rounds of the last 400 days, by row id: `1 met` where the facts changed, `0 met` where not.
///
/// # Errors
/// When the file cannot be read.
pub fn notes(store: &Store) -> Result<BTreeMap<i64, String>> {
    let mut notes = BTreeMap::new();
    let rows = store.rows(&FIVE_ROUND.relation, &Query::default())?;
    let newest = rows.iter().filter_map(|row| row.get("on_date").as_date()).max();
    let since = newest.map(|day| add_days(day, -DAYS));
    let recent = |on: Option<NaiveDate>| on.zip(since).is_some_and(|(on, since)| days_between(since, on) >= 0);
    for row in rows.iter().filter(|row| recent(row.get("on_date").as_date())) {
        for it in of_round(store, &round(store, row.id)?)? {
            notes.insert(it.id, format!("{} {}", i32::from(it.changed), it.now.code()));
        }
    }
    Ok(notes)
}
