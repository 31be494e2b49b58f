//! The screens by keys: a round begun from area 8, decided by digits, a yes through the form, finished.

use crate::registers::criteria::tests::plant;
use crate::registers::criteria::{self, CRITERIA_ROUND};
use crate::registers::five::tests::{TODAY, day};
use crate::registers::hazard::HAZARD;
use crate::store::Query;
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

fn probe(width: u16, height: u16) -> Probe {
    let areas = vec![Area { digit: '8', title: "风险", open: super::super::risk::open }];
    Probe::new(App::new(Session { store: plant(), today: day(TODAY) }, areas, Theme::default()), width, height)
}

fn verdict(probe: &mut Probe, code: &str) -> Option<String> {
    let store = &probe.app.session().store;
    let id = store.rows(&CRITERIA_ROUND.relation, &Query::default()).unwrap().last().unwrap().id;
    let round = criteria::round(store, id).unwrap();
    round.item(code).unwrap().get("verdict").as_text().map(str::to_owned)
}

#[test]
fn a_round_is_begun_from_the_risks_decided_and_finished_by_keys() {
    let mut probe = probe(80, 24);
    probe.keys("Ctrl+G");
    assert!(probe.shows("重大隐患自判"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("还没有做过自判"), "{}", probe.screen());
    probe.keys("F2");
    assert!(probe.shows("开一轮重大事故隐患自判") && probe.shows("管理类 机械 粉尘涉爆"), "{}", probe.screen());
    probe.keys("Ctrl+S");
    assert!(probe.shows("ZP-2026-01") && probe.shows("还有24项未认定"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("管理类") && probe.shows("10-3-1") && probe.shows("记录建议"), "{}", probe.screen());
    assert!(probe.shows("1 不存在") && probe.shows("2 存在"), "the footer tells the digits\n{}", probe.screen());
    probe.keys("2");
    assert!(probe.shows("先选中一个判定项"), "{}", probe.screen());
    probe.keys("Down 4");
    assert_eq!(verdict(&mut probe, "3-1").as_deref(), Some("data_missing"), "{}", probe.screen());
    // 不存在 without anything to show for it takes evidence: the form asks.
    probe.keys("1");
    assert!(probe.shows("认定 10-3-2") && probe.shows("证据"), "{}", probe.screen());
    probe.keys("Tab 操作证逐本核对 Ctrl+S");
    assert_eq!(verdict(&mut probe, "3-2").as_deref(), Some("no"), "{}", probe.screen());
    // 存在 is never one key: what a major hazard needs is asked for, and missing it is told.
    probe.keys("Down 2");
    assert!(probe.shows("认定 10-3-3") && probe.shows("整改资金"), "{}", probe.screen());
    probe.keys("Tab 现场看到 Ctrl+S");
    assert_eq!(verdict(&mut probe, "3-3"), None, "{}", probe.screen());
    assert_eq!(probe.app.session().store.count(&HAZARD.relation).unwrap(), 0);
    probe.keys("Esc Esc");
}

#[test]
fn the_proposal_and_its_reasons_stand_beside_the_list_where_there_is_room() {
    let mut probe = probe(120, 40);
    probe.keys("Ctrl+G Enter F2 Ctrl+S Enter Down");
    for part in ["记录建议：资料不足", "没有查过", "依据", "第三条第一项", "详情"] {
        assert!(probe.shows(part), "{part}\n{}", probe.screen());
    }
    probe.keys("F6 由人 Enter");
    assert!(!probe.shows("10-3-1") && probe.shows("10-7-7"), "{}", probe.screen());
}
