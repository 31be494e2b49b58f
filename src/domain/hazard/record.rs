//! A hazard's record as a whole: what a ledger row taken over from elsewhere must satisfy.

use super::{Door, Hazard, Level, RULES_16, State, Who, judge_deadline};
use crate::domain::date::chinese;
use crate::domain::problem::Problem;
use chrono::NaiveDate;

/// All problems of a record, however it came about. Whatever [`super::apply`] makes has none at [`Door::Import`].
#[must_use]
pub fn check(hazard: &Hazard, today: NaiveDate, door: Door) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_dates(hazard, today, &mut problems);
    let judged = if hazard.is_open() && hazard.rectified_on.is_none() { door } else { Door::Import };
    if let Some(due) = hazard.due_on {
        problems.extend(judge_deadline(due, hazard.found_on, today, judged));
    }
    check_state(hazard, &mut problems);
    check_fixes(hazard, &mut problems);
    if let Some(accepter) = &hazard.accepter {
        let is = |who: &Option<Who>| who.as_ref().is_some_and(|who| who.is(accepter));
        if is(&hazard.owner) || is(&hazard.rectifier) {
            problems.push(Problem::field("accepter", "验收人不得与整改责任人、整改申报人相同"));
        }
    }
    if hazard.funds_fen.is_some_and(|fen| fen < 0) {
        problems.push(Problem::field("funds_fen", "整改资金不能是负数"));
    }
    problems
}

/// None after today, each not before the one before it.
fn check_dates(hazard: &Hazard, today: NaiveDate, problems: &mut Vec<Problem>) {
    let dated = [
        ("found_on", "发现日期", Some(hazard.found_on)),
        ("assessed_on", "定级日期", hazard.assessed_on),
        ("rectified_on", "整改完成日期", hazard.rectified_on),
        ("accepted_on", "验收日期", hazard.accepted_on),
        ("closed_on", "销号日期", hazard.closed_on),
    ];
    let mut before: Option<(&str, NaiveDate)> = None;
    for (field, name, date) in dated {
        let Some(date) = date else { continue };
        if date > today {
            problems.push(Problem::field(field, format!("{name}{}晚于今天", chinese(date))));
        }
        if let Some((earlier, _)) = before.filter(|(_, earlier)| date < *earlier) {
            problems.push(Problem::field(field, format!("{name}{}早于{earlier}", chinese(date))));
        }
        before = Some((name, date));
    }
}

/// Each state has what made it and nothing that lies beyond it.
fn check_state(hazard: &Hazard, problems: &mut Vec<Problem>) {
    let state = hazard.state.label();
    let rank = match hazard.state {
        State::Found => 0,
        State::Assessed => 1,
        State::Rectifying => 2,
        State::ToAccept => 3,
        State::Closed => 4,
    };
    let accepter = hazard.accepter.as_ref().is_some_and(|who| !who.is_nobody());
    let needed = [
        ("level", "级别", rank >= 1 && hazard.level.is_none()),
        ("rectified_on", "整改完成日期", rank >= 3 && hazard.rectified_on.is_none()),
        ("accepted_on", "验收日期", rank >= 4 && hazard.accepted_on.is_none()),
        ("accepter", "验收人", rank >= 4 && !accepter),
        ("closed_on", "销号日期", rank >= 4 && hazard.closed_on.is_none()),
    ];
    for (field, name, _) in needed.iter().filter(|(_, _, missing)| *missing) {
        problems.push(Problem::field(field, format!("状态为“{state}”，须填{name}")));
    }
    let beyond = [
        ("rectified_on", "整改完成日期", rank < 3 && hazard.rectified_on.is_some()),
        ("accepted_on", "验收日期", rank < 3 && hazard.accepted_on.is_some()),
        ("closed_on", "销号日期", rank < 4 && hazard.closed_on.is_some()),
    ];
    for (field, name, _) in beyond.iter().filter(|(_, _, there)| *there) {
        problems.push(Problem::field(field, format!("状态为“{state}”，不应有{name}")));
    }
    if hazard.accepted_on.is_some() && !accepter && hazard.state != State::Closed {
        problems.push(Problem::field("accepter", "有验收日期，须填验收人"));
    }
    if hazard.state == State::ToAccept && hazard.level == Some(Level::General) && hazard.accepted_on.is_some() {
        problems.push(Problem::field("state", "一般隐患验收通过即销号，状态应为“已销号”"));
    }
}

/// The fixes its level demands, from the assessment until it is rectified; a major one's always.
fn check_fixes(hazard: &Hazard, problems: &mut Vec<Problem>) {
    let Some(level) = hazard.level.filter(|_| hazard.state != State::Found) else { return };
    let judged = level == Level::Major || hazard.rectified_on.is_none();
    let missing: Vec<&str> =
        level.demanded().iter().filter(|fix| judged && !hazard.has(**fix)).map(|fix| fix.label()).collect();
    if missing.is_empty() {
        return;
    }
    let problem = Problem::record(format!("{}隐患的整改还缺：{}", level.label(), missing.join("、")));
    problems.push(if level == Level::Major { problem.by(RULES_16) } else { problem });
}
