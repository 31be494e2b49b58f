//! 风险管控检查项: a control of a risk becomes an item of a checklist; the item's failure is a hazard of that risk.

use chrono::NaiveDate;

use super::RISK;
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::risk::{Grade, Measure};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::checklist;
use crate::registers::major::refused;
use crate::registers::plan::CHECKLIST;
use crate::registers::{Column, Doors, Kind, Register, no_check, save};
use crate::store::{ChecklistItem, Condition, Direction, Query, Relation, Store, Tx};

/// 风险管控检查项.
pub static RISK_CHECK: Register = Register {
    key: "risk_check",
    title: "风险管控检查项",
    what: "风险的哪类措施由哪张检查表的哪一项检查；这一项不合格开出的隐患自动指向这条风险",
    relation: Relation {
        table: "risk_check",
        columns: &["risk_id", "measure", "checklist_id", "item"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("risk", "风险编号", "risk", "risk_id").required().width(13).synonyms(&["风险"]),
        Column::new("measure", "措施类别", Kind::Choice(Measure::CHOICES)).required().width(14).synonyms(&["措施"]),
        Column::reference("checklist", "检查表", "checklist", "checklist_id").required().width(20),
        Column::new("item", "检查项编码", Kind::Code).required().width(10).synonyms(&["检查项", "编码"]),
    ],
    identity: &[],
    label: "item",
    own_date: None,
    order: ("risk_id", Direction::Up),
    doors: Doors::ALL,
    check: no_check,
    write: |tx, register, before, draft| {
        let list = draft.id("checklist", "checklist_id");
        let item = draft.text("item").unwrap_or_default();
        let risk = draft.id("risk", "risk_id");
        let conditions = vec![Condition::Is("checklist_id", list.into()), Condition::Is("item", item.as_str().into())];
        let same = tx.rows(&register.relation, &Query { conditions, ..Query::default() })?;
        let twin =
            |row: &&crate::store::Row| before.is_none_or(|own| own.id != row.id) && row.get("risk_id").as_int() == risk;
        if same.iter().any(|row| twin(&row)) {
            return Err(refused(register, vec![Problem::field("item", "检查项编码：这条风险已经有这个检查项")]));
        }
        save::write(tx, register, before, draft)
    },
};

/// Makes a control of a risk an item of a checklist, in force from `from`, and ties the two together; gives the item's code.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the risk has no such control, or when the checklist has the item already.
pub fn put_on_list(store: &mut Store, risk: i64, measure: Measure, list: i64, from: NaiveDate) -> Result<String> {
    let row = store.row(&RISK.relation, risk)?.ok_or_else(|| Error::input("没有这条风险"))?;
    let code = row.get("code").as_text().unwrap_or_default().to_owned();
    let said = row.get(measure.code()).as_text().map(clean_line).filter(|it| !it.is_empty());
    let Some(said) = said else {
        let hint = format!("先写措施：anguan set risk {code} {}=…", measure.code());
        return Err(Error::input(format!("风险 {code} 还没有写{}", measure.label())).hint(hint));
    };
    let conditions = vec![Condition::Is("risk_id", risk.into()), Condition::Is("measure", measure.code().into())];
    let tied = store.rows(&RISK_CHECK.relation, &Query { conditions, ..Query::default() })?;
    if let Some(tied) = tied.iter().find(|it| it.get("checklist_id").as_int() == Some(list)) {
        let item = tied.get("item").as_text().unwrap_or_default();
        return Err(Error::input(format!("风险 {code} 的{}已经是这张检查表的 {item} 项", measure.label())));
    }
    let version = store.checklist_versions(list)?.into_iter().max_by_key(|it| it.number);
    let mut items = match &version {
        Some(version) => store.checklist_items(version.id)?,
        None => Vec::new(),
    };
    let taken = |code: &str| items.iter().any(|it| it.code.eq_ignore_ascii_case(code));
    let item = (1..=999).map(|n| format!("FX{n:02}")).find(|it| !taken(it)).unwrap_or_else(|| "FX".to_owned());
    let text = |column: &str| row.get(column).as_text().unwrap_or_default();
    items.push(ChecklistItem {
        id: 0,
        code: item.clone(),
        object: clean_line(text("point")),
        content: format!("{}是否落实", measure.label()),
        standard: Some(said),
        method: Some("现场查看".to_owned()),
        basis: Some(format!("本厂风险清单 {code}")),
        basis_unverified: false,
        unit: None,
        low: None,
        high: None,
        below: None,
        hazard_field: None,
        hazard_kind: None,
        active: true,
    });
    let from = from.max(version.map_or(from, |it| it.effective_from));
    checklist::revise_with(store, list, from, &format!("加入风险 {code} 的{}", measure.label()), &items, |tx| {
        tx.add(
            RISK_CHECK.relation.table,
            &[
                ("risk_id", risk.into()),
                ("measure", measure.code().into()),
                ("checklist_id", list.into()),
                ("item", item.as_str().into()),
            ],
        )
    })?;
    Ok(item)
}

/// The risk whose control an item of a checklist looks after; of several the gravest.
///
/// # Errors
/// When the file cannot be read.
pub(in crate::registers) fn risk_of(tx: &Tx<'_>, list: Option<i64>, item: &str) -> Result<Option<i64>> {
    let Some(list) = list else { return Ok(None) };
    let conditions = vec![Condition::Is("checklist_id", list.into()), Condition::Is("item", item.into())];
    let mut gravest: Option<(Option<Grade>, i64)> = None;
    for tied in tx.rows(&RISK_CHECK.relation, &Query { conditions, ..Query::default() })? {
        let Some(id) = tied.get("risk_id").as_int() else { continue };
        let Some(row) = tx.row(&RISK.relation, id)?.filter(|row| row.retired_on.is_none()) else { continue };
        let grade = super::grade_of(&row);
        let graver = gravest.is_none_or(|(known, _)| match (grade, known) {
            (Some(grade), Some(known)) => grade < known,
            (Some(_), None) => true,
            (None, _) => false,
        });
        if graver {
            gravest = Some((grade, id));
        }
    }
    Ok(gravest.map(|(_, id)| id))
}

/// Lists and items that look after a risk: title of the list, code of the item, kind of control.
///
/// # Errors
/// When the file cannot be read.
pub fn of_risk(store: &Store, risk: i64) -> Result<Vec<(String, String, Measure)>> {
    let conditions = vec![Condition::Is("risk_id", risk.into())];
    let mut all = Vec::new();
    for tied in store.rows(&RISK_CHECK.relation, &Query { conditions, ..Query::default() })? {
        let list =
            tied.get("checklist_id").as_int().map(|id| store.row(&CHECKLIST.relation, id)).transpose()?.flatten();
        let title = list.map_or(Value::Null, |row| row.get("title").clone());
        let measure = tied.get("measure").as_text().and_then(Measure::from_code);
        let item = tied.get("item").as_text().unwrap_or_default().to_owned();
        all.extend(measure.map(|measure| (title.as_text().unwrap_or_default().to_owned(), item, measure)));
    }
    Ok(all)
}
