//! The snapshot that proposals look at, read from what checklists found and from other areas as they stood on a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::criteria::{Failure, Items, Judging, Look, Snapshot};
use crate::domain::hazard::Level;
use crate::error::Result;
use crate::knowledge::Packs;
use crate::registers::hazard::HAZARD;
use crate::store::Store;

/// Everything the proposals of these criteria look at, as it stood on a day.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn read(store: &Store, judging: &[Judging], months: u32, day: NaiveDate) -> Result<Snapshot> {
    let packs = Packs::builtin()?;
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let mut wanted: Vec<String> = Vec::new();
    let entries = judging.iter().flat_map(|it| match it {
        Judging::Items(Items { items, .. }) => items.as_slice(),
        Judging::Test { .. } => &[],
    });
    for code in entries.flat_map(|entry| entry.split('|')).map(str::trim) {
        // Only the list the pack knows the item by: a plant's own list may use the same code for something else.
        if let Some((list, item)) = packs.item(code) {
            titles.insert(code.to_owned(), format!("{}“{}”", list.title, item.object));
            wanted.push(format!("{}/{code}", list.id));
        }
    }
    Ok(Snapshot {
        months,
        looks: looks(store, &wanted, day)?,
        titles,
        special_operators_without_certificate: special_operators(store, day)?,
        managers_not_qualified: smelting_managers(store, day)?,
    })
}

fn looks(store: &Store, wanted: &[String], day: NaiveDate) -> Result<Vec<Look>> {
    let found = store.items_found(wanted, day)?;
    let ids: Vec<i64> = found.iter().filter_map(|it| it.hazard_id).collect();
    let hazards = store.rows_among(&HAZARD.relation, &ids)?;
    let mut failures: BTreeMap<i64, Failure> = BTreeMap::new();
    for row in &hazards {
        // As it stood on the day: what was closed later was open then.
        let is_over = |column: &str| row.get(column).as_date().is_some_and(|on| on <= day);
        let failure = Failure {
            id: row.id,
            code: row.get("code").as_text().unwrap_or_default().to_owned(),
            is_open: !is_over("closed_on") && row.retired_on.is_none_or(|on| on > day),
            is_major: row.get("level").as_text() == Some(Level::Major.code()),
        };
        failures.insert(row.id, failure);
    }
    Ok(found
        .into_iter()
        .map(|it| Look {
            hazard: it.hazard_id.and_then(|id| failures.get(&id).cloned()),
            item: it.item,
            on: it.on,
            place: it.place,
            inspection: it.inspection,
            result: it.result,
            words: it.words,
        })
        .collect())
}

/// Names of those who do special operations without a valid certificate. Not known: certificates are no register yet.
#[allow(clippy::unnecessary_wraps, reason = "reads the file once certificates are a register")]
fn special_operators(_: &Store, _: NaiveDate) -> Result<Option<Vec<String>>> {
    Ok(None)
}

/// Names of the managers of a metal-smelting plant without a valid assessment. Not known: certificates are no register yet.
#[allow(clippy::unnecessary_wraps, reason = "reads the file once certificates are a register")]
fn smelting_managers(_: &Store, _: NaiveDate) -> Result<Option<Vec<String>>> {
    Ok(None)
}
