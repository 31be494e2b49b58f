//! Checklists: their versions and items.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row as SqlRow};

use crate::error::Result;

use super::{Store, Tx};

/// One wording of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecklistVersion {
    /// Row id.
    pub id: i64,
    /// The checklist.
    pub checklist_id: i64,
    /// 1, 2, 3 …
    pub number: i64,
    /// First day it is used.
    pub effective_from: NaiveDate,
    /// What was changed.
    pub note: Option<String>,
}

/// One item of a version, as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChecklistItem {
    /// Row id; 0 for an item not saved yet.
    pub id: i64,
    /// Code on the sheet: D01.
    pub code: String,
    /// 检查对象.
    pub object: String,
    /// 检查内容.
    pub content: String,
    /// 合格标准.
    pub standard: Option<String>,
    /// 方法, as printed: 看查.
    pub method: Option<String>,
    /// Citation as printed.
    pub basis: Option<String>,
    /// The citation is still to be checked: 依据待核对.
    pub basis_unverified: bool,
    /// Unit of the measured value, when the item is measured.
    pub unit: Option<String>,
    /// Smallest passing value, decimal text.
    pub low: Option<String>,
    /// Largest passing value, decimal text.
    pub high: Option<String>,
    /// The value must be smaller than this, decimal text.
    pub below: Option<String>,
    /// 专业 of the hazard a failure opens, code.
    pub hazard_field: Option<String>,
    /// 人机环管 of the hazard a failure opens, code.
    pub hazard_kind: Option<String>,
    /// Switched off by the plant: kept, not asked.
    pub active: bool,
}

const ITEM: &str =
    "SELECT id, code, object, content, standard, method, basis, basis_mark = 'unverified', unit, low, high,
  below, hazard_field, hazard_kind, active FROM checklist_item";

fn item_of(r: &SqlRow<'_>) -> rusqlite::Result<ChecklistItem> {
    Ok(ChecklistItem {
        id: r.get(0)?,
        code: r.get(1)?,
        object: r.get(2)?,
        content: r.get(3)?,
        standard: r.get(4)?,
        method: r.get(5)?,
        basis: r.get(6)?,
        basis_unverified: r.get(7)?,
        unit: r.get(8)?,
        low: r.get(9)?,
        high: r.get(10)?,
        below: r.get(11)?,
        hazard_field: r.get(12)?,
        hazard_kind: r.get(13)?,
        active: r.get(14)?,
    })
}

fn version_of(r: &SqlRow<'_>) -> rusqlite::Result<ChecklistVersion> {
    Ok(ChecklistVersion {
        id: r.get(0)?,
        checklist_id: r.get(1)?,
        number: r.get(2)?,
        effective_from: r.get(3)?,
        note: r.get(4)?,
    })
}

impl Store {
    /// The wording in force on `date`: the newest that had begun, or the first one for days before it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn checklist_version_on(&self, checklist: i64, date: NaiveDate) -> Result<Option<ChecklistVersion>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT id, checklist_id, number, effective_from, note FROM checklist_version WHERE checklist_id = ?1
                 ORDER BY effective_from > ?2, CASE WHEN effective_from > ?2 THEN number ELSE -number END LIMIT 1",
            )?
            .query_row((checklist, date), version_of)
            .optional()?)
    }

    /// A wording by its row id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn checklist_version(&self, id: i64) -> Result<Option<ChecklistVersion>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT id, checklist_id, number, effective_from, note FROM checklist_version WHERE id = ?1",
            )?
            .query_row([id], version_of)
            .optional()?)
    }

    /// Every wording of a checklist, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn checklist_versions(&self, checklist: i64) -> Result<Vec<ChecklistVersion>> {
        let mut all = self.conn.prepare_cached(
            "SELECT id, checklist_id, number, effective_from, note FROM checklist_version WHERE checklist_id = ?1 ORDER BY number DESC",
        )?;
        Ok(all.query_map([checklist], version_of)?.collect::<Result<_, _>>()?)
    }

    /// Items of a wording in the order of the sheet, switched-off ones included.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn checklist_items(&self, version: i64) -> Result<Vec<ChecklistItem>> {
        let mut all = self.conn.prepare_cached(&format!("{ITEM} WHERE version_id = ?1 ORDER BY position, id"))?;
        Ok(all.query_map([version], item_of)?.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Adds the next wording of a checklist and gives its row id.
    ///
    /// # Errors
    /// Constraint or disk failures.
    pub fn add_checklist_version(
        &self,
        checklist: i64,
        effective_from: NaiveDate,
        note: &str,
        items: &[ChecklistItem],
    ) -> Result<i64> {
        let number: i64 = self
            .sql()?
            .prepare_cached("SELECT ifnull(max(number), 0) + 1 FROM checklist_version WHERE checklist_id = ?1")?
            .query_row([checklist], |r| r.get(0))?;
        let version = self.add(
            "checklist_version",
            &[
                ("checklist_id", checklist.into()),
                ("number", number.into()),
                ("effective_from", effective_from.into()),
                ("note", note.into()),
            ],
        )?;
        for (position, item) in (0_i64..).zip(items) {
            self.insert(
                "checklist_item",
                &[
                    ("version_id", version.into()),
                    ("position", position.into()),
                    ("code", item.code.as_str().into()),
                    ("object", item.object.as_str().into()),
                    ("content", item.content.as_str().into()),
                    ("standard", item.standard.clone().into()),
                    ("method", item.method.clone().into()),
                    ("basis", item.basis.clone().into()),
                    ("basis_mark", if item.basis_unverified { "unverified" } else { "confirmed" }.into()),
                    ("unit", item.unit.clone().into()),
                    ("low", item.low.clone().into()),
                    ("high", item.high.clone().into()),
                    ("below", item.below.clone().into()),
                    ("hazard_field", item.hazard_field.clone().into()),
                    ("hazard_kind", item.hazard_kind.clone().into()),
                    ("active", item.active.into()),
                ],
            )?;
        }
        Ok(version)
    }
}
