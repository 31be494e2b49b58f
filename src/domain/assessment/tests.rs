//! Tables of cases. 安全生产法 第二十二条 第二款 asks that carrying out the responsibilities is supervised and assessed; how
//! often, how much and who is left out are defaults of the domain (responsibility lists 1.2, 惯).

use chrono::NaiveDate;

use super::measure::{self, Counted};
use super::plan::Setting;
use super::score::{read_tenths, show_tenths};
use super::summary::{Part, Rated};
use super::*;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::responsibility::Tier;
use crate::domain::statistics::Ratio;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn held(post: i64, from: &str, to: &str, main: bool) -> Holding {
    let read = |text: &str| (!text.is_empty()).then(|| day(text));
    Holding { known_by: None, post, from: read(from), to: read(to), main }
}

fn present(hired: &str, ended: &str, absences: &[(&str, &str)]) -> Presence {
    let read = |text: &str| (!text.is_empty()).then(|| day(text));
    let absences = absences.iter().map(|(left, back)| (day(left), read(back))).collect();
    Presence { hired_on: read(hired), ended_on: read(ended), absences }
}

/// `weight@days` of each owed post, else why not.
fn said(plan: &Plan, period: &str, presence: &Presence, holdings: &[Holding]) -> String {
    let all = standing::judge(plan, Period::parse(period).unwrap(), presence, holdings);
    let words = all.iter().map(|it| match it {
        Standing::Owed { span, weight } => format!("{weight}@{}", span.days),
        Standing::Not(why) => why.code().to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn who_was_in_the_post_for_half_of_the_period_is_assessed_there() {
    let plan = Plan::default();
    let here = || present("2020-01-01", "", &[]);
    for (why, presence, holdings, expected) in [
        ("the whole period", here(), vec![held(1, "2020-01-01", "", true)], "100@30"),
        ("hired at the half", present("2026-09-16", "", &[]), vec![held(1, "2026-09-16", "", true)], "100@15"),
        ("hired a day later", present("2026-09-17", "", &[]), vec![held(1, "2026-09-17", "", true)], "short"),
        ("hired after it", present("2026-10-01", "", &[]), vec![held(1, "2026-10-01", "", true)], "elsewhere"),
        ("left within it", present("", "2026-09-29", &[]), vec![held(1, "", "2026-09-29", true)], "left"),
        ("left on its last day", present("", "2026-09-30", &[]), vec![held(1, "", "2026-09-30", true)], "100@30"),
        ("away throughout", present("", "", &[("2026-08-01", "")]), vec![held(1, "", "", true)], "away"),
        (
            "away throughout, back on 1 October",
            present("", "", &[("2026-08-31", "2026-10-01")]),
            vec![held(1, "", "", true)],
            "away",
        ),
        (
            "away for half of it",
            present("", "", &[("2026-09-15", "2026-10-08")]),
            vec![held(1, "", "", true)],
            "100@15",
        ),
        ("away for more", present("", "", &[("2026-09-14", "2026-10-08")]), vec![held(1, "", "", true)], "short"),
        (
            "absences that overlap count once",
            present("", "", &[("2026-09-15", "2026-09-25"), ("2026-09-20", "")]),
            vec![held(1, "", "", true)],
            "100@15",
        ),
        (
            "moved at the half: both posts, by days",
            here(),
            vec![held(1, "", "2026-09-15", true), held(2, "2026-09-16", "", true)],
            "50@15 50@15",
        ),
        (
            "moved early: the new post alone",
            here(),
            vec![held(1, "", "2026-09-10", true), held(2, "2026-09-11", "", true)],
            "short 100@20",
        ),
        (
            "moved twice, no post for half of it: the last",
            here(),
            vec![
                held(1, "", "2026-09-10", true),
                held(2, "2026-09-11", "2026-09-20", true),
                held(3, "2026-09-21", "", true),
            ],
            "short short 100@10",
        ),
        (
            "two posts at once: the main one weighs 70",
            here(),
            vec![held(1, "", "", true), held(2, "", "", false)],
            "70@30 30@30",
        ),
        (
            "three posts at once",
            here(),
            vec![held(1, "", "", true), held(2, "", "", false), held(3, "", "", false)],
            "70@30 15@30 15@30",
        ),
        (
            "a post beside taken up late is not assessed and leaves its weight",
            here(),
            vec![held(1, "", "", true), held(2, "2026-09-20", "", false)],
            "100@30 short",
        ),
    ] {
        assert_eq!(said(&plan, "2026-09", &presence, &holdings), expected, "{why}");
    }
}

#[test]
fn without_a_first_day_somebody_owes_only_what_is_certain() {
    let plan = Plan::default();
    let held = |known: &str| Holding { known_by: Some(day(known)), ..held(1, "", "", true) };
    for (known, expected) in [
        ("2026-08-31", "100@30"),
        // Entered on the 16th: fifteen days are certain, which is half.
        ("2026-09-16", "100@15"),
        ("2026-09-17", "unknown"),
        ("2026-11-05", "unknown"),
    ] {
        assert_eq!(said(&plan, "2026-09", &present("", "", &[]), &[held(known)]), expected, "{known}");
    }
}

#[test]
fn a_period_is_not_assessed_before_its_last_quarter() {
    for (period, first) in [
        ("2026-09", "2026-09-24"),
        ("2026-02", "2026-02-22"),
        ("2026-Q3", "2026-09-08"),
        ("2026-H1", "2026-05-31"),
        ("2026", "2026-12-01"),
    ] {
        assert_eq!(standing::earliest(Period::parse(period).unwrap()), day(first), "{period}");
    }
}

#[test]
fn the_share_and_the_weight_are_settings_and_a_bad_value_keeps_the_default() {
    let set = [("assess.share", "80"), ("assess.main_weight", "60"), ("assess.pass", "eighty"), ("RL04.days", "7")];
    let plan = Plan::of(set.into_iter());
    let holdings = [held(1, "", "", true), held(2, "2026-09-05", "", false)];
    assert_eq!(said(&plan, "2026-09", &present("", "", &[]), &holdings), "63@30 37@26");
    assert_eq!(plan.bands, Bands::default());
}

#[test]
fn how_often_a_tier_is_assessed_is_a_setting_and_a_list_may_say_its_own() {
    let plan = Plan::of([("assess.operation", "quarter")].into_iter());
    for (tier, own, period, expected) in [
        (Tier::Operation, None, "2026-Q3", true),
        (Tier::Operation, None, "2026-09", false),
        (Tier::Execution, None, "2026-09", true),
        // What only repeats the default of the tier follows the plant's setting.
        (Tier::Operation, Some(Cadence::Month), "2026-09", false),
        (Tier::Operation, Some(Cadence::Month), "2026-Q3", true),
        (Tier::Execution, Some(Cadence::HalfYear), "2026-09", false),
        (Tier::Execution, Some(Cadence::HalfYear), "2026-H1", true),
        (Tier::Decision, None, "2026-Q3", true),
        (Tier::Decision, Some(Cadence::Year), "2026-Q3", false),
        (Tier::Decision, Some(Cadence::Year), "2026", true),
        // The whole year is assessed besides.
        (Tier::Operation, None, "2026", true),
        (Tier::Operation, None, "2026-W30", false),
    ] {
        assert_eq!(plan.is_assessed(tier, own, Period::parse(period).unwrap()), expected, "{tier} {own:?} {period}");
    }
    let without = Plan { yearly: false, ..plan };
    assert!(!without.is_assessed(Tier::Operation, None, Period::Year(2026)));
    assert!(without.is_assessed(Tier::Decision, Some(Cadence::Year), Period::Year(2026)));
    for (setting, typed, stored) in [
        (Setting::Cadence(Tier::Operation), "季度", Ok("quarter")),
        (Setting::Cadence(Tier::Operation), "每月", Ok("month")),
        (Setting::Cadence(Tier::Operation), "weekly", Err(())),
        (Setting::Share, "0", Err(())),
        (Setting::Share, "100", Ok("100")),
        (Setting::Yearly, "否", Ok("0")),
        (Setting::Bound(0), "101", Err(())),
    ] {
        assert_eq!(setting.read(typed).map_err(drop), stored.map(str::to_owned), "{setting:?} {typed}");
    }
}

#[test]
fn a_band_is_by_the_exact_score_and_a_veto_fails_whatever_the_score() {
    // Decisions 22: compared exactly; printed half up, cut where that would reach a bound.
    let bands = Bands::default();
    for (num, den, vetoed, shown, band) in [
        (900, 1000, false, "90.0", Some(Band::Excellent)),
        (89_999, 100_000, false, "89.9", Some(Band::Pass)),
        (80, 100, false, "80.0", Some(Band::Pass)),
        (7_999, 10_000, false, "79.9", Some(Band::Basic)),
        (5_999, 10_000, false, "59.9", Some(Band::Fail)),
        (60, 100, false, "60.0", Some(Band::Basic)),
        (2, 3, false, "66.7", Some(Band::Basic)),
        (9_999, 10_000, false, "99.9", Some(Band::Excellent)),
        (100, 100, true, "100.0", Some(Band::Fail)),
        (0, 0, false, "—", None),
        (0, 0, true, "—", Some(Band::Fail)),
    ] {
        let score = Ratio::new(num, den);
        assert_eq!((bands.show(score).as_str(), bands.band(score, vetoed)), (shown, band), "{num}/{den} {vetoed}");
    }
}

#[test]
fn what_was_not_due_is_outside_the_result_and_what_nobody_scored_is_open() {
    let duty = |points, mark| Scored { points, mark };
    let total = Total::of([
        duty(10, Mark::Tenths(85)),
        duty(20, Mark::Tenths(200)),
        duty(30, Mark::NotDue),
        duty(10, Mark::Tenths(0)),
    ]);
    assert_eq!(total, Total { got: 285, possible: 40, open: 0, not_due: 1 });
    assert_eq!(Bands::default().show(total.score()), "71.3");
    assert_eq!(Total::of([duty(10, Mark::Open), duty(10, Mark::Tenths(100))]).open, 1);
    assert!(!Total::of([duty(10, Mark::NotDue)]).score().has_value());
    assert!(!Total::of([]).score().has_value());
}

#[test]
fn points_are_typed_with_at_most_one_decimal_and_never_above_those_of_the_duty() {
    for (typed, tenths) in
        [("8", 80), ("8.5", 85), ("８．５分", 85), ("0", 0), ("10", 100), ("10.0", 100), ("8.50", 85)]
    {
        assert_eq!(read_tenths(typed, 10), Ok(tenths), "{typed}");
    }
    for typed in ["10.1", "11", "-1", "8.55", "", "八", "8,5", ".5"] {
        assert!(read_tenths(typed, 10).is_err(), "{typed}");
    }
    assert_eq!((show_tenths(85), show_tenths(80)), ("8.5".to_owned(), "8".to_owned()));
}

#[test]
fn a_person_is_the_weighted_mean_of_all_posts_and_nothing_before_all_are_assessed() {
    let bands = Bands::default();
    let rated = |num, den, vetoed| {
        let score = Ratio::new(num, den);
        Some(Rated { score, vetoed, band: bands.band(score, vetoed) })
    };
    let part = |weight, done| Part { weight, done };
    let mean = |parts: &[Part]| match PersonResult::of(&bands, parts) {
        PersonResult::Rated { score, band, vetoed } => {
            format!("{} {band}{}", bands.show(score), if vetoed { " veto" } else { "" })
        }
        PersonResult::Partly { done, owed } => format!("{done}/{owed}"),
        PersonResult::NotAssessed => "not assessed".to_owned(),
        PersonResult::NothingDue => "nothing due".to_owned(),
    };
    for (parts, expected) in [
        (vec![part(100, rated(90, 100, false))], "90.0 优秀"),
        // 70 % of 90 and 30 % of 60: 81.
        (vec![part(70, rated(90, 100, false)), part(30, rated(60, 100, false))], "81.0 合格"),
        (vec![part(70, rated(2, 3, false)), part(30, rated(6, 7, false))], "72.4 基本合格"),
        (vec![part(70, rated(95, 100, false)), part(30, rated(95, 100, true))], "95.0 不合格 veto"),
        (vec![part(70, rated(95, 100, false)), part(30, None)], "1/2"),
        (vec![part(70, None), part(30, None)], "not assessed"),
        (vec![part(100, None)], "not assessed"),
        (vec![part(100, rated(0, 0, false))], "nothing due"),
        (vec![part(70, rated(0, 0, false)), part(30, rated(8, 10, false))], "80.0 合格"),
        (vec![], "not assessed"),
    ] {
        assert_eq!(mean(&parts), expected, "{parts:?}");
    }
}

#[test]
fn who_was_not_assessed_is_counted_by_himself_and_is_in_no_average() {
    let bands = Bands::default();
    let rated = |percent| {
        let score = Ratio::new(percent, 100);
        let done = Some(Rated { score, vetoed: false, band: bands.band(score, false) });
        PersonResult::of(&bands, &[Part { weight: 100, done }])
    };
    let mut summary = Summary::default();
    for result in [
        rated(95),
        rated(85),
        rated(50),
        PersonResult::NotAssessed,
        PersonResult::NotAssessed,
        PersonResult::NothingDue,
        PersonResult::Partly { done: 1, owed: 2 },
    ] {
        summary.add(&bands, result);
    }
    assert_eq!(summary.bands, [1, 1, 0, 1]);
    assert_eq!((summary.owed, summary.not_assessed, summary.partly, summary.nothing_due), (7, 2, 1, 1));
    assert_eq!(summary.assessed(), 4);
    // (95 + 85 + 50) ÷ 3.
    assert_eq!(bands.show(summary.average()), "76.7");
    let mut none = Summary::default();
    none.add(&bands, PersonResult::NotAssessed);
    assert_eq!(bands.show(none.average()), "—");
    summary.join(&none);
    assert_eq!((summary.owed, summary.not_assessed, bands.show(summary.average())), (8, 3, "76.7".to_owned()));
}

#[test]
fn a_proposal_is_what_was_counted_and_never_full_points_without_records() {
    let asked = |standard: &str| measure::read("plant_hazard_in_time", Some(standard), None).unwrap();
    let share = |done, all| Counted::Share { done, all, what: "到期隐患".to_owned() };
    for (standard, points, counted, expected) in [
        ("整改及时", 10, share(12, 12), Some(Some(100))),
        // 11 of 12 is 9.1666…: half up to a tenth.
        ("整改及时", 10, share(11, 12), Some(Some(92))),
        // 999 of 1000 would round to 10.0: cut, since something was left undone.
        ("整改及时", 10, share(999, 1000), Some(Some(99))),
        ("整改按期率≥95%", 20, share(95, 100), Some(Some(200))),
        ("整改按期率≥95%", 20, share(949, 1000), Some(Some(190))),
        ("整改按期率≥95%", 10, share(0, 3), Some(Some(0))),
        ("整改按期率≥95%", 10, share(0, 0), None),
        ("", 10, Counted::Once { what: String::new() }, Some(Some(100))),
        ("", 10, Counted::Unknown { what: String::new() }, None),
        ("", 10, Counted::NotDue { what: String::new() }, Some(None)),
    ] {
        let got = match measure::propose(asked(standard), points, counted.clone()) {
            Proposal::Points { tenths, .. } => Some(Some(tenths)),
            Proposal::NotDue { .. } => Some(None),
            Proposal::None { because } => {
                assert!(because.starts_with("资料不足"), "{because}");
                None
            }
        };
        assert_eq!(got, expected, "{standard} {counted:?}");
    }
    let counted = Counted::Share { done: 9, all: 10, what: "到期隐患 10 项，按期整改 9 项".to_owned() };
    let said = measure::propose(asked("整改按期率≥95%，验收率 100%"), 10, counted);
    assert_eq!(said.because(), "到期隐患 10 项，按期整改 9 项：9÷10＝90.0%，达到 95% 得满分；分值 10，得 9 分");
}

#[test]
fn what_a_duty_asks_stands_in_its_own_standard_and_cycle() {
    for (key, standard, cycle, expected) in [
        ("plant_hazard_in_time", "整改按期率≥95%，验收率 100%", "月", Some((95, None))),
        ("hazard_closed", "整改按期率≥95%，验收率 98%", "月", Some((98, None))),
        ("committee_attendance", "出席率≥90%，议定事项办结", "季", Some((90, None))),
        // The percentage of the clause about rectification is not that of the checks.
        ("inspection_plan", "周检查不缺，整改按期率≥95%", "周", Some((100, None))),
        ("list_coverage", "岗位清单覆盖率 100%；考核按期完成", "年", Some((100, None))),
        ("checks", "每季≥1 次检查", "季", Some((100, Some(PeriodKind::Quarter)))),
        ("checks", "周检查不缺", "周", Some((100, Some(PeriodKind::Week)))),
        ("checks", "", "", Some((100, Some(PeriodKind::Month)))),
        ("leader_inspection", "", "季（高危月）", Some((100, Some(PeriodKind::Quarter)))),
        ("leader_inspection", "", "月", Some((100, Some(PeriodKind::Month)))),
        ("committee_meeting", "安委会每季≥1 次", "年", Some((100, Some(PeriodKind::Quarter)))),
        ("hazard_in_time", "整改按期率≥0%", "", Some((100, None))),
        ("luck", "", "", None),
    ] {
        let got = measure::read(key, Some(standard), Some(cycle)).map(|it| (it.target, it.every));
        assert_eq!(got, expected, "{key} {standard} {cycle}");
    }
}
