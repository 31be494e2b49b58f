//! What came of a session for one person: scores, the mark to pass, the second attempt.
//!
//! Where a score and the mark are known they say whether it was passed, and nothing else is believed; without them the
//! word of whoever recorded it stands. Who was absent cannot have passed (安全生产法 28: 未经安全生产教育和培训合格，不得上岗).

use chrono::NaiveDate;

use crate::domain::date::chinese;

/// What was written of one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Day of the session.
    pub on: Option<NaiveDate>,
    /// Whether the person was there.
    pub attended: bool,
    /// Score of the first attempt, in tenths.
    pub score: Option<i64>,
    /// Score from which it is passed, in tenths.
    pub mark: Option<i64>,
    /// Passed or not, as written; absent: not said.
    pub passed: Option<bool>,
    /// Day of the second attempt.
    pub resit_on: Option<NaiveDate>,
    /// Its score, in tenths.
    pub resit_score: Option<i64>,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Passed or not in the end; absent: no result yet.
    pub passed: Option<bool>,
}

/// What follows from what was written.
///
/// # Errors
/// Key of the column that contradicts the others, and what is wrong with it.
pub fn judge(given: &Given) -> Result<Outcome, (&'static str, String)> {
    if !given.attended {
        return absent(given);
    }
    let by_score = |score: Option<i64>| score.zip(given.mark).map(|(score, mark)| score >= mark);
    let first = by_score(given.score);
    if given.resit_score.is_some() && given.resit_on.is_none() {
        return Err(("resit_on", "补考日期：有补考成绩就要写补考日期".to_owned()));
    }
    if let Some(resit) = given.resit_on {
        if given.on.is_some_and(|on| resit < on) {
            let on = given.on.map(chinese).unwrap_or_default();
            return Err(("resit_on", format!("补考日期：早于培训日期{on}")));
        }
        if first == Some(true) {
            return Err(("resit_on", "补考日期：成绩已经及格，没有补考".to_owned()));
        }
    }
    let derived = if given.resit_on.is_some() { by_score(given.resit_score) } else { first };
    match (derived, given.passed) {
        (Some(true), Some(false)) => Err(("passed", "是否合格：成绩已达到及格分，不能写不合格".to_owned())),
        (Some(false), Some(true)) => Err(("passed", "是否合格：成绩低于及格分，不能写合格".to_owned())),
        (Some(passed), _) => Ok(Outcome { passed: Some(passed) }),
        (None, said) => Ok(Outcome { passed: said }),
    }
}

/// Who was not there has no result: makes the session up in another one.
fn absent(given: &Given) -> Result<Outcome, (&'static str, String)> {
    if given.score.is_some() {
        return Err(("score", "成绩：缺席的人没有成绩".to_owned()));
    }
    if given.passed == Some(true) {
        return Err(("passed", "是否合格：缺席的人不能合格".to_owned()));
    }
    if given.resit_on.is_some() || given.resit_score.is_some() {
        return Err(("resit_on", "补考日期：缺席的人要补课，另记一次培训".to_owned()));
    }
    Ok(Outcome { passed: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    #[test]
    fn scores_decide_and_nothing_contradicts_them() {
        let there = Given { on: day("2026-03-10"), attended: true, ..Given::default() };
        let cases: Vec<(Given, Result<Option<bool>, &str>)> = vec![
            // Nothing said: no result, and what has none does not count.
            (there, Ok(None)),
            (Given { passed: Some(true), ..there }, Ok(Some(true))),
            (Given { score: Some(550), passed: Some(true), ..there }, Ok(Some(true))),
            (Given { score: Some(600), mark: Some(600), ..there }, Ok(Some(true))),
            (Given { score: Some(599), mark: Some(600), ..there }, Ok(Some(false))),
            (Given { score: Some(599), mark: Some(600), passed: Some(true), ..there }, Err("passed")),
            (Given { score: Some(600), mark: Some(600), passed: Some(false), ..there }, Err("passed")),
            // The second attempt decides, from its own day.
            (
                Given {
                    score: Some(550),
                    mark: Some(600),
                    resit_on: day("2026-03-20"),
                    resit_score: Some(700),
                    ..there
                },
                Ok(Some(true)),
            ),
            (
                Given {
                    score: Some(550),
                    mark: Some(600),
                    resit_on: day("2026-03-20"),
                    resit_score: Some(500),
                    ..there
                },
                Ok(Some(false)),
            ),
            (Given { score: Some(550), resit_on: day("2026-03-20"), passed: Some(true), ..there }, Ok(Some(true))),
            (Given { resit_on: day("2026-03-09"), ..there }, Err("resit_on")),
            (Given { score: Some(900), mark: Some(600), resit_on: day("2026-03-20"), ..there }, Err("resit_on")),
            (Given { resit_score: Some(700), ..there }, Err("resit_on")),
            // Absent.
            (Given { attended: false, ..there }, Ok(None)),
            (Given { attended: false, passed: Some(false), ..there }, Ok(None)),
            (Given { attended: false, passed: Some(true), ..there }, Err("passed")),
            (Given { attended: false, score: Some(0), ..there }, Err("score")),
            (Given { attended: false, resit_on: day("2026-03-20"), ..there }, Err("resit_on")),
        ];
        for (given, expected) in cases {
            let found = judge(&given).map(|it| it.passed).map_err(|(key, _)| key);
            assert_eq!(found, expected, "{given:?}");
        }
    }
}
