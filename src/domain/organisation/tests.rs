//! Cases of staffing, engineers, committee and notices, the article beside each.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::appointment::{Appointment, AppointmentKind as Kind, Held, Staff};
use super::committee::{self, CommitteeRole, Member, StandsFor};
use super::engineer::{self, Lists, by_share};
use super::meeting::{Action, ActionState, earlier};
use super::notice::{Change, notices};
use super::staffing::{Plant, staffing};
use super::{Days, Outcome, run_start};
use crate::domain::post::PostRole;
use crate::domain::profile::Verdict;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn yes() -> Verdict {
    Verdict::True { facts: BTreeSet::from(["mine".to_owned()]), since: None }
}

fn no() -> Verdict {
    Verdict::False { facts: BTreeSet::from(["mine".to_owned()]) }
}

fn unknown() -> Verdict {
    Verdict::Unknown { facts: BTreeSet::from(["hazardous_goods_storage".to_owned()]) }
}

fn plant(headcount: impl Into<Option<i64>>, dispatched: impl Into<Option<i64>>, organisation: Verdict) -> Plant {
    Plant { headcount: headcount.into(), dispatched: dispatched.into(), counted: false, organisation }
}

fn appointed(id: i64, kind: Kind, from: &str, to: Option<&str>) -> Appointment {
    Appointment {
        id,
        kind,
        person: (!kind.is_impersonal()).then_some(id),
        name: format!("员工{id}"),
        full_time: None,
        days: Days { from: Some(day(from)), to: to.map(day) },
        employed: Days::default(),
        notified_on: None,
        removal_notified_on: None,
    }
}

fn held(person: i64, role: PostRole) -> Held {
    Held { person, name: format!("员工{person}"), role, days: Days::default() }
}

fn staff(appointments: Vec<Appointment>, posts: Vec<Held>) -> Staff {
    Staff { appointments, posts, has_roster: true }
}

/// Somebody who is no safety staff.
fn workers() -> Staff {
    staff(Vec::new(), vec![held(90, PostRole::Worker)])
}

#[test]
fn head_count_and_flag_decide_which_staff_is_owed() {
    let today = day("2026-11-20");
    let full = || staff(vec![appointed(1, Kind::SafetyManager, "2026-01-01", None)], Vec::new());
    let part = || staff(vec![appointed(1, Kind::PartTimeSafety, "2026-01-01", None)], Vec::new());
    let unit = || staff(vec![appointed(1, Kind::Unit, "2026-01-01", None)], Vec::new());
    let by_post = |role| staff(Vec::new(), vec![held(1, role)]);
    let ended = || staff(vec![appointed(1, Kind::SafetyManager, "2025-01-01", Some("2026-11-19"))], Vec::new());
    let last_day = || staff(vec![appointed(1, Kind::SafetyManager, "2025-01-01", Some("2026-11-20"))], Vec::new());
    let tomorrow = || staff(vec![appointed(1, Kind::SafetyManager, "2026-11-21", None)], Vec::new());
    let left = || {
        let mut it = appointed(1, Kind::SafetyManager, "2025-01-01", None);
        it.employed.to = Some(day("2026-10-31"));
        staff(vec![it], Vec::new())
    };
    let contradicting = || {
        staff(
            vec![appointed(1, Kind::SafetyManager, "2025-01-01", Some("2026-06-30"))],
            vec![held(1, PostRole::SafetyManager)],
        )
    };
    let part_by_paper = || {
        let mut it = appointed(1, Kind::SafetyHead, "2026-01-01", None);
        it.full_time = Some(false);
        staff(vec![it], vec![held(1, PostRole::SafetyHead)])
    };
    use Outcome::{DataMissing, Met, Unmet};
    // (what, plant, staff, outcome, article of 安全生产法, a word of the trace)
    let cases: Vec<(&str, Plant, Staff, Outcome, &str, &str)> = vec![
        ("100 people, part-time: the lower band", plant(100, 0, no()), part(), Met, "24:2", "不超过100人"),
        ("101 people, part-time", plant(101, 0, no()), part(), Unmet, "24:2", "超过100人"),
        ("101 people, full-time", plant(101, 0, no()), full(), Met, "24:2", "专职"),
        ("101 people, a unit", plant(101, 0, no()), unit(), Met, "24:2", "机构"),
        (
            "101 people, a post of full-time safety",
            plant(101, 0, no()),
            by_post(PostRole::SafetyManager),
            Met,
            "24:2",
            "岗位",
        ),
        (
            "101 people, a post of part-time safety",
            plant(101, 0, no()),
            by_post(PostRole::PartTimeSafety),
            Unmet,
            "24:2",
            "只有兼职",
        ),
        ("5 people with the flag, part-time", plant(5, 0, yes()), part(), Unmet, "24:1", "不论人数"),
        ("5 people with the flag, full-time", plant(5, 0, yes()), full(), Met, "24:1", "不论人数"),
        ("the flag, head count unknown", plant(None, None, yes()), part(), Unmet, "24:1", "不论人数"),
        ("flag unknown, 100 people, part-time", plant(100, 0, unknown()), part(), DataMissing, "24", "只有兼职"),
        (
            "flag unknown, 100 people, full-time: either way",
            plant(100, 0, unknown()),
            full(),
            Met,
            "24",
            "无论哪种情况",
        ),
        (
            "flag unknown, 101 people: the flag does not matter",
            plant(101, 0, unknown()),
            part(),
            Unmet,
            "24:2",
            "超过100人",
        ),
        ("flag unknown, nobody: either way", plant(50, 0, unknown()), workers(), Unmet, "24", "没有在任"),
        ("head count unknown, part-time", plant(None, None, no()), part(), DataMissing, "24", "没有填"),
        ("nobody at 30 people", plant(30, 0, no()), workers(), Unmet, "24:2", "没有在任"),
        ("no roster, nothing appointed", plant(30, 0, no()), Staff::default(), DataMissing, "24:2", "没有花名册"),
        ("no roster, 300 people", plant(300, 0, no()), Staff::default(), DataMissing, "24:2", "没有花名册"),
        ("appointment ended yesterday", plant(101, 0, no()), ended(), Unmet, "24:2", "2026年11月19日届满"),
        ("appointment ends today", plant(101, 0, no()), last_day(), Met, "24:2", "专职"),
        ("appointment from tomorrow", plant(101, 0, no()), tomorrow(), Unmet, "24:2", "2026年11月21日起"),
        ("the appointed has left the plant", plant(101, 0, no()), left(), Unmet, "24:2", "不在职"),
        ("post and ended appointment contradict", plant(101, 0, no()), contradicting(), DataMissing, "24:2", "不一致"),
        ("a head appointed part-time", plant(101, 0, no()), part_by_paper(), Unmet, "24:2", "只有兼职"),
        (
            "105 with, 95 without dispatched: the stricter",
            plant(105, 10, no()),
            part(),
            Unmet,
            "24:2",
            "不计派遣为95人",
        ),
        ("105 people, dispatched unknown", plant(105, None, no()), part(), Unmet, "24:2", "派遣人数没有填"),
    ];
    for (what, plant, staff, outcome, article, word) in cases {
        let found = staffing(&plant, &staff, today);
        let text = found.said.join("\n");
        assert_eq!(found.outcome, outcome, "{what}: {text}");
        assert!(found.basis.iter().any(|it| it.article == article), "{what}: {:?}", found.basis);
        assert!(text.contains(word), "{what}: {text}");
        assert_eq!(found.outcome == DataMissing, !found.missing.is_empty(), "{what}: {:?}", found.missing);
        assert_eq!(found.outcome == Met, found.record.is_some(), "{what}");
    }
}

#[test]
fn a_threshold_between_the_two_figures_is_marked() {
    let today = day("2026-11-20");
    // (with, of them dispatched, marked): 安全生产法 24-2 does not say whether dispatched workers count.
    for (people, dispatched, marked) in
        [(105, 10, true), (105, 4, false), (101, 1, true), (100, 50, false), (105, 200, false)]
    {
        let found = staffing(&plant(people, dispatched, no()), &workers(), today);
        assert_eq!(found.unverified, marked, "{people} with {dispatched}: {:?}", found.said);
    }
}

#[test]
fn engineers_are_owed_by_list_share_or_contract() {
    let today = day("2026-11-20");
    let team = |managers: i64, engineers: i64, service: bool| {
        let mut all: Vec<Appointment> =
            (1..=managers).map(|id| appointed(id, Kind::SafetyManager, "2026-01-01", None)).collect();
        all.extend((1..=engineers).map(|id| Appointment {
            person: Some(id),
            ..appointed(100 + id, Kind::RegisteredEngineer, "2026-01-01", None)
        }));
        if service {
            all.push(appointed(200, Kind::EngineerService, "2026-01-01", Some("2026-12-31")));
        }
        staff(all, Vec::new())
    };
    let lists = |owes: Verdict, share: Verdict| Lists { owes, share };
    use Outcome::{DataMissing, Met, NotApplicable, Unmet};
    // (what, people, lists, staff, outcome): 安全生产法 27-3; 注册安全工程师管理规定 6.
    let cases = vec![
        ("not on the list of 27-3", 400, lists(no(), yes()), team(9, 0, false), NotApplicable),
        ("27-3 not answered", 400, lists(unknown(), no()), team(9, 5, true), DataMissing),
        ("share, 7 managers, none", 300, lists(yes(), yes()), team(7, 0, false), Unmet),
        ("share, 7 managers, one", 300, lists(yes(), yes()), team(7, 1, false), Met),
        ("share, 8 managers: 1.2 is 2", 300, lists(yes(), yes()), team(8, 1, false), Unmet),
        ("share, 8 managers, two", 300, lists(yes(), yes()), team(8, 2, false), Met),
        ("share: a contract does not do", 300, lists(yes(), yes()), team(7, 0, true), Unmet),
        ("299 people: a contract does", 299, lists(yes(), yes()), team(9, 0, true), Met),
        ("299 people: one does, whatever the managers", 299, lists(yes(), yes()), team(20, 1, false), Met),
        ("not on the regulation's list: one or a contract", 500, lists(yes(), no()), team(20, 0, false), Unmet),
        ("list open, one of two", 300, lists(yes(), unknown()), team(8, 1, false), DataMissing),
        ("list open, none at all: either way", 300, lists(yes(), unknown()), team(8, 0, false), Unmet),
        ("list open, enough either way", 300, lists(yes(), unknown()), team(8, 2, false), Met),
    ];
    for (what, people, lists, staff, outcome) in cases {
        let found = engineer::registered_engineer(&plant(people, 0, yes()), &lists, &staff, today);
        assert_eq!(found.outcome, outcome, "{what}: {:?}", found.said);
        assert_eq!(outcome == DataMissing, !found.missing.is_empty(), "{what}");
    }
    let blank = engineer::registered_engineer(&plant(50, 0, yes()), &lists(yes(), yes()), &Staff::default(), today);
    assert_eq!(blank.outcome, DataMissing, "{:?}", blank.said);
    for (managers, need) in [(0, 1), (1, 1), (7, 1), (8, 2), (13, 2), (14, 3), (20, 3), (21, 4), (40, 6)] {
        assert_eq!(by_share(managers), need, "{managers}");
    }
}

fn member(person: i64, role: CommitteeRole, side: Option<StandsFor>) -> Member {
    Member {
        id: person,
        person,
        name: format!("员工{person}"),
        role,
        stands_for: side,
        days: Days::since(day("2026-01-01")),
        employed: Days::default(),
    }
}

#[test]
fn the_committee_stands_with_the_principal_in_the_chair() {
    let today = day("2026-11-20");
    use CommitteeRole::{Chair, Member as Plain};
    use Outcome::{DataMissing, Met, Unmet};
    let roster = staff(
        Vec::new(),
        vec![
            held(1, PostRole::Principal),
            held(2, PostRole::Deputy),
            held(3, PostRole::SafetyHead),
            held(4, PostRole::WorkshopHead),
        ],
    );
    let ended = || Member {
        days: Days { from: Some(day("2025-01-01")), to: Some(day("2026-03-31")) },
        ..member(1, Chair, None)
    };
    // (what, members, outcome): 五落实五到位规定 3.
    let cases = vec![
        ("nobody on record", vec![], DataMissing),
        ("the principal", vec![member(1, Chair, None)], Met),
        ("a deputy in the chair", vec![member(2, Chair, None)], Unmet),
        ("no chair", vec![member(1, Plain, None)], Unmet),
        ("the chair's time is over", vec![ended(), member(2, Plain, None)], Unmet),
        ("the chair has no post on record", vec![member(9, Chair, None)], DataMissing),
    ];
    for (what, members, outcome) in cases {
        let found = committee::stands(&members, &roster, today);
        assert_eq!(found.outcome, outcome, "{what}: {:?}", found.said);
    }
    use StandsFor::{Department, Leaders, Safety, Union, Workers};
    let covering = |last: Option<StandsFor>| {
        vec![
            member(1, Chair, Some(Leaders)),
            member(2, Plain, Some(Leaders)),
            member(3, Plain, Some(Safety)),
            member(4, Plain, Some(Department)),
            member(5, Plain, last),
        ]
    };
    // 安全生产法 7: the union takes part.
    for (what, members, outcome) in [
        ("all sides", covering(Some(Union)), Met),
        ("a worker instead of the union", covering(Some(Workers)), Met),
        ("nobody of the union", covering(Some(Department)), Unmet),
        ("a member nobody said whom for", covering(None), DataMissing),
        ("a leader outside", covering(Some(Union)).split_off(2), Unmet),
        ("nobody", Vec::new(), DataMissing),
    ] {
        let found = committee::coverage(&members, &roster, today);
        assert_eq!(found.outcome, outcome, "{what}: {:?}", found.said);
    }
}

#[test]
fn both_ends_of_an_appointment_are_told() {
    let mut one = appointed(1, Kind::SafetyManager, "2026-03-01", Some("2026-09-30"));
    one.notified_on = Some(day("2026-03-02"));
    let mut left = appointed(2, Kind::PartTimeSafety, "2026-03-01", None);
    left.employed.to = Some(day("2026-08-31"));
    let staff = staff(vec![one, left, appointed(3, Kind::FireManager, "2026-01-01", None)], Vec::new());
    let told: Vec<(i64, Change, String, bool)> = notices(&staff, day("2026-10-01"))
        .into_iter()
        .map(|it| (it.appointment.id, it.change, it.on.to_string(), it.told_on.is_some()))
        .collect();
    let expected = [
        (1, Change::Appointed, "2026-03-01", true),
        (1, Change::Removed, "2026-09-30", false),
        (2, Change::Appointed, "2026-03-01", false),
        (2, Change::Removed, "2026-08-31", false),
    ];
    assert_eq!(told, expected.map(|(id, change, on, told)| (id, change, on.to_owned(), told)));
    assert_eq!(notices(&staff, day("2026-03-01")).len(), 2, "what lies ahead is not told yet");
}

#[test]
fn an_action_stands_by_its_day_and_what_is_open_goes_into_the_next_minutes() {
    let today = day("2026-07-10");
    // (due, done, how it stands)
    for (due, done, state) in [
        (Some("2026-07-10"), None, ActionState::Open),
        (Some("2026-07-09"), None, ActionState::Overdue),
        (Some("2026-07-09"), Some("2026-07-09"), ActionState::Done),
        (Some("2026-07-08"), Some("2026-07-09"), ActionState::DoneLate),
        (Some("2026-07-09"), Some("2026-07-11"), ActionState::Overdue),
        (None, None, ActionState::Undated),
        (None, Some("2026-07-01"), ActionState::Done),
    ] {
        assert_eq!(ActionState::on(due.map(day), done.map(day), today), state, "{due:?} {done:?}");
    }
    let action = |number, due: &str, done: Option<&str>| Action {
        id: number,
        meeting: "HY-2026-002".to_owned(),
        number,
        content: format!("事项{number}"),
        owner: Some("李敏".to_owned()),
        due_on: Some(day(due)),
        done_on: done.map(day),
    };
    let text = earlier(&[action(1, "2026-05-01", Some("2026-05-03")), action(2, "2026-06-30", None)], today);
    assert_eq!(
        text,
        "上次会议（HY-2026-002）议定2项，已办结1项（其中逾期办结1项），未办结1项：\n2. 事项2（李敏，期限2026年6月30日，逾期10天）"
    );
    assert_eq!(earlier(&[], today), "");
}

#[test]
fn a_run_begins_where_what_holds_began() {
    let changes = || vec![day("2026-03-01"), day("2026-06-01"), day("2026-12-01")];
    let (today, floor) = (day("2026-11-20"), day("2026-01-01"));
    assert_eq!(run_start(changes(), today, floor, |it| it >= day("2026-06-01")), day("2026-06-01"));
    assert_eq!(run_start(changes(), today, floor, |_| true), floor);
    assert_eq!(run_start(changes(), day("2025-12-01"), floor, |_| true), day("2025-12-01"), "before the records began");
}
