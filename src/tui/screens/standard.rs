//! Area 5, 标准化: the rounds of self-assessment, the items of one, what is given to them; grade and revocation beside.

use crate::error::Result;
use crate::tui::list::ListScreen;
use crate::tui::screen::{Screen, Session};

mod begin_form;
mod item_form;
mod items;
mod rounds;
mod score_form;

#[cfg(test)]
mod tests;

/// The first screen of the area: the rounds, newest first.
///
/// # Errors
/// None now; the signature is that of every area.
pub fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(rounds::Rounds)))
}
