//! What a person may decide of a criterion.

use chrono::NaiveDate;

use super::Verdict;
use crate::domain::problem::Problem;

/// A criterion as it stands in a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Code, `10-11-3`.
    pub code: String,
    /// What the records proposed; absent: asked of a person.
    pub proposed: Option<Verdict>,
    /// What was decided; absent: nothing yet.
    pub verdict: Option<Verdict>,
}

impl Standing {
    /// The verdict it counts with: what nobody decided is 资料不足.
    #[must_use]
    pub fn counts_as(&self) -> Verdict {
        self.verdict.unwrap_or(Verdict::DataMissing)
    }
}

/// A decision as typed, without what a yes brings into the closed loop.
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
}

fn says(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|it| !it.trim().is_empty())
}

/// What is wrong with a decision about a criterion; empty: it may stand.
///
/// Overruling what the records propose takes a reason, and so does 不适用 that they did not propose. 不存在 takes evidence
/// wherever the records do not carry it; 存在 says what was seen.
#[must_use]
pub fn faults(it: &Standing, decision: &Decision, today: NaiveDate) -> Vec<Problem> {
    let code = &it.code;
    let Some(verdict) = decision.verdict else {
        return vec![Problem::field("verdict", format!("{code}：没有写认定"))];
    };
    let mut faults = Vec::new();
    let overrules = it.proposed.filter(|proposed| *proposed != verdict && *proposed != Verdict::DataMissing);
    if verdict == Verdict::NotApplicable && it.proposed != Some(verdict) && !says(&decision.reason) {
        faults.push(Problem::field("reason", format!("{code}：认定不适用要写原因")));
    } else if let Some(proposed) = overrules.filter(|_| !says(&decision.reason)) {
        let said = format!("{code}：记录建议“{}”，认定“{}”要写原因", proposed.label(), verdict.label());
        faults.push(Problem::field("reason", said));
    }
    let is_carried = it.proposed == Some(verdict);
    if verdict == Verdict::No && !is_carried && !says(&decision.evidence) {
        faults.push(Problem::field("evidence", format!("{code}：记录不足以证明不存在，要写看到的证据")));
    }
    if verdict == Verdict::Yes && !is_carried && !says(&decision.evidence) && !says(&decision.reason) {
        faults.push(Problem::field("evidence", format!("{code}：要写看到了什么")));
    }
    if decision.evidence_on.is_some_and(|day| day > today) {
        faults.push(Problem::field("evidence_on", format!("{code}：证据日期还没有到")));
    }
    faults
}

/// What is wrong with confirming what the records propose.
#[must_use]
pub fn unconfirmed(it: &Standing, asked: &str) -> Option<Problem> {
    let code = &it.code;
    match it.proposed {
        None => Some(Problem::record(format!("{code}：{asked}，请用 judge 认定"))),
        Some(Verdict::Yes) => Some(Problem::record(format!(
            "{code}：记录建议“存在”，要用 judge 认定并写明责任人、期限、措施、资金、预案"
        ))),
        Some(Verdict::No | Verdict::NotApplicable | Verdict::DataMissing) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_that_needs_words_is_refused_without_them() {
        use Verdict::{DataMissing, No, NotApplicable, Yes};
        let today = "2026-11-20".parse().unwrap();
        // proposed, decided, reason, evidence, part of the refusal
        for (proposed, decided, reason, evidence, refusal) in [
            (Some(No), No, "", "", None),
            (Some(No), Yes, "", "看到积尘", Some("写原因")),
            (Some(No), Yes, "查后又坏", "", None),
            (Some(Yes), Yes, "", "", None),
            (Some(Yes), No, "", "看过", Some("写原因")),
            (Some(Yes), No, "程度不到", "", Some("证据")),
            (Some(Yes), No, "程度不到", "实测0.3 mm", None),
            (Some(DataMissing), No, "", "", Some("证据")),
            (Some(DataMissing), No, "", "看过", None),
            (Some(DataMissing), Yes, "", "", Some("看到了什么")),
            (Some(DataMissing), DataMissing, "", "", None),
            (Some(NotApplicable), NotApplicable, "", "", None),
            (Some(NotApplicable), No, "", "看过", Some("写原因")),
            (None, NotApplicable, "", "", Some("不适用要写原因")),
            (None, No, "", "", Some("证据")),
            (None, Yes, "", "现场看到", None),
            (None, DataMissing, "", "", None),
        ] {
            let some = |text: &str| Some(text.to_owned()).filter(|it| !it.is_empty());
            let decision =
                Decision { verdict: Some(decided), reason: some(reason), evidence: some(evidence), evidence_on: None };
            let it = Standing { code: "10-11-3".into(), proposed, verdict: None };
            let said: String = faults(&it, &decision, today).iter().map(|it| it.message.clone()).collect();
            match refusal {
                None => assert!(said.is_empty(), "{proposed:?} → {decided:?}: {said}"),
                Some(part) => assert!(said.contains(part), "{proposed:?} → {decided:?}: {said}"),
            }
        }
    }

    #[test]
    fn a_proposed_yes_is_never_confirmed_in_passing() {
        for (proposed, refused) in [
            (None, true),
            (Some(Verdict::Yes), true),
            (Some(Verdict::No), false),
            (Some(Verdict::NotApplicable), false),
            (Some(Verdict::DataMissing), false),
        ] {
            let it = Standing { proposed, ..Standing::default() };
            assert_eq!(unconfirmed(&it, "看现场").is_some(), refused, "{proposed:?}");
        }
    }
}
