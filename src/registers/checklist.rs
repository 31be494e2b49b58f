//! Checklists as the plant uses them: adopted from the packs, then its own to edit, version by version.

use chrono::NaiveDate;

use crate::domain::fold::{clean_line, folded_key};
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::knowledge::checklist::{Checklist, Item};
use crate::store::{ChecklistItem, Condition, Query, Store, Tx};

use super::plan::CHECKLIST;

/// Adopts every checklist that comes with the program.
///
/// # Errors
/// Disk failures.
pub(super) fn adopt_all(tx: &Tx<'_>, from: NaiveDate) -> Result<()> {
    let packs = Packs::builtin()?;
    packs.checklists().iter().try_for_each(|list| adopt(tx, packs, list, from).map(|_| ()))
}

/// Makes a pack's checklist the plant's own, in force from `from`.
///
/// # Errors
/// Disk failures.
pub fn adopt(tx: &Tx<'_>, packs: &Packs, list: &Checklist, from: NaiveDate) -> Result<i64> {
    let id = tx.add(
        "checklist",
        &[
            ("code", list.id.as_str().into()),
            ("title", list.title.as_str().into()),
            ("kind", list.kind.code().into()),
            ("serves", Some(list.serves.join(" ")).filter(|it| !it.is_empty()).into()),
            ("pack", format!("{} {}", list.id, list.edition).into()),
            ("note", list.note.clone().into()),
        ],
    )?;
    let items: Vec<ChecklistItem> = list.item.iter().map(|item| adopted(packs, item)).collect();
    tx.add_checklist_version(id, from, &format!("采用自带检查表 {}", list.edition), &items)?;
    Ok(id)
}

/// What became of a checklist pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installed {
    /// A checklist the plant did not have.
    New,
    /// The next wording of one it has, with its number.
    Revised(i64),
    /// The plant has this edition already; nothing was written.
    Same,
}

/// Takes over a checklist pack from a file: a new checklist, or the next wording of the one with its id. In force from
/// `today`, or from the pack's own first day where that is later.
///
/// # Errors
/// Disk failures.
pub fn install(store: &mut Store, list: &Checklist, today: NaiveDate, dry_run: bool) -> Result<Installed> {
    let packs = Packs::builtin()?;
    let query = Query { conditions: vec![Condition::Is("code", list.id.as_str().into())], ..Query::default() };
    let known = store.rows(&CHECKLIST.relation, &query)?.into_iter().next();
    let from = today.max(list.effective_from);
    let edition = format!("{} {}", list.id, list.edition);
    let Some(row) = known else {
        if !dry_run {
            store.write("checklist.install", |tx| {
                adopt(tx, packs, list, from)?;
                Ok(((), format!("采用检查表包 {edition}：{}", list.title)))
            })?;
        }
        return Ok(Installed::New);
    };
    if row.get("pack").as_text() == Some(edition.as_str()) {
        return Ok(Installed::Same);
    }
    let next = store.checklist_versions(row.id)?.iter().map(|it| it.number).max().unwrap_or(0) + 1;
    if !dry_run {
        let items: Vec<ChecklistItem> = list.item.iter().map(|item| adopted(packs, item)).collect();
        store.write("checklist.install", |tx| {
            let values = [
                ("title", list.title.as_str().into()),
                ("kind", list.kind.code().into()),
                ("serves", Some(list.serves.join(" ")).filter(|it| !it.is_empty()).into()),
                ("pack", edition.as_str().into()),
            ];
            tx.update(CHECKLIST.relation.table, row.id, Some(row.version), &values)?;
            tx.add_checklist_version(row.id, from, &format!("采用检查表包 {}", list.edition), &items)?;
            Ok(((), format!("采用检查表包 {edition}：{}第 {next} 版", list.title)))
        })?;
    }
    Ok(Installed::Revised(next))
}

fn adopted(packs: &Packs, item: &Item) -> ChecklistItem {
    let bound = |value: Option<crate::knowledge::checklist::Thousandths>| value.map(|it| it.to_string());
    let value = item.value.as_ref();
    ChecklistItem {
        id: 0,
        code: item.code.clone(),
        object: item.object.clone(),
        content: item.content.clone(),
        standard: Some(item.standard.clone()),
        method: Some(item.method_words()),
        basis: Some(packs.cite_all(&item.basis, None)).filter(|it| !it.is_empty()),
        basis_unverified: item.is_unverified(),
        unit: value.map(|it| it.unit.clone()),
        low: value.and_then(|it| bound(it.min)),
        high: value.and_then(|it| bound(it.max)),
        below: value.and_then(|it| bound(it.below)),
        hazard_field: Some(item.hazard.field.code().to_owned()),
        hazard_kind: Some(item.hazard.kind.code().to_owned()),
        active: true,
    }
}

/// Saves an edited wording as the next version, in force from `from`. Old inspections keep theirs.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault of the items at once.
pub fn revise(store: &mut Store, checklist: i64, from: NaiveDate, note: &str, items: &[ChecklistItem]) -> Result<()> {
    revise_with(store, checklist, from, note, items, |_| Ok(()))
}

/// As [`revise`], with what else belongs to the same operation.
///
/// # Errors
/// As [`revise`], and those of `more`.
pub(super) fn revise_with<T>(
    store: &mut Store,
    checklist: i64,
    from: NaiveDate,
    note: &str,
    items: &[ChecklistItem],
    more: impl FnOnce(&Tx<'_>) -> Result<T>,
) -> Result<()> {
    let row = store.row(&CHECKLIST.relation, checklist)?.ok_or_else(|| Error::input("没有这张检查表"))?;
    let title = row.get("title").as_text().unwrap_or_default().to_owned();
    let problems = check_items(items);
    if !problems.is_empty() {
        return Err(Error::problems(format!("检查表“{title}”没有保存，请改正："), problems));
    }
    let cleaned: Vec<ChecklistItem> = items.iter().map(cleaned).collect();
    store.write("checklist.revise", |tx| {
        tx.add_checklist_version(checklist, from, &clean_line(note), &cleaned)?;
        more(tx)?;
        Ok(((), format!("修订检查表 {title}：{}", clean_line(note))))
    })
}

fn check_items(items: &[ChecklistItem]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !items.iter().any(|item| item.active) {
        problems.push(Problem::record("至少要有一项在用"));
    }
    for (n, item) in items.iter().enumerate() {
        let name = if item.code.is_empty() { format!("第 {} 项", n + 1) } else { item.code.clone() };
        if folded_key(&item.code).is_empty() || item.code.chars().count() > 12 {
            problems.push(Problem::record(format!("{name}：编码必须填写，最多 12 字")));
        }
        if items.iter().take(n).any(|other| folded_key(&other.code) == folded_key(&item.code)) {
            problems.push(Problem::record(format!("{name}：编码重复")));
        }
        if folded_key(&item.content).is_empty() {
            problems.push(Problem::record(format!("{name}：检查内容必须填写")));
        }
    }
    problems
}

fn cleaned(item: &ChecklistItem) -> ChecklistItem {
    let line = |text: &Option<String>| text.as_deref().map(clean_line).filter(|it| !it.is_empty());
    ChecklistItem {
        code: clean_line(&item.code),
        object: clean_line(&item.object),
        content: clean_line(&item.content),
        standard: line(&item.standard),
        method: line(&item.method),
        basis: line(&item.basis),
        ..item.clone()
    }
}

/// The checklist with this code, title or row id.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is none.
pub fn resolve(store: &Store, text: &str) -> Result<i64> {
    let short = format!("cl.{}", clean_line(text));
    let query = Query { conditions: vec![Condition::Is("code", short.into())], ..Query::default() };
    if let Some(row) = store.rows(&CHECKLIST.relation, &query)?.first() {
        return Ok(row.id);
    }
    super::resolve(store, CHECKLIST.key, text)
}
