//! What events ask for: cases of major hazards, accidents, orders of authorities, as the engine looks at them.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use crate::domain::hazard::case::{OF_PLAN, says};
use crate::domain::obligation::records as snapshot;
use crate::error::{Error, Result};
use crate::registers::accident::{ACCIDENT, ACCIDENT_CHANGE};
use crate::registers::hazard::HAZARD;
use crate::registers::major::{HAZARD_CASE, HAZARD_PROGRESS, elements};
use crate::registers::order::{AUTHORITY_ORDER, AUTHORITY_ORDER_ITEM, OrderKind};
use crate::registers::organisation::{AUTHORITY, DEPARTMENT};
use crate::registers::person::PERSON;
use crate::registers::{Register, hazard};
use crate::store::{Query, Row, Store};

pub(super) fn all(store: &Store, register: &Register) -> Result<Vec<Row>> {
    store.rows(&register.relation, &Query::default())
}

pub(super) fn text(row: &Row, column: &str) -> Option<String> {
    row.get(column).as_text().filter(|it| !it.is_empty()).map(str::to_owned)
}

/// Names of rows by id, retired ones included: what happened there happened.
pub(super) fn names(store: &Store, register: &Register, column: &str) -> Result<HashMap<i64, String>> {
    let query = Query { retired: register.relation.retires, ..Query::default() };
    let rows = store.rows(&register.relation, &query)?;
    Ok(rows.iter().filter_map(|row| Some((row.id, text(row, column)?))).collect())
}

/// Adds to each hazard what its case and its progress say.
pub(super) fn add_cases(store: &Store, hazards: &mut [snapshot::Hazard]) -> Result<()> {
    let mut cases: HashMap<i64, (snapshot::Case, bool, Option<chrono::NaiveDate>)> = HashMap::new();
    for row in all(store, &HAZARD_CASE)? {
        let Some(hazard) = row.get("hazard_id").as_int() else { continue };
        let written = elements(&row);
        let case = snapshot::Case {
            told_on: row.get("meeting_on").as_date(),
            progress: Vec::new(),
            stopped: says(row.get("stopped_by").as_text()),
            evaluated_on: row.get("evaluated_on").as_date(),
            resumed_on: row.get("resumed_on").as_date(),
        };
        let complete = OF_PLAN.iter().all(|it| written.contains(it));
        cases.insert(hazard, (case, complete, row.get("planned_on").as_date()));
    }
    for row in all(store, &HAZARD_PROGRESS)? {
        let (Some(hazard), Some(on)) = (row.get("hazard_id").as_int(), row.get("on_date").as_date()) else { continue };
        cases.entry(hazard).or_default().0.progress.push(on);
    }
    for hazard in hazards {
        if let Some((case, complete, planned_on)) = cases.remove(&hazard.id) {
            hazard.case = case;
            hazard.plan_complete = complete;
            hazard.planned_on = planned_on.filter(|_| complete);
        }
    }
    Ok(())
}

fn when(row: &Row, register: &Register, column: &str) -> Result<NaiveDateTime> {
    let faulty = || Error::file(format!("{} 第 {} 行的 {column} 列不是时间", register.key, row.id));
    row.get(column).as_moment().ok_or_else(faulty)
}

/// Every accident with what became known later.
pub(super) fn accidents(store: &Store) -> Result<Vec<snapshot::Accident>> {
    let rows = all(store, &ACCIDENT)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let departments = names(store, &DEPARTMENT, "name")?;
    let mut changes: HashMap<i64, Vec<snapshot::AccidentChange>> = HashMap::new();
    for row in all(store, &ACCIDENT_CHANGE)? {
        let Some(accident) = row.get("accident_id").as_int() else { continue };
        changes.entry(accident).or_default().push(snapshot::AccidentChange {
            id: row.id,
            code: text(&row, "code").unwrap_or_default(),
            known_at: when(&row, &ACCIDENT_CHANGE, "known_at")?,
            reported_at: row.get("reported_at").as_moment(),
            casualties: ["deaths", "missing", "serious", "minor"].map(|column| row.get(column).as_int()),
        });
    }
    rows.iter()
        .map(|row| {
            Ok(snapshot::Accident {
                id: row.id,
                code: text(row, "code").unwrap_or_default(),
                title: text(row, "title").unwrap_or_default(),
                department: row.get("department_id").as_int().and_then(|id| departments.get(&id).cloned()),
                happened_at: when(row, &ACCIDENT, "happened_at")?,
                told_at: row.get("told_at").as_moment(),
                reported_at: row.get("reported_at").as_moment(),
                traffic_fire: row.get("traffic_fire").as_int() == Some(1),
                casualties: ["deaths", "missing", "serious", "minor"]
                    .map(|column| row.get(column).as_int().unwrap_or_default()),
                changes: changes.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// Every order with its items.
pub(super) fn orders(store: &Store) -> Result<Vec<snapshot::Order>> {
    let rows = all(store, &AUTHORITY_ORDER)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let authorities = names(store, &AUTHORITY, "name")?;
    let mut items = items(store)?;
    rows.iter()
        .map(|row| {
            let kind = row.get("kind").as_text().and_then(OrderKind::from_code);
            let kind =
                kind.ok_or_else(|| Error::file(format!("authority_order {} 的 kind 列有不认识的代码", row.id)))?;
            let issued = row.get("issued_on").as_date();
            Ok(snapshot::Order {
                id: row.id,
                number: text(row, "number").unwrap_or_default(),
                authority: row
                    .get("authority_id")
                    .as_int()
                    .and_then(|id| authorities.get(&id).cloned())
                    .unwrap_or_default(),
                asks_reply: match kind {
                    OrderKind::Rectify | OrderKind::Site | OrderKind::Stop => true,
                    OrderKind::Review | OrderKind::Other => false,
                },
                issued_on: issued
                    .ok_or_else(|| Error::file(format!("authority_order {} 的 issued_on 列不是日期", row.id)))?,
                due_on: row.get("due_on").as_date(),
                replied_on: row.get("replied_on").as_date(),
                items: items.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

fn items(store: &Store) -> Result<HashMap<i64, Vec<snapshot::OrderItem>>> {
    let rows = all(store, &AUTHORITY_ORDER_ITEM)?;
    let people = if rows.is_empty() { HashMap::new() } else { names(store, &PERSON, "name")? };
    let chased: Vec<i64> = rows.iter().filter_map(|row| row.get("hazard_id").as_int()).collect();
    let hazards: HashMap<i64, Row> =
        store.rows_among(&HAZARD.relation, &chased)?.into_iter().map(|row| (row.id, row)).collect();
    let mut items: HashMap<i64, Vec<snapshot::OrderItem>> = HashMap::new();
    for row in rows {
        let Some(order) = row.get("order_id").as_int() else { continue };
        let hazard = row.get("hazard_id").as_int().and_then(|id| hazards.get(&id));
        items.entry(order).or_default().push(snapshot::OrderItem {
            id: row.id,
            number: row.get("number").as_int().unwrap_or_default(),
            requirement: text(&row, "requirement").unwrap_or_default(),
            due_on: row.get("due_on").as_date(),
            owner: row.get("owner_id").as_int().and_then(|id| people.get(&id).cloned()),
            done_on: row.get("done_on").as_date(),
            hazard: hazard.map(|it| (text(it, "code").unwrap_or_default(), hazard::accepted_on(it))),
        });
    }
    for all in items.values_mut() {
        all.sort_by_key(|it| (it.number, it.id));
    }
    Ok(items)
}
