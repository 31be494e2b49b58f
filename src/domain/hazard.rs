//! Hazards 隐患: what they are, where one stands, and what is derived from its dates.
//!
//! States are changed by steps only (`step`), each dated and signed; nothing here is a hand-kept status.

use super::code::codes;
use super::date::days_between;
use super::fold::folded_key;
use super::inspection::InspectionKind;
use super::problem::Problem;
use chrono::NaiveDate;

pub mod case;
mod record;
mod step;

pub use record::check;
pub use step::{Door, Step, Verb, advance, apply, possible, replay, why_not};

codes! {
    /// 隐患级别 (隐患排查治理暂行规定 第三条).
    pub enum Level {
        General = "general" "一般",
        Major = "major" "重大",
    }
}

codes! {
    /// Where a hazard stands (decisions 16). An accepted major hazard stays 待验收 until it is closed.
    pub enum State {
        Found = "found" "待评估",
        Assessed = "assessed" "待整改",
        Rectifying = "rectifying" "整改中",
        ToAccept = "to_accept" "待验收",
        Closed = "closed" "已销号",
    }
}

codes! {
    /// 人机环管: what the hazard lies in (GB/T 13861-2022).
    pub enum Kind {
        Human = "human" "人的因素",
        Equipment = "equipment" "物的因素",
        Environment = "environment" "环境因素",
        Management = "management" "管理因素",
    }
}

codes! {
    /// Professional field.
    pub enum Field {
        Management = "management" "责任和制度",
        Fire = "fire" "消防",
        Electrical = "electrical" "电气",
        SpecialEquipment = "special_equipment" "特种设备",
        Machinery = "machinery" "机械",
        Chemical = "chemical" "危化品",
        ConfinedSpace = "confined_space" "有限空间",
        Dust = "dust" "粉尘",
        Operation = "operation" "危险作业",
        Height = "height" "高处作业",
        Traffic = "traffic" "厂内交通",
        Building = "building" "建构筑物",
        Site = "site" "作业现场",
        Occupational = "occupational" "职业健康",
        Emergency = "emergency" "应急",
        Contractor = "contractor" "相关方",
        Records = "records" "资料台账",
        Other = "other" "其他",
    }
}

codes! {
    /// How the hazard came to light.
    pub enum Source {
        Shift = "shift" "岗位检查",
        Daily = "daily" "日检查",
        Weekly = "weekly" "周检查",
        Monthly = "monthly" "月检查",
        Leader = "leader" "主要负责人带队检查",
        Comprehensive = "comprehensive" "综合性检查",
        Special = "special" "专业检查",
        Season = "season" "季节性检查",
        Holiday = "holiday" "节假日前检查",
        Restart = "restart" "复工复产检查",
        Contractor = "contractor" "承包商检查",
        Patrol = "patrol" "安管人员日常检查",
        Firepatrol = "firepatrol" "防火巡查",
        Analogy = "analogy" "举一反三",
        SelfCheck = "self_check" "自评自查",
        Employee = "employee" "员工报告",
        Authority = "authority" "上级检查",
        Other = "other" "其他",
    }
}

impl From<InspectionKind> for Source {
    fn from(kind: InspectionKind) -> Self {
        match kind {
            InspectionKind::Shift => Self::Shift,
            InspectionKind::Daily => Self::Daily,
            InspectionKind::Weekly => Self::Weekly,
            InspectionKind::Monthly => Self::Monthly,
            InspectionKind::Leader => Self::Leader,
            InspectionKind::Comprehensive => Self::Comprehensive,
            InspectionKind::Special => Self::Special,
            InspectionKind::Season => Self::Season,
            InspectionKind::Holiday => Self::Holiday,
            InspectionKind::Restart => Self::Restart,
            InspectionKind::Analogy => Self::Analogy,
            InspectionKind::Contractor => Self::Contractor,
            InspectionKind::Patrol => Self::Patrol,
            InspectionKind::Firepatrol => Self::Firepatrol,
        }
    }
}

codes! {
    /// 五落实: the five fixes of a rectification.
    pub enum Fix {
        Owner = "owner" "责任",
        Measures = "measures" "措施",
        Funds = "funds" "资金",
        Deadline = "deadline" "时限",
        Plan = "plan" "预案",
    }
}

impl Level {
    /// The fixes without which a hazard of this level is not assessed: all five for a major one (隐患排查治理暂行规定 第十五条), who and by
    /// when for a general one, whose measures may be said when it is rectified.
    #[must_use]
    pub fn demanded(self) -> &'static [Fix] {
        match self {
            Self::General => &[Fix::Owner, Fix::Deadline],
            Self::Major => Fix::ALL,
        }
    }
}

/// A person who signs or answers: one of the register, or a name from outside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Id in the register of people; `None` for somebody who is not in it.
    pub id: Option<i64>,
    /// Name as written.
    pub name: String,
}

impl Who {
    /// Somebody in the register of people.
    #[must_use]
    pub fn person(id: i64, name: impl Into<String>) -> Self {
        Self { id: Some(id), name: name.into() }
    }

    /// Somebody known by name only.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { id: None, name: name.into() }
    }

    /// Whether both are the same person: by id where both have one (two people may share a name), else by folded name.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (self.id, other.id) {
            (Some(a), Some(b)) => a == b,
            _ => !self.is_nobody() && folded_key(&self.name) == folded_key(&other.name),
        }
    }

    /// Whether neither id nor name says who it is.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.id.is_none() && folded_key(&self.name).is_empty()
    }
}

/// A hazard as the rules see it: its level, its five fixes, and the dates and signers of its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Row id; `None` before it is stored.
    pub id: Option<i64>,
    /// Where it stands.
    pub state: State,
    /// Day it was found.
    pub found_on: NaiveDate,
    /// Who found it.
    pub found_by: Option<Who>,
    /// The closed hazard that came back as this one.
    pub recurs: Option<i64>,
    /// Level now; `None` before it is graded.
    pub level: Option<Level>,
    /// Levels it was given, oldest first.
    pub gradings: Vec<(NaiveDate, Level)>,
    /// 责任: who answers for the rectification.
    pub owner: Option<Who>,
    /// 措施.
    pub measures: Option<String>,
    /// 资金 in 分; 0 says that none is needed.
    pub funds_fen: Option<i64>,
    /// 时限: the deadline in force.
    pub due_on: Option<NaiveDate>,
    /// The first deadline, kept through every extension.
    pub original_due_on: Option<NaiveDate>,
    /// 预案: the emergency plan or temporary precautions.
    pub plan: Option<String>,
    /// Day it was assessed.
    pub assessed_on: Option<NaiveDate>,
    /// Day its rectification was reported done; `None` again after a return.
    pub rectified_on: Option<NaiveDate>,
    /// Who reported it done.
    pub rectifier: Option<Who>,
    /// Day the rectification was accepted.
    pub accepted_on: Option<NaiveDate>,
    /// Who accepted it.
    pub accepter: Option<Who>,
    /// Day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Who closed it.
    pub closer: Option<Who>,
    /// How often it was returned.
    pub returned: u32,
    /// How often its deadline was extended.
    pub extended: u32,
    /// Whether it was ever rectified after the deadline of that day; stays (decisions 17).
    pub late: bool,
    /// Day of the last step: no later step may be dated before it.
    pub last_on: NaiveDate,
}

impl Hazard {
    /// A hazard just found.
    #[must_use]
    pub fn found(found_on: NaiveDate, found_by: Option<Who>) -> Self {
        Self {
            id: None,
            state: State::Found,
            found_on,
            found_by,
            recurs: None,
            level: None,
            gradings: Vec::new(),
            owner: None,
            measures: None,
            funds_fen: None,
            due_on: None,
            original_due_on: None,
            plan: None,
            assessed_on: None,
            rectified_on: None,
            rectifier: None,
            accepted_on: None,
            accepter: None,
            closed_on: None,
            closer: None,
            returned: 0,
            extended: 0,
            late: false,
            last_on: found_on,
        }
    }

    /// Whether it is still on the books.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state != State::Closed
    }

    /// Days past the deadline in force while not rectified (decisions 17); 0 when not overdue.
    #[must_use]
    pub fn overdue_days(&self, today: NaiveDate) -> i64 {
        self.days_past(self.due_on, today)
    }

    /// Days past the first deadline while not rectified, as if it had never been extended.
    #[must_use]
    pub fn overdue_days_original(&self, today: NaiveDate) -> i64 {
        self.days_past(self.original_due_on.or(self.due_on), today)
    }

    /// Days it has waited for acceptance; 0 when it does not wait.
    #[must_use]
    pub fn waiting_acceptance_days(&self, today: NaiveDate) -> i64 {
        match (self.state, self.rectified_on, self.accepted_on) {
            (State::ToAccept, Some(since), None) => days_between(since, today).max(0),
            _ => 0,
        }
    }

    /// Days since it was found while it has no level; 0 when it has one.
    #[must_use]
    pub fn ungraded_days(&self, today: NaiveDate) -> i64 {
        if self.level.is_none() && self.is_open() { days_between(self.found_on, today).max(0) } else { 0 }
    }

    /// Whether a fix is there.
    #[must_use]
    pub fn has(&self, fix: Fix) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !folded_key(text).is_empty());
        match fix {
            Fix::Owner => self.owner.as_ref().is_some_and(|owner| !owner.is_nobody()),
            Fix::Measures => said(&self.measures),
            Fix::Funds => self.funds_fen.is_some(),
            Fix::Deadline => self.due_on.is_some(),
            Fix::Plan => said(&self.plan),
        }
    }

    /// The fixes of the five that are not there yet, whether demanded or not.
    #[must_use]
    pub fn missing_fixes(&self) -> Vec<Fix> {
        Fix::ALL.iter().copied().filter(|fix| !self.has(*fix)).collect()
    }

    /// What is to be shown beside it today.
    #[must_use]
    pub fn marks(&self, today: NaiveDate, limits: MarkLimits) -> Vec<Mark> {
        let shown = |mark: &Mark| match mark {
            Mark::Overdue => self.overdue_days(today) > 0,
            Mark::Late => self.late,
            Mark::WaitingAcceptance => self.waiting_acceptance_days(today) > limits.waiting_days,
            Mark::Ungraded => self.ungraded_days(today) >= limits.ungraded_days,
            Mark::Returned => self.returned > 0 && self.is_open(),
            Mark::Extended => self.extended > 0 && self.is_open(),
        };
        Mark::ALL.iter().copied().filter(shown).collect()
    }

    /// The state its dates imply: for a ledger row that comes without one.
    #[must_use]
    pub fn implied_state(&self) -> State {
        let accepted = self.accepted_on.is_some();
        match self.level {
            _ if self.closed_on.is_some() => State::Closed,
            Some(Level::General) if accepted => State::Closed,
            _ if accepted || self.rectified_on.is_some() => State::ToAccept,
            Some(level) if level.demanded().iter().all(|fix| self.has(*fix)) => State::Assessed,
            Some(_) | None => State::Found,
        }
    }

    fn days_past(&self, due_on: Option<NaiveDate>, today: NaiveDate) -> i64 {
        let open = self.is_open() && self.rectified_on.is_none();
        due_on.filter(|_| open).map_or(0, |due| days_between(due, today).max(0))
    }
}

codes! {
    /// What is shown beside a hazard, derived each day.
    pub enum Mark {
        Overdue = "overdue" "逾期",
        Late = "late" "逾期整改",
        WaitingAcceptance = "waiting_acceptance" "久未验收",
        Ungraded = "ungraded" "久未定级",
        Returned = "returned" "曾退回",
        Extended = "extended" "已延期",
    }
}

/// From when on a mark is shown (decisions 16 and 17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkLimits {
    /// Not graded for this many days: marked.
    pub ungraded_days: i64,
    /// Waiting for acceptance over this many days: marked.
    pub waiting_days: i64,
}

impl Default for MarkLimits {
    fn default() -> Self {
        Self { ungraded_days: 3, waiting_days: 7 }
    }
}

/// 隐患排查治理暂行规定, for citation.
pub(crate) const RULES_16: &str = "安全生产事故隐患排查治理暂行规定 第十五条";

/// Problems of a deadline: earlier than the finding is always refused, earlier than today unless a ledger is taken over (decisions 17).
fn judge_deadline(due_on: NaiveDate, found_on: NaiveDate, today: NaiveDate, door: Door) -> Option<Problem> {
    use super::date::chinese;
    if due_on < found_on {
        let (due, found) = (chinese(due_on), chinese(found_on));
        return Some(Problem::field("due_on", format!("整改期限{due}早于发现日期{found}")));
    }
    match door {
        Door::Form if due_on < today => {
            Some(Problem::field("due_on", format!("整改期限{}早于今天，请填今天或以后的日期", chinese(due_on))))
        }
        Door::Form | Door::Import => None,
    }
}

#[cfg(test)]
mod tests;
