//! Accidents, orders of authorities, and what a major hazard asks for besides its own steps.

use chrono::NaiveDateTime;

use super::*;
use crate::domain::hazard::{Level, State};
use crate::domain::moment::from_iso;
use crate::domain::obligation::records::{Accident, AccidentChange, Order, OrderItem};

fn at(text: &str) -> NaiveDateTime {
    from_iso(text).unwrap()
}

fn accident(told: Option<&str>, reported: Option<&str>) -> Accident {
    Accident {
        id: 3,
        code: "SG-2026-001".to_owned(),
        title: "机械伤害事故".to_owned(),
        department: None,
        happened_at: at("2026-11-05T13:50"),
        told_at: told.map(at),
        reported_at: reported.map(at),
        traffic_fire: false,
        casualties: [0, 0, 1, 0],
        changes: Vec::new(),
    }
}

fn with_accident(since: &str, accident: Accident) -> Records {
    let mut records = plant_since(since, "");
    records.accidents.push(accident);
    records
}

const R08: &str = "R08/SG-2026-001/2026-11-05";

/// 493号令 9: within one hour of the principal's being told, not of the accident.
#[test]
fn r08_an_accident_is_reported_within_the_hour_after_the_principal_was_told() {
    let open = with_accident("2026-01-01", accident(Some("2026-11-05T14:30"), None));
    holds(&open, R08, &[("2026-11-04", "-"), ("2026-11-05", "due"), ("2026-11-06", "overdue")]);
    let answer = judged(&open, "2026-11-05");
    let row = find(&answer, R08).unwrap();
    assert!(row.because.contains("15时30分"), "{}", row.because);
    assert_eq!((row.force.label(), row.period_force.label(), row.mark.label()), ("法", "法", "确认"));

    // told shortly before midnight: the hour ends on the next day
    let night = with_accident("2026-01-01", accident(Some("2026-11-05T23:30"), None));
    holds(&night, R08, &[("2026-11-05", "upcoming"), ("2026-11-06", "due"), ("2026-11-07", "overdue")]);

    let met = |reported: &str| {
        let records = with_accident("2026-01-01", accident(Some("2026-11-05T14:30"), Some(reported)));
        let answer = judged(&records, "2026-11-20");
        let row = find(&answer, R08).unwrap().clone();
        let late = answer.tallies["R08"].late;
        (row.state.code(), row.late_days, row.because, late)
    };
    let (state, late, said, counted) = met("2026-11-05T15:30"); // the sixtieth minute is within the hour
    assert_eq!((state, late, counted), ("met", None, 0));
    assert!(said.contains("60分钟") && !said.contains("超过1小时"), "{said}");
    let (state, late, said, counted) = met("2026-11-05T15:31"); // late on the day itself is late all the same
    assert_eq!((state, late, counted), ("met", None, 1));
    assert!(said.contains("61分钟，超过1小时，迟报1分钟"), "{said}");
    let (state, late, said, counted) = met("2026-11-07T09:00");
    assert_eq!((state, late, counted), ("met", Some(2), 1));
    assert!(said.contains("超过1小时") && said.contains("迟2天"), "{said}");
    let (_, _, said, _) = met("2026-11-05T14:10"); // somebody on the spot reported before the principal knew
    assert!(said.contains("早于单位负责人接报"), "{said}");
}

#[test]
fn r08_without_the_time_the_principal_was_told_nobody_can_say() {
    for reported in [None, Some("2026-11-05T14:40")] {
        let records = with_accident("2026-01-01", accident(None, reported));
        let answer = judged(&records, "2026-11-05");
        let row = find(&answer, R08).unwrap();
        assert_eq!((row.state.code(), row.missing.as_slice()), ("data_missing", ["told_at".to_owned()].as_slice()));
    }
    // a paper handed in says the day, not the minute
    let mut records = with_accident("2026-01-01", accident(Some("2026-11-05T14:30"), None));
    submitted(&mut records, "accident", "SG-2026-001", "2026-11-05", "周明");
    let answer = judged(&records, "2026-11-06");
    let row = find(&answer, R08).unwrap();
    assert_eq!((row.state.code(), row.missing.as_slice()), ("data_missing", ["reported_at".to_owned()].as_slice()));
    // before the records began, unreported: nobody knows
    let early = with_accident("2026-11-10", accident(Some("2026-11-05T14:30"), None));
    holds(&early, R08, &[("2026-11-20", "data_missing")]);
    let early = with_accident("2026-11-10", accident(Some("2026-11-05T14:30"), Some("2026-11-05T14:50")));
    holds(&early, R08, &[("2026-11-20", "met")]);
    // on an earlier day what was known later is not known
    let records = with_accident("2026-01-01", accident(Some("2026-11-06T08:00"), Some("2026-11-06T08:30")));
    holds(&records, R08, &[("2026-11-05", "data_missing"), ("2026-11-06", "met")]);
}

fn change(code: &str, known: &str, reported: Option<&str>, casualties: [Option<i64>; 4]) -> AccidentChange {
    AccidentChange { id: 5, code: code.to_owned(), known_at: at(known), reported_at: reported.map(at), casualties }
}

/// 493号令 13, decisions 9: due the day it is known; 30 and 7 days only decide whether it must be reported.
#[test]
fn r09_what_became_known_later_is_reported_the_same_day() {
    let id = "R09/SG-2026-001-2/2026-11-20";
    let with = |it: AccidentChange| {
        let mut accident = accident(Some("2026-11-05T14:30"), Some("2026-11-05T14:50"));
        accident.changes.push(it);
        with_accident("2026-01-01", accident)
    };
    let died = [Some(1), None, Some(0), None];
    let open = with(change("SG-2026-001-2", "2026-11-20T09:00", None, died));
    holds(&open, id, &[("2026-11-19", "-"), ("2026-11-20", "due"), ("2026-11-21", "overdue")]);
    let met = with(change("SG-2026-001-2", "2026-11-20T09:00", Some("2026-11-20T10:00"), died));
    holds(&met, id, &[("2026-11-20", "met")]);
    let late = with(change("SG-2026-001-2", "2026-11-20T09:00", Some("2026-11-22T10:00"), died));
    holds(&late, id, &[("2026-11-21", "overdue"), ("2026-11-22", "met")]);
    assert_eq!(find(&judged(&late, "2026-11-22"), id).unwrap().late_days, Some(2));
    let mut handed = with(change("SG-2026-001-2", "2026-11-20T09:00", None, died));
    submitted(&mut handed, "accident_change", "SG-2026-001-2", "2026-11-20", "周明");
    holds(&handed, id, &[("2026-11-20", "met")]);
    let mut before = with(change("SG-2026-001-2", "2026-11-20T09:00", None, died));
    before.records_since = day("2026-12-01");
    holds(&before, id, &[("2026-12-02", "data_missing")]);
}

#[test]
fn r09_the_window_decides_only_whether_a_change_in_casualties_must_be_reported() {
    let judged_on = |known: &str, traffic_fire: bool, casualties: [Option<i64>; 4]| {
        let mut accident = accident(Some("2026-11-05T14:30"), Some("2026-11-05T14:50"));
        accident.traffic_fire = traffic_fire;
        accident.changes.push(change("SG-2026-001-2", known, None, casualties));
        let records = with_accident("2026-01-01", accident);
        let day = &known[..10];
        state(&records, "2027-01-31", &format!("R09/SG-2026-001-2/{day}"))
    };
    let died = [Some(1), None, None, None];
    assert_eq!(judged_on("2026-12-05T23:59", false, died), "overdue"); // the thirtieth day, the first not counted
    assert_eq!(judged_on("2026-12-06T00:00", false, died), "not_applicable");
    assert_eq!(judged_on("2026-11-12T09:00", true, died), "overdue"); // road and fire: the seventh day
    assert_eq!(judged_on("2026-11-13T09:00", true, died), "not_applicable");
    assert_eq!(judged_on("2026-12-20T09:00", false, [None; 4]), "overdue"); // other news knows no window
    assert_eq!(judged_on("2026-12-20T09:00", false, [Some(0), None, Some(1), None]), "overdue"); // the same numbers again
}

fn order(due: Option<&str>) -> Order {
    Order {
        id: 8,
        number: "江应急责改〔2026〕12号".to_owned(),
        authority: "江州市应急管理局".to_owned(),
        asks_reply: true,
        issued_on: day("2026-11-02"),
        due_on: due.map(day),
        replied_on: None,
        items: vec![
            OrderItem {
                id: 21,
                number: 1,
                requirement: "配电箱上锁".to_owned(),
                due_on: Some(day("2026-11-10")),
                owner: Some("王建国".to_owned()),
                done_on: None,
                hazard: None,
            },
            OrderItem {
                id: 22,
                number: 2,
                requirement: "清理积尘".to_owned(),
                due_on: None,
                owner: None,
                done_on: None,
                hazard: None,
            },
        ],
    }
}

fn with_order(order: Order) -> Records {
    let mut records = plant("");
    records.orders.push(order);
    records
}

const R20: &str = "R20/江应急责改〔2026〕12号/2026-11-02";
const FIRST: &str = "R20I/江应急责改〔2026〕12号#1/2026-11-02";
const SECOND: &str = "R20I/江应急责改〔2026〕12号#2/2026-11-02";

/// An order is answered by the day printed on it.
#[test]
fn r20_an_order_is_answered_by_its_printed_day() {
    let records = with_order(order(Some("2026-11-22")));
    let cases = [
        ("2026-11-01", "-"),
        ("2026-11-11", "upcoming"),
        ("2026-11-12", "due"), // half of twenty days: ten
        ("2026-11-21", "due"),
        ("2026-11-22", "due"),
        ("2026-11-23", "overdue"),
    ];
    holds(&records, R20, &cases);
    let mut replied = order(Some("2026-11-22"));
    replied.replied_on = Some(day("2026-11-24"));
    let replied = with_order(replied);
    holds(&replied, R20, &[("2026-11-23", "overdue"), ("2026-11-24", "met")]);
    assert_eq!(find(&judged(&replied, "2026-11-24"), R20).unwrap().late_days, Some(2));
    let mut handed = with_order(order(Some("2026-11-22")));
    submitted(&mut handed, "order_reply", "江应急责改〔2026〕12号", "2026-11-20", "周明");
    holds(&handed, R20, &[("2026-11-20", "met")]);
    let mut before = with_order(order(Some("2026-11-22")));
    before.records_since = day("2026-12-01");
    holds(&before, R20, &[("2026-12-02", "data_missing")]);
    holds(&before, FIRST, &[("2026-12-02", "data_missing")]);
}

/// No printed day: somebody has to look or ask; nothing is invented (decisions 2, 3).
#[test]
fn r20_without_a_printed_day_cannot_be_judged_until_it_is_answered() {
    let mut open = order(None);
    let records = with_order(open.clone());
    let answer = judged(&records, "2026-11-20");
    let row = find(&answer, R20).unwrap();
    assert_eq!((row.state.code(), row.missing.as_slice()), ("data_missing", ["due_on".to_owned()].as_slice()));
    assert_eq!(state(&records, "2026-11-20", SECOND), "data_missing");
    assert_eq!(state(&records, "2026-11-20", FIRST), "overdue"); // it carries its own day
    open.replied_on = Some(day("2026-11-15"));
    let answer = judged(&with_order(open.clone()), "2026-11-20");
    let row = find(&answer, R20).unwrap();
    assert_eq!((row.state.code(), row.late_days), ("met", None));
    assert!(row.because.contains("无法判断是否按期"), "{}", row.because);
    // an opinion after a visit asks for no answer, unless it prints a day
    open.replied_on = None;
    open.asks_reply = false;
    assert_eq!(state(&with_order(open), "2026-11-20", R20), "-");
}

#[test]
fn r20i_each_item_by_its_own_day_else_by_the_orders() {
    let mut records = with_order(order(Some("2026-11-22")));
    let cases = [
        ("2026-11-05", "upcoming"),
        ("2026-11-06", "due"), // half of eight days: four
        ("2026-11-09", "due"),
        ("2026-11-10", "due"),
        ("2026-11-11", "overdue"),
    ];
    holds(&records, FIRST, &cases);
    assert_eq!(find(&judged(&records, "2026-11-09"), FIRST).unwrap().owner.as_deref(), Some("王建国"));
    holds(&records, SECOND, &[("2026-11-22", "due"), ("2026-11-23", "overdue")]);
    records.orders[0].items[0].done_on = Some(day("2026-11-12"));
    assert_eq!(find(&judged(&records, "2026-11-12"), FIRST).unwrap().late_days, Some(2));
    // chased as a hazard: done when that one was accepted
    records.orders[0].items[1].hazard = Some(("YH-2026-0009".to_owned(), Some(day("2026-11-18"))));
    holds(&records, SECOND, &[("2026-11-17", "due"), ("2026-11-18", "met")]);
    records.orders[0].items[1].hazard = Some(("YH-2026-0009".to_owned(), None));
    holds(&records, SECOND, &[("2026-11-23", "overdue")]);
}

/// A major hazard graded on a Friday, still being governed.
fn major() -> Hazard {
    Hazard {
        id: 31,
        code: "YH-2026-0147".to_owned(),
        title: "除尘系统无泄爆".to_owned(),
        department: None,
        owner: None,
        level: Some(Level::Major),
        state: State::Rectifying,
        found_on: day("2026-11-05"),
        assessed_on: Some(day("2026-11-06")),
        major_on: None,
        due_on: Some(day("2026-12-20")),
        rectified_on: None,
        accepted_on: None,
        closed_on: None,
        reported_on: None,
        plan_complete: false,
        planned_on: None,
        case: Case::default(),
    }
}

fn with_hazard(since: &str, hazard: Hazard) -> Records {
    let mut records = plant_since(since, "");
    records.hazards.push(hazard);
    records
}

/// 安全生产法 41: to the authority and to the workers' meeting; no number, one working day as for the authority.
#[test]
fn hz07_the_workers_are_told_as_soon_as_the_authority() {
    let id = "HZ07/YH-2026-0147/2026-11-06";
    let records = with_hazard("2026-01-01", major());
    let cases = [
        ("2026-11-05", "-"),
        ("2026-11-07", "upcoming"),
        ("2026-11-08", "due"), // half of three days: one
        ("2026-11-09", "due"), // Monday
        ("2026-11-10", "overdue"),
    ];
    holds(&records, id, &cases);
    let told = Hazard { case: Case { told_on: Some(day("2026-11-11")), ..Case::default() }, ..major() };
    let told = with_hazard("2026-01-01", told);
    holds(&told, id, &[("2026-11-10", "overdue"), ("2026-11-11", "met")]);
    assert_eq!(find(&judged(&told, "2026-11-11"), id).unwrap().late_days, Some(2));
    let mut paper = with_hazard("2026-01-01", major());
    submitted(&mut paper, "workers_report", "YH-2026-0147", "2026-11-09", "周明");
    holds(&paper, id, &[("2026-11-09", "met")]);
    holds(&with_hazard("2026-11-20", major()), id, &[("2026-11-21", "data_missing")]);
    let general = Hazard { level: Some(Level::General), ..major() };
    assert_eq!(state(&with_hazard("2026-01-01", general), "2026-11-10", id), "-");
}

/// Habit: progress at least every thirty days while it is being governed.
#[test]
fn r06p_progress_is_recorded_until_the_hazard_is_rectified() {
    let mut hazard = major();
    let records = with_hazard("2026-01-01", hazard.clone());
    let id = "R06P/YH-2026-0147/2026-11-06";
    let cases = [
        ("2026-11-20", "upcoming"),
        ("2026-11-21", "due"), // half of thirty days: fifteen
        ("2026-12-05", "due"),
        ("2026-12-06", "due"),
        ("2026-12-07", "overdue"),
    ];
    holds(&records, id, &cases);
    hazard.case.progress = vec![day("2026-11-20"), day("2026-12-01")];
    let records = with_hazard("2026-01-01", hazard.clone());
    assert_eq!(state(&records, "2026-12-07", id), "-");
    holds(&records, "R06P/YH-2026-0147/2026-12-01", &[("2026-12-07", "upcoming"), ("2027-01-01", "overdue")]);
    hazard.state = State::ToAccept;
    hazard.rectified_on = Some(day("2026-12-10"));
    let done = with_hazard("2026-01-01", hazard);
    assert!(judged(&done, "2027-02-01").obligations.iter().all(|it| it.code != "R06P"));
    holds(&with_hazard("2027-01-01", major()), id, &[("2027-01-05", "data_missing")]);
}

/// 安全生产法 41: what became of it is reported too; no number, the day it is closed (decisions 6).
#[test]
fn r06_a_closed_major_hazard_is_reported_to_the_authority() {
    let closed = Hazard {
        state: State::Closed,
        rectified_on: Some(day("2026-12-10")),
        accepted_on: Some(day("2026-12-12")),
        closed_on: Some(day("2026-12-18")),
        ..major()
    };
    let id = "R06/YH-2026-0147/2026-12-18";
    let mut records = with_hazard("2026-01-01", closed.clone());
    holds(&records, id, &[("2026-12-17", "-"), ("2026-12-18", "due"), ("2026-12-19", "overdue")]);
    records.settings.numbers.insert("R06.days".to_owned(), 5);
    holds(&records, id, &[("2026-12-19", "upcoming"), ("2026-12-21", "due"), ("2026-12-24", "overdue")]);
    submitted(&mut records, "hazard_closure", "YH-2026-0147", "2026-12-01", "周明"); // before it was rectified
    holds(&records, id, &[("2026-12-24", "overdue")]);
    submitted(&mut records, "hazard_closure", "YH-2026-0147", "2026-12-16", "周明");
    holds(&records, id, &[("2026-12-18", "met")]);
    holds(&with_hazard("2027-01-01", closed), id, &[("2027-01-02", "data_missing")]);
}

/// 16号令 18, 23: only where an authority stopped the work, once the evaluation stands.
#[test]
fn r07_work_is_resumed_only_on_request() {
    let stopped = |evaluated: Option<&str>, resumed: Option<&str>| Hazard {
        case: Case { stopped: true, evaluated_on: evaluated.map(day), resumed_on: resumed.map(day), ..Case::default() },
        ..major()
    };
    let id = "R07/YH-2026-0147/2026-12-15";
    let records = with_hazard("2026-01-01", stopped(Some("2026-12-15"), None));
    holds(&records, id, &[("2026-12-14", "-"), ("2026-12-15", "due"), ("2026-12-16", "overdue")]);
    let mut asked = records.clone();
    submitted(&mut asked, "resume", "YH-2026-0147", "2026-12-16", "周明");
    holds(&asked, id, &[("2026-12-16", "met")]);
    let agreed = with_hazard("2026-01-01", stopped(Some("2026-12-15"), Some("2026-12-20")));
    holds(&agreed, id, &[("2026-12-19", "overdue"), ("2026-12-20", "met")]);
    let waiting = with_hazard("2026-01-01", stopped(None, None));
    assert!(judged(&waiting, "2027-01-05").obligations.iter().all(|it| it.code != "R07"));
    let free = Hazard { case: Case { evaluated_on: Some(day("2026-12-15")), ..Case::default() }, ..major() };
    assert_eq!(state(&with_hazard("2026-01-01", free), "2026-12-16", id), "-");
    holds(&with_hazard("2027-01-01", stopped(Some("2026-12-15"), None)), id, &[("2027-01-02", "data_missing")]);
}

/// Whatever is judged can be explained.
#[test]
fn every_event_duty_says_why() {
    use crate::domain::obligation::why;
    let mut records = with_order(order(Some("2026-11-22")));
    let mut told = accident(Some("2026-11-05T14:30"), Some("2026-11-05T15:40"));
    told.changes.push(change("SG-2026-001-2", "2026-11-20T09:00", None, [Some(1), None, None, None]));
    records.accidents.push(told);
    records.hazards.push(major());
    let ids = [R20, FIRST, R08, "R09/SG-2026-001-2/2026-11-20", "HZ07/YH-2026-0147/2026-11-06"];
    for id in ids {
        let trace = why(rules(), &records, day("2026-11-21"), id).unwrap();
        let text: Vec<String> = trace.steps.iter().flat_map(|it| it.lines.clone()).collect();
        let text = text.join("\n");
        assert!(text.contains("结论：") && !text.contains("没有找到"), "{id}: {text}");
    }
    let trace = why(rules(), &records, day("2026-11-21"), R08).unwrap();
    let text = format!("{:?}", trace.steps);
    assert!(text.contains("14时30分") && text.contains("15时40分") && text.contains("迟报10分钟"), "{text}");
}
