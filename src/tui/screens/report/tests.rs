//! The area by keys: a month previewed, a figure opened, its words written, handed in.

use chrono::NaiveDate;

use super::open;
use crate::registers::hazard::HAZARD;
use crate::registers::{self, Door, enterprise, submission};
use crate::store::{Access, Store};
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

fn probe(width: u16, height: u16) -> Probe {
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", day(10, 1), &[]).unwrap();
    let mut session = Session { store, today: day(11, 20) };
    let october = [("title", "旧的一条"), ("found_on", "2026-10-12")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    registers::add(&mut session.store, &HAZARD, &october, session.today, Door::Import, false).unwrap();
    let found = "2026-11-01";
    for title in ["配电箱未上锁", "通道堆物"] {
        let pairs = [("title", title), ("found_on", found)].map(|(k, v)| (k.to_owned(), v.to_owned()));
        registers::add(&mut session.store, &HAZARD, &pairs, session.today, Door::Import, false).unwrap();
    }
    let areas = vec![Area { digit: '0', title: "报告", open }];
    Probe::new(App::new(session, areas, Theme::default()), width, height)
}

#[test]
fn a_month_is_previewed_and_a_figure_opened_by_keys_that_pass_an_input_method() {
    let mut probe = probe(80, 24);
    probe.keys("F6 月报 Enter");
    assert!(probe.shows("安全生产月报") && probe.shows("期间未结束"), "{}", probe.screen());
    probe.keys("Home Enter");
    assert!(probe.shows("主要指标") && probe.shows("2026年11月"), "{}", probe.screen());
    let mut opened = false;
    for _ in 0..40 {
        probe.keys("Tab F5");
        if probe.shows("数字背后的隐患") && probe.shows("配电箱未上锁") && probe.shows("通道堆物") {
            opened = true;
            break;
        }
        probe.keys("Esc");
        if !probe.shows("主要指标") && !probe.shows("→") {
            panic!("{}", probe.screen());
        }
    }
    assert!(opened, "{}", probe.screen());
}

#[test]
fn the_period_is_stepped_and_one_that_has_not_begun_is_refused() {
    let mut probe = probe(80, 24);
    probe.keys("F6 月报 Enter Home Enter Left");
    assert!(probe.shows("填报期间：2026年10月"), "{}", probe.screen());
    probe.keys("] ]");
    assert!(probe.shows("还没有开始") && probe.shows("2026年11月"), "{}", probe.screen());
}

#[test]
fn the_words_of_the_author_stand_in_the_preview() {
    let mut probe = probe(100, 30);
    probe.keys("F6 月报 Enter Home Enter F4 本月平稳 Ctrl+S");
    assert!(probe.shows("已保存"), "{}", probe.screen());
    probe.keys("Home");
    for _ in 0..10 {
        if probe.shows("本月平稳") {
            return;
        }
        probe.keys("PageDown");
    }
    panic!("{}", probe.screen());
}

#[test]
fn a_month_is_handed_in_and_a_running_one_is_refused() {
    let mut probe = probe(100, 30);
    probe.keys("F6 月报 Enter Home Enter Ctrl+G Enter 市应急管理局 Ctrl+S");
    assert!(probe.shows("还没有结束，不能报送"), "{}", probe.screen());
    probe.keys("Esc Esc 3 Left Ctrl+G Enter 市应急管理局 Ctrl+S");
    assert!(probe.shows("已冻结并登记报送（第 1 次"), "{}", probe.screen());
    let handed = submission::all(&probe.app.session().store).unwrap();
    assert_eq!((handed[0].kind.as_str(), handed[0].period.as_str()), ("monthly", "2026-10"));
    probe.keys("Esc F6 已报送 Enter");
    assert!(probe.shows("已报送 2026"), "{}", probe.screen());
}
