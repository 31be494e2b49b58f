//! The area by keys: a risk entered, evaluated lower only with a reason, looked after by a checklist, its unit copied.

use super::{RISK, open};
use crate::registers::five::tests::{day, plant, put};
use crate::store::{Query, Store};
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

fn session() -> Session {
    let mut store = plant();
    put(
        &mut store,
        "risk",
        &[
            ("unit", "打磨车间"),
            ("point", "打磨作业"),
            ("factor", "铝粉尘堆积遇火花"),
            ("method", "lec"),
            ("likelihood", "3"),
            ("exposure", "6"),
            ("consequence", "15"),
            ("evaluated_on", "2026-03-01"),
            ("management", "每班清扫粉尘"),
        ],
    );
    put(&mut store, "risk", &[("unit", "打磨车间"), ("point", "除尘器"), ("factor", "滤袋破损")]);
    Session { store, today: day("2026-11-20") }
}

fn probe(width: u16, height: u16) -> Probe {
    let areas = vec![Area { digit: '8', title: "风险", open }];
    Probe::new(App::new(session(), areas, Theme::default()), width, height)
}

fn grades(store: &Store) -> Vec<(String, String)> {
    let rows = store.rows(&RISK.relation, &Query::default()).unwrap();
    let text = |row: &crate::store::Row, column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(row, "unit"), text(row, "grade"))).collect()
}

#[test]
fn the_list_tells_grade_and_consequences() {
    insta::assert_snapshot!("list_80x24", probe(80, 24).screen());
    insta::assert_snapshot!("list_120x40", probe(120, 40).screen());
    let why = probe(80, 24).keys("F5").screen();
    assert!(why.contains("还没有") && why.contains("资料不足"), "{why}");
}

#[test]
fn a_unit_is_copied_and_a_control_put_on_a_list_by_keys() {
    let mut probe = probe(100, 30);
    probe.keys("Ctrl+G Down Enter").keys("二号打磨间 Enter");
    assert_eq!(grades(&probe.app.session().store).len(), 4, "{}", probe.screen());
    assert_eq!(grades(&probe.app.session().store)[2], ("二号打磨间".to_owned(), "orange".to_owned()));
    probe.keys("Ctrl+G Down Down Enter Enter");
    let screen = probe.screen();
    assert!(screen.contains("FX01"), "{screen}");
}
