//! Ledgers of the organisation of safety by keys: found in the menu, entered, printed.

use chrono::NaiveDate;

use super::super::probe::Probe;
use super::super::theme::Theme;
use super::program;
use crate::registers::{self, Door, enterprise};
use crate::store::{Access, Store};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn plant() -> Store {
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", today(), &[]).unwrap();
    for (register, pairs) in [
        ("post", &[("name", "总经理"), ("role", "principal")][..]),
        ("person", &[("no", "0001"), ("name", "王建国"), ("post", "总经理")]),
        ("person", &[("no", "0002"), ("name", "陈静")]),
        (
            "meeting",
            &[("kind", "committee"), ("title", "三季度安委会"), ("on_date", "2026-08-12"), ("minutes", "纪要")],
        ),
        (
            "meeting_action",
            &[("meeting", "HY-2026-001"), ("content", "改造除尘系统"), ("owner", "陈静"), ("due_on", "2026-10-31")],
        ),
    ] {
        let register = registers::find(register).unwrap();
        let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        registers::add(&mut store, register, &pairs, today(), Door::Cli, false).unwrap();
    }
    store
}

fn probe(width: u16, height: u16) -> Probe {
    Probe::new(program(plant(), today(), Theme::default()), width, height)
}

#[test]
fn a_meeting_is_found_in_the_menu_entered_and_carries_the_last_actions() {
    let mut probe = probe(120, 40);
    probe.keys("9 / hy Enter");
    assert!(probe.shows("会议") && probe.shows("安全组织"), "{}", probe.screen());
    probe.keys("Enter F2");
    insta::assert_snapshot!("meeting_form_120", probe.screen());
    probe.keys("Tab 1 Tab 四季度安委会 Tab Tab 三楼 Tab Tab wjg Enter Ctrl+S");
    assert!(probe.shows("已新增会议") && probe.shows("HY-2026-002"), "{}", probe.screen());
    assert!(
        probe.shows("纪要欠缺") && probe.shows("改造除尘系统"),
        "what stayed open is carried over\n{}",
        probe.screen()
    );
}

#[test]
fn an_action_shows_how_it_stands() {
    let mut probe = probe(120, 40);
    probe.keys("9 / yd Enter Enter");
    assert!(probe.shows("改造除尘系统") && probe.shows("逾期") && probe.shows("陈静"), "{}", probe.screen());
}
