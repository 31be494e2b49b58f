//! 重大隐患治理档案: what the report and the plan of a major hazard must say, and what must be there before it is closed.

use crate::domain::code::codes;
use crate::domain::fold::folded_key;

codes! {
    /// One element that a statutory paper about a major hazard must have.
    pub enum Element {
        Cause = "cause" "隐患的现状及其产生原因",
        Harm = "harm" "隐患的危害程度",
        Difficulty = "difficulty" "整改难易程度分析",
        Goal = "goal" "治理的目标和任务",
        Method = "method" "采取的方法和措施",
        Resources = "resources" "经费和物资的落实",
        Organisation = "organisation" "负责治理的机构和人员",
        Schedule = "schedule" "治理的时限和要求",
        Safety = "safety" "安全措施和应急预案",
    }
}

/// What the report says besides the plan (隐患排查治理暂行规定 第十四条): two of its three elements, the second in two parts.
pub const OF_REPORT: &[Element] = &[Element::Cause, Element::Harm, Element::Difficulty];

/// The six elements of the plan (隐患排查治理暂行规定 第十五条).
pub const OF_PLAN: &[Element] =
    &[Element::Goal, Element::Method, Element::Resources, Element::Organisation, Element::Schedule, Element::Safety];

/// What was found wanting before a major hazard is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing<'a> {
    /// Elements of the plan that are written down.
    pub elements: &'a [Element],
    /// Reported to the authority.
    pub is_reported: bool,
    /// Reported to the workers' meeting.
    pub is_told: bool,
    /// The result was evaluated, with a day.
    pub is_evaluated: bool,
    /// There is a conclusion, or the authority's opinion.
    pub has_opinion: bool,
    /// The authority ordered a stop and has not yet agreed that work is resumed.
    pub is_stopped: bool,
}

/// What still has to be there before a major hazard may be closed; one Chinese phrase each. Empty: it may be.
///
/// 安全生产法 第四十一条 (report to the authority and to the workers); 隐患排查治理暂行规定 第十五条 (plan), 第十八条 (evaluation,
/// and the authority's review where work was stopped).
#[must_use]
pub fn missing_for_closing(case: &Closing<'_>) -> Vec<String> {
    let mut missing: Vec<String> = OF_PLAN
        .iter()
        .filter(|it| !case.elements.contains(it))
        .map(|it| format!("治理方案要素“{}”", it.label()))
        .collect();
    let rest = [
        (case.is_reported, "向主管部门报告的日期（隐患的“上报日期”，或报送“重大事故隐患报告”）"),
        (case.is_told, "向职工大会或职工代表大会报告的日期"),
        (case.is_evaluated, "治理情况评估日期"),
        (case.has_opinion, "评估结论或部门意见"),
        (!case.is_stopped, "部门同意恢复生产经营的日期（曾被责令停产停业）"),
    ];
    missing.extend(rest.into_iter().filter(|(there, _)| !there).map(|(_, what)| what.to_owned()));
    missing
}

/// Whether a text says anything.
#[must_use]
pub fn says(text: Option<&str>) -> bool {
    text.is_some_and(|text| !folded_key(text).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_major_hazard_is_closed_only_with_plan_both_reports_and_evaluation() {
        let whole = Closing {
            elements: OF_PLAN,
            is_reported: true,
            is_told: true,
            is_evaluated: true,
            has_opinion: true,
            is_stopped: false,
        };
        assert_eq!(missing_for_closing(&whole), Vec::<String>::new());
        let cases = [
            (Closing { elements: &OF_PLAN[1..], ..whole }, "治理的目标和任务"), // 16号令 15
            (Closing { is_reported: false, ..whole }, "向主管部门报告"),        // 安全生产法 41
            (Closing { is_told: false, ..whole }, "职工大会"),                  // 安全生产法 41
            (Closing { is_evaluated: false, ..whole }, "评估日期"),             // 16号令 18
            (Closing { has_opinion: false, ..whole }, "评估结论"),              // 16号令 18
            (Closing { is_stopped: true, ..whole }, "恢复生产经营"),            // 16号令 18, 23
        ];
        for (case, said) in cases {
            let missing = missing_for_closing(&case);
            assert!(missing.len() == 1 && missing[0].contains(said), "{said}: {missing:?}");
        }
    }
}
