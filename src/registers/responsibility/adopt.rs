//! Lists of the packs made the plant's own.

use chrono::NaiveDate;

use super::lists::{DUTY_LIST, insert_duty};
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::responsibility::Duty;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::knowledge::duty::{DutyItem, DutyList};
use crate::registers::checklist::Installed;
use crate::store::{Condition, Query, Store, Tx};

/// Approval of a wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who approved.
    pub by: String,
    /// When.
    pub on: NaiveDate,
}

/// Lists of the packs that the plant does not use yet.
///
/// # Errors
/// When the file cannot be read.
pub fn adoptable(store: &Store) -> Result<Vec<&'static DutyList>> {
    let known = store.rows(&DUTY_LIST.relation, &Query::default())?;
    let used = |list: &&DutyList| known.iter().any(|row| row.get("code").as_text() == Some(list.code.as_str()));
    Ok(Packs::builtin()?.duty_lists().iter().filter(|it| !used(it)).collect())
}

/// Makes lists of the packs the plant's own, in force from `from` once approved, as one operation.
///
/// # Errors
/// [`crate::error::Kind::Input`] where the plant has one already or a day does not fit; nothing is written then.
pub fn adopt_all(
    store: &mut Store,
    lists: &[&DutyList],
    from: NaiveDate,
    approval: Option<&Approval>,
    today: NaiveDate,
) -> Result<()> {
    let mut problems = Vec::new();
    if let Some(approval) = approval {
        if approval.on > today {
            problems.push(Problem::field("approved_on", "批准日期：还没有到"));
        }
        if clean_line(&approval.by).is_empty() {
            problems.push(Problem::field("approved_by", "批准人：必须填写"));
        }
    }
    let unused = adoptable(store)?;
    for list in lists.iter().filter(|list| !unused.iter().any(|it| it.code == list.code)) {
        problems.push(Problem::record(format!("{} {}：本厂已经采用", list.code, list.title)));
    }
    if !problems.is_empty() {
        return Err(Error::problems("责任清单没有采用：", problems));
    }
    store.write("duty_list.adopt", |tx| {
        for list in lists {
            adopt(tx, list, from, approval)?;
        }
        let first = lists.first().map(|it| it.title.as_str()).unwrap_or_default();
        let many = if lists.len() > 1 { format!(" 等 {} 份", lists.len()) } else { String::new() };
        Ok(((), format!("采用责任清单 {first}{many}")))
    })
}

/// Makes one list of a pack the plant's own; gives its row id.
///
/// # Errors
/// Constraint or disk failures.
pub fn adopt(tx: &Tx<'_>, list: &DutyList, from: NaiveDate, approval: Option<&Approval>) -> Result<i64> {
    let id = tx.add(
        "duty_list",
        &[
            ("code", list.code.as_str().into()),
            ("title", list.title.as_str().into()),
            ("tier", list.tier.code().into()),
            ("pack", format!("{} {}", list.id, list.edition).into()),
            ("note", list.note.clone().into()),
        ],
    )?;
    let said = format!("采用自带责任清单 {}", list.edition);
    word(tx, (id, 1), list, from, approval, &said)?;
    Ok(id)
}

fn word(
    tx: &Tx<'_>,
    (id, number): (i64, i64),
    list: &DutyList,
    from: NaiveDate,
    approval: Option<&Approval>,
    said: &str,
) -> Result<()> {
    let packs = Packs::builtin()?;
    let wording = tx.add(
        "duty_list_version",
        &[
            ("list_id", id.into()),
            ("number", number.into()),
            ("scope", list.scope.as_str().into()),
            ("effective_from", from.into()),
            ("approved_by", approval.map(|it| clean_line(&it.by)).into()),
            ("approved_on", approval.map(|it| it.on).into()),
            ("assessed", list.assessed.code().into()),
            ("assessor", list.assessor.as_str().into()),
            ("reward", list.reward.clone().into()),
            ("note", said.into()),
        ],
    )?;
    for (position, duty) in (0_i64..).zip(&list.duty) {
        insert_duty(tx, wording, &adopted(packs, duty, position, from))?;
    }
    Ok(())
}

fn adopted(packs: &Packs, duty: &DutyItem, position: i64, day: NaiveDate) -> Duty {
    Duty {
        id: 0,
        position,
        code: duty.code.clone(),
        content: duty.content.clone(),
        standard: Some(duty.standard.clone()),
        points: duty.points,
        cycle: Some(duty.cycle.clone()),
        evidence: Some(duty.evidence.clone()),
        measure: duty.measure.map(|it| it.code().to_owned()),
        basis: Some(packs.cite_all(&duty.basis, Some(day))).filter(|it| !it.is_empty()),
        law_edition: duty.law_edition(packs, day),
        basis_unverified: duty.is_unverified(),
        active: true,
    }
}

/// Takes over a pack of duties from a file: a new list, or the next wording of the one with its code, as a draft to approve.
///
/// # Errors
/// Disk failures.
pub fn install(store: &mut Store, list: &DutyList, today: NaiveDate, dry_run: bool) -> Result<Installed> {
    let query = Query { conditions: vec![Condition::Is("code", list.code.as_str().into())], ..Query::default() };
    let known = store.rows(&DUTY_LIST.relation, &query)?.into_iter().next();
    let from = today.max(list.effective_from);
    let edition = format!("{} {}", list.id, list.edition);
    let Some(row) = known else {
        if !dry_run {
            store.write("duty_list.install", |tx| {
                adopt(tx, list, from, None)?;
                Ok(((), format!("采用责任清单包 {edition}：{}", list.title)))
            })?;
        }
        return Ok(Installed::New);
    };
    if row.get("pack").as_text() == Some(edition.as_str()) {
        return Ok(Installed::Same);
    }
    let next = row.get("number").as_int().unwrap_or(0) + 1;
    if !dry_run {
        store.write("duty_list.install", |tx| {
            let values = [
                ("title", list.title.as_str().into()),
                ("tier", list.tier.code().into()),
                ("pack", edition.as_str().into()),
            ];
            tx.update("duty_list", row.id, Some(row.version), &values)?;
            let from = row.get("effective_from").as_date().map_or(from, |last| last.max(from));
            word(tx, (row.id, next), list, from, None, &format!("采用责任清单包 {}", list.edition))?;
            Ok(((), format!("采用责任清单包 {edition}：{}第 {next} 版草稿", list.title)))
        })?;
    }
    Ok(Installed::Revised(next))
}
