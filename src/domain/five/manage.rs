//! Clauses 三 and 四: what the records say of the committee, its meetings, the safety staff and their work.

use chrono::NaiveDate;

use super::facts::{Appointment, Member, Snapshot};
use super::part::{Part, each_period, names};
use crate::domain::date::chinese;
use crate::domain::period::PeriodKind;
use crate::domain::post::PostRole;
use crate::domain::profile::FactValue;

fn no_members(s: &Snapshot) -> Part {
    if s.had_members {
        Part::No("现在没有在任的安委会成员".to_owned())
    } else {
        Part::Unknown("没有登记过安委会成员，成立没有不能判定".to_owned())
    }
}

/// L3.1
pub(super) fn committee_chair(s: &Snapshot) -> Vec<Part> {
    if s.members.is_empty() {
        return vec![no_members(s)];
    }
    let chairs: Vec<&Member> = s.members.iter().filter(|it| it.role == "chair").collect();
    let mut parts = vec![Part::Beside(format!("安委会在任{}人", s.members.len()))];
    if chairs.is_empty() {
        parts.push(Part::No("安委会没有主任".to_owned()));
    }
    for chair in &chairs {
        let person = s.people.iter().find(|it| it.id == chair.person);
        let roles: Vec<PostRole> = person.map(|it| s.roles(it).collect()).unwrap_or_default();
        let named = &chair.name;
        parts.push(if roles.contains(&PostRole::Principal) {
            Part::Yes(format!("主任{named}是主要负责人"))
        } else if person.is_none_or(|it| it.posts.iter().any(|id| s.post(*id).is_none_or(|post| post.role.is_none()))) {
            Part::Unknown(format!("主任{named}的岗位不清楚，是不是董事长或总经理不能判定"))
        } else {
            Part::No(format!("主任{named}不是主要负责人（现岗位：{}）", names(&roles.iter().map(|it| it.label()).collect::<Vec<_>>())))
        });
    }
    let papers: Vec<&str> = s.members.iter().filter_map(|it| it.document.as_deref()).filter(|it| !it.trim().is_empty()).collect();
    parts.push(match papers.first() {
        Some(paper) => Part::Yes(format!("成立或调整文件：{paper}")),
        None => Part::No("没有写明成立文件的文号".to_owned()),
    });
    parts
}

/// L3.2
pub(super) fn committee_cover(s: &Snapshot) -> Vec<Part> {
    if s.members.is_empty() {
        return vec![no_members(s)];
    }
    let wanted: [(&str, &[&str]); 4] = [
        ("班子成员", &["leaders"]),
        ("部门和车间", &["department"]),
        ("安全管理机构", &["safety"]),
        ("工会或职工代表", &["union", "workers"]),
    ];
    let mut parts = Vec::new();
    for (called, codes) in wanted {
        let fits = |it: &&Member| it.stands_for.as_deref().is_some_and(|code| codes.contains(&code));
        let found: Vec<&str> = s.members.iter().filter(fits).map(|it| it.name.as_str()).collect();
        let unsaid = s.members.iter().filter(|it| it.stands_for.is_none()).count();
        parts.push(if !found.is_empty() {
            Part::Yes(format!("{called}：{}", names(&found)))
        } else if unsaid > 0 {
            Part::Unknown(format!("没有写明代表{called}的成员，另有{unsaid}人没有写代表谁"))
        } else {
            Part::No(format!("没有代表{called}的成员"))
        });
    }
    parts
}

/// L3.3: a meeting with minutes every quarter.
pub(super) fn committee_meets(s: &Snapshot) -> Vec<Part> {
    let held: Vec<_> = s.meetings.iter().filter(|it| it.kind == "committee").collect();
    let fit = held.iter().filter(|it| it.has_minutes);
    let deeds: Vec<(NaiveDate, String)> = fit.map(|it| (it.on, format!("{} {}", chinese(it.on), it.code))).collect();
    let mut parts = each_period(s, PeriodKind::Quarter, "有纪要的安委会会议", &deeds, !s.meetings.is_empty());
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
    let due: Vec<_> = s.actions.iter().filter(|it| it.due_on.is_some_and(|day| s.from <= day && day <= s.day)).collect();
    let (mut done, mut late, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for it in &due {
        match (it.done_on, it.due_on) {
            (Some(done_on), Some(due_on)) if done_on <= due_on => done.push(it.name.as_str()),
            (Some(_), _) => late.push(it.name.as_str()),
            (None, _) => open.push(it.name.as_str()),
        }
    }
    let undated: Vec<&str> = s.actions.iter().filter(|it| it.due_on.is_none() && it.done_on.is_none()).map(|it| it.name.as_str()).collect();
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

/// Appointments of some kinds.
fn appointed<'s>(s: &'s Snapshot, kinds: &[&str]) -> Vec<&'s Appointment> {
    s.appointments.iter().filter(|it| kinds.contains(&it.kind.as_str())).collect()
}

/// L4.1 (安全生产法 第二十四条): the special industries and plants of more than 100 a unit or full-time staff, others at
/// least part-time staff.
pub(super) fn staffing(s: &Snapshot) -> Vec<Part> {
    let people = match s.answers.get("headcount").map(|it| &it.value) {
        Some(FactValue::Int(people)) => Some(*people),
        Some(_) | None => None,
    };
    let full: Vec<String> = full_time(s);
    let part: Vec<String> = s.in_role(|role| role == PostRole::PartTimeSafety).iter().map(|it| it.name.clone()).collect();
    let strict = match (s.organisation_flag, people) {
        (Some(true), _) => Some((true, "属应当设置机构或配备专职人员的行业（安全生产法第二十四条第一款）".to_owned())),
        (_, Some(people)) if people > 100 => {
            Some((true, format!("从业人员{people}人，超过100人（安全生产法第二十四条第二款）")))
        }
        (Some(false), Some(people)) => {
            Some((false, format!("从业人员{people}人，不超过100人（安全生产法第二十四条第二款）")))
        }
        (None, _) | (_, None) => None,
    };
    let Some((strict, why)) = strict else {
        return vec![Part::Unknown("从业人员数或行业（高危口径）没有答全，适用哪一档不能判定".to_owned())];
    };
    let mut parts = vec![Part::Beside(why)];
    parts.push(if !full.is_empty() {
        Part::Yes(format!("机构或专职安管人员：{}", names(&full)))
    } else if strict && s.people.is_empty() {
        Part::Unknown("没有花名册，配备情况不能判定".to_owned())
    } else if strict {
        Part::No("没有安全生产管理机构，也没有专职安管人员".to_owned())
    } else if !part.is_empty() {
        Part::Yes(format!("兼职安管人员：{}", names(&part)))
    } else if s.people.is_empty() {
        Part::Unknown("没有花名册，配备情况不能判定".to_owned())
    } else {
        Part::No("没有专职也没有兼职安管人员".to_owned())
    });
    parts
}

/// Units set up and full-time safety managers, by name.
fn full_time(s: &Snapshot) -> Vec<String> {
    let units = appointed(s, &["unit"]).into_iter().map(|it| it.name.clone());
    let people = s.in_role(|role| matches!(role, PostRole::SafetyHead | PostRole::SafetyManager));
    units.chain(people.into_iter().map(|it| it.name.clone())).collect()
}

/// L4.3 (安全生产法 第二十七条第三款): only asked where the flag holds.
pub(super) fn engineer(s: &Snapshot) -> Vec<Part> {
    let own: Vec<&str> = appointed(s, &["registered_engineer"]).iter().map(|it| it.name.as_str()).collect();
    let service: Vec<&str> = appointed(s, &["engineer_service"]).iter().map(|it| it.name.as_str()).collect();
    let mut parts = Vec::new();
    if !own.is_empty() {
        parts.push(Part::Yes(format!("注册安全工程师：{}", names(&own))));
    }
    if !service.is_empty() {
        parts.push(Part::Yes(format!("委托服务机构：{}", names(&service))));
    }
    if parts.is_empty() {
        parts.push(if s.had_appointments {
            Part::No("没有注册安全工程师，也没有委托服务".to_owned())
        } else {
            Part::Unknown("没有登记过任命或服务合同，有没有注册安全工程师不能判定".to_owned())
        });
    }
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
        use chrono::Datelike;
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
        Some(false) => parts.push(Part::Beside("不属任免须告知主管部门的单位（安全生产法第二十六条第四款）".to_owned())),
        None => parts.push(Part::Unknown("是否属任免须告知主管部门的单位没有答全".to_owned())),
        Some(true) => {
            let staff = appointed(s, &["safety_head", "safety_manager", "part_time_safety"]);
            let (told, untold): (Vec<_>, Vec<_>) = staff.iter().partition(|it| it.notified);
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
