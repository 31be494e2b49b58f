//! Area 6, 自查: what is to be inspected, the sheet being filled in, what was inspected.

use super::super::list::ListScreen;
use super::super::screen::{Msg, Screen, Session};
use crate::error::{Error, Result};
use crate::registers::plan::PLAN;

mod agenda;
mod entry;
mod head;
mod line;
mod owed;
mod records;
mod sheet;

#[cfg(test)]
pub(crate) mod tests;

/// The first screen of the area: what is to be inspected now.
///
/// # Errors
/// None now; the signature is that of every area.
pub fn open(_cx: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(agenda::Agenda::default())))
}

/// Entering the inspection of a plan for one of its occurrences.
///
/// # Errors
/// When there is no such plan.
pub fn of_plan(cx: &Session, plan: i64, period: &str) -> Result<Vec<Msg>> {
    let row = cx.store.row(&PLAN.relation, plan)?.ok_or_else(|| Error::input("没有这个检查计划"))?;
    let checklist = row.get("checklist_id").as_int().ok_or_else(|| Error::input("这个检查计划没有检查表"))?;
    let task = sheet::Task { checklist, plan: Some(plan), period: Some(period.to_owned()) };
    Ok(vec![Msg::Push(Box::new(entry::Entry::new(task)))])
}

/// Everything about one past inspection, to be read.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read(cx: &Session, id: i64) -> Result<Vec<Msg>> {
    records::read(cx, id)
}

/// The sheet of a checklist to be filled in, for no occurrence of a plan.
pub(super) fn enter(checklist: i64) -> Box<dyn Screen> {
    Box::new(entry::Entry::new(sheet::Task { checklist, plan: None, period: None }))
}
