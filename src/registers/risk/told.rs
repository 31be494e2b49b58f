//! What hazards say about a risk: how many of it were found since its last evaluation.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::RISK;
use crate::domain::date::chinese;
use crate::domain::risk::Grade;
use crate::domain::risk::upkeep::REPEATS;
use crate::error::{Error, Result};
use crate::registers::Register;
use crate::registers::hazard::HAZARD;
use crate::store::{Condition, Query, Row, Store};

/// Days on which hazards of each risk were found, by row id of the risk.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn hazards(store: &Store) -> Result<BTreeMap<i64, Vec<NaiveDate>>> {
    let query = Query { conditions: vec![Condition::AtLeast("risk_id", 1.into())], ..Query::default() };
    let mut days: BTreeMap<i64, Vec<NaiveDate>> = BTreeMap::new();
    for row in store.rows(&HAZARD.relation, &query)? {
        if let (Some(risk), Some(on)) = (row.get("risk_id").as_int(), row.get("found_on").as_date()) {
            days.entry(risk).or_default().push(on);
        }
    }
    Ok(days)
}

/// Hazards since the last evaluation, where there are any.
fn since(row: &Row, days: &[NaiveDate]) -> usize {
    let evaluated = row.get("evaluated_on").as_date();
    days.iter().filter(|on| evaluated.is_none_or(|evaluated| **on > evaluated)).count()
}

/// For each risk with hazards since its last evaluation, how many, in digits.
///
/// # Errors
/// When the file cannot be read.
pub fn notes(store: &Store) -> Result<BTreeMap<i64, String>> {
    let days = hazards(store)?;
    if days.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = store.rows(&RISK.relation, &Query::default())?;
    let counted = rows.iter().filter_map(|row| {
        let count = since(row, days.get(&row.id)?);
        (count > 0).then(|| (row.id, count.to_string()))
    });
    Ok(counted.collect())
}

/// The notes where the register is that of risks.
///
/// # Errors
/// As [`notes`].
pub fn enrich(register: &Register, store: &Store) -> Result<BTreeMap<i64, String>> {
    if register.key == RISK.key { notes(store) } else { Ok(BTreeMap::new()) }
}

/// Everything about one risk: the row, and in sentences what follows from it and what hangs on it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Told {
    /// The row.
    #[serde(skip)]
    pub row: Row,
    /// 编号.
    pub code: String,
    /// Grade, by code.
    pub grade: Option<Grade>,
    /// D or R as printed.
    pub score: Option<String>,
    /// 较大以上风险; absent: not answered.
    pub grave: Option<bool>,
    /// Last day of its cycle.
    pub next_on: Option<NaiveDate>,
    /// Hazards since the last evaluation.
    pub hazards: usize,
    /// What its sheet does not say yet.
    pub wanting: Vec<&'static str>,
    /// Items that look after it.
    pub checks: Vec<String>,
    /// All of it as sentences.
    pub said: Vec<String>,
}

/// Everything about one risk.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such risk; when the file cannot be read.
pub fn told_of(store: &Store, id: i64, today: NaiveDate) -> Result<Told> {
    let row = store.row(&RISK.relation, id)?.ok_or_else(|| Error::input("没有这条风险"))?;
    let days = hazards(store)?.remove(&id).unwrap_or_default();
    let count = since(&row, &days);
    let mut said = Vec::new();
    let now = super::grade_now(&row)?;
    if let (Some(grade), Some(now)) = (super::grade_of(&row), now)
        && grade != now
    {
        said.push(format!("按现行分档应为{}，请重新评估", now.label()));
    }
    let next_on = super::next_cycle(&row);
    if let Some(next) = next_on {
        let late = if next < today { "，已过期" } else { "" };
        said.push(format!("下次评估：{}{late}", chinese(next)));
    }
    if count > 0 {
        let again = if count >= REPEATS { "，应重新评估并改进措施" } else { "" };
        said.push(format!("上次评估后对应的隐患：{count} 项{again}"));
    }
    let wanting = super::wanting(&row);
    if !wanting.is_empty() {
        said.push(format!("还没有：{}", wanting.join("、")));
    }
    let grave = super::grave_of(&row).judged();
    said.push(match grave {
        Some(true) => "较大以上风险（江苏省政府令第140号）：是".to_owned(),
        Some(false) => "较大以上风险（江苏省政府令第140号）：否".to_owned(),
        None => "较大以上风险（江苏省政府令第140号）：没有判断，资料不足".to_owned(),
    });
    let checks = super::check::of_risk(store, id)?;
    let checks: Vec<String> =
        checks.into_iter().map(|(list, item, measure)| format!("{list} {item}（{}）", measure.label())).collect();
    if !checks.is_empty() {
        said.push(format!("检查项：{}", checks.join("、")));
    }
    Ok(Told {
        code: row.get("code").as_text().unwrap_or_default().to_owned(),
        grade: super::grade_of(&row),
        score: super::score_of(&row),
        grave,
        next_on,
        hazards: count,
        wanting,
        checks,
        said,
        row,
    })
}
