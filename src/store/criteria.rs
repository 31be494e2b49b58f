//! What the proposals of 重大事故隐患自判 look at: every result of chosen items of checklists.

use chrono::NaiveDate;
use rusqlite::Row as SqlRow;

use crate::domain::inspection::ItemResult;
use crate::error::{Error, Result};

use super::Store;

/// One result of an item, with where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFound {
    /// Code of the item.
    pub item: String,
    /// Number of the inspection.
    pub inspection: String,
    /// Day.
    pub on: NaiveDate,
    /// Place, or the inspected department where no place was written.
    pub place: Option<String>,
    /// Result; one that is no exception passed where the inspector said that the rest was checked.
    pub result: ItemResult,
    /// What was seen, or why not applicable.
    pub words: Option<String>,
    /// The hazard a failure opened.
    pub hazard_id: Option<i64>,
}

fn found_of(r: &SqlRow<'_>) -> rusqlite::Result<(ItemFound, Option<String>)> {
    let (stored, rest_checked): (Option<String>, bool) = (r.get(4)?, r.get(7)?);
    let result = match stored.as_deref() {
        Some(code) => ItemResult::from_code(code),
        None if rest_checked => Some(ItemResult::Pass),
        None => Some(ItemResult::NotChecked),
    };
    let found = ItemFound {
        item: r.get(0)?,
        inspection: r.get(1)?,
        on: r.get(2)?,
        place: r.get(3)?,
        result: result.unwrap_or(ItemResult::NotChecked),
        words: r.get(5)?,
        hazard_id: r.get(6)?,
    };
    Ok((found, stored.filter(|_| result.is_none())))
}

impl Store {
    /// Every result of these items, each named with its checklist (`cl.dust/FC03`), up to a day, oldest first; retired
    /// inspections and switched-off items left out.
    ///
    /// # Errors
    /// When the file cannot be read or holds an unknown code.
    pub fn items_found(&self, items: &[String], until: NaiveDate) -> Result<Vec<ItemFound>> {
        let wanted = serde_json::Value::from(items.to_vec()).to_string();
        let mut all = self.conn.prepare_cached(
            "SELECT i.code, n.code, n.on_date, coalesce(n.place, d.name), e.result, e.words, e.hazard_id, n.rest_checked
             FROM checklist c
             JOIN inspection n ON n.checklist_id = c.id
             JOIN checklist_item i ON i.version_id = n.version_id AND i.active = 1
             LEFT JOIN inspection_exception e ON e.inspection_id = n.id AND e.item_id = i.id
             LEFT JOIN department d ON d.id = n.department_id
             WHERE n.retired_on IS NULL AND n.on_date <= ?2 AND c.code || '/' || i.code IN (SELECT value FROM json_each(?1))
               AND c.code IN (SELECT substr(value, 1, instr(value, '/') - 1) FROM json_each(?1))
             ORDER BY n.on_date, n.id, i.position",
        )?;
        let rows = all.query_map((wanted, until), found_of)?;
        rows.map(|row| match row? {
            (found, None) => Ok(found),
            (found, Some(unknown)) => Err(Error::file(format!(
                "inspection_exception 检查 {} 项目 {} 的 result 列有不认识的代码 {unknown}",
                found.inspection, found.item
            ))),
        })
        .collect()
    }
}
