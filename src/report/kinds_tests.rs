//! Periods of a kind, and the duties its reports meet.

use super::*;

#[test]
fn a_period_of_another_kind_is_refused_with_the_right_form() {
    for (key, text, named) in [
        ("monthly", "2026-Q3", "2026-11"),
        ("monthly", "2026-13", "2026-11"),
        ("quarterly", "2026-11", "2026-Q3"),
        ("weekly", "2026", "2026-W47"),
        ("notice", "2026-11", "--record"),
    ] {
        let error = find(key).unwrap().period(text).unwrap_err().to_string();
        assert!(error.contains(named), "{key} {text}: {error}");
    }
    assert_eq!(find("monthly").unwrap().period("２０２６-11").unwrap().to_string(), "2026-11");
    assert!(find("nothing").is_err());
}

#[test]
fn every_duty_of_a_report_is_met_by_the_kind_that_names_it() {
    use crate::domain::obligation::rule::MetBy;
    let rules = crate::knowledge::obligation::builtin().unwrap();
    for kind in KINDS.iter().filter(|it| it.duty.is_some()) {
        let rule = rules.rules.iter().find(|rule| Some(rule.code.as_str()) == kind.duty).unwrap();
        match &rule.met_by {
            MetBy::Submission { kinds, .. } => {
                assert!(kinds.iter().any(|it| it == kind.key), "{} is not met by {}", rule.code, kind.key);
            }
            // Events are judged by their own tests, paper by paper.
            MetBy::Hazard(_) | MetBy::Accident(_) | MetBy::Order(_) => {
                assert!(kind.period_kind().is_none(), "{}", kind.key);
            }
            MetBy::Inspection { .. } | MetBy::Plan | MetBy::Done { .. } | MetBy::Need(_) => {
                panic!("{} asks for no report", rule.code)
            }
        }
    }
}
