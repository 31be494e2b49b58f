//! Why a figure of a frozen report comes out otherwise today: which operations touched the records behind it, which packs
//! are others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::labels;
use crate::error::Result;
use crate::knowledge::list::PackDigest;
use crate::registers;
use crate::registers::submission::Frozen;
use crate::report::figure::RowSet;
use crate::store::{Operation, Store};

/// Operations listed at most where the records behind a figure explain nothing.
const POSSIBLE: usize = 20;

/// A pack that is another today than when a report was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackChange {
    /// File below `knowledge/`.
    pub file: String,
    /// Edition it was frozen by; none: the pack was not there.
    pub frozen: Option<String>,
    /// Edition today; none: the pack is no more.
    pub now: Option<String>,
}

/// Packs whose text is another today; none for a report that kept no packs.
pub(super) fn changed_packs(frozen: &Frozen, now: &BTreeMap<String, PackDigest>) -> Vec<PackChange> {
    let kept = frozen.packs.as_deref().and_then(|text| serde_json::from_str::<BTreeMap<String, PackDigest>>(text).ok());
    let Some(kept) = kept else { return Vec::new() };
    let files: BTreeSet<&String> = kept.keys().chain(now.keys()).collect();
    let edition = |pack: Option<&PackDigest>| pack.map(|it| it.edition.clone());
    files
        .into_iter()
        .filter(|file| kept.get(*file).map(|it| &it.sha256) != now.get(*file).map(|it| &it.sha256))
        .map(|file| PackChange { file: file.clone(), frozen: edition(kept.get(file)), now: edition(now.get(file)) })
        .collect()
}

/// Which operations explain the figures of one frozen report.
pub(super) struct Causes<'a> {
    store: &'a Store,
    /// Last operation before the freezing.
    head: i64,
    /// Day as of which the report was frozen: what happened later cannot move its figures.
    as_of: NaiveDate,
    found: BTreeMap<(String, Vec<i64>), Vec<Operation>>,
    days: BTreeMap<i64, Vec<NaiveDate>>,
}

impl<'a> Causes<'a> {
    /// Looks for what was done after the operation `head` to a report frozen as of a day.
    pub(super) fn new(store: &'a Store, head: i64, as_of: NaiveDate) -> Self {
        Self { store, head, as_of, found: BTreeMap::new(), days: BTreeMap::new() }
    }

    /// Operations on the records by which a figure's rows differ; where the same rows stand behind it, on any of them;
    /// else on those by which the figures beside it differ (a rate, of which the parts are known). Empty where nothing
    /// that could move the figure touched any of them.
    pub(super) fn of(&mut self, path: &str, then: &Json, now: &Json) -> Result<Vec<Operation>> {
        let (before, after) = (behind(then, path), behind(now, path));
        let ids = |rows: &Option<RowSet>| -> BTreeSet<i64> { rows.iter().flat_map(|it| &it.ids).copied().collect() };
        if let Some(register) = before.as_ref().or(after.as_ref()).map(|it| it.register.clone()) {
            let (before, after) = (ids(&before), ids(&after));
            let differing: Vec<i64> = before.symmetric_difference(&after).copied().collect();
            let all: Vec<i64> = before.union(&after).copied().collect();
            for rows in [differing, all] {
                let found = self.on(&register, rows)?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
        }
        let mut found = Vec::new();
        for beside in beside(then, now, path) {
            let (before, after) = (behind(then, &beside), behind(now, &beside));
            let Some(register) = before.as_ref().or(after.as_ref()).map(|it| it.register.clone()) else { continue };
            let differing = ids(&before).symmetric_difference(&ids(&after)).copied().collect();
            found.extend(self.on(&register, differing)?);
        }
        found.sort_by_key(|it| it.seq);
        found.dedup_by_key(|it| it.seq);
        Ok(found)
    }

    fn on(&mut self, register: &str, rows: Vec<i64>) -> Result<Vec<Operation>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = (register.to_owned(), rows);
        if let Some(found) = self.found.get(&key) {
            return Ok(found.clone());
        }
        let table = registers::find(register).map_or(register, |it| it.relation.written());
        let mut found = Vec::new();
        for operation in self.store.operations_on(self.head, table, &key.1)? {
            let days = self.days(operation.seq)?;
            if days.is_empty() || days.iter().any(|day| *day <= self.as_of) {
                found.push(operation);
            }
        }
        self.found.insert(key, found.clone());
        Ok(found)
    }

    /// Whether an operation only entered what happened on the very day of the freezing, after it, or edited such an entry.
    pub(super) fn is_later_that_day(&mut self, seq: i64) -> Result<bool> {
        let as_of = self.as_of;
        let days = self.days(seq)?;
        if !days.is_empty() {
            return Ok(days.iter().all(|day| *day >= as_of));
        }
        let mut any = false;
        for change in self.store.changes_of(seq)? {
            if !matches!(change.table.as_str(), "inspection" | "hazard") {
                continue;
            }
            let entered = self.store.history(&change.table, change.row_id)?;
            let first = entered.first().map_or(0, |(operation, _)| operation.seq);
            let days = if first > self.head { self.days(first)? } else { Vec::new() };
            if days.is_empty() || days.iter().any(|day| *day < as_of) {
                return Ok(false);
            }
            any = true;
        }
        Ok(any)
    }

    /// Days on which what an operation entered happened: inspections, hazards, steps. Empty for one that changed what was
    /// there already.
    fn days(&mut self, seq: i64) -> Result<Vec<NaiveDate>> {
        if let Some(days) = self.days.get(&seq) {
            return Ok(days.clone());
        }
        let mut days = Vec::new();
        for change in self.store.changes_of(seq)? {
            let own = match change.table.as_str() {
                "inspection" | "hazard_step" => "on_date",
                "hazard" => "found_on",
                _ => continue,
            };
            // A row that was there before and is there after was changed, not entered.
            let entered = match (&change.before, &change.after) {
                (None, Some(row)) | (Some(row), None) => row.get(own),
                (Some(_), Some(_)) | (None, None) => None,
            };
            days.extend(entered.and_then(Json::as_str).and_then(|day| day.parse::<NaiveDate>().ok()));
        }
        self.days.insert(seq, days.clone());
        Ok(days)
    }
}

/// Paths of the figures beside one: those of the same part that records stand behind.
fn beside(then: &Json, now: &Json, path: &str) -> BTreeSet<String> {
    let own = path.strip_prefix("comparison.indicators.").and_then(|it| it.strip_suffix(".now")).unwrap_or(path);
    let Some((part, _)) = own.rsplit_once('.') else { return BTreeSet::new() };
    let paths = [then, now].into_iter().filter_map(|facts| facts.get("rows")?.as_object()).flat_map(|rows| rows.keys());
    paths.filter(|it| it.rsplit_once('.').is_some_and(|(other, _)| other == part)).cloned().collect()
}

/// The records behind a figure: its own, those of the indicator it repeats, else the record whose row of a list it
/// stands in, else those of the figure it is part of.
fn behind(facts: &Json, path: &str) -> Option<RowSet> {
    let rows = facts.get("rows")?.as_object()?;
    let own = path.strip_prefix("comparison.indicators.").and_then(|it| it.strip_suffix(".now")).unwrap_or(path);
    if let Some(entry) = rows.get(own).is_none().then(|| labels::entry_id(facts, own)).flatten() {
        let area = own.split_once('.').map_or(own, |(area, _)| area);
        let all = rows.iter().filter(|(path, _)| path.split_once('.').is_some_and(|(other, _)| other == area));
        let mut sets = all.filter_map(|(_, set)| serde_json::from_value::<RowSet>(set.clone()).ok());
        if let Some(set) = sets.find(|set| set.ids.contains(&entry)) {
            return Some(RowSet::ids(set.register, [entry]));
        }
    }
    let mut at = own;
    loop {
        if let Some(found) = rows.get(at) {
            return serde_json::from_value(found.clone()).ok();
        }
        at = at.rsplit_once('.')?.0;
    }
}

/// Operations after `head` that are not named yet and changed anything but reports, newest first.
pub(super) fn possible(store: &Store, head: i64, named: &[Operation]) -> Result<Vec<Operation>> {
    let known: BTreeSet<i64> = named.iter().map(|it| it.seq).collect();
    let mut found = store.operations_since(head, "report.", POSSIBLE)?;
    found.retain(|it| !known.contains(&it.seq));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::submission::SubmissionState;

    fn frozen(packs: &BTreeMap<String, PackDigest>) -> Frozen {
        Frozen {
            id: 1,
            version: 1,
            kind: "monthly".to_owned(),
            period: "2026-11".to_owned(),
            number: 1,
            state: SubmissionState::Submitted,
            finalised_on: NaiveDate::default(),
            recipient: None,
            submitted_on: None,
            signed_by: None,
            submitted_by: None,
            channel: None,
            receipt: None,
            late_reason: None,
            returned_on: None,
            return_reason: None,
            facts: "{}".to_owned(),
            sha256: String::new(),
            layouts: None,
            packs: Some(serde_json::to_string(packs).unwrap()),
            chain_head: String::new(),
            retired: false,
        }
    }

    #[test]
    fn a_pack_whose_text_is_another_is_named_with_both_editions() {
        let now = crate::knowledge::list::digests().unwrap();
        assert_eq!(changed_packs(&frozen(&now), &now), []);
        let mut then = now.clone();
        then.get_mut("obligations/report.toml").unwrap().sha256 = "another".to_owned();
        then.get_mut("obligations/report.toml").unwrap().edition = "2025-01".to_owned();
        then.remove("facts.toml");
        let changed = changed_packs(&frozen(&then), &now);
        let named: Vec<&str> = changed.iter().map(|it| it.file.as_str()).collect();
        assert_eq!(named, ["facts.toml", "obligations/report.toml"]);
        assert_eq!((&changed[0].frozen, changed[1].frozen.as_deref()), (&None, Some("2025-01")));
    }
}
