//! A hazard written down in one go: a form, `add`, or a row of a ledger taken over, with the steps its dates stand for.

use chrono::NaiveDate;

use crate::domain::hazard::{self, Door as Gate, Hazard, Level, State, Step, Verb, Who};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::{Context, Door, Draft, Lookups, Register, save};
use crate::store::{Row, Tx};

use super::{HAZARD, columns_of, next_code};

/// Columns that steps write; typed only on a new record.
const BY_STEPS: &[&str] = &[
    "code",
    "level",
    "owner",
    "due_on",
    "measures",
    "funds",
    "plan",
    "rectified_on",
    "rectification",
    "cost",
    "accepted_on",
    "accepter",
    "opinion",
    "closed_on",
    "closer",
    "found_on",
];

/// The hazard a typed record describes, in the state its dates imply.
fn described(draft: &Draft, lookups: &Lookups) -> Option<Hazard> {
    let who = |key: &str, stored: &str| {
        draft.id(key, stored).map(|id| Who::person(id, lookups.get("person").label(id).unwrap_or_default()))
    };
    let mut hazard = Hazard::found(draft.date("found_on")?, who("found_by", "found_by_id"));
    hazard.level = draft.text("level").as_deref().and_then(Level::from_code);
    hazard.owner = who("owner", "owner_id");
    hazard.measures = draft.text("measures");
    hazard.funds_fen = draft.typed("funds").and_then(Value::as_int);
    hazard.due_on = draft.date("due_on");
    hazard.plan = draft.text("plan");
    hazard.rectified_on = draft.date("rectified_on");
    hazard.accepted_on = draft.date("accepted_on");
    hazard.accepter = who("accepter", "accepter_id");
    hazard.closed_on = draft.date("closed_on");
    hazard.closer = who("closer", "closer_id");
    if hazard.level == Some(Level::General) && hazard.accepted_on.is_some() && hazard.closed_on.is_none() {
        hazard.closed_on = hazard.accepted_on;
    }
    if hazard.closed_on.is_some() && hazard.accepted_on.is_none() {
        hazard.accepted_on = hazard.closed_on;
    }
    hazard.state = hazard.implied_state();
    Some(hazard)
}

pub(super) fn judge_record(draft: &mut Draft, context: &Context<'_>, door: Door) -> Vec<Problem> {
    if !draft.is_new() {
        let by_steps = |key: &&str| draft.typed(key).is_some();
        return BY_STEPS
            .iter()
            .filter(|key| by_steps(key))
            .map(|key| {
                let header = HAZARD.column(key).map_or(*key, |it| it.header);
                Problem::record(format!("{header}：由治理环节填写，请用 hazard 命令或隐患页的动作办理"))
            })
            .collect();
    }
    let gate = if door == Door::Import { Gate::Import } else { Gate::Form };
    let Some(hazard) = described(draft, context.lookups) else { return Vec::new() };
    let mut problems = hazard::check(&hazard, context.today, gate);
    if hazard.level.is_some() && hazard.state == State::Found && problems.is_empty() {
        problems.push(Problem::field(
            "level",
            "级别：已定级别，还要填整改责任人和整改期限（重大隐患五落实）；暂不定级就空着",
        ));
    }
    problems
}

/// A new record: the finding, and the steps that its dates stand for.
pub(super) fn write_record(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    if before.is_some() {
        return save::write(tx, register, before, draft);
    }
    let lookups = Lookups::within(register, tx)?;
    let Some(described) = described(draft, &lookups) else {
        return Err(Error::internal("隐患没有发现日期"));
    };
    let mut values: Vec<(&'static str, Value)> = draft.stored();
    let own = [
        "title",
        "place",
        "department_id",
        "found_on",
        "found_by_id",
        "kind",
        "field",
        "accident",
        "source",
        "basis",
        "reported_on",
        "note",
        "rectification",
        "cost_fen",
        "opinion",
        "owner_id",
        "due_on",
        "measures",
        "funds_fen",
        "plan",
    ];
    values.retain(|(name, _)| own.contains(name));
    let code = match draft.text("code").filter(|it| !it.is_empty()) {
        Some(code) => code,
        None => next_code(tx, described.found_on)?,
    };
    values.push(("code", code.into()));
    let id = tx.add("hazard", &values)?;
    let mut standing = Hazard { id: Some(id), ..Hazard::found(described.found_on, described.found_by.clone()) };
    standing.owner.clone_from(&described.owner);
    standing.due_on = described.due_on;
    let steps = steps_of(&described);
    for step in &steps {
        tx.add_hazard_step(id, step, None, None)?;
        standing = hazard::advance(&standing, step);
    }
    if !steps.is_empty() {
        tx.update("hazard", id, None, &columns_of(&standing))?;
    }
    Ok(id)
}

/// The steps a ledger row stands for. A row without a level stays found.
fn steps_of(hazard: &Hazard) -> Vec<Step> {
    let Some(level) = hazard.level else { return Vec::new() };
    let nobody = Who::default();
    let signer = hazard.found_by.clone().unwrap_or_default();
    let mut steps = Vec::new();
    let mut push = |verb, on: Option<NaiveDate>, by: &Who| {
        if let Some(on) = on {
            steps.push(Step::new(verb, on, by.clone()));
        }
    };
    let assessed = hazard.state != State::Found;
    push(Verb::Assess, assessed.then_some(hazard.found_on), &signer);
    push(Verb::Rectify, hazard.rectified_on, hazard.owner.as_ref().unwrap_or(&nobody));
    push(Verb::Accept, hazard.accepted_on, hazard.accepter.as_ref().unwrap_or(&nobody));
    if level == Level::Major {
        push(Verb::Close, hazard.closed_on, hazard.closer.as_ref().or(hazard.accepter.as_ref()).unwrap_or(&nobody));
    }
    if let Some(first) = steps.first_mut() {
        first.level = Some(level);
        first.owner.clone_from(&hazard.owner);
        first.measures.clone_from(&hazard.measures);
        first.funds_fen = hazard.funds_fen;
        first.due_on = hazard.due_on;
        first.plan.clone_from(&hazard.plan);
    }
    steps
}
