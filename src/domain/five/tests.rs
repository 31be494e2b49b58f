//! Every test of the pack against records that meet it, that do not, and that are too few.

use chrono::NaiveDate;

use super::facts::*;
use super::*;
use crate::domain::hazard::Level;
use crate::domain::obligation::State;
use crate::domain::organisation::committee::{CommitteeRole, Member, StandsFor};
use crate::domain::organisation::engineer::Lists;
use crate::domain::organisation::staffing::Plant;
use crate::domain::organisation::{Appointment, AppointmentKind, Days, Held, Staff};
use crate::domain::post::PostRole;
use crate::domain::profile::{self, FactValue};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(id: i64, name: &str, post: i64) -> Person {
    Person { id, name: name.into(), posts: vec![post] }
}

fn post(id: i64, name: &str, role: PostRole) -> Post {
    Post { id, name: name.into(), role: Some(role), lists: vec![id] }
}

fn list(id: i64, title: &str) -> DutyList {
    DutyList {
        id,
        title: title.into(),
        wording: Some(id * 10),
        number: 1,
        from: Some(day("2024-01-01")),
        has_scope: true,
        duties: 5,
        without_standard: 0,
    }
}

fn truth(yes: bool) -> profile::Verdict {
    let facts = std::collections::BTreeSet::from(["mine".to_owned()]);
    if yes { profile::Verdict::True { facts, since: None } } else { profile::Verdict::False { facts } }
}

fn plant(people: i64, flag: bool) -> Plant {
    Plant { headcount: Some(people), dispatched: Some(0), counted: false, organisation: truth(flag) }
}

fn document(kind: &str, year: Option<i32>, on: &str) -> Document {
    Document {
        kind: kind.into(),
        title: format!("《{kind}》"),
        year,
        issued_on: day(on),
        signed: true,
        reviewed_on: None,
        expires_on: None,
    }
}

fn meeting(code: &str, kind: &str, on: &str) -> Meeting {
    let people = vec![1, 2, 3, 4, 5];
    Meeting { code: code.into(), kind: kind.into(), on: day(on), has_minutes: true, has_presence: true, people }
}

fn posting(kind: &str, from: &str) -> Posting {
    Posting { kind: kind.into(), title: kind.into(), list: None, wording: None, from: day(from), to: None }
}

fn duty(code: &str, period: &str, due: &str, state: State) -> Duty {
    Duty {
        code: code.into(),
        title: code.into(),
        period: period.into(),
        due_on: Some(day(due)),
        state,
        late_days: None,
        because: "因为".into(),
    }
}

/// A plant whose records meet every point that records can meet, in the third quarter of 2026.
fn full() -> Snapshot {
    let mut s = Snapshot {
        from: day("2026-07-01"),
        to: day("2026-09-30"),
        day: day("2026-09-30"),
        records_since: day("2024-01-01"),
        drills_flag: Some(false),
        ..Snapshot::default()
    };
    for key in ["mine", "metal_smelting", "hazardous_goods_production", "hazardous_goods_storage", "chemical_plant"] {
        s.answers.set(key, FactValue::Bool(false));
    }
    s.answers.set("board", FactValue::Bool(false));
    s.answers.set("occupational_hazard", FactValue::Code("none".into()));
    let roles = [
        (1, "张启安", "总经理", PostRole::Principal),
        (2, "王建国", "书记", PostRole::PartySecretary),
        (3, "李敏", "副总经理", PostRole::Deputy),
        (4, "赵磊", "安全管理员", PostRole::SafetyManager),
        (5, "陈静", "钳工", PostRole::Worker),
    ];
    for (id, name, title, role) in roles {
        s.people.push(person(id, name, id));
        s.posts.push(post(id, title, role));
        s.lists.push(list(id, title));
        let (due_on, on) = (Some(day("2026-01-16")), Some(day("2026-01-10")));
        s.signatures.push(Signature { person: id, post: id, list: id, number: 1, due_on, on });
        let days = Days { from: Some(day("2020-01-01")), to: None };
        s.staff.posts.push(Held { person: id, name: name.into(), role, days });
        s.assessments.push(Assessment {
            person: id,
            period: "2026-Q3".into(),
            on: day("2026-09-29"),
            has_reward: true,
        });
        s.assessments.push(Assessment { person: id, period: "2025".into(), on: day("2026-01-09"), has_reward: true });
    }
    s.staff.has_roster = true;
    for (person, role, stands_for) in [
        (1, CommitteeRole::Chair, StandsFor::Leaders),
        (2, CommitteeRole::DeputyChair, StandsFor::Leaders),
        (3, CommitteeRole::DeputyChair, StandsFor::Department),
        (4, CommitteeRole::Secretary, StandsFor::Safety),
        (5, CommitteeRole::Member, StandsFor::Workers),
    ] {
        s.members.push(Member {
            id: person,
            person,
            name: person.to_string(),
            role,
            stands_for: Some(stands_for),
            days: Days { from: Some(day("2024-01-01")), to: None },
            employed: Days::default(),
        });
    }
    s.committee_papers.push("江城精工〔2026〕1号".into());
    s.plant = Some(plant(150, false));
    s.engineer_lists = Some(Lists { owes: truth(true), share: truth(false) });
    s.had_signatures = true;
    for (code, kind, on) in [
        ("HY-01", "committee", "2026-08-12"),
        ("HY-02", "party", "2026-05-10"),
        ("HY-03", "party", "2026-08-10"),
        ("HY-04", "board", "2026-06-20"),
        ("HY-05", "board", "2026-09-20"),
        ("HY-06", "performance", "2026-09-22"),
    ] {
        s.meetings.push(meeting(code, kind, on));
    }
    s.actions.push(Action {
        name: "HY-01第1项".into(),
        due_on: Some(day("2026-09-01")),
        done_on: Some(day("2026-08-30")),
        has_owner: true,
    });
    for (id, kind) in [(1, AppointmentKind::RegisteredEngineer), (2, AppointmentKind::SafetyManager)] {
        s.staff.appointments.push(Appointment {
            id,
            kind,
            person: Some(4),
            name: "赵磊".into(),
            full_time: Some(true),
            days: Days { from: Some(day("2024-02-01")), to: None },
            employed: Days::default(),
            notified_on: Some(day("2024-02-10")),
            removal_notified_on: None,
        });
    }
    for (kind, from) in [
        ("duty_list", "2026-01-15"),
        ("five_five", "2025-01-01"),
        ("safety_status", "2026-02-01"),
        ("reporting", "2025-01-01"),
        ("hazard", "2026-07-31"),
        ("hazard", "2026-08-31"),
        ("hazard", "2026-09-30"),
    ] {
        s.postings.push(posting(kind, from));
    }
    for (kind, year, on) in [
        ("responsibility", None, "2025-01-05"),
        ("leaders", None, "2025-01-05"),
        ("reporting", None, "2025-01-05"),
        ("duty_report", Some(2025), "2026-01-20"),
        ("budget", Some(2026), "2026-01-06"),
        ("training_plan", Some(2026), "2026-01-06"),
        ("opinion", None, "2026-08-01"),
        ("policy", None, "2025-03-01"),
        ("procedure", None, "2025-03-01"),
        ("emergency_plan", None, "2025-03-01"),
    ] {
        s.documents.push(document(kind, year, on));
    }
    s.cards
        .push(Card { kind: "emergency".into(), title: "冲压工".into(), issued_on: day("2026-01-01"), handed: true });
    for (code, period, due) in [
        ("LD01", "2026-Q3", "2026-09-30"),
        ("HZ04", "2026-08-01", "2026-08-02"),
        ("A05", "2026-Q2", "2026-07-15"),
        ("F02", "2026-07", "2026-07-31"),
    ] {
        s.duties.push(duty(code, period, due, State::Met));
    }
    for on in ["2026-07-08", "2026-08-08", "2026-09-08"] {
        s.inspections.push(Inspection { on: day(on), people: vec![1, 2, 3, 4] });
    }
    s.hazards = Loop { planned: 30, done: 30, missed: 0, registered: 4, open: Vec::new() };
    s
}

fn verdict(test: Test, s: &Snapshot) -> Verdict {
    propose(test, s).verdict
}

#[test]
fn every_test_is_met_by_a_plant_that_has_everything_and_says_why() {
    let s = full();
    for test in Test::ALL {
        let proposal = propose(*test, &s);
        assert_eq!(proposal.verdict, Verdict::Met, "{}: {:#?}", test.label(), proposal.trace);
        assert!(!proposal.trace.is_empty() && proposal.trace.iter().all(|it| !it.contains('\n')), "{}", test.label());
    }
}

#[test]
fn too_little_data_never_counts_as_fulfilled() {
    let dates = Snapshot { lists: Vec::new(), ..full() };
    let empty = Snapshot {
        from: dates.from,
        to: dates.to,
        day: dates.day,
        records_since: dates.records_since,
        ..Snapshot::default()
    };
    for test in Test::ALL {
        let proposal = propose(*test, &empty);
        assert_ne!(proposal.verdict, Verdict::NotApplicable, "{}", test.label());
        assert_eq!(proposal.verdict, Verdict::DataMissing, "{}: {:#?}", test.label(), proposal.trace);
    }
}

/// A register taken away from the full plant.
type Without = fn(&mut Snapshot);

#[test]
fn no_test_stays_met_without_a_register_it_rests_on() {
    let rests: &[(&str, Without, &[Test])] = &[
        (
            "people",
            |s| s.people.clear(),
            &[
                Test::PrincipalDuty,
                Test::PartyDuty,
                Test::LeadersLists,
                Test::LeadersWork,
                Test::LeadersAssessed,
                Test::ManagersWork,
                Test::ListCoverage,
                Test::ListSigning,
            ],
        ),
        ("staff", |s| s.staff = Staff::default(), &[Test::CommitteeChair, Test::Staffing, Test::Engineer]),
        ("head count", |s| s.plant = None, &[Test::Staffing, Test::Engineer]),
        (
            "lists",
            |s| s.lists.clear(),
            &[
                Test::PrincipalDuty,
                Test::PartyDuty,
                Test::LeadersLists,
                Test::ListCoverage,
                Test::ListPosting,
                Test::ListSigning,
            ],
        ),
        (
            "pledges",
            |s| {
                s.signatures.iter_mut().for_each(|it| it.on = None);
                s.had_signatures = false;
            },
            &[Test::PrincipalDuty, Test::PartyDuty, Test::ListSigning],
        ),
        ("assessments", |s| s.assessments.clear(), &[Test::LeadersAssessed, Test::ListAssessing]),
        ("members", |s| s.members.clear(), &[Test::CommitteeChair, Test::CommitteeCover]),
        (
            "meetings",
            |s| s.meetings.clear(),
            &[Test::PartyDuty, Test::CommitteeMeets, Test::BoardReport, Test::PerformanceReport],
        ),
        ("actions", |s| s.actions.clear(), &[Test::CommitteeActions]),
        (
            "postings",
            |s| s.postings.clear(),
            &[Test::HazardTold, Test::MadePublic, Test::ListPosting, Test::EmergencyCards],
        ),
        (
            "documents",
            |s| s.documents.clear(),
            &[
                Test::PrincipalDuty,
                Test::DutyReport,
                Test::LeadersLists,
                Test::ReportingRule,
                Test::OpinionNotice,
                Test::Budget,
                Test::TrainingPlan,
                Test::RulesReviewed,
                Test::EmergencyPlan,
            ],
        ),
        ("cards", |s| s.cards.clear(), &[Test::EmergencyCards]),
        ("duties", |s| s.duties.clear(), &[Test::LeaderLed, Test::FireChecks]),
        (
            "inspections",
            |s| {
                s.inspections.clear();
                s.hazards.planned = 0;
            },
            &[Test::ManagersWork, Test::HazardLoop],
        ),
    ];
    let mut seen: Vec<Test> = Vec::new();
    for (register, without, tests) in rests {
        let mut s = full();
        without(&mut s);
        for test in *tests {
            seen.push(*test);
            let proposal = propose(*test, &s);
            // Nothing of the sort was ever recorded: that is not known, not undone — unless something else says so.
            assert_ne!(proposal.verdict, Verdict::Met, "{} without {register}: {:#?}", test.label(), proposal.trace);
        }
    }
    for test in Test::ALL {
        assert!(seen.contains(test), "{} rests on nothing", test.label());
    }
}

#[test]
fn facts_nobody_answered_leave_what_hangs_on_them_open() {
    for (test, key) in
        [(Test::OpinionNotice, "mine"), (Test::MadePublic, "chemical_plant"), (Test::FireChecks, "occupational_hazard")]
    {
        let mut s = full();
        let kept: Vec<(String, FactValue)> = s
            .answers
            .iter()
            .filter(|(it, _)| *it != key)
            .map(|(it, fact)| (it.to_owned(), fact.value.clone()))
            .collect();
        s.answers = crate::domain::profile::Facts::new();
        kept.into_iter().for_each(|(key, value)| s.answers.set(key, value));
        assert_eq!(verdict(test, &s), Verdict::DataMissing, "{} without {key}", test.label());
    }
    for test in [Test::EmergencyPlan, Test::EmergencyCards] {
        for flag in [None, Some(true)] {
            // Filing and standing watch are held by no record.
            let s = Snapshot { drills_flag: flag, ..full() };
            assert_eq!(verdict(test, &s), Verdict::DataMissing, "{}", test.label());
        }
    }
}

#[test]
fn what_the_records_show_undone_is_a_gap() {
    let (unmet, partly) = (Verdict::Unmet, Verdict::Partly);
    // Test, the article or clause, what is spoilt, what comes of it.
    let cases: &[(Test, &str, Without, Verdict)] = &[
        (Test::PrincipalDuty, "WLS 1", |s| s.signatures[0].on = None, partly),
        (
            Test::PrincipalDuty,
            "WLS 1",
            |s| {
                s.posts.retain(|it| it.id != 1);
                s.posts.push(Post { lists: Vec::new(), ..post(1, "总经理", PostRole::Principal) });
                s.documents.retain(|it| it.kind != "responsibility");
            },
            unmet,
        ),
        (Test::PartyDuty, "WLS 1", |s| s.meetings.retain(|it| it.kind != "party"), partly),
        (Test::DutyReport, "AQF 21", |s| s.documents.retain(|it| it.kind != "duty_report"), unmet),
        (Test::LeaderLed, "AQF 21(5)", |s| s.duties[0].state = State::Overdue, unmet),
        (Test::LeadersLists, "WLS 2", |s| s.lists[2].has_scope = false, partly),
        (
            Test::LeadersWork,
            "WLS 2",
            |s| {
                s.inspections.iter_mut().for_each(|it| it.people.retain(|id| *id != 3));
                s.meetings.iter_mut().for_each(|it| it.people.retain(|id| *id != 3));
            },
            partly,
        ),
        (Test::LeadersAssessed, "AQF 22", |s| s.assessments.retain(|it| it.person > 3), unmet),
        (Test::CommitteeChair, "WLS 3", |s| s.members[0].person = 3, partly),
        (Test::CommitteeChair, "WLS 3", |s| s.committee_papers.clear(), partly),
        (
            Test::CommitteeChair,
            "WLS 3",
            |s| {
                s.members.remove(0);
                s.committee_papers.clear();
            },
            unmet,
        ),
        (Test::CommitteeCover, "AQF 7", |s| s.members.retain(|it| it.stands_for != Some(StandsFor::Workers)), unmet),
        (Test::CommitteeMeets, "WLS 3", |s| s.meetings[0].has_minutes = false, unmet),
        (Test::CommitteeMeets, "WLS 3", |s| s.meetings[0].has_presence = false, partly),
        (Test::CommitteeActions, "AQF 22", |s| s.actions[0].done_on = None, unmet),
        (Test::CommitteeActions, "AQF 22", |s| s.actions[0].done_on = Some(day("2026-09-05")), unmet),
        (Test::Staffing, "AQF 24:2", |s| s.staff.appointments[1].kind = AppointmentKind::Other, Verdict::Met),
        (
            Test::Staffing,
            "AQF 24:2",
            |s| {
                s.staff.appointments.clear();
                s.staff.posts[3].role = PostRole::PartTimeSafety;
            },
            unmet,
        ),
        (Test::Engineer, "AQF 27:3", |s| drop(s.staff.appointments.remove(0)), unmet),
        (Test::ManagersWork, "AQF 46", |s| drop(s.inspections.remove(1)), partly),
        (
            Test::OpinionNotice,
            "AQF 26",
            |s| {
                s.answers.set("mine", FactValue::Bool(true));
                s.staff.appointments[1].notified_on = None;
            },
            partly,
        ),
        (Test::ReportingRule, "WLS 5", |s| s.documents.retain(|it| it.kind != "reporting"), unmet),
        (Test::BoardReport, "WLS 5", |s| s.meetings.retain(|it| it.code != "HY-04"), Verdict::Met),
        (Test::BoardReport, "WLS 5", |s| s.meetings.retain(|it| it.kind != "board"), unmet),
        (Test::PerformanceReport, "WLS 5", |s| s.meetings.retain(|it| it.kind != "performance"), unmet),
        (Test::HazardTold, "AQF 41:2", |s| s.duties[1].late_days = Some(2), partly),
        (Test::MadePublic, "WLS 5", |s| s.postings.retain(|it| it.kind != "five_five"), partly),
        (
            Test::MadePublic,
            "CN74",
            |s| {
                s.answers.set("chemical_plant", FactValue::Bool(true));
                s.promises = vec![day("2026-09-30")];
            },
            partly,
        ),
        (Test::ListCoverage, "AQF 22:1", |s| s.posts[4].lists.clear(), partly),
        (Test::ListCoverage, "AQF 22:1", |s| s.lists[4].without_standard = 1, partly),
        (Test::ListPosting, "QY29", |s| s.lists[4].from = Some(day("2026-06-01")), partly),
        (Test::ListPosting, "QY29", |s| s.postings.retain(|it| it.kind != "duty_list"), unmet),
        (Test::ListSigning, "AQF 22", |s| s.signatures[4].on = None, partly),
        (Test::ListAssessing, "AQF 22:2", |s| s.assessments.retain(|it| it.period == "2025"), unmet),
        (Test::Budget, "AQF 23", |s| s.documents.retain(|it| it.kind != "budget"), unmet),
        (Test::Budget, "AQF 23", |s| s.documents[4].signed = false, unmet),
        (Test::TrainingPlan, "AQF 21(3)", |s| s.documents[5].year = Some(2025), unmet),
        (Test::RulesReviewed, "AQF 25(1)", |s| s.documents[7].issued_on = day("2023-09-29"), partly),
        (
            Test::HazardLoop,
            "AQF 41:2",
            |s| {
                s.hazards.open.push(OpenHazard { code: "YH-1".into(), level: Some(Level::General), overdue_days: 3 });
            },
            partly,
        ),
        (Test::HazardLoop, "YH16 14", |s| s.duties[2].state = State::Overdue, partly),
        (Test::FireChecks, "L61 26", |s| s.duties[3].state = State::Overdue, unmet),
        (Test::EmergencyPlan, "AQF 81", |s| s.documents.retain(|it| it.kind != "emergency_plan"), unmet),
        (Test::EmergencyCards, "YAB 19", |s| s.cards[0].handed = false, partly),
    ];
    let mut seen: Vec<Test> = Vec::new();
    for (test, article, spoil, expected) in cases {
        let mut s = full();
        spoil(&mut s);
        let proposal = propose(*test, &s);
        assert_eq!(proposal.verdict, *expected, "{} ({article}): {:#?}", test.label(), proposal.trace);
        seen.push(*test);
    }
    for test in Test::ALL {
        assert!(seen.contains(test), "{} has no case", test.label());
    }
}

#[test]
fn a_hundred_people_are_the_lower_band_and_a_hundred_and_one_are_not() {
    for (people, flag, expected) in
        [(100, false, Verdict::Met), (101, false, Verdict::Unmet), (5, true, Verdict::Unmet), (5, false, Verdict::Met)]
    {
        let mut s = full();
        s.staff.appointments.clear();
        s.staff.posts[3].role = PostRole::PartTimeSafety;
        s.plant = Some(plant(people, flag));
        assert_eq!(verdict(Test::Staffing, &s), expected, "{people} {flag}");
    }
}

#[test]
fn a_period_before_the_records_or_not_over_yet_is_not_held_against_the_plant() {
    let mut s = full();
    s.meetings.retain(|it| it.kind != "committee");
    // The quarter is not over: nothing is known yet.
    s.day = day("2026-09-29");
    let s_late = Snapshot { records_since: day("2026-07-01"), ..s.clone() };
    assert_eq!(verdict(Test::CommitteeMeets, &s_late), Verdict::DataMissing);
    // The records begin within the quarter: a meeting before that day may only not have been entered.
    s.day = day("2026-09-30");
    s.records_since = day("2026-08-15");
    assert_eq!(verdict(Test::CommitteeMeets, &s), Verdict::DataMissing);
    s.records_since = day("2026-07-01");
    assert_eq!(verdict(Test::CommitteeMeets, &s), Verdict::Unmet);
}

#[test]
fn who_is_new_or_away_owes_no_signature_yet() {
    let mut s = full();
    s.signatures[4].on = None;
    for (due, expected) in [
        (Some(day("2026-09-30")), Verdict::Met),
        (Some(day("2026-09-29")), Verdict::Partly),
        (None, Verdict::DataMissing),
    ] {
        s.signatures[4].due_on = due;
        assert_eq!(verdict(Test::ListSigning, &s), expected, "{due:?}");
    }
    s.signatures.remove(4);
    assert_eq!(verdict(Test::ListSigning, &s), Verdict::Met);
}
