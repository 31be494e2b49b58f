//! 重大事故隐患自判: the rounds, the criteria of one, what a person decides of them. Reached from area 8 and from 台账.

use crate::tui::list::ListScreen;
use crate::tui::screen::Screen;

mod begin_form;
mod items;
mod judge_form;
mod rounds;

#[cfg(test)]
mod tests;

/// The rounds, newest first.
pub(super) fn screen() -> Box<dyn Screen> {
    Box::new(ListScreen::new(rounds::Rounds))
}
