//! What a person decides: one point, several as proposed, and the end of a round with its gaps in the closed loop.

use chrono::NaiveDate;

use crate::domain::five::decide::{self as rules, Decision};
use crate::domain::five::{LOOK, Proposal, Verdict};
use crate::domain::fold::{clean_line, clean_text};
use crate::domain::hazard::Who;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Row, Store, Tx};

use super::{FIVE_FIVE, FIVE_ROUND, Round, round, standing, text};
use crate::registers::hazard::{self, Found, Gap, HAZARD};
use crate::registers::person::PERSON;

/// A decision as typed, with who took it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The decision.
    pub decision: Decision,
    /// Who decided.
    pub by: String,
}

/// What the end of a round brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Codes of the points nobody decided: they count as 资料不足.
    pub undecided: Vec<String>,
    /// Rectification items opened: code of the point, number of the hazard.
    pub opened: Vec<(String, String)>,
    /// Gaps linked to an item that was still open: code of the point, number of the hazard.
    pub linked: Vec<(String, String)>,
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

/// Decides one point of a round.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault of the decision; for a finished round.
pub fn judge(store: &mut Store, id: i64, code: &str, typed: &Typed, today: NaiveDate) -> Result<()> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let row = round.point(code)?;
    let mut decision = typed.decision.clone();
    decision.reason = cleaned(&decision.reason);
    decision.evidence = cleaned(&decision.evidence);
    let mut point = standing(row);
    // Who decides again decides by the records as they are now.
    let fresh = if point.verdict.is_some() { fresh_proposal(store, &round, row, today)? } else { None };
    if let Some((now, _)) = &fresh {
        (point.proposed, point.trace) = (Some(now.verdict), now.text());
    }
    let faults = rules::faults(&point, &decision, today);
    if !faults.is_empty() {
        return Err(Error::problems(format!("{} 没有认定：", text(row, "code")), faults));
    }
    let verdict = decision.verdict.map_or("", Verdict::label);
    store.write("five.judge", |tx| {
        write(tx, row, &decision, fresh.as_ref(), &typed.by, today)?;
        Ok(((), format!("{} {} 认定：{verdict}", round.code(), text(row, "code"))))
    })
}

/// What the records propose of a point now and the day it is of, where that differs from what is stored.
fn fresh_proposal(store: &Store, round: &Round, row: &Row, today: NaiveDate) -> Result<Option<(Proposal, NaiveDate)>> {
    let (from, to) = round.span();
    let s = super::snapshot(store, from, to, today)?;
    let now = super::open::proposal_of(row, &s)?;
    let point = standing(row);
    Ok(now.filter(|it| point.proposed != Some(it.verdict) || point.trace != it.text()).map(|it| (it, s.day)))
}

fn write(
    tx: &Tx<'_>,
    row: &Row,
    decision: &Decision,
    fresh: Option<&(Proposal, NaiveDate)>,
    by: &str,
    today: NaiveDate,
) -> Result<()> {
    let gap = decision.verdict.is_some_and(Verdict::is_gap);
    let evidence_on = decision.evidence.as_ref().map(|_| decision.evidence_on.unwrap_or(today));
    let mut values = vec![
        ("verdict", decision.verdict.map(Verdict::code).into()),
        ("reason", decision.reason.clone().into()),
        ("evidence", decision.evidence.clone().into()),
        ("evidence_on", evidence_on.into()),
        ("owner_id", decision.owner.filter(|_| gap).into()),
        ("due_on", decision.due_on.filter(|_| gap).into()),
        ("decided_by", clean_line(by).into()),
        ("decided_on", today.into()),
    ];
    if let Some((now, day)) = fresh {
        values.push(("proposed", now.verdict.code().into()));
        values.push(("trace", now.text().into()));
        values.push(("proposed_on", (*day).into()));
    }
    tx.update(FIVE_FIVE.relation.table, row.id, Some(row.version), &values)
}

/// Confirms what the records propose of several points, as one operation.
///
/// # Errors
/// [`crate::error::Kind::Input`] where a point has no proposal, or one that a person must look at first.
pub fn confirm(store: &mut Store, id: i64, codes: &[String], by: &str, today: NaiveDate) -> Result<()> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for code in codes {
        let row = round.point(code)?;
        let point = standing(row);
        let Some(proposed) = point.proposed else {
            let asked = row.get("asked").as_text().unwrap_or("没有记录可以建议").to_owned();
            problems.push(crate::domain::problem::Problem::record(format!("{}：{asked}，请用 judge 认定", point.code)));
            continue;
        };
        let decision = Decision { verdict: Some(proposed), ..Decision::default() };
        problems.extend(rules::faults(&point, &decision, today));
        rows.push((row, decision));
    }
    if !problems.is_empty() {
        return Err(
            Error::problems("没有确认：", problems).hint(format!("“{LOOK}”的内容看过以后，用 judge 写明证据再认定"))
        );
    }
    let named: Vec<String> = rows.iter().map(|(row, _)| text(row, "code")).collect();
    store.write("five.confirm", |tx| {
        for (row, decision) in &rows {
            write(tx, row, decision, None, by, today)?;
        }
        Ok(((), format!("{} 按记录建议确认：{}", round.code(), named.join("、"))))
    })
}

/// Finishes a round: its gaps become rectification items of the closed loop, one each; a gap whose item from an earlier
/// round is still open is linked to that.
///
/// # Errors
/// [`crate::error::Kind::Input`] naming every gap without somebody and a day, and a missing signature.
pub fn finish(store: &mut Store, id: i64, signed_by: &str, by: &str, today: NaiveDate) -> Result<Done> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let signed_by = clean_line(signed_by);
    let points: Vec<rules::Standing> = round.points.iter().map(standing).collect();
    let faults = rules::unfinished(&points, Some(&signed_by));
    if !faults.is_empty() {
        return Err(Error::problems(format!("{} 没有办结：", round.code()), faults)
            .hint("缺口用 judge 写明 --owner 和 --due；签字用 --signed-by 主要负责人"));
    }
    let mut done = Done { undecided: round.undecided(), ..Done::default() };
    let code = round.code();
    let leader = round.row.get("leader_id").as_int();
    let signer = Who { id: leader, name: if leader.is_none() { clean_line(by) } else { String::new() } };
    let gaps: Vec<(&Row, Option<(i64, String)>)> = round
        .points
        .iter()
        .filter(|row| standing(row).counts_as().is_gap())
        .map(|row| Ok((row, still_open(store, row)?)))
        .collect::<Result<_>>()?;
    let departments = departments(store)?;
    store.write("five.finish", |tx| {
        for row in round.points.iter().filter(|row| !standing(row).counts_as().is_gap()) {
            if !row.get("hazard_id").is_null() {
                tx.update(FIVE_FIVE.relation.table, row.id, Some(row.version), &[("hazard_id", Value::Null)])?;
            }
        }
        for (row, open) in gaps {
            let point = text(row, "code");
            if let Some((_, number)) = open {
                done.linked.push((point, number));
                continue;
            }
            let (hazard, number) = open_item(tx, row, &code, &signer, &departments, today)?;
            tx.update(FIVE_FIVE.relation.table, row.id, Some(row.version), &[("hazard_id", hazard.into())])?;
            done.opened.push((point, number));
        }
        let end = [("finished_on", today.into()), ("signed_by", signed_by.as_str().into())];
        tx.update(FIVE_ROUND.relation.table, id, Some(round.row.version), &end)?;
        let summary = format!("办结五落实五到位自查 {code}：整改项 {} 个", done.opened.len() + done.linked.len());
        Ok((done, summary))
    })
}

/// Department of everybody, by row id.
fn departments(store: &Store) -> Result<std::collections::HashMap<i64, i64>> {
    let query = crate::store::Query { retired: true, ..crate::store::Query::default() };
    let rows = store.rows(&PERSON.relation, &query)?;
    Ok(rows.iter().filter_map(|row| Some((row.id, row.get("department_id").as_int()?))).collect())
}

/// The item a gap is linked to, while it is open: row id and number.
fn still_open(store: &Store, row: &Row) -> Result<Option<(i64, String)>> {
    let Some(id) = row.get("hazard_id").as_int() else { return Ok(None) };
    let hazard = store.row(&HAZARD.relation, id)?;
    let open = |row: &Row| row.retired_on.is_none() && row.get("state").as_text() != Some("closed");
    Ok(hazard.filter(open).map(|row| (id, text(&row, "code"))))
}

/// A gap as an item of the closed loop.
fn open_item(
    tx: &Tx<'_>,
    row: &Row,
    round: &str,
    by: &Who,
    departments: &std::collections::HashMap<i64, i64>,
    today: NaiveDate,
) -> Result<(i64, String)> {
    let point = standing(row);
    let (Some(owner), Some(due_on)) = (point.owner, point.due_on) else {
        return Err(Error::internal(format!("{} 没有整改责任人或期限", point.code)));
    };
    let said = ["reason", "evidence"].iter().find_map(|column| row.get(column).as_text()).unwrap_or_default();
    let said = clean_line(said);
    let tail = if said.is_empty() { String::new() } else { format!("：{said}") };
    let title = format!("五落实五到位 {} {}（{}）{tail}", point.code, text(row, "content"), point.counts_as().label());
    let title: String = title.chars().take(380).collect();
    let found = Found {
        on: today,
        by: by.id,
        source: "self_check",
        inspection: None,
        checklist: None,
        department: departments.get(&owner).copied(),
    };
    let gap = Gap {
        title: &title,
        item: &format!("ff.{}", point.code),
        basis: row.get("basis").as_text(),
        note: &format!("五落实五到位自查 {round} 检查要点 {}", point.code),
        owner: Who::person(owner, ""),
        due_on: due_on.max(today),
        by: by.clone(),
    };
    hazard::open_gap(tx, &found, &gap)
}
