//! When a risk is to be evaluated again, and what its sheet does not say yet.
//!
//! 全面辨识 falls due by the cycle of the risk; a control that broke several times says that the evaluation no longer
//! holds. What is wanting is told by grade: 较大以上风险 needs every kind of control (江苏省政府令第140号), every risk a person.

use chrono::NaiveDate;

use super::Grade;
use crate::domain::date::{add_days, add_months};

/// Hazards of one risk within [`REPEAT_MONTHS`] that call for a new evaluation; habit.
pub const REPEATS: usize = 2;

/// Months within which hazards of one risk are counted together; habit.
pub const REPEAT_MONTHS: i32 = 12;

/// Days within which a risk is evaluated once it stands in the register, or once its hazards repeat; habit.
pub const EVALUATE_DAYS: i64 = 15;

/// What is known of a risk for its next evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Day it came into the register.
    pub entered_on: NaiveDate,
    /// Day of its last evaluation.
    pub evaluated_on: Option<NaiveDate>,
    /// Months until the next.
    pub months: i32,
    /// Days on which hazards of it were found.
    pub hazards: Vec<NaiveDate>,
}

/// Why a risk is to be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has no grade yet.
    Never,
    /// Its control broke so many times since the last evaluation.
    Repeated(usize),
    /// Its cycle ran out.
    Cycle,
}

/// The next evaluation of a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Day from which it is owed.
    pub from: NaiveDate,
    /// Last day in time.
    pub due_on: NaiveDate,
    /// Why.
    pub why: Why,
}

impl Standing {
    /// The next evaluation: repeated hazards bring it forward, never back.
    #[must_use]
    pub fn next(&self, today: NaiveDate) -> Next {
        let Some(evaluated) = self.evaluated_on else {
            return Next { from: self.entered_on, due_on: add_days(self.entered_on, EVALUATE_DAYS), why: Why::Never };
        };
        let cycle = Next { from: evaluated, due_on: add_months(evaluated, self.months), why: Why::Cycle };
        let repeated = self.repeated(evaluated, today).map(|(last, count)| Next {
            from: last,
            due_on: add_days(last, EVALUATE_DAYS),
            why: Why::Repeated(count),
        });
        repeated.filter(|it| it.due_on < cycle.due_on).unwrap_or(cycle)
    }

    /// The hazard that made it too many, and how many there are by now.
    fn repeated(&self, evaluated: NaiveDate, today: NaiveDate) -> Option<(NaiveDate, usize)> {
        let mut since: Vec<NaiveDate> =
            self.hazards.iter().copied().filter(|on| *on > evaluated && *on <= today).collect();
        since.sort_unstable();
        let close = since.windows(REPEATS).find_map(|run| match run {
            [first, .., last] if *last <= add_months(*first, REPEAT_MONTHS) => Some(*last),
            _ => None,
        });
        close.map(|last| (last, since.len()))
    }
}

/// What a sheet of a risk says about who and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// 管控层级.
    pub tier: bool,
    /// A post or a person answers for it.
    pub responsible: bool,
    /// 工程技术, 管理, 培训教育, 个体防护, 应急处置: in this order, whether anything stands there.
    pub measures: [bool; 5],
}

/// What a risk of this grade has to say and does not.
#[must_use]
pub fn wanting(grade: Option<Grade>, sheet: Sheet) -> Vec<&'static str> {
    let mut all = Vec::new();
    if grade.is_none() {
        all.push("评估");
    }
    if !sheet.tier {
        all.push("管控层级");
    }
    if !sheet.responsible {
        all.push("责任岗位或责任人");
    }
    let names = ["工程技术措施", "管理措施", "培训教育措施", "个体防护措施", "应急处置措施"];
    match grade {
        Some(Grade::Red | Grade::Orange) => {
            all.extend(names.into_iter().zip(sheet.measures).filter(|(_, there)| !there).map(|(name, _)| name));
        }
        Some(Grade::Yellow | Grade::Blue) | None => {
            if !sheet.measures.contains(&true) {
                all.push("管控措施");
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn risk(evaluated: Option<&str>, hazards: &[&str]) -> Standing {
        Standing {
            entered_on: day("2025-01-10"),
            evaluated_on: evaluated.map(day),
            months: 12,
            hazards: hazards.iter().map(|it| day(it)).collect(),
        }
    }

    #[test]
    fn repeated_hazards_bring_the_next_evaluation_forward() {
        // (last evaluation, days of hazards, today) → (due, why)
        type Case = (Option<&'static str>, &'static [&'static str], &'static str, &'static str, Why);
        let cases: &[Case] = &[
            (None, &[], "2025-06-01", "2025-01-25", Why::Never),
            (Some("2025-02-28"), &[], "2025-06-01", "2026-02-28", Why::Cycle),
            // One hazard is not a repetition; two are, from the second one on.
            (Some("2025-02-28"), &["2025-05-01"], "2025-06-01", "2026-02-28", Why::Cycle),
            (Some("2025-02-28"), &["2025-05-01", "2025-05-20"], "2025-05-19", "2026-02-28", Why::Cycle),
            (Some("2025-02-28"), &["2025-05-01", "2025-05-20"], "2025-05-20", "2025-06-04", Why::Repeated(2)),
            // Those before the evaluation, or of its own day, are what it took account of.
            (Some("2025-05-20"), &["2025-05-01", "2025-05-20"], "2025-06-01", "2026-05-20", Why::Cycle),
            // The third hazard does not put off what the second one made due.
            (
                Some("2025-02-28"),
                &["2025-05-20", "2025-05-01", "2025-06-30"],
                "2025-07-01",
                "2025-06-04",
                Why::Repeated(3),
            ),
            // A repetition shortly before the cycle ends leaves the earlier day.
            (Some("2025-02-28"), &["2026-02-01", "2026-02-20"], "2026-02-21", "2026-02-28", Why::Cycle),
        ];
        for (evaluated, hazards, today, due, why) in cases {
            let next = risk(*evaluated, hazards).next(day(today));
            assert_eq!((next.due_on, next.why), (day(due), *why), "{evaluated:?} {hazards:?} {today}");
        }
    }

    #[test]
    fn hazards_more_than_a_year_apart_are_no_repetition() {
        let mut long = risk(Some("2024-01-31"), &["2024-02-10", "2025-02-10"]);
        long.months = 36;
        assert_eq!(long.next(day("2025-03-01")).why, Why::Repeated(2));
        long.hazards = vec![day("2024-02-10"), day("2025-02-11")];
        assert_eq!(long.next(day("2025-03-01")).why, Why::Cycle);
    }

    #[test]
    fn a_grave_risk_needs_every_kind_of_control() {
        let whole = Sheet { tier: true, responsible: true, measures: [true; 5] };
        let some = Sheet { measures: [false, true, false, true, false], ..whole };
        assert!(wanting(Some(Grade::Red), whole).is_empty());
        assert_eq!(wanting(Some(Grade::Orange), some), ["工程技术措施", "培训教育措施", "应急处置措施"]);
        assert!(wanting(Some(Grade::Yellow), some).is_empty());
        assert_eq!(wanting(Some(Grade::Blue), Sheet { measures: [false; 5], ..whole }), ["管控措施"]);
        assert_eq!(wanting(None, Sheet::default()), ["评估", "管控层级", "责任岗位或责任人", "管控措施"]);
    }
}
