//! Opening a round: the criteria of the chosen categories are copied, last round's verdict put beside, the proposals worked
//! out.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::criteria::{self, Judging, Proposal, Snapshot, Verdict};
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::profile::{Condition, Facts};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::knowledge::criteria::{CriteriaEdition, Criterion, edition_on};
use crate::knowledge::fact::{self, Concern};
use crate::knowledge::instrument::Mark;
use crate::registers::enterprise;
use crate::store::{Row, Store};

use super::{CRITERION, Round, rounds, snapshot, standing, text};

/// A round as typed.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// Codes or titles of the categories; none: those the profile does not exclude.
    pub categories: Vec<String>,
    /// Who leads it, row id.
    pub leader: Option<i64>,
    /// Who takes part.
    pub others: Option<String>,
    /// What is looked at, in words.
    pub scope: Option<String>,
}

/// Codes of the categories that the profile does not exclude: a question not answered excludes none.
///
/// # Errors
/// When the file or the packs cannot be read.
pub fn default_categories(store: &Store, edition: &CriteriaEdition) -> Result<Vec<String>> {
    let answers = enterprise::answers(store)?;
    let mut codes = Vec::new();
    for it in &edition.category {
        let excluded = match &it.when {
            Some(when) => matches!(fact::concern(when, &answers)?, Concern::No(_)),
            None => false,
        };
        if !excluded {
            codes.push(it.code.clone());
        }
    }
    Ok(codes)
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
pub fn open_with(
    store: &mut Store,
    edition: &CriteriaEdition,
    typed: &Opening,
    today: NaiveDate,
) -> Result<(i64, String)> {
    let usual = default_categories(store, edition)?;
    let chosen = if typed.categories.is_empty() { usual.clone() } else { chosen(edition, typed)? };
    let all = rounds(store, today)?;
    if let Some(open) = all.iter().find(|row| row.get("finished_on").is_null()) {
        let code = text(open, "code");
        return Err(Error::input(format!("{code} 还没有办结，不能再开一轮")).hint(format!(
            "先办结：anguan criteria {code} finish；开错了的停用：anguan retire criteria_round {code} --reason 原因"
        )));
    }
    let before = all.first().map(|row| super::round(store, row.id)).transpose()?;
    let before: HashMap<String, Row> =
        before.map_or_else(HashMap::new, |it| it.items.into_iter().map(|row| (text(&row, "code"), row)).collect());
    let taken: Vec<&Criterion> = edition.criterion.iter().filter(|it| chosen.contains(&it.category)).collect();
    let judging: Vec<Judging> = taken.iter().filter_map(|it| it.judging()).collect();
    let (s, answers) = (snapshot::read(store, &judging, edition.months, today)?, enterprise::answers(store)?);
    let mut rows = Vec::with_capacity(taken.len());
    for (it, position) in taken.iter().zip(1i64..) {
        let by_hand = !usual.contains(&it.category);
        rows.push(columns(edition, it, by_hand, position, (&s, &answers), before.get(&it.code), today)?);
    }
    let line = |text: &Option<String>| Value::from(text.as_deref().map(clean_line).filter(|it| !it.is_empty()));
    store.write("criteria.open", |tx| {
        let year = today.year();
        let code = format!("ZP-{year}-{:02}", tx.next_number(&format!("criteria_round/{year}"))?);
        let id = tx.add(
            "criteria_round",
            &[
                ("code", code.as_str().into()),
                ("edition", format!("{} {}", edition.id, edition.edition).into()),
                ("categories", chosen.join(" ").into()),
                ("months", i64::from(edition.months).into()),
                ("note_on_order", edition.note.clone().into()),
                ("on_date", today.into()),
                ("leader_id", typed.leader.into()),
                ("others", line(&typed.others)),
                ("scope", line(&typed.scope)),
            ],
        )?;
        for mut row in rows {
            row.push(("round_id", id.into()));
            tx.add("criterion", &row)?;
        }
        let summary = format!("开始重大事故隐患自判 {code}：{} 个判定项", taken.len());
        Ok(((id, code), summary))
    })
}

/// The categories typed, in the order of the edition.
fn chosen(edition: &CriteriaEdition, typed: &Opening) -> Result<Vec<String>> {
    let wanted: Vec<String> = typed.categories.iter().map(|it| clean_line(it)).collect();
    let is = |code: &str, title: &str, typed: &str| typed.eq_ignore_ascii_case(code) || typed == title;
    let unknown = wanted.iter().filter(|typed| !edition.category.iter().any(|it| is(&it.code, &it.title, typed)));
    let faults: Vec<Problem> = unknown.map(|it| Problem::record(format!("没有类别“{it}”"))).collect();
    if !faults.is_empty() {
        let known: Vec<String> = edition.category.iter().map(|it| format!("{} {}", it.code, it.title)).collect();
        return Err(Error::problems("没有开始，请改正：", faults).hint(format!("可选：{}", known.join("、"))));
    }
    let taken = edition.category.iter().filter(|it| wanted.iter().any(|typed| is(&it.code, &it.title, typed)));
    Ok(taken.map(|it| it.code.clone()).collect())
}

/// The columns of a criterion as copied into a round.
fn columns(
    edition: &CriteriaEdition,
    it: &Criterion,
    by_hand: bool,
    position: i64,
    (s, answers): (&Snapshot, &Facts),
    before: Option<&Row>,
    today: NaiveDate,
) -> Result<Vec<(&'static str, Value)>> {
    let (judging, applies) = (it.judging(), edition.applies(it, by_hand));
    let proposal = proposal(judging.as_ref(), applies.as_ref(), s, answers, today)?;
    let json = |text: Result<String, serde_json::Error>| text.map_err(|e| Error::internal(format!("{}：{e}", it.code)));
    let category = edition.category(&it.category);
    let asked = category.filter(|_| judging.is_none()).map(|it| it.asked.clone());
    let hazard = edition.hazard(it).ok_or_else(|| Error::internal(format!("{} 没有类别", it.code)))?;
    let mark = if it.mark == Mark::Unverified { "unverified" } else { "confirmed" };
    Ok(vec![
        ("position", position.into()),
        ("code", it.code.as_str().into()),
        ("category", it.category.as_str().into()),
        ("category_title", category.map(|it| it.title.as_str()).unwrap_or_default().into()),
        ("content", it.content.as_str().into()),
        ("basis", Packs::builtin()?.cite_on(&edition.basis(it), today).into()),
        ("basis_mark", mark.into()),
        ("judging", judging.as_ref().map(serde_json::to_string).map(json).transpose()?.into()),
        ("applies", applies.as_ref().map(serde_json::to_string).map(json).transpose()?.into()),
        ("asked", asked.into()),
        ("field", hazard.field.code().into()),
        ("kind", hazard.kind.code().into()),
        ("last_verdict", before.map(|row| standing(row).counts_as().code()).into()),
        ("proposed", proposal.as_ref().map(|it| it.verdict.code()).into()),
        ("trace", proposal.as_ref().map(Proposal::text).into()),
        ("proposed_on", proposal.as_ref().map(|_| today).into()),
        ("note", it.note.clone().into()),
    ])
}

/// What the records say of a criterion: first whether it concerns the plant, then what answers it. `None`: a person is asked.
fn proposal(
    judging: Option<&Judging>,
    applies: Option<&Condition>,
    s: &Snapshot,
    answers: &Facts,
    day: NaiveDate,
) -> Result<Option<Proposal>> {
    let concern = applies.map(|when| fact::concern(when, answers)).transpose()?;
    Ok(match concern {
        Some(Concern::No(said)) => {
            Some(Proposal::new(Verdict::NotApplicable, vec![format!("企业情况：{said}，这一项不适用")]))
        }
        Some(Concern::Unknown(said)) => Some(Proposal::new(
            Verdict::DataMissing,
            vec![format!("资料不足：企业情况没有回答，适用不适用不能判定：{said}")],
        )),
        Some(Concern::Yes) | None => judging.map(|judging| criteria::propose(judging, s, day)),
    })
}

/// How a stored criterion is judged, as it was copied.
fn judging_of(row: &Row) -> Result<Option<Judging>> {
    let odd = || Error::file(format!("criterion {} 的 judging 列读不出来", row.id));
    row.get("judging").as_text().map(serde_json::from_str).transpose().map_err(|_| odd())
}

/// The proposals of these stored criteria for a day, by row id, by the rules they were copied with.
pub(super) fn proposals<'r>(
    store: &Store,
    rows: impl Iterator<Item = &'r Row>,
    months: u32,
    day: NaiveDate,
) -> Result<HashMap<i64, Proposal>> {
    let rows: Vec<(&Row, Option<Judging>)> = rows.map(|row| Ok((row, judging_of(row)?))).collect::<Result<_>>()?;
    let judging: Vec<Judging> = rows.iter().filter_map(|(_, it)| it.clone()).collect();
    let (s, answers) = (snapshot::read(store, &judging, months, day)?, enterprise::answers(store)?);
    let mut all = HashMap::new();
    for (row, judging) in &rows {
        let odd = |_| Error::file(format!("criterion {} 的 applies 列读不出来", row.id));
        let applies: Option<Condition> =
            row.get("applies").as_text().map(serde_json::from_str).transpose().map_err(odd)?;
        if let Some(now) = proposal(judging.as_ref(), applies.as_ref(), &s, &answers, day)? {
            all.insert(row.id, now);
        }
    }
    Ok(all)
}

/// Works the proposals of an open round out anew, for criteria nobody decided yet. Gives the codes that changed.
///
/// # Errors
/// [`crate::error::Kind::Input`] for a finished round.
pub fn propose_again(store: &mut Store, round: &Round, today: NaiveDate) -> Result<Vec<String>> {
    let code = round.code();
    if round.is_finished() {
        return Err(Error::input(format!("{code} 已办结，建议不再更新")));
    }
    let open = || round.items.iter().filter(|row| row.get("verdict").is_null());
    let now = proposals(store, open(), round.months(), today)?;
    let fresh: Vec<(&Row, &Proposal)> = open()
        .filter_map(|row| now.get(&row.id).map(|it| (row, it)))
        .filter(|(row, it)| super::verdict(row, "proposed") != Some(it.verdict) || text(row, "trace") != it.text())
        .collect();
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<String> = fresh.iter().map(|(row, _)| text(row, "code")).collect();
    store.write("criteria.propose", |tx| {
        for (row, now) in &fresh {
            let values =
                [("proposed", now.verdict.code().into()), ("trace", now.text().into()), ("proposed_on", today.into())];
            tx.update(CRITERION.relation.table, row.id, Some(row.version), &values)?;
        }
        Ok(((), format!("更新 {code} 的记录建议：{}", codes.join("、"))))
    })?;
    Ok(codes)
}
