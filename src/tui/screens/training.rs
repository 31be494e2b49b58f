//! Area 4, 教育培训: the sessions held, entering one, plans and what is owed.

use super::super::list::ListScreen;
use super::super::screen::{Msg, Screen, Session};
use crate::error::Result;

mod entry;
mod line;
mod people;
mod roll;
mod sessions;

/// The first screen of the area: sessions, the last first.
///
/// # Errors
/// None now; the signature is that of every area.
pub fn open(_cx: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(sessions::Sessions::default())))
}

/// Entering a session for a line of the plan.
///
/// # Errors
/// When there is no such line.
pub fn of_plan(_cx: &Session, plan: i64) -> Result<Vec<Msg>> {
    Ok(vec![Msg::Push(Box::new(entry::Entry::new(roll::Task::Planned(plan))))])
}

#[cfg(test)]
mod tests;
