use super::*;
use crate::domain::hazard::{Step, Verb, Who};
use crate::domain::obligation::State;
use crate::registers::hazard::Typed;
use crate::registers::inspection::{EnteredBy, Sheet, record};
use crate::registers::{Door, add, checklist, enterprise, figures, resolve};
use crate::store::Access;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A plant with its records since the first of January, a principal, a safety manager and a worker.
fn plant() -> Store {
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    put(&mut store, "department", &[("name", "一车间")]);
    for (post, role) in [("总经理", "principal"), ("安全主管", "safety_manager"), ("车工", "worker")] {
        put(&mut store, "post", &[("name", post), ("role", role)]);
    }
    for (name, post) in [("周启明", "总经理"), ("李敏", "安全主管"), ("王建国", "车工")] {
        put(
            &mut store,
            "person",
            &[("name", name), ("post", post), ("department", "一车间"), ("hired_on", "2020-03-01")],
        );
    }
    store
}

fn put(store: &mut Store, register: &str, pairs: &[(&str, &str)]) -> i64 {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    add(store, crate::registers::find(register).unwrap(), &pairs, day("2026-12-31"), Door::Import, false).unwrap().id
}

fn answer(store: &mut Store, key: &str, value: &str) {
    enterprise::set_facts(store, &[(key.to_owned(), value.to_owned())]).unwrap();
}

fn inspect(store: &mut Store, list: &str, on: &str, by: &str, place: Option<&str>) -> i64 {
    let sheet = Sheet {
        checklist: checklist::resolve(store, list).unwrap(),
        plan: None,
        on: day(on),
        by: resolve(store, "person", by).unwrap(),
        others: Vec::new(),
        place: place.map(str::to_owned),
        department: None,
        accompanied_by: None,
        marks: Vec::new(),
        extras: Vec::new(),
        rest_checked: true,
        entered_by: EnteredBy::Cli,
        note: None,
    };
    record(store, &sheet, day(on)).unwrap().id
}

fn of(store: &Store, today: &str, id: &str) -> Obligation {
    let judgement = judgement(store, day(today)).unwrap();
    let ids: Vec<&str> = judgement.obligations.iter().map(|it| it.id.as_str()).collect();
    judgement.get(id).unwrap_or_else(|| panic!("{id} is not among {ids:?}")).clone()
}

#[test]
fn a_fire_inspection_meets_the_monthly_fire_check_of_its_month_only() {
    let mut store = plant();
    assert_eq!(of(&store, "2026-11-20", "F02/plant/2026-11").state, State::Upcoming);
    assert_eq!(of(&store, "2026-11-30", "F02/plant/2026-11").state, State::Due);
    let daily = inspect(&mut store, "daily", "2026-11-19", "李敏", None);
    assert_eq!(of(&store, "2026-11-30", "F02/plant/2026-11").state, State::Due, "inspection {daily} serves nothing");
    let id = inspect(&mut store, "fire", "2026-11-20", "李敏", None);
    let met = of(&store, "2026-11-20", "F02/plant/2026-11");
    assert_eq!((met.state, met.record.unwrap().to_string()), (State::Met, format!("inspection/{id}")));
    assert_eq!(of(&store, "2026-12-01", "F02/plant/2026-10").state, State::Overdue);
    assert!(!basis(&of(&store, "2026-12-01", "F02/plant/2026-10")).unwrap().is_empty());
}

#[test]
fn a_led_inspection_counts_only_with_the_principal_and_by_the_post_of_that_day() {
    let mut store = plant();
    answer(&mut store, "mine", "no");
    let rows = |store: &Store, today: &str| {
        let all = judgement(store, day(today)).unwrap();
        all.obligations.into_iter().filter(|it| it.code == "LD01").collect::<Vec<_>>()
    };
    assert!(
        rows(&store, "2026-11-20").iter().all(|it| it.state == State::DataMissing),
        "the flags are not answered yet"
    );
    super::super::setting::alter(
        &mut store,
        &[("flag.training".into(), "no".into()), ("flag.organisation".into(), "no".into())],
        "一般机械加工，已逐条核对",
    )
    .unwrap();
    inspect(&mut store, "leader", "2026-11-10", "李敏", None);
    assert_eq!(of(&store, "2026-11-20", "LD01/plant/2026-Q4").state, State::Upcoming);
    let id = inspect(&mut store, "leader", "2026-11-12", "周启明", None);
    assert_eq!(of(&store, "2026-11-20", "LD01/plant/2026-Q4").record.unwrap().id, id);
}

#[test]
fn a_missed_daily_patrol_stays_missed_and_can_be_closed_with_a_reason() {
    let mut store = plant();
    put(
        &mut store,
        "plan",
        &[("checklist", "班组日检查表"), ("place", "一车间"), ("frequency", "day"), ("from_on", "2026-11-16")],
    );
    inspect(&mut store, "daily", "2026-11-16", "王建国", Some("一车间"));
    inspect(&mut store, "daily", "2026-11-18", "王建国", Some("一车间"));
    let id = "P01/plan-1/2026-11-17";
    let missed = of(&store, "2026-11-18", id);
    assert_eq!((missed.state, missed.missed), (State::Overdue, true));
    assert_eq!(of(&store, "2026-11-18", "P01/plan-1/2026-11-16").state, State::Met);
    let figures = figures::inspections(&store, day("2026-11-01"), day("2026-11-18"), day("2026-11-18")).unwrap();
    assert_eq!((figures.tally.planned, figures.tally.done, figures.tally.missed), (3, 2, 1));
    assert!(close_missed(&mut store, day("2026-11-18"), id, " ").unwrap_err().to_string().contains("原因"));
    assert!(close_missed(&mut store, day("2026-11-18"), "P01/plan-1/2026-11-16", "停电").is_err(), "it was done");
    close_missed(&mut store, day("2026-11-18"), id, "全厂停电").unwrap();
    let closed = of(&store, "2026-11-18", id);
    assert!(closed.missed && !closed.is_pressing() && closed.because.contains("全厂停电"));
    assert!(close_missed(&mut store, day("2026-11-18"), id, "又停电").unwrap_err().message.contains("已经关闭"));
    let after = figures::inspections(&store, day("2026-11-01"), day("2026-11-18"), day("2026-11-18")).unwrap();
    assert_eq!(after.tally, figures.tally, "closing does not make it done");
    assert_eq!(after.planned[1].reason.as_deref(), Some("全厂停电"));
    assert!(store.verify().unwrap().is_empty());
    store.undo().unwrap();
    assert!(of(&store, "2026-11-18", id).is_pressing());
}

fn found(store: &mut Store, on: &str, due: &str) -> i64 {
    let pairs =
        [("title", "配电箱未上锁"), ("found_on", on), ("level", "general"), ("owner", "王建国"), ("due_on", due)];
    put(store, "hazard", &pairs)
}

fn step(store: &mut Store, id: i64, verb: Verb, on: &str, by: &str) {
    let who = Who::person(resolve(store, "person", by).unwrap(), by);
    let typed = Typed { step: Step::new(verb, day(on), who), words: Some("已查".into()), cost_fen: None };
    hazard::take(store, id, &typed, day(on)).unwrap();
}

#[test]
fn a_hazard_is_overdue_the_day_after_its_deadline_until_it_is_rectified() {
    let mut store = plant();
    let id = found(&mut store, "2026-11-02", "2026-11-10");
    let rectify = "HZ02/YH-2026-0001/2026-11-02";
    assert_eq!(of(&store, "2026-11-10", rectify).state, State::Due);
    let overdue = of(&store, "2026-11-11", rectify);
    assert_eq!((overdue.state, overdue.days, overdue.owner.as_deref()), (State::Overdue, Some(-1), Some("王建国")));
    step(&mut store, id, Verb::Rectify, "2026-11-12", "王建国");
    let late = of(&store, "2026-11-13", rectify);
    assert_eq!((late.state, late.late_days), (State::Met, Some(2)));
    let month = |today: &str| figures::hazards(&store, day("2026-11-01"), day("2026-11-30"), day(today)).unwrap();
    assert_eq!(month("2026-11-11").overdue, [id], "as it stood that day, before it was rectified");
    assert!(month("2026-11-13").overdue.is_empty());
    assert_eq!(of(&store, "2026-11-11", rectify).state, State::Overdue, "an earlier day is judged as it stood");
}

#[test]
fn the_figures_of_a_month_balance_and_name_their_rows() {
    let mut store = plant();
    let old = found(&mut store, "2026-10-20", "2026-11-30");
    let done = found(&mut store, "2026-11-03", "2026-11-20");
    let open = put(&mut store, "hazard", &[("title", "通道堵塞"), ("found_on", "2026-11-05")]);
    let wrong = found(&mut store, "2026-11-06", "2026-11-20");
    step(&mut store, done, Verb::Rectify, "2026-11-08", "王建国");
    step(&mut store, done, Verb::Accept, "2026-11-09", "李敏");
    crate::registers::retire(&mut store, &hazard::HAZARD, wrong, day("2026-11-07"), "重复登记").unwrap();
    let figures = figures::hazards(&store, day("2026-11-01"), day("2026-11-30"), day("2026-11-20")).unwrap();
    assert_eq!(
        (&figures.registered[..], &figures.accepted[..], &figures.open[..]),
        (&[done, open][..], &[done][..], &[old, open][..])
    );
    assert_eq!((figures.rate().num, figures.rate().den), (1, 2));
    assert!(figures.flow.each().into_iter().all(statistics_balance));
    let total = figures.flow_total();
    assert_eq!(
        (total.open_at_start, total.registered, total.closed, total.retired, total.open_at_end),
        (1, 3, 1, 1, 2)
    );
    assert_eq!(figures.get(done).unwrap().owner.as_deref(), Some("王建国"));
    let october = figures::hazards(&store, day("2026-10-01"), day("2026-10-31"), day("2026-11-20")).unwrap();
    assert_eq!((&october.registered[..], &october.open[..]), (&[old][..], &[old][..]));
    let before = figures::hazards(&store, day("2025-11-01"), day("2025-11-30"), day("2026-11-20")).unwrap();
    assert!(!before.recorded && !before.rate().has_value());
}

fn statistics_balance(flow: &crate::domain::statistics::Flow) -> bool {
    flow.balances()
}

#[test]
fn the_quarterly_table_is_met_only_when_somebody_signed_it() {
    let mut store = plant();
    let id = "A05/plant/2026-Q3";
    assert_eq!(of(&store, "2026-10-15", id).state, State::Due);
    assert_eq!(of(&store, "2026-10-16", id).state, State::Overdue);
    hand_in(&mut store, 1, None);
    assert_eq!(of(&store, "2026-10-16", id).state, State::Overdue, "nobody signed");
    hand_in(&mut store, 2, Some("周启明"));
    assert_eq!(of(&store, "2026-10-16", id).state, State::Met);
}

fn hand_in(store: &mut Store, number: i64, signed_by: Option<&str>) {
    let values = [
        ("kind", "quarterly".into()),
        ("period", "2026-Q3".into()),
        ("number", number.into()),
        ("recipient", "江城市应急管理局".into()),
        ("submitted_on", day("2026-10-12").into()),
        ("signed_by", signed_by.map(crate::domain::value::Value::from).unwrap_or_default()),
        ("facts", "{}".into()),
        ("facts_sha256", "00".into()),
        ("chain_head", "00".into()),
    ];
    store.write("submission.add", |tx| Ok((tx.add("submission", &values)?, "登记".to_owned()))).unwrap();
}

#[test]
fn a_fact_nobody_answered_is_data_missing_and_an_answer_decides() {
    let mut store = plant();
    let id = "F03/plant/2026-11-20";
    let open = of(&store, "2026-11-20", id);
    assert_eq!((open.state, &open.missing[..]), (State::DataMissing, &["fire_key_unit".to_owned()][..]));
    answer(&mut store, "fire_key_unit", "no");
    assert_eq!(of(&store, "2026-11-20", id).state, State::NotApplicable);
    answer(&mut store, "fire_key_unit", "yes");
    assert_eq!(of(&store, "2026-11-20", id).state, State::Due);
    answer(&mut store, "fire_key_unit", "");
    assert_eq!(of(&store, "2026-11-20", id).state, State::DataMissing);
}

#[test]
fn nothing_due_before_the_records_began_is_judged() {
    let store = plant();
    let judged = judgement(&store, day("2026-11-20")).unwrap();
    assert!(judged.obligations.iter().all(|it| it.due_on.is_none_or(|due| due >= day("2026-01-01"))));
    assert!(judged.get("F02/plant/2026-01").is_some());
    assert!(trace(&store, day("2026-11-20"), "F02/plant/2025-12").unwrap().is_none());
}

#[test]
fn the_roster_answers_the_headcount_unless_it_is_empty() {
    let mut store = plant();
    put(&mut store, "person", &[("name", "孙外包"), ("employment", "outsourced")]);
    put(&mut store, "person", &[("name", "钱派遣"), ("employment", "dispatched")]);
    put(&mut store, "person", &[("name", "赵离职"), ("hired_on", "2020-01-01"), ("ended_on", "2026-05-01")]);
    let snapshot = records(&store, day("2026-11-20"), None).unwrap();
    assert_eq!(snapshot.headcount, Some(4));
    assert_eq!(snapshot.holders.get(&PostRole::Principal).map(String::as_str), Some("周启明"));
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut empty = Store::in_memory(access).unwrap();
    enterprise::found(&mut empty, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    assert_eq!(records(&empty, day("2026-11-20"), None).unwrap().headcount, None);
}

#[test]
fn an_older_duty_than_a_screen_shows_can_still_be_explained() {
    let mut store = plant();
    let pairs = [("records_since".to_owned(), "2024-01-01".to_owned())];
    crate::registers::change(&mut store, &ENTERPRISE, 1, None, &pairs, day("2026-11-20"), Door::Cli, false).unwrap();
    let id = "F02/plant/2024-03";
    assert!(judgement(&store, day("2026-11-20")).unwrap().get(id).is_none());
    let found = trace(&store, day("2026-11-20"), id).unwrap().unwrap();
    assert_eq!((found.obligation.state, found.steps.len()), (State::Overdue, 5));
    assert!(found.steps[0].lines[1].starts_with("依据："), "{:?}", found.steps[0]);
}

#[test]
fn the_same_words_ten_times_running_are_marked_while_others_find_something() {
    let mut store = plant();
    for date in 2..=13 {
        inspect(&mut store, "daily", &format!("2026-11-{date:02}"), "王建国", Some("一车间"));
    }
    let marks = |store: &Store| figures::stamps(store, day("2026-11-01"), day("2026-11-30")).unwrap();
    assert!(marks(&store).is_empty(), "nobody found anything anywhere");
    let sheet = Sheet {
        checklist: checklist::resolve(&store, "daily").unwrap(),
        plan: None,
        on: day("2026-11-06"),
        by: 2,
        others: Vec::new(),
        place: Some("二车间".into()),
        department: None,
        accompanied_by: None,
        marks: Vec::new(),
        extras: vec![crate::registers::inspection::Extra { title: "油桶未盖".into(), place: None }],
        rest_checked: true,
        entered_by: EnteredBy::Terminal(5),
        note: None,
    };
    record(&mut store, &sheet, day("2026-11-06")).unwrap();
    let marked: Vec<(String, usize)> =
        marks(&store).into_iter().map(|it| (it.on.to_string(), it.marks.len())).collect();
    let expected = ["2026-11-06", "2026-11-11", "2026-11-12", "2026-11-13"].map(|on| (on.to_owned(), 1));
    assert_eq!(marked, expected, "the tenth, eleventh and twelfth in a row; and the one typed in five seconds");
}

#[test]
fn a_duty_of_the_law_cannot_be_switched_off_and_a_habit_can_be_moved() {
    use crate::registers::setting::alter;
    let mut store = plant();
    let one = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];
    for (key, value, words) in [
        ("F02.off", "yes", "不能停用"),
        ("A05.day", "20", "不能改"),
        ("R02.day", "32", "1 至 31"),
        ("R02.day", "五", "整数"),
        ("X99.day", "1", "没有设置"),
    ] {
        let error = alter(&mut store, &one(key, value), "试").unwrap_err().to_string();
        assert!(error.contains(words), "{key}: {error}");
    }
    assert!(alter(&mut store, &one("R02.day", "3"), "").unwrap_err().message.contains("原因"));
    assert!(alter(&mut store, &one("R02.day", "3"), "街道要求").unwrap());
    assert_eq!(of(&store, "2026-11-20", "R02/plant/2026-10").due_on, Some(day("2026-11-03")));
    assert!(alter(&mut store, &one("R02.day", ""), "").unwrap());
    assert_eq!(of(&store, "2026-11-20", "R02/plant/2026-10").due_on, Some(day("2026-11-05")));
    assert!(alter(&mut store, &one("R01.off", "是"), "街道不收周报").unwrap());
    let judged = judgement(&store, day("2026-11-20")).unwrap();
    assert!(judged.obligations.iter().filter(|it| it.code == "R01").all(|it| it.state == State::NotApplicable));
}
