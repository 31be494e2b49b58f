//! 全员安全生产责任制: which list a post carries in which wording, who holds which post, who signed for it.
//!
//! A list is worded anew whenever it is edited. A wording is in force from its effective date, once it is approved
//! (安全生产法 22; 全员安全生产责任制通知: 主要负责人批准): a draft never takes the place of what was approved.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::code::codes;

pub mod coverage;
pub mod signing;
pub mod upkeep;

#[cfg(test)]
mod tests;

codes! {
    /// Tier of a list (层级): who decides, manages, carries out, works.
    pub enum Tier {
        Decision = "decision" "决策层",
        Management = "management" "管理层",
        Execution = "execution" "执行层",
        Operation = "operation" "操作层",
    }
}

codes! {
    /// How often a list is assessed (考核周期). No article fixes it: habit.
    pub enum Cycle {
        Month = "month" "月度",
        Quarter = "quarter" "季度",
        HalfYear = "half_year" "半年",
        Year = "year" "年度",
    }
}

codes! {
    /// What came of reviewing a list.
    pub enum Reviewed {
        Keep = "keep" "无需修改",
        Revise = "revise" "需要修改",
    }
}

codes! {
    /// What of the plant's own records can say how a duty was done.
    pub enum Measure {
        ListCoverage = "list_coverage" "有责任清单的岗位比例",
        PledgeRate = "pledge_rate" "责任清单签收率",
        AssessmentDone = "assessment_done" "考核按期完成",
        InspectionPlan = "inspection_plan" "本人或本岗位检查按计划完成率",
        DepartmentPlan = "department_plan" "本部门检查按计划完成率",
        Checks = "checks" "本人每期参加检查",
        LeaderInspection = "leader_inspection" "主要负责人带队检查",
        HazardInTime = "hazard_in_time" "本人隐患整改按期率",
        DepartmentHazardInTime = "department_hazard_in_time" "本部门隐患整改按期率",
        PlantHazardInTime = "plant_hazard_in_time" "全厂隐患整改按期率",
        HazardClosed = "hazard_closed" "本人隐患整改验收率",
        HazardFound = "hazard_found" "发现、上报的隐患",
        MajorHazardReport = "major_hazard_report" "重大隐患报告及时",
        AccidentReport = "accident_report" "事故报告及时",
        CommitteeMeeting = "committee_meeting" "主持安委会会议",
        CommitteeAttendance = "committee_attendance" "出席安委会会议",
        SafetyMeeting = "safety_meeting" "安全例会",
        MeetingAction = "meeting_action" "会议议定事项按期办结率",
        CongressMeeting = "congress_meeting" "向职工大会报告",
        TrainingHours = "training_hours" "培训学时达标",
    }
}

/// One wording of a duty list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// Row id.
    pub id: i64,
    /// The list.
    pub list: i64,
    /// 1, 2, 3 …
    pub number: i64,
    /// 责任范围.
    pub scope: Option<String>,
    /// 生效日期.
    pub effective_from: NaiveDate,
    /// 编制.
    pub drafted_by: Option<String>,
    /// 审核.
    pub reviewed_by: Option<String>,
    /// 批准.
    pub approved_by: Option<String>,
    /// 批准日期; absent: a draft.
    pub approved_on: Option<NaiveDate>,
    /// 工会意见.
    pub union_opinion: Option<String>,
    /// 考核周期, code (`month`, `quarter`, `half_year`, `year`); absent: the plant's setting for the tier.
    pub assessed: Option<String>,
    /// 考核人, in words.
    pub assessor: Option<String>,
    /// 奖惩挂钩.
    pub reward: Option<String>,
    /// What was changed.
    pub note: Option<String>,
}

impl Wording {
    /// First day it binds: its effective date, or the day of its approval where that came later. `None`: a draft.
    #[must_use]
    pub fn in_force_from(&self) -> Option<NaiveDate> {
        self.approved_on.map(|approved| approved.max(self.effective_from))
    }
}

/// The wording in force on a day: the newest that was approved and had begun.
#[must_use]
pub fn in_force(wordings: &[Wording], day: NaiveDate) -> Option<&Wording> {
    wordings.iter().filter(|it| it.in_force_from().is_some_and(|from| from <= day)).max_by_key(|it| it.number)
}

/// One duty of a wording (职责条目).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// Row id; 0 for one not saved yet.
    pub id: i64,
    /// Place in the list.
    pub position: i64,
    /// Code, stable over wordings: R01-1.
    pub code: String,
    /// 职责.
    pub content: String,
    /// 考核标准; absent: incomplete (安全生产法 22).
    pub standard: Option<String>,
    /// 分值.
    pub points: i64,
    /// 周期, in words.
    pub cycle: Option<String>,
    /// 对应记录.
    pub evidence: Option<String>,
    /// What of the records can prefill its score.
    pub measure: Option<String>,
    /// Citation as printed.
    pub basis: Option<String>,
    /// Day from which the cited text is in force.
    pub law_edition: Option<NaiveDate>,
    /// The citation is still to be checked: 依据待核对.
    pub basis_unverified: bool,
    /// Switched off by the plant: kept, not asked.
    pub active: bool,
}

/// A list that a post carries for a span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Row id of the link.
    pub id: i64,
    /// The post.
    pub post: i64,
    /// The list.
    pub list: i64,
    /// First day.
    pub from: NaiveDate,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
}

/// A post somebody holds for a span of days, cut to the days of employment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub person: i64,
    /// The post.
    pub post: i64,
    /// Where it is held.
    pub department: Option<i64>,
    /// Whether it is the main post; others are held besides.
    pub main: bool,
    /// First day; absent: not known.
    pub from: Option<NaiveDate>,
    /// Day by which he certainly held it: the day the record was entered. Tells something only where `from` does not.
    pub known_by: Option<NaiveDate>,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
}

impl Holding {
    /// Whether it is held on `day`; an unknown beginning does not exclude.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Carried {
    /// Whether the post carries the list on `day`.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A person as the roster has one, as far as posts go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Row id.
    pub id: i64,
    /// 工号.
    pub no: Option<String>,
    /// 姓名.
    pub name: String,
    /// Present department.
    pub department: Option<i64>,
    /// Present main post.
    pub post: Option<i64>,
    /// Outsourced: another employer answers for him (外包); counted nowhere here.
    pub outsourced: bool,
    /// 入职日期.
    pub hired_on: Option<NaiveDate>,
    /// 离职日期: last day.
    pub ended_on: Option<NaiveDate>,
    /// Day the row was entered.
    pub entered_on: NaiveDate,
}

impl Worker {
    /// Whether he works here on `day`; an unknown beginning does not exclude.
    #[must_use]
    pub fn is_here(&self, day: NaiveDate) -> bool {
        self.hired_on.is_none_or(|from| from <= day) && self.ended_on.is_none_or(|last| day <= last)
    }
}

/// A row of the history of posts (调岗), as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Who.
    pub person: i64,
    /// The post; absent: only a department was named.
    pub post: Option<i64>,
    /// Where.
    pub department: Option<i64>,
    /// Whether it is the main post.
    pub main: bool,
    /// First day; absent: not known.
    pub from: Option<NaiveDate>,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
    /// Day the row was entered.
    pub entered_on: NaiveDate,
}

/// The posts a person held, main ones first, by day. Where the roster names a post that the history of posts does not
/// know, it is taken as held since the day of hiring.
#[must_use]
pub fn holdings(worker: &Worker, assigned: &[Assigned]) -> Vec<Holding> {
    let mut held: Vec<Holding> = Vec::new();
    let known_main = assigned.iter().any(|it| it.person == worker.id && it.main && it.post.is_some());
    let roster = worker.post.filter(|_| !known_main).map(|post| Assigned {
        person: worker.id,
        post: Some(post),
        department: worker.department,
        main: true,
        from: None,
        to: None,
        entered_on: worker.entered_on,
    });
    for it in assigned.iter().filter(|it| it.person == worker.id).chain(&roster) {
        let Some(post) = it.post else { continue };
        let from = match (it.from, worker.hired_on) {
            (Some(from), Some(hired)) => Some(from.max(hired)),
            (from, hired) => from.or(hired),
        };
        let to = match (it.to, worker.ended_on) {
            (Some(to), Some(ended)) => Some(to.min(ended)),
            (to, ended) => to.or(ended),
        };
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            continue;
        }
        held.push(Holding {
            person: worker.id,
            post,
            department: it.department.or(worker.department),
            main: it.main,
            from,
            known_by: Some(it.entered_on),
            to,
        });
    }
    held.sort_by_key(|it| (!it.main, it.from, it.post));
    held
}

/// The day before, where there is one.
pub(crate) fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

/// A span of days somebody was away (缺勤).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Last day at work.
    pub left_on: NaiveDate,
    /// First day back; absent: still away.
    pub returned_on: Option<NaiveDate>,
}

/// A signature (签收).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pledge {
    /// Row id.
    pub id: i64,
    /// Who.
    pub person: i64,
    /// For which post.
    pub post: i64,
    /// Which wording.
    pub wording: i64,
    /// For which year.
    pub year: i64,
    /// When.
    pub signed_on: NaiveDate,
}

/// What a wording holds, so far as its being whole and up to date goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Duties in use.
    pub duties: usize,
    /// Of those, without 考核标准.
    pub without_standard: usize,
    /// Instruments its duties cite.
    pub cited: Vec<Cited>,
}

/// An instrument that duties cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its short title.
    pub name: String,
    /// Day as of which it is cited; absent: the wording's own first day.
    pub as_of: Option<NaiveDate>,
    /// First days of its editions, so far as they are known.
    pub editions: Vec<NaiveDate>,
}

/// Everything about lists, posts and signatures at once, for judging everybody.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Everybody in the register of people, by id.
    pub workers: Vec<Worker>,
    /// Posts each of them held or holds, by person.
    pub holdings: BTreeMap<i64, Vec<Holding>>,
    /// Which lists each post carries, by post.
    pub carried: BTreeMap<i64, Vec<Carried>>,
    /// Wordings by list, oldest first; lists taken off left out.
    pub wordings: BTreeMap<i64, Vec<Wording>>,
    /// What each wording holds.
    pub contents: BTreeMap<i64, Content>,
    /// Absences by person, by day.
    pub absences: BTreeMap<i64, Vec<Absence>>,
    /// Signatures by person, post, wording and year.
    pub pledges: BTreeMap<(i64, i64, i64, i64), Pledge>,
}

impl Book {
    /// People who work here on `day`, outsourced ones left out.
    pub fn here(&self, day: NaiveDate) -> impl Iterator<Item = &Worker> {
        self.workers.iter().filter(move |it| !it.outsourced && it.is_here(day))
    }

    /// The posts a person holds on `day`, the main one first.
    pub fn posts_on(&self, person: i64, day: NaiveDate) -> impl Iterator<Item = &Holding> {
        self.holdings.get(&person).into_iter().flatten().filter(move |it| it.covers(day))
    }

    /// The lists a post carries on `day`, by code.
    pub fn lists_on(&self, post: i64, day: NaiveDate) -> impl Iterator<Item = &Carried> {
        self.carried.get(&post).into_iter().flatten().filter(move |it| it.covers(day))
    }

    /// The wording of a list that is in force on `day`.
    #[must_use]
    pub fn wording_on(&self, list: i64, day: NaiveDate) -> Option<&Wording> {
        in_force(self.wordings.get(&list)?, day)
    }

    /// The signature of a person for a post, a wording and a year.
    #[must_use]
    pub fn pledge(&self, person: i64, post: i64, wording: i64, year: i64) -> Option<&Pledge> {
        self.pledges.get(&(person, post, wording, year))
    }
}
