use super::*;
use crate::domain::date::add_days;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn percent_is_half_up_but_never_reaches_what_the_value_misses() {
    // decisions 22
    let ninety = Ratio::percent_of(90);
    let cases = [
        (0, 0, "—"),
        (5, 0, "—"),
        (0, 7, "0.0%"),
        (7, 7, "100.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 2000, "0.1%"), // 0.05 up
        (1, 2001, "0.0%"),
        (31, 45, "68.9%"),
        (899, 1000, "89.9%"),
        (8995, 10000, "89.9%"), // 89.95 would print as 90.0
        (8994, 10000, "89.9%"),
        (9000, 10000, "90.0%"),
        (9005, 10000, "90.1%"),
        (9995, 10000, "99.9%"), // never 100.0 for less than all
        (9999, 10000, "99.9%"),
        (11, 10, "110.0%"),
    ];
    for (num, den, expected) in cases {
        assert_eq!(Ratio::new(num, den).percent_below(&[ninety]), expected, "{num}/{den}");
    }
    assert_eq!(Ratio::new(8995, 10000).percent(), "90.0%", "no threshold was asked about");
}

#[test]
fn thresholds_compare_exact_values() {
    let ninety = Ratio::percent_of(90);
    assert!(Ratio::new(9, 10).reaches(ninety));
    assert!(!Ratio::new(8_999_999, 10_000_000).reaches(ninety));
    assert!(!Ratio::new(0, 0).reaches(Ratio::percent_of(0)), "no figure reaches nothing");
    assert!(Ratio::new(i64::MAX, i64::MAX).reaches(Ratio::WHOLE));
    assert_eq!(Ratio::new(1, 2), Ratio::new(2, 4));
    assert_ne!(Ratio::new(0, 0), Ratio::new(0, 5));
    assert_eq!(Ratio::new(3, 4).as_f64(), Some(0.75));
    assert_eq!(Ratio::new(3, 0).as_f64(), None);
    assert_eq!(Ratio::new(93, 100).points_above(Ratio::new(7, 8)), "+5.5");
    assert_eq!(Ratio::new(1, 3).points_above(Ratio::new(2, 3)), "-33.3");
    assert_eq!(Ratio::new(1, 3).points_above(Ratio::new(0, 0)), "—");
}

fn history(registered: &str, gradings: &[(&str, Level)], closed: Option<&str>) -> History {
    History {
        registered_on: day(registered),
        gradings: gradings.iter().map(|(on, level)| (day(on), *level)).collect(),
        accepted_on: closed.map(day),
        late: false,
        closed_on: closed.map(day),
        retired_on: None,
    }
}

/// November 2026: one of each course a hazard can take.
fn november() -> Vec<History> {
    use Level::{General, Major};
    vec![
        // carried over, closed in the month
        history("2026-10-20", &[("2026-10-21", General)], Some("2026-11-03")),
        // carried over ungraded, graded in the month, open
        history("2026-10-31", &[("2026-11-01", General)], None),
        // carried over as general, regraded to major, open
        history("2026-10-10", &[("2026-10-11", General), ("2026-11-12", Major)], None),
        // closed the day before the month: not in it
        history("2026-10-01", &[("2026-10-02", General)], Some("2026-10-31")),
        // registered on the first and closed on the last day
        history("2026-11-01", &[("2026-11-01", General)], Some("2026-11-30")),
        // registered in the month, closed after it: open at its end
        history("2026-11-05", &[("2026-11-06", General)], Some("2026-12-01")),
        // registered in the month, not graded
        history("2026-11-28", &[], None),
        // registered as general, major by the end: counts as major
        history("2026-11-08", &[("2026-11-09", General), ("2026-11-15", Major)], None),
        // regraded only after the month
        history("2026-11-09", &[("2026-11-09", General), ("2026-12-02", Major)], None),
        // entered twice and retired
        History { retired_on: Some(day("2026-11-11")), ..history("2026-11-10", &[("2026-11-10", General)], None) },
        // retired after the month: still there at its end
        History { retired_on: Some(day("2026-12-01")), ..history("2026-11-10", &[("2026-11-10", General)], None) },
        // found after the month
        history("2026-12-01", &[("2026-12-01", General)], None),
    ]
}

#[test]
fn the_books_of_a_month_balance_by_level() {
    // decisions 18
    let books = flow(&november(), day("2026-11-01"), day("2026-11-30"));
    let expected_general = Flow {
        open_at_start: 2,
        registered: 5,
        regraded_in: 1,
        regraded_out: 1,
        closed: 2,
        retired: 1,
        open_at_end: 4,
    };
    assert_eq!(books.general, expected_general);
    assert_eq!(books.major, Flow { registered: 1, regraded_in: 1, open_at_end: 2, ..Flow::default() });
    assert_eq!(
        books.ungraded,
        Flow { open_at_start: 1, registered: 1, regraded_out: 1, open_at_end: 1, ..Flow::default() }
    );
    assert!(books.each().iter().all(|flow| flow.balances()));
}

#[test]
fn the_rate_is_accepted_by_period_end_over_registered_in_the_period() {
    // decisions 18
    let mut hazards = november();
    hazards[5].accepted_on = Some(day("2026-11-30")); // accepted on the last day
    hazards[5].late = true;
    let figures = rectified(&hazards, day("2026-11-01"), day("2026-11-30"));
    assert_eq!(figures.general, Rectified { registered: 4, accepted: 2, in_time: 1 });
    assert_eq!(
        (figures.general.rate().percent(), figures.general.in_time_rate().percent()),
        ("50.0%".into(), "25.0%".into())
    );
    assert_eq!(figures.major.rate().percent(), "0.0%");
    assert_eq!(figures.get(None).registered, 1);
    // the same month seen a day earlier: neither was accepted yet
    let earlier = rectified(&hazards, day("2026-11-01"), day("2026-11-29"));
    assert_eq!(earlier.general.accepted, 0);
    // nothing registered prints a dash, not nought
    let empty = rectified(&hazards, day("2026-09-01"), day("2026-09-30"));
    assert_eq!(empty.general.rate().percent(), "—");
}

#[test]
fn what_happens_later_never_changes_a_past_month() {
    let mut hazards = november();
    let before = (
        flow(&hazards, day("2026-11-01"), day("2026-11-30")),
        rectified(&hazards, day("2026-11-01"), day("2026-11-30")),
    );
    for hazard in &mut hazards {
        if hazard.closed_on.is_none() && hazard.retired_on.is_none() {
            hazard.gradings.push((day("2026-12-01"), Level::Major));
            hazard.accepted_on = Some(day("2026-12-02"));
            hazard.closed_on = Some(day("2026-12-02"));
        }
    }
    let after = (
        flow(&hazards, day("2026-11-01"), day("2026-11-30")),
        rectified(&hazards, day("2026-11-01"), day("2026-11-30")),
    );
    assert_eq!(before, after);
}

fn any_history() -> impl Strategy<Value = History> {
    let at = |n: i64| add_days(day("2026-01-01"), n);
    let level = prop_oneof![Just(Level::General), Just(Level::Major)];
    let later = || prop::option::of(0i64..60);
    (0i64..90, proptest::collection::vec((0i64..40, level), 0..3), later(), later(), any::<bool>()).prop_map(
        move |(registered, mut gradings, closed, retired, late)| {
            gradings.sort_unstable_by_key(|(n, _)| *n);
            History {
                registered_on: at(registered),
                gradings: gradings.into_iter().map(|(n, level)| (at(registered + n), level)).collect(),
                accepted_on: closed.map(|n| at(registered + n)),
                late,
                closed_on: closed.map(|n| at(registered + n)),
                retired_on: retired.map(|n| at(registered + n)),
            }
        },
    )
}

proptest! {
    #[test]
    fn every_period_balances_and_hands_over_to_the_next(
        hazards in proptest::collection::vec(any_history(), 0..30), from in 0i64..120, first in 0i64..40, second in 0i64..40,
    ) {
        let at = |n: i64| add_days(day("2026-01-01"), n);
        let one = flow(&hazards, at(from), at(from + first));
        let two = flow(&hazards, at(from + first + 1), at(from + first + 1 + second));
        let both = flow(&hazards, at(from), at(from + first + 1 + second));
        for (a, b) in one.each().into_iter().zip(two.each()) {
            prop_assert!(a.balances() && b.balances());
            prop_assert_eq!(a.open_at_end, b.open_at_start);
        }
        let total = |books: &ByLevel<Flow>| books.general.plus(books.major).plus(books.ungraded);
        prop_assert_eq!(total(&both).registered, total(&one).registered + total(&two).registered);
        prop_assert_eq!(total(&both).closed, total(&one).closed + total(&two).closed);
        let open = |on| hazards.iter().filter(|it| it.is_open_on(on)).count() as i64;
        prop_assert_eq!(total(&one).open_at_end, open(at(from + first)));
        let figures = rectified(&hazards, at(from), at(from + first));
        for column in figures.each() {
            prop_assert!(0 <= column.in_time && column.in_time <= column.accepted && column.accepted <= column.registered);
        }
    }

    #[test]
    fn no_printed_percent_overstates_a_threshold(num in 0i64..100_000, den in 1i64..100_000, percent in 0i64..=100) {
        let (ratio, threshold) = (Ratio::new(num, den), Ratio::percent_of(percent));
        let shown: f64 = ratio.percent_below(&[threshold]).trim_end_matches('%').parse().unwrap();
        if !ratio.reaches(threshold) {
            prop_assert!(shown < percent as f64);
        }
        prop_assert!((shown - 100.0 * num as f64 / den as f64).abs() < 0.1 + 1e-9);
    }
}
