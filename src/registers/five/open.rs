//! Opening a round: every point of the edition is copied, last round's verdict put beside, the proposals worked out.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::date::chinese;
use crate::domain::five::{self, Proposal, RoundKind, Snapshot, Test, Verdict};
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::profile::Condition;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::knowledge::fact::{self, Concern};
use crate::knowledge::five::{FiveEdition, Point, edition_on};
use crate::store::{Row, Store};

use super::{FIVE_FIVE, Round, round, rounds, text};
use crate::registers::hazard::HAZARD;

/// A round as typed.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Sort.
    pub kind: RoundKind,
    /// First day it judges.
    pub from: NaiveDate,
    /// Last day it judges.
    pub to: NaiveDate,
    /// Who leads it, row id.
    pub leader: Option<i64>,
    /// Who takes part.
    pub others: Option<String>,
    /// What is looked at, in words.
    pub scope: Option<String>,
    /// Codes of the add-ons taken in: `X3`.
    pub add_ons: Vec<String>,
}

/// Opens a round with the edition in use today; gives its row id and number.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault of what was typed; while another round is open.
pub fn open(store: &mut Store, typed: &Opening, today: NaiveDate) -> Result<(i64, String)> {
    open_with(store, edition_on(today)?, typed, today)
}

/// As [`open`], with this edition.
///
/// # Errors
/// As [`open`].
pub fn open_with(store: &mut Store, edition: &FiveEdition, typed: &Opening, today: NaiveDate) -> Result<(i64, String)> {
    let points = chosen(store, edition, typed, today)?;
    let before = rounds(store, today)?.first().map(|row| round(store, row.id)).transpose()?;
    let before: HashMap<String, Row> =
        before.map_or_else(HashMap::new, |it| it.points.into_iter().map(|row| (text(&row, "code"), row)).collect());
    let snapshot = super::snapshot(store, typed.from, typed.to, today)?;
    let packs = Packs::builtin()?;
    let mut rows = Vec::with_capacity(points.len());
    for (point, position) in points.iter().zip(1i64..) {
        rows.push(columns(packs, edition, point, position, &snapshot, before.get(&point.code), store)?);
    }
    let line = |text: &Option<String>| Value::from(text.as_deref().map(clean_line).filter(|it| !it.is_empty()));
    store.write("five.open", |tx| {
        let year = today.year();
        let code = format!("WL-{year}-{:02}", tx.next_number(&format!("five_round/{year}"))?);
        let id = tx.add(
            "five_round",
            &[
                ("code", code.as_str().into()),
                ("kind", typed.kind.code().into()),
                ("edition", edition.edition.as_str().into()),
                ("from_on", typed.from.into()),
                ("to_on", typed.to.into()),
                ("on_date", today.into()),
                ("leader_id", typed.leader.into()),
                ("others", line(&typed.others)),
                ("scope", line(&typed.scope)),
            ],
        )?;
        for mut row in rows {
            row.push(("round_id", id.into()));
            tx.add("five_five", &row)?;
        }
        let summary = format!("开始五落实五到位自查 {code}（{}）：{} 个检查要点", typed.kind.label(), points.len());
        Ok(((id, code), summary))
    })
}

/// The points of a round: all that count, and the add-ons asked for.
fn chosen<'e>(store: &Store, edition: &'e FiveEdition, typed: &Opening, today: NaiveDate) -> Result<Vec<&'e Point>> {
    let mut faults = Vec::new();
    if typed.to < typed.from {
        faults.push(Problem::field("to_on", format!("截止日期：早于起始日期{}", chinese(typed.from))));
    }
    if typed.from > today {
        faults.push(Problem::field("from_on", "起始日期：还没有到"));
    }
    for code in &typed.add_ons {
        if !edition.point(code).is_some_and(Point::is_add_on) {
            let known: Vec<String> = edition
                .point
                .iter()
                .filter(|it| it.is_add_on())
                .map(|it| format!("{} {}", it.code, it.content))
                .collect();
            faults.push(Problem::record(format!("没有附加项“{}”，可选：{}", clean_line(code), known.join("；"))));
        }
    }
    if !faults.is_empty() {
        return Err(Error::problems("没有开始，请改正：", faults));
    }
    if let Some(open) = rounds(store, today)?.iter().find(|row| row.get("finished_on").is_null()) {
        let code = text(open, "code");
        return Err(Error::input(format!("{code} 还没有办结，不能再开一轮")).hint(format!(
            "先办结：anguan five {code} finish；开错了的停用：anguan retire five_round {code} --reason 原因"
        )));
    }
    let wanted = |point: &&Point| {
        !point.is_add_on() || typed.add_ons.iter().any(|code| code.trim().eq_ignore_ascii_case(&point.code))
    };
    Ok(edition.point.iter().filter(wanted).collect())
}

/// The columns of a point as copied into a round.
fn columns(
    packs: &Packs,
    edition: &FiveEdition,
    point: &Point,
    position: i64,
    snapshot: &Snapshot,
    before: Option<&Row>,
    store: &Store,
) -> Result<Vec<(&'static str, Value)>> {
    let proposal = proposal(point.test, point.when.as_ref(), snapshot)?;
    let applies = point.when.as_ref().map(serde_json::to_string).transpose();
    let applies = applies.map_err(|error| Error::internal(format!("{}：{error}", point.code)))?;
    let mark = if point.is_unverified() { "unverified" } else { "confirmed" };
    let title = edition.clause(point.clause()).map(|it| it.title.as_str()).unwrap_or_default();
    let last = before.map(|row| super::standing(row).counts_as().code());
    Ok(vec![
        ("position", position.into()),
        ("code", point.code.as_str().into()),
        ("clause", point.clause().into()),
        ("clause_title", title.into()),
        ("content", point.content.as_str().into()),
        ("proofs", point.proofs.as_str().into()),
        ("frequency", point.frequency.as_str().into()),
        ("basis", packs.cite_all(&point.basis, Some(snapshot.day)).into()),
        ("basis_mark", mark.into()),
        ("test", point.test.map(Test::code).into()),
        ("applies", applies.into()),
        ("asked", point.asked.clone().into()),
        ("last_verdict", last.into()),
        ("hard_stop", point.hard_stop.into()),
        ("proposed", proposal.as_ref().map(|it| it.verdict.code()).into()),
        ("trace", proposal.as_ref().map(Proposal::text).into()),
        ("proposed_on", proposal.as_ref().map(|_| snapshot.day).into()),
        ("hazard_id", open_hazard(store, before)?.into()),
    ])
}

/// The rectification item of the same gap in the round before, while it is still open.
fn open_hazard(store: &Store, before: Option<&Row>) -> Result<Option<i64>> {
    let Some(id) = before.and_then(|row| row.get("hazard_id").as_int()) else { return Ok(None) };
    let row = store.row(&HAZARD.relation, id)?;
    Ok(row.filter(|row| row.retired_on.is_none() && row.get("state").as_text() != Some("closed")).map(|_| id))
}

/// What the records say of a point: first whether it applies, then its test. `None`: a person is asked.
pub(super) fn proposal(test: Option<Test>, when: Option<&Condition>, s: &Snapshot) -> Result<Option<Proposal>> {
    if let Some(when) = when {
        match fact::concern(when, &s.answers)? {
            Concern::Yes => {}
            Concern::No(said) => {
                let trace = vec![format!("企业情况：{said}，这一项不适用")];
                return Ok(Some(Proposal { verdict: Verdict::NotApplicable, trace }));
            }
            Concern::Unknown(said) => {
                let trace = vec![format!("资料不足：企业情况没有回答，适用不适用不能判定：{said}")];
                return Ok(Some(Proposal { verdict: Verdict::DataMissing, trace }));
            }
        }
    }
    Ok(test.map(|test| five::propose(test, s)))
}

/// The proposal of a stored point, by the rule it was copied with.
pub(super) fn proposal_of(row: &Row, s: &Snapshot) -> Result<Option<Proposal>> {
    let odd = |column: &str| Error::file(format!("five_five {} 的 {column} 列读不出来", row.id));
    let test = match row.get("test").as_text() {
        Some(code) => Some(Test::from_code(code).ok_or_else(|| odd("test"))?),
        None => None,
    };
    let when = match row.get("applies").as_text() {
        Some(json) => Some(serde_json::from_str::<Condition>(json).map_err(|_| odd("applies"))?),
        None => None,
    };
    proposal(test, when.as_ref(), s)
}

/// Works the proposals of an open round out anew: for points nobody decided yet. Gives the codes that changed.
///
/// # Errors
/// [`crate::error::Kind::Input`] for a finished round.
pub fn propose_again(store: &mut Store, round: &Round, today: NaiveDate) -> Result<Vec<String>> {
    let code = round.code();
    if round.is_finished() {
        return Err(Error::input(format!("{code} 已办结，建议不再更新")));
    }
    let (from, to) = round.span();
    let s = super::snapshot(store, from, to, today)?;
    let mut fresh = Vec::new();
    for row in round.points.iter().filter(|row| row.get("verdict").is_null()) {
        let Some(now) = proposal_of(row, &s)? else { continue };
        if super::verdict(row, "proposed") != Some(now.verdict) || text(row, "trace") != now.text() {
            fresh.push((row, now));
        }
    }
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<String> = fresh.iter().map(|(row, _)| text(row, "code")).collect();
    store.write("five.propose", |tx| {
        for (row, now) in &fresh {
            let values =
                [("proposed", now.verdict.code().into()), ("trace", now.text().into()), ("proposed_on", s.day.into())];
            tx.update(FIVE_FIVE.relation.table, row.id, Some(row.version), &values)?;
        }
        Ok(((), format!("更新 {code} 的记录建议：{}", codes.join("、"))))
    })?;
    Ok(codes)
}
