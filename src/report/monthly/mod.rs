//! 安全生产月报: the facts. Key names are stable; they are the JSON of `anguan report monthly --format json`.
//!
//! Counting rules stand beside each field. Dates are ISO, `null` means “not recorded” and prints “—”, never 0.

mod build;
mod compare;
#[cfg(test)]
pub mod sample;

pub use compare::INDICATORS;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::figure::{Figure, Rate, RowMap};
use crate::report::trend::Trend;
use crate::report::{Facts, model};

/// How the rectification rate is counted; printed under the table and kept in the facts, so that a frozen report says
/// which rule it was counted by.
pub const RATE_BASIS: &str = "隐患整改率＝本期登记、且截至期末已验收的隐患数 ÷ 本期登记的隐患数，级别按期末认定；本期无登记的记“—”。\
按期整改率＝上述已验收隐患中未超过整改期限完成整改的数量 ÷ 已验收数。自查完成率＝已完成次数 ÷ 计划次数。\
检查项合格率＝合格项 ÷（合格项＋不合格项），不适用项和未检查项不计入。";

/// Facts of one month (or another period, for the reports that share its counts).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MonthlyFacts {
    /// Who reports to whom.
    pub unit: Unit,
    /// What time it is about.
    pub period: Period,
    /// Local time up to which records were counted, `2026-12-03 09:12`.
    pub cut_off: String,
    /// Short code of the audit chain's head at that moment.
    pub chain_code: Option<String>,
    /// Nothing was found and nothing is open: the report says so in words (零报告).
    pub zero_report: bool,
    /// Plans and inspections.
    pub inspections: Inspections,
    /// Check items of those inspections.
    pub items: Items,
    /// What the inspections found.
    pub findings: Findings,
    /// Hazards.
    pub hazards: Hazards,
    /// How rates are counted, [`RATE_BASIS`].
    pub rate_basis: String,
    /// Main indicators beside the month before and the same month of the year before.
    pub comparison: Comparison,
    /// Twelve months up to this one; absent in reports frozen before it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<Trend>,
    /// Training and certificates; absent in reports frozen before it was told, and while nothing of it was ever entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<crate::report::parts::training::TrainingPart>,
    /// What is open when the period ends and is not yet in the overdue list.
    pub open_matters: Vec<OpenMatter>,
    /// What the next month brings.
    pub next: NextPeriod,
    /// What the author wrote.
    pub texts: Texts,
    /// What a reader must know of the data: gaps, ungraded hazards, a cut-off before the period's end.
    pub notes: Vec<String>,
    /// Who signs.
    pub signers: Signers,
    /// Records behind the figures, by path.
    #[serde(default, skip_serializing_if = "RowMap::is_empty")]
    pub rows: RowMap,
}

/// What is counted of any period, with the records behind each figure. Every report of a period keeps these under the same
/// keys, so that figures of different reports can be held against each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Plans and inspections.
    pub inspections: Inspections,
    /// Check items of those inspections.
    pub items: Items,
    /// What the inspections found.
    pub findings: Findings,
    /// Hazards.
    pub hazards: Hazards,
    /// Records behind the figures, by path.
    #[serde(skip)]
    pub rows: RowMap,
}

/// The enterprise as it stands on a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Full name.
    pub name: String,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// Department in charge the report goes to, full name.
    pub authority: Option<String>,
}

/// The time a report is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// `2026-11`, `2026-W47`, `2026-Q3` …
    pub key: String,
    /// `2026年11月`.
    pub label: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
}

/// Plans and inspections of the period. `planned = done + missed + pending`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspections {
    /// Occurrences of plans whose day (due_on) lies in the period.
    pub planned: u64,
    /// Of these, done, late ones included.
    pub done: u64,
    /// Of these, missed: the day is over and no record stands.
    pub missed: u64,
    /// Of `done`, done after due_on.
    pub done_late: u64,
    /// Of `planned`, not done and not yet missed at the cut-off.
    pub pending: u64,
    /// Inspections of the period that fit no plan; outside the rate.
    pub unplanned: u64,
    /// `done ÷ planned`.
    pub rate: Rate,
    /// By sort of inspection or checklist.
    pub by_kind: Vec<InspectionGroup>,
    /// By department inspected.
    pub by_department: Vec<InspectionGroup>,
    /// The missed ones.
    pub missed_list: Vec<MissedInspection>,
}

/// Inspections of one kind, checklist or department.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionGroup {
    /// Stable key: code or row id.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Occurrences due in the period.
    pub planned: u64,
    /// Done, late ones included.
    pub done: u64,
    /// Missed.
    pub missed: u64,
    /// Of `done`, late.
    pub done_late: u64,
    /// `done ÷ planned`.
    pub rate: Rate,
}

/// One missed inspection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedInspection {
    /// Row id of the plan.
    pub id: Option<i64>,
    /// Day it was due.
    pub due_on: NaiveDate,
    /// Checklist or plan.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Who was to do it.
    pub owner: Option<String>,
    /// Why it was not done, if somebody said so.
    pub reason: Option<String>,
}

/// Check items. Decisions, no. 19.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    /// `passed + failed`.
    pub checked: u64,
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Not applicable at that place.
    pub not_applicable: u64,
    /// Not checked; outside the pass rate.
    pub not_checked: u64,
    /// `passed ÷ checked`.
    pub pass_rate: Rate,
}

/// What the inspections found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Failed items plus free findings.
    pub total: u64,
    /// Failed items of checklists.
    pub from_items: u64,
    /// Findings that stand on no list.
    pub free: u64,
    /// Hazards opened from them.
    pub hazards: u64,
}

/// Hazards. The flow balances: `open_start + registered + regraded − closed − retired = open_end`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hazards {
    /// Registered in the period.
    pub registered: u64,
    /// Of these, accepted by the period's end.
    pub accepted: u64,
    /// `accepted ÷ registered`. Decisions, no. 18.
    pub rate: Rate,
    /// Of the accepted ones, rectified no later than their due_on.
    pub in_time: Rate,
    /// Open at the period's end, rectification overdue (decisions, no. 17).
    pub overdue: u64,
    /// Open at the period's end.
    pub open_end: u64,
    /// Open at the period's end and major.
    pub major_open: u64,
    /// Flow by level at the period's end: `general`, `major`, `ungraded`, and `total` last.
    pub flow: Vec<Flow>,
    /// Registered and accepted by level at the period's end: `general`, `major`, `ungraded`.
    pub by_level: Vec<HazardGroup>,
    /// By state at the period's end: the open ones, and those closed in the period.
    pub by_state: Vec<Tally>,
    /// By department that answers for the rectification.
    pub by_department: Vec<HazardGroup>,
    /// By category.
    pub by_category: Vec<HazardGroup>,
    /// Registered in the period, by source.
    pub by_source: Vec<Tally>,
    /// Overdue at the period's end, longest first.
    pub overdue_list: Vec<OverdueHazard>,
    /// Major hazards open at the period's end or closed in it.
    pub major_list: Vec<MajorHazard>,
}

/// Flow of hazards of one level through the period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// `general`, `major`, `ungraded`, `total`.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Open when the period began, by the level then.
    pub open_start: u64,
    /// Registered in the period, by the level at its end or on leaving the books.
    pub registered: u64,
    /// Of those open at the start: came to this level in the period less those that left it; 0 in total.
    pub regraded: i64,
    /// Closed in the period.
    pub closed: u64,
    /// Taken out of the ledger in the period (double entries and the like), with a reason.
    pub retired: u64,
    /// Open when the period ended.
    pub open_end: u64,
}

impl Flow {
    /// Whether the arithmetic holds.
    #[must_use]
    pub fn balances(&self) -> bool {
        let signed = |it: u64| i128::from(it);
        signed(self.open_start) + signed(self.registered) + i128::from(self.regraded)
            - signed(self.closed)
            - signed(self.retired)
            == signed(self.open_end)
    }
}

/// Hazards of one level, department or category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardGroup {
    /// Stable key: code or row id.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Registered in the period.
    pub registered: u64,
    /// Of these, accepted by the period's end.
    pub accepted: u64,
    /// `accepted ÷ registered`.
    pub rate: Rate,
    /// Open at the period's end, whenever registered.
    pub open_end: u64,
    /// Overdue at the period's end, whenever registered.
    pub overdue: u64,
}

/// A count of one sort.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Stable key.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// One hazard that is overdue at the period's end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverdueHazard {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// Department that answers for it.
    pub department: Option<String>,
    /// Person who answers for it.
    pub owner: Option<String>,
    /// `general`, `major` or null.
    pub level: Option<String>,
    /// Level as people read it, `未定级` when null.
    pub level_label: String,
    /// Current deadline.
    pub due_on: NaiveDate,
    /// Days from due_on to the period's end.
    pub days: u64,
}

/// One major hazard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MajorHazard {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// Department that answers for it.
    pub department: Option<String>,
    /// Person who answers for it.
    pub owner: Option<String>,
    /// Day it was found.
    pub found_on: NaiveDate,
    /// Current deadline.
    pub due_on: Option<NaiveDate>,
    /// State at the period's end, as people read it.
    pub state_label: String,
    /// What is being done, in words.
    pub progress: Option<String>,
}

/// Main indicators over three periods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// `2026年10月`.
    pub before_label: String,
    /// `2025年11月`.
    pub year_before_label: String,
    /// The indicators in the order they are printed.
    pub indicators: Vec<Indicator>,
}

/// One indicator over three periods. Null where nothing was recorded yet, which is not 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Path of the figure of this period, `hazards.registered`.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// `次`, `项`, `%`.
    pub unit: String,
    /// This period.
    pub now: Option<Figure>,
    /// The period before.
    pub before: Option<Figure>,
    /// The same period of the year before.
    pub year_before: Option<Figure>,
}

/// Something open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenMatter {
    /// Sort, as people read it: 隐患整改, 待验收, 报送 …
    pub kind: String,
    /// What it is.
    pub title: String,
    /// Who owes it.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: Option<String>,
}

/// What the next period brings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPeriod {
    /// `2026年12月`.
    pub label: String,
    /// Inspections planned, one row a plan.
    pub plans: Vec<NextPlan>,
    /// Hazards to be rectified in it.
    pub hazards: Vec<NextHazard>,
    /// Duties of the plant due in it: reports, checks by the leader, self-assessments. Daily and weekly ones are left out.
    #[serde(default)]
    pub duties: Vec<NextDuty>,
}

/// One duty of the plant due in the next period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextDuty {
    /// Id of the obligation, as `why` takes it.
    pub id: String,
    /// What is owed, with the period it is about.
    pub title: String,
    /// Who sees to it.
    pub owner: Option<String>,
    /// By when.
    pub due_on: NaiveDate,
}

/// One plan's occurrences in the next period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPlan {
    /// Row id of the plan.
    pub key: String,
    /// Checklist or plan.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// Post or person.
    pub owner: Option<String>,
    /// How many times.
    pub occurrences: u64,
    /// First day due.
    pub first_on: Option<NaiveDate>,
    /// Last day due.
    pub last_on: Option<NaiveDate>,
}

/// One hazard due in the next period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextHazard {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// Person who answers for it.
    pub owner: Option<String>,
    /// Deadline.
    pub due_on: NaiveDate,
}

/// What the author wrote; empty parts print 无.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// 本月工作情况.
    pub situation: String,
    /// 存在问题.
    pub problems: String,
    /// 下月安排.
    pub next_month: String,
}

/// Who signs; an empty name is left for the pen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signers {
    /// 填表人.
    pub filled_by: Option<String>,
    /// 审核人.
    pub reviewed_by: Option<String>,
    /// 主要负责人.
    pub principal: Option<String>,
    /// Day of signing.
    pub signed_on: Option<NaiveDate>,
}

impl Facts for MonthlyFacts {
    const KIND: &'static str = "monthly";
    const VERSION: u32 = 1;

    fn report(&self) -> model::Report {
        build::report(self)
    }
}
