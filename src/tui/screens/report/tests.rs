//! The area by keys: what is owed, a month previewed, a figure opened, its words written, frozen, handed in, given back,
//! written as a file.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::NaiveDate;

use super::open;
use crate::error::{Error, Result};
use crate::registers::hazard::HAZARD;
use crate::registers::organisation::AUTHORITY;
use crate::registers::{self, Door, Register, enterprise, submission};
use crate::store::{Access, Store};
use crate::tui::app::{App, Area};
use crate::tui::outside::{Errand, Outside};
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

fn access() -> Access {
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn add(store: &mut Store, register: &'static Register, pairs: &[(&str, &str)]) {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::add(store, register, &pairs, day(11, 20), Door::Import, false).unwrap();
}

/// A plant with one hazard of October and two of November.
fn plant(mut store: Store) -> Session {
    enterprise::found(&mut store, "江城精工机械有限公司", day(10, 1), &[]).unwrap();
    add(&mut store, &AUTHORITY, &[("name", "江城市应急管理局"), ("kind", "应急管理")]);
    add(&mut store, &HAZARD, &[("title", "旧的一条"), ("found_on", "2026-10-12")]);
    for title in ["配电箱未上锁", "通道堆物"] {
        add(&mut store, &HAZARD, &[("title", title), ("found_on", "2026-11-01")]);
    }
    Session { store, today: day(11, 20) }
}

fn app(session: Session) -> App {
    App::new(session, vec![Area { digit: '0', title: "报告", open }], Theme::default())
}

fn probe(width: u16, height: u16) -> Probe {
    Probe::new(app(plant(Store::in_memory(access()).unwrap())), width, height)
}

/// Opens October, the month that is over.
const OCTOBER: &str = "F6 安全生产月报 Enter / 2026年10月 Enter Enter";

#[test]
fn the_calendar_shows_what_is_owed_the_late_first() {
    insta::assert_snapshot!("calendar_80", probe(80, 24).screen());
    insta::assert_snapshot!("calendar_120", probe(120, 40).screen());
}

#[test]
fn the_calendar_is_stepped_by_month_and_by_year_with_keys_that_pass_an_input_method() {
    let mut probe = probe(80, 24);
    probe.keys("Ctrl+N");
    assert!(probe.shows("[2026年12月到期]"), "{}", probe.screen());
    assert!(probe.shows("2026年11月") && !probe.shows("2026年10月"), "{}", probe.screen());
    probe.keys("[ Ctrl+P");
    assert!(probe.shows("[2026年10月到期]"), "{}", probe.screen());
    probe.keys("F6 年到期 Enter Ctrl+N");
    assert!(probe.shows("[2027年到期]"), "{}", probe.screen());
    probe.keys("Esc");
    assert!(!probe.shows("到期]"), "{}", probe.screen());
}

#[test]
fn a_month_is_previewed_and_every_figure_opens_the_records_behind_it() {
    let mut probe = probe(80, 24);
    probe.keys("F6 安全生产月报 Enter / 2026年11月 Enter Enter");
    assert!(probe.shows("主要指标") && probe.shows("2026年11月") && probe.shows("可打开的数字"), "{}", probe.screen());
    let mut opened = 0;
    for _ in 0..40 {
        probe.keys("Tab");
        let before = probe.screen();
        probe.keys("Enter");
        if probe.shows("背后的隐患") && probe.shows("配电箱未上锁") && probe.shows("通道堆物") {
            opened += 1;
            probe.keys("Enter");
            assert!(probe.shows("办理经过"), "the record itself\n{}", probe.screen());
            probe.keys("Esc");
        }
        probe.keys("Esc");
        assert_eq!(probe.screen(), before, "back to the same place");
    }
    assert!(opened > 0, "{}", probe.screen());
}

#[test]
fn a_figure_is_picked_first_where_none_is_and_arrows_do_as_tab_does() {
    let mut probe = probe(80, 24);
    probe.keys(OCTOBER).keys("F5");
    assert!(probe.shows("先用 Tab 选中一个数字"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("：隐患 ") && !probe.shows("背后的"), "{}", probe.screen());
    assert!(probe.shows("1：隐患 1 条"), "登记隐患\n{}", probe.screen());
    probe.keys("Right");
    assert!(probe.shows("0.0%：隐患 1 条"), "隐患整改率\n{}", probe.screen());
    probe.keys("Left");
    assert!(probe.shows("  1：隐患 1 条"), "{}", probe.screen());
}

#[test]
fn the_period_is_stepped_and_one_that_has_not_begun_is_refused() {
    let mut probe = probe(80, 24);
    probe.keys(OCTOBER);
    assert!(probe.shows("填报期间：2026年10月"), "{}", probe.screen());
    probe.keys("Ctrl+N");
    assert!(probe.shows("填报期间：2026年11月") && !probe.shows("2026-12 ]"), "{}", probe.screen());
    probe.keys("]");
    assert!(probe.shows("下一期还没有开始") && probe.shows("2026年11月"), "{}", probe.screen());
    probe.keys("Ctrl+P");
    assert!(probe.shows("填报期间：2026年10月"), "{}", probe.screen());
}

#[test]
fn the_level_of_detail_is_stepped_both_ways() {
    let mut probe = probe(80, 24);
    probe.keys(OCTOBER);
    let everything = probe.screen();
    assert!(probe.shows("全部 · "), "{everything}");
    probe.keys("F6");
    assert!(probe.shows("摘要 · "), "{}", probe.screen());
    probe.keys("End");
    assert!(!probe.shows("主要负责人（签字）"), "{}", probe.screen());
    probe.keys("Home +");
    assert!(probe.shows("表格 · "), "{}", probe.screen());
    probe.keys("F3");
    assert!(probe.shows("摘要 · "), "{}", probe.screen());
    probe.keys("- Home");
    assert_eq!(probe.screen(), everything);
}

#[test]
fn the_words_of_the_author_stand_in_the_preview_and_empty_talk_is_told() {
    let mut probe = probe(100, 30);
    probe.keys(OCTOBER).keys("F4 加强管理 Ctrl+S");
    assert!(probe.shows("已保存") && probe.shows("加强管理”没有内容"), "{}", probe.screen());
    probe.keys("Ctrl+G 体检 Enter");
    assert!(probe.shows("还空着") && probe.shows("没有内容的话") && probe.shows("改法"), "{}", probe.screen());
    probe.keys("Esc Esc");
    assert!(probe.shows("草稿"), "a draft is told in the calendar\n{}", probe.screen());
    probe.keys("Enter Home");
    for _ in 0..10 {
        if probe.shows("加强管理") {
            return;
        }
        probe.keys("PgDn");
    }
    panic!("{}", probe.screen());
}

#[test]
fn the_text_of_the_period_before_is_carried_forward_on_request() {
    let mut probe = probe(100, 30);
    probe.keys(OCTOBER).keys("F4 Tab 两台冲床光电保护失效 Ctrl+S Ctrl+N Ctrl+G 带来 Enter");
    assert!(probe.shows("填写文字") && probe.shows("两台冲床光电保护失效"), "{}", probe.screen());
    probe.keys("Esc Ctrl+G 带来 Enter");
    assert!(probe.shows("现在不能：上期没有写过，或本期都写了"), "{}", probe.screen());
}

#[test]
fn a_running_month_is_not_handed_in_and_says_so_before_anything_is_typed() {
    let mut probe = probe(100, 30);
    probe.keys("F6 安全生产月报 Enter / 2026年11月 Enter Ctrl+G");
    assert!(probe.shows("还没有结束，不能报送") && probe.shows("还没有结束，不能定稿"), "{}", probe.screen());
    probe.keys("登记报送 Enter");
    assert!(probe.shows("现在不能：") && !probe.shows("报送单位"), "{}", probe.screen());
}

#[test]
fn a_month_is_made_final_handed_in_returned_and_handed_in_again() {
    let mut probe = probe(100, 30);
    probe.keys(OCTOBER).keys("Ctrl+G 定稿 Enter 张启安 Ctrl+S");
    assert!(probe.shows("已定稿（第 1 次）"), "{}", probe.screen());
    probe.keys("Esc Esc");
    assert!(probe.shows("定稿 逾期15天"), "{}", probe.screen());
    probe.keys("Ctrl+G 登记报送 Enter");
    assert!(probe.shows("江城市应急管理局") && probe.shows("照定稿报") && probe.shows("张启安"), "{}", probe.screen());
    assert!(probe.shows("迟报原因"), "it is late\n{}", probe.screen());
    probe.keys("Ctrl+S");
    assert!(probe.shows("登记报送（第 1 次，迟报 15 天）"), "{}", probe.screen());
    probe.keys("Esc");
    assert!(probe.shows("已报送 迟15天"), "{}", probe.screen());
    probe.keys("Ctrl+G 登记退回 Enter Tab 缺盖章 Ctrl+S");
    assert!(probe.shows("退回，待补报"), "{}", probe.screen());
    probe.keys("Ctrl+G 登记补报 Enter");
    assert!(probe.shows("补报"), "{}", probe.screen());
    probe.keys("Ctrl+S Esc");
    assert!(probe.shows("已补报"), "{}", probe.screen());
    let handed = submission::all(&probe.app.session().store).unwrap();
    let numbers: Vec<_> = handed.iter().map(|it| (it.kind.as_str(), it.period.as_str(), it.number)).collect();
    assert_eq!(numbers, [("monthly", "2026-10", 1), ("monthly", "2026-10", 2)]);
}

#[test]
fn a_frozen_version_stays_as_it_was_and_says_what_differs() {
    let mut probe = probe(100, 30);
    probe.keys(OCTOBER).keys("Ctrl+G 登记报送 Enter Ctrl+S Esc");
    add(&mut probe.app.session().store, &HAZARD, &[("title", "补录的一条"), ("found_on", "2026-10-20")]);
    probe.keys("Ctrl+G 登记更正 Enter Ctrl+S Esc Ctrl+G 各次版本 Enter");
    assert!(probe.shows("各次版本") && probe.shows("第 1/2"), "{}", probe.screen());
    probe.keys("F5");
    assert!(probe.shows("第 1 次 1，第 2 次 2"), "{}", probe.screen());
    probe.keys("Esc Down Enter");
    assert!(probe.shows("第 1 次") && probe.shows("冻结的内容"), "{}", probe.screen());
    probe.keys("F4");
    assert!(probe.shows("冻结的内容不能改"), "{}", probe.screen());
    probe.keys("Esc Ctrl+G 今天 Enter");
    assert!(probe.shows("冻结时 1，现在 2") && probe.shows("引起变化的操作"), "{}", probe.screen());
    probe.keys("Esc Esc Ctrl+G 核对全部 Enter");
    assert!(probe.shows("核对冻结的报告") && probe.shows("已由第 2 次更正"), "{}", probe.screen());
}

#[test]
fn another_report_and_a_paper_about_a_record_are_made_from_the_calendar() {
    let mut probe = probe(100, 30);
    probe.keys("F2 安全生产月报 Enter");
    assert!(probe.shows("2026年10月"), "{}", probe.screen());
    probe.keys("2026年9月 Enter");
    assert!(probe.shows("填报期间：2026年9月") && probe.shows("不等于 0"), "{}", probe.screen());
    assert!(!probe.shows("零报告") && !probe.shows("次      0"), "nobody kept records then\n{}", probe.screen());
    probe.keys("Esc F2 安全生产月报 Enter Enter");
    assert!(probe.shows("填报期间：2026年10月"), "the month that is over stands first\n{}", probe.screen());
    probe.keys("Esc F2 整改通知单 Enter");
    assert!(probe.shows("选一条隐患"), "{}", probe.screen());
    probe.keys("/ 通道堆物 Enter Enter");
    assert!(probe.shows("隐患整改通知单") && probe.shows("通道堆物") && !probe.shows("上一期"), "{}", probe.screen());
}

/// Programs outside that only remember what they were asked.
#[derive(Clone, Default)]
struct Told(Rc<RefCell<Vec<Errand>>>);

impl Outside for Told {
    fn run(&self, errand: &Errand) -> Result<String> {
        self.0.borrow_mut().push(errand.clone());
        match errand {
            Errand::View(_) => Ok("已交给系统的查看程序".to_owned()),
            Errand::Print(_) => Err(Error::input("没有打印：系统里没有打印命令").hint("文件在那里")),
        }
    }
}

#[test]
fn a_file_is_written_where_it_was_last_and_an_earlier_one_is_never_lost() {
    let place = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let store = Store::create(&place.path().join("plant.db"), access()).unwrap();
    let outside = Told::default();
    let app = app(plant(store)).with_outside(Box::new(outside.clone()));
    let mut probe = Probe::new(app, 100, 30);
    probe.keys(OCTOBER).keys("F8");
    assert!(probe.shows("导出：安全生产月报 2026年10月") && probe.shows("文件夹"), "{}", probe.screen());
    probe.keys("纯 Tab Ctrl+U 十月 Tab Ctrl+U").paste(&other.path().to_string_lossy()).keys("Ctrl+S");
    assert!(probe.shows("已写出") && probe.shows("打开看"), "{}", probe.screen());
    let first = other.path().join("十月.txt");
    let text = std::fs::read_to_string(&first).unwrap();
    assert!(text.contains("安全生产月报") && text.contains("2026年10月"), "{text}");

    probe.keys("2");
    assert!(probe.shows("已交给系统的查看程序"), "{}", probe.screen());
    assert_eq!(*outside.0.borrow(), [Errand::View(first.clone())]);

    std::fs::write(&first, "别人的").unwrap();
    probe.keys("F8 Tab Ctrl+U 十月 Ctrl+S");
    assert!(probe.shows("已有同名文件") && probe.shows("覆盖"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("已写出") && other.path().join("十月-2.txt").exists(), "{}", probe.screen());
    assert_eq!(std::fs::read_to_string(&first).unwrap(), "别人的");

    probe.keys("3");
    assert!(probe.shows("没有打印"), "{}", probe.screen());
    probe.keys("Esc F8 Tab Ctrl+U 十月 Ctrl+S 3");
    assert!(probe.shows("原来的文件没有动"), "{}", probe.screen());
    probe.keys("F8 Tab Ctrl+U 十月 Ctrl+S 2");
    assert_eq!(std::fs::read_to_string(&first).unwrap(), text);
    let store = &probe.app.session().store;
    assert!(store.drafts().unwrap().is_empty(), "a habit is no unfinished form");
    let seq = store.operations(None, 1).unwrap().first().map(|it| it.seq);
    probe.keys("Esc Esc F8");
    assert!(probe.shows(&other.path().file_name().unwrap().to_string_lossy()), "{}", probe.screen());
    assert_eq!(probe.app.session().store.operations(None, 1).unwrap().first().map(|it| it.seq), seq, "not logged");
}

#[test]
fn a_folder_that_is_not_there_and_a_name_with_a_slash_are_refused_beside_the_field() {
    let place = tempfile::tempdir().unwrap();
    let mut probe = Probe::new(app(plant(Store::create(&place.path().join("plant.db"), access()).unwrap())), 100, 30);
    probe.keys(OCTOBER).keys("F8 Tab Ctrl+U ../十月 Tab Ctrl+U /没有/这里 Ctrl+S");
    assert!(probe.shows("没有这个文件夹") && probe.shows("不能有斜杠"), "{}", probe.screen());
    assert!(!place.path().join("十月.txt").exists());
}

#[test]
fn printing_twice_keeps_one_file_of_the_same_content() {
    let place = tempfile::tempdir().unwrap();
    let mut probe = Probe::new(app(plant(Store::create(&place.path().join("plant.db"), access()).unwrap())), 100, 30);
    probe.keys(OCTOBER).keys("F7 Esc F7");
    assert!(probe.shows("已写出") && probe.shows("交给打印机"), "{}", probe.screen());
    assert_eq!(std::fs::read_dir(place.path().join("导出")).unwrap().count(), 1);
    probe.keys("2");
    assert!(probe.shows("没有打开") && probe.shows("文件在"), "{}", probe.screen());
}

#[test]
fn the_preview_and_the_menu_fit_both_sizes() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut probe = probe(width, height);
        probe.keys(OCTOBER).keys("Tab Tab");
        insta::assert_snapshot!(format!("preview_{width}"), probe.screen());
        probe.keys("Ctrl+G");
        insta::assert_snapshot!(format!("menu_{width}"), probe.screen());
        probe.keys("Esc F1");
        assert!(probe.shows("看记录") && probe.shows("Ctrl+P"), "{}", probe.screen());
    }
}
