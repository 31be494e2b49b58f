//! 注册安全工程师: who must have one, and how many (安全生产法 第二十七条第三款; 注册安全工程师管理规定 第六条).
//!
//! Only the units that 27-3 names owe one; others are encouraged to. The regulation's own list asks, from 300 people on,
//! for at least 15 % of the safety managers (rounded up; up to 7 managers one); the rest need one or a contract with an
//! institution.

use chrono::NaiveDate;

use super::appointment::{AppointmentKind, Counted, Staff};
use super::staffing::Plant;
use super::{Finding, Outcome, law};
use crate::domain::profile::{Basis, Verdict};

/// From so many people on the share of the regulation counts (注册安全工程师管理规定 第六条: 300人以上).
pub const SHARE_FROM: i64 = 300;
/// Up to so many managers one engineer will do (同条).
pub const ONE_UP_TO: usize = 7;
/// The share above that, in per cent (同条).
pub const SHARE_PERCENT: usize = 15;

/// Lists that decide about registered safety engineers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    /// 安全生产法 第二十七条第三款.
    pub owes: Verdict,
    /// 注册安全工程师管理规定 第六条: 矿山、建筑施工、危险物品生产和经营.
    pub share: Verdict,
}

/// How many engineers so many managers ask for by the share: `⌈15 % × managers⌉`, up to 7 managers one.
#[must_use]
pub fn by_share(managers: usize) -> usize {
    if managers <= ONE_UP_TO { 1 } else { (managers * SHARE_PERCENT).div_ceil(100) }
}

/// Which way the number is owed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    /// So many of its own.
    Share(usize),
    /// One, or a contract.
    OneOrContract,
    /// The one or the other.
    Open(usize),
}

/// Whether the plant has the registered safety engineers it owes on `day` (CSE-1, CSE-2, CSE-3).
#[must_use]
pub fn registered_engineer(plant: &Plant, lists: &Lists, staff: &Staff, day: NaiveDate) -> Finding {
    let regulation = Basis { reg: "reg.engineer-order-11".to_owned(), article: "6".to_owned() };
    let mut finding = Finding {
        outcome: Outcome::DataMissing,
        basis: vec![law("27:3"), regulation],
        said: Vec::new(),
        missing: Vec::new(),
        unverified: false,
        record: None,
    };
    match &lists.owes {
        Verdict::False { .. } => {
            finding.outcome = Outcome::NotApplicable;
            finding.said.push("不属《安全生产法》第二十七条第三款所列单位：鼓励聘用，不强制。".to_owned());
            return finding;
        }
        Verdict::Unknown { facts } => {
            finding.missing = facts.iter().cloned().collect();
            finding.said.push(
                "是否必须配备注册安全工程师，取决于没有回答的企业情况（《安全生产法》第二十七条第三款）。".to_owned(),
            );
            return finding;
        }
        Verdict::True { .. } => {
            finding.said.push("属《安全生产法》第二十七条第三款所列单位，应当有注册安全工程师。".to_owned())
        }
    }
    finding.said.push(format!("{}。", plant.headcount_words()));
    let team = staff.team(day);
    // Whose records contradict each other may be a manager: the number asked for must not come out too low.
    let managers = team.managers() + team.doubtful.len();
    let demand = demand(plant, lists, managers);
    finding.said.push(demand_words(demand, managers));
    finding.unverified = plant.straddles(SHARE_FROM);
    let engineers = staff.appointed(AppointmentKind::RegisteredEngineer, day);
    let service = staff.appointed(AppointmentKind::EngineerService, day);
    let words = |list: &[Counted]| list.iter().map(|it| it.words.as_str()).collect::<Vec<_>>().join("、");
    finding.said.push(format!("注册安全工程师{}名：{}。", engineers.len(), or_none(words(&engineers))));
    if !service.is_empty() {
        finding.said.push(format!("委托服务：{}。", words(&service)));
    }
    for kind in [AppointmentKind::RegisteredEngineer, AppointmentKind::EngineerService] {
        finding.said.extend(staff.passed_over(kind, day).into_iter().map(|it| format!("{it}。")));
    }
    finding.said.extend(team.doubtful.iter().map(|it| format!("{it}，按安管人员计入。")));
    let missing = settle(&mut finding, demand, &engineers, &service, staff);
    if finding.outcome == Outcome::DataMissing {
        finding.missing = missing.unwrap_or_else(|| share_facts(plant, lists));
    }
    finding
}

fn demand(plant: &Plant, lists: &Lists, managers: usize) -> Demand {
    let big = plant.headcount.map(|people| people >= SHARE_FROM);
    match (&lists.share, big) {
        (Verdict::True { .. }, Some(true)) => Demand::Share(by_share(managers)),
        (Verdict::False { .. }, _) | (_, Some(false)) => Demand::OneOrContract,
        (Verdict::True { .. } | Verdict::Unknown { .. }, _) => Demand::Open(by_share(managers)),
    }
}

fn demand_words(demand: Demand, managers: usize) -> String {
    let share = |need: usize| {
        if managers <= ONE_UP_TO {
            format!("安管人员{managers}名，不超过{ONE_UP_TO}名，至少{need}名")
        } else {
            format!("安管人员{managers}名，15%即{}名，进位为{need}名", hundredths(managers * SHARE_PERCENT))
        }
    };
    match demand {
        Demand::Share(need) => format!("300人以上且在《注册安全工程师管理规定》第六条名单内：{}。", share(need)),
        Demand::OneOrContract => {
            "不按比例：至少1名，或者委托安全生产中介机构选派（《注册安全工程师管理规定》第六条）。".to_owned()
        }
        Demand::Open(need) => {
            format!("按不按比例取决于没有回答的情况；按比例时{}，不按比例时1名或委托机构。", share(need))
        }
    }
}

/// `135` → `1.35`.
fn hundredths(number: usize) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

fn or_none(words: String) -> String {
    if words.is_empty() { "无".to_owned() } else { words }
}

/// Settles the outcome; gives the missing keys where they are not the facts of the share.
fn settle(
    finding: &mut Finding,
    demand: Demand,
    engineers: &[Counted],
    service: &[Counted],
    staff: &Staff,
) -> Option<Vec<String>> {
    let have = engineers.len();
    let (need, contract) = match demand {
        Demand::Share(need) | Demand::Open(need) => (need, false),
        Demand::OneOrContract => (1, true),
    };
    let first = engineers.first().or_else(|| service.first().filter(|_| contract));
    if have >= need || (contract && first.is_some()) {
        finding.outcome = Outcome::Met;
        finding.record = first.map(|it| it.record.clone());
        finding.said.push(if have >= need {
            format!("应有{need}名，现有{have}名，符合。")
        } else {
            "已委托机构选派，符合。".to_owned()
        });
        return None;
    }
    if staff.is_blank() {
        finding.said.push("没有花名册岗位，也没有任命记录，有没有注册安全工程师不能判定。".to_owned());
        return Some(vec!["appointment".to_owned()]);
    }
    match demand {
        Demand::Open(_) if have > 0 || !service.is_empty() => {
            finding.said.push("够不够取决于上面没有回答的情况。".to_owned());
        }
        Demand::OneOrContract => {
            finding.outcome = Outcome::Unmet;
            finding.said.push("既没有注册安全工程师，也没有在期的委托服务合同，不符合。".to_owned());
        }
        Demand::Share(_) | Demand::Open(_) => {
            finding.outcome = Outcome::Unmet;
            finding.said.push(format!("应有{need}名，现有{have}名，不符合。"));
        }
    }
    None
}

fn share_facts(plant: &Plant, lists: &Lists) -> Vec<String> {
    let mut missing: Vec<String> = match &lists.share {
        Verdict::Unknown { facts } => facts.iter().cloned().collect(),
        Verdict::True { .. } | Verdict::False { .. } => Vec::new(),
    };
    if plant.headcount.is_none() {
        missing.push("headcount".to_owned());
    }
    missing
}
