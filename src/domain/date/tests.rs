use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn typed(text: &str) -> Result<String, Fault> {
    read(text, day("2026-11-21"), Order::Ymd).map(show)
}

#[test]
fn months_step_from_the_anchor_and_clamp_to_the_month_end() {
    // decisions 5: 01-31 → 02-28 → 03-31, from the original anchor
    let cases = [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-11-21", 0, "2026-11-21"),
    ];
    for (anchor, months, expected) in cases {
        assert_eq!(show(add_months(day(anchor), months)), expected, "{anchor} {months:+}");
    }
}

#[test]
fn the_first_day_is_not_counted() {
    // 民法典 201
    assert_eq!(days_between(day("2026-03-01"), day("2026-03-02")), 1);
    assert_eq!(days_between(day("2024-02-28"), day("2024-03-01")), 2);
    assert_eq!(days_between(day("2026-03-02"), day("2026-03-01")), -1);
}

#[test]
fn dates_are_read_as_people_type_them() {
    let cases = [
        ("2026-3-1", "2026-03-01"),
        ("2026-03-01", "2026-03-01"),
        ("2026.3.1", "2026-03-01"),
        ("2026/3/1", "2026-03-01"),
        ("2026。3。1", "2026-03-01"),
        ("2026、3、1", "2026-03-01"),
        ("２０２６－０３－０１", "2026-03-01"),
        ("2026—3—1", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("2026年3月1号", "2026-03-01"),
        ("2026 年 3 月 1 日", "2026-03-01"),
        ("2026年3月1", "2026-03-01"),
        ("20260301", "2026-03-01"),
        (" 2026-03-01　", "2026-03-01"),
        ("2026-03-01 00:00:00", "2026-03-01"),
        ("2026/3/1 8:30", "2026-03-01"),
        ("2026-03-01T08:30:00", "2026-03-01"),
        ("2026-03-01 08：30", "2026-03-01"),
        ("3-1", "2026-03-01"),
        ("3.1", "2026-03-01"),
        ("3月1日", "2026-03-01"),
        ("+7", "2026-11-28"),
        ("＋７", "2026-11-28"),
        ("+7天", "2026-11-28"),
        ("-3", "2026-11-18"),
        ("+0", "2026-11-21"),
        ("今天", "2026-11-21"),
        ("昨天", "2026-11-20"),
        ("明天", "2026-11-22"),
        ("25/6/2026", "2026-06-25"),
        ("6/25/2026", "2026-06-25"),
        ("2024-02-29", "2024-02-29"),
        ("2026/5/6", "2026-05-06"), // year first is never ambiguous: decisions 33
    ];
    for (text, expected) in cases {
        assert_eq!(typed(text), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn what_is_no_date_says_why() {
    let cases = [
        ("", "没有填日期"),
        ("  ", "没有填日期"),
        ("2026-02-30", "2026年2月只有28天，没有30日"),
        ("2026-02-29", "2026年2月只有28天，没有29日"),
        ("2026-11-31", "2026年11月只有30天，没有31日"),
        ("2026-1-0", "2026年1月只有31天，没有0日"),
        ("20260230", "2026年2月只有28天，没有30日"),
        ("2月30日", "2026年2月只有28天，没有30日"),
        ("2026-13-01", "没有13月，月份应为1—12"),
        ("26-3-1", "“26-3-1”的年份只有两位，请写四位年份"),
        ("26年3月1日", "“26年3月1日”的年份只有两位，请写四位年份"),
        ("260301", "“260301”的年份只有两位，请写四位年份"),
        ("2026-3", "“2026-3”缺少日，请写到年月日"),
        ("2026年3月", "“2026年3月”缺少日，请写到年月日"),
        ("202603", "“202603”缺少日，请写到年月日"),
        ("0026-03-01", "年份26超出1900—2199"),
        ("20226-03-01", "年份20226超出1900—2199"),
        ("46082", "“46082”像是表格的日期序号，请把该列设为日期格式或写成年-月-日"),
        ("待定", "“待定”不是日期，请写成 2026-03-01 或 2026年3月1日"),
        ("2026-2-3x", "“2026-2-3x”不是日期，请写成 2026-03-01 或 2026年3月1日"),
        ("2026-3-1-1", "“2026-3-1-1”不是日期，请写成 2026-03-01 或 2026年3月1日"),
        ("2026 3 1", "“2026 3 1”不是日期，请写成 2026-03-01 或 2026年3月1日"),
        ("2026-03-01 25:00", "“2026-03-01 25:00”不是日期，请写成 2026-03-01 或 2026年3月1日"),
        ("+-7", "“+-7”不是日期，请写成 2026-03-01 或 2026年3月1日"),
        ("31/31/2026", "没有31月，月份应为1—12"),
    ];
    for (text, expected) in cases {
        assert_eq!(typed(text).map_err(|f| f.to_string()), Err(expected.to_owned()), "{text}");
    }
    let long = typed(&"长".repeat(500)).unwrap_err().to_string();
    assert!(long.chars().count() < 80, "{long}");
    assert!(!typed("2026\u{1b}[2J").unwrap_err().to_string().contains('\u{1b}'));
}

#[test]
fn day_and_month_first_is_ambiguous_until_the_order_is_said() {
    // decisions 33
    let today = day("2026-11-21");
    let Err(Fault::Ambiguous { month_first, day_first, .. }) = read("5/6/2026", today, Order::Ymd) else { panic!() };
    assert_eq!((show(month_first), show(day_first)), ("2026-05-06".into(), "2026-06-05".into()));
    assert!(matches!(read("12-12-2026", today, Order::Ymd), Err(Fault::Ambiguous { .. })));
    assert_eq!(read("5/6/2026", today, Order::Dmy), Ok(day("2026-06-05")));
    assert_eq!(read("5/6/2026", today, Order::Mdy), Ok(day("2026-05-06")));
    assert_eq!(read("13/6/2026", today, Order::Ymd), Ok(day("2026-06-13")));
    assert_eq!(read("6/13/2026", today, Order::Ymd), Ok(day("2026-06-13")));
    // against the order that was said: the other rows would be misread in silence
    assert!(matches!(read("6/13/2026", today, Order::Dmy), Err(Fault::AgainstOrder(..))));
    assert!(matches!(read("13/6/2026", today, Order::Mdy), Err(Fault::AgainstOrder(..))));
}

#[test]
fn an_import_takes_whole_dates_only() {
    for text in ["3-1", "3月1日", "+7", "-3", "今天"] {
        assert!(matches!(read_strict(text, Order::Ymd), Err(Fault::Incomplete(_))), "{text}");
    }
    assert_eq!(read_strict("2026年3月1日", Order::Ymd), Ok(day("2026-03-01")));
    assert_eq!(read_strict("45413", Order::Ymd), Err(Fault::Serial(45413)));
}

#[test]
fn serials_of_both_date_systems_give_the_day_the_sheet_shows() {
    let cases = [
        (1.0, false, Some("1900-01-01")),
        (59.0, false, Some("1900-02-28")),
        (60.0, false, None), // 1900-02-29 never was
        (60.5, false, None),
        (61.0, false, Some("1900-03-01")),
        (45413.0, false, Some("2024-05-01")),
        (46327.75, false, Some("2026-11-01")),
        (43951.0, true, Some("2024-05-01")),
        (0.0, true, Some("1904-01-01")),
        (0.0, false, None),
        (0.5, false, None),
        (-1.0, false, None),
        (109_574.0, false, Some("2199-12-31")),
        (109_575.0, false, None),
        (1e300, false, None),
        (f64::NAN, false, None),
    ];
    for (n, date1904, expected) in cases {
        assert_eq!(from_serial(n, date1904).map(show).as_deref(), expected, "{n} {date1904}");
    }
}

#[test]
fn documents_write_dates_without_leading_zeros() {
    assert_eq!(chinese(day("2026-11-05")), "2026年11月5日");
    assert_eq!(show(day("2026-01-05")), "2026-01-05");
}

proptest! {
    #[test]
    fn what_is_shown_reads_back(days in 0i64..109_000) {
        let date = add_days(day("1900-01-01"), days);
        let today = day("2026-11-21");
        prop_assert_eq!(read(&show(date), today, Order::Ymd), Ok(date));
        prop_assert_eq!(read(&chinese(date), today, Order::Ymd), Ok(date));
        prop_assert_eq!(read_strict(&date.format("%Y%m%d").to_string(), Order::Dmy), Ok(date));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC*", near in "[0-9年月日/.+-]{0,12}") {
        let today = day("2026-11-21");
        let _ = (read(&text, today, Order::Ymd), read(&near, today, Order::Dmy), read_strict(&near, Order::Mdy));
    }
}
