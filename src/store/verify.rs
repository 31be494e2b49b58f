//! `verify`: is the file whole, is the chain unbroken, do the records agree with the log and with each other?

use rusqlite::Connection;

use crate::error::Result;

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
    let expected = audit::tables(conn)?.len() * 3;
    let triggers: i64 =
        conn.query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'audit_*'", [], |r| {
            r.get(0)
        })?;
    if usize::try_from(triggers).ok() != Some(expected) {
        found.push(finding("chain", format!("审计触发器应有 {expected} 个，实有 {triggers} 个：有人绕过程序改过文件")));
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

/// Every row must be exactly what its last logged change left.
fn check_records(conn: &Connection, found: &mut Vec<Finding>) -> Result<()> {
    for table in audit::tables(conn)? {
        let image = audit::image(conn, &table, "t")?;
        let sql = format!(
            "SELECT t.id FROM {table} AS t WHERE {image} IS NOT
               (SELECT after FROM change WHERE tbl = ?1 AND row_id = t.id ORDER BY change.id DESC LIMIT 1) ORDER BY t.id LIMIT 20"
        );
        let mut odd = conn.prepare(&sql)?;
        for id in odd.query_map([&table], |r| r.get::<_, i64>(0))? {
            found.push(finding("record", format!("{table} 第 {} 行与操作日志不符：有人绕过程序改过它", id?)));
        }
        let sql = format!(
            "SELECT row_id FROM change AS c WHERE tbl = ?1 AND after IS NOT NULL
               AND id = (SELECT max(id) FROM change WHERE tbl = c.tbl AND row_id = c.row_id)
               AND NOT EXISTS (SELECT 1 FROM {table} WHERE id = c.row_id) ORDER BY row_id LIMIT 20"
        );
        let mut gone = conn.prepare(&sql)?;
        for id in gone.query_map([&table], |r| r.get::<_, i64>(0))? {
            found.push(finding("record", format!("{table} 第 {} 行不见了：有人绕过程序删除了它", id?)));
        }
    }
    Ok(())
}
