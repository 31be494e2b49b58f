//! The audit log read back: what was done, the history of a record, undo and redo.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::{Map, Value as Json};

use crate::domain::value::Value;
use crate::error::{Error, Result};

use super::{Store, Tx, audit, id_list};

/// One operation of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Order of entry.
    pub seq: i64,
    /// UTC time, RFC 3339.
    pub at: String,
    /// Who did it.
    pub operator: String,
    /// `do`, `undo` or `redo`.
    pub act: String,
    /// Stable code of what was done.
    pub verb: String,
    /// One line for people.
    pub summary: String,
    /// The operation an undo or redo is about.
    pub target: Option<i64>,
    /// How many rows it changed.
    pub rows: i64,
}

/// One row before and after an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The operation.
    pub seq: i64,
    /// Table of the row.
    pub table: String,
    /// Id of the row.
    pub row_id: i64,
    /// Columns before; `None` for a new row.
    pub before: Option<Map<String, Json>>,
    /// Columns after; `None` for a removed row.
    pub after: Option<Map<String, Json>>,
}

/// Tables whose rows are never erased, not even by undo: what was frozen stays to be proved.
const KEPT: &[&str] = &["submission"];

const OPERATION: &str = "SELECT seq, at, operator, act, verb, summary, target,
  (SELECT count(*) FROM change WHERE operation = seq) FROM operation";

impl Store {
    /// Operations before `before` (or the newest), newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn operations(&self, before: Option<i64>, limit: usize) -> Result<Vec<Operation>> {
        let sql = format!("{OPERATION} WHERE hash IS NOT NULL AND seq < ?1 ORDER BY seq DESC LIMIT ?2");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = statement.query_map((before.unwrap_or(i64::MAX), limit), operation_of)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The changes one operation made, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn changes_of(&self, seq: i64) -> Result<Vec<Change>> {
        changes(&self.conn, "operation = ?1 ORDER BY id", [seq.into()].as_slice())
    }

    /// Every change of one row with its operation, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self, table: &str, row_id: i64) -> Result<Vec<(Operation, Change)>> {
        let found = changes(
            &self.conn,
            "tbl = ?1 AND row_id = ?2 ORDER BY id",
            [Value::from(table), row_id.into()].as_slice(),
        )?;
        let mut by_seq = self.conn.prepare_cached(&format!("{OPERATION} WHERE seq = ?1"))?;
        found
            .into_iter()
            .map(|change| Ok((by_seq.query_row([change.seq], operation_of)?, change)))
            .collect::<Result<_>>()
    }

    /// Operations after `seq` that changed one of these rows of a table, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn operations_on(&self, seq: i64, table: &str, ids: &[i64]) -> Result<Vec<Operation>> {
        let sql = format!(
            "{OPERATION} WHERE seq IN (SELECT c.operation FROM json_each(?3) r
               JOIN change c ON c.tbl = ?2 AND c.row_id = r.value AND c.operation > ?1) ORDER BY seq"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let found = statement.query_map((seq, table, id_list(ids)), operation_of)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Operations after `seq` whose verb does not begin with `other`, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn operations_since(&self, seq: i64, other: &str, limit: usize) -> Result<Vec<Operation>> {
        let sql = format!(
            "{OPERATION} WHERE seq > ?1 AND hash IS NOT NULL AND substr(verb, 1, length(?2)) <> ?2
             ORDER BY seq DESC LIMIT ?3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let found = statement.query_map((seq, other, limit), operation_of)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// What [`Store::undo`] would take back.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn undoable(&self) -> Result<Option<Operation>> {
        let sql = format!(
            "{OPERATION} WHERE act = 'do' AND hash IS NOT NULL AND ifnull((SELECT t.act FROM operation t
               WHERE t.target = operation.seq ORDER BY t.seq DESC LIMIT 1), 'redo') = 'redo' ORDER BY seq DESC LIMIT 1"
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row([], operation_of).optional()?)
    }

    /// What [`Store::redo`] would do again: the latest undone operation, unless something new was done since.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn redoable(&self) -> Result<Option<Operation>> {
        let sql = format!(
            "{OPERATION} WHERE seq = (SELECT u.target FROM operation u WHERE u.act = 'undo'
               AND u.seq > (SELECT ifnull(max(seq), 0) FROM operation WHERE act = 'do')
               AND (SELECT t.act FROM operation t WHERE t.target = u.target ORDER BY t.seq DESC LIMIT 1) = 'undo'
               AND u.seq = (SELECT max(t.seq) FROM operation t WHERE t.target = u.target)
               ORDER BY u.seq DESC LIMIT 1)"
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row([], operation_of).optional()?)
    }

    /// Takes back the last operation that still stands.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] when there is none, [`crate::error::Kind::Conflict`] when a row it touched was
    /// changed by something that cannot be told apart.
    pub fn undo(&mut self) -> Result<Operation> {
        let target = self.undoable()?.ok_or_else(|| Error::input("没有可以撤销的操作"))?;
        self.operate("undo", &target.verb.clone(), Some(target.seq), |tx| {
            tx.conn.pragma_update(None, "defer_foreign_keys", true)?;
            for change in tx.changes_of(target.seq)?.into_iter().rev() {
                tx.turn(&change.table, change.row_id, change.after.as_ref(), change.before.as_ref())?;
            }
            Ok(((), format!("撤销：{}", target.summary)))
        })?;
        Ok(target)
    }

    /// Does the last undone operation again.
    ///
    /// # Errors
    /// As [`Store::undo`].
    pub fn redo(&mut self) -> Result<Operation> {
        let target = self.redoable()?.ok_or_else(|| Error::input("没有可以重做的操作"))?;
        self.operate("redo", &target.verb.clone(), Some(target.seq), |tx| {
            tx.conn.pragma_update(None, "defer_foreign_keys", true)?;
            for change in tx.changes_of(target.seq)? {
                tx.turn(&change.table, change.row_id, change.before.as_ref(), change.after.as_ref())?;
            }
            Ok(((), format!("重做：{}", target.summary)))
        })?;
        Ok(target)
    }
}

impl Tx<'_> {
    fn changes_of(&self, seq: i64) -> Result<Vec<Change>> {
        changes(self.conn, "operation = ?1 ORDER BY id", [seq.into()].as_slice())
    }

    /// Brings a row from `from` to `to`, refusing when it is not as `from` says. Versions only ever grow. A row of a
    /// [`KEPT`] table is retired instead of removed, and comes back from that.
    fn turn(
        &self,
        table: &str,
        id: i64,
        from: Option<&Map<String, Json>>,
        to: Option<&Map<String, Json>>,
    ) -> Result<()> {
        let sql = format!("SELECT {} FROM {table} AS t WHERE id = ?1", audit::image(self.conn, table, "t")?);
        let now: Option<String> = self.conn.prepare_cached(&sql)?.query_row([id], |r| r.get(0)).optional()?;
        let now = now.as_deref().map(parse).transpose()?;
        let kept = KEPT.contains(&table);
        let same = match (&now, from) {
            (None, None) => true,
            (Some(now), Some(from)) => without_version(now) == without_version(from),
            (Some(now), None) => kept && to.is_some_and(|to| without_retirement(now) == without_retirement(to)),
            (None, Some(_)) => false,
        };
        if !same {
            return Err(Error::new(crate::error::Kind::Conflict, "涉及的记录后来又被改动，不能撤销或重做这一步")
                .hint("在操作日志里查看这条记录的历史"));
        }
        let version = now.as_ref().and_then(|row| row.get("version")).and_then(Json::as_i64);
        match (now, to) {
            (Some(_), None) if kept => self.retire(table, id, self.entered_on, "撤销")?,
            (_, None) => {
                self.conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([id])?;
            }
            (present, Some(to)) => self.put(table, id, present.is_some(), version, to)?,
        }
        Ok(())
    }

    fn put(&self, table: &str, id: i64, present: bool, version: Option<i64>, to: &Map<String, Json>) -> Result<()> {
        let names = audit::columns(self.conn, table)?;
        let values: Vec<Value> = names
            .iter()
            .map(|name| match (name.as_str(), version) {
                ("version", Some(version)) => Value::Int(version + 1),
                _ => stored(to.get(name.as_str())),
            })
            .collect();
        let sql = if present {
            let sets: Vec<String> = names.iter().map(|name| format!("{name} = ?")).collect();
            format!("UPDATE {table} SET {} WHERE id = ?{}", sets.join(", "), names.len() + 1)
        } else {
            format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), vec!["?"; names.len()].join(", "))
        };
        let key = present.then_some(Value::Int(id));
        self.conn.prepare_cached(&sql)?.execute(params_from_iter(values.iter().chain(&key)))?;
        Ok(())
    }
}

fn operation_of(r: &rusqlite::Row<'_>) -> rusqlite::Result<Operation> {
    Ok(Operation {
        seq: r.get(0)?,
        at: r.get(1)?,
        operator: r.get(2)?,
        act: r.get(3)?,
        verb: r.get(4)?,
        summary: r.get(5)?,
        target: r.get(6)?,
        rows: r.get(7)?,
    })
}

fn changes(conn: &Connection, filter: &'static str, params: &[Value]) -> Result<Vec<Change>> {
    let sql = format!("SELECT operation, tbl, row_id, before, after FROM change WHERE {filter}");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(params.iter()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let image = |value: ValueRef<'_>| value.as_str_or_null().ok().flatten().map(parse).transpose();
        found.push(Change {
            seq: row.get(0)?,
            table: row.get(1)?,
            row_id: row.get(2)?,
            before: image(row.get_ref(3)?)?,
            after: image(row.get_ref(4)?)?,
        });
    }
    Ok(found)
}

fn parse(image: &str) -> Result<Map<String, Json>> {
    serde_json::from_str(image).map_err(|e| Error::file(format!("操作日志里的记录不能读取：{e}")))
}

fn stored(value: Option<&Json>) -> Value {
    match value {
        None | Some(Json::Null) => Value::Null,
        Some(Json::Number(number)) => number.as_i64().map_or(Value::Null, Value::Int),
        Some(Json::Bool(yes)) => Value::Int(i64::from(*yes)),
        Some(Json::String(text)) => Value::Text(text.clone()),
        Some(other @ (Json::Array(_) | Json::Object(_))) => Value::Text(other.to_string()),
    }
}

fn without_version(row: &Map<String, Json>) -> Map<String, Json> {
    row.iter().filter(|(name, _)| *name != "version").map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn without_retirement(row: &Map<String, Json>) -> Map<String, Json> {
    let mut row = without_version(row);
    row.retain(|name, _| !matches!(name.as_str(), "retired_on" | "retired_reason"));
    row
}
