//! The audit log read back: what was done, the history of a record, undo and redo.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, ToSql, params_from_iter};
use serde_json::{Map, Value as Json};

use crate::domain::value::Value;
use crate::error::{Error, Result};

use super::bulk::Images;
use super::shape::Shape;
use super::{Store, Tx, id_list};

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
  (SELECT ifnull(sum(ifnull(last_id, row_id) - row_id + 1), 0) FROM change WHERE operation = seq) FROM operation";

/// What is read of `change`.
const CHANGE: &str = "SELECT id, operation, tbl, row_id, last_id, before, after FROM change";

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
        let mut all = Vec::new();
        each_stored(&self.conn, &format!("{CHANGE} WHERE operation = ?1 ORDER BY id"), &[&seq], |stored| {
            all.extend(stored.rows()?);
            Ok(())
        })?;
        Ok(all)
    }

    /// Every change of one row with its operation, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self, table: &str, row_id: i64) -> Result<Vec<(Operation, Change)>> {
        let sql = format!(
            "{CHANGE} WHERE tbl = ?1 AND row_id = ?2 AND last_id IS NULL
             UNION ALL {CHANGE} WHERE tbl = ?1 AND last_id >= ?2 AND row_id <= ?2 ORDER BY id"
        );
        let mut found = Vec::new();
        each_stored(&self.conn, &sql, &[&table, &row_id], |stored| {
            found.extend(stored.rows()?.into_iter().filter(|change| change.row_id == row_id));
            Ok(())
        })?;
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
            "{OPERATION} WHERE seq IN (
               SELECT c.operation FROM json_each(?3) r
                 JOIN change c ON c.tbl = ?2 AND c.row_id = r.value AND c.last_id IS NULL AND c.operation > ?1
               UNION SELECT c.operation FROM json_each(?3) r
                 JOIN change c ON c.tbl = ?2 AND c.last_id >= r.value AND c.row_id <= r.value AND c.operation > ?1
             ) ORDER BY seq"
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
        self.with_room(|store| {
            store.operate("undo", &target.verb.clone(), Some(target.seq), true, |tx| {
                tx.turn_all(target.seq, Way::Back)?;
                Ok(((), format!("撤销：{}", target.summary)))
            })
        })?;
        Ok(target)
    }

    /// Does the last undone operation again.
    ///
    /// # Errors
    /// As [`Store::undo`].
    pub fn redo(&mut self) -> Result<Operation> {
        let target = self.redoable()?.ok_or_else(|| Error::input("没有可以重做的操作"))?;
        self.with_room(|store| {
            store.operate("redo", &target.verb.clone(), Some(target.seq), true, |tx| {
                tx.turn_all(target.seq, Way::Forth)?;
                Ok(((), format!("重做：{}", target.summary)))
            })
        })?;
        Ok(target)
    }
}

/// Which way an operation is gone through again.
#[derive(Clone, Copy)]
enum Way {
    Back,
    Forth,
}

impl Tx<'_> {
    /// Turns every change of an operation, the last one first when it goes back. One is held at a time.
    fn turn_all(&self, seq: i64, way: Way) -> Result<()> {
        let conn = self.sql()?;
        let order = match way {
            Way::Back => "DESC",
            Way::Forth => "ASC",
        };
        let sql = format!("SELECT id FROM change WHERE operation = ?1 ORDER BY id {order}");
        let ids: Vec<i64> = conn.prepare_cached(&sql)?.query_map([seq], |r| r.get(0))?.collect::<Result<_, _>>()?;
        let mut shapes = BTreeMap::new();
        let sql = format!("{CHANGE} WHERE id = ?1");
        for id in ids {
            let mut stored = None;
            each_stored(conn, &sql, &[&id], |it| {
                stored = Some(it);
                Ok(())
            })?;
            if let Some(stored) = stored {
                self.turn_stored(&mut shapes, stored, way)?;
            }
        }
        Ok(())
    }

    fn turn_stored(&self, shapes: &mut BTreeMap<String, Shape>, stored: Stored, way: Way) -> Result<()> {
        if self.turn_span(&stored, way)? {
            return Ok(());
        }
        if !shapes.contains_key(&stored.table) {
            shapes.insert(stored.table.clone(), Shape::of(self.sql()?, &stored.table)?);
        }
        let Some(shape) = shapes.get(&stored.table) else { return Ok(()) };
        let mut rows = stored.rows()?;
        if matches!(way, Way::Back) {
            rows.reverse();
        }
        for Change { table, row_id, before, after, .. } in rows {
            match way {
                Way::Back => self.turn(shape, &table, row_id, after.as_ref(), before.as_ref())?,
                Way::Forth => self.turn(shape, &table, row_id, before.as_ref(), after.as_ref())?,
            }
        }
        Ok(())
    }

    /// Turns a span in one piece. `false`: it is none, or one of its rows is not as the log says and must be looked at.
    fn turn_span(&self, stored: &Stored, way: Way) -> Result<bool> {
        let (Some(last), Some(bulk)) = (stored.last_id, &self.bulk) else { return Ok(false) };
        if KEPT.contains(&stored.table.as_str()) {
            return Ok(false);
        }
        let ids = (stored.row_id, last);
        let (from, to) = match way {
            Way::Back => (&stored.after, &stored.before),
            Way::Forth => (&stored.before, &stored.after),
        };
        match (from, to) {
            (Some(images), None) => bulk.remove(&stored.table, ids, images),
            (None, Some(images)) => bulk.put_back(&stored.table, ids, images),
            (Some(_), Some(_)) | (None, None) => Ok(false),
        }
    }

    /// Brings a row from `from` to `to`, refusing when it is not as `from` says. Versions only ever grow. A row of a
    /// [`KEPT`] table is retired instead of removed, and comes back from that.
    fn turn(
        &self,
        shape: &Shape,
        table: &str,
        id: i64,
        from: Option<&Map<String, Json>>,
        to: Option<&Map<String, Json>>,
    ) -> Result<()> {
        let conn = self.sql()?;
        let sql = format!("SELECT {} FROM {table} WHERE id = ?1", shape.list(""));
        let now = conn.prepare_cached(&sql)?.query_row([id], |r| shape.row(r)).optional()?;
        let (from, to) = (from.map(|image| shape.row_of(image)), to.map(|image| shape.row_of(image)));
        let kept = KEPT.contains(&table);
        let same = match (&now, &from) {
            (None, None) => true,
            (Some(now), Some(from)) => shape.same(now, from, &["version"]),
            (Some(now), None) => {
                kept && to.as_ref().is_some_and(|to| shape.same(now, to, &["version", "retired_on", "retired_reason"]))
            }
            (None, Some(_)) => false,
        };
        if !same {
            return Err(Error::new(crate::error::Kind::Conflict, "涉及的记录后来又被改动，不能撤销或重做这一步")
                .hint("在操作日志里查看这条记录的历史"));
        }
        match (now, to) {
            (Some(_), None) if kept => self.retire(table, id, self.entered_on, "撤销")?,
            (_, None) => {
                conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([id])?;
            }
            (now, Some(to)) => self.put(shape, table, id, now.as_deref(), to)?,
        }
        Ok(())
    }

    fn put(&self, shape: &Shape, table: &str, id: i64, now: Option<&[Value]>, mut to: Vec<Value>) -> Result<()> {
        let sql = if let Some(now) = now {
            let version = shape.names.iter().position(|name| name == "version");
            if let Some((own, Value::Int(version))) = version.and_then(|at| to.get_mut(at).zip(now.get(at))) {
                *own = Value::Int(version + 1);
            }
            let sets: Vec<String> = shape.names.iter().map(|name| format!("{name} = ?")).collect();
            format!("UPDATE {table} SET {} WHERE id = ?", sets.join(", "))
        } else {
            format!("INSERT INTO {table} ({}) VALUES ({})", shape.list(""), vec!["?"; to.len()].join(", "))
        };
        let key = now.map(|_| Value::Int(id));
        self.sql()?.prepare_cached(&sql)?.execute(params_from_iter(to.iter().chain(&key)))?;
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

/// A row of `change`: one row before and after, or a span of them.
pub(super) struct Stored {
    pub id: i64,
    seq: i64,
    pub table: String,
    pub row_id: i64,
    last_id: Option<i64>,
    before: Option<String>,
    after: Option<String>,
}

impl Stored {
    /// The changes of the single rows, in the order of their ids.
    pub fn rows(self) -> Result<Vec<Change>> {
        let Self { seq, table, row_id, last_id, before, after, .. } = self;
        if last_id.is_none() {
            let (before, after) = (before.as_deref().map(parse), after.as_deref().map(parse));
            return Ok(vec![Change { seq, table, row_id, before: before.transpose()?, after: after.transpose()? }]);
        }
        // A span was added or removed; a changed row stands by itself.
        let is_added = after.is_some();
        let images = Images::read(&after.or(before).unwrap_or_default())?;
        let change = |(row_id, image)| {
            let (before, after) = if is_added { (None, Some(image)) } else { (Some(image), None) };
            Change { seq, table: table.clone(), row_id, before, after }
        };
        Ok((row_id..).zip(images.into_rows()).map(change).collect())
    }
}

/// Gives each row of `change` that a query with the columns of [`CHANGE`] finds to `visit`.
pub(super) fn each_stored(
    conn: &rusqlite::Connection,
    sql: &str,
    params: &[&dyn ToSql],
    mut visit: impl FnMut(Stored) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        visit(Stored {
            id: row.get(0)?,
            seq: row.get(1)?,
            table: row.get(2)?,
            row_id: row.get(3)?,
            last_id: row.get(4)?,
            before: row.get(5)?,
            after: row.get(6)?,
        })?;
    }
    Ok(())
}

/// Gives every row of `change` to `visit`, in the order they were written.
pub(super) fn each_change(conn: &rusqlite::Connection, visit: impl FnMut(Stored) -> Result<()>) -> Result<()> {
    each_stored(conn, &format!("{CHANGE} ORDER BY id"), &[], visit)
}

fn parse(image: &str) -> Result<Map<String, Json>> {
    serde_json::from_str(image).map_err(|e| Error::file(format!("操作日志里的记录不能读取：{e}")))
}
