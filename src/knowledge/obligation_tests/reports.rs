use super::*;

/// Z16-14: quarterly table before the 15th of the next quarter's first month, signed by the principal.
#[test]
fn a05_quarterly_table() {
    let records = plant("");
    let cases = [
        ("2026-06-30", "-"),
        ("2026-07-01", "upcoming"),
        ("2026-09-30", "upcoming"), // never due before the period has ended (decisions 3)
        ("2026-10-01", "due"),      // lead 15 days would begin on 09-30
        ("2026-10-14", "due"),
        ("2026-10-15", "due"),
        ("2026-10-16", "overdue"),
    ];
    holds(&records, "A05/plant/2026-Q3", &cases);
    let answer = judged(&records, "2026-10-10");
    let row = find(&answer, "A05/plant/2026-Q3").unwrap();
    assert_eq!((row.due_on, row.advise_on), (Some(day("2026-10-15")), Some(day("2026-10-14"))));
    assert_eq!(row.window_from, Some(day("2026-10-01")));
    holds(
        &records,
        "A05/plant/2026-Q4",
        &[("2026-12-31", "upcoming"), ("2027-01-01", "due"), ("2027-01-16", "overdue")],
    );
}

#[test]
fn a05_strict_reading_leaves_the_15th_out() {
    let mut records = plant("");
    records.settings.numbers.insert("A05.strict".to_owned(), 1);
    holds(&records, "A05/plant/2026-Q3", &[("2026-10-13", "due"), ("2026-10-14", "due"), ("2026-10-15", "overdue")]);
}

#[test]
fn a05_needs_the_principals_signature() {
    let mut records = plant("");
    submitted(&mut records, "quarterly", "2026-Q3", "2026-10-12", "");
    let answer = judged(&records, "2026-10-14");
    let row = find(&answer, "A05/plant/2026-Q3").unwrap();
    assert_eq!((row.state.code(), row.record.is_none()), ("due", true));
    assert!(row.because.contains("签字"), "{}", row.because);
    submitted(&mut records, "quarterly", "2026-Q3", "2026-10-13", "周明");
    holds(&records, "A05/plant/2026-Q3", &[("2026-10-12", "due"), ("2026-10-13", "met")]);
}

#[test]
fn a05_late_is_met_with_its_days_and_never_missed() {
    let mut records = plant("");
    submitted(&mut records, "quarterly", "2026-Q3", "2026-11-16", "周明");
    let answer = judged(&records, "2026-11-15");
    let open = find(&answer, "A05/plant/2026-Q3").unwrap();
    assert_eq!((open.state.code(), open.missed, open.days), ("overdue", false, Some(-31)));
    let answer = judged(&records, "2026-11-21");
    let row = find(&answer, "A05/plant/2026-Q3").unwrap();
    assert_eq!((row.state.code(), row.late_days), ("met", Some(32)));
    assert!(row.because.contains("迟32天"));
}

#[test]
fn a05_before_the_records_began() {
    let mut records = plant_since("2026-10-16", "");
    holds(&records, "A05/plant/2026-Q3", &[("2026-10-20", "-")]);
    submitted(&mut records, "quarterly", "2026-Q3", "2026-10-10", "周明");
    holds(&records, "A05/plant/2026-Q3", &[("2026-10-20", "met")]); // a record entered for it is shown
    let on_the_day = plant_since("2026-10-15", "");
    holds(&on_the_day, "A05/plant/2026-Q3", &[("2026-10-16", "overdue")]);
}

#[test]
fn a_report_handed_in_before_its_period_ended_is_no_report_on_it() {
    let mut records = plant("");
    submitted(&mut records, "quarterly", "2026-Q3", "2026-09-30", "周明");
    let answer = judged(&records, "2026-10-14");
    let row = find(&answer, "A05/plant/2026-Q3").unwrap();
    assert_eq!(row.state.code(), "due");
    assert!(row.because.contains("早于期末"), "{}", row.because);
    // and a report on another period or of another kind is none either
    submitted(&mut records, "quarterly", "2026-Q2", "2026-10-02", "周明");
    submitted(&mut records, "monthly", "2026-09", "2026-10-02", "周明");
    holds(&records, "A05/plant/2026-Q3", &[("2026-10-14", "due")]);
}

/// Z16-14: yearly table before 31 January; lead 60 days, but not before the year has ended.
#[test]
fn a06_yearly_table() {
    let records = plant("");
    let cases = [
        ("2026-12-31", "upcoming"),
        ("2027-01-01", "due"),
        ("2027-01-30", "due"),
        ("2027-01-31", "due"),
        ("2027-02-01", "overdue"),
    ];
    holds(&records, "A06/plant/2026", &cases);
    holds(&plant_since("2026-02-01", ""), "A06/plant/2025", &[("2026-02-02", "-")]);
    holds(&plant_since("2026-01-31", ""), "A06/plant/2025", &[("2026-02-01", "overdue")]);
    let mut done = plant("");
    submitted(&mut done, "yearly", "2026", "2027-01-31", "周明");
    holds(&done, "A06/plant/2026", &[("2027-02-10", "met")]);
    let mut strict = plant("");
    strict.settings.numbers.insert("A06.strict".to_owned(), 1);
    holds(&strict, "A06/plant/2026", &[("2027-01-30", "due"), ("2027-01-31", "overdue")]);
}

/// Local custom: the week's report on the Monday after; Friday's report on the running week counts.
#[test]
fn r01_weekly_report() {
    let records = plant("");
    let cases = [
        ("2026-11-15", "-"),
        ("2026-11-16", "upcoming"),
        ("2026-11-22", "upcoming"),
        ("2026-11-23", "due"),
        ("2026-11-24", "overdue"),
    ];
    holds(&records, "R01/plant/2026-W47", &cases);
    let mut later = plant("");
    later.settings.numbers.insert("R01.days_after".to_owned(), 3);
    holds(&later, "R01/plant/2026-W47", &[("2026-11-25", "due"), ("2026-11-26", "overdue")]);
    let mut friday = plant("");
    submitted(&mut friday, "weekly", "2026-W47", "2026-11-20", "");
    holds(&friday, "R01/plant/2026-W47", &[("2026-11-19", "upcoming"), ("2026-11-20", "met")]);
    let mut thursday = plant("");
    submitted(&mut thursday, "weekly", "2026-W47", "2026-11-19", "");
    holds(&thursday, "R01/plant/2026-W47", &[("2026-11-23", "due")]);
    holds(&plant_since("2026-11-24", ""), "R01/plant/2026-W47", &[("2026-11-24", "-")]);
    holds(
        &records,
        "R01/plant/2026-W53",
        &[("2027-01-03", "upcoming"), ("2027-01-04", "due"), ("2027-01-05", "overdue")],
    );
}

/// Local custom: the month's report by the 5th, or the day the authority names.
#[test]
fn r02_monthly_report() {
    let records = plant("");
    let cases = [
        ("2026-10-31", "upcoming"),
        ("2026-11-01", "upcoming"),
        ("2026-11-02", "due"), // three days of lead
        ("2026-11-04", "due"),
        ("2026-11-05", "due"),
        ("2026-11-06", "overdue"),
    ];
    holds(&records, "R02/plant/2026-10", &cases);
    let mut local = plant("");
    local.settings.numbers.insert("R02.day".to_owned(), 31);
    holds(&local, "R02/plant/2026-10", &[("2026-11-30", "due"), ("2026-12-01", "overdue")]); // clamped
    let mut longer = plant("");
    longer.settings.numbers.insert("R02.lead".to_owned(), 4);
    holds(&longer, "R02/plant/2026-10", &[("2026-11-01", "due")]);
    holds(&plant_since("2026-11-06", ""), "R02/plant/2026-10", &[("2026-11-06", "-")]);
    let mut done = plant("");
    submitted(&mut done, "monthly", "2026-10", "2026-11-07", "");
    let answer = judged(&done, "2026-11-07");
    assert_eq!(find(&answer, "R02/plant/2026-10").unwrap().late_days, Some(2));
}

/// Custom: half-year summary by 10 July, the year's by 10 January.
#[test]
fn r21_summaries() {
    let records = plant("");
    let cases = [
        ("2026-06-30", "upcoming"),
        ("2026-07-01", "due"),
        ("2026-07-09", "due"),
        ("2026-07-10", "due"),
        ("2026-07-11", "overdue"),
    ];
    holds(&records, "R21/plant/2026-H1", &cases);
    holds(&records, "R21/plant/2026-H2", &[("2027-01-05", "-")]); // the year's summary covers it
    let cases = [("2026-12-31", "upcoming"), ("2027-01-01", "due"), ("2027-01-10", "due"), ("2027-01-11", "overdue")];
    holds(&records, "R21Y/plant/2026", &cases);
    holds(&plant_since("2026-07-11", ""), "R21/plant/2026-H1", &[("2026-07-11", "-")]);
    let answer = judged(&records, "2026-07-05");
    assert_eq!(find(&answer, "R21/plant/2026-H1").unwrap().mark.label(), "待核");
}

/// Decisions 27: a habit can be switched off, a duty set by law cannot.
#[test]
fn switching_off_works_for_habits_only() {
    let mut records = plant("");
    for code in ["R01", "A05"] {
        records.settings.off.insert(code.to_owned(), "主管部门不要求".to_owned());
    }
    let answer = judged(&records, "2026-10-16");
    let weekly: Vec<&Obligation> = answer.obligations.iter().filter(|it| it.code == "R01").collect();
    assert_eq!((weekly.len(), weekly[0].state.code()), (1, "not_applicable"));
    assert!(weekly[0].because.contains("主管部门不要求"));
    assert_eq!(find(&answer, "A05/plant/2026-Q3").unwrap().state.code(), "overdue");
}

#[test]
fn a_setting_cannot_move_a_term_set_by_law() {
    let mut records = plant("");
    records.settings.numbers.insert("A05.day".to_owned(), 30);
    holds(&records, "A05/plant/2026-Q3", &[("2026-10-16", "overdue")]);
}

#[test]
fn stored_settings_are_taken_over_and_wrong_ones_refused() {
    let mut records = plant("");
    let settings = &mut records.settings;
    for (key, value) in
        [("R02.day", "10"), ("A05.strict", "1"), ("R01.off", "1"), ("LD01.house", "1"), ("late.limit", "x")]
    {
        settings.put(rules(), key, value, "主管部门通知").unwrap();
    }
    assert!(settings.put(rules(), "R02.day", "五", "").unwrap_err().message.contains("整数"));
    assert!(settings.put(rules(), "A05.off", "1", "忙").unwrap_err().message.contains("不能停用"));
    holds(&records, "R02/plant/2026-10", &[("2026-11-10", "due"), ("2026-11-11", "overdue")]);
    holds(&records, "A05/plant/2026-Q3", &[("2026-10-15", "overdue")]);
    holds(&records, "R01/plant/2026-W47", &[("2026-11-22", "not_applicable")]);
    records.settings.put(rules(), "R01.off", "0", "").unwrap();
    holds(&records, "R01/plant/2026-W47", &[("2026-11-22", "upcoming")]);
}
