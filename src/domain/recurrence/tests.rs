use super::*;
use crate::domain::calendar::{CalendarRow, DayKind};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(frequency: Frequency, weekdays: &str, from: &str) -> Schedule {
    let weekdays = Weekdays::parse(weekdays).unwrap();
    Schedule { frequency, weekdays, from: day(from), to: None, only_working_days: true }
}

fn calendar() -> Calendar {
    let row = |from: &str, to: &str, kind, department| CalendarRow { from: day(from), to: day(to), kind, department };
    Calendar::new([
        row("2026-10-01", "2026-10-07", DayKind::Holiday, None),
        row("2026-10-10", "2026-10-10", DayKind::Makeup, None),
        row("2026-11-09", "2026-11-15", DayKind::Stoppage, None),
        row("2026-12-01", "2026-12-31", DayKind::Stoppage, Some(7)),
    ])
}

fn due_days(plan: &Schedule, from: &str, to: &str) -> Vec<String> {
    plan.occurrences(&calendar(), day(from), day(to)).iter().map(|o| o.due_on.to_string()).collect()
}

#[test]
fn weekdays_are_read_as_people_write_them() {
    let cases = [
        ("一二三四五", "周一至周五"),
        ("周一至周五", "周一至周五"),
        ("星期一到星期五", "周一至周五"),
        ("1-5", "周一至周五"),
        ("１－５", "周一至周五"),
        ("工作日", "周一至周五"),
        ("12345", "周一至周五"),
        ("周一、周三", "周一、周三"),
        ("1,3,5", "周一、周三、周五"),
        ("一三、五至日", "周一、周三、周五、周六、周日"),
        ("周五至周一", "周一、周五、周六、周日"),
        ("星期天", "周日"),
        ("每天", "每天"),
        ("1-7", "每天"),
        ("", ""),
    ];
    for (text, shown) in cases {
        let days = Weekdays::parse(text).unwrap();
        assert_eq!(days.to_string(), shown, "{text}");
        assert_eq!(Weekdays::parse(&days.to_string()), Ok(days), "{text}");
        assert_eq!(Weekdays::from_bits(days.bits()), Some(days));
    }
    for text in ["0", "8", "周八", "1-", "-5", "1--5", "明天", "周一至"] {
        assert!(Weekdays::parse(text).is_err(), "{text}");
    }
    assert_eq!(Weekdays::from_bits(128), None);
    assert_eq!(Weekdays::from_bits(-1), None);
}

#[test]
fn a_daily_plan_owes_each_selected_day_that_is_no_holiday() {
    let daily = plan(Frequency::Day, "1-5", "2026-01-01");
    // Thursday 1 to Wednesday 7 October off; Saturday 10 made up
    assert_eq!(
        due_days(&daily, "2026-09-29", "2026-10-12"),
        ["2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"]
    );
    let wednesdays = plan(Frequency::Day, "三", "2026-01-01");
    assert_eq!(due_days(&wednesdays, "2026-09-28", "2026-10-14"), ["2026-09-30", "2026-10-14"]);
    let with_saturday = plan(Frequency::Day, "1-6", "2026-01-01");
    assert_eq!(due_days(&with_saturday, "2026-10-16", "2026-10-19"), ["2026-10-16", "2026-10-17", "2026-10-19"]);
    let patrol = Schedule { only_working_days: false, ..plan(Frequency::Day, "每天", "2026-01-01") };
    assert_eq!(due_days(&patrol, "2026-10-01", "2026-10-04").len(), 4, "防火巡查 goes on through holidays (消防法 17)");
    let unrestricted = plan(Frequency::Day, "", "2026-01-01");
    assert_eq!(due_days(&unrestricted, "2026-10-06", "2026-10-11"), ["2026-10-08", "2026-10-09", "2026-10-10"]);
}

#[test]
fn a_stoppage_owes_nothing() {
    let daily = Schedule { only_working_days: false, ..plan(Frequency::Day, "每天", "2026-01-01") };
    assert_eq!(due_days(&daily, "2026-11-08", "2026-11-16"), ["2026-11-08", "2026-11-16"]);
    let weekly = plan(Frequency::Week, "", "2026-01-01");
    // week 46 is stopped from Monday to Sunday
    assert_eq!(due_days(&weekly, "2026-11-02", "2026-11-22"), ["2026-11-08", "2026-11-22"]);
    let monthly = plan(Frequency::Month, "", "2026-01-01");
    assert_eq!(due_days(&monthly, "2026-11-01", "2026-12-31"), ["2026-11-30", "2026-12-31"]);
    let seen = calendar().seen_by(&[12, 7]);
    let of_seven = monthly.occurrences(&seen, day("2026-11-01"), day("2026-12-31"));
    assert_eq!(of_seven.len(), 1, "department 7 stands still all December");
}

#[test]
fn a_period_owes_one_due_on_its_last_day() {
    let cases = [
        (Frequency::Month, "", "2026-01-01", vec!["2026-01-31", "2026-02-28", "2026-03-31"]),
        (Frequency::Quarter, "", "2026-01-01", vec!["2026-03-31"]),
        (Frequency::HalfYear, "", "2026-01-01", vec!["2026-06-30"]),
        (Frequency::Year, "", "2026-01-01", vec!["2026-12-31"]),
        (Frequency::Month, "", "2026-01-30", vec!["2026-01-31", "2026-02-28", "2026-03-31"]),
        // begun on a Saturday that ends the month: no working day was left in it
        (Frequency::Month, "", "2026-01-31", vec!["2026-02-28", "2026-03-31"]),
        (Frequency::Month, "", "2026-02-01", vec!["2026-02-28", "2026-03-31"]),
    ];
    for (frequency, weekdays, from, expected) in cases {
        assert_eq!(
            due_days(&plan(frequency, weekdays, from), "2026-01-01", "2026-03-31"),
            expected,
            "{frequency} {from}"
        );
    }
    let weekly = plan(Frequency::Week, "一五", "2026-01-01");
    assert_eq!(due_days(&weekly, "2026-12-28", "2027-01-04"), ["2027-01-01", "2027-01-08"], "ISO week 53");
}

#[test]
fn the_first_and_last_partial_periods_are_owed_when_the_day_due_lies_in_the_plan() {
    let weekly = |from: &str| plan(Frequency::Week, "五", from);
    // Friday 20 November 2026: started before, on, after
    for (from, first) in [("2026-11-19", "2026-11-20"), ("2026-11-20", "2026-11-20"), ("2026-11-21", "2026-11-27")] {
        assert_eq!(due_days(&weekly(from), "2026-11-16", "2026-11-29")[0], first, "{from}");
    }
    let monthly = plan(Frequency::Month, "", "2026-11-15");
    let first = monthly.occurrences(&calendar(), day("2026-11-01"), day("2026-11-30"))[0];
    assert_eq!((first.window_from, first.window_to()), (day("2026-11-15"), day("2026-11-30")));
    let ended = |to: &str| Schedule { to: Some(day(to)), ..plan(Frequency::Month, "", "2026-01-01") };
    assert_eq!(due_days(&ended("2026-03-30"), "2026-02-01", "2026-12-31"), ["2026-02-28"]);
    assert_eq!(due_days(&ended("2026-03-31"), "2026-02-01", "2026-12-31"), ["2026-02-28", "2026-03-31"]);
}

fn states(plan: &Schedule, from: &str, to: &str, done: &[Done], today: &str) -> Vec<Standing> {
    let owed = plan.occurrences(&calendar(), day(from), day(to));
    settle(&owed, done, day(today)).iter().map(|it| it.state).collect()
}

fn made(id: i64, date: &str) -> Done {
    Done { inspection_id: id, date: day(date), period: None }
}

#[test]
fn what_was_missed_stays_missed() {
    // decisions 3
    let daily = plan(Frequency::Day, "1-5", "2026-01-01");
    let met = |id| Standing::Done { id, late_days: 0 };
    assert_eq!(
        states(&daily, "2026-11-16", "2026-11-20", &[made(1, "2026-11-16"), made(3, "2026-11-18")], "2026-11-19"),
        [met(1), Standing::Missed, met(3), Standing::Due, Standing::Upcoming]
    );
    // two on the 18th do not reach back to the 17th, not even where the record claims it
    let claimed = Done { period: Some(Period::Day(day("2026-11-17"))), ..made(4, "2026-11-18") };
    assert_eq!(
        states(&daily, "2026-11-17", "2026-11-18", &[made(3, "2026-11-18"), claimed], "2026-11-18"),
        [Standing::Missed, met(3)]
    );
    assert_eq!(states(&daily, "2026-11-17", "2026-11-18", &[claimed], "2026-11-18"), [Standing::Missed, Standing::Due]);
}

#[test]
fn a_weekly_one_is_late_after_its_weekday_and_missed_after_its_week() {
    let weekly = plan(Frequency::Week, "五", "2026-01-01");
    let of = |done: &[Done], today: &str| states(&weekly, "2026-11-16", "2026-11-22", done, today);
    assert_eq!(of(&[], "2026-11-15"), [Standing::Upcoming]);
    assert_eq!(of(&[], "2026-11-16"), [Standing::Due]);
    assert_eq!(of(&[], "2026-11-20"), [Standing::Due]);
    assert_eq!(of(&[], "2026-11-22"), [Standing::Due]);
    assert_eq!(of(&[], "2026-11-23"), [Standing::Missed]);
    assert_eq!(of(&[made(1, "2026-11-20")], "2026-11-23"), [Standing::Done { id: 1, late_days: 0 }]);
    assert_eq!(of(&[made(1, "2026-11-22")], "2026-11-23"), [Standing::Done { id: 1, late_days: 2 }]);
    assert_eq!(of(&[made(1, "2026-11-23")], "2026-11-23"), [Standing::Missed]);
    assert_eq!(of(&[made(1, "2026-11-15")], "2026-11-23"), [Standing::Missed]);
    assert_eq!(
        of(&[made(2, "2026-11-22"), made(1, "2026-11-18")], "2026-11-23"),
        [Standing::Done { id: 1, late_days: 0 }]
    );
    let owed = weekly.occurrences(&calendar(), day("2026-11-16"), day("2026-11-22"));
    let overdue = |today: &str| settle(&owed, &[], day(today))[0].overdue_days(day(today));
    assert_eq!(["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-23"].map(overdue), [0, 0, 1, 3]);
}

#[test]
fn an_inspection_dated_after_today_meets_nothing() {
    let daily = plan(Frequency::Day, "1-5", "2026-01-01");
    assert_eq!(
        states(&daily, "2026-11-20", "2026-11-20", &[made(1, "2026-11-20")], "2026-11-19"),
        [Standing::Upcoming]
    );
}

#[test]
fn an_inspection_before_the_plan_began_does_not_count() {
    let monthly = plan(Frequency::Month, "", "2026-11-15");
    assert_eq!(
        states(&monthly, "2026-11-01", "2026-11-30", &[made(1, "2026-11-14")], "2026-12-01"),
        [Standing::Missed]
    );
    assert_eq!(
        states(&monthly, "2026-11-01", "2026-11-30", &[made(1, "2026-11-15")], "2026-12-01"),
        [Standing::Done { id: 1, late_days: 0 }]
    );
}

proptest! {
    #[test]
    fn the_tally_balances_and_more_inspections_never_add_a_miss(
        offsets in proptest::collection::vec(0i64..120, 0..40), cut in 0usize..40, frequency in 0usize..6, today in 0i64..140,
    ) {
        let start = day("2026-09-01");
        let at = |n: i64| super::super::date::add_days(start, n);
        let plan = Schedule { frequency: Frequency::ALL[frequency], ..plan(Frequency::Day, "1-5", "2026-09-01") };
        let owed = plan.occurrences(&calendar(), start, at(120));
        let done: Vec<Done> = offsets.iter().enumerate()
            .map(|(i, n)| Done { inspection_id: i as i64, date: at(*n), period: None }).collect();
        let all = tally(&settle(&owed, &done, at(today)));
        let some = tally(&settle(&owed, &done[..cut.min(done.len())], at(today)));
        prop_assert_eq!(all.planned, all.done + all.missed + all.due + all.upcoming);
        prop_assert!(all.missed <= some.missed && all.done >= some.done);
        for it in settle(&owed, &done, at(today)) {
            if let Standing::Done { id, .. } = it.state {
                let date = done[id as usize].date;
                prop_assert!(it.occurrence.window_from <= date && date <= it.occurrence.window_to());
            }
        }
    }
}
