//! The area by keys: eighty people in under 25, lists pasted, what is owed, drafts, one undo.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::open;
use crate::registers::training::{OWN, TRAINING, TRAINING_SESSION};
use crate::registers::{self, Door, enterprise};
use crate::store::{Access, Query, Row, Store};
use crate::tui::app::{App, Area};
use crate::tui::key::Key;
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn add(store: &mut Store, register: &str, pairs: &[(&str, &str)]) -> i64 {
    let inputs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let register = registers::find(register).unwrap();
    registers::add(store, register, &inputs, day("2026-11-20"), Door::Import, false).unwrap().id
}

/// A plant with eighty people in one workshop and five in another.
fn plant() -> Session {
    let clock = || -> DateTime<FixedOffset> { "2026-11-20T08:00:00+08:00".parse().unwrap() };
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    add(&mut store, "department", &[("name", "一车间")]);
    add(&mut store, "department", &[("name", "二车间")]);
    add(&mut store, "post", &[("name", "操作工")]);
    for n in 1..=85 {
        let (no, name) = (format!("{:04}", 1000 + n), format!("员工{n:02}"));
        let department = if n <= 80 { "一车间" } else { "二车间" };
        let person = [("no", no.as_str()), ("name", &name), ("department", department), ("post", "操作工")];
        add(&mut store, "person", &[&person[..], &[("hired_on", "2020-03-01")]].concat());
    }
    Session { store, today: day("2026-11-20") }
}

fn probe(session: Session, width: u16, height: u16) -> Probe {
    let areas = vec![
        Area { digit: '9', title: "台账", open: |_| Ok(super::super::register::boxed(&TRAINING)) },
        Area { digit: '4', title: "教育培训", open },
    ];
    Probe::new(App::new(session, areas, Theme::default()), width, height)
}

fn rows(probe: &mut Probe) -> Vec<Row> {
    probe.app.session().store.rows(&OWN, &Query::default()).unwrap()
}

/// Keys of a line as [`Probe::keys`] takes it: a word that names a key is one, every letter of another is one.
fn count(line: &str) -> usize {
    line.split_whitespace().map(|word| word.parse::<Key>().map_or_else(|_| word.chars().count(), |_| 1)).sum()
}

#[test]
fn eighty_people_with_three_absent_and_two_failed_are_fewer_than_25_keys() {
    let mut probe = probe(plant(), 80, 24);
    let before = ["4 F2"];
    // Behind the topic: its length, who, the exceptions, the statement.
    let behind = ["Tab 2 Ctrl+S", "yc Enter", "-3 空格 17 空格 52 Enter", "8 空格 40 Enter", "Ctrl+S 2"];
    let keys: usize = before.iter().chain(&behind).map(|line| count(line)).sum();
    println!("keys besides the topic: {keys}");
    assert!(keys < 25, "{keys}");
    probe.keys(before[0]);
    assert!(probe.shows("培训内容"), "{}", probe.screen());
    probe.keys("机械伤害防护年度再培训");
    probe.keys(behind[0]);
    assert!(probe.shows("谁参加") && probe.shows("80 人"), "{}", probe.screen());
    probe.keys(behind[1]);
    assert!(probe.shows("共 80 人：缺席 0"), "{}", probe.screen());
    assert!(probe.shows("类别 年度再培训"), "read from the topic\n{}", probe.screen());
    probe.keys(behind[2]);
    assert!(probe.shows("缺席 3"), "{}", probe.screen());
    probe.keys(behind[3]);
    assert!(probe.shows("不合格 2  待考 0  其余 75 人未写"), "{}", probe.screen());
    insta::assert_snapshot!("roll_80x24", probe.screen());
    probe.resize(120, 40);
    insta::assert_snapshot!("roll_120x40", probe.screen());
    probe.resize(80, 24);
    probe.keys("Ctrl+S");
    assert!(probe.shows("共 80 人") && probe.shows("缺席 3 人：员工03、员工17、员工52"), "{}", probe.screen());
    assert!(probe.shows("其余 75 人均已参加并合格"), "{}", probe.screen());
    probe.keys("2");
    let made = rows(&mut probe);
    assert_eq!(made.len(), 80, "{}", probe.screen());
    let absent = made.iter().filter(|it| it.get("attended").as_int() == Some(0)).count();
    let failed = made.iter().filter(|it| it.get("passed").as_int() == Some(0)).count();
    let passed = made.iter().filter(|it| it.get("passed").as_int() == Some(1)).count();
    assert_eq!((absent, failed, passed), (3, 2, 75));
    assert!(probe.shows("已登记 PX-2026-0001：80 人，缺席 3，不合格 2"), "{}", probe.screen());
    insta::assert_snapshot!("sessions_80x24", probe.screen());
    probe.resize(120, 40);
    insta::assert_snapshot!("sessions_120x40", probe.screen());
    // The whole session is one operation.
    probe.keys("Ctrl+Z");
    assert!(rows(&mut probe).is_empty(), "{}", probe.screen());
    let store = &probe.app.session().store;
    assert!(store.rows(&TRAINING_SESSION.relation, &Query::default()).unwrap().is_empty());
}

#[test]
fn a_stray_enter_on_the_statement_saves_nothing() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("4 F2 消防 Tab 2 Ctrl+S yc Enter Ctrl+S Enter");
    assert!(probe.shows("登记>") && rows(&mut probe).is_empty(), "{}", probe.screen());
}

#[test]
fn a_pasted_list_adds_whom_it_names_and_keeps_the_rest_in_the_line() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("4 F2 消防 Tab 2 Ctrl+S Esc");
    probe.paste("员工01\n1002 员工02\n1003\n没有此人\n员工85、员工84\n");
    assert!(probe.shows("加入 5 人") && probe.shows("“没有此人”：没有这个姓名或工号"), "{}", probe.screen());
    probe.keys("Esc");
    assert!(probe.shows("登记> 没有此人") && probe.shows("共 5 人"), "{}", probe.screen());
    probe.keys("Ctrl+S");
    assert!(probe.shows("这一行还没有加入"), "{}", probe.screen());
    probe.keys("Ctrl+U -员工01：病假 Enter ！1002 Enter 3=88.5 Enter ?4 Enter");
    assert!(probe.shows("缺席 病假") && probe.shows("不合格 1  待考 1"), "{}", probe.screen());
    assert!(probe.shows("88.5分"), "{}", probe.screen());
    probe.keys("-员工80 Enter");
    assert!(probe.shows("“员工80”不在参加人员里"), "{}", probe.screen());
    probe.keys("Ctrl+U Ctrl+S 2");
    assert_eq!(rows(&mut probe).len(), 5, "{}", probe.screen());
}

#[test]
fn a_draft_is_taken_up_where_it_was_left() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("4 F2 消防 Tab 2 Ctrl+S yc Enter -3 空格 4 Enter Esc 2");
    assert!(probe.shows("留作草稿"), "{}", probe.screen());
    probe.keys("F2");
    assert!(probe.shows("已接着上次") && probe.shows("缺席 2") && probe.shows("共 80 人"), "{}", probe.screen());
    probe.keys("Esc 3 F2");
    assert!(probe.shows("培训内容"), "given up, the next one begins anew\n{}", probe.screen());
}

#[test]
fn one_key_takes_everybody_who_still_owes_it() {
    let mut session = plant();
    let inputs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    };
    // Five were trained this year already: for so long that it is enough whatever the plant has answered.
    for no in ["1081", "1082", "1083", "1084", "1085"] {
        let row = inputs(&[
            ("no", no),
            ("on_date", "2026-03-05"),
            ("title", "再培训"),
            ("topics", "年度再培训"),
            ("hours", "20"),
            ("passed", "是"),
        ]);
        registers::add(&mut session.store, &TRAINING, &row, session.today, Door::Cli, false).unwrap();
    }
    let mut probe = probe(session, 80, 24);
    probe.keys("4 F2 全员培训 Ctrl+S Esc F5");
    assert!(probe.shows("加入 80 人，共 80 人"), "{}", probe.screen());
    probe.keys("Ctrl+S 2");
    assert_eq!(rows(&mut probe).len(), 85);
    probe.keys("F2 年度再培训 Ctrl+S Esc F5");
    assert!(probe.shows("没有人还欠"), "{}", probe.screen());
}

#[test]
fn people_are_found_marked_and_taken() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("4 F2 消防 Tab 2 Ctrl+S biaoji Enter");
    assert!(probe.shows("选择参加人员"), "{}", probe.screen());
    probe.keys("F3 员工7 Enter Ctrl+T Down Ctrl+T Enter");
    assert!(probe.shows("共 2 人"), "{}", probe.screen());
}

#[test]
fn a_second_attempt_is_entered_on_the_record() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("4 F2 消防 Tab 2 Ctrl+S yc Enter 8 Enter Ctrl+S 2 Ctrl+G");
    assert!(probe.shows("补考"), "{}", probe.screen());
    probe.keys("补考 Enter");
    assert!(probe.shows("员工08") && !probe.shows("员工09"), "{}", probe.screen());
    probe.keys("F4");
    assert!(probe.shows("补考日期"), "{}", probe.screen());
}
