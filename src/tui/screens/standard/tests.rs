//! The area by keys: a round begun, scored by exception and one by one, finished.

use super::super::inspection::tests::plant;
use super::open;
use crate::registers::standard::{self, Round, STANDARD_ROUND};
use crate::store::Query;
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::theme::Theme;

fn probe(width: u16, height: u16) -> Probe {
    let (session, _) = plant("李敏");
    let areas = vec![Area { digit: '5', title: "标准化", open }];
    Probe::new(App::new(session, areas, Theme::default()), width, height)
}

fn round(probe: &mut Probe) -> Round {
    let store = &probe.app.session().store;
    let id = store.rows(&STANDARD_ROUND.relation, &Query::default()).unwrap().last().unwrap().id;
    standard::round(store, id).unwrap()
}

#[test]
fn a_round_is_begun_scored_by_exception_and_finished_by_keys_that_pass_an_input_method() {
    let mut probe = probe(80, 24);
    assert!(probe.shows("还没有做过标准化自评"), "{}", probe.screen());
    probe.keys("F2");
    assert!(probe.shows("开一轮标准化自评") && probe.shows("GB/T 33000-2016"), "{}", probe.screen());
    probe.keys("Ctrl+S");
    assert!(probe.shows("BZ-2026-01") && probe.shows("80项未评"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("5.1.1") && probe.shows("目标的制定") && probe.shows("标准分"), "{}", probe.screen());
    // Only what loses points is typed; the rest in one choice.
    probe.keys("F2");
    assert!(probe.shows("逐行扣分") && probe.shows("还没有看完"), "{}", probe.screen());
    probe.paste("5.1.1-1 2 指标不能考核");
    probe.keys("Tab Right Tab Tab");
    probe.paste("王建国");
    probe.keys("Enter Ctrl+S");
    let scored = round(&mut probe);
    assert_eq!(scored.open_items().len(), 0, "{}", probe.screen());
    assert_eq!(scored.forecast().graded.printed, "99.8");
    // One by one: the first item of the list again, more points off.
    probe.keys("Down Enter");
    assert!(probe.shows("评分 5.1.1-1") && probe.shows("扣分办法"), "{}", probe.screen());
    probe.keys("Esc Ctrl+G");
    assert!(probe.shows("办结") && probe.shows("撤销等级的情形"), "{}", probe.screen());
    probe.keys("Down Enter");
    probe.paste("张启安");
    probe.keys("Ctrl+S");
    assert!(probe.shows("已办结") && probe.shows("整改项 1 个"), "{}", probe.screen());
}

#[test]
fn forecast_and_certificate_stand_beside_the_list_where_there_is_room() {
    let mut probe = probe(120, 40);
    probe.keys("F2 Ctrl+S");
    for part in ["资料不足", "没有评分", "没有登记标准化证书", "5.1.1 目标"] {
        assert!(probe.shows(part), "{part}\n{}", probe.screen());
    }
    probe.keys("Ctrl+G 撤销 Enter");
    assert!(probe.shows("没有可以撤销的等级"), "{}", probe.screen());
}
