//! 检查表: the plant's lists, their items as they are in force, and the next version of them.

use super::super::list::ListScreen;
use super::super::screen::Screen;

/// The list of checklists.
pub(super) fn screen() -> Box<dyn Screen> {
    Box::new(ListScreen::new(lists::Lists))
}

mod item_form;
mod items;
mod lists;
mod revise_form;
