//! Area 7, 隐患: the ledger, one hazard, and its steps from finding to closure.

use super::super::list::ListScreen;
use super::super::screen::{Msg, Screen, Session};
use crate::error::Result;

mod file;
mod ledger;
mod papers;
mod step_form;
mod story;

#[cfg(test)]
mod tests;

/// The first screen of the area: the hazards that are not closed.
///
/// # Errors
/// None now; the signature is that of every area.
pub fn open(_cx: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(ledger::Ledger::default()).filtered("open")))
}

/// The next step of a hazard as a form, or all about it when it is closed.
///
/// # Errors
/// When the file cannot be read or there is no such hazard.
pub fn next_step(cx: &Session, id: i64) -> Result<Vec<Msg>> {
    ledger::open_next(cx, id)
}

/// Everything about one hazard, to be read.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read(cx: &Session, id: i64) -> Result<Vec<Msg>> {
    ledger::told(cx, id)
}
