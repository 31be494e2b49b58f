use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_period_reads_shows_and_spans_as_the_calendar_does() {
    let cases = [
        ("2026-11-21", "2026-11-21", "2026-11-21", "2026年11月21日"),
        ("2026-W47", "2026-11-16", "2026-11-22", "2026年第47周（11月16日—11月22日）"),
        ("2026-W53", "2026-12-28", "2027-01-03", "2026年第53周（12月28日—2027年1月3日）"),
        ("2025-W01", "2024-12-30", "2025-01-05", "2025年第1周（2024年12月30日—1月5日）"),
        ("2026-11", "2026-11-01", "2026-11-30", "2026年11月"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月"),
        ("2026-02", "2026-02-01", "2026-02-28", "2026年2月"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "2026年第三季度"),
        ("2026-Q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("2026-H1", "2026-01-01", "2026-06-30", "2026年上半年"),
        ("2026-H2", "2026-07-01", "2026-12-31", "2026年下半年"),
        ("2026", "2026-01-01", "2026-12-31", "2026年"),
    ];
    for (text, first, last, label) in cases {
        let period = Period::parse(text).unwrap();
        assert_eq!(period.to_string(), text);
        assert_eq!((period.first(), period.last()), (day(first), day(last)), "{text}");
        assert_eq!(period.label(), label);
        assert!(period.contains(day(first)) && period.contains(day(last)), "{text}");
        assert!(!period.contains(add_days(day(first), -1)) && !period.contains(add_days(day(last), 1)), "{text}");
    }
}

#[test]
fn loose_forms_are_folded_and_impossible_ones_refused() {
    for (text, shown) in
        [("2026-w5", "2026-W05"), ("２０２６－Ｑ３", "2026-Q3"), ("2026H1", "2026-H1"), ("2026-3", "2026-03")]
    {
        assert_eq!(Period::parse(text).unwrap().to_string(), shown);
    }
    for text in
        ["", "26", "2026-", "2026-Q", "2026-Q12", "2026年", "二〇二六", "2026-011", "202611", "2026-W+1", "2026-02-30"]
    {
        assert!(matches!(Period::parse(text), Err(PeriodFault::NotAPeriod(_))), "{text}");
    }
    for text in ["2025-W53", "2026-W54", "2026-W00", "2026-13", "2026-00", "2026-Q5", "2026-H3", "1899", "3000", "0000"]
    {
        assert!(matches!(Period::parse(text), Err(PeriodFault::NoSuchPeriod(_))), "{text}");
    }
}

#[test]
fn neighbours_and_the_year_before() {
    let cases = [
        ("2026-11", "2026-12", "2026-10", "2025-11"),
        ("2026-12", "2027-01", "2026-11", "2025-12"),
        ("2026-W53", "2027-W01", "2026-W52", "2025-W52"), // 2025 has 52 weeks
        ("2026-Q4", "2027-Q1", "2026-Q3", "2025-Q4"),
        ("2026-H1", "2026-H2", "2025-H2", "2025-H1"),
        ("2026", "2027", "2025", "2025"),
        ("2024-02-29", "2024-03-01", "2024-02-28", "2023-02-28"),
        ("2999", "2999", "2998", "2998"),
        ("1900-01", "1900-02", "1900-01", "1900-01"),
    ];
    for (text, next, previous, year_before) in cases {
        let period = Period::parse(text).unwrap();
        let shown = [period.next(), period.previous(), period.year_before()].map(|p| p.to_string());
        assert_eq!(shown, [next, previous, year_before], "{text}");
    }
}

#[test]
fn overlapping_lists_partial_periods_at_both_ends() {
    let shown = |kind, from, to| {
        Period::overlapping(kind, day(from), day(to)).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(shown(PeriodKind::Month, "2026-01-31", "2026-03-01"), ["2026-01", "2026-02", "2026-03"]);
    assert_eq!(shown(PeriodKind::Week, "2026-12-31", "2027-01-04"), ["2026-W53", "2027-W01"]);
    assert!(shown(PeriodKind::Day, "2026-01-02", "2026-01-01").is_empty());
    assert_eq!(Period::overlapping(PeriodKind::Year, NaiveDate::MIN, NaiveDate::MAX).len(), 1100);
}

#[test]
fn time_orders_periods_and_serde_keeps_the_text() {
    let mut periods = ["2026-12", "2026", "2026-01-01", "2026-Q1", "2025-W52"].map(|t| Period::parse(t).unwrap());
    periods.sort_unstable();
    assert_eq!(periods.map(|p| p.to_string()), ["2025-W52", "2026-01-01", "2026-Q1", "2026", "2026-12"]);
    let json = serde_json::to_string(&periods).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Period>>(&json).unwrap(), periods);
    assert!(serde_json::from_str::<Period>("\"2026-13\"").is_err());
}

#[test]
fn parts_that_do_not_exist_never_panic() {
    for period in [
        Period::Month { year: 2026, month: 0 },
        Period::Month { year: i32::MAX, month: u32::MAX },
        Period::Week { year: i32::MIN, week: 0 },
        Period::Week { year: 2026, week: 99 },
        Period::Quarter { year: 2026, quarter: 0 },
        Period::HalfYear { year: 0, half: 9 },
        Period::Year(i32::MIN),
        Period::Day(NaiveDate::MAX),
    ] {
        assert!(period.first() <= period.last(), "{period:?}");
        let _ = (period.next(), period.previous(), period.year_before(), period.label(), period.to_string());
    }
}

proptest! {
    #[test]
    fn periods_tile_the_calendar(days in 0i64..400_000, kind in 0usize..6) {
        let date = add_days(day("1900-01-01"), days);
        let period = Period::containing(PeriodKind::ALL[kind], date);
        // the days after the last whole ISO week of 2999 belong to no week we keep
        prop_assume!(date < day("2999-12-30"));
        prop_assert!(period.contains(date));
        prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
        let next = period.next();
        if next != period {
            prop_assert_eq!(next.first(), add_days(period.last(), 1));
            prop_assert_eq!(next.previous(), period);
            prop_assert!(period < next);
        }
    }
}
