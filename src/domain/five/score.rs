//! How a round is scored: per clause and whole, conjunctive beside a percentage that never replaces it.

use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::domain::statistics::Ratio;

/// Clause of the points that are chosen round by round and stay outside the score.
pub const ADD_ON: &str = "X";

/// How many points have which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// 已落实.
    pub met: i64,
    /// 部分落实.
    pub partly: i64,
    /// 未落实.
    pub unmet: i64,
    /// 不适用.
    pub not_applicable: i64,
    /// 资料不足, those nobody decided among them.
    pub data_missing: i64,
}

impl Counts {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            let one = match verdict {
                Verdict::Met => &mut counts.met,
                Verdict::Partly => &mut counts.partly,
                Verdict::Unmet => &mut counts.unmet,
                Verdict::NotApplicable => &mut counts.not_applicable,
                Verdict::DataMissing => &mut counts.data_missing,
            };
            *one += 1;
        }
        counts
    }

    /// All points.
    #[must_use]
    pub fn points(self) -> i64 {
        self.applicable() + self.not_applicable
    }

    /// Points that apply: 不适用 leaves the denominator, 资料不足 does not.
    #[must_use]
    pub fn applicable(self) -> i64 {
        self.met + self.partly + self.unmet + self.data_missing
    }

    /// Share of the applicable points that are 已落实; nothing else counts for it.
    #[must_use]
    pub fn rate(self) -> Ratio {
        Ratio::new(self.met, self.applicable())
    }

    /// What the points come to together.
    #[must_use]
    pub fn whole(self) -> Whole {
        if self.applicable() == 0 {
            Whole::NotApplicable
        } else if self.met == self.applicable() {
            Whole::Met
        } else if self.partly + self.unmet > 0 {
            Whole::Gaps
        } else {
            Whole::DataMissing
        }
    }
}

crate::codes! {
    /// What a clause or a round comes to: 落实 only when every applicable point is.
    pub enum Whole {
        Met = "met" "全部落实",
        Gaps = "gaps" "有缺口",
        DataMissing = "data_missing" "资料不足",
        NotApplicable = "not_applicable" "不适用",
        Failed = "failed" "不合格",
    }
}

/// One point as the score looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Clause, `L4`.
    pub clause: String,
    /// Code, `L4.1`.
    pub code: String,
    /// Verdict it counts with.
    pub verdict: Verdict,
    /// 一票否决: unmet, the whole round fails.
    pub hard_stop: bool,
}

/// The score of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Counts by clause, in the order of the points; add-ons left out.
    pub clauses: Vec<(String, Counts)>,
    /// All counted points.
    pub total: Counts,
    /// Codes of the hard stops that are unmet.
    pub failed: Vec<String>,
}

impl Score {
    /// Scores the points of a round.
    #[must_use]
    pub fn of(points: &[Scored]) -> Self {
        let counted = || points.iter().filter(|it| it.clause != ADD_ON);
        let mut names: Vec<&str> = Vec::new();
        for it in counted() {
            if !names.contains(&it.clause.as_str()) {
                names.push(&it.clause);
            }
        }
        let of = |clause: &str| Counts::of(counted().filter(|it| it.clause == clause).map(|it| it.verdict));
        Self {
            clauses: names.iter().map(|clause| ((*clause).to_owned(), of(clause))).collect(),
            total: Counts::of(counted().map(|it| it.verdict)),
            failed: counted()
                .filter(|it| it.hard_stop && it.verdict == Verdict::Unmet)
                .map(|it| it.code.clone())
                .collect(),
        }
    }

    /// What the round comes to: one hard stop unmet and it fails, whatever the rest.
    #[must_use]
    pub fn whole(&self) -> Whole {
        if self.failed.is_empty() { self.total.whole() } else { Whole::Failed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(code: &str, verdict: Verdict, hard_stop: bool) -> Scored {
        let clause =
            code.split('.').next().unwrap().trim_end_matches(|c: char| c.is_ascii_digit() && code.starts_with('X'));
        Scored { clause: clause.to_owned(), code: code.to_owned(), verdict, hard_stop }
    }

    #[test]
    fn a_clause_stands_only_when_every_applicable_point_does() {
        use Verdict::{DataMissing, Met, NotApplicable, Partly, Unmet};
        for (verdicts, rate, whole) in [
            (vec![Met, Met, NotApplicable], "100.0%", Whole::Met),
            (vec![Met, Met, Partly], "66.7%", Whole::Gaps),
            (vec![Met, DataMissing], "50.0%", Whole::DataMissing),
            (vec![Unmet, DataMissing], "0.0%", Whole::Gaps),
            (vec![NotApplicable], "—", Whole::NotApplicable),
            (Vec::new(), "—", Whole::NotApplicable),
        ] {
            let counts = Counts::of(verdicts.clone());
            assert_eq!((counts.rate().percent().as_str(), counts.whole()), (rate, whole), "{verdicts:?}");
        }
    }

    #[test]
    fn a_hard_stop_fails_the_round_and_add_ons_do_not_count() {
        let mut points = vec![
            point("L3.1", Verdict::Met, true),
            point("L3.2", Verdict::Met, false),
            point("D1.1", Verdict::Met, true),
            point("X3", Verdict::Unmet, false),
        ];
        let score = Score::of(&points);
        assert_eq!((score.total.points(), score.clauses.len(), score.whole()), (3, 2, Whole::Met));
        points.push(point("L4.1", Verdict::Partly, true));
        assert_eq!(Score::of(&points).whole(), Whole::Gaps);
        points.push(point("D5.1", Verdict::Unmet, true));
        let score = Score::of(&points);
        assert_eq!((score.whole(), score.failed), (Whole::Failed, vec!["D5.1".to_owned()]));
    }
}
