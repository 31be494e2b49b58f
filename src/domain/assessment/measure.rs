//! What the records can say about a duty, and the points proposed from it. The assessor confirms or changes them.

use crate::domain::code::codes;
use crate::domain::fold::folded_key;
use crate::domain::period::PeriodKind;

use super::score::show_tenths;

codes! {
    /// What of the records measures a duty (`duty.measure`).
    pub enum Measure {
        InspectionPlan = "inspection_plan" "本人或本岗位的计划检查",
        DepartmentPlan = "department_plan" "本部门的计划检查",
        Checks = "checks" "本人参加的检查",
        LeaderChecks = "leader_checks" "本人带队的检查",
        HazardInTime = "hazard_in_time" "本人负责整改的隐患",
        DepartmentHazardInTime = "department_hazard_in_time" "本部门负责整改的隐患",
        PlantHazardInTime = "plant_hazard_in_time" "全厂到期的隐患",
        HazardClosed = "hazard_closed" "本人负责整改的隐患验收",
        HazardFound = "hazard_found" "本人发现的隐患",
        MajorReport = "major_report" "重大隐患的报告",
        CommitteeChaired = "committee_chaired" "本人主持的安委会会议",
        SafetyMeeting = "safety_meeting" "本人主持的安全例会",
        MeetingAttendance = "meeting_attendance" "本人应参加的安委会会议",
        MeetingAction = "meeting_action_in_time" "本人承办的会议议定事项",
        ListCoverage = "list_coverage" "在岗岗位的责任清单",
        PledgeSigned = "pledge_signed" "本部门人员的责任书签收",
        AssessmentDone = "assessment_done" "到期的责任制考核",
        AccidentReport = "accident_report" "事故的一小时报告",
        Hours = "hours" "培训学时",
    }
}

/// A measure as a duty asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What is counted.
    pub measure: Measure,
    /// From how many per cent full points are proposed.
    pub target: i64,
    /// How often it has to happen, for those that are counted by period.
    pub every: Option<PeriodKind>,
}

/// Reads `KEY` or `KEY:ARG`; none for a key nobody knows and for an argument that does not fit it.
#[must_use]
pub fn read(text: &str) -> Option<Asked> {
    let (key, argument) = text.split_once([':', '：']).map_or((text, None), |(key, argument)| (key, Some(argument)));
    let measure = Measure::from_code(key.trim())?;
    let argument = argument.map(folded_key).filter(|it| !it.is_empty());
    let every = |default| match argument.as_deref() {
        None => Some(default),
        Some("week") => Some(PeriodKind::Week),
        Some("month") => Some(PeriodKind::Month),
        Some("quarter") => Some(PeriodKind::Quarter),
        Some(_) => None,
    };
    match measure {
        Measure::Checks => Some(Asked { measure, target: 100, every: Some(every(PeriodKind::Month)?) }),
        Measure::LeaderChecks => Some(Asked { measure, target: 100, every: Some(every(PeriodKind::Quarter)?) }),
        Measure::CommitteeChaired => Some(Asked { measure, target: 100, every: Some(PeriodKind::Quarter) }),
        Measure::SafetyMeeting => Some(Asked { measure, target: 100, every: Some(PeriodKind::Month) }),
        Measure::InspectionPlan
        | Measure::DepartmentPlan
        | Measure::HazardInTime
        | Measure::DepartmentHazardInTime
        | Measure::PlantHazardInTime
        | Measure::HazardClosed
        | Measure::HazardFound
        | Measure::MajorReport
        | Measure::MeetingAttendance
        | Measure::MeetingAction
        | Measure::ListCoverage
        | Measure::PledgeSigned
        | Measure::AssessmentDone
        | Measure::AccidentReport
        | Measure::Hours => {
            let target = argument.map_or(Some(100), |it| it.parse().ok().filter(|it| (1..=100).contains(it)))?;
            Some(Asked { measure, target, every: None })
        }
    }
}

/// What was counted in the records for one duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// So many of so many; `what` names them: `计划检查应做 12 次，按期完成 11 次`.
    Share {
        /// How many count.
        done: i64,
        /// Of how many. With 0 there are no records to tell by.
        all: i64,
        /// The counting in words.
        what: String,
    },
    /// It was done at least once, which is enough.
    Once {
        /// The counting in words.
        what: String,
    },
    /// No period of the asked length ends in the span: nothing was due.
    NotDue {
        /// Why, in words.
        what: String,
    },
    /// The records cannot tell.
    Unknown {
        /// Why, in words.
        what: String,
    },
}

/// What is put before the assessor for one duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// Points from the records.
    Points {
        /// Tenths of a point.
        tenths: i64,
        /// The arithmetic, one sentence.
        because: String,
    },
    /// Not due in this period.
    NotDue {
        /// Why, one sentence.
        because: String,
    },
    /// Nothing: the records cannot tell. Never full marks.
    None {
        /// Why, one sentence.
        because: String,
    },
}

impl Proposal {
    /// Why, one sentence.
    #[must_use]
    pub fn because(&self) -> &str {
        match self {
            Self::Points { because, .. } | Self::NotDue { because } | Self::None { because } => because,
        }
    }
}

/// The points that what was counted comes to: all of them from the target on, below it in proportion, half up to a tenth
/// but never up to the full points.
#[must_use]
pub fn propose(asked: Asked, points: i64, counted: Counted) -> Proposal {
    match counted {
        Counted::Share { done, all, what } if all > 0 => {
            let full = points * 10;
            let shown = crate::domain::statistics::Ratio::new(done, all)
                .percent_below(&[crate::domain::statistics::Ratio::percent_of(asked.target)]);
            let reached = done * 100 >= asked.target * all;
            let part = (2 * full * done + all) / (2 * all);
            let tenths = if reached { full } else { part.min(full - 1).max(0) };
            let bound =
                if asked.target == 100 { String::new() } else { format!("，达到 {}% 得满分", asked.target) };
            let because = format!("{what}：{done}÷{all}＝{shown}{bound}；分值 {points}，得 {} 分", show_tenths(tenths));
            Proposal::Points { tenths, because }
        }
        Counted::Share { what, .. } => {
            Proposal::None { because: format!("资料不足：{what}，没有可据以评分的记录") }
        }
        Counted::Once { what } => {
            Proposal::Points { tenths: points * 10, because: format!("{what}；得满分 {points} 分") }
        }
        Counted::NotDue { what } => Proposal::NotDue { because: what },
        Counted::Unknown { what } => Proposal::None { because: format!("资料不足：{what}") },
    }
}

/// What a duty says that no record measures.
#[must_use]
pub fn by_hand() -> Proposal {
    Proposal::None { because: "没有台账可据，由考核人评分".to_owned() }
}

/// What a duty says that asks for a measure this program does not know.
#[must_use]
pub fn unknown(text: &str) -> Proposal {
    Proposal::None {
        because: format!("资料不足：不认识的取数方式“{}”", crate::domain::fold::clean_line(text))
    }
}
