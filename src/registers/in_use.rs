//! What still hangs on a record: it may not be retired away from under it.

use chrono::NaiveDate;

use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::store::{Condition, Query, Row, Store};

use super::{Lookups, Register, find};

/// Names told of each kind; more are counted only.
const TOLD: usize = 8;

/// One kind of record that holds on to those of a register.
struct Hold {
    /// Register whose records are held.
    held: &'static str,
    /// Register of those that hold.
    by: &'static str,
    /// Their column.
    column: &'static str,
    /// Who or what they are, in a word.
    called: &'static str,
    /// Whether one of them still holds on that day.
    lives: fn(&Row, NaiveDate) -> bool,
}

/// Everything that holds. A person is let go by his 离职日期, a plan by its end, a hazard by its closure.
const HOLDS: &[Hold] = &[
    Hold { held: "department", by: "person", column: "department_id", called: "在册人员", lives: is_employed },
    Hold { held: "department", by: "department", column: "parent_id", called: "下级部门", lives: |_, _| true },
    Hold { held: "department", by: "plan", column: "department_id", called: "检查计划", lives: is_running },
    Hold { held: "department", by: "hazard", column: "department_id", called: "未销号的隐患", lives: is_open },
    Hold { held: "post", by: "person", column: "post_id", called: "在册人员", lives: is_employed },
    Hold { held: "post", by: "plan", column: "post_id", called: "检查计划", lives: is_running },
    Hold { held: "checklist", by: "plan", column: "checklist_id", called: "检查计划", lives: is_running },
    Hold { held: "person", by: "plan", column: "person_id", called: "检查计划", lives: is_running },
    Hold {
        held: "person", by: "hazard", column: "owner_id", called: "由他整改、未销号的隐患", lives: is_open
    },
    Hold {
        held: "person", by: "committee_member", column: "person_id", called: "在任的安委会职务", lives: is_running
    },
    Hold { held: "person", by: "appointment", column: "person_id", called: "在任的任命", lives: is_running },
    Hold {
        held: "person",
        by: "meeting_action",
        column: "owner_id",
        called: "由他办理、未办结的议定事项",
        lives: is_undone,
    },
    Hold { held: "meeting", by: "meeting_action", column: "meeting_id", called: "议定事项", lives: |_, _| true },
    Hold { held: "department", by: "risk", column: "department_id", called: "风险", lives: |_, _| true },
    Hold { held: "person", by: "risk", column: "owner_id", called: "由他管控的风险", lives: |_, _| true },
    Hold { held: "post", by: "risk", column: "post_id", called: "风险", lives: |_, _| true },
    Hold { held: "risk", by: "risk_check", column: "risk_id", called: "检查项", lives: |_, _| true },
    Hold {
        held: "checklist", by: "risk_check", column: "checklist_id", called: "风险管控检查项", lives: |_, _| true
    },
    Hold { held: "post", by: "card", column: "post_id", called: "处置卡告知卡", lives: |_, _| true },
];

fn is_employed(row: &Row, today: NaiveDate) -> bool {
    row.get("ended_on").as_date().is_none_or(|end| end >= today)
}

fn is_running(row: &Row, today: NaiveDate) -> bool {
    row.get("to_on").as_date().is_none_or(|end| end >= today)
}

fn is_undone(row: &Row, _: NaiveDate) -> bool {
    row.get("done_on").is_null()
}

fn is_open(row: &Row, _: NaiveDate) -> bool {
    row.get("state").as_text() != Some("closed")
}

/// Refuses to retire records that others still hang on, naming these. Those retired together do not hold each other.
///
/// # Errors
/// [`crate::error::Kind::Input`] with what holds each; when the file cannot be read.
pub(super) fn refuse(store: &Store, register: &Register, ids: &[i64], today: NaiveDate) -> Result<()> {
    let mut problems = Vec::new();
    for hold in HOLDS.iter().filter(|hold| hold.held == register.key) {
        let Some(holder) = find(hold.by) else { continue };
        let lookups = Lookups::of(holder, store)?;
        for id in ids {
            let query = Query { conditions: vec![Condition::Is(hold.column, (*id).into())], ..Query::default() };
            let mut rows = store.rows(&holder.relation, &query)?;
            rows.retain(|row| (hold.lives)(row, today) && !(hold.by == register.key && ids.contains(&row.id)));
            if rows.is_empty() {
                continue;
            }
            let name = store.row(&register.relation, *id)?;
            let name = name.and_then(|row| row.get(register.label).as_text().map(str::to_owned)).unwrap_or_default();
            let names: Vec<String> = rows.iter().take(TOLD).map(|row| called(holder, row, &lookups)).collect();
            let more = if rows.len() > TOLD { " 等" } else { "" };
            problems.push(Problem::record(format!(
                "“{name}”还有 {} {}{}：{}{more}",
                rows.len(),
                if hold.by == "person" { "名" } else { "条" },
                hold.called,
                names.join("、"),
            )));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(Error::problems(format!("{}没有停用，还有记录在用它：", register.title), problems)
        .hint("先把它们改到别处或办完（人员调走或写离职日期，计划改写或写结束日期，隐患改责任人或销号），再停用"))
}

/// What a record goes by; a plan has no name of its own.
fn called(register: &Register, row: &Row, lookups: &Lookups) -> String {
    let text = |name: &str| row.get(name).as_text().map(str::to_owned);
    match register.key {
        "plan" => {
            let list = row.get("checklist_id").as_int().and_then(|id| lookups.get("checklist").label(id));
            [list.map(str::to_owned), text("place")].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        "hazard" => text("code").unwrap_or_default(),
        _ => text(register.label).filter(|it| !it.is_empty()).unwrap_or_else(|| format!("#{}", row.id)),
    }
}
