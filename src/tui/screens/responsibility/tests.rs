//! The area by keys: gaps first, each with the way to mend it; lists adopted, approved and reworded; signatures given together.

use chrono::NaiveDate;

use super::open;
use crate::registers::responsibility::lists::DUTY_LIST;
use crate::registers::responsibility::need::coverage;
use crate::registers::{self, Door, enterprise, resolve};
use crate::store::{Access, Query, Store};
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

fn add(store: &mut Store, register: &str, pairs: &[(&str, &str)]) {
    let register = registers::find(register).unwrap();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::add(store, register, &pairs, today(), Door::Cli, false).unwrap();
}

/// Four people in three posts; no list yet.
fn plant() -> Session {
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", "2026-01-01".parse().unwrap(), &[]).unwrap();
    add(&mut store, "department", &[("name", "一车间")]);
    for (name, role) in [("总经理", "principal"), ("车间主任", "workshop_head"), ("电工", "worker")] {
        add(&mut store, "post", &[("name", name), ("role", role)]);
    }
    for (no, name, post) in [
        ("0001", "周启明", "总经理"),
        ("0002", "王建国", "车间主任"),
        ("0003", "张启安", "电工"),
        ("0004", "赵磊", "电工"),
    ] {
        let pairs = [("no", no), ("name", name), ("部门", "一车间"), ("岗位", post), ("入职日期", "2024-03-01")];
        add(&mut store, "person", &pairs);
    }
    Session { store, today: today() }
}

/// The same with lists for two of the posts, approved, and two signatures.
fn lists() -> Session {
    let mut session = plant();
    let packs = crate::knowledge::Packs::builtin().unwrap();
    let chosen: Vec<_> = ["R01", "R06", "R08", "R11"].iter().map(|code| packs.duty_list(code).unwrap()).collect();
    let on = "2026-03-01".parse().unwrap();
    let approval = registers::responsibility::adopt::Approval { by: "周启明".into(), on };
    let store = &mut session.store;
    registers::responsibility::adopt::adopt_all(store, &chosen, on, Some(&approval), today()).unwrap();
    for (post, list) in [("总经理", "R01"), ("电工", "R08"), ("电工", "R11")] {
        add(store, "post_duty_list", &[("post", post), ("list", list), ("from_on", "2026-03-01")]);
    }
    add(store, "pledge", &[("person", "周启明"), ("signed_on", "2026-03-05")]);
    add(store, "pledge", &[("person", "张启安"), ("list", "R08"), ("signed_on", "2026-03-05")]);
    session
}

fn probe(session: Session, width: u16, height: u16) -> Probe {
    let areas = vec![Area { digit: '2', title: "责任清单", open }];
    Probe::new(App::new(session, areas, Theme::default()), width, height)
}

fn counts(probe: &mut Probe) -> [usize; 4] {
    let session = probe.app.session();
    let it = coverage(&session.store, session.today).unwrap().1.counts();
    [it.posts, it.covered, it.people, it.signed]
}

#[test]
fn the_overview_shows_gaps_first() {
    insta::assert_snapshot!("overview_80x24", probe(lists(), 80, 24).screen());
    insta::assert_snapshot!("overview_120x40", probe(lists(), 120, 40).screen());
}

#[test]
fn the_lists_and_signatures_at_both_sizes() {
    let mut small = probe(lists(), 80, 24);
    insta::assert_snapshot!("lists_80x24", small.keys("F3 door Esc End Up Up Up Up Up Enter").screen());
    let mut large = probe(lists(), 120, 40);
    insta::assert_snapshot!("lists_120x40", large.keys("End Up Up Up Up Up Enter").screen());
    insta::assert_snapshot!("signing_80x24", probe(lists(), 80, 24).keys("End Up Up Up Enter").screen());
    insta::assert_snapshot!("signing_120x40", probe(lists(), 120, 40).keys("End Up Up Up Enter").screen());
}

#[test]
fn a_post_without_a_list_takes_the_proposed_one_from_its_gap() {
    let mut probe = probe(lists(), 80, 24);
    assert_eq!(counts(&mut probe), [3, 2, 4, 1]);
    assert!(probe.shows("车间主任（1 人）") && probe.shows("岗位 2/3"), "{}", probe.screen());
    probe.keys("Home Enter");
    assert!(probe.shows("执行哪份责任清单") && probe.shows("建议"), "{}", probe.screen());
    // What fits by role and name comes first.
    probe.keys("Enter");
    assert!(probe.shows("从今天起执行 R06 车间主任"), "{}", probe.screen());
    assert_eq!(counts(&mut probe), [3, 3, 4, 1]);
}

#[test]
fn lists_are_adopted_as_drafts_and_count_once_approved() {
    let mut probe = probe(plant(), 80, 30);
    assert!(probe.shows("还没有责任清单"), "{}", probe.screen());
    probe.keys("Enter Ctrl+G Enter R06 Enter");
    assert!(probe.shows("已采用 1 份") && probe.shows("没有批准的版本"), "{}", probe.screen());
    // 批准: the day of effect stands there already.
    probe.keys("Ctrl+G Enter Tab Tab Tab Tab 周启明 Tab 2026-11-20 Ctrl+S");
    assert!(probe.shows("现行") && probe.shows("2026-11-20"), "{}", probe.screen());
    let row = resolve(&probe.app.session().store, "duty_list", "R06").unwrap();
    let store = &probe.app.session().store;
    assert_eq!(registers::responsibility::wording_on(store, row, today()).unwrap().unwrap().number, 1);
}

#[test]
fn a_reworded_duty_makes_the_next_wording_and_the_old_one_holds_until_approval() {
    let mut probe = probe(lists(), 80, 30);
    probe.keys("End Up Up Up Up Up Enter F3 电工 Enter Enter");
    assert!(probe.shows("R11-1"), "{}", probe.screen());
    probe.keys("Home F4 Tab Ctrl+U 停送电一人操作一人监护 Ctrl+S");
    let store = &probe.app.session().store;
    let rows = store.rows(&DUTY_LIST.relation, &Query::default()).unwrap();
    let row = rows.iter().find(|row| row.get("code").as_text() == Some("R11")).unwrap();
    assert_eq!(row.get("number").as_int(), Some(2), "a draft");
    let old = registers::responsibility::wording_on(store, row.id, today()).unwrap().unwrap();
    assert_eq!(old.number, 1);
    let duties = registers::responsibility::duties_of(store, old.id).unwrap();
    assert!(duties.iter().all(|it| !it.content.contains("一人监护")), "what was signed stays as it was");
    probe.keys("Esc Esc");
    assert!(probe.shows("第2版待批准"), "{}", probe.screen());
    // One undo takes the draft back whole.
    probe.keys("Ctrl+Z");
    assert!(!probe.shows("第2版待批准"), "{}", probe.screen());
}

#[test]
fn marked_people_are_signed_for_with_one_key_and_one_undo_takes_it_back() {
    let mut probe = probe(lists(), 80, 24);
    probe.keys("End Up Up Up Enter");
    assert!(probe.shows("待签收 3 份"), "{}", probe.screen());
    probe.keys("Home Ctrl+T Ctrl+T Ctrl+T F2");
    assert!(probe.shows("3 份责任清单的签收日期"), "{}", probe.screen());
    probe.keys("Ctrl+U 2026-11-19 Enter");
    assert!(probe.shows("已登记 3 份签收"), "{}", probe.screen());
    assert_eq!(counts(&mut probe), [3, 2, 4, 3], "王建国's post has no list: he has signed none");
    probe.keys("Ctrl+Z");
    assert_eq!(counts(&mut probe), [3, 2, 4, 1]);
    // A day before the wording was approved is refused, and nothing is written.
    probe.keys("Home Enter Ctrl+U 2026-02-01 Enter");
    assert!(probe.shows("才批准"), "{}", probe.screen());
    assert_eq!(counts(&mut probe), [3, 2, 4, 1]);
}
