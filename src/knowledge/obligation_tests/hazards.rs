use super::*;
use crate::domain::calendar::{Calendar, CalendarRow, DayKind};
use crate::domain::hazard::{Level, State};

fn hazard(state: State, found_on: &str) -> Hazard {
    Hazard {
        id: 31,
        code: "YH-2026-0147".to_owned(),
        title: "配电箱未上锁".to_owned(),
        department: Some("一车间".to_owned()),
        owner: Some("王建国".to_owned()),
        level: None,
        state,
        found_on: day(found_on),
        assessed_on: None,
        major_on: None,
        due_on: None,
        rectified_on: None,
        accepted_on: None,
        closed_on: None,
        reported_on: None,
        plan_complete: false,
        planned_on: None,
        case: Case::default(),
    }
}

fn graded(level: Level, on: &str, due: &str) -> Hazard {
    Hazard {
        level: Some(level),
        assessed_on: Some(day(on)),
        due_on: Some(day(due)),
        ..hazard(State::Rectifying, "2026-11-01")
    }
}

fn with(hazard: Hazard) -> Records {
    with_since("2026-01-01", hazard)
}

fn with_since(since: &str, hazard: Hazard) -> Records {
    let mut records = plant_since(since, "");
    records.hazards.push(hazard);
    records
}

/// Habit (decisions 16: "not graded for 3 days: own mark").
#[test]
fn hz01_grading_within_three_days() {
    let records = with(hazard(State::Found, "2026-11-01"));
    let cases = [
        ("2026-10-31", "-"),
        ("2026-11-01", "upcoming"),
        ("2026-11-02", "upcoming"), // lead is half of three days: one
        ("2026-11-03", "due"),      // first day of the lead, day before
        ("2026-11-04", "due"),
        ("2026-11-05", "overdue"),
    ];
    holds(&records, "HZ01/YH-2026-0147/2026-11-01", &cases);
    assert_eq!(state(&records, "2026-11-05", "HZ02/YH-2026-0147/2026-11-01"), "-");

    let done = with(graded(Level::General, "2026-11-06", "2026-11-20"));
    holds(&done, "HZ01/YH-2026-0147/2026-11-01", &[("2026-11-05", "overdue"), ("2026-11-06", "met")]);
    let answer = judged(&done, "2026-11-06");
    assert_eq!(find(&answer, "HZ01/YH-2026-0147/2026-11-01").unwrap().late_days, Some(2));

    let mut set = with(hazard(State::Found, "2026-11-01"));
    set.settings.numbers.insert("HZ01.days".to_owned(), 1);
    holds(&set, "HZ01/YH-2026-0147/2026-11-01", &[("2026-11-02", "due"), ("2026-11-03", "overdue")]);
}

/// AQF-41; decisions 17: overdue ⇔ not rectified and today > current due_on.
#[test]
fn hz02_rectification_by_the_current_deadline() {
    let mut records = with(graded(Level::General, "2026-11-02", "2026-11-20"));
    let cases = [
        ("2026-11-10", "upcoming"),
        ("2026-11-11", "due"), // lead is half of 19 days: nine
        ("2026-11-19", "due"),
        ("2026-11-20", "due"),
        ("2026-11-21", "overdue"),
    ];
    holds(&records, "HZ02/YH-2026-0147/2026-11-01", &cases);
    let answer = judged(&records, "2026-11-22");
    let row = find(&answer, "HZ02/YH-2026-0147/2026-11-01").unwrap();
    assert_eq!((row.days, row.missed, row.owner.as_deref()), (Some(-2), false, Some("王建国")));
    assert_eq!((row.subject.as_str(), row.period_force.label()), ("一车间", "惯"));

    records.hazards[0].due_on = Some(day("2027-02-28")); // extended
    let cases =
        [("2026-11-22", "upcoming"), ("2027-02-12", "upcoming"), ("2027-02-13", "due"), ("2027-03-01", "overdue")];
    holds(&records, "HZ02/YH-2026-0147/2026-11-01", &cases); // at most 15 days of lead
}

#[test]
fn hz02_late_rectification_is_met_and_late() {
    let mut records = with(graded(Level::General, "2026-11-02", "2026-11-20"));
    records.hazards[0].state = State::ToAccept;
    records.hazards[0].rectified_on = Some(day("2026-11-25"));
    holds(&records, "HZ02/YH-2026-0147/2026-11-01", &[("2026-11-24", "overdue"), ("2026-11-25", "met")]);
    let answer = judged(&records, "2026-11-25");
    assert_eq!(find(&answer, "HZ02/YH-2026-0147/2026-11-01").unwrap().late_days, Some(5));
}

#[test]
fn hz02_without_a_deadline_cannot_be_judged() {
    let mut records = with(graded(Level::General, "2026-11-02", "2026-11-20"));
    records.hazards[0].due_on = None;
    let answer = judged(&records, "2026-11-22");
    let row = find(&answer, "HZ02/YH-2026-0147/2026-11-01").unwrap();
    assert_eq!((row.state.code(), row.missing.as_slice()), ("data_missing", ["due_on".to_owned()].as_slice()));
    // rectified all the same: done, but nobody can say whether in time
    records.hazards[0].state = State::ToAccept;
    records.hazards[0].rectified_on = Some(day("2026-11-12"));
    let answer = judged(&records, "2026-11-22");
    let row = find(&answer, "HZ02/YH-2026-0147/2026-11-01").unwrap();
    assert_eq!((row.state.code(), row.late_days, row.record.is_some()), ("met", None, true));
}

#[test]
fn hz02_the_state_wins_over_a_date_left_from_an_earlier_round() {
    let mut records = with(graded(Level::General, "2026-11-02", "2026-11-20"));
    records.hazards[0].rectified_on = Some(day("2026-11-10")); // returned since: still 整改中
    holds(&records, "HZ02/YH-2026-0147/2026-11-01", &[("2026-11-21", "overdue")]);
    records.hazards[0].rectified_on = None;
    records.hazards[0].state = State::ToAccept; // says it is done, but not when
    holds(&records, "HZ02/YH-2026-0147/2026-11-01", &[("2026-11-19", "data_missing")]);
}

/// Decisions 17 is fixed for hazards: an open one taken over from before the records began is overdue all the same.
#[test]
fn hz02_taken_over_from_before_the_records_began() {
    let records = with_since("2026-11-21", graded(Level::General, "2026-11-02", "2026-11-20"));
    holds(&records, "HZ02/YH-2026-0147/2026-11-01", &[("2026-11-22", "overdue")]);
}

/// Decisions 2: the other duties of an event before the records, without a record, are 资料不足.
#[test]
fn event_duties_before_the_records_began() {
    let records = with_since("2026-11-21", hazard(State::Found, "2026-11-01"));
    let answer = judged(&records, "2026-11-22");
    let row = find(&answer, "HZ01/YH-2026-0147/2026-11-01").unwrap();
    assert_eq!((row.state.code(), row.due_on), ("data_missing", None));
    let graded = with_since("2026-11-21", graded(Level::General, "2026-11-02", "2026-12-20"));
    holds(&graded, "HZ01/YH-2026-0147/2026-11-01", &[("2026-11-22", "met")]); // a record entered for it is shown
    let running = with_since("2026-11-04", hazard(State::Found, "2026-11-01"));
    holds(&running, "HZ01/YH-2026-0147/2026-11-01", &[("2026-11-04", "due"), ("2026-11-05", "overdue")]);
}

/// Habit (decisions 17: "waiting for acceptance over 7 days: own mark").
#[test]
fn hz03_acceptance_within_seven_days() {
    let mut records = with(graded(Level::General, "2026-11-02", "2026-11-20"));
    records.hazards[0].state = State::ToAccept;
    records.hazards[0].rectified_on = Some(day("2026-11-10"));
    let id = "HZ03/YH-2026-0147/2026-11-10";
    let cases = [
        ("2026-11-09", "-"),
        ("2026-11-10", "upcoming"),
        ("2026-11-13", "upcoming"),
        ("2026-11-14", "due"), // three days, half of seven
        ("2026-11-16", "due"),
        ("2026-11-17", "due"),
        ("2026-11-18", "overdue"),
    ];
    holds(&records, id, &cases);
    records.hazards[0].state = State::Closed;
    records.hazards[0].accepted_on = Some(day("2026-11-15"));
    records.hazards[0].closed_on = Some(day("2026-11-15"));
    holds(&records, id, &[("2026-11-14", "due"), ("2026-11-15", "met")]);
    assert_eq!(state(&records, "2026-11-20", "HZ06/YH-2026-0147/2026-11-15"), "-"); // general: accepting closes
    // an acceptance older than the rectification belongs to an earlier round
    records.hazards[0].accepted_on = Some(day("2026-11-05"));
    holds(&records, id, &[("2026-11-14", "due"), ("2026-11-18", "data_missing")]);
    let before =
        with_since("2026-11-18", Hazard { accepted_on: None, state: State::ToAccept, ..records.hazards[0].clone() });
    holds(&before, id, &[("2026-11-20", "data_missing")]);
}

/// AQF-41, Z16-14: reported at once; no number in the law, one working day by default (decisions 6).
#[test]
fn hz04_major_hazard_reported_within_a_working_day() {
    let records = with(graded(Level::Major, "2026-11-06", "2026-12-20")); // a Friday
    let id = "HZ04/YH-2026-0147/2026-11-06";
    let cases = [
        ("2026-11-05", "-"),
        ("2026-11-06", "upcoming"),
        ("2026-11-08", "due"), // half of three days: one
        ("2026-11-09", "due"), // Monday
        ("2026-11-10", "overdue"),
    ];
    holds(&records, id, &cases);
    let answer = judged(&records, "2026-11-09");
    let row = find(&answer, id).unwrap();
    assert!(row.because.contains("不含法定节假日调休"), "{}", row.because); // no calendar entered: said
    assert_eq!((row.force.label(), row.period_force.label()), ("法", "惯"));
}

#[test]
fn hz04_follows_the_plants_calendar_when_there_is_one() {
    let mut records = with(graded(Level::Major, "2026-11-06", "2026-12-20"));
    let row = |date, kind| CalendarRow { from: day(date), to: day(date), kind, department: None };
    records.calendar = Calendar::new([row("2026-11-09", DayKind::Holiday), row("2026-01-01", DayKind::Holiday)]);
    let id = "HZ04/YH-2026-0147/2026-11-06";
    holds(&records, id, &[("2026-11-10", "due"), ("2026-11-11", "overdue")]);
    let answer = judged(&records, "2026-11-10");
    assert!(!find(&answer, id).unwrap().because.contains("不含"));
}

#[test]
fn hz04_is_met_by_the_submission_or_the_day_on_the_hazard() {
    let id = "HZ04/YH-2026-0147/2026-11-06";
    let mut records = with(graded(Level::Major, "2026-11-06", "2026-12-20"));
    submitted(&mut records, "major_hazard", "YH-2026-0148", "2026-11-07", "周明"); // another hazard
    holds(&records, id, &[("2026-11-09", "due")]);
    submitted(&mut records, "major_hazard", "YH-2026-0147", "2026-11-11", "周明");
    let answer = judged(&records, "2026-11-12");
    let row = find(&answer, id).unwrap();
    assert_eq!((row.state.code(), row.late_days), ("met", Some(2)));
    assert_eq!(row.record.as_ref().unwrap().register, "submission");
    let mut dated = with(graded(Level::Major, "2026-11-06", "2026-12-20"));
    dated.hazards[0].reported_on = Some(day("2026-11-07"));
    holds(&dated, id, &[("2026-11-06", "upcoming"), ("2026-11-07", "met")]);
    let before = with_since("2026-11-20", graded(Level::Major, "2026-11-06", "2026-12-20"));
    holds(&before, id, &[("2026-11-21", "data_missing")]);
}

#[test]
fn a_hazard_regraded_to_major_owes_its_report_from_that_day() {
    let mut records = with(graded(Level::Major, "2026-11-02", "2026-12-20"));
    records.hazards[0].major_on = Some(day("2026-11-18")); // a Wednesday
    assert_eq!(state(&records, "2026-11-30", "HZ04/YH-2026-0147/2026-11-02"), "-");
    let cases = [("2026-11-17", "-"), ("2026-11-18", "upcoming"), ("2026-11-19", "due"), ("2026-11-20", "overdue")];
    holds(&records, "HZ04/YH-2026-0147/2026-11-18", &cases);
}

/// Z16-15: remediation plan with its six parts.
#[test]
fn hz05_remediation_plan() {
    let id = "HZ05/YH-2026-0147/2026-11-06";
    let mut records = with(graded(Level::Major, "2026-11-06", "2026-12-20"));
    holds(&records, id, &[("2026-11-06", "upcoming"), ("2026-11-09", "due"), ("2026-11-10", "overdue")]);
    records.hazards[0].plan_complete = true;
    records.hazards[0].planned_on = Some(day("2026-11-08"));
    holds(&records, id, &[("2026-11-07", "upcoming"), ("2026-11-08", "met")]);
    let before = with_since("2026-11-20", graded(Level::Major, "2026-11-06", "2026-12-20"));
    holds(&before, id, &[("2026-11-21", "data_missing")]);
    let general = with(graded(Level::General, "2026-11-06", "2026-12-20"));
    assert_eq!(state(&general, "2026-11-10", id), "-");
}

/// Z16-18: a major one is closed after its evaluation; seven days by habit.
#[test]
fn hz06_closing_a_major_hazard() {
    let id = "HZ06/YH-2026-0147/2026-12-12";
    let mut records = with(graded(Level::Major, "2026-11-06", "2026-12-20"));
    records.hazards[0].state = State::ToAccept; // an accepted major hazard waits there
    records.hazards[0].rectified_on = Some(day("2026-12-10"));
    records.hazards[0].accepted_on = Some(day("2026-12-12"));
    let cases = [
        ("2026-12-11", "-"),
        ("2026-12-15", "upcoming"),
        ("2026-12-16", "due"),
        ("2026-12-18", "due"),
        ("2026-12-19", "due"),
        ("2026-12-20", "overdue"),
    ];
    holds(&records, id, &cases);
    records.hazards[0].state = State::Closed;
    records.hazards[0].closed_on = Some(day("2026-12-18"));
    holds(&records, id, &[("2026-12-17", "due"), ("2026-12-18", "met")]);
    let before =
        with_since("2027-01-01", Hazard { closed_on: None, state: State::ToAccept, ..records.hazards[0].clone() });
    holds(&before, id, &[("2027-01-02", "data_missing")]);
}
