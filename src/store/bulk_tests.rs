//! Rows added by the thousand leave the same file and the same log as rows added one by one.

use rusqlite::Connection;

use super::{Access, Query, Relation, Store, Tx};
use crate::domain::value::Value;
use crate::error::Result;

const PERSON: Relation =
    Relation { table: "person", columns: &["no", "name", "department_id", "note"], retires: true, versioned: true };

fn access() -> Access {
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    Access { operator: "李敏".to_owned(), clock: Box::new(clock), read_only: false }
}

/// Departments and people, one after the other; every tenth note holds what JSON must escape.
fn fill(tx: &Tx<'_>, count: usize) -> Result<((), String)> {
    for n in 0..count {
        let department = tx.add("department", &[("name", format!("{n} 车间").into())])?;
        let note = if n % 10 == 0 { Value::from("“\"\\\n\t\u{1}😀") } else { Value::Null };
        let person = [
            ("no", format!("A{n}").into()),
            ("name", format!("张{n}").into()),
            ("department_id", department.into()),
            ("note", note),
        ];
        tx.add("person", &person)?;
    }
    Ok(((), "填写".to_owned()))
}

fn people(store: &Store) -> Vec<super::Row> {
    store.rows(&PERSON, &Query::default()).unwrap()
}

fn indexes(conn: &Connection) -> Vec<(String, String)> {
    let mut read = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
        .unwrap();
    read.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(|row| row.unwrap()).collect()
}

#[test]
fn many_rows_are_logged_like_single_ones_and_can_be_taken_back() {
    // Enough for spans, for indexes taken down, and for a rest of a few.
    const COUNT: usize = 5003;
    let (mut one, mut many) = (Store::in_memory(access()).unwrap(), Store::in_memory(access()).unwrap());
    one.write("fill", |tx| fill(tx, COUNT)).unwrap();
    many.write_many("fill", |tx| fill(tx, COUNT)).unwrap();
    assert_eq!(people(&one), people(&many));
    assert_eq!(indexes(&one.conn), indexes(&many.conn), "every index is in its place again");
    assert_eq!(many.verify().unwrap(), []);
    let (one, log) = (one.operations(None, 1).unwrap(), many.operations(None, 1).unwrap());
    assert_eq!((one[0].rows, log[0].rows), (2 * COUNT as i64, 2 * COUNT as i64));
    let stored: i64 = many.conn.query_row("SELECT count(*) FROM change", [], |r| r.get(0)).unwrap();
    assert!(stored < 50, "{stored} rows of the log for {COUNT} people");

    let row = people(&many)[700].clone();
    let history = many.history("person", row.id).unwrap();
    let image = history[0].1.after.as_ref().unwrap();
    assert_eq!((history.len(), image["id"].as_i64()), (1, Some(row.id)));
    assert_eq!(image["note"].as_str(), row.get("note").as_text(), "the image is the row");
    assert_eq!(image["version"].as_i64(), Some(1), "defaults are part of the image");

    let before = people(&many);
    many.undo().unwrap();
    assert_eq!(people(&many), []);
    assert_eq!(many.verify().unwrap(), []);
    many.redo().unwrap();
    assert_eq!(people(&many), before);
    assert_eq!(many.history("person", row.id).unwrap().len(), 3);
    assert_eq!(many.operations_on(1, "person", &[row.id]).unwrap().len(), 2);
    assert_eq!(many.verify().unwrap(), []);
}

#[test]
fn what_looks_in_between_sees_every_row() {
    let mut store = Store::in_memory(access()).unwrap();
    store
        .write_many("fill", |tx| {
            for n in 0..600_i64 {
                let id = tx.add("department", &[("name", format!("{n} 车间").into())])?;
                if n % 200 == 7 {
                    tx.update("department", id, Some(1), &[("name", format!("{n} 科").into())])?;
                    tx.retire("department", id - 3, tx.entered_on, "试")?;
                }
            }
            Ok(((), "填写".to_owned()))
        })
        .unwrap();
    assert_eq!(store.verify().unwrap(), []);
    store.undo().unwrap();
    store.redo().unwrap();
    assert_eq!(store.verify().unwrap(), []);
    let odd = store.history("department", 8).unwrap();
    let names: Vec<_> = odd.iter().filter_map(|(_, change)| change.after.as_ref()?["name"].as_str()).collect();
    // Entered, edited, the edit undone, then the row; both done again.
    assert_eq!(names, ["7 车间", "7 科", "7 车间", "7 车间", "7 科"]);
}

#[test]
fn an_undo_refuses_when_a_row_of_many_was_edited_since() {
    let mut store = Store::in_memory(access()).unwrap();
    store.write_many("fill", |tx| fill(tx, 300)).unwrap();
    // An edit the log does not know; one it knows would be undone first.
    store
        .conn
        .execute_batch("DROP TRIGGER audit_person_UPDATE; UPDATE person SET name = '别人' WHERE id = 200")
        .unwrap();
    let refused = store.undo().unwrap_err();
    assert!(refused.message.contains("后来又被改动"), "{}", refused.message);
    assert_eq!(people(&store).len(), 300, "nothing of it was undone");
}

#[test]
fn a_number_used_twice_is_refused_though_its_index_was_down() {
    let mut store = Store::in_memory(access()).unwrap();
    let before = indexes(&store.conn);
    let twice = store.write_many("fill", |tx| {
        fill(tx, 3000)?;
        tx.add("person", &[("no", "A5".into()), ("name", "张五".into())])?;
        Ok(((), String::new()))
    });
    assert!(twice.unwrap_err().message.contains("person.no"));
    assert_eq!((people(&store), indexes(&store.conn)), (Vec::new(), before));
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_reference_to_nobody_is_refused_at_the_latest_when_saving() {
    let mut store = Store::in_memory(access()).unwrap();
    let lost = store.write_many("fill", |tx| {
        tx.add("person", &[("name", "张三".into()), ("department_id", Value::Int(77))])?;
        Ok(((), String::new()))
    });
    assert!(lost.is_err());
    assert_eq!(people(&store), []);
}

#[test]
fn what_was_written_around_the_write_path_is_found() {
    let broken = |sql: &str| {
        let mut store = Store::in_memory(access()).unwrap();
        store.write_many("fill", |tx| fill(tx, 300)).unwrap();
        store.conn.execute_batch(sql).unwrap();
        let found = store.verify().unwrap();
        found.into_iter().map(|it| it.message).collect::<Vec<_>>().join("；")
    };
    let off = "DROP TRIGGER change_is_final_u; DROP TRIGGER change_is_final_d; ";
    let open = "INSERT INTO operation(seq, at, operator, act, verb, summary) VALUES (2, '', '', 'do', '', ''); ";
    for (sql, expected) in [
        (format!("{off}UPDATE change SET after = replace(after, '张77', '张78')"), "第 1 条被改动过"),
        (format!("{off}UPDATE change SET last_id = last_id + 1 WHERE id = 1"), "第 1 条被改动过"),
        (format!("{off}DELETE FROM change WHERE id = 2"), "第 1 条被改动过"),
        (format!("{open}DROP TRIGGER audit_person_INSERT; INSERT INTO person(name, entered_on) VALUES ('赵', '2026-11-21')"),
            "person 第 301 行与操作日志不符"),
        (format!("{open}DROP TRIGGER audit_person_DELETE; DELETE FROM person WHERE id = 9"), "person 第 9 行不见了"),
        ("DROP TRIGGER audit_person_INSERT; CREATE TRIGGER audit_person_INSERT AFTER INSERT ON person BEGIN SELECT 1; END".to_owned(),
            "审计触发器 audit_person_INSERT 被改动过"),
    ] {
        let said = broken(&sql);
        assert!(said.contains(expected), "{expected} in {said}");
    }
}

#[test]
fn another_program_cannot_add_a_row_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plant.db");
    Store::create(&path, access()).unwrap().write_many("fill", |tx| fill(tx, 2)).unwrap();
    let add = "INSERT INTO person(name, entered_on) VALUES ('赵', '2026-11-21')";
    let open = "INSERT INTO operation(seq, at, operator, act, verb, summary) VALUES (2, '', '', 'do', '', '')";
    let other = Connection::open(&path).unwrap();
    assert!(other.execute_batch(add).unwrap_err().to_string().contains(super::bulk::ASIDE));
    // Not even one that knows the function and opens an operation: the row has no image then.
    let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
    other.create_scalar_function(super::bulk::ASIDE, 0, flags, |_| Ok(true)).unwrap();
    other.execute_batch(&format!("{open}; {add}")).unwrap();
    drop(other);
    let found = Store::open(&path, access()).unwrap().verify().unwrap();
    assert!(found.iter().any(|it| it.message.contains("person 第 3 行与操作日志不符")), "{found:?}");
}
