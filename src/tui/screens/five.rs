//! Area 3, 五落实五到位: the rounds, the check points of one, what a person decides of them.

use crate::error::Result;
use crate::tui::list::ListScreen;
use crate::tui::screen::{Screen, Session};

mod begin_form;
mod judge_form;
mod points;
mod rounds;

#[cfg(test)]
mod tests;

/// The first screen of the area: the rounds, newest first.
///
/// # Errors
/// None now; the signature is that of every area.
pub fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(rounds::Rounds)))
}
