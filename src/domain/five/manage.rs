//! Clauses 三 and 四: what the records say of the committee, its meetings, the safety staff and their work.

use chrono::{Datelike, NaiveDate};

use super::facts::Snapshot;
use super::part::{Part, each_period, names};
use crate::domain::date::chinese;
use crate::domain::organisation::{Appointment, Finding, Outcome, committee, engineer, staffing};
use crate::domain::period::PeriodKind;
use crate::domain::post::PostRole;

/// What a judgement of the organisation says, as a part of a proposal: the conclusion decides, the rest stands beside.
fn found(finding: Finding) -> Vec<Part> {
    let mut said: Vec<String> = finding.said;
    let last = said.pop().unwrap_or_else(|| finding.outcome.label().to_owned());
    let mut parts: Vec<Part> = said.into_iter().map(Part::Beside).collect();
    parts.push(match finding.outcome {
        Outcome::Met => Part::Yes(last),
        Outcome::Unmet => Part::No(last),
        Outcome::DataMissing => Part::Unknown(last),
        Outcome::NotApplicable => Part::Beside(last),
    });
    parts
}

/// L3.1
pub(super) fn committee_chair(s: &Snapshot) -> Vec<Part> {
    let finding = committee::stands(&s.members, &s.staff, s.day);
    let stands = finding.outcome == Outcome::Met;
    let mut parts = found(finding);
    parts.push(match s.committee_papers.first() {
        Some(paper) => Part::Yes(format!("成立或调整文件：{paper}")),
        None if stands => Part::No("没有写明成立文件的文号".to_owned()),
        None => Part::Beside("没有写明成立文件的文号".to_owned()),
    });
    parts
}

/// L3.2
pub(super) fn committee_cover(s: &Snapshot) -> Vec<Part> {
    found(committee::coverage(&s.members, &s.staff, s.day))
}

/// L3.3: a meeting with minutes every quarter.
pub(super) fn committee_meets(s: &Snapshot) -> Vec<Part> {
    let held: Vec<_> = s.meetings.iter().filter(|it| it.kind == "committee").collect();
    let fit = held.iter().filter(|it| it.has_minutes);
    let deeds: Vec<(NaiveDate, String)> = fit.map(|it| (it.on, format!("{} {}", chinese(it.on), it.code))).collect();
    let mut parts = each_period(s, PeriodKind::Quarter, "安委会会议（有纪要）", &deeds, !s.meetings.is_empty());
    let near = |on: NaiveDate| s.from <= on && on <= s.day;
    for it in held.iter().filter(|it| near(it.on)) {
        if !it.has_minutes {
            parts.push(Part::Beside(format!("{} {}没有纪要，不算", chinese(it.on), it.code)));
        } else if !it.has_presence {
            parts.push(Part::No(format!("{} {}没有签到或到会人数", chinese(it.on), it.code)));
        }
    }
    parts.push(Part::Look("纪要写清议题、决定、责任人和期限".to_owned()));
    parts
}

/// L3.4: resolutions due in the span were done by their day.
pub(super) fn committee_actions(s: &Snapshot) -> Vec<Part> {
    let due: Vec<_> =
        s.actions.iter().filter(|it| it.due_on.is_some_and(|day| s.from <= day && day <= s.day)).collect();
    let (mut done, mut late, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for it in &due {
        match (it.done_on, it.due_on) {
            (Some(done_on), Some(due_on)) if done_on <= due_on => done.push(it.name.as_str()),
            (Some(_), _) => late.push(it.name.as_str()),
            (None, _) => open.push(it.name.as_str()),
        }
    }
    let undated: Vec<&str> =
        s.actions.iter().filter(|it| it.due_on.is_none() && it.done_on.is_none()).map(|it| it.name.as_str()).collect();
    let mut parts = Vec::new();
    if !done.is_empty() {
        parts.push(Part::Yes(format!("这段时间到期的议定事项按期办结{}项：{}", done.len(), names(&done))));
    }
    if !late.is_empty() {
        parts.push(Part::No(format!("办结晚于期限{}项：{}", late.len(), names(&late))));
    }
    if !open.is_empty() {
        parts.push(Part::No(format!("到期没有办结{}项：{}", open.len(), names(&open))));
    }
    if !undated.is_empty() {
        parts.push(Part::Unknown(format!("没有写期限、也没有办结的{}项：{}", undated.len(), names(&undated))));
    }
    if due.is_empty() {
        parts.push(Part::Unknown("这段时间没有到期的议定事项，督办情况不能判定".to_owned()));
    }
    parts
}

/// L4.1 (安全生产法 第二十四条).
pub(super) fn staffing(s: &Snapshot) -> Vec<Part> {
    match &s.plant {
        Some(plant) => found(staffing::staffing(plant, &s.staff, s.day)),
        None => vec![Part::Unknown("没有企业情况和花名册，配备情况不能判定".to_owned())],
    }
}

/// L4.3 (安全生产法 第二十七条第三款): only asked where the flag holds.
pub(super) fn engineer(s: &Snapshot) -> Vec<Part> {
    let mut parts = match (&s.plant, &s.engineer_lists) {
        (Some(plant), Some(lists)) => found(engineer::registered_engineer(plant, lists, &s.staff, s.day)),
        (_, _) => vec![Part::Unknown("没有企业情况，是否应配注册安全工程师不能判定".to_owned())],
    };
    parts.push(Part::Look("注册证书在有效期内、注册在本单位".to_owned()));
    parts
}

/// L4.4: the safety staff inspected in every month.
pub(super) fn managers_work(s: &Snapshot) -> Vec<Part> {
    let staff = s.in_role(PostRole::is_safety_staff);
    if staff.is_empty() {
        return vec![Part::Unknown("花名册里没有安管人员，履职记录不能判定".to_owned())];
    }
    let ids: Vec<i64> = staff.iter().map(|it| it.id).collect();
    let mut months: std::collections::BTreeMap<(i32, u32), (NaiveDate, usize)> = std::collections::BTreeMap::new();
    for it in s.inspections.iter().filter(|it| it.people.iter().any(|person| ids.contains(person))) {
        let month = months.entry((it.on.year(), it.on.month())).or_insert((it.on, 0));
        month.1 += 1;
    }
    let deeds: Vec<(NaiveDate, String)> = months.into_values().map(|(on, count)| (on, format!("{count}次"))).collect();
    let mut parts = each_period(s, PeriodKind::Month, "安管人员的检查", &deeds, !s.inspections.is_empty());
    parts.push(Part::Look("制止三违、督促整改也有记录".to_owned()));
    parts
}

/// L4.5
pub(super) fn opinion_notice(s: &Snapshot) -> Vec<Part> {
    let within = |on: NaiveDate| s.from <= on && on <= s.day;
    let opinions: Vec<String> =
        s.documents("opinion").iter().filter(|it| within(it.issued_on)).map(|it| it.title.clone()).collect();
    let mut parts = vec![if opinions.is_empty() {
        Part::Unknown("这段时间没有登记意见记录，有没有涉及安全的经营决策不能判定".to_owned())
    } else {
        Part::Yes(format!("听取安管机构和人员意见的记录：{}", names(&opinions)))
    }];
    let named = ["mine", "metal_smelting", "hazardous_goods_production", "hazardous_goods_storage"];
    match s.any_fact(&named) {
        Some(false) => {
            parts.push(Part::Beside("不属任免须告知主管部门的单位（安全生产法第二十六条第四款）".to_owned()))
        }
        None => parts.push(Part::Unknown("是否属任免须告知主管部门的单位没有答全".to_owned())),
        Some(true) => {
            let staff: Vec<&Appointment> =
                s.staff.appointments.iter().filter(|it| it.kind.is_safety_staff() && it.in_force(s.day)).collect();
            let is_told = |it: &&&Appointment| it.notified_on.is_some_and(|on| on <= s.day);
            let (told, untold): (Vec<&&Appointment>, Vec<&&Appointment>) = staff.iter().partition(is_told);
            let called = |list: &[&&Appointment]| names(&list.iter().map(|it| it.name.as_str()).collect::<Vec<_>>());
            if staff.is_empty() {
                parts.push(Part::Unknown("没有登记安管人员的任命，任免告知不能判定".to_owned()));
            }
            if !told.is_empty() {
                parts.push(Part::Yes(format!("任免已告知主管部门：{}", called(&told))));
            }
            if !untold.is_empty() {
                parts.push(Part::No(format!("任免没有告知主管部门：{}", called(&untold))));
            }
        }
    }
    parts.push(Part::Look("没有因履职降低待遇或解除合同".to_owned()));
    parts
}
