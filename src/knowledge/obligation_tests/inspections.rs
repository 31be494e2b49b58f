use super::*;
use crate::domain::calendar::{Calendar, CalendarRow, DayKind};
use crate::domain::profile::{Fact, FactValue};

/// S61-26: the plant's fire inspection, once a month; lead 3 days (decisions 4).
#[test]
fn f02_monthly_fire_inspection() {
    let cases = [
        ("2026-10-31", "-"), // the period appears when it begins
        ("2026-11-01", "upcoming"),
        ("2026-11-26", "upcoming"), // day before the lead
        ("2026-11-27", "due"),      // first day of the lead
        ("2026-11-29", "due"),      // day before
        ("2026-11-30", "due"),      // on
        ("2026-12-01", "overdue"),  // day after
    ];
    holds(&plant(""), "F02/plant/2026-11", &cases);

    let mut done = plant("");
    let id = inspected(&mut done, "F02", "2026-11-12");
    let cases = [("2026-11-11", "upcoming"), ("2026-11-12", "met"), ("2026-12-01", "met")];
    holds(&done, "F02/plant/2026-11", &cases);
    let answer = judged(&done, "2026-11-30");
    let row = find(&answer, "F02/plant/2026-11").unwrap();
    assert_eq!(row.record.as_ref().unwrap().to_string(), format!("inspection/{id}"));
    assert_eq!((row.late_days, row.missed), (None, false));
    assert_eq!(row.force.label(), "法");
}

#[test]
fn f02_a_missed_month_stays_missed_and_a_later_inspection_does_not_clear_it() {
    let mut records = plant("");
    inspected(&mut records, "F02", "2026-12-02");
    let answer = judged(&records, "2026-12-10");
    let november = find(&answer, "F02/plant/2026-11").unwrap();
    assert_eq!((november.state.code(), november.missed), ("overdue", true));
    assert_eq!(november.days, Some(-10));
    assert_eq!(find(&answer, "F02/plant/2026-12").unwrap().state.code(), "met");
}

#[test]
fn f02_leap_february_and_the_turn_of_the_year() {
    let records = plant_since("2024-01-01", "");
    holds(&records, "F02/plant/2024-02", &[("2024-02-25", "upcoming"), ("2024-02-26", "due"), ("2024-02-29", "due")]);
    holds(&records, "F02/plant/2024-02", &[("2024-03-01", "overdue")]);
    holds(&records, "F02/plant/2024-12", &[("2024-12-31", "due"), ("2025-01-01", "overdue")]);
    holds(&records, "F02/plant/2025-02", &[("2025-02-28", "due"), ("2025-03-01", "overdue")]);
}

/// Decisions 2: a duty whose due day lies before `records_since` is not judged; the running period is.
#[test]
fn f02_before_the_records_began() {
    let records = plant_since("2026-11-20", "");
    holds(&records, "F02/plant/2026-10", &[("2026-11-21", "-")]);
    holds(&records, "F02/plant/2026-11", &[("2026-11-21", "upcoming"), ("2026-12-01", "overdue")]);
    let last_day = plant_since("2026-11-30", "");
    holds(&last_day, "F02/plant/2026-11", &[("2026-11-30", "due"), ("2026-12-01", "overdue")]);
}

#[test]
fn f02_advises_a_month_after_the_last_inspection() {
    let mut records = plant("");
    inspected(&mut records, "F02", "2026-10-31");
    let answer = judged(&records, "2026-11-05");
    assert_eq!(find(&answer, "F02/plant/2026-11").unwrap().advise_on, Some(day("2026-11-30"))); // clamped
}

#[test]
fn an_inspection_that_checked_nothing_meets_nothing() {
    let mut records = plant("");
    inspected(&mut records, "F02", "2026-11-12");
    records.inspections[0].checked = 0;
    let answer = judged(&records, "2026-11-30");
    let row = find(&answer, "F02/plant/2026-11").unwrap();
    assert_eq!(row.state.code(), "due");
    assert!(row.because.contains("一项也没有查"), "{}", row.because);
}

/// XFF-17, S61-25: daily patrol, of key units only; lead 0.
#[test]
fn f03_daily_fire_patrol() {
    let key = plant("fire_key_unit=yes");
    let cases = [("2026-11-20", "-"), ("2026-11-21", "due"), ("2026-11-22", "overdue")];
    holds(&key, "F03/plant/2026-11-21", &cases); // a Saturday: every day means every day
    let answer = judged(&key, "2026-11-22");
    assert!(find(&answer, "F03/plant/2026-11-21").unwrap().missed);

    let mut done = plant("fire_key_unit=yes");
    inspected(&mut done, "F03", "2026-11-21");
    holds(&done, "F03/plant/2026-11-21", &[("2026-11-21", "met"), ("2026-12-01", "met")]);
    holds(&done, "F03/plant/2026-11-22", &[("2026-11-22", "due")]);
    let since = plant_since("2026-11-21", "fire_key_unit=yes");
    holds(&since, "F03/plant/2026-11-20", &[("2026-11-22", "-")]);
    holds(&since, "F03/plant/2026-11-21", &[("2026-11-22", "overdue")]);
}

#[test]
fn f03_unknown_and_false_facts_are_told_apart() {
    let answer = judged(&plant(""), "2026-11-21");
    let open = find(&answer, "F03/plant/2026-11-21").unwrap();
    assert_eq!((open.state.code(), open.missing.as_slice()), ("data_missing", ["fire_key_unit".to_owned()].as_slice()));
    assert_eq!((open.due_on, open.days), (None, None));

    let answer = judged(&plant("fire_key_unit=no"), "2026-11-21");
    let not = find(&answer, "F03/plant/2026-11-21").unwrap();
    assert_eq!((not.state.code(), not.missing.len()), ("not_applicable", 0));
    assert!(not.because.contains("消防安全重点单位：否"), "{}", not.because);
    assert_eq!(answer.obligations.iter().filter(|it| it.code == "F03").count(), 1);
}

#[test]
fn a_fact_that_holds_since_a_day_owes_nothing_before_it() {
    let mut records = plant("");
    let fact = Fact { value: FactValue::Bool(true), since: Some(day("2026-11-18")), reason: None };
    records.facts.put("fire_key_unit", fact);
    holds(&records, "F03/plant/2026-11-17", &[("2026-11-21", "-")]);
    holds(&records, "F03/plant/2026-11-18", &[("2026-11-21", "overdue")]);
}

/// GB 50444-2008: monthly, half-monthly in high-risk places.
#[test]
fn f04_extinguishers() {
    let plain = plant("fire_high_risk_place=no");
    holds(&plain, "F04/plant/2026-11", &[("2026-11-26", "upcoming"), ("2026-11-27", "due"), ("2026-12-01", "overdue")]);
    let risky = plant("fire_high_risk_place=yes");
    let cases = [
        ("2026-11-01", "upcoming"),
        ("2026-11-11", "upcoming"),
        ("2026-11-12", "due"),
        ("2026-11-14", "due"),
        ("2026-11-15", "due"),
        ("2026-11-16", "overdue"),
    ];
    holds(&risky, "F04/plant/2026-11a", &cases);
    holds(&risky, "F04/plant/2026-11b", &[("2026-11-15", "-"), ("2026-11-16", "upcoming"), ("2026-12-01", "overdue")]);
    holds(&risky, "F04/plant/2026-11", &[("2026-11-30", "-")]);
    let leap = plant_since("2024-02-01", "fire_high_risk_place=yes");
    holds(&leap, "F04/plant/2024-02b", &[("2024-02-29", "due"), ("2024-03-01", "overdue")]);
    holds(&plant(""), "F04/plant/2026-11", &[("2026-11-30", "data_missing")]);
    let since = plant_since("2026-11-16", "fire_high_risk_place=yes");
    holds(&since, "F04/plant/2026-11a", &[("2026-11-20", "-")]);

    let mut done = plant("fire_high_risk_place=yes");
    inspected(&mut done, "F04", "2026-11-03");
    holds(&done, "F04/plant/2026-11a", &[("2026-11-20", "met")]);
    holds(&done, "F04/plant/2026-11b", &[("2026-11-28", "due")]); // the first half does not serve the second
}

const NOT_RISKY: &str = "mine=no metal_smelting=no construction=no transport=no fireworks=no civil_explosives=no \
     hazardous_goods_production=no hazardous_goods_operation=no hazardous_goods_storage=no hazardous_goods_loading=no";

fn led(records: &mut Records, on: &str, by_principal: Option<bool>) {
    inspected(records, "LD01", on);
    records.inspections.last_mut().unwrap().led_by_principal = by_principal;
}

/// 安委〔2024〕2号: led by the principal, quarterly, monthly with a high-risk flag; ends 2026-12-31 (decisions 10, 11).
#[test]
fn ld01_led_by_the_principal() {
    let calm = plant(NOT_RISKY);
    let cases = [
        ("2026-06-30", "-"),
        ("2026-07-01", "upcoming"),
        ("2026-09-14", "upcoming"),
        ("2026-09-15", "due"), // 15 days
        ("2026-09-29", "due"),
        ("2026-09-30", "due"),
        ("2026-10-01", "overdue"),
    ];
    holds(&calm, "LD01/plant/2026-Q3", &cases);
    let risky = plant("mine=yes");
    holds(
        &risky,
        "LD01/plant/2026-09",
        &[("2026-09-26", "upcoming"), ("2026-09-27", "due"), ("2026-10-01", "overdue")],
    );
    let shipping = plant("transport=yes"); // the organisation flag alone does too
    holds(&shipping, "LD01/plant/2026-09", &[("2026-10-01", "overdue")]);
    holds(&plant_since("2026-10-01", NOT_RISKY), "LD01/plant/2026-Q3", &[("2026-10-02", "-")]);
}

#[test]
fn ld01_counts_only_what_the_record_says_the_principal_led() {
    for (led_by, expected, word) in
        [(Some(true), "met", "检查"), (Some(false), "overdue", "不是主要负责人带队"), (None, "overdue", "没有记明")]
    {
        let mut records = plant(NOT_RISKY);
        led(&mut records, "2026-08-20", led_by);
        let answer = judged(&records, "2026-10-01");
        let row = find(&answer, "LD01/plant/2026-Q3").unwrap();
        assert_eq!(row.state.code(), expected);
        assert!(row.because.contains(word), "{}", row.because);
    }
}

#[test]
fn ld01_names_every_question_that_stands_open() {
    let answer = judged(&plant("mine=no transport=no"), "2026-11-21");
    let row = find(&answer, "LD01/plant/2026-Q4").unwrap();
    assert_eq!(row.state.code(), "data_missing");
    assert!(row.missing.contains(&"metal_smelting".to_owned()) && !row.missing.contains(&"mine".to_owned()));
}

#[test]
fn ld01_ends_with_the_three_year_action_unless_the_plant_goes_on() {
    let mut records = plant(NOT_RISKY);
    holds(&records, "LD01/plant/2026-Q4", &[("2026-12-31", "due"), ("2027-01-01", "overdue")]);
    let answer = judged(&records, "2027-02-01");
    let lapsed = find(&answer, "LD01/plant/2027-Q1").unwrap();
    assert_eq!(lapsed.state.code(), "not_applicable");
    assert!(lapsed.because.contains("2026年12月31日"), "{}", lapsed.because);

    records.settings.house.insert("LD01".to_owned());
    let answer = judged(&records, "2027-03-31");
    let house = find(&answer, "LD01/plant/2027-Q1").unwrap();
    assert_eq!((house.state.code(), house.force.label(), house.edition.as_str()), ("due", "惯", "本单位规定"));
}

/// 总局令 74号: daily on days in use, weekly.
#[test]
fn s18_special_equipment() {
    let mut records = plant("special_equipment=yes");
    holds(&records, "S18D/plant/2026-11-20", &[("2026-11-20", "due"), ("2026-11-21", "overdue")]);
    holds(&records, "S18D/plant/2026-11-21", &[("2026-11-21", "-"), ("2026-11-22", "-")]); // Saturday
    let row = |from, to, kind| CalendarRow { from: day(from), to: day(to), kind, department: None };
    records.calendar = Calendar::new([
        row("2026-11-21", "2026-11-21", DayKind::Makeup),
        row("2026-11-19", "2026-11-19", DayKind::Stoppage),
    ]);
    holds(&records, "S18D/plant/2026-11-21", &[("2026-11-21", "due")]);
    holds(&records, "S18D/plant/2026-11-19", &[("2026-11-20", "-")]);

    let cases = [
        ("2026-11-15", "-"),
        ("2026-11-18", "upcoming"),
        ("2026-11-19", "due"),
        ("2026-11-22", "due"),
        ("2026-11-23", "overdue"),
    ];
    holds(&records, "S18W/plant/2026-W47", &cases);
    records.calendar = Calendar::new([row("2026-11-09", "2026-11-15", DayKind::Stoppage)]);
    holds(&records, "S18W/plant/2026-W46", &[("2026-11-20", "-")]); // the whole week stood still
    let turn = plant_since("2020-12-01", "special_equipment=yes");
    // the order came into force on 2023-05-05, a Friday: the week that ends after it counts (decisions 10)
    holds(&turn, "S18W/plant/2023-W17", &[("2023-05-20", "-")]);
    holds(&turn, "S18W/plant/2023-W18", &[("2023-05-08", "overdue")]);
    holds(&turn, "S18W/plant/2026-W53", &[("2027-01-03", "due"), ("2027-01-04", "overdue")]);
    holds(&plant("special_equipment=no"), "S18D/plant/2026-11-20", &[("2026-11-20", "not_applicable")]);
    holds(&plant(""), "S18W/plant/2026-W47", &[("2026-11-20", "data_missing")]);
}

fn planned(records: &mut Records, frequency: Frequency, weekdays: Weekdays) {
    records.plans.push(Plan {
        id: 7,
        title: "检查 一车间".to_owned(),
        department: Some("一车间".to_owned()),
        departments: vec![3],
        owner: Some("李敏".to_owned()),
        schedule: Schedule { frequency, weekdays, from: day("2026-03-01"), to: None, only_working_days: false },
    });
}

fn done_for_plan(records: &mut Records, on: &str) {
    inspected(records, "X", on);
    records.inspections.last_mut().unwrap().plan = Some(7);
}

/// AQF-46 and the plant's own plan: each occurrence by itself; a missed one stays missed (decisions 3).
#[test]
fn p01_daily_plan() {
    let mut records = plant("");
    planned(&mut records, Frequency::Day, Weekdays::WORKWEEK);
    let cases = [("2026-11-19", "-"), ("2026-11-20", "due"), ("2026-11-21", "overdue")];
    holds(&records, "P01/plan-7/2026-11-20", &cases);
    holds(&records, "P01/plan-7/2026-11-21", &[("2026-11-22", "-")]); // Saturday
    holds(&records, "P01/plan-7/2026-02-27", &[("2026-03-05", "-")]); // before the plan

    done_for_plan(&mut records, "2026-11-20");
    done_for_plan(&mut records, "2026-11-18");
    let answer = judged(&records, "2026-11-20");
    let row = find(&answer, "P01/plan-7/2026-11-20").unwrap();
    assert_eq!((row.state.code(), row.subject.as_str(), row.owner.as_deref()), ("met", "一车间", Some("李敏")));
    let missed = find(&answer, "P01/plan-7/2026-11-19").unwrap();
    assert_eq!((missed.state.code(), missed.missed), ("overdue", true));
}

#[test]
fn p01_weekly_and_monthly_plans() {
    let mut weekly = plant("");
    planned(&mut weekly, Frequency::Week, Weekdays::parse("周五").unwrap());
    let cases = [
        ("2026-11-15", "-"),
        ("2026-11-16", "upcoming"),
        ("2026-11-17", "due"),
        ("2026-11-20", "due"),
        ("2026-11-21", "overdue"), // past Friday, but the week can still be made up
        ("2026-11-23", "overdue"),
    ];
    holds(&weekly, "P01/plan-7/2026-W47", &cases);
    let missed = |today: &str| find(&judged(&weekly, today), "P01/plan-7/2026-W47").unwrap().missed;
    assert!(!missed("2026-11-22") && missed("2026-11-23"));
    done_for_plan(&mut weekly, "2026-11-22");
    let answer = judged(&weekly, "2026-11-30");
    let row = find(&answer, "P01/plan-7/2026-W47").unwrap();
    assert_eq!((row.state.code(), row.late_days), ("met", Some(2)));

    let mut monthly = plant("");
    planned(&mut monthly, Frequency::Month, Weekdays::NONE);
    holds(
        &monthly,
        "P01/plan-7/2026-11",
        &[("2026-11-26", "upcoming"), ("2026-11-27", "due"), ("2026-12-01", "overdue")],
    );
}

#[test]
fn p01_an_inspection_made_for_another_occurrence_or_plan_does_not_count() {
    let mut records = plant("");
    planned(&mut records, Frequency::Day, Weekdays::NONE);
    done_for_plan(&mut records, "2026-11-20");
    records.inspections[0].occurrence = Some(Period::parse("2026-11-19").unwrap());
    holds(&records, "P01/plan-7/2026-11-20", &[("2026-11-20", "due")]);
    holds(&records, "P01/plan-7/2026-11-19", &[("2026-11-20", "overdue")]);
    records.inspections[0].occurrence = None;
    records.inspections[0].plan = Some(8);
    holds(&records, "P01/plan-7/2026-11-20", &[("2026-11-20", "due")]);
}

#[test]
fn a_missed_occurrence_is_closed_with_a_reason_and_stays_missed() {
    let mut records = plant("fire_key_unit=yes");
    let closure = |id: i64, obligation: &str| Closure {
        id,
        obligation: obligation.to_owned(),
        reason: "全厂停电".to_owned(),
        on: day("2026-11-21"),
    };
    records.closures = vec![closure(1, "F03/plant/2026-11-20"), closure(2, "F03/plant/2026-11-21")];
    let answer = judged(&records, "2026-11-21");
    let missed = find(&answer, "F03/plant/2026-11-20").unwrap();
    assert_eq!((missed.state.code(), missed.missed, missed.is_pressing()), ("overdue", true, false));
    assert!(missed.because.contains("全厂停电"));
    let today = find(&answer, "F03/plant/2026-11-21").unwrap();
    assert_eq!((today.state.code(), today.closed.is_some()), ("due", false)); // what can still be done is not closed
    holds(&records, "F03/plant/2026-11-20", &[("2026-11-20", "due")]);
}
