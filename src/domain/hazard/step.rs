//! The steps of a hazard: who may do what in which state, what each demands, and what it changes.

use super::{Fix, Hazard, Level, RULES_16, State, Who, judge_deadline};
use crate::domain::code::codes;
use crate::domain::date::chinese;
use crate::domain::fold::folded_key;
use crate::domain::problem::Problem;
use chrono::NaiveDate;

codes! {
    /// What can be done with a hazard.
    pub enum Verb {
        Assess = "assess" "评估定级",
        Start = "start" "开始整改",
        Rectify = "rectify" "申报整改完成",
        Accept = "accept" "验收通过",
        Return = "return" "退回整改",
        Extend = "extend" "延期",
        Regrade = "regrade" "重新定级",
        Close = "close" "销号",
        Recur = "recur" "复发",
    }
}

impl Verb {
    /// What the one who signs for this step is called.
    #[must_use]
    pub fn signer_label(self) -> &'static str {
        match self {
            Self::Accept => "验收人",
            Self::Extend => "批准人",
            Self::Assess | Self::Start | Self::Rectify | Self::Return | Self::Regrade | Self::Close | Self::Recur => {
                "办理人"
            }
        }
    }
}

/// Where a step comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Typed in a form or on the command line, about now.
    Form,
    /// Taken over from an older ledger as 补录.
    Import,
}

/// One step: what was done, on which day, by whom, and what it brings along. What a verb does not ask for is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub verb: Verb,
    /// Day it was done.
    pub on: NaiveDate,
    /// Who did it and signs for it.
    pub by: Who,
    /// Why: of a return, an extension, a regrading.
    pub reason: Option<String>,
    /// New level: of an assessment, a regrading, an on-the-spot rectification.
    pub level: Option<Level>,
    /// 责任.
    pub owner: Option<Who>,
    /// 措施.
    pub measures: Option<String>,
    /// 资金 in 分; 0 says that none is needed.
    pub funds_fen: Option<i64>,
    /// 时限.
    pub due_on: Option<NaiveDate>,
    /// 预案.
    pub plan: Option<String>,
}

impl Step {
    /// A step that brings nothing but its day and its signer.
    #[must_use]
    pub fn new(verb: Verb, on: NaiveDate, by: Who) -> Self {
        let (reason, measures, plan) = (None, None, None);
        Self { verb, on, by, reason, level: None, owner: None, measures, funds_fen: None, due_on: None, plan }
    }
}

/// Judges a step and takes it. `Recur` gives the new hazard that names the old one; every other verb the same hazard after it.
///
/// # Errors
/// All problems of the step at once.
pub fn apply(hazard: &Hazard, step: &Step, today: NaiveDate, door: Door) -> Result<Hazard, Vec<Problem>> {
    let problems = judge(hazard, step, today, door);
    if problems.is_empty() { Ok(advance(hazard, step)) } else { Err(problems) }
}

/// The verbs that can be done with a hazard as it stands, in the order of its life.
#[must_use]
pub fn possible(hazard: &Hazard) -> Vec<Verb> {
    Verb::ALL.iter().copied().filter(|verb| why_not(hazard, *verb).is_none()).collect()
}

/// Why a verb cannot be done with a hazard as it stands; `None` when it can.
#[must_use]
pub fn why_not(hazard: &Hazard, verb: Verb) -> Option<String> {
    let accepted = hazard.accepted_on.is_some();
    let hint = match (verb, hazard.state) {
        (Verb::Assess, State::Found)
        | (Verb::Start, State::Assessed)
        | (Verb::Rectify | Verb::Extend, State::Assessed | State::Rectifying)
        | (Verb::Regrade, State::Assessed | State::Rectifying)
        | (Verb::Recur, State::Closed) => return None,
        (Verb::Rectify, State::Found) if hazard.level != Some(Level::Major) => return None,
        (Verb::Accept, State::ToAccept) if hazard.level.is_none() => "尚未定级",
        (Verb::Accept | Verb::Return | Verb::Regrade, State::ToAccept) if !accepted => return None,
        (Verb::Close, State::ToAccept) if accepted && hazard.level == Some(Level::Major) => return None,
        (Verb::Recur, State::Found | State::Assessed | State::Rectifying | State::ToAccept) => {
            "复发只对已销号的隐患登记；未销号的请继续整改"
        }
        (_, State::Closed) => "隐患已销号；再次出现请登记复发",
        (Verb::Accept | Verb::Return | Verb::Regrade, State::ToAccept) => "已经验收，请办理销号",
        (Verb::Close, State::ToAccept) if hazard.level == Some(Level::General) => "一般隐患验收通过即销号，请先验收",
        (Verb::Close, State::ToAccept) => "重大隐患须先验收通过",
        (Verb::Assess, State::Assessed | State::Rectifying | State::ToAccept) => "已经定级，要改级别请办理重新定级",
        (Verb::Rectify, State::Found) => "重大隐患不能当场整改，请先评估定级",
        (Verb::Start | Verb::Extend | Verb::Regrade, State::Found) => "请先评估定级",
        (Verb::Accept | Verb::Return | Verb::Close, State::Found | State::Assessed | State::Rectifying) => {
            "请先申报整改完成"
        }
        (Verb::Start, State::Rectifying) => "已在整改中",
        (Verb::Start | Verb::Rectify | Verb::Extend, State::ToAccept) => "已申报整改完成，请验收或退回",
    };
    Some(format!("当前为“{}”，不能{}：{hint}", hazard.state.label(), verb.label()))
}

/// The hazard after a step, unjudged: for steps that were judged when they were taken. `Recur` gives the new hazard.
#[must_use]
pub fn advance(hazard: &Hazard, step: &Step) -> Hazard {
    let mut next = hazard.clone();
    next.last_on = hazard.last_on.max(step.on);
    match step.verb {
        Verb::Assess => {
            grade(&mut next, step);
            take_fixes(&mut next, step);
            next.original_due_on = next.due_on;
            next.assessed_on = Some(step.on);
            next.state = State::Assessed;
        }
        Verb::Start => next.state = State::Rectifying,
        Verb::Rectify => rectify(&mut next, step),
        Verb::Accept => {
            next.accepted_on = Some(step.on);
            next.accepter = Some(step.by.clone());
            match next.level {
                Some(Level::Major) => {}
                Some(Level::General) | None => close(&mut next, step),
            }
        }
        Verb::Return => {
            next.returned += 1;
            (next.rectified_on, next.rectifier) = (None, None);
            next.state = State::Rectifying;
        }
        Verb::Extend => {
            next.original_due_on = hazard.original_due_on.or(hazard.due_on);
            next.due_on = step.due_on.or(hazard.due_on);
            next.extended += 1;
        }
        Verb::Regrade => {
            grade(&mut next, step);
            take_fixes(&mut next, step);
            next.original_due_on = hazard.original_due_on.or(next.due_on);
        }
        Verb::Close => close(&mut next, step),
        Verb::Recur => {
            return Hazard { recurs: hazard.id, ..Hazard::found(step.on, Some(step.by.clone())) };
        }
    }
    next
}

/// The hazard as it stood at the end of a day: from its finding through the steps up to then, in the order they were taken.
#[must_use]
pub fn replay<'a>(found: Hazard, steps: impl IntoIterator<Item = &'a Step>, until: NaiveDate) -> Hazard {
    let taken = steps.into_iter().filter(|step| step.on <= until && step.verb != Verb::Recur);
    taken.fold(found, |hazard, step| advance(&hazard, step))
}

fn grade(next: &mut Hazard, step: &Step) {
    if let Some(level) = step.level {
        next.level = Some(level);
        next.gradings.push((step.on, level));
    }
}

fn take_fixes(next: &mut Hazard, step: &Step) {
    next.owner = step.owner.clone().or_else(|| next.owner.take());
    next.measures = step.measures.clone().or_else(|| next.measures.take());
    next.funds_fen = step.funds_fen.or(next.funds_fen);
    next.due_on = step.due_on.or(next.due_on);
    next.plan = step.plan.clone().or_else(|| next.plan.take());
}

fn rectify(next: &mut Hazard, step: &Step) {
    if next.state == State::Found {
        let level = step.level.or(next.level).unwrap_or(Level::General);
        next.level = Some(level);
        next.gradings.push((step.on, level));
        take_fixes(next, step);
        // done the day it was found: without another deadline that day is the deadline
        next.due_on = next.due_on.or(Some(next.found_on));
        next.original_due_on = next.due_on;
        next.assessed_on = Some(step.on);
    } else if step.measures.is_some() {
        next.measures.clone_from(&step.measures);
    }
    next.rectified_on = Some(step.on);
    next.rectifier = Some(step.by.clone());
    next.late |= next.due_on.is_some_and(|due| step.on > due);
    next.state = State::ToAccept;
}

fn close(next: &mut Hazard, step: &Step) {
    next.closed_on = Some(step.on);
    next.closer = Some(step.by.clone());
    next.state = State::Closed;
}

/// All problems of a step.
fn judge(hazard: &Hazard, step: &Step, today: NaiveDate, door: Door) -> Vec<Problem> {
    let mut problems = judge_common(hazard, step, today);
    if let Some(reason) = why_not(hazard, step.verb) {
        problems.push(Problem::record(reason));
        return problems;
    }
    match step.verb {
        Verb::Assess => judge_assessment(hazard, step, today, door, &mut problems),
        Verb::Rectify if hazard.state == State::Found => judge_on_the_spot(hazard, step, today, door, &mut problems),
        Verb::Accept => judge_accepter(hazard, &step.by, &mut problems),
        Verb::Return => demand_reason(step, &mut problems),
        Verb::Extend => judge_extension(hazard, step, today, door, &mut problems),
        Verb::Regrade => judge_regrading(hazard, step, today, door, &mut problems),
        Verb::Start | Verb::Rectify | Verb::Close | Verb::Recur => {}
    }
    problems
}

/// Every step is signed and dated: not after today, not before what came before.
fn judge_common(hazard: &Hazard, step: &Step, today: NaiveDate) -> Vec<Problem> {
    let mut problems = Vec::new();
    let verb = step.verb.label();
    if step.by.is_nobody() {
        problems.push(Problem::field("by", format!("请填写{verb}由谁办理")));
    }
    let on = chinese(step.on);
    if step.on > today {
        problems.push(Problem::field("on", format!("{verb}日期{on}晚于今天")));
    }
    if step.on < hazard.found_on {
        problems.push(Problem::field("on", format!("{verb}日期{on}早于发现日期{}", chinese(hazard.found_on))));
    } else if step.on < hazard.last_on {
        problems.push(Problem::field("on", format!("{verb}日期{on}早于上一步办理的日期{}", chinese(hazard.last_on))));
    }
    problems
}

fn judge_assessment(hazard: &Hazard, step: &Step, today: NaiveDate, door: Door, problems: &mut Vec<Problem>) {
    match step.level {
        None => problems.push(Problem::field("level", "请定级别：一般或重大")),
        Some(level) => demand_fixes(hazard, step, level.demanded(), Some(level), problems),
    }
    judge_values(hazard, step, problems);
    // a deadline noted at the finding is judged again: now it is ordered
    if let Some(due) = step.due_on.or(hazard.due_on) {
        problems.extend(judge_deadline(due, hazard.found_on, today, door));
    }
}

/// General hazards only: found and rectified the same day (decisions 16).
fn judge_on_the_spot(hazard: &Hazard, step: &Step, today: NaiveDate, door: Door, problems: &mut Vec<Problem>) {
    match step.level.or(hazard.level) {
        Some(Level::General) => {}
        Some(Level::Major) => problems.push(Problem::field("level", "重大隐患不能当场整改，请先评估定级")),
        None => problems.push(Problem::field("level", "当场整改只限一般隐患，请先定级别")),
    }
    if step.on != hazard.found_on {
        problems.push(Problem::field("on", "当场整改只限发现当日；请先评估定级，再申报整改完成"));
    }
    demand_fixes(hazard, step, &[Fix::Owner, Fix::Measures], None, problems);
    judge_values(hazard, step, problems);
    if let Some(due) = step.due_on {
        problems.extend(judge_deadline(due, hazard.found_on, today, door));
    }
}

/// Nobody accepts his own work: not the one who answers for it, not the one who reported it done.
fn judge_accepter(hazard: &Hazard, by: &Who, problems: &mut Vec<Problem>) {
    if hazard.owner.as_ref().is_some_and(|owner| owner.is(by)) {
        problems.push(Problem::field("by", "验收人不得是整改责任人，请由他人验收"));
    } else if hazard.rectifier.as_ref().is_some_and(|rectifier| rectifier.is(by)) {
        problems.push(Problem::field("by", "验收人不得是申报整改完成的人，请由他人验收"));
    }
}

/// The one who answers for the rectification asks for more time; another one grants it and signs.
fn judge_extension(hazard: &Hazard, step: &Step, today: NaiveDate, door: Door, problems: &mut Vec<Problem>) {
    demand_reason(step, problems);
    if hazard.owner.as_ref().is_some_and(|owner| owner.is(&step.by)) {
        problems.push(Problem::field("by", "延期的批准人不得是整改责任人，请由他人批准"));
    }
    let Some(due) = step.due_on else {
        problems.push(Problem::field("due_on", "请填新的整改期限"));
        return;
    };
    match hazard.due_on {
        Some(current) if due <= current => {
            let current = chinese(current);
            problems.push(Problem::field("due_on", format!("新期限须晚于现期限{current}")));
        }
        _ => problems.extend(judge_deadline(due, hazard.found_on, today, door)),
    }
}

fn judge_regrading(hazard: &Hazard, step: &Step, today: NaiveDate, door: Door, problems: &mut Vec<Problem>) {
    demand_reason(step, problems);
    match step.level {
        None => problems.push(Problem::field("level", "请填新的级别")),
        Some(level) if hazard.level == Some(level) => {
            problems.push(Problem::field("level", format!("级别已是“{}”", level.label())));
        }
        Some(level) => demand_fixes(hazard, step, level.demanded(), Some(level), problems),
    }
    let moved = |new: &Who| hazard.owner.as_ref().is_none_or(|owner| !owner.is(new));
    if hazard.state == State::ToAccept && step.owner.as_ref().is_some_and(moved) {
        problems.push(Problem::field("owner", "已申报整改完成，不能换整改责任人；请先退回"));
    }
    match (step.due_on, hazard.due_on) {
        (Some(due), Some(current)) if due > current => {
            problems.push(Problem::field("due_on", "重新定级不能放宽整改期限，请另办延期"));
        }
        (Some(due), Some(current)) if due < current => {
            problems.extend(judge_deadline(due, hazard.found_on, today, door));
        }
        (Some(due), None) => problems.extend(judge_deadline(due, hazard.found_on, today, door)),
        (Some(_), Some(_)) | (None, _) => {}
    }
    judge_values(hazard, step, problems);
}

/// Each demanded fix must be in the step or in the hazard already.
fn demand_fixes(hazard: &Hazard, step: &Step, fixes: &[Fix], level: Option<Level>, problems: &mut Vec<Problem>) {
    let mut with = hazard.clone();
    take_fixes(&mut with, step);
    for fix in fixes.iter().filter(|fix| !with.has(**fix)) {
        let (field, what) = match fix {
            Fix::Owner => ("owner", "整改责任人"),
            Fix::Measures => ("measures", "整改措施"),
            Fix::Funds => ("funds_fen", "整改资金（不需要资金填0）"),
            Fix::Deadline => ("due_on", "整改期限"),
            Fix::Plan => ("plan", "应急预案或防范措施"),
        };
        let problem = Problem::field(field, format!("请填{what}"));
        problems.push(if level == Some(Level::Major) { problem.by(RULES_16) } else { problem });
    }
}

fn judge_values(hazard: &Hazard, step: &Step, problems: &mut Vec<Problem>) {
    if step.funds_fen.or(hazard.funds_fen).is_some_and(|fen| fen < 0) {
        problems.push(Problem::field("funds_fen", "整改资金不能是负数"));
    }
}

fn demand_reason(step: &Step, problems: &mut Vec<Problem>) {
    if step.reason.as_deref().is_none_or(|reason| folded_key(reason).is_empty()) {
        problems.push(Problem::field("reason", format!("请写明{}的原因", step.verb.label())));
    }
}
