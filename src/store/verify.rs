//! `verify`: is the file whole, is the chain unbroken, do the records agree with the log and with each other?

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

use rusqlite::Connection;

use crate::error::Result;

use super::history::{Change, each_change};
use super::shape::Shape;
use super::{Store, audit};

/// Something `verify` found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was checked: `file`, `foreign_key`, `chain`, `record`, `count`, `hazard`, `report`.
    pub check: &'static str,
    /// What is wrong, in Chinese.
    pub message: String,
}

fn finding(check: &'static str, message: impl Into<String>) -> Finding {
    Finding { check, message: message.into() }
}

impl Store {
    /// Checks the whole file. Empty: nothing wrong. Reads everything; takes seconds on a big file.
    ///
    /// # Errors
    /// Only when the file cannot be read at all.
    pub fn verify(&self) -> Result<Vec<Finding>> {
        let mut found = Vec::new();
        check_file(&self.conn, &mut found)?;
        check_chain(&self.conn, &mut found)?;
        check_records(&self.conn, &mut found)?;
        self.check_counts(&mut found)?;
        self.check_hazards(&mut found)?;
        Ok(found)
    }
}

fn check_file(conn: &Connection, found: &mut Vec<Finding>) -> Result<()> {
    let mut told = conn.prepare("PRAGMA integrity_check(20)")?;
    for line in told.query_map([], |r| r.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            found.push(finding("file", format!("文件结构损坏：{line}")));
        }
    }
    let mut orphans = conn.prepare("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check")?;
    let rows =
        orphans.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?, r.get::<_, String>(2)?)))?;
    for row in rows {
        let (table, id, parent) = row?;
        found.push(finding("foreign_key", format!("{table} 第 {} 行引用的 {parent} 不存在", id.unwrap_or(0))));
    }
    let expected = audit::triggers(conn)?;
    let mut triggers =
        conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'audit_*'")?;
    let triggers: BTreeMap<String, String> =
        triggers.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    if expected.len() != triggers.len() {
        let (expected, triggers) = (expected.len(), triggers.len());
        found.push(finding("chain", format!("审计触发器应有 {expected} 个，实有 {triggers} 个：有人绕过程序改过文件")));
    } else if let Some((name, _)) = expected.iter().find(|(name, sql)| triggers.get(name) != Some(sql)) {
        found.push(finding("chain", format!("审计触发器 {name} 被改动过：有人绕过程序改过文件")));
    }
    Ok(())
}

/// Walks the chain; only the first break is named, since everything after it is beyond judging.
fn check_chain(conn: &Connection, found: &mut Vec<Finding>) -> Result<()> {
    let mut operations = conn.prepare("SELECT seq, prev, hash FROM operation ORDER BY seq")?;
    let mut rows = operations.query([])?;
    let (mut expected, mut last): (i64, Option<Vec<u8>>) = (1, None);
    while let Some(row) = rows.next()? {
        let (seq, prev, hash): (i64, Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let wrong = if seq != expected {
            Some(format!("操作日志缺第 {expected} 条"))
        } else if prev != last {
            Some(format!("操作日志第 {seq} 条与前一条接不上"))
        } else if hash.as_deref() != Some(&audit::digest(conn, seq)?) {
            Some(format!("操作日志第 {seq} 条被改动过"))
        } else {
            None
        };
        if let Some(message) = wrong {
            found.push(finding("chain", message));
            return Ok(());
        }
        (expected, last) = (seq + 1, hash);
    }
    let stray: Option<i64> =
        conn.query_row("SELECT min(id) FROM change WHERE operation NOT IN (SELECT seq FROM operation)", [], |r| {
            r.get(0)
        })?;
    if let Some(id) = stray {
        found.push(finding("chain", format!("操作日志的改动记录 {id} 不属于任何操作")));
    }
    Ok(())
}

/// Wrong rows of one table that are named at most.
const NAMED: usize = 20;

/// Every row must be exactly what its last logged change left. The log is read once; of each row it speaks of, a hash is held.
fn check_records(conn: &Connection, found: &mut Vec<Finding>) -> Result<()> {
    let mut shapes = Vec::new();
    for table in audit::tables(conn)? {
        let shape = Shape::of(conn, &table)?;
        shapes.push((table, shape));
    }
    let hash = RandomState::new();
    let mut left: HashMap<(usize, i64), u64> = HashMap::new();
    each_change(conn, |stored| {
        let Some(at) = shapes.iter().position(|(table, _)| *table == stored.table) else { return Ok(()) };
        let Some((_, shape)) = shapes.get(at) else { return Ok(()) };
        let id = stored.id;
        let Ok(changes) = stored.rows() else {
            found.push(finding("chain", format!("操作日志的改动记录 {id} 不能读取")));
            return Ok(());
        };
        for Change { row_id, after, .. } in changes {
            match after {
                Some(image) => left.insert((at, row_id), hash.hash_one(shape.row_of(&image))),
                None => left.remove(&(at, row_id)),
            };
        }
        Ok(())
    })?;
    for (at, (table, shape)) in shapes.iter().enumerate() {
        let mut rows = conn.prepare(&format!("SELECT {} FROM {table} ORDER BY id", shape.list("")))?;
        let mut rows = rows.query([])?;
        let mut odd = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get("id")?;
            // A value that no column of ours takes was not written by us.
            let now = shape.row(row).ok().map(|row| hash.hash_one(row));
            if left.remove(&(at, id)).is_none_or(|logged| Some(logged) != now) && odd.len() < NAMED {
                odd.push(id);
            }
        }
        let say = |id: i64| finding("record", format!("{table} 第 {id} 行与操作日志不符：有人绕过程序改过它"));
        found.extend(odd.into_iter().map(say));
    }
    let mut gone: Vec<(usize, i64)> = left.into_keys().collect();
    gone.sort_unstable();
    for (at, (table, _)) in shapes.iter().enumerate() {
        let ids = gone.iter().filter(|(own, _)| *own == at).take(NAMED);
        let say = |(_, id): &(usize, i64)| format!("{table} 第 {id} 行不见了：有人绕过程序删除了它");
        found.extend(ids.map(|row| finding("record", say(row))));
    }
    Ok(())
}
