//! Why a figure of a frozen report comes out otherwise today: which operations touched the records behind it, which packs
//! are others.

use std::collections::{BTreeMap, BTreeSet};

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

/// Answers already found: register and rows → operations.
pub(super) type Explained = BTreeMap<(String, Vec<i64>), Vec<Operation>>;

/// Operations after `head` on the records by which a figure's rows differ; where the same rows stand behind it, on any of
/// them. Empty where the figure names no rows or nothing touched them.
pub(super) fn operations(
    store: &Store,
    head: i64,
    path: &str,
    then: &Json,
    now: &Json,
    explained: &mut Explained,
) -> Result<Vec<Operation>> {
    let (before, after) = (behind(then, path), behind(now, path));
    let Some(register) = before.as_ref().or(after.as_ref()).map(|it| it.register.clone()) else {
        return Ok(Vec::new());
    };
    let ids = |rows: &Option<RowSet>| -> BTreeSet<i64> { rows.iter().flat_map(|it| it.ids.iter().copied()).collect() };
    let (before, after) = (ids(&before), ids(&after));
    let differing: Vec<i64> = before.symmetric_difference(&after).copied().collect();
    let all: Vec<i64> = before.union(&after).copied().collect();
    for rows in [differing, all] {
        let found = match explained.get(&(register.clone(), rows.clone())) {
            Some(found) => found.clone(),
            None => {
                let table = registers::find(&register).map_or(register.as_str(), |it| it.relation.table);
                let found = if rows.is_empty() { Vec::new() } else { store.operations_on(head, table, &rows)? };
                explained.insert((register.clone(), rows), found.clone());
                found
            }
        };
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
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
    use chrono::NaiveDate;

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
