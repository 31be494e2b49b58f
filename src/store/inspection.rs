//! Inspections: what was not simply "ok", and what the last rounds found.

use chrono::NaiveDate;
use rusqlite::Row as SqlRow;

use crate::domain::inspection::ItemResult;
use crate::error::{Error, Result};

use super::{Finding, Store};

/// One exception of an inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The inspection.
    pub inspection_id: i64,
    /// Row id of the item.
    pub item_id: i64,
    /// Code of the item on the sheet.
    pub code: String,
    /// Result; `Pass` only with a measured value.
    pub result: ItemResult,
    /// Measured value, decimal text.
    pub value: Option<String>,
    /// What was seen, or why not applicable.
    pub words: Option<String>,
    /// The hazard a failure opened.
    pub hazard_id: Option<i64>,
}

/// What the rules need to know of an inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionFacts {
    /// Row id.
    pub id: i64,
    /// Number of the record.
    pub code: String,
    /// The checklist.
    pub checklist_id: i64,
    /// Its kind, code.
    pub kind: String,
    /// Obligation codes the checklist may meet.
    pub serves: String,
    /// The plan it was made for.
    pub plan_id: Option<i64>,
    /// Occurrence of the plan.
    pub period: Option<String>,
    /// Day of the inspection.
    pub on_date: NaiveDate,
    /// Inspected department.
    pub department_id: Option<i64>,
    /// First inspector and the further ones.
    pub people: Vec<i64>,
    /// Place.
    pub place: Option<String>,
    /// Active items, passed, failed, not applicable, not checked, findings.
    pub counts: [i64; 6],
    /// How it was entered: terminal, cli, import.
    pub entered_by: String,
    /// Seconds the entry took; `None`: unknown.
    pub entry_seconds: Option<i64>,
}

const EXCEPTION: &str = "SELECT e.inspection_id, e.item_id, i.code, e.result, e.value, e.words, e.hazard_id
  FROM inspection_exception e JOIN checklist_item i ON i.id = e.item_id";

fn exception_of(r: &SqlRow<'_>) -> rusqlite::Result<(Exception, String)> {
    let result: String = r.get(3)?;
    let parsed = ItemResult::from_code(&result);
    let exception = Exception {
        inspection_id: r.get(0)?,
        item_id: r.get(1)?,
        code: r.get(2)?,
        result: parsed.unwrap_or(ItemResult::NotChecked),
        value: r.get(4)?,
        words: r.get(5)?,
        hazard_id: r.get(6)?,
    };
    Ok((exception, if parsed.is_some() { String::new() } else { result }))
}

/// An unknown code read back is an error with its place, never a default.
fn known((exception, unknown): (Exception, String)) -> Result<Exception> {
    if unknown.is_empty() {
        return Ok(exception);
    }
    Err(Error::file(format!(
        "inspection_exception 检查 {} 项目 {} 的 result 列有不认识的代码 {unknown}",
        exception.inspection_id, exception.code
    )))
}

const FACTS: &str = "SELECT n.id, n.code, n.checklist_id, c.kind, ifnull(c.serves, ''), n.plan_id, n.period, n.on_date,
  n.department_id, n.person_id, n.place, n.items, n.passed, n.failed, n.not_applicable, n.not_checked, n.findings,
  n.entered_by, n.entry_seconds,
  (SELECT group_concat(p.person_id, ' ') FROM inspection_person p WHERE p.inspection_id = n.id)
  FROM inspection n JOIN checklist c ON c.id = n.checklist_id";

fn facts_of(r: &SqlRow<'_>) -> rusqlite::Result<InspectionFacts> {
    let others: Option<String> = r.get(19)?;
    let mut people = vec![r.get(9)?];
    people.extend(others.iter().flat_map(|ids| ids.split(' ')).filter_map(|id| id.parse::<i64>().ok()));
    Ok(InspectionFacts {
        id: r.get(0)?,
        code: r.get(1)?,
        checklist_id: r.get(2)?,
        kind: r.get(3)?,
        serves: r.get(4)?,
        plan_id: r.get(5)?,
        period: r.get(6)?,
        on_date: r.get(7)?,
        department_id: r.get(8)?,
        people,
        place: r.get(10)?,
        counts: [r.get(11)?, r.get(12)?, r.get(13)?, r.get(14)?, r.get(15)?, r.get(16)?],
        entered_by: r.get(17)?,
        entry_seconds: r.get(18)?,
    })
}

impl Store {
    /// Exceptions of one inspection in the order of its sheet.
    ///
    /// # Errors
    /// When the file cannot be read or holds an unknown code.
    pub fn exceptions(&self, inspection: i64) -> Result<Vec<Exception>> {
        let mut all =
            self.conn.prepare_cached(&format!("{EXCEPTION} WHERE e.inspection_id = ?1 ORDER BY i.position, i.id"))?;
        all.query_map([inspection], exception_of)?.map(|row| known(row?)).collect()
    }

    /// Inspections of a span of days, both included, oldest first; retired ones left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn inspections_between(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<InspectionFacts>> {
        let sql =
            format!("{FACTS} WHERE n.retired_on IS NULL AND n.on_date BETWEEN ?1 AND ?2 ORDER BY n.on_date, n.id");
        let mut all = self.conn.prepare_cached(&sql)?;
        Ok(all.query_map((from, to), facts_of)?.collect::<Result<_, _>>()?)
    }

    /// The latest inspections with this checklist at this place (`None`: no place was written), newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recent_inspections(
        &self,
        checklist: i64,
        place: Option<&str>,
        limit: usize,
    ) -> Result<Vec<InspectionFacts>> {
        let sql = format!(
            "{FACTS} WHERE n.checklist_id = ?1 AND n.place IS ?2 AND n.retired_on IS NULL ORDER BY n.on_date DESC, n.id DESC LIMIT ?3"
        );
        let mut all = self.conn.prepare_cached(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(all.query_map((checklist, place, limit), facts_of)?.collect::<Result<_, _>>()?)
    }

    /// The latest inspections with this checklist at this place up to a day, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn inspections_until(
        &self,
        checklist: i64,
        place: Option<&str>,
        until: NaiveDate,
        limit: usize,
    ) -> Result<Vec<InspectionFacts>> {
        let sql = format!(
            "{FACTS} WHERE n.checklist_id = ?1 AND n.place IS ?2 AND n.on_date <= ?3 AND n.retired_on IS NULL
             ORDER BY n.on_date DESC, n.id DESC LIMIT ?4"
        );
        let mut all = self.conn.prepare_cached(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(all.query_map((checklist, place, until, limit), facts_of)?.collect::<Result<_, _>>()?)
    }

    /// How many inspections a person made or took part in, and the latest of them, newest first; retired ones left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn inspections_of_person(&self, person: i64, limit: usize) -> Result<(u64, Vec<InspectionFacts>)> {
        const THEIRS: &str = "n.retired_on IS NULL AND n.id IN (SELECT id FROM inspection WHERE person_id = ?1
             UNION SELECT inspection_id FROM inspection_person WHERE person_id = ?1)";
        let count = format!("SELECT count(*) FROM inspection n WHERE {THEIRS}");
        let total: i64 = self.conn.prepare_cached(&count)?.query_row([person], |r| r.get(0))?;
        let latest = format!("{FACTS} WHERE {THEIRS} ORDER BY n.on_date DESC, n.id DESC LIMIT ?2");
        let mut all = self.conn.prepare_cached(&latest)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = all.query_map((person, limit), facts_of)?.collect::<Result<_, _>>()?;
        Ok((u64::try_from(total).unwrap_or(0), found))
    }

    /// Exceptions of these inspections, by inspection and in the order of the sheet.
    ///
    /// # Errors
    /// As [`Store::exceptions`].
    pub fn exceptions_among(&self, inspections: &[i64]) -> Result<Vec<Exception>> {
        let sql = format!(
            "{EXCEPTION} WHERE e.inspection_id IN (SELECT value FROM json_each(?1))
             ORDER BY e.inspection_id, i.position, i.id"
        );
        let mut all = self.conn.prepare_cached(&sql)?;
        all.query_map([super::id_list(inspections)], exception_of)?.map(|row| known(row?)).collect()
    }

    /// Whether an inspection at another place found something between two days.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn found_elsewhere(&self, place: Option<&str>, from: NaiveDate, to: NaiveDate) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM inspection WHERE on_date BETWEEN ?2 AND ?3 AND place IS NOT ?1
                 AND retired_on IS NULL AND findings > 0)",
            )?
            .query_row((place, from, to), |r| r.get(0))?)
    }

    /// Recounts what is kept beside its source and adds every difference to `found`.
    pub(super) fn check_counts(&self, found: &mut Vec<Finding>) -> Result<()> {
        let mut odd = self.conn.prepare(
            "WITH counted AS (
               SELECT n.id, n.code, n.items, n.passed, n.failed, n.not_applicable, n.not_checked,
                 (SELECT count(*) FROM checklist_item i WHERE i.version_id = n.version_id AND i.active = 1) AS all_items,
                 (SELECT count(*) FROM inspection_exception e WHERE e.inspection_id = n.id AND e.result = 'fail') AS f,
                 (SELECT count(*) FROM inspection_exception e WHERE e.inspection_id = n.id AND e.result = 'not_applicable') AS na,
                 (SELECT count(*) FROM inspection_exception e WHERE e.inspection_id = n.id AND e.result = 'not_checked') AS nc
               FROM inspection n)
             SELECT code FROM counted WHERE items <> all_items OR failed <> f OR not_applicable <> na OR not_checked <> nc
               OR passed <> all_items - f - na - nc ORDER BY id LIMIT 20",
        )?;
        for code in odd.query_map([], |r| r.get::<_, String>(0))? {
            found.push(Finding {
                check: "count", message: format!("检查记录 {} 的项目数与例外对不上", code?)
            });
        }
        Ok(())
    }
}
