//! Scoring by keys: digits and Enter down the duties, the proposal taken by Enter alone, a reason where it differs.

use crate::domain::assessment::Mark;
use crate::domain::period::Period;
use crate::registers::assessment::act::{Asked, open};
use crate::registers::assessment::tests::{day, plant};
use crate::registers::assessment::{ASSESSMENT, items, mark_of};
use crate::store::Query;
use crate::tui::app::App;
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::screens::areas;
use crate::tui::theme::Theme;

fn probe(width: u16, height: u16, opened: bool) -> Probe {
    let mut store = plant();
    let today = day("2026-10-08");
    if opened {
        let asked = Asked { period: Period::parse("2026-Q3").unwrap(), department: None, person: None };
        open(&mut store, asked, today).unwrap();
    }
    let mut probe = Probe::new(App::new(Session { store, today }, areas(), Theme::default()), width, height);
    probe.keys("9 F3 责任制考核 Enter Enter");
    probe
}

fn marks(probe: &mut Probe, code: &str) -> Vec<Mark> {
    let store = &probe.app.session().store;
    let all = store.rows(&ASSESSMENT.relation, &Query::default()).unwrap();
    let row = all.iter().find(|row| row.get("code").as_text() == Some(code)).unwrap();
    items(store, row.id).unwrap().iter().map(mark_of).collect()
}

#[test]
fn a_sheet_is_scored_with_digits_and_enter() {
    let mut probe = probe(80, 24, true);
    // The newest first: 赵磊's sheet has two duties, both by hand.
    probe.keys("Enter");
    assert!(probe.shows("赵磊") && probe.shows("得分>"), "{}", probe.screen());
    insta::assert_snapshot!("scoring_at_80_by_24", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("没有建议分，请输入 0 到 60"), "{}", probe.screen());
    probe.keys("61 Enter");
    assert!(probe.shows("超过分值 60"), "{}", probe.screen());
    probe.keys("Ctrl+U ５５ Enter");
    assert_eq!(marks(&mut probe, "KH-2026-0002"), [Mark::Tenths(550), Mark::Open]);
    probe.keys("Ctrl+S");
    assert!(probe.shows("还有 1 条没有评分"), "{}", probe.screen());
    probe.keys("F6");
    assert!(probe.shows("按 Ctrl+S 完成考核"), "{}", probe.screen());
    assert_eq!(marks(&mut probe, "KH-2026-0002"), [Mark::Tenths(550), Mark::NotDue]);
    probe.keys("Ctrl+S");
    assert!(probe.shows("实得 55 ÷ 应得 60") && probe.shows("优秀"), "{}", probe.screen());
    probe.keys("2");
    assert!(probe.shows("已完成考核 KH-2026-0002：91.7 分"), "{}", probe.screen());
    probe.keys("u");
    assert!(probe.shows("○ KH-2026-0002") && !probe.shows("91.7 "), "undone\n{}", probe.screen());
}

#[test]
fn a_mark_is_taken_back_with_backspace_and_its_reason_written_with_f4() {
    let mut probe = probe(120, 40, true);
    probe.keys("Enter 50 Enter Up F4 班前会缺一次 Enter");
    insta::assert_snapshot!("scoring_at_120_by_40", probe.screen());
    probe.keys("Up PgUp");
    assert!(probe.shows("班前会缺一次"), "{}", probe.screen());
    probe.keys("退格");
    assert_eq!(marks(&mut probe, "KH-2026-0002"), [Mark::Open, Mark::Open]);
}

#[test]
fn a_period_is_opened_from_the_list() {
    let mut probe = probe(80, 24, false);
    probe.keys("Ctrl+G Enter");
    assert!(probe.shows("考核期"), "{}", probe.screen());
    probe.keys("Ctrl+U 2026-Q3 Enter");
    assert!(probe.shows("新打开 2 份") && probe.shows("KH-2026-0001"), "{}", probe.screen());
}
