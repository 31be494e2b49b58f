//! Clauses 一 and 二: what the records say of the principal, the party secretary and the leading team.

use chrono::{Datelike, NaiveDate};

use super::facts::{Duty, Person, Snapshot};
use super::part::{Part, each_period, names, standing};
use crate::domain::date::chinese;
use crate::domain::obligation::State;
use crate::domain::period::PeriodKind;
use crate::domain::post::PostRole;

/// The list of everybody who holds posts with such a role, and whether he signed for it.
fn lists_and_pledges(s: &Snapshot, holders: &[&Person], fits: &dyn Fn(PostRole) -> bool) -> Vec<Part> {
    let mut parts = Vec::new();
    for person in holders {
        let posts = person.posts.iter().filter_map(|id| s.post(*id)).filter(|post| post.role.is_some_and(fits));
        for post in posts {
            let lists = s.lists_of(post.id);
            if lists.is_empty() {
                let said = format!("{}（{}）没有已批准、在用的责任清单", person.name, post.name);
                parts.push(if s.lists.is_empty() {
                    Part::Unknown(format!("还没有登记责任清单，{}（{}）的清单不能判定", person.name, post.name))
                } else {
                    Part::No(said)
                });
            }
            for list in lists {
                parts.push(Part::Yes(format!(
                    "{}（{}）有责任清单“{}”第{}版",
                    person.name, post.name, list.title, list.number
                )));
                parts.push(signed(s, person, post.id, list.id));
            }
        }
    }
    parts
}

/// Whether somebody signed the wording in force of a list of his post.
fn signed(s: &Snapshot, person: &Person, post: i64, list: i64) -> Part {
    let name = &person.name;
    let Some(owed) = s.signature(person.id, post, list) else {
        return Part::Beside(format!("{name}现在不欠签收（不在岗或将离岗）"));
    };
    match (owed.on, owed.due_on) {
        (Some(on), _) => Part::Yes(format!("{name}{}签收", chinese(on))),
        (None, _) if !s.had_signatures => Part::Unknown(format!("没有登记过任何签收，{name}签没签不能判定")),
        (None, None) => Part::Unknown(format!("{name}的到岗日期没有登记，签收是否逾期不能判定")),
        (None, Some(due)) if due >= s.day => Part::Beside(format!("{name}应在{}前签收，还没有签", chinese(due))),
        (None, Some(_)) => Part::No(format!("{name}还没有签收现行的一版（第{}版）", owed.number)),
    }
}

/// L1.1
pub(super) fn principal_duty(s: &Snapshot) -> Vec<Part> {
    let is_principal = |role| role == PostRole::Principal;
    let holders = s.in_role(is_principal);
    if holders.is_empty() {
        return vec![Part::Unknown("花名册里没有在岗的主要负责人，不能判定".to_owned())];
    }
    let mut parts = lists_and_pledges(s, &holders, &is_principal);
    let papers: Vec<String> = s.documents("responsibility").iter().map(|it| it.title.clone()).collect();
    parts.push(standing(&papers, !s.documents.is_empty(), "责任制文件"));
    parts.push(Part::Look("责任制文件里写明了第一责任人和全面负责".to_owned()));
    parts
}

/// L1.2
pub(super) fn party_duty(s: &Snapshot) -> Vec<Part> {
    let is_secretary = |role| role == PostRole::PartySecretary;
    let holders = s.in_role(is_secretary);
    let mut parts = if holders.is_empty() {
        vec![Part::Unknown(
            "花名册里没有岗位角色为党组织书记的人，清单不能判定；由别人兼任的，请在调岗里登记兼任岗位".to_owned(),
        )]
    } else {
        lists_and_pledges(s, &holders, &is_secretary)
    };
    parts.extend(meetings(s, PeriodKind::HalfYear, &["party"], "党组织会议研究安全生产"));
    parts
}

/// Meetings of some kinds in every period.
fn meetings(s: &Snapshot, kind: PeriodKind, kinds: &[&str], what: &str) -> Vec<Part> {
    let held = s.meetings.iter().filter(|it| kinds.contains(&it.kind.as_str()));
    let deeds: Vec<(NaiveDate, String)> = held.map(|it| (it.on, format!("{} {}", chinese(it.on), it.code))).collect();
    each_period(s, kind, what, &deeds, !s.meetings.is_empty())
}

/// L1.3: the report of the last year that has ended.
pub(super) fn duty_report(s: &Snapshot) -> Vec<Part> {
    let year = last_year(s);
    let papers = s.documents("duty_report");
    let fitting: Vec<String> =
        papers.iter().filter(|it| it.year.is_some_and(|of| of >= year)).map(|it| it.title.clone()).collect();
    let what = format!("{year}年度（或之后）主要负责人履职报告");
    let known = !s.documents.is_empty() && s.records_since.year() <= year;
    let mut parts = vec![standing(&fitting, known, &what)];
    parts.push(Part::Look("七项法定职责逐项有记录".to_owned()));
    parts
}

/// The last year that has ended by the day.
pub(super) fn last_year(s: &Snapshot) -> i32 {
    if s.day.month() == 12 && s.day.day() == 31 { s.day.year() } else { s.day.year() - 1 }
}

/// L1.4, as the duty of leader-led inspections stands; where none of the span is over, the last one before it.
pub(super) fn leader_led(s: &Snapshot) -> Vec<Part> {
    let decides = |part: &Part| !matches!(part, Part::Beside(_));
    let mut parts: Vec<Part> = s.duties(&["LD01"]).into_iter().map(led).collect();
    if !parts.iter().any(decides) {
        let before = |it: &&Duty| it.code == "LD01" && it.due_on.is_some_and(|due| due < s.from);
        parts.extend(s.duties.iter().filter(before).max_by_key(|it| it.due_on).map(led));
    }
    if !parts.iter().any(decides) {
        parts.push(Part::Unknown("这段时间没有一期带队检查的义务可以判定".to_owned()));
    }
    parts.push(Part::Look("带队检查查了重大事故隐患并督促整改".to_owned()));
    parts
}

fn led(it: &Duty) -> Part {
    let said = format!("{}带队检查：{}", it.period, it.because);
    match it.state {
        State::Met => Part::Yes(said),
        State::Overdue => Part::No(said),
        State::DataMissing => Part::Unknown(said),
        State::Due | State::Upcoming | State::NotApplicable => Part::Beside(said),
    }
}

/// L2.1
pub(super) fn leaders_lists(s: &Snapshot) -> Vec<Part> {
    let leaders = s.in_role(PostRole::is_leader);
    if leaders.is_empty() {
        return vec![Part::Unknown("花名册里没有班子成员，不能判定".to_owned())];
    }
    let papers: Vec<String> = s.documents("leaders").iter().map(|it| it.title.clone()).collect();
    let mut parts = vec![standing(&papers, !s.documents.is_empty(), "班子分工文件")];
    if s.lists.is_empty() {
        parts.push(Part::Unknown(format!("还没有登记责任清单，{}名班子成员的安全职责不能判定", leaders.len())));
        return parts;
    }
    for person in leaders {
        for post in
            person.posts.iter().filter_map(|id| s.post(*id)).filter(|it| it.role.is_some_and(PostRole::is_leader))
        {
            let lists = s.lists_of(post.id);
            let called = format!("{}（{}）", person.name, post.name);
            parts.push(match lists.first() {
                None => Part::No(format!("{called}没有已批准、在用的责任清单")),
                Some(list) if !list.has_scope => Part::No(format!("{called}的责任清单没有写分管范围")),
                Some(list) => Part::Yes(format!("{called}：{}", list.title)),
            });
        }
    }
    parts.push(Part::Look("分管范围之间没有交叉和空白".to_owned()));
    parts
}

/// L2.2: every leader inspected or met within his quarter.
pub(super) fn leaders_work(s: &Snapshot) -> Vec<Part> {
    let leaders = s.in_role(PostRole::is_leader);
    if leaders.is_empty() {
        return vec![Part::Unknown("花名册里没有班子成员，不能判定".to_owned())];
    }
    let in_use = !s.inspections.is_empty() || !s.meetings.is_empty();
    leaders
        .iter()
        .flat_map(|person| {
            each_period(s, PeriodKind::Quarter, &format!("{}的检查或会议", person.name), &deeds_of(s, person), in_use)
        })
        .collect()
}

/// Inspections and meetings somebody took part in.
fn deeds_of(s: &Snapshot, person: &Person) -> Vec<(NaiveDate, String)> {
    let inspected = s
        .inspections
        .iter()
        .filter(|it| it.people.contains(&person.id))
        .map(|it| (it.on, format!("{}检查", chinese(it.on))));
    let met = s
        .meetings
        .iter()
        .filter(|it| it.people.contains(&person.id))
        .map(|it| (it.on, format!("{}会议{}", chinese(it.on), it.code)));
    inspected.chain(met).collect()
}

/// L2.3: every leader was assessed for the last year that has ended, or for a part of it.
pub(super) fn leaders_assessed(s: &Snapshot) -> Vec<Part> {
    let leaders = s.in_role(PostRole::is_leader);
    if leaders.is_empty() {
        return vec![Part::Unknown("花名册里没有班子成员，不能判定".to_owned())];
    }
    let year = last_year(s);
    let of_year = |period: &str| period.get(..4).and_then(|it| it.parse::<i32>().ok()).is_some_and(|it| it >= year);
    let (mut done, mut open) = (Vec::new(), Vec::new());
    for person in &leaders {
        let assessed = s.assessments.iter().any(|it| it.person == person.id && of_year(&it.period));
        if assessed { done.push(person.name.as_str()) } else { open.push(person.name.as_str()) }
    }
    let mut parts = Vec::new();
    if !done.is_empty() {
        parts.push(Part::Yes(format!("{year}年（或之后）考核过：{}", names(&done))));
    }
    if !open.is_empty() {
        let said = format!("{year}年以来没有考核记录：{}", names(&open));
        let known = !s.assessments.is_empty() && s.records_since.year() <= year;
        parts.push(if known {
            Part::No(said)
        } else {
            Part::Unknown(format!("{said}；是没有考核还是没有登记不能判定"))
        });
    }
    parts.push(Part::Look("考核结果与薪酬、任用挂钩".to_owned()));
    parts
}
