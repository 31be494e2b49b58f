//! The area by keys: what is due, a sheet in three keys, exceptions by bare numbers, what stands in the way of finishing.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::open;
use crate::domain::inspection::ItemResult;
use crate::registers::{self, Door, checklist, enterprise};
use crate::store::{Access, Query, Store};
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

/// A day in a week without holidays.
const TODAY: &str = "2026-11-20";
/// An item of the electric checklist that is measured, at most 30 mA.
const MEASURED: &str = "YD06";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A plant with people, departments, the checklists of the packs, and one daily plan; its clock ticks when told.
pub(crate) fn plant(operator: &str) -> (Session, Arc<AtomicI64>) {
    let ticks = Arc::new(AtomicI64::new(0));
    let heard = Arc::clone(&ticks);
    let clock = move || {
        let start: DateTime<FixedOffset> = "2026-11-20T08:00:00+08:00".parse().unwrap();
        start + TimeDelta::seconds(heard.load(Ordering::SeqCst))
    };
    let access = Access { operator: operator.into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    let today = day(TODAY);
    enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    let mut add = |register: &str, pairs: &[(&str, &str)]| {
        let inputs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let register = registers::find(register).unwrap();
        registers::add(&mut store, register, &inputs, today, Door::Import, false).unwrap()
    };
    add("department", &[("name", "一车间")]);
    add("department", &[("name", "安全环保部")]);
    for (no, name, department) in [
        ("0001", "李敏", "安全环保部"),
        ("0002", "王建国", "一车间"),
        ("0003", "张启安", "一车间"),
        ("0004", "赵磊", "安全环保部"),
    ] {
        add("person", &[("no", no), ("name", name), ("department", department)]);
    }
    let daily = store.row(&registers::plan::CHECKLIST.relation, checklist::resolve(&store, "daily").unwrap()).unwrap();
    let title = daily.unwrap().get("title").as_text().unwrap().to_owned();
    let mut add = |pairs: &[(&str, &str)]| {
        let inputs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        registers::add(&mut store, registers::find("plan").unwrap(), &inputs, today, Door::Import, false).unwrap();
    };
    add(&[
        ("checklist", &title),
        ("place", "一车间"),
        ("department", "一车间"),
        ("person", "王建国"),
        ("frequency", "每日"),
        ("weekdays", "一二三四五"),
        ("from_on", "2026-11-18"),
    ]);
    (Session { store, today }, ticks)
}

fn probe(session: Session, width: u16, height: u16) -> Probe {
    let areas = vec![Area { digit: '6', title: "自查", open }];
    Probe::new(App::new(session, areas, Theme::default()), width, height)
}

fn inspections(probe: &mut Probe) -> Vec<crate::store::InspectionFacts> {
    probe.app.session().store.inspections_between(day("2026-01-01"), day("2026-12-31")).unwrap()
}

#[test]
fn a_daily_sheet_without_findings_is_three_keys() {
    let (session, ticks) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    assert!(probe.shows("今天") && probe.shows("漏查"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("检查人 王建国") && probe.shows("地点 一车间"), "{}", probe.screen());
    ticks.store(95, Ordering::SeqCst);
    probe.keys("Ctrl+S");
    assert!(probe.shows("项我已逐项检查，均合格"), "{}", probe.screen());
    probe.keys("2");
    let made = inspections(&mut probe);
    let [one] = made.as_slice() else { panic!("{}", probe.screen()) };
    let [items, passed, failed, ..] = one.counts;
    assert!(items > 10 && passed == items && failed == 0);
    assert_eq!((one.entered_by.as_str(), one.entry_seconds), ("terminal", Some(95)));
    assert_eq!((one.period.as_deref(), one.place.as_deref()), (Some("2026-11-20"), Some("一车间")));
    assert!(probe.shows("已登记 JC-2026-00001") && probe.shows("已查"), "{}", probe.screen());
}

#[test]
fn a_stray_enter_saves_nothing() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("Enter Ctrl+S Enter");
    assert!(probe.shows("录入>"), "{}", probe.screen());
    assert!(inspections(&mut probe).is_empty());
}

#[test]
fn codes_go_by_bare_number_with_the_input_method_on() {
    let (session, ticks) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("Enter ０８插座破损 Enter");
    assert!(probe.shows("不合格 插座破损") && probe.shows("不合格 1"), "{}", probe.screen());
    probe.keys("＋通道堆物 Enter ？5 Enter -4 空格 本处没有 Enter");
    assert!(probe.shows("表外发现 1") && probe.shows("未查 1") && probe.shows("不适用 1"), "{}", probe.screen());
    probe.keys("PgUp PgUp Down Down F8");
    assert!(probe.shows("未查 2"), "a key for the selected item\n{}", probe.screen());
    probe.keys("退格");
    assert!(probe.shows("未查 1"), "taken back\n{}", probe.screen());
    ticks.store(300, Ordering::SeqCst);
    probe.keys("Ctrl+S 2");
    let made = inspections(&mut probe);
    let [one] = made.as_slice() else { panic!("{}", probe.screen()) };
    let [_, _, failed, not_applicable, not_checked, findings] = one.counts;
    assert_eq!((failed, not_applicable, not_checked, findings), (1, 1, 1, 2));
    let store = &probe.app.session().store;
    let said = store.exceptions(one.id).unwrap();
    let failure = said.iter().find(|it| it.result == ItemResult::Fail).unwrap();
    assert_eq!((failure.code.as_str(), failure.words.as_deref()), ("D08", Some("插座破损")));
    let hazards = store.rows(&registers::hazard::HAZARD.relation, &Query::default()).unwrap();
    assert_eq!(hazards.len(), 2);
    assert!(probe.shows("隐患 YH-2026-0001、YH-2026-0002"), "{}", probe.screen());
}

#[test]
fn finishing_lists_all_that_is_missing_and_loses_nothing() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("Enter -4 Enter -5 Enter 8 空格 松动 Enter Ctrl+S");
    assert!(probe.shows("D04：不适用要写原因") && probe.shows("D05：不适用要写原因"), "{}", probe.screen());
    probe.keys("Esc");
    assert!(probe.shows("缺原因") && probe.shows("不合格 松动"), "{}", probe.screen());
    probe.keys("没有这样的码 Enter");
    assert!(probe.shows("不是这张检查表的编码") && probe.shows("没有这样的码"), "{}", probe.screen());
    probe.keys("Ctrl+S");
    assert!(probe.shows("这一行还没有加入"), "{}", probe.screen());
    probe.keys("Ctrl+U -4 空格 无此设备 Enter 5 空格 合格 Enter Ctrl+S");
    assert!(probe.shows("不合格 1 项、不适用 1 项"), "{}", probe.screen());
    probe.keys("3");
    let made = inspections(&mut probe);
    let [one] = made.as_slice() else { panic!("{}", probe.screen()) };
    let [items, passed, failed, not_applicable, not_checked, _] = one.counts;
    assert_eq!((passed, failed, not_applicable, not_checked), (0, 1, 1, items - 2), "without the word nothing passed");
}

#[test]
fn leaving_keeps_a_draft_that_comes_back() {
    let (session, ticks) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("Enter 8 空格 松动 Enter 半句话");
    ticks.store(60, Ordering::SeqCst);
    probe.keys("Esc 2");
    assert!(probe.shows("留作草稿"), "{}", probe.screen());
    ticks.store(6000, Ordering::SeqCst);
    probe.keys("Enter");
    assert!(probe.shows("不合格 松动") && probe.shows("半句话") && probe.shows("接着上次"), "{}", probe.screen());
    ticks.store(6040, Ordering::SeqCst);
    probe.keys("Ctrl+U Ctrl+S 2");
    let made = inspections(&mut probe);
    assert_eq!(made.first().and_then(|it| it.entry_seconds), Some(100), "60 before the draft and 40 after it");
    assert_eq!(probe.app.session().store.drafts().unwrap().len(), 0);
}

#[test]
fn the_next_round_shows_what_the_last_one_found() {
    let (session, ticks) = plant("李敏");
    let mut probe = probe(session, 120, 40);
    probe.keys("Enter 8 空格 插座破损 Enter");
    ticks.store(5, Ordering::SeqCst);
    probe.keys("Ctrl+S 2");
    probe.app.session().today = day("2026-11-23");
    probe.keys("6 Enter 8 空格 还没修 Enter");
    assert!(probe.shows("隐患未销号") && probe.shows("YH-2026-0001"), "{}", probe.screen());
    insta::assert_snapshot!("entry_120x40", probe.screen());
    probe.resize(80, 24);
    insta::assert_snapshot!("entry_80x24", probe.screen());
}

#[test]
fn a_sheet_filled_too_fast_is_marked_for_the_manager() {
    let (session, ticks) = plant("李敏");
    let mut probe = probe(session, 120, 40);
    probe.keys("Enter");
    ticks.store(3, Ordering::SeqCst);
    probe.keys("Ctrl+S 2 Ctrl+G 检查记录 Enter");
    assert!(probe.shows("录入过快") && probe.shows("用时 3 秒") && probe.shows("均合格"), "{}", probe.screen());
}

#[test]
fn a_free_check_asks_for_its_head_first() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("F2 用电 Enter");
    assert!(probe.shows("检查表头") && probe.shows("李敏"), "{}", probe.screen());
    probe.keys("Tab 二车间 Ctrl+S");
    assert!(probe.shows("地点 二车间") && probe.shows("录入>"), "{}", probe.screen());
    probe.keys("Ctrl+S 2");
    let made = inspections(&mut probe);
    assert_eq!(made.first().map(|it| (it.plan_id, it.place.clone())), Some((None, Some("二车间".to_owned()))));
}

#[test]
fn a_checklist_is_edited_as_its_next_version() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 120, 40);
    probe.keys("Ctrl+G 检查表 Enter Enter");
    assert!(probe.shows("第 1 版"), "{}", probe.screen());
    probe.keys("空格 F2 D99 Tab 行车 Tab 吊钩防脱装置完好 Ctrl+S");
    assert!(probe.shows("未保存") && probe.shows("停用"), "{}", probe.screen());
    probe.keys("Esc");
    assert!(probe.shows("还没有保存为新版本"), "{}", probe.screen());
    probe.keys("1 Ctrl+G 保存 Enter 加行车一项 Ctrl+S");
    assert!(probe.shows("第 2 版，2026-11-20 起") && !probe.shows("未保存"), "{}", probe.screen());
    let store = &probe.app.session().store;
    let first = store.rows(&registers::plan::CHECKLIST.relation, &Query::default()).unwrap()[0].id;
    let old = store.checklist_version_on(first, day("2026-11-19")).unwrap().unwrap();
    let new = store.checklist_version_on(first, day("2026-11-20")).unwrap().unwrap();
    let (old, new) = (store.checklist_items(old.id).unwrap(), store.checklist_items(new.id).unwrap());
    assert_eq!((new.len(), new.iter().filter(|it| it.active).count()), (old.len() + 1, old.len()));
}

#[test]
fn a_value_outside_its_bounds_is_a_failure_and_enter_mends_what_was_said() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 120, 40);
    probe.keys("F2 用电 Enter Tab 配电室 Ctrl+S CODE＝35 Enter".replace("CODE", MEASURED).as_str());
    assert!(probe.shows("35mA 不合格") && probe.shows("不大于 30mA"), "{}", probe.screen());
    probe.keys("Enter 退格 退格 28 Enter");
    assert!(probe.shows("28mA 合格"), "{}", probe.screen());
    probe.keys("退格 F4");
    assert!(probe.shows(&format!("{MEASURED}=")), "{}", probe.screen());
    probe.keys("３６。５ Enter");
    assert!(probe.shows("不合格 1"), "{}", probe.screen());
}

#[test]
fn a_value_that_judges_nothing_leaves_a_failure_standing() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("Enter ０８插座破损 Enter ０８＝6.2 Enter");
    assert!(probe.shows("不合格 1") && probe.shows("6.2"), "{}", probe.screen());
}

#[test]
fn a_missed_one_is_explained_and_stays_missed() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("End Enter Enter 全厂停电 Enter");
    assert!(probe.shows("仍记为漏查") && probe.shows("漏查 已说明"), "{}", probe.screen());
    // The other one was made and only not entered.
    probe.keys("↑ Enter 补录 Enter");
    assert!(probe.shows("2026-11-18 周三"), "{}", probe.screen());
    probe.keys("Ctrl+S 2");
    assert_eq!(inspections(&mut probe).first().and_then(|it| it.period.clone()).as_deref(), Some("2026-11-18"));
}
