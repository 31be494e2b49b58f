//! Hazards: their steps, and spans of them for the figures of a period.

use chrono::NaiveDate;
use rusqlite::{Row as SqlRow, params};

use crate::domain::hazard::{Level, Step, Verb, Who};
use crate::domain::value::Value;
use crate::error::{Error, Result};

use super::{Finding, Store, Tx};

/// A stored step of a hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStep {
    /// The hazard.
    pub hazard_id: i64,
    /// 1, 2, 3 … within the hazard.
    pub number: i64,
    /// What was done, as the rules read it.
    pub step: Step,
    /// Reason, opinion or what was done, as written.
    pub words: Option<String>,
    /// Actual cost in 分.
    pub cost_fen: Option<i64>,
    /// Local day it was entered.
    pub entered_on: NaiveDate,
}

const STEP: &str = "SELECT s.hazard_id, s.number, s.verb, s.on_date, s.person_id, s.signer, s.level, s.owner_id,
  (SELECT name FROM person WHERE id = s.owner_id), s.due_on, s.measures, s.funds_fen, s.plan, s.words, s.cost_fen, s.entered_on
  FROM hazard_step s";

fn step_of(r: &SqlRow<'_>) -> rusqlite::Result<Result<StoredStep>> {
    let (hazard_id, number): (i64, i64) = (r.get(0)?, r.get(1)?);
    let (verb, level): (String, Option<String>) = (r.get(2)?, r.get(6)?);
    let odd = |column: &str, code: &str| {
        Error::file(format!("hazard_step 隐患 {hazard_id} 第 {number} 步的 {column} 列有不认识的代码 {code}"))
    };
    let Some(verb) = Verb::from_code(&verb) else { return Ok(Err(odd("verb", &verb))) };
    let level = match level {
        None => None,
        Some(code) => match Level::from_code(&code) {
            Some(level) => Some(level),
            None => return Ok(Err(odd("level", &code))),
        },
    };
    let owner: Option<i64> = r.get(7)?;
    let words: Option<String> = r.get(13)?;
    let step = Step {
        verb,
        on: r.get(3)?,
        by: Who { id: r.get(4)?, name: r.get(5)? },
        reason: words.clone(),
        level,
        owner: owner
            .map(|id| Ok::<_, rusqlite::Error>(Who::person(id, r.get::<_, Option<String>>(8)?.unwrap_or_default())))
            .transpose()?,
        measures: r.get(10)?,
        funds_fen: r.get(11)?,
        due_on: r.get(9)?,
        plan: r.get(12)?,
    };
    Ok(Ok(StoredStep { hazard_id, number, step, words, cost_fen: r.get(14)?, entered_on: r.get(15)? }))
}

impl Store {
    /// Steps of one hazard in order.
    ///
    /// # Errors
    /// When the file cannot be read or holds an unknown code.
    pub fn hazard_steps(&self, hazard: i64) -> Result<Vec<StoredStep>> {
        steps(&self.conn, "s.hazard_id = ?1 AND ?2 IS NULL", hazard, None)
    }

    /// Steps of every hazard registered or taken in a span of days or open before it, in order of hazard and number.
    ///
    /// # Errors
    /// As [`Store::hazard_steps`].
    pub fn hazard_steps_of(&self, first: i64, last: i64) -> Result<Vec<StoredStep>> {
        steps(&self.conn, "s.hazard_id BETWEEN ?1 AND ?2", first, Some(last))
    }

    /// Ids of the hazards that were on the books on some day of a period: found by its end, neither closed nor retired
    /// before it began. Retired ones are among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hazards_on_the_books(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<i64>> {
        let mut all = self.conn.prepare_cached(
            "SELECT id FROM hazard INDEXED BY hazard_open WHERE state <> 'closed' AND retired_on IS NULL AND found_on <= ?2
             UNION
             SELECT id FROM hazard INDEXED BY hazard_closed WHERE closed_on IS NOT NULL AND closed_on >= ?1 AND found_on <= ?2
               AND (retired_on IS NULL OR retired_on >= ?1)
             UNION
             SELECT id FROM hazard INDEXED BY hazard_retired WHERE retired_on IS NOT NULL AND retired_on >= ?1 AND found_on <= ?2
               AND (closed_on IS NULL OR closed_on >= ?1)
             ORDER BY 1",
        )?;
        Ok(all.query_map((from, to), |r| r.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Steps of these hazards, in order of hazard and number.
    ///
    /// # Errors
    /// As [`Store::hazard_steps`].
    pub fn hazard_steps_among(&self, hazards: &[i64]) -> Result<Vec<StoredStep>> {
        let mut all = self.conn.prepare_cached(&format!(
            "{STEP} WHERE s.hazard_id IN (SELECT value FROM json_each(?1)) ORDER BY s.hazard_id, s.number"
        ))?;
        all.query_map([super::id_list(hazards)], step_of)?.map(|row| row?).collect()
    }

    /// Checks that each hazard is where its steps have brought it.
    pub(super) fn check_hazards(&self, found: &mut Vec<Finding>) -> Result<()> {
        let mut odd = self.conn.prepare(
            "SELECT h.code FROM hazard h WHERE
               h.returned <> (SELECT count(*) FROM hazard_step s WHERE s.hazard_id = h.id AND s.verb = 'return')
               OR h.extended <> (SELECT count(*) FROM hazard_step s WHERE s.hazard_id = h.id AND s.verb = 'extend')
               OR (h.state = 'closed') <> (h.closed_on IS NOT NULL)
               OR h.level IS NOT (SELECT s.level FROM hazard_step s WHERE s.hazard_id = h.id AND s.level IS NOT NULL ORDER BY s.number DESC LIMIT 1)
             ORDER BY h.id LIMIT 20",
        )?;
        for code in odd.query_map([], |r| r.get::<_, String>(0))? {
            found.push(Finding {
                check: "hazard", message: format!("隐患 {} 的现状与治理环节对不上", code?)
            });
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// Steps of one hazard as this transaction sees them.
    ///
    /// # Errors
    /// As [`Store::hazard_steps`].
    pub fn hazard_steps(&self, hazard: i64) -> Result<Vec<StoredStep>> {
        steps(self.sql()?, "s.hazard_id = ?1 AND ?2 IS NULL", hazard, None)
    }

    /// Adds the next step of a hazard.
    ///
    /// # Errors
    /// Constraint or disk failures.
    pub fn add_hazard_step(&self, hazard: i64, step: &Step, words: Option<&str>, cost_fen: Option<i64>) -> Result<()> {
        let number: i64 = self
            .sql()?
            .prepare_cached("SELECT ifnull(max(number), 0) + 1 FROM hazard_step WHERE hazard_id = ?1")?
            .query_row([hazard], |r| r.get(0))?;
        self.add(
            "hazard_step",
            &[
                ("hazard_id", hazard.into()),
                ("number", number.into()),
                ("verb", step.verb.code().into()),
                ("on_date", step.on.into()),
                ("person_id", step.by.id.into()),
                ("signer", step.by.name.as_str().into()),
                ("level", step.level.map(Level::code).into()),
                ("owner_id", step.owner.as_ref().and_then(|who| who.id).into()),
                ("due_on", step.due_on.into()),
                ("measures", step.measures.clone().into()),
                ("funds_fen", step.funds_fen.into()),
                ("plan", step.plan.clone().into()),
                ("words", words.map(Value::from).unwrap_or_default()),
                ("cost_fen", cost_fen.into()),
            ],
        )?;
        Ok(())
    }
}

fn steps(conn: &rusqlite::Connection, filter: &'static str, first: i64, last: Option<i64>) -> Result<Vec<StoredStep>> {
    let mut all = conn.prepare_cached(&format!("{STEP} WHERE {filter} ORDER BY s.hazard_id, s.number"))?;
    all.query_map(params![first, last], step_of)?.map(|row| row?).collect()
}
