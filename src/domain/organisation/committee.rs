//! 安委会: whether it stands, whether the right person chairs it, whom it covers (五落实五到位规定 第三条).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::appointment::Staff;
use super::{Days, Finding, Outcome, law};
use crate::domain::code::codes;
use crate::domain::obligation::records::RecordRef;
use crate::domain::post::PostRole;
use crate::domain::profile::Basis;

codes! {
    /// What a member is to the committee.
    pub enum CommitteeRole {
        Chair = "chair" "主任",
        DeputyChair = "deputy_chair" "副主任",
        Member = "member" "成员",
        Secretary = "secretary" "办公室主任",
    }
}

codes! {
    /// Whom a member stands for.
    pub enum StandsFor {
        Leaders = "leaders" "领导班子",
        Department = "department" "部门车间",
        Safety = "safety" "安全管理机构",
        Union = "union" "工会",
        Workers = "workers" "职工代表",
    }
}

/// A member of the committee; retired rows left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Row id.
    pub id: i64,
    /// Row id of the person.
    pub person: i64,
    /// Name of the person.
    pub name: String,
    /// 主任, 副主任 …
    pub role: CommitteeRole,
    /// Whom he stands for; absent: not said.
    pub stands_for: Option<StandsFor>,
    /// Days in office.
    pub days: Days,
    /// Days on which the person works here.
    pub employed: Days,
}

/// Members in office on `day`.
#[must_use]
pub fn in_office(members: &[Member], day: NaiveDate) -> Vec<&Member> {
    members.iter().filter(|it| it.days.cover(day) && it.employed.cover(day)).collect()
}

fn blank() -> Finding {
    let regulation = Basis { reg: "reg.five-five-27".to_owned(), article: "3".to_owned() };
    Finding {
        outcome: Outcome::DataMissing,
        basis: vec![regulation],
        said: Vec::new(),
        missing: Vec::new(),
        unverified: false,
        record: None,
    }
}

/// Whether the committee stands on `day` with 董事长或总经理 in the chair (MT-01; check point L3.1).
#[must_use]
pub fn stands(members: &[Member], staff: &Staff, day: NaiveDate) -> Finding {
    let mut finding = blank();
    if members.is_empty() {
        finding.missing = vec!["committee_member".to_owned()];
        finding.said.push("没有登记安委会成员，成没成立不能判定。".to_owned());
        return finding;
    }
    let office = in_office(members, day);
    let chairs: Vec<&&Member> = office.iter().filter(|it| it.role == CommitteeRole::Chair).collect();
    let names = |list: &[&&Member]| list.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join("、");
    finding.said.push(format!(
        "在任成员{}名，主任：{}。",
        office.len(),
        if chairs.is_empty() { "无".to_owned() } else { names(&chairs) }
    ));
    if chairs.is_empty() {
        finding.outcome = Outcome::Unmet;
        finding.said.push("没有在任的主任，不符合。".to_owned());
        return finding;
    }
    let principal = |it: &Member| staff.in_role(PostRole::Principal, day).iter().any(|held| held.person == it.person);
    if let Some(chair) = chairs.iter().find(|it| principal(it)) {
        finding.outcome = Outcome::Met;
        finding.record = Some(RecordRef { register: "committee_member", id: chair.id });
        finding.said.push(format!("{}是主要负责人（董事长或总经理），任主任，符合。", chair.name));
        return finding;
    }
    let known = |it: &Member| staff.posts.iter().any(|held| held.person == it.person && held.days.cover(day));
    if chairs.iter().any(|it| !known(it)) {
        finding.missing = vec!["post".to_owned()];
        finding.said.push("主任在花名册里没有岗位，是不是董事长或总经理不能判定。".to_owned());
    } else {
        finding.outcome = Outcome::Unmet;
        finding.said.push("主任不是主要负责人：应由董事长或总经理担任，不符合。".to_owned());
    }
    finding
}

/// Whether the members cover the leading team, the departments, the safety unit and the union or the workers on `day`
/// (check point L3.2; 安全生产法 第七条 for the union).
#[must_use]
pub fn coverage(members: &[Member], staff: &Staff, day: NaiveDate) -> Finding {
    let mut finding = blank();
    finding.basis.push(law("7"));
    let office = in_office(members, day);
    if office.is_empty() {
        finding.missing = vec!["committee_member".to_owned()];
        finding.said.push("没有在任的安委会成员，覆盖范围不能判定。".to_owned());
        return finding;
    }
    let (mut wanting, mut open) = (Vec::new(), Vec::new());
    leaders(&office, staff, day, &mut finding, &mut wanting, &mut open);
    groups(&office, &mut finding, &mut wanting, &mut open);
    if !wanting.is_empty() {
        finding.outcome = Outcome::Unmet;
        finding.said.push(format!("没有覆盖：{}，不符合。", wanting.join("、")));
    } else if open.is_empty() {
        finding.outcome = Outcome::Met;
        finding.record = office.first().map(|it| RecordRef { register: "committee_member", id: it.id });
        finding.said.push("班子成员、部门车间、安全管理机构、工会或职工代表都有，符合。".to_owned());
    } else {
        finding.said.push(format!("不能判定：{}。", open.join("、")));
    }
    finding
}

fn leaders(
    office: &[&Member],
    staff: &Staff,
    day: NaiveDate,
    finding: &mut Finding,
    wanting: &mut Vec<String>,
    open: &mut Vec<String>,
) {
    let team = staff.posts.iter().filter(|it| it.role.is_leader() && it.days.cover(day));
    let team: BTreeSet<(i64, &str)> = team.map(|it| (it.person, it.name.as_str())).collect();
    if team.is_empty() {
        finding.missing.push("post".to_owned());
        open.push("花名册里没有领导班子岗位".to_owned());
        return;
    }
    let outside: Vec<&str> =
        team.iter().filter(|(person, _)| office.iter().all(|it| it.person != *person)).map(|(_, name)| *name).collect();
    finding.said.push(format!("领导班子{}人，其中{}人在安委会。", team.len(), team.len() - outside.len()));
    if !outside.is_empty() {
        wanting.push(format!("班子成员{}", outside.join("、")));
    }
}

fn groups(office: &[&Member], finding: &mut Finding, wanting: &mut Vec<String>, open: &mut Vec<String>) {
    let unsaid = office.iter().filter(|it| it.stands_for.is_none()).count();
    if unsaid > 0 {
        finding.said.push(format!("{unsaid}名成员没有写代表哪一方。"));
    }
    let asked: [(&str, &[StandsFor]); 3] = [
        ("部门车间", &[StandsFor::Department]),
        ("安全管理机构", &[StandsFor::Safety]),
        ("工会或职工代表", &[StandsFor::Union, StandsFor::Workers]),
    ];
    for (label, sides) in asked {
        let has = office.iter().any(|it| it.stands_for.is_some_and(|side| sides.contains(&side)));
        match (has, unsaid) {
            (true, _) => {}
            (false, 0) => wanting.push(label.to_owned()),
            (false, _) => {
                finding.missing.push("stands_for".to_owned());
                open.push(format!("有没有{label}的成员"));
            }
        }
    }
}
