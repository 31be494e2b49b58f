//! Bringing files of older versions up to `schema.sql`.
//!
//! A step is frozen once shipped. Each file is upgraded in one transaction, after a verified backup beside it, with
//! foreign keys off (a table rebuild would fire cascades) and checked before the commit.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{Error, Result};

/// The whole database as it is today.
pub(super) const SCHEMA: &str = include_str!("../../schema.sql");

/// Version of [`SCHEMA`], kept in `user_version`.
pub(super) const VERSION: i64 = 4;

/// Step `n` brings a file of version `n + 1` to `n + 2`: version 1 is the first that was shipped.
const STEPS: &[&str] = &[
    include_str!("../../migrations/0002.sql"),
    include_str!("../../migrations/0003.sql"),
    include_str!("../../migrations/0004.sql"),
];

pub(super) fn bring_up(conn: &mut Connection, path: &Path, from: i64) -> Result<()> {
    if from < 1 {
        return Err(Error::file(format!("{} 没有数据版本号，不能升级", path.display())));
    }
    let kept = path.with_extension(format!("v{from}.bak"));
    super::backup::copy_checked(conn, &kept)?;
    upgrade(conn, STEPS, from)
}

fn upgrade(conn: &mut Connection, steps: &[&str], from: i64) -> Result<()> {
    conn.pragma_update(None, "foreign_keys", false)?;
    // A rebuilt table is renamed away first: what refers to it must go on naming it and not its old self.
    conn.pragma_update(None, "legacy_alter_table", true)?;
    let tx = conn.transaction()?;
    super::audit::drop_triggers(&tx)?;
    let skip = usize::try_from(from - 1).unwrap_or(0);
    for step in steps.iter().skip(skip) {
        tx.execute_batch(step)?;
    }
    let orphans: i64 = tx.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0))?;
    if orphans > 0 {
        return Err(Error::file(format!("升级后有 {orphans} 处引用断裂，已放弃升级；文件没有被改动")));
    }
    super::audit::install_triggers(&tx)?;
    tx.pragma_update(None, "user_version", i64::try_from(steps.len()).unwrap_or(0) + 1)?;
    tx.commit()?;
    conn.pragma_update(None, "legacy_alter_table", false)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_counts_the_steps() {
        assert_eq!(VERSION, STEPS.len() as i64 + 1);
    }

    /// The database as version 1 was shipped.
    const FIRST: &str = include_str!("../../migrations/0001.sql");

    fn objects(conn: &Connection) -> Vec<(String, String)> {
        let mut read = conn
            .prepare(
                "SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
            )
            .unwrap();
        let rows = read.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn the_first_version_and_the_steps_give_todays_schema() {
        let mut old = Connection::open_in_memory().unwrap();
        crate::store::bulk::Aside::of(&old).unwrap();
        old.execute_batch(FIRST).unwrap();
        crate::store::audit::install_triggers(&old).unwrap();
        old.execute_batch(
            "INSERT INTO operation(seq, at, operator, act, verb, summary) VALUES (1, '', '', 'do', '', '');
             INSERT INTO submission(id, kind, period, number, recipient, submitted_on, facts, facts_sha256, chain_head, entered_on)
               VALUES (7, 'monthly', '2026-10', 1, '某局', '2026-11-03', '{}', 'x', 'y', '2026-11-03'),
                      (9, 'monthly', '2026-11', 1, '某局', '2026-12-03', '{}', 'x', 'y', '2026-12-03');
             DELETE FROM submission WHERE id = 9;",
        )
        .unwrap();
        upgrade(&mut old, STEPS, 1).unwrap();
        let fresh = Connection::open_in_memory().unwrap();
        fresh.execute_batch(SCHEMA).unwrap();
        crate::store::audit::install_triggers(&fresh).unwrap();
        assert_eq!(objects(&old), objects(&fresh));
        let kept: (i64, String, String) = old
            .query_row("SELECT id, state, finalised_on FROM submission", [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .unwrap();
        assert_eq!(kept, (7, "submitted".to_owned(), "2026-11-03".to_owned()));
        let last: i64 =
            old.query_row("SELECT seq FROM sqlite_sequence WHERE name = 'submission'", [], |r| r.get(0)).unwrap();
        assert_eq!(last, 9, "a number that was undone is not given again");
    }

    #[test]
    fn an_upgrade_keeps_child_rows_and_rebuilds_the_triggers() {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::bulk::Aside::of(&conn).unwrap();
        conn.execute_batch(SCHEMA).unwrap();
        crate::store::audit::install_triggers(&conn).unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        conn.execute_batch(
            "INSERT INTO operation(seq, at, operator, act, verb, summary) VALUES (1, '', '', 'do', '', '');
             INSERT INTO department(id, name, entered_on) VALUES (1, '一车间', '2026-01-01');
             INSERT INTO person(id, name, department_id, entered_on) VALUES (1, '张三', 1, '2026-01-01');",
        )
        .unwrap();
        upgrade(&mut conn, &["ALTER TABLE person ADD COLUMN nickname TEXT"], 1).unwrap();
        let kept: i64 =
            conn.query_row("SELECT count(*) FROM person WHERE department_id = 1", [], |r| r.get(0)).unwrap();
        assert_eq!(kept, 1);
        conn.execute("UPDATE person SET nickname = '三儿'", []).unwrap();
        let seen: String =
            conn.query_row("SELECT after FROM change ORDER BY id DESC LIMIT 1", [], |r| r.get(0)).unwrap();
        assert!(seen.contains("nickname"), "the new column is audited: {seen}");
        assert_eq!(conn.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap(), 2);
    }

    #[test]
    fn a_file_of_the_third_version_goes_on_verifying_and_undoing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        let mut conn = Connection::open(&path).unwrap();
        crate::store::bulk::Aside::of(&conn).unwrap();
        conn.execute_batch(FIRST).unwrap();
        upgrade(&mut conn, &STEPS[..2], 1).unwrap();
        // Sealed with what version 3 gave for these bytes.
        conn.execute_batch(
            "INSERT INTO operation(seq, at, operator, act, verb, summary)
               VALUES (1, '2026-01-01T00:00:00.000Z', '李敏', 'do', 'old', '旧版录入');
             INSERT INTO person(id, name, entered_on) VALUES (1, '张三', '2026-01-01');
             INSERT INTO certificate(person_id, kind, issued_on, entered_on)
               VALUES (1, 'ct.electric_low', '2025-01-01', '2026-01-01');
             UPDATE operation SET hash = x'41b15016ce3549ee9dae9718d6f2dde73529d4f68b5dc0522501a7224ac7c581';",
        )
        .unwrap();
        drop(conn);
        let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
        let access = crate::store::Access { operator: "李敏".to_owned(), clock: Box::new(clock), read_only: false };
        let mut store = crate::store::Store::open(&path, access).unwrap();
        assert_eq!(store.verify().unwrap(), [], "the chain holds, and a column that came later is no edit");
        store.undo().unwrap();
        store.redo().unwrap();
        assert_eq!(store.verify().unwrap(), []);
    }
}
