//! Answers to what rules ask of the plant, and its settings.

use rusqlite::OptionalExtension;

use crate::error::Result;

use super::{Store, Tx};

/// One answered fact or one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Key: `fire_key_unit`, `report.monthly.day` …
    pub key: String,
    /// The answer as stored: `yes`, `no`, a number or a code.
    pub value: String,
    /// Why, where a derived flag was overruled.
    pub reason: Option<String>,
}

impl Store {
    /// Every fact that was answered. One that is not here is unknown, never "no".
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn facts(&self) -> Result<Vec<Answer>> {
        answers(&self.conn, "SELECT key, value, reason FROM fact ORDER BY key")
    }

    /// Every setting that differs from its default.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn settings(&self) -> Result<Vec<Answer>> {
        answers(&self.conn, "SELECT key, value, reason FROM setting ORDER BY key")
    }

    /// One setting, where it differs from its default.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, key: &str) -> Result<Option<Answer>> {
        let mut one = self.conn.prepare_cached("SELECT key, value, reason FROM setting WHERE key = ?1")?;
        Ok(one.query_row([key], answer_of).optional()?)
    }
}

impl Tx<'_> {
    /// Answers a fact; `None` takes the answer back: unknown again.
    ///
    /// # Errors
    /// Constraint or disk failures.
    pub fn set_fact(&self, key: &str, value: Option<&str>, reason: Option<&str>) -> Result<()> {
        self.put_answer("fact", key, value, reason)
    }

    /// Changes a setting; `None` restores the default.
    ///
    /// # Errors
    /// Constraint or disk failures.
    pub fn set_setting(&self, key: &str, value: Option<&str>, reason: Option<&str>) -> Result<()> {
        self.put_answer("setting", key, value, reason)
    }

    fn put_answer(&self, table: &'static str, key: &str, value: Option<&str>, reason: Option<&str>) -> Result<()> {
        let now: Option<(i64, String, Option<String>)> = self
            .sql()?
            .prepare_cached(&format!("SELECT id, value, reason FROM {table} WHERE key = ?1"))?
            .query_row([key], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        match (now, value) {
            (None, None) => {}
            (Some((id, ..)), None) => {
                self.sql()?.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([id])?;
            }
            (Some((_, old, why)), Some(new)) if old == new && why.as_deref() == reason => {}
            (Some((id, ..)), Some(new)) => {
                self.update(
                    table,
                    id,
                    None,
                    &[("value", new.into()), ("reason", reason.map(Into::into).unwrap_or_default())],
                )?;
            }
            (None, Some(new)) => {
                let values = [
                    ("key", key.into()),
                    ("value", new.into()),
                    ("reason", reason.map(Into::into).unwrap_or_default()),
                ];
                self.add(table, &values)?;
            }
        }
        Ok(())
    }
}

fn answers(conn: &rusqlite::Connection, sql: &'static str) -> Result<Vec<Answer>> {
    let mut all = conn.prepare_cached(sql)?;
    let rows = all.query_map([], answer_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn answer_of(r: &rusqlite::Row<'_>) -> rusqlite::Result<Answer> {
    Ok(Answer { key: r.get(0)?, value: r.get(1)?, reason: r.get(2)? })
}
