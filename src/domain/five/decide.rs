//! What a person may decide of a check point, and what a round must have before it is finished.

use chrono::NaiveDate;

use super::{LOOK, Verdict};
use crate::domain::date::chinese;
use crate::domain::problem::Problem;

/// A check point as it stands in a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Code, `L4.1`.
    pub code: String,
    /// What the records proposed; absent: asked of a person.
    pub proposed: Option<Verdict>,
    /// Why so proposed, one sentence a line.
    pub trace: String,
    /// What was decided; absent: nothing yet.
    pub verdict: Option<Verdict>,
    /// Who mends the gap, row id.
    pub owner: Option<i64>,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// A decision as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What is decided.
    pub verdict: Option<Verdict>,
    /// Why not as proposed, or why not applicable.
    pub reason: Option<String>,
    /// What was seen.
    pub evidence: Option<String>,
    /// Day the evidence is of.
    pub evidence_on: Option<NaiveDate>,
    /// Who mends the gap, row id.
    pub owner: Option<i64>,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

fn says(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|it| !it.trim().is_empty())
}

impl Standing {
    /// Whether the trace names something no record holds.
    #[must_use]
    pub fn must_look(&self) -> bool {
        self.trace.lines().any(|line| line.starts_with(LOOK))
    }

    /// The verdict it counts with: what nobody decided is 资料不足.
    #[must_use]
    pub fn counts_as(&self) -> Verdict {
        self.verdict.unwrap_or(Verdict::DataMissing)
    }
}

/// What is wrong with a decision about a point; empty: it may stand.
///
/// Overruling what the records propose takes a reason, and so does 不适用 that they did not propose. 已落实 takes evidence
/// wherever the records alone do not carry it. Owner and day belong to gaps.
#[must_use]
pub fn faults(point: &Standing, decision: &Decision, today: NaiveDate) -> Vec<Problem> {
    let code = &point.code;
    let Some(verdict) = decision.verdict else {
        return vec![Problem::field("verdict", format!("{code}：没有写认定"))];
    };
    let mut faults = Vec::new();
    let overrules = point.proposed.filter(|it| *it != verdict && *it != Verdict::DataMissing);
    if verdict == Verdict::NotApplicable && point.proposed != Some(verdict) && !says(&decision.reason) {
        faults.push(Problem::field("reason", format!("{code}：认定不适用要写原因")));
    } else if let Some(proposed) = overrules.filter(|_| !says(&decision.reason)) {
        let said = format!("{code}：记录建议“{}”，认定“{}”要写原因", proposed.label(), verdict.label());
        faults.push(Problem::field("reason", said));
    }
    if verdict == Verdict::Met && !says(&decision.evidence) {
        if point.proposed != Some(Verdict::Met) {
            faults.push(Problem::field("evidence", format!("{code}：记录不足以证明已落实，要写看到的证据")));
        } else if point.must_look() {
            let said = format!("{code}：有记录看不出来的内容（{}），要写看到的证据", looks(&point.trace));
            faults.push(Problem::field("evidence", said));
        }
    }
    if verdict.is_gap() && point.proposed != Some(verdict) && !says(&decision.reason) && !says(&decision.evidence) {
        faults.push(Problem::field("reason", format!("{code}：要写缺什么（原因或证据）")));
    }
    if decision.evidence_on.is_some_and(|day| day > today) {
        faults.push(Problem::field("evidence_on", format!("{code}：证据日期还没有到")));
    }
    if !verdict.is_gap() && (decision.owner.is_some() || decision.due_on.is_some()) {
        faults.push(Problem::field("owner", format!("{code}：只有部分落实、未落实才写整改责任人和期限")));
    }
    if let Some(day) = decision.due_on.filter(|day| verdict.is_gap() && *day < today) {
        faults.push(Problem::field("due_on", format!("{code}：整改期限{}已经过去", chinese(day))));
    }
    faults
}

/// What a trace asks a person to look at.
#[must_use]
pub fn looks(trace: &str) -> String {
    trace.lines().filter_map(|line| line.strip_prefix(LOOK)).collect::<Vec<_>>().join("；")
}

/// What keeps a round from being finished: every gap has somebody and a day.
#[must_use]
pub fn unfinished(points: &[Standing], signed_by: Option<&str>) -> Vec<Problem> {
    let mut faults: Vec<Problem> = Vec::new();
    for point in points.iter().filter(|it| it.verdict.is_some_and(Verdict::is_gap)) {
        let wanting: Vec<&str> = [(point.owner.is_none(), "整改责任人"), (point.due_on.is_none(), "整改期限")]
            .into_iter()
            .filter_map(|(missing, said)| missing.then_some(said))
            .collect();
        if !wanting.is_empty() {
            let verdict = point.counts_as().label();
            faults.push(Problem::record(format!("{}：{verdict}，还没有{}", point.code, wanting.join("和"))));
        }
    }
    if signed_by.is_none_or(|name| name.trim().is_empty()) {
        faults.push(Problem::field("signed_by", "没有写主要负责人签字"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn point(proposed: Option<Verdict>, trace: &str) -> Standing {
        Standing { code: "L3.3".into(), proposed, trace: trace.into(), ..Standing::default() }
    }

    fn decide(verdict: Verdict, reason: &str, evidence: &str) -> Decision {
        let some = |text: &str| Some(text.to_owned()).filter(|it| !it.is_empty());
        Decision { verdict: Some(verdict), reason: some(reason), evidence: some(evidence), ..Decision::default() }
    }

    #[test]
    fn every_combination_that_needs_words_is_refused_without_them() {
        use Verdict::{DataMissing, Met, NotApplicable, Partly, Unmet};
        let today = day("2026-11-20");
        let looking = "符合：会议\n还要看：纪要";
        // proposed, trace, decided, reason, evidence, part of the refusal
        let cases = [
            (Some(Met), "", Met, "", "", None),
            (Some(Met), looking, Met, "", "", Some("还要看")),
            (Some(Met), looking, Met, "", "看过纪要", None),
            (Some(Met), "", Unmet, "", "", Some("写原因")),
            (Some(Met), "", DataMissing, "", "", Some("写原因")),
            (Some(Met), "", Unmet, "会议没有签到", "", None),
            (Some(Unmet), "", Met, "", "原件", Some("写原因")),
            (Some(Unmet), "", Met, "漏登记", "", Some("证据")),
            (Some(Unmet), "", Met, "漏登记", "原件", None),
            (Some(Unmet), "", Unmet, "", "", None),
            (Some(Unmet), "", NotApplicable, "", "", Some("不适用要写原因")),
            (Some(NotApplicable), "", NotApplicable, "", "", None),
            (Some(NotApplicable), "", Met, "", "原件", Some("写原因")),
            (Some(DataMissing), "", Met, "", "", Some("证据")),
            (Some(DataMissing), "", Met, "", "原件", None),
            (Some(DataMissing), "", Unmet, "", "", Some("缺什么")),
            (Some(DataMissing), "", DataMissing, "", "", None),
            (None, "", Met, "", "", Some("证据")),
            (None, "", Partly, "", "只有一半", None),
            (None, "", NotApplicable, "", "", Some("不适用要写原因")),
            (None, "", DataMissing, "", "", None),
        ];
        for (proposed, trace, decided, reason, evidence, refusal) in cases {
            let found = faults(&point(proposed, trace), &decide(decided, reason, evidence), today);
            let said: String = found.iter().map(|it| it.message.clone()).collect();
            match refusal {
                None => assert!(found.is_empty(), "{proposed:?} → {decided:?}: {said}"),
                Some("还要看") => assert!(said.contains("纪要"), "{said}"),
                Some(part) => assert!(said.contains(part), "{proposed:?} → {decided:?}: {said}"),
            }
        }
    }

    #[test]
    fn owner_and_day_belong_to_gaps_and_days_to_come() {
        let today = day("2026-11-20");
        let mut typed = decide(Verdict::Met, "", "原件");
        typed.owner = Some(3);
        assert_eq!(faults(&point(Some(Verdict::Met), ""), &typed, today).len(), 1);
        typed.verdict = Some(Verdict::Unmet);
        typed.reason = Some("缺".into());
        typed.due_on = Some(day("2026-11-19"));
        assert!(faults(&point(None, ""), &typed, today).iter().any(|it| it.field == Some("due_on")));
        typed.due_on = Some(today);
        assert!(faults(&point(None, ""), &typed, today).is_empty());
    }

    #[test]
    fn a_round_is_finished_when_every_gap_has_somebody_and_a_day() {
        let gap = Standing { verdict: Some(Verdict::Partly), ..point(None, "") };
        let owned = Standing { owner: Some(1), due_on: Some(day("2026-12-01")), ..gap.clone() };
        let open = point(None, "");
        assert_eq!(unfinished(&[gap.clone(), open.clone()], Some("张启安")).len(), 1);
        assert_eq!(unfinished(&[gap], None).len(), 2);
        // What nobody decided does not hinder: it counts as 资料不足.
        assert!(unfinished(&[owned, open.clone()], Some("张启安")).is_empty());
        assert_eq!(open.counts_as(), Verdict::DataMissing);
    }
}
