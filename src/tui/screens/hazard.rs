//! Area 7, 隐患: the ledger, one hazard, and its steps from finding to closure.

use super::super::list::ListScreen;
use super::super::screen::{Screen, Session};
use crate::error::Result;

mod ledger;
mod papers;
pub(super) mod record_form;
mod step_form;
mod story;

#[cfg(test)]
mod tests;

/// The first screen of the area: the hazards that are not closed.
///
/// # Errors
/// None now; the signature is that of every area.
pub fn open(_cx: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(ledger::Ledger).filtered("open")))
}

/// The ledger with one hazard found by its 编号: where a duty about it leads.
pub(super) fn about(code: &str) -> Box<dyn Screen> {
    Box::new(ListScreen::new(ledger::Ledger).found(code))
}
