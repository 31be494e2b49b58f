//! The end of a round: its deductions become rectification items of the closed loop, each once.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::assessment::score::show_tenths;
use crate::domain::fold::clean_line;
use crate::domain::hazard::Who;
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::hazard::{self, Found, Gap, HAZARD};
use crate::registers::person::PERSON;
use crate::store::{Query, Row, Store, Tx};

use super::mark::refuse_finished;
use super::{Round, STANDARD_ROUND, STANDARD_SCORE, State, flag, round, state, text};

/// What the end of a round brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Codes of the items nobody scored: they are not scored, and there is no score without them.
    pub open: Vec<String>,
    /// Rectification items opened: code of the item, number of the hazard.
    pub opened: Vec<(String, String)>,
    /// Deductions linked to an item that was still open: code of the item, number of the hazard.
    pub linked: Vec<(String, String)>,
}

/// Finishes a round: its deductions become rectification items, one each; one whose item from an earlier round is still
/// open is linked to that.
///
/// # Errors
/// [`crate::error::Kind::Input`] naming every deduction without somebody and a day, and a missing signature.
pub fn finish(store: &mut Store, id: i64, signed_by: &str, by: &str, today: NaiveDate) -> Result<Done> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let signed_by = clean_line(signed_by);
    let mut faults = Vec::new();
    if signed_by.is_empty() {
        faults.push(Problem::field("signed_by", "没有写主要负责人签字"));
    }
    let lost: Vec<&Row> = round.items.iter().filter(|row| state(row) == State::Deducted).collect();
    for row in &lost {
        if row.get("owner_id").is_null() || row.get("due_on").is_null() {
            let what = text(row, "content");
            faults.push(Problem::record(format!("{} {what}：扣分没有整改责任人或期限", text(row, "code"))));
        }
    }
    if !faults.is_empty() {
        return Err(Error::problems(format!("{} 没有办结：", round.code()), faults)
            .hint("扣分项用 score 写明 --owner 和 --due；签字用 --signed-by 主要负责人"));
    }
    let mut done = Done { open: round.open_items(), ..Done::default() };
    done.open.extend(round.vetoes().filter(|row| state(row) == State::Open).map(|row| text(row, "code")));
    let leader = round.row.get("leader_id").as_int();
    let signer = Who { id: leader, name: if leader.is_none() { clean_line(by) } else { String::new() } };
    let lost: Vec<(&Row, Option<String>)> =
        lost.into_iter().map(|row| Ok((row, still_open(store, row)?))).collect::<Result<_>>()?;
    let people = store.rows(&PERSON.relation, &Query { retired: true, ..Query::default() })?;
    let departments: HashMap<i64, i64> =
        people.iter().filter_map(|row| Some((row.id, row.get("department_id").as_int()?))).collect();
    let code = round.code();
    store.write("standard.finish", |tx| {
        for row in round.items.iter().filter(|row| state(row) != State::Deducted && !row.get("hazard_id").is_null()) {
            tx.update(STANDARD_SCORE.relation.table, row.id, Some(row.version), &[("hazard_id", Value::Null)])?;
        }
        for (row, open) in lost {
            if let Some(number) = open {
                done.linked.push((text(row, "code"), number));
                continue;
            }
            let (hazard, number) = open_item(tx, &round, row, &signer, &departments, today)?;
            tx.update(STANDARD_SCORE.relation.table, row.id, Some(row.version), &[("hazard_id", hazard.into())])?;
            done.opened.push((text(row, "code"), number));
        }
        let end = [("finished_on", today.into()), ("signed_by", signed_by.as_str().into())];
        tx.update(STANDARD_ROUND.relation.table, id, Some(round.row.version), &end)?;
        let summary = format!("办结标准化自评 {code}：整改项 {} 个", done.opened.len() + done.linked.len());
        Ok((done, summary))
    })
}

/// Number of the item a deduction is linked to, while it is open.
fn still_open(store: &Store, row: &Row) -> Result<Option<String>> {
    let Some(id) = row.get("hazard_id").as_int() else { return Ok(None) };
    let hazard = store.row(&HAZARD.relation, id)?;
    let open = |row: &Row| row.retired_on.is_none() && row.get("state").as_text() != Some("closed");
    Ok(hazard.filter(open).map(|row| text(&row, "code")))
}

/// A deduction as an item of the closed loop.
fn open_item(
    tx: &Tx<'_>,
    round: &Round,
    row: &Row,
    by: &Who,
    departments: &HashMap<i64, i64>,
    today: NaiveDate,
) -> Result<(i64, String)> {
    let item = text(row, "code");
    let (Some(owner), Some(due_on)) = (row.get("owner_id").as_int(), row.get("due_on").as_date()) else {
        return Err(Error::internal(format!("{item} 没有整改责任人或期限")));
    };
    let off = row.get("points").as_int().unwrap_or(0) - row.get("got").as_int().unwrap_or(0);
    let special = row.get("special").as_int().unwrap_or(0);
    let how = if flag(row, "veto") { "否决".to_owned() } else { format!("扣{}分", show_tenths(off + special)) };
    let said = clean_line(&text(row, "reason"));
    let title: String = format!("标准化 {item} {}（{how}）：{said}", text(row, "content")).chars().take(380).collect();
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
        item: &format!("{}.{item}", text(&round.row, "edition_code")),
        basis: row.get("basis").as_text(),
        note: &format!("标准化自评 {} 评分项 {item}", round.code()),
        owner: Who::person(owner, ""),
        due_on: due_on.max(today),
        by: by.clone(),
    };
    hazard::open_gap(tx, &found, &gap)
}
