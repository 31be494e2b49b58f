//! What a person decides: one criterion, several as proposed, and the end of a round. A yes opens a major hazard at once, graded
//! by the same step and under the same rules as any other; while that hazard is open, a later yes is linked to it.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::criteria::decide::{self as rules, Decision};
use crate::domain::criteria::{Proposal, Verdict};
use crate::domain::fold::{clean_line, clean_text};
use crate::domain::hazard::{self as loop_rules, Door, Field, Hazard, Kind as Nature, Level, State, Step, Verb, Who};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::criteria::ID_PREFIX;
use crate::store::{Condition, Query, Row, Store, Tx};

use super::open::proposals;
use super::{CRITERIA_ROUND, CRITERION, Round, round, standing, text};
use crate::registers::hazard::{self, Found, Gap, HAZARD};
use crate::registers::person::PERSON;

/// 五落实: what a major hazard must have when it is graded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixes {
    /// 责任: row id.
    pub owner: Option<i64>,
    /// 时限.
    pub due_on: Option<NaiveDate>,
    /// 措施.
    pub measures: Option<String>,
    /// 资金 in 分.
    pub funds_fen: Option<i64>,
    /// 预案.
    pub plan: Option<String>,
}

/// A decision as typed, with who took it and what a yes brings.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The decision.
    pub decision: Decision,
    /// What the major hazard begins with.
    pub fixes: Fixes,
    /// Who decided.
    pub by: String,
}

/// What became of a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Number of the major hazard it opened.
    pub opened: Option<String>,
    /// Number of the major hazard that was still open.
    pub linked: Option<String>,
}

fn refuse_finished(round: &Round) -> Result<()> {
    if round.row.retired_on.is_some() {
        return Err(Error::input(format!("{} 已停用", round.code())));
    }
    if round.is_finished() {
        return Err(Error::input(format!("{} 已办结，不能再认定", round.code()))
            .hint("办结有误的，撤销办结这一步（undo）后再改"));
    }
    Ok(())
}

fn cleaned(text: &Option<String>) -> Option<String> {
    text.as_deref().map(clean_text).filter(|it| !it.is_empty())
}

/// The major hazard of a criterion that is neither closed nor retired, whichever round opened it.
///
/// # Errors
/// When the file cannot be read.
fn open_hazard(store: &Store, row: &Row) -> Result<Option<(i64, String)>> {
    let item = format!("{ID_PREFIX}{}", text(row, "code"));
    let conditions = vec![Condition::Is("checklist_item", item.as_str().into())];
    let rows = store.rows(&HAZARD.relation, &Query { conditions, ..Query::default() })?;
    let open = rows.iter().find(|it| it.get("state").as_text() != Some(State::Closed.code()));
    Ok(open.map(|it| (it.id, text(it, "code"))))
}

/// The hazard a yes goes on with instead of a new one: its own while that is open, else that of a failed item that was graded
/// major already.
///
/// # Errors
/// When the file cannot be read.
fn take_up(store: &Store, row: &Row, now: Option<&Proposal>) -> Result<Option<(i64, String)>> {
    if let Some(own) = open_hazard(store, row)? {
        return Ok(Some(own));
    }
    let failures = now.map(|it| it.failures.as_slice()).unwrap_or_default();
    Ok(failures.iter().find(|it| it.is_open && it.is_major).map(|it| (it.id, it.code.clone())))
}

/// The hazard a yes about this criterion of a round would go on with today.
///
/// # Errors
/// When the file cannot be read.
pub fn going(store: &Store, id: i64, row: &Row, today: NaiveDate) -> Result<Option<(i64, String)>> {
    let months = round(store, id)?.months();
    let now = proposals(store, std::iter::once(row), months, today)?.remove(&row.id);
    take_up(store, row, now.as_ref())
}

/// Decides one criterion of a round.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault of the decision and of what a yes brings; for a finished round.
pub fn judge(store: &mut Store, id: i64, code: &str, typed: &Typed, today: NaiveDate) -> Result<Judged> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let row = round.item(code)?;
    let mut decision = typed.decision.clone();
    decision.reason = cleaned(&decision.reason);
    decision.evidence = cleaned(&decision.evidence);
    let mut it = standing(row);
    let now = proposals(store, std::iter::once(row), round.months(), today)?.remove(&row.id);
    // Who decides again decides by the records as they are now.
    let fresh = now
        .as_ref()
        .filter(|now| it.verdict.is_some() && (it.proposed != Some(now.verdict) || text(row, "trace") != now.text()));
    if let Some(now) = fresh {
        it.proposed = Some(now.verdict);
    }
    let yes = decision.verdict == Some(Verdict::Yes);
    let mut faults = rules::faults(&it, &decision, today);
    let going = if yes { take_up(store, row, now.as_ref())? } else { None };
    faults.extend(stays_open(store, row, &decision)?);
    let step = if yes && going.is_none() { Some(assessment(&round, typed, today)) } else { None };
    if let Some(step) = &step {
        let found = Hazard::found(today, Some(step.by.clone()));
        let code = &it.code;
        let told = |problem: Problem| Problem { message: format!("{code}：{}", problem.message), ..problem };
        faults
            .extend(loop_rules::apply(&found, step, today, Door::Form).err().unwrap_or_default().into_iter().map(told));
    } else if typed.fixes != Fixes::default() {
        let said = going.as_ref().map_or_else(
            || "只有认定存在才写责任人、期限、措施、资金、预案".to_owned(),
            |(_, number)| format!("重大隐患{number}还没有销号，责任人和期限在那条隐患里改"),
        );
        faults.push(Problem::field("owner", format!("{}：{said}", it.code)));
    }
    if !faults.is_empty() {
        return Err(Error::problems(format!("{} 没有认定：", it.code), faults));
    }
    let departments = departments(store)?;
    let verdict = decision.verdict.map_or("", Verdict::label);
    store.write("criteria.judge", |tx| {
        let mut judged = Judged::default();
        let mut hazard = row.get("hazard_id").as_int().filter(|_| yes);
        if let Some((id, number)) = going {
            (hazard, judged.linked) = (Some(id), Some(number));
        } else if let Some(step) = step {
            let (id, number) = open_major(tx, row, &round, &decision, now.as_ref(), step, &departments)?;
            (hazard, judged.opened) = (Some(id), Some(number));
        }
        write(tx, row, &decision, fresh, &typed.by, today, hazard)?;
        let tail = judged.opened.as_ref().map(|it| format!("，登记重大隐患 {it}")).unwrap_or_default();
        Ok((judged, format!("{} {} 认定：{verdict}{tail}", round.code(), it.code)))
    })
}

/// A yes whose hazard is still open is not taken back by another word: the hazard would stay, with nothing behind it.
fn stays_open(store: &Store, row: &Row, decision: &Decision) -> Result<Option<Problem>> {
    let was_yes = super::verdict(row, "verdict") == Some(Verdict::Yes);
    if !was_yes || decision.verdict == Some(Verdict::Yes) {
        return Ok(None);
    }
    let Some(id) = row.get("hazard_id").as_int() else { return Ok(None) };
    let hazard = store.row(&HAZARD.relation, id)?;
    let open = |it: &Row| it.retired_on.is_none() && it.get("state").as_text() != Some(State::Closed.code());
    Ok(hazard.filter(open).map(|it| {
        let (code, number) = (text(row, "code"), text(&it, "code"));
        Problem::field("verdict", format!("{code}：重大隐患{number}还没有销号；认错了的撤销那一步，治理完的先销号"))
    }))
}

/// The step that grades the hazard of a yes.
fn assessment(round: &Round, typed: &Typed, today: NaiveDate) -> Step {
    let leader = round.row.get("leader_id").as_int();
    let by = leader.map_or_else(|| Who::named(clean_line(&typed.by)), |id| Who::person(id, ""));
    let fixes = &typed.fixes;
    Step {
        level: Some(Level::Major),
        owner: fixes.owner.map(|id| Who::person(id, "")),
        measures: cleaned(&fixes.measures),
        funds_fen: fixes.funds_fen,
        due_on: fixes.due_on,
        plan: cleaned(&fixes.plan),
        ..Step::new(Verb::Assess, today, by)
    }
}

/// A yes as a major hazard of the closed loop.
fn open_major(
    tx: &Tx<'_>,
    row: &Row,
    round: &Round,
    decision: &Decision,
    now: Option<&Proposal>,
    step: Step,
    departments: &HashMap<i64, i64>,
) -> Result<(i64, String)> {
    let code = text(row, "code");
    let said = decision.evidence.as_deref().or(decision.reason.as_deref()).map(clean_line).unwrap_or_default();
    let tail = if said.is_empty() { String::new() } else { format!("：{said}") };
    let title: String = format!("{}{tail}", text(row, "content")).chars().take(380).collect();
    let failed: Vec<&str> = now.iter().flat_map(|it| &it.failures).map(|it| it.code.as_str()).collect();
    let origin =
        if failed.is_empty() { String::new() } else { format!("，检查开出的隐患：{}", failed.join("、")) };
    let owner = step.owner.as_ref().and_then(|who| who.id);
    let found = Found {
        on: step.on,
        by: step.by.id,
        source: "self_check",
        inspection: None,
        checklist: None,
        department: owner.and_then(|id| departments.get(&id).copied()),
    };
    let gap = Gap {
        title: &title,
        item: &format!("{ID_PREFIX}{code}"),
        basis: row.get("basis").as_text(),
        note: &format!("重大事故隐患自判 {} 判定项 {code}{origin}", round.code()),
        kind: Nature::from_code(&text(row, "kind")).unwrap_or(Nature::Management),
        field: Field::from_code(&text(row, "field")).unwrap_or(Field::Other),
        step,
    };
    hazard::open_gap(tx, &found, &gap)
}

/// Department of everybody, by row id.
fn departments(store: &Store) -> Result<HashMap<i64, i64>> {
    let rows = store.rows(&PERSON.relation, &Query { retired: true, ..Query::default() })?;
    Ok(rows.iter().filter_map(|row| Some((row.id, row.get("department_id").as_int()?))).collect())
}

fn write(
    tx: &Tx<'_>,
    row: &Row,
    decision: &Decision,
    fresh: Option<&Proposal>,
    by: &str,
    today: NaiveDate,
    hazard: Option<i64>,
) -> Result<()> {
    let evidence_on = decision.evidence.as_ref().map(|_| decision.evidence_on.unwrap_or(today));
    let mut values: Vec<(&'static str, Value)> = vec![
        ("verdict", decision.verdict.map(Verdict::code).into()),
        ("reason", decision.reason.clone().into()),
        ("evidence", decision.evidence.clone().into()),
        ("evidence_on", evidence_on.into()),
        ("hazard_id", hazard.into()),
        ("decided_by", clean_line(by).into()),
        ("decided_on", today.into()),
    ];
    if let Some(now) = fresh {
        values.push(("proposed", now.verdict.code().into()));
        values.push(("trace", now.text().into()));
        values.push(("proposed_on", today.into()));
    }
    tx.update(CRITERION.relation.table, row.id, Some(row.version), &values)
}

/// Codes of the criteria nobody decided whose proposal may be confirmed as it is.
#[must_use]
pub fn confirmable(round: &Round) -> Vec<String> {
    let open = round.items.iter().filter(|row| row.get("verdict").is_null()).map(standing);
    open.filter(|it| rules::unconfirmed(it, "").is_none()).map(|it| it.code).collect()
}

/// Confirms what the records propose of several criteria, as one operation.
///
/// # Errors
/// [`crate::error::Kind::Input`] where a criterion has no proposal, or one that a person must answer for: 存在.
pub fn confirm(store: &mut Store, id: i64, codes: &[String], by: &str, today: NaiveDate) -> Result<()> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for code in codes {
        let row = round.item(code)?;
        let it = standing(row);
        problems.extend(rules::unconfirmed(&it, row.get("asked").as_text().unwrap_or("没有记录可以建议")));
        let decision = Decision { verdict: it.proposed, ..Decision::default() };
        problems.extend(stays_open(store, row, &decision)?);
        rows.push((row, decision));
    }
    if !problems.is_empty() {
        return Err(Error::problems("没有确认：", problems));
    }
    let named: Vec<String> = rows.iter().map(|(row, _)| text(row, "code")).collect();
    store.write("criteria.confirm", |tx| {
        for (row, decision) in &rows {
            write(tx, row, decision, None, by, today, None)?;
        }
        Ok(((), format!("{} 按记录建议确认：{}", round.code(), named.join("、"))))
    })
}

/// Finishes a round, signed by the principal; gives the codes of the criteria nobody decided: they count as 资料不足.
///
/// # Errors
/// [`crate::error::Kind::Input`] without a signature; for a finished round.
pub fn finish(store: &mut Store, id: i64, signed_by: &str, today: NaiveDate) -> Result<Vec<String>> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let signed_by = clean_line(signed_by);
    if signed_by.is_empty() {
        let fault = Problem::field("signed_by", "没有写主要负责人签字");
        return Err(
            Error::problems(format!("{} 没有办结：", round.code()), vec![fault]).hint("签字用 --signed-by 主要负责人")
        );
    }
    store.write("criteria.finish", |tx| {
        let end = [("finished_on", today.into()), ("signed_by", signed_by.as_str().into())];
        tx.update(CRITERIA_ROUND.relation.table, id, Some(round.row.version), &end)?;
        Ok((round.undecided(), format!("办结重大事故隐患自判 {}：{}", round.code(), round.counts().said())))
    })
}
