//! Area 6, 自查: what is to be inspected, the sheet being filled in, what was inspected.

use super::super::list::ListScreen;
use super::super::screen::{Screen, Session};
use crate::error::Result;

mod agenda;
mod entry;
mod guard;
mod head;
mod line;
mod owed;
mod plans;
mod records;
mod sheet;

#[cfg(test)]
mod tests;

/// The first screen of the area: what is to be inspected now.
///
/// # Errors
/// None now; the signature is that of every area.
pub fn open(_cx: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(agenda::Agenda::default())))
}

/// The sheet of a checklist to be filled in, for an occurrence of a plan or for none.
pub(super) fn enter(checklist: i64, plan: Option<i64>, period: Option<String>) -> Box<dyn Screen> {
    Box::new(entry::Entry::new(sheet::Task { checklist, plan, period }))
}
