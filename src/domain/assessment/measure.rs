//! What the records can say about a duty, and the points proposed from it. The assessor confirms or changes them.

use crate::domain::period::PeriodKind;
use crate::domain::responsibility::Measure;

use super::score::show_tenths;

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

/// Reads what a duty is measured by. Its own standard (考核标准) says from how many per cent full points are due
/// (`整改按期率≥95%`), its cycle (周期) how often something has to happen. None for a measure nobody knows.
#[must_use]
pub fn read(measure: &str, standard: Option<&str>, cycle: Option<&str>) -> Option<Asked> {
    let measure = Measure::from_code(measure.trim())?;
    let target = |nouns: &[&str]| standard.and_then(|text| percent(text, nouns)).unwrap_or(100);
    let every = |usual| Some(cycle.and_then(first_cycle).unwrap_or(usual));
    let (target, every) = match measure {
        Measure::Checks => (100, every(PeriodKind::Month)),
        Measure::LeaderInspection => (100, every(PeriodKind::Quarter)),
        Measure::CommitteeMeeting => (100, Some(PeriodKind::Quarter)),
        Measure::SafetyMeeting => (100, Some(PeriodKind::Month)),
        Measure::CongressMeeting => (100, Some(PeriodKind::Year)),
        Measure::InspectionPlan | Measure::DepartmentPlan => (target(&["检查", "巡检", "巡查", "点检", "频次"]), None),
        Measure::HazardInTime | Measure::DepartmentHazardInTime | Measure::PlantHazardInTime => {
            (target(&["整改"]), None)
        }
        Measure::HazardClosed => (target(&["验收", "销号"]), None),
        Measure::MajorHazardReport => (target(&["报告"]), None),
        Measure::CommitteeAttendance => (target(&["出席", "参加"]), None),
        Measure::MeetingAction => (target(&["办结", "议定"]), None),
        Measure::ListCoverage => (target(&["覆盖"]), None),
        Measure::PledgeRate => (target(&["签收"]), None),
        Measure::AssessmentDone => (target(&["考核"]), None),
        Measure::HazardFound | Measure::AccidentReport | Measure::TrainingHours => (100, None),
    };
    Some(Asked { measure, target, every })
}

/// The percentage of the clause that speaks of one of these things.
fn percent(standard: &str, nouns: &[&str]) -> Option<i64> {
    let clauses = standard.split(['；', ';', '，', ',', '。', '、']);
    let about = clauses.filter(|clause| nouns.iter().any(|noun| clause.contains(noun)));
    about
        .filter_map(|clause| {
            let (head, _) = clause.split_once(['%', '％'])?;
            let digits: String = head.trim_end().chars().rev().take_while(char::is_ascii_digit).collect();
            let number: String = digits.chars().rev().collect();
            number.parse().ok().filter(|it| (1..=100).contains(it))
        })
        .next()
}

/// The period a cycle in words names first: `季（高危月）` is a quarter.
fn first_cycle(cycle: &str) -> Option<PeriodKind> {
    cycle.chars().find_map(|c| match c {
        '周' => Some(PeriodKind::Week),
        '月' => Some(PeriodKind::Month),
        '季' => Some(PeriodKind::Quarter),
        '年' => Some(if cycle.contains('半') { PeriodKind::HalfYear } else { PeriodKind::Year }),
        _ => None,
    })
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
