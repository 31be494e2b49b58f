//! The area by keys: a round begun, decided by digits, finished; what a digit cannot do alone opens the form.

use super::super::inspection::tests::plant;
use super::open;
use crate::registers::five::{self, FIVE_ROUND};
use crate::store::Query;
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::theme::Theme;

fn probe(width: u16, height: u16) -> Probe {
    let (session, _) = plant("李敏");
    let areas = vec![Area { digit: '3', title: "五落实五到位", open }];
    Probe::new(App::new(session, areas, Theme::default()), width, height)
}

fn verdict(probe: &mut Probe, code: &str) -> Option<String> {
    let store = &probe.app.session().store;
    let id = store.rows(&FIVE_ROUND.relation, &Query::default()).unwrap().last().unwrap().id;
    let round = five::round(store, id).unwrap();
    round.point(code).unwrap().get("verdict").as_text().map(str::to_owned)
}

#[test]
fn a_round_is_begun_decided_and_finished_by_keys_that_pass_an_input_method() {
    let mut probe = probe(80, 24);
    assert!(probe.shows("还没有做过五落实五到位自查"), "{}", probe.screen());
    probe.keys("F2");
    assert!(probe.shows("开一轮五落实五到位自查") && probe.shows("2026-10-01"), "{}", probe.screen());
    probe.keys("Ctrl+S");
    assert!(probe.shows("WL-2026-01") && probe.shows("还有45项未认定"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("落实“党政同责”") && probe.shows("L1.1") && probe.shows("记录建议"), "{}", probe.screen());
    assert!(probe.shows("1 已落实") && probe.shows("5 资料不足"), "the footer tells the digits\n{}", probe.screen());
    // A digit on a clause is refused; on a point that needs no words it decides and goes on.
    probe.keys("3");
    assert!(probe.shows("先选中一个检查要点"), "{}", probe.screen());
    probe.keys("Down 5");
    assert_eq!(verdict(&mut probe, "L1.1").as_deref(), Some("data_missing"), "{}", probe.screen());
    // 已落实 without anything to show for it takes evidence: the form asks.
    probe.keys("1");
    assert!(probe.shows("认定 L1.2") && probe.shows("证据"), "{}", probe.screen());
    probe.keys("Tab 书记责任清单已签 Ctrl+S");
    assert_eq!(verdict(&mut probe, "L1.2").as_deref(), Some("met"), "{}", probe.screen());
    // A gap by the form: owner and day appear with it.
    probe.keys("Down Enter 3");
    assert!(probe.shows("责任人") && probe.shows("整改期限"), "{}", probe.screen());
    probe.keys("Tab Tab Tab 没有履职报告 Tab 王建国 Enter Ctrl+S");
    assert_eq!(verdict(&mut probe, "L1.3").as_deref(), Some("unmet"), "{}", probe.screen());
    probe.keys("F5");
    assert!(probe.shows("没有履职报告") && probe.shows("查证资料"), "{}", probe.screen());
    probe.keys("Esc Ctrl+G");
    assert!(probe.shows("按资料不足计"), "{}", probe.screen());
    probe.keys("Enter 张启安 Ctrl+S");
    assert!(probe.shows("已办结") && probe.shows("整改项 1 个"), "{}", probe.screen());
    probe.keys("1");
    assert!(probe.shows("已办结，不能再认定"), "{}", probe.screen());
}

#[test]
fn the_proposal_and_its_reasons_stand_beside_the_list_where_there_is_room() {
    let mut probe = probe(120, 40);
    probe.keys("F2 Ctrl+S Enter Down");
    for part in ["记录建议：资料不足", "查证资料", "依据", "详情", "一票否决"] {
        assert!(probe.shows(part), "{part}\n{}", probe.screen());
    }
    probe.keys("F6 由人 Enter");
    assert!(!probe.shows("L1.1") && probe.shows("L4.2"), "{}", probe.screen());
}
