//! New equipment, practice and training after a fatal accident, each case with its article.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::post::PostRole;
use crate::domain::profile::Facts;
use crate::domain::training::owed::{Ground, Standing};
use crate::domain::training::special::{Asked, Novelty, after_fatal, novelties, practice};
use crate::domain::training::{Attendance, Length, Tenure, Topic, Trait, Worker};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn tenure(role: PostRole, from: &str, traits: &[Trait]) -> Tenure {
    Tenure {
        post: 1,
        post_name: "岗位".to_owned(),
        department: Some(7),
        role,
        traits: traits.iter().copied().collect(),
        from: Some(day(from)),
        to: None,
    }
}

fn attended(session: i64, began: &str, on: &str, topic: Topic, passed: bool) -> Attendance {
    Attendance {
        session,
        on: day(on),
        began: day(began),
        topics: BTreeSet::from([topic]),
        level: None,
        length: Length::Hours(400),
        post: None,
        attended: true,
        passed: Some(passed),
    }
}

fn worker(tenure: Tenure, attended: Vec<Attendance>) -> Worker {
    Worker {
        id: 1,
        name: "张三".to_owned(),
        employment: None,
        hired_on: tenure.from,
        ended_on: None,
        tenures: vec![tenure],
        absences: Vec::new(),
        attended,
    }
}

fn judged(today: &str, look: impl Fn(&Ground<'_>) -> Vec<Asked>, worker: &Worker) -> Vec<(Standing, bool)> {
    let facts = Facts::new();
    let ground = Ground {
        rules: crate::knowledge::hours::builtin().unwrap(),
        book: crate::knowledge::fact::book().unwrap(),
        facts: &facts,
        records_since: day("2026-01-01"),
        periods_from: None,
        own_yearly: None,
        no_workshop: None,
        today: day(today),
    };
    look(&ground).into_iter().map(|it| (it.owed.standing.clone(), it.bar(&ground, worker).is_some())).collect()
}

fn word(it: &[(Standing, bool)]) -> String {
    let said = |(standing, barred): &(Standing, bool)| {
        let state = match standing {
            Standing::Met(on) => format!("met {on}"),
            Standing::Unmet(_) => "unmet".to_owned(),
            Standing::Missing(..) => "missing".to_owned(),
            Standing::NotOwed(_) => "not owed".to_owned(),
        };
        format!("{state}{}", if *barred { " barred" } else { "" })
    };
    it.iter().map(said).collect::<Vec<_>>().join("; ")
}

#[test]
fn two_months_of_practice_are_full_on_the_day_after_the_corresponding_one() {
    let trained = |passed| vec![attended(5, "2026-03-01", "2026-05-01", Topic::Practice, passed)];
    let short = vec![attended(5, "2026-03-01", "2026-04-30", Topic::Practice, true)];
    let cases = [
        ("44号令13 上岗前", "2026-02-28", trained(true), ""),
        ("44号令13 实习中", "2026-04-30", trained(true), "unmet barred"),
        ("44号令13 对应日", "2026-05-01", trained(true), "unmet barred"),
        ("44号令13 对应日次日", "2026-05-02", trained(true), "met 2026-05-01"),
        ("44号令13 不合格", "2026-05-02", trained(false), "unmet barred"),
        ("44号令13 不足2个月", "2026-06-30", short, "unmet barred"),
        ("44号令13 没有实习", "2026-06-30", vec![], "unmet barred"),
    ];
    for (article, today, attended, expected) in cases {
        let it = worker(tenure(PostRole::Worker, "2026-03-01", &[Trait::HazardousProcess]), attended);
        assert_eq!(word(&judged(today, |ground| practice(ground, &it), &it)), expected, "{article}");
    }
    // Before the records: not known, not forbidden.
    let old = worker(tenure(PostRole::Worker, "2020-03-01", &[Trait::HazardousProcess]), vec![]);
    assert_eq!(word(&judged("2026-06-30", |ground| practice(ground, &old), &old)), "missing");
    let other = worker(tenure(PostRole::Worker, "2026-03-01", &[Trait::Dust]), vec![]);
    assert_eq!(word(&judged("2026-06-30", |ground| practice(ground, &other), &other)), "");
}

#[test]
fn what_is_new_is_taught_before_it_is_used() {
    let press = |session| Novelty {
        id: 4,
        title: "压力机".to_owned(),
        in_use_on: day("2026-04-10"),
        department: Some(7),
        post: None,
        session,
    };
    let named = [press(Some(9))];
    let session = |on, passed| vec![attended(9, on, on, Topic::Novelty, passed)];
    let makeup = vec![
        attended(9, "2026-04-08", "2026-04-08", Topic::Novelty, false),
        attended(11, "2026-04-20", "2026-04-20", Topic::Novelty, true),
    ];
    let cases = [
        ("安全生产法29 投用前一日", "2026-04-09", &named[..], vec![], ""),
        ("安全生产法29 投用当日", "2026-04-10", &named[..], vec![], "unmet barred"),
        ("安全生产法29 投用次日", "2026-04-11", &named[..], vec![], "unmet barred"),
        ("安全生产法29 当日培训", "2026-04-10", &named[..], session("2026-04-10", true), "met 2026-04-10"),
        ("安全生产法29 不合格", "2026-04-10", &named[..], session("2026-04-09", false), "unmet barred"),
        ("安全生产法29 补训", "2026-04-20", &named[..], makeup, "met 2026-04-20"),
        ("安全生产法29 未指明培训", "2026-04-10", &[press(None)][..], session("2026-04-09", true), "unmet barred"),
    ];
    for (article, today, all, attended, expected) in cases {
        let it = worker(tenure(PostRole::Worker, "2026-01-05", &[]), attended);
        assert_eq!(word(&judged(today, |ground| novelties(ground, &it, all), &it)), expected, "{article}");
    }
    // One session named for one press does not teach the other.
    let two = [press(Some(9)), Novelty { id: 5, session: Some(10), ..press(None) }];
    let it = worker(tenure(PostRole::Worker, "2026-01-05", &[]), session("2026-04-09", true));
    assert_eq!(word(&judged("2026-04-10", |ground| novelties(ground, &it, &two), &it)), "met 2026-04-09; unmet barred");
    // Who came later is taught on entry.
    let late = worker(tenure(PostRole::Worker, "2026-05-01", &[]), vec![]);
    assert_eq!(word(&judged("2026-05-02", |ground| novelties(ground, &late, &named), &late)), "");
}

#[test]
fn after_a_fatal_accident_the_principal_and_safety_managers_are_trained_anew() {
    let fatal = [(3, day("2026-05-10"))];
    let manager = |on: &str| vec![attended(6, on, on, Topic::ManagerYearly, true)];
    let cases = [
        ("44号令12 前一日", PostRole::Principal, "2026-05-09", vec![], ""),
        ("44号令12 当日", PostRole::Principal, "2026-05-10", vec![], "unmet"),
        ("44号令12 此前的培训不算", PostRole::Principal, "2026-05-20", manager("2026-05-10"), "unmet"),
        ("44号令12 此后培训", PostRole::SafetyManager, "2026-06-20", manager("2026-06-01"), "met 2026-06-01"),
        ("44号令12 与其他人无关", PostRole::Worker, "2026-06-20", vec![], ""),
    ];
    for (article, role, today, attended, expected) in cases {
        let it = worker(tenure(role, "2026-01-05", &[]), attended);
        assert_eq!(word(&judged(today, |ground| after_fatal(ground, &it, &fatal), &it)), expected, "{article}");
    }
}
